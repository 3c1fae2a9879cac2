//! Which tables decide: their date and digest.

/// `DATE SHA-256`, written together with the table of models.
static STAMP: &str = include_str!("tables.txt");

/// Date and digest of the built-in tables: of models, former names, licences, their addresses and their texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tables {
    /// The day as of which the lists were read, `YYYY-MM-DD`.
    pub date: &'static str,
    /// The SHA-256 of all of them together, in hexadecimal digits.
    pub digest: &'static str,
}

impl Tables {
    /// Date and the first twelve digits, which is enough to tell one from another.
    #[must_use]
    pub fn short(&self) -> String {
        format!(
            "{} ({})",
            self.date,
            self.digest.get(..12).unwrap_or(self.digest)
        )
    }
}

/// The built-in tables.
#[must_use]
pub fn tables() -> Tables {
    let (date, digest) = STAMP.trim().split_once(' ').unwrap_or_default();
    Tables { date, digest }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::Date;

    #[test]
    fn date_and_digest_are_known() {
        let Tables { date, digest } = tables();
        assert!(Date::parse(date).is_some(), "{date}");
        assert!(
            digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit()),
            "{digest}"
        );
    }
}
