//! The parts that large models are split into: `x-00001-of-00003.gguf` and those that follow are one model.

use std::collections::BTreeMap;

use deny_models::model::Artifact;
use deny_models_scan::Found;

/// Digits of the number of a part.
const DIGITS: usize = 5;

/// The first part of each model that is there, by the name without the number.
#[derive(Debug, Default)]
pub(super) struct Shards(BTreeMap<(String, String), String>);

impl Shards {
    /// Of these findings.
    pub(super) fn new<'a>(found: impl Iterator<Item = &'a Found>) -> Self {
        let mut shards = Self::default();
        for found in found {
            let Some(key) = key(&found.artifact) else {
                continue;
            };
            let first = shards
                .0
                .entry(key)
                .or_insert_with(|| found.artifact.clone());
            if found.artifact < *first {
                first.clone_from(&found.artifact);
            }
        }
        shards
    }

    /// The model that a file is a part of: its first part, or itself.
    pub(super) fn model_of(&self, file: Artifact) -> Artifact {
        let Artifact::Path { package, path } = &file else {
            return file;
        };
        match key(path.as_str()).and_then(|key| self.0.get(&key)) {
            Some(first) => Artifact::Path {
                package: package.clone(),
                path: first.into(),
            },
            None => file,
        }
    }
}

/// What stands before and behind the number of a part.
fn key(path: &str) -> Option<(String, String)> {
    let at = path.rfind("-of-")?;
    let (before, number) = path.get(..at)?.rsplit_once('-')?;
    let rest = &path[at..];
    let total = rest.get("-of-".len().."-of-".len() + DIGITS)?;
    let digits =
        |text: &str| text.len() == DIGITS && text.bytes().all(|byte| byte.is_ascii_digit());
    let ends = rest.as_bytes().get("-of-".len() + DIGITS) == Some(&b'.');
    (digits(number) && digits(total) && ends).then(|| (before.to_owned(), rest.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_named_by_their_number() {
        let known = |path: &str| key(path).map(|(before, rest)| format!("{before}|{rest}"));
        assert_eq!(
            known("m/x-00002-of-00003.gguf").as_deref(),
            Some("m/x|-of-00003.gguf")
        );
        for other in [
            "x-of-y.gguf",
            "x-1-of-3.gguf",
            "x-00002-of-00003",
            "x.gguf",
            "-of-",
        ] {
            assert_eq!(known(other), None, "{other}");
        }
    }
}
