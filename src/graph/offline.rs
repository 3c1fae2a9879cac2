//! Loads a partial graph when cargo lacks packages and may not fetch them.
//!
//! `cargo metadata` needs the packages of all platforms and of all dev-dependencies. A build needs
//! fewer, so they may be missing where builds work. Then it runs again with a smaller selection,
//! and a note names the packages that were left out.

use super::cargo::{CargoOptions, run, shown};
use super::error::GraphError;
use super::manifest::read_manifest;
use super::metadata::{assemble, decode, parse, resolver};
use super::shadow::Shadow;
use super::target::host_triple;
use super::workspace::Workspace;

/// Loads the packages that are downloaded; `None` when that is not enough.
pub(super) fn load(options: &CargoOptions) -> Option<Result<Workspace, GraphError>> {
    let host = host_triple().ok()?;
    let mut triples = options.fallback_targets.clone();
    let is_chosen = !triples.is_empty();
    // Build scripts run on the host whatever is built for.
    if !triples.contains(&host) {
        triples.push(host);
    }
    if is_chosen {
        return of_platforms(options, &triples).or_else(|| of_shadow(options, &triples));
    }
    // Tests are seldom judged, while every platform is.
    of_shadow(options, &[])
        .or_else(|| of_platforms(options, &triples))
        .or_else(|| of_shadow(options, &triples))
}

fn of_platforms(
    options: &CargoOptions,
    triples: &[String],
) -> Option<Result<Workspace, GraphError>> {
    let mut arguments = options.arguments();
    arguments.extend(filter(triples));
    let json = run(&arguments).ok()?;
    let mut workspace = decode(&json, &shown(&arguments), read_manifest);
    if let Ok(workspace) = &mut workspace {
        workspace.notes.extend(platforms_note(options, triples));
    }
    Some(workspace)
}

fn of_shadow(options: &CargoOptions, triples: &[String]) -> Option<Result<Workspace, GraphError>> {
    let mut arguments = options.arguments();
    arguments.push("--no-deps".to_owned());
    let members = parse(&run(&arguments).ok()?, &shown(&arguments)).ok()?;
    let root = read_manifest(&members.workspace_root).ok()?;
    let resolver = resolver(&members, &root).ok()?;
    let shadow = Shadow::new(&members, &root, resolver)?;
    let mut arguments = CargoOptions {
        manifest_path: Some(shadow.manifest()),
        // Its Cargo.lock is a copy that loses the dev-dependencies.
        locked: false,
        frozen: false,
        offline: true,
        ..options.clone()
    }
    .arguments();
    arguments.extend(filter(triples));
    let of_shadow = parse(&run(&arguments).ok()?, &shown(&arguments)).ok()?;
    let metadata = shadow.lift(members, of_shadow)?;
    let mut workspace = assemble(metadata, &root);
    if let Ok(workspace) = &mut workspace {
        workspace.notes.push(
            "packages of dev-dependencies are not all downloaded and were left out; run \
             `cargo fetch` while online to include them"
                .to_owned(),
        );
        workspace.notes.extend(platforms_note(options, triples));
    }
    Some(workspace)
}

/// The options of cargo for some targets alone.
fn filter(triples: &[String]) -> impl Iterator<Item = String> {
    triples
        .iter()
        .flat_map(|triple| ["--filter-platform".to_owned(), triple.clone()])
}

/// The note on platforms that are left out; none when the user selected the platforms.
fn platforms_note(options: &CargoOptions, triples: &[String]) -> Option<String> {
    let is_missed = options.fallback_targets.is_empty() && !triples.is_empty();
    is_missed.then(|| {
        format!(
            "packages that only other platforms than {} need are not all downloaded and were \
             left out; run `cargo fetch` while online to include them",
            triples.join(", ")
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_target_is_an_option_and_a_note_names_those_that_nobody_chose() {
        let triples = ["a-b".to_owned(), "c-d".to_owned()];
        let options: Vec<String> = filter(&triples).collect();
        let expected = ["--filter-platform", "a-b", "--filter-platform", "c-d"];
        assert_eq!(options, expected);
        assert_eq!(filter(&[]).count(), 0);

        let chosen = CargoOptions {
            fallback_targets: triples.to_vec(),
            ..CargoOptions::default()
        };
        assert_eq!(platforms_note(&chosen, &triples), None);
        assert_eq!(platforms_note(&CargoOptions::default(), &[]), None);
        let note = platforms_note(&CargoOptions::default(), &triples).expect("a note");
        assert!(
            note.contains("other platforms than a-b, c-d need"),
            "{note}"
        );
    }
}
