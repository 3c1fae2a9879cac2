//! The policy that counts: a file or the defaults, with what options set on top.

use camino::Utf8Path;

use super::failure::Failure;
use super::options::PolicyOptions;
use super::paths::current_directory;
use deny_models::date::Date;
use deny_models::license::{lookup, nearest_id};
use deny_models::policy::{self, Policy, Protect, Require};
use deny_models::source::{Place, Problem, SourceFile, Spanned};
use deny_models::text::nearest;

/// The policy that the options name, else the workspace's, else the defaults; `--require` and `--protect` on top.
pub(super) fn read_policy(
    options: &PolicyOptions,
    root: Option<&Utf8Path>,
    today: Date,
) -> Result<Policy, Failure> {
    let file = match (&options.file, root) {
        // Absolute, as every file that lies in a place of its own is.
        (Some(path), _) => Some(current_directory()?.join(path)),
        (None, Some(root)) if !options.none => {
            policy::find(root).map_err(|error| vec![error.to_problem()])?
        }
        _ => None,
    };
    let mut policy = match file {
        Some(path) => Policy::load(&path, today)?,
        None => Policy::default(),
    };
    match root {
        Some(root) => policy.read_facts(root)?,
        None => refuse_facts(&policy)?,
    }
    if let Some(word) = &options.require {
        policy.require = Require::parse(word).ok_or_else(|| {
            let near =
                nearest(word, Require::WORDS).map(|near| format!("; did you mean `{near}`?"));
            let words = Require::WORDS.join(", ");
            Failure::Usage {
                message: format!(
                    "`--require {word}` is none of {words}{}",
                    near.unwrap_or_default()
                ),
            }
        })?;
    }
    if !options.protect.is_empty() {
        policy.protect = protect(&options.protect)?;
    }
    Ok(policy)
}

/// Tables of facts lie in a workspace.
fn refuse_facts(policy: &Policy) -> Result<(), Failure> {
    let Some(table) = policy.facts.first() else {
        return Ok(());
    };
    let message = format!(
        "the table of facts `{}` is looked for in a workspace, and there is none here",
        table.path.value
    );
    let problem = Problem::new(message).at(table.path.place.clone());
    let help = "run the command in the workspace, or with `--manifest-path`";
    Err(vec![problem.label("of which workspace?").help(help)].into())
}

fn protect(words: &[String]) -> Result<Protect, Failure> {
    if let [word] = words
        && word == "osi"
    {
        return Ok(Protect::Osi);
    }
    let source = SourceFile::new("--protect", words.join(","));
    let mut ids = Vec::new();
    for word in words {
        let license = lookup(word);
        if !license.is_known() && !license.is_own_ref() {
            let near = nearest_id(word)
                .map(|near| format!("; did you mean `{}`?", lookup(near).spdx_ref()));
            return Err(Failure::Usage {
                message: format!(
                    "`--protect {word}`: no such licence{}",
                    near.unwrap_or_default()
                ),
            });
        }
        ids.push(Spanned::new(
            license.id().to_owned(),
            Place::new(&source, 0..0),
        ));
    }
    Ok(Protect::Licenses(ids))
}
