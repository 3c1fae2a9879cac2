//! Kinds of repositories of the hub: a request may be for a data set or for a program, which are no models.

/// A kind of repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum RepoKind {
    /// A model, which the hub takes where nothing else is requested.
    #[default]
    Model,
    /// A data set.
    Dataset,
    /// What holds programs: a space.
    Space,
}

/// Options of the hub's program that give the kind.
const OPTIONS: [&str; 2] = ["--repo-type", "--type"];

impl RepoKind {
    /// The kind that a word stands for, as the hub's clients spell it.
    pub(super) fn of_word(word: &str) -> Option<Self> {
        match word {
            "model" | "models" => Some(Self::Model),
            "dataset" | "datasets" => Some(Self::Dataset),
            "space" | "spaces" => Some(Self::Space),
            _ => None,
        }
    }

    /// The kind that several words stand for; a model where one of them may be one.
    pub(super) fn of_all<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        let mut kinds = words.into_iter().map(Self::of_word);
        let Some(first) = kinds.next().flatten() else {
            return Self::Model;
        };
        let agree = kinds.all(|kind| kind == Some(first));
        if agree { first } else { Self::Model }
    }

    /// The kind that the words of one command request: `hf download name --repo-type dataset`.
    pub(super) fn of_command<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        let mut requested = Requested::default();
        words.into_iter().for_each(|word| requested.push(word));
        requested.kind()
    }

    /// What an id stands for in a request of this kind; nothing where that holds no weights by its kind.
    pub(super) fn artifact(self, id: String) -> Option<String> {
        match self {
            Self::Dataset if !id.starts_with("datasets/") => Some(format!("datasets/{id}")),
            Self::Model | Self::Dataset => Some(id),
            Self::Space => None,
        }
    }
}

/// The kind that the words of a command request so far.
#[derive(Debug, Default)]
pub(super) struct Requested {
    kind: Option<RepoKind>,
    of_option: Place,
}

/// Where a command is beside its option for the kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Place {
    #[default]
    Elsewhere,
    /// Right behind the option.
    Behind,
    /// Behind a value of it.
    Value,
}

impl Requested {
    /// Takes in the next word.
    pub(super) fn push(&mut self, word: &str) {
        let value = OPTIONS
            .iter()
            .find_map(|option| word.strip_prefix(option)?.strip_prefix('='));
        let kind = RepoKind::of_word(word);
        if let Some(value) = value {
            self.add(RepoKind::of_word(value));
        } else if self.of_option == Place::Behind
            || self.of_option == Place::Value && kind.is_some()
        {
            self.add(kind);
        }
        self.of_option = match self.of_option {
            _ if OPTIONS.contains(&word) => Place::Behind,
            // One of several words is each of them, one behind the other.
            Place::Behind | Place::Value if kind.is_some() => Place::Value,
            _ => Place::Elsewhere,
        };
    }

    fn add(&mut self, kind: Option<RepoKind>) {
        let next = kind.unwrap_or_default();
        let is_same = self.kind.is_none_or(|kind| kind == next);
        self.kind = Some(if is_same { next } else { RepoKind::Model });
    }

    /// The kind, of all words.
    pub(super) fn kind(&self) -> RepoKind {
        self.kind.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_option_gives_the_kind_wherever_it_stands() {
        for (line, expected) in [
            ("hf download a/b", RepoKind::Model),
            ("hf download a/b --repo-type dataset", RepoKind::Dataset),
            (
                "hf download --repo-type=dataset a/b x.csv",
                RepoKind::Dataset,
            ),
            ("hf download a/b --type datasets", RepoKind::Dataset),
            ("hf download a/b --repo-type space", RepoKind::Space),
            ("hf download a/b --repo-type model", RepoKind::Model),
            ("hf download a/b --repo-type {}", RepoKind::Model),
            ("hf download a/b --repo-type dataset model", RepoKind::Model),
            (
                "hf download a/b --repo-type dataset --quiet model",
                RepoKind::Dataset,
            ),
            ("hf download dataset --include space", RepoKind::Model),
        ] {
            assert_eq!(RepoKind::of_command(line.split(' ')), expected, "{line}");
        }
    }

    #[test]
    fn a_kind_that_is_not_certain_is_a_model() {
        assert_eq!(RepoKind::of_all(["dataset", "dataset"]), RepoKind::Dataset);
        assert_eq!(RepoKind::of_all(["dataset", "{}"]), RepoKind::Model);
        assert_eq!(RepoKind::of_all(["space", "model"]), RepoKind::Model);
        assert_eq!(RepoKind::of_all([]), RepoKind::Model);
    }
}
