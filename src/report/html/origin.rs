//! Where a model comes from: its address, revision and digests, and the dated sources of its licence.

use super::markup::Markup;
use super::parts::{Locked, Parts};
use crate::inventory::{page, uri};
use crate::report::phrases::sources;
use crate::report::texts::{distinct, few};
use deny_models::model::Artifact;

/// Files whose digest is shown.
const MAX_FILES: usize = 4;

/// The name of the row of sources.
const SOURCES: &str = "According to";

/// The rows of one model.
pub(super) fn write(parts: &Parts<'_>, at: usize, out: &mut Markup) {
    let model = &parts.diagram.models[at];
    let of = &model.resolution.model;
    let locked = (parts.page.locked)(of);
    let pinned = model
        .pulls
        .iter()
        .filter_map(|of| of.pull.pull.sha256.clone());
    let rows = [
        ("Address", address(of, &locked).into_iter().collect()),
        ("Revision", revision(of, &locked).into_iter().collect()),
        ("SHA-256", digests(pinned, &locked)),
        (
            SOURCES,
            few(&sources(model.resolution, parts.view), MAX_FILES),
        ),
    ];
    out.raw("<td role=\"cell\" aria-colspan=\"6\" class=\"wide\"><dl class=\"origin\">");
    for (name, texts) in rows {
        if texts.is_empty() {
            continue;
        }
        let of_sources = name == SOURCES;
        let class = if of_sources { " class=\"sources\"" } else { "" };
        out.raw("<dt")
            .raw(class)
            .raw(">")
            .text(name)
            .raw("</dt><dd");
        out.raw(class).raw(">");
        for (at, text) in texts.iter().enumerate() {
            if at > 0 {
                out.raw("<br>");
            }
            out.text(text);
        }
        out.raw("</dd>");
    }
    out.raw("</dl></td>");
}

/// The address at which the program gets it, at the commit that was locked.
fn address(model: &Artifact, locked: &Locked) -> Option<String> {
    match model {
        Artifact::Hub { .. } | Artifact::Registry(_) => {
            let version = locked.revision.as_deref().or(model.revision());
            page(model, version.or(Some("main")))
        }
        Artifact::Url(url) => Some(uri::address(url).unwrap_or_else(|| url.clone())),
        Artifact::Path { package, path } => {
            let package = package.as_deref()?;
            Some(format!("{path}, a file of {package}"))
        }
    }
}

/// The commit, or why there is none.
fn revision(model: &Artifact, locked: &Locked) -> Option<String> {
    match (locked.revision.as_deref(), model.revision()) {
        (Some(commit), None) => Some(format!("{commit}, as locked; the program takes the newest")),
        (Some(commit), Some(asked)) if asked != commit => {
            Some(format!("{commit}, `{asked}` when it was locked"))
        }
        (Some(commit), Some(_)) => Some(commit.to_owned()),
        (None, Some(asked)) => Some(asked.to_owned()),
        (None, None) => matches!(model, Artifact::Hub { .. })
            .then(|| "none is pinned or locked: the program takes the newest".to_owned()),
    }
}

/// What is pinned, then the files of the lock.
fn digests(pinned: impl Iterator<Item = String>, locked: &Locked) -> Vec<String> {
    let own = pinned.chain(locked.sha256.clone());
    let files = locked.files.iter();
    let files = files.map(|(path, sha256)| format!("{sha256} {path}"));
    few(&distinct(own.chain(files)), MAX_FILES)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn locked(revision: Option<&str>) -> Locked {
        Locked {
            revision: revision.map(str::to_owned),
            ..Locked::default()
        }
    }

    #[test]
    fn the_commit_is_told_from_what_is_asked_for() {
        let hub = |name| Artifact::parse(name).expect("an id");
        let of = |name, commit| revision(&hub(name), &locked(commit));
        let is = |text: &str| Some(text.to_owned());
        assert_eq!(
            of("a/b", None),
            is("none is pinned or locked: the program takes the newest")
        );
        assert_eq!(
            of("a/b", Some("c0")),
            is("c0, as locked; the program takes the newest")
        );
        assert_eq!(of("a/b@v1", Some("c0")), is("c0, `v1` when it was locked"));
        assert_eq!(of("a/b@v1", None), is("v1"));
        assert_eq!(
            address(&hub("a/b@v1"), &locked(Some("c0"))),
            is("https://huggingface.co/a/b/tree/c0")
        );
    }

    #[test]
    fn each_digest_once() {
        let locked = Locked {
            sha256: Some("aa".to_owned()),
            files: vec![("x.bin".to_owned(), "bb".to_owned())],
            ..Locked::default()
        };
        assert_eq!(
            digests(["aa".to_owned()].into_iter(), &locked),
            ["aa", "bb x.bin"]
        );
    }
}
