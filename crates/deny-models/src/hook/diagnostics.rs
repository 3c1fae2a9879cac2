//! Findings in one line each: cargo shows each such line by itself.

use camino::Utf8Path;

use super::member_block::Stale;
use super::own::Unchecked;
use crate::domain::PackageRef;
use crate::finding::Finding;

/// More names than this make no line better.
const MAX_NAMES: usize = 5;

/// A finding: code, what is wrong, where, and the best thing to do.
pub(super) fn finding(finding: &Finding, root: &Utf8Path) -> String {
    let place = finding.primary.as_ref().map(|label| {
        let path = label.place.path();
        // The same on every machine.
        let path = path.strip_prefix(root).unwrap_or(path);
        let path = if cfg!(windows) {
            path.as_str().replace('\\', "/")
        } else {
            path.to_string()
        };
        format!(" ({path}:{})", label.place.line())
    });
    let through = finding
        .context
        .as_ref()
        .filter(|context| context.path.len() > 1);
    let through = through.map(|context| {
        let path: Vec<String> = context.path.iter().map(ToString::to_string).collect();
        format!(", through {}", path.join(" -> "))
    });
    let help = finding.help.first().map(|help| format!("; {help}"));
    format!(
        "[{}] {}{}{}{}",
        finding.code,
        finding.message,
        through.unwrap_or_default(),
        place.unwrap_or_default(),
        help.unwrap_or_default()
    )
}

/// What was not checked, one line each.
pub(super) fn unknown(
    package: &PackageRef,
    unknown: &[PackageRef],
    has_lock: bool,
    tree_error: Option<String>,
) -> Vec<String> {
    let mut lines = Vec::new();
    let name = &package.name;
    if let Some(why) = tree_error {
        lines.push(format!(
            "[stale-lock] not checked: what the dependencies of `{name}` pull, because `cargo tree` did not list them ({why})"
        ));
    }
    let others: Vec<String> = unknown
        .iter()
        .filter(|other| *other != package)
        .map(|other| format!("`{other}`"))
        .collect();
    let mut subjects = Vec::new();
    if unknown.contains(package) {
        subjects.push(format!("the sources of `{name}`"));
    }
    match others.as_slice() {
        [] => {}
        [other] => subjects.push(format!("its dependency {other}")),
        many => subjects.push(format!(
            "{} of its dependencies ({})",
            many.len(),
            some(many)
        )),
    }
    if !subjects.is_empty() {
        let why = if has_lock {
            "deny-models.lock does not cover them"
        } else {
            "there is no deny-models.lock"
        };
        lines.push(format!(
            "[stale-lock] not checked: {}, because {why}; run `cargo deny-models lock` and commit what it writes",
            subjects.join(" and ")
        ));
    }
    lines
}

const LOCK: &str = "run `cargo deny-models lock` and commit what it writes";

/// Why every model counts that the packages of the graph take.
pub(super) fn code(package: &PackageRef, stale: Option<&Stale>) -> Option<String> {
    let why = match stale? {
        // The block itself is reported.
        Stale::Edited => return None,
        Stale::NoBlock => "deny-models.lock does not have it".to_owned(),
        Stale::Packages => "Cargo.lock changed since deny-models.lock was written".to_owned(),
        Stale::Sources(changed) => {
            let names: Vec<String> = changed.iter().map(|it| format!("`{}`", it.name)).collect();
            format!(
                "the sources of {} changed since deny-models.lock was written",
                some(&names)
            )
        }
    };
    Some(format!(
        "[stale-lock] not checked: what the code of `{}` reaches, because {why}, so every model that its packages take \
         counts; {LOCK}",
        package.name
    ))
}

/// What was not checked of the package's weight files, one line each.
pub(super) fn files(package: &PackageRef, unchecked: &Unchecked) -> Vec<String> {
    let mut lines = Vec::new();
    let mut add = |files: &[String], why: &str, next: &str| {
        let files: Vec<String> = files.iter().map(|file| format!("`{file}`")).collect();
        if !files.is_empty() {
            let files = some(&files);
            lines.push(format!("[stale-lock] not checked: {files}, {why}; {next}"));
        }
    };
    let Unchecked {
        unnamed,
        missing,
        closed,
        unlisted,
    } = unchecked;
    let why = "weights that neither the manifest nor deny-models.lock names";
    add(unnamed, why, LOCK);
    let why = "which the manifest or deny-models.lock names and which is not there";
    add(missing, why, LOCK);
    let why = "whose header a build script cannot read, so what deny-models.lock has of it counts";
    add(closed, why, "`cargo deny-models check` reads it");
    if let Some(why) = unlisted {
        lines.push(format!(
            "[stale-lock] not checked: the weight files of `{}`, because its directory cannot be listed ({why})",
            package.name
        ));
    }
    lines
}

/// The first few of a list, and how many more there are.
fn some(names: &[String]) -> String {
    let shown = names[..names.len().min(MAX_NAMES)].join(", ");
    match names.len().saturating_sub(MAX_NAMES) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str) -> PackageRef {
        PackageRef {
            name: name.to_owned(),
            version: "1.0.0".to_owned(),
        }
    }

    #[test]
    fn what_was_not_looked_at_is_named_and_counted() {
        let own = package("own");
        assert!(unknown(&own, &[], true, None).is_empty());
        let names = ["own", "a", "b", "c", "d", "e", "f"].map(package);
        assert_eq!(
            unknown(&own, &names, true, None),
            [
                "[stale-lock] not checked: the sources of `own` and 6 of its dependencies (`a 1.0.0`, `b 1.0.0`, \
                 `c 1.0.0`, `d 1.0.0`, `e 1.0.0` and 1 more), because deny-models.lock does not cover them; run \
                 `cargo deny-models lock` and commit what it writes"
            ]
        );
        let lines = unknown(&own, &names[1..2], false, Some("offline".to_owned()));
        assert!(lines[0].ends_with("(offline)"), "{lines:?}");
        assert!(
            lines[1].contains("its dependency `a 1.0.0`, because there is no"),
            "{lines:?}"
        );
    }
}
