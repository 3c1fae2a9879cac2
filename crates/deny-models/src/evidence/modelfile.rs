//! Modelfiles of Ollama beside weights: which files a model is made from, and the licence that its maker states.

/// Around a text of several lines.
const QUOTES: &str = "\"\"\"";

/// What a Modelfile states of files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Modelfile {
    /// The files of `FROM` and `ADAPTER`, as written, without `./`.
    files: Vec<String>,
    /// The texts of `LICENSE`, each with its line: all of them apply.
    licenses: Vec<(u32, String)>,
}

impl Modelfile {
    /// The texts of `LICENSE`, each with the line on which it begins.
    pub fn licenses(&self) -> impl Iterator<Item = (u32, &str)> {
        let texts = self.licenses.iter();
        texts.map(|(line, text)| (*line, text.trim()))
    }

    /// The licence, where it is that of a file beside the Modelfile or below it.
    #[must_use]
    pub fn license_of(&self, path: &str) -> Option<String> {
        let is_for = |file: &String| {
            // A directory is all that is in it.
            let rest = path.strip_prefix(file.trim_end_matches('/'));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let states = self.licenses().any(|(_, text)| !text.is_empty());
        let texts = self.licenses.iter().map(|(_, text)| format!("{text}\n"));
        (states && self.files.iter().any(is_for)).then(|| texts.collect())
    }
}

/// Whether a file is one, by its name.
#[must_use]
pub fn is_modelfile(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name == "modelfile" || name.starts_with("modelfile.") || name.ends_with(".modelfile")
}

/// Reads one. An instruction is a word at the start of a line; its text may stand between three quotes.
#[must_use]
pub fn read(text: &str) -> Modelfile {
    let mut read = Modelfile::default();
    let mut rest = text;
    let (mut number, mut counted) = (1, 0);
    while !rest.is_empty() {
        let at = text.len() - rest.len();
        number += text[counted..at].matches('\n').count();
        counted = at;
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        rest = after;
        let line = line.trim();
        let (word, value) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let mut value = value.trim().to_owned();
        if let Some(start) = value.strip_prefix(QUOTES) {
            value = if let Some((inside, _)) = start.split_once(QUOTES) {
                inside.to_owned()
            } else {
                // One that does not end is a text up to the end of the file.
                let (more, after) = rest.split_once(QUOTES).unwrap_or((rest, ""));
                rest = after;
                format!("{start}\n{more}")
            };
        }
        match word.to_ascii_lowercase().as_str() {
            "from" | "adapter" => {
                let file = value.trim_matches('"').replace('\\', "/");
                read.files.push(file.trim_start_matches("./").to_owned());
            }
            "license" => {
                let number = u32::try_from(number).unwrap_or(u32::MAX);
                let license = value.trim_matches('"').to_owned();
                read.licenses.push((number, license));
            }
            _ => {}
        }
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_licence_is_that_of_the_files_that_a_model_is_made_from() {
        let text = "# LICENSE no\nFROM ./a.gguf\nadapter lora/\nSYSTEM \"\"\"\nFROM b.gguf\nLICENSE no\n\"\"\"\n\
                    LICENSE \"\"\"\nCC BY-NC 4.0\n\"\"\"\nLICENSE \"Apache-2.0\"\nPARAMETER x 1\n";
        let read = read(text);
        assert_eq!(
            read.license_of("a.gguf").as_deref(),
            Some("\nCC BY-NC 4.0\n\nApache-2.0\n")
        );
        assert!(read.license_of("lora/x.safetensors").is_some());
        assert_eq!(read.license_of("b.gguf"), None);
        assert_eq!(read.license_of("lora2/x.safetensors"), None);
    }

    #[test]
    fn odd_texts_are_read_to_their_end() {
        for (text, license) in [
            ("FROM a\nLICENSE \"\"\"MIT\"\"\"", Some("MIT\n")),
            ("FROM a\nLICENSE \"\"\"MIT", Some("MIT\n\n")),
            ("FROM a\r\nLICENSE MIT\r\n", Some("MIT\n")),
            ("FROM a\nLICENSE", None),
            ("FROM a\nLICENSE \"\"\"\"\"\"\n", None),
            ("LICENSE MIT", None),
            ("", None),
        ] {
            let found = read(text).license_of("a");
            assert_eq!(found.as_deref(), license, "{text:?}");
        }
    }
}
