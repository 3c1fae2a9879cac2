//! Which scanner this is: a digest of its own sources, worked out while compiling, so that nobody can forget to count up a
//! version when what a scan finds changes.

/// The sources, and the bytes of each.
macro_rules! sources {
    ($($name:literal)*) => {
        #[cfg(test)]
        const NAMES: &[&str] = &[$($name),*];
        const SOURCES: &[&[u8]] = &[$(include_bytes!($name)),*];
    };
}

sources! {
    "address.rs" "alone.rs" "around.rs" "attrs.rs" "choice.rs" "embed.rs" "eval.rs" "eval_call.rs"
    "eval_field.rs" "eval_text.rs" "index.rs" "ir.rs" "judge.rs" "lex.rs" "lower.rs" "lower_expr.rs" "lower_macro.rs"
    "mentions.rs" "mod.rs" "names.rs" "offers.rs" "opened.rs" "package.rs" "parse.rs" "places.rs" "pool.rs" "prefilter.rs" "release.rs"
    "report.rs" "resolve.rs" "shell.rs" "sinks.rs" "source.rs" "start.rs" "tables.rs" "text.rs" "uses.rs" "version.rs"
    "../weights/detect.rs" "../weights/mod.rs" "../weights/name.rs" "../weights/walk.rs" "../../model/id.rs"
    "../header/archive.rs" "../header/detect.rs" "../header/zip.rs"
}

/// Differs whenever the scanner differs.
pub(crate) const SCANNER: u64 = digest(SOURCES);

/// FNV-1a over words of eight bytes: enough to tell versions of one program apart, and quick for the compiler.
const fn digest(sources: &[&[u8]]) -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut number = 0;
    while number < sources.len() {
        let mut rest = sources[number];
        hash = mixed(hash, rest.len() as u64);
        while let Some((word, after)) = rest.split_first_chunk::<8>() {
            hash = mixed(hash, u64::from_le_bytes(*word));
            rest = after;
        }
        while let Some((byte, after)) = rest.split_first() {
            hash = mixed(hash, *byte as u64);
            rest = after;
        }
        number += 1;
    }
    hash
}

const fn mixed(hash: u64, word: u64) -> u64 {
    let hash = (hash ^ word).wrapping_mul(0x0100_0000_01b3);
    hash ^ (hash >> 29)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_source_of_the_scanner_counts() {
        let evidence = concat!(env!("CARGO_MANIFEST_DIR"), "/src/evidence");
        for (directory, prefix) in [("scan", ""), ("weights", "../weights/")] {
            for entry in std::fs::read_dir(format!("{evidence}/{directory}")).expect("the sources")
            {
                let name = entry.expect("an entry").file_name();
                let name = format!("{prefix}{}", name.to_str().expect("UTF-8"));
                assert!(
                    NAMES.contains(&name.as_str()),
                    "add {name} to the list in version.rs, so that a change of it is scanned anew"
                );
            }
        }
    }

    #[test]
    fn any_change_makes_another_scanner() {
        let of = |sources: &[&str]| {
            let sources: Vec<&[u8]> = sources.iter().map(|text| text.as_bytes()).collect();
            digest(&sources)
        };
        let base = of(&["fn a() {}", "fn b() {}"]);
        for other in [
            ["fn a() { }", "fn b() {}"],
            ["fn a() {}", "fn c() {}"],
            ["fn b() {}", "fn a() {}"],
            ["fn a() {}fn b() {}", ""],
        ] {
            assert_ne!(base, of(&other));
        }
    }
}
