//! Parts that documents of several formats share.

use deny_models::digest::sha256;

/// A UUID made from the content of a document: the same content has the same one, on every machine (RFC 9562,
/// version 8).
pub(super) fn uuid(content: &[u8]) -> String {
    let digest = sha256(content);
    let variant = match digest.as_bytes()[16] {
        b'0' | b'4' | b'8' | b'c' => '8',
        b'1' | b'5' | b'9' | b'd' => '9',
        b'2' | b'6' | b'a' | b'e' => 'a',
        _ => 'b',
    };
    format!(
        "{}-{}-8{}-{variant}{}-{}",
        &digest[..8],
        &digest[8..12],
        &digest[13..16],
        &digest[17..20],
        &digest[20..32]
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_content_has_the_same_number() {
        let number = uuid(b"abc");
        assert_eq!(number, "ba7816bf-8f01-8fea-8141-40de5dae2223");
        assert_ne!(uuid(b"abd"), number);
    }
}
