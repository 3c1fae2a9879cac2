//! Links between pages and into the repository.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use crate::guide::{guide, pages, read, root};

/// Links to the repository itself, for pages of the book, whose files are elsewhere.
const REPOSITORY: [&str; 2] = [
    concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/"),
    concat!(env!("CARGO_PKG_REPOSITORY"), "/tree/main/"),
];

#[test]
fn every_link_leads_somewhere() {
    let mut broken = Vec::new();
    for page in pages() {
        let dir = Path::new(&page).parent().unwrap_or(Path::new(""));
        for link in links(&read(&page)) {
            let inside = REPOSITORY.iter().find_map(|start| link.strip_prefix(start));
            let (base, link) = match inside {
                Some(path) => (Path::new(""), path),
                None if link.contains("://") || link.starts_with("mailto:") => continue,
                None => (dir, &*link),
            };
            let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = match path {
                "" => PathBuf::from(&page),
                path => clean(&base.join(path)),
            };
            let in_book = |path: &Path| path.starts_with("docs");
            let name = target.to_str().expect("UTF-8").replace('\\', "/");
            if !root().join(&target).exists() {
                broken.push(format!("{page}: {link}: no such file"));
            } else if inside.is_none() && in_book(Path::new(&page)) && !in_book(&target) {
                broken.push(format!(
                    "{page}: {link}: not in the book; link to the repository"
                ));
            } else if !anchor.is_empty() && !anchors(&read(&name)).contains(anchor) {
                broken.push(format!("{page}: {link}: no such heading"));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn every_page_of_the_guide_is_in_its_summary_once() {
    let listed = links(&read("docs/SUMMARY.md"));
    let mut sorted: Vec<String> = listed.iter().map(|link| format!("docs/{link}")).collect();
    sorted.sort();
    let pages: Vec<String> = guide()
        .into_iter()
        .filter(|page| page != "docs/SUMMARY.md")
        .collect();
    assert_eq!(sorted, pages);
}

/// Targets of `[text](target)`, outside of code.
fn links(text: &str) -> Vec<String> {
    let prose = prose(text);
    let mut links = Vec::new();
    for piece in prose.split("](").skip(1) {
        if let Some((target, _)) = piece.split_once(')') {
            links.push(target.trim().to_owned());
        }
    }
    links
}

/// A page without its code.
fn prose(text: &str) -> String {
    let mut fenced = false;
    let mut out = String::new();
    for line in text.lines() {
        if line.starts_with("```") {
            fenced = !fenced;
        } else if !fenced && !line.starts_with("    ") {
            let pieces = line.split('`').step_by(2);
            out.extend(pieces);
            out.push('\n');
        }
    }
    out
}

/// The anchors that headings get, on GitHub and in the book alike.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut fenced = false;
    let mut anchors = BTreeSet::new();
    for line in text.lines() {
        fenced ^= line.starts_with("```");
        if let Some(heading) = line.strip_prefix('#').filter(|_| !fenced) {
            let heading = heading.trim_start_matches('#').trim().to_lowercase();
            let kept = |c: char| c.is_alphanumeric() || " -_".contains(c);
            let slug: String = heading.chars().filter(|c| kept(*c)).collect();
            anchors.insert(slug.replace(' ', "-"));
        }
    }
    anchors
}

fn clean(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                out.pop();
            }
            Component::CurDir => {}
            part => out.push(part),
        }
    }
    out
}
