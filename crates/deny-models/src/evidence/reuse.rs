//! Licences of files as projects state them by the REUSE specification: `REUSE.toml` and `.reuse/dep5`.

use super::glob;
use crate::cargo_toml::Document;
use crate::license::Terms;

/// What a project states of the files that fit some patterns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Annotation {
    globs: Vec<String>,
    /// Whether `*` stands for `/` too.
    across: bool,
    licenses: Vec<String>,
}

impl Annotation {
    fn is_for(&self, path: &str) -> bool {
        let mut globs = self.globs.iter();
        globs.any(|glob| glob::fits(glob, path, self.across))
    }
}

/// The licence of a file by the last annotation that fits it, as the specification has it. `path` is relative to the
/// directory that the patterns are relative to.
#[must_use]
pub fn license_of(annotations: &[Annotation], path: &str) -> Option<Terms> {
    let last = annotations.iter().rfind(|one| one.is_for(path))?;
    conjunction(&last.licenses)
}

/// All of these licences together; `None` where there are none.
#[must_use]
pub fn conjunction(licenses: &[String]) -> Option<Terms> {
    let terms = |text: &String| Terms::parse(text).unwrap_or_else(|_| Terms::opaque(text));
    let parts: Vec<Terms> = licenses.iter().map(terms).collect();
    let written: Vec<String> = licenses
        .iter()
        .map(|text| match licenses.len() {
            1 => text.clone(),
            _ => format!("({text})"),
        })
        .collect();
    (!parts.is_empty()).then(|| Terms::all(written.join(" AND "), parts))
}

/// Reads a `REUSE.toml`.
///
/// # Errors
///
/// Why it is not one.
pub fn read_toml(text: &str) -> Result<Vec<Annotation>, String> {
    let document = Document::strict(text)?;
    let tables = document.root().tables("annotations");
    let one = |table: crate::cargo_toml::Part<'_>| {
        let texts = |key: &str| -> Vec<String> {
            let one = table.string(key).into_iter();
            one.chain(table.strings(key)).map(str::to_owned).collect()
        };
        Annotation {
            globs: texts("path"),
            across: false,
            licenses: texts("SPDX-License-Identifier"),
        }
    };
    Ok(tables.map(one).collect())
}

/// Reads a `.reuse/dep5`, a copyright file of Debian.
#[must_use]
pub fn read_dep5(text: &str) -> Vec<Annotation> {
    let text = text.replace("\r\n", "\n");
    let paragraphs = text.split("\n\n").map(fields);
    let annotations = paragraphs.filter_map(|fields| {
        let field = |name: &str| {
            let mut fields = fields.iter();
            fields.find(|(key, _)| key.eq_ignore_ascii_case(name))
        };
        let (_, files) = field("Files")?;
        // Behind the first line there is the text of the licence.
        let license = field("License").and_then(|(_, value)| value.lines().next());
        Some(Annotation {
            globs: files.split_whitespace().map(str::to_owned).collect(),
            across: true,
            licenses: license.into_iter().map(debian_as_spdx).collect(),
        })
    });
    annotations.collect()
}

/// `and` and `or` of a copyright file are those of SPDX, and a comma before them means nothing more.
fn debian_as_spdx(license: &str) -> String {
    license
        .trim()
        .replace(", and ", " AND ")
        .replace(", or ", " OR ")
}

/// The fields of a paragraph; lines that begin with a blank go on with the field above.
fn fields(paragraph: &str) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in paragraph.lines() {
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = fields.last_mut() {
                value.push('\n');
                value.push_str(line.trim());
            }
        } else if let Some((key, value)) = line.split_once(':') {
            fields.push((key.trim().to_owned(), value.trim().to_owned()));
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(annotations: &[Annotation], path: &str) -> Option<String> {
        license_of(annotations, path).map(|terms| terms.text().to_owned())
    }

    #[test]
    fn the_last_annotation_that_fits_counts() {
        let toml = "version = 1\n[[annotations]]\npath = \"**\"\nSPDX-License-Identifier = \"MIT\"\n\
                    [[annotations]]\npath = [\"a/*\", \"b/**\"]\nSPDX-License-Identifier = [\"MIT\", \"CC-BY-NC-4.0\"]\n\
                    [[annotations]]\npath = \"silent/**\"\n";
        let annotations = read_toml(toml).expect("valid");
        assert_eq!(of(&annotations, "x").as_deref(), Some("MIT"));
        let both = Some("(MIT) AND (CC-BY-NC-4.0)");
        assert_eq!(of(&annotations, "b/c/x").as_deref(), both);
        assert_eq!(of(&annotations, "a/c/x").as_deref(), Some("MIT"));
        assert_eq!(of(&annotations, "silent/x"), None);
        assert!(read_toml("version = ").is_err());
    }

    #[test]
    fn a_copyright_file_lists_patterns_over_lines() {
        let dep5 = "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\n\
                    Files: *\nCopyright: A\nLicense: MIT\n\n\
                    Files: c/*\n d/?.onnx\nCopyright: B\nLicense: CC-BY-NC-4.0\n The text: of it.\n";
        let annotations = read_dep5(dep5);
        assert_eq!(of(&annotations, "x/y").as_deref(), Some("MIT"));
        let nc = Some("CC-BY-NC-4.0");
        assert_eq!(of(&annotations, "c/y/z").as_deref(), nc);
        assert_eq!(of(&annotations, "d/x.onnx").as_deref(), nc);
        assert_eq!(read_dep5(&dep5.replace('\n', "\r\n")), annotations);
    }
}
