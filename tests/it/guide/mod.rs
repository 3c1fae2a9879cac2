//! The guide and the README, held to what the program does: every command in them is run and its output compared,
//! generated pages are fresh, links lead somewhere.
//!
//! With `GUIDE=update` in the environment, outputs and generated pages are written anew instead.

mod examples;
mod links;
mod page;
mod reference;
mod run;

use std::fs;
use std::path::{Path, PathBuf};

/// Whether to write what is, instead of comparing.
fn updating() -> bool {
    std::env::var_os("GUIDE").is_some_and(|word| word == "update")
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every page that people read, with `/` in its name.
fn pages() -> Vec<String> {
    let mut pages: Vec<String> = [
        "README.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
        "ARCHITECTURE.md",
        "crates/deny-models/recognising-texts.md",
    ]
    .map(str::to_owned)
    .into();
    pages.extend(guide());
    pages
}

/// The pages of the guide.
fn guide() -> Vec<String> {
    let mut names = Vec::new();
    for directory in ["docs", reference::FINDING_PAGES] {
        let files = fs::read_dir(root().join(directory)).expect("a directory");
        let files =
            files.filter_map(|entry| entry.expect("an entry").file_name().into_string().ok());
        names.extend(
            files
                .filter(|name| Path::new(name).extension().is_some_and(|ext| ext == "md"))
                .map(|name| format!("{directory}/{name}")),
        );
    }
    names.sort();
    names
}

fn read(page: &str) -> String {
    let path: PathBuf = root().join(page);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{page}: {error}"));
    text.replace("\r\n", "\n")
}

/// Compares a page with what it should be, or writes it.
fn hold(page: &str, fresh: &str) {
    if updating() {
        fs::write(root().join(page), fresh).expect("written");
        return;
    }
    let kept = read(page);
    if kept != fresh {
        let first = kept
            .lines()
            .zip(fresh.lines())
            .position(|(kept, fresh)| kept != fresh)
            .unwrap_or_else(|| kept.lines().count().min(fresh.lines().count()));
        panic!(
            "{page} is out of date from line {} on:\n- {}\n+ {}\nwrite it anew with `GUIDE=update cargo test --test it guide`",
            first + 1,
            kept.lines().nth(first).unwrap_or("(end)"),
            fresh.lines().nth(first).unwrap_or("(end)"),
        );
    }
}

#[test]
fn every_command_of_every_page_prints_what_the_page_says() {
    let pages = guide().into_iter().chain(["README.md".to_owned()]);
    // Examples of findings are run where their pages are made.
    let pages: Vec<String> = pages
        .filter(|page| !page.starts_with(reference::FINDING_PAGES))
        .collect();
    let failures: Vec<String> = std::thread::scope(|scope| {
        let running: Vec<_> = pages
            .iter()
            .map(|page| scope.spawn(move || run::page(page)))
            .collect();
        let ended = running.into_iter().map(std::thread::ScopedJoinHandle::join);
        ended.flat_map(|end| end.expect("no panic")).collect()
    });
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

#[test]
fn what_looks_like_a_policy_or_a_manifest_is_one() {
    for page in pages() {
        for block in page::parse(&page)
            .into_iter()
            .filter(|block| block.language == "toml")
        {
            examples::assert_reads(&page, &block);
        }
    }
}

/// What readers see where an address, a version or a package is not there before the first release.
const BANNER: &str = "> **Not released yet.** ";

/// Words that are true from the first release on.
const RELEASED: [&str; 6] = [
    "cargo install cargo-deny-models",
    "cargo install --locked cargo-deny-models",
    "cargo binstall",
    "cargo-deny-models@0000",
    "rev: v",
    "deny-models = \"0",
];

#[test]
fn pages_that_name_a_release_state_that_there_is_none() {
    let released = read("CHANGELOG.md").contains(&format!("## [{}]", env!("CARGO_PKG_VERSION")));
    for page in guide().into_iter().chain(["README.md".to_owned()]) {
        let text = read(&page);
        let named = RELEASED.iter().any(|words| text.contains(words));
        assert_eq!(
            text.contains(BANNER),
            named && !released,
            "{page}: a page has the banner while it names a release that does not exist"
        );
    }
}

#[test]
fn the_file_names_that_are_listed_are_recognised() {
    let page = read("docs/recognised.md");
    let (_, table) = page.split_once("| format | file names |").expect("a table");
    let (table, _) = table.split_once("\n\n").expect("an end");
    let endings: Vec<&str> = table
        .split('`')
        .filter(|word| word.starts_with('.'))
        .collect();
    assert!(endings.len() > 25, "{endings:?}");
    for ending in endings {
        let name = format!("model{ending}");
        assert!(
            deny_models::evidence::weights::name::is_of_model(&name),
            "{name}"
        );
    }
}
