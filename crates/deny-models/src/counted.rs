//! Which pulls count for a member, given what was followed of the code that it builds: one set of rules for the command,
//! which follows the code, and for the hook, which reads from the lock what was followed.

use crate::domain::{How, PullSource};
use crate::model::Artifact;
use crate::pull::Pull;

/// Whether code takes the model when it runs: it is no file in the package. What an owner states counts in any case.
#[must_use]
pub fn is_taken_by_code(pull: &Pull) -> bool {
    matches!(pull.source, PullSource::Source | PullSource::Lock)
        && !pull.declared
        && !matches!(pull.artifact, Artifact::Path { .. })
}

/// A package as a member builds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuiltPackage {
    /// Whether its code was followed to the end from where the member begins, so that what is reached is known.
    pub followed: bool,
    /// Whether code that is built takes certain ones of what it offers.
    pub chosen: bool,
}

impl BuiltPackage {
    /// Whether a pull that the package shows by itself counts. `decided` is whether what is reached answers for this
    /// one where the package was followed, and `choice` whether it is one of what the package offers.
    #[must_use]
    pub fn counts(self, pull: &Pull, decided: bool, choice: bool) -> bool {
        if self.followed && decided && is_taken_by_code(pull) {
            return false;
        }
        // Code that selects some of the offers takes no others.
        !(self.chosen && (pull.how == How::Offered || choice))
    }
}

/// Whether a model that the code of a member reaches counts: data or a caller may decide that it is this one, and an
/// entry of the policy may then state which ones of the package with the literal are used.
#[must_use]
pub fn counts_when_reached(possible: bool, is_answered: bool) -> bool {
    !(possible && is_answered)
}

/// Whether the policy, by an entry for it, or one of these pulls of packages on the way states a model that is reached.
pub fn is_stated<'a>(
    model: &Artifact,
    by_policy: bool,
    pulls: impl IntoIterator<Item = &'a Pull>,
) -> bool {
    let key = model.key();
    by_policy
        || pulls
            .into_iter()
            .any(|pull| pull.declared && pull.artifact.key() == key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Place, SourceFile};

    fn pull(how: How) -> Pull {
        Pull {
            artifact: Artifact::parse("acme/chat").expect("a model"),
            how,
            features: Vec::new(),
            target: None,
            source: PullSource::Lock,
            place: Place::new(&SourceFile::new("x", ""), 0..0),
            scope: None,
            declared: false,
            sha256: None,
            places: Vec::new(),
        }
    }

    const UNFOLLOWED: BuiltPackage = BuiltPackage {
        followed: false,
        chosen: false,
    };

    #[test]
    fn what_is_reached_answers_for_code_alone() {
        let followed = BuiltPackage {
            followed: true,
            ..UNFOLLOWED
        };
        let by_code = pull(How::Runtime);
        assert!(UNFOLLOWED.counts(&by_code, true, false));
        assert!(!followed.counts(&by_code, true, false));
        assert!(followed.counts(&by_code, false, false));
        let declared = Pull {
            declared: true,
            ..by_code.clone()
        };
        let file = Pull {
            artifact: Artifact::parse_path("model.onnx").expect("a file"),
            ..by_code
        };
        assert!(followed.counts(&declared, true, false) && followed.counts(&file, true, false));
    }

    #[test]
    fn a_choice_leaves_out_the_other_offers() {
        let chosen = BuiltPackage {
            chosen: true,
            ..UNFOLLOWED
        };
        assert!(!chosen.counts(&pull(How::Offered), true, false));
        assert!(!chosen.counts(&pull(How::Runtime), true, true));
        assert!(chosen.counts(&pull(How::Runtime), true, false));
        assert!(counts_when_reached(true, false) && counts_when_reached(false, true));
        assert!(!counts_when_reached(true, true));
    }
}
