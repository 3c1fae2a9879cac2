//! Models that are only named: in comments, in prose, and in texts that no call takes.
//!
//! An address of a model is one by itself. A bare `org/name` counts where it is known for a model, by the built-in
//! table or because the crate pulls it: anything else may be a path, a media type or a project.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;

use camino::Utf8Path;

use super::lex::{Kind, Tokens};
use super::package::Package;
use super::scan::{Found, FoundKind, Scan};
use super::url::{self, Named};
use deny_models::domain::How;
use deny_models::evidence::weights::walk;
use deny_models::model::is_built_in;

/// Of a longer file only so much is read, in bytes.
const MAX_FILE: u64 = 4 << 20;
/// Mentions that are kept of one crate.
const MOST: usize = 20_000;
/// Files of prose and of data that people read, by their endings.
const PROSE: [&str; 15] = [
    "md", "markdown", "txt", "rst", "adoc", "toml", "yml", "yaml", "json", "py", "sh", "html",
    "ipynb", "tex", "org",
];

/// Adds the mentions of the crate in a directory to what it pulls.
pub(super) fn add(directory: &Utf8Path, scan: &mut Scan) {
    let Ok(files) = walk::files(directory) else {
        return;
    };
    let package = Package::read(&read(&directory.join("Cargo.toml")));
    let pulled = scan.found.iter().map(|found| &found.artifact);
    let pulled: BTreeSet<String> = pulled.map(|id| id.to_ascii_lowercase()).collect();
    let mut seen: BTreeSet<(String, u32, String)> = scan
        .found
        .iter()
        .map(|found| key(&found.file, found.line, &found.artifact))
        .collect();
    let mut found = Vec::new();
    for path in files {
        let end = path.rsplit_once('.').map_or("", |(_, end)| end);
        let end = end.to_ascii_lowercase();
        let rust = end == "rs";
        let plain = !path.contains('.') || PROSE.contains(&end.as_str());
        if !(rust || plain) || path.ends_with("Cargo.lock") {
            continue;
        }
        let text = read(&directory.join(&path));
        let mut lines = Lines::new(&text);
        let scope = package.scope(&path).0;
        for (start, word) in words(&text, rust) {
            let Some((artifact, kind)) = named(word, &pulled) else {
                continue;
            };
            let (line, column) = lines.at(start);
            if found.len() >= MOST || !seen.insert(key(&path, line, &artifact)) {
                continue;
            }
            found.push(Found {
                artifact,
                kind,
                how: How::Runtime,
                scope,
                features: Vec::new(),
                cfg: None,
                file: path.clone(),
                line,
                column,
                tokenizer_only: false,
                mention: true,
                followed: false,
                taken_at: None,
                detail: "only named".to_owned(),
            });
        }
    }
    scan.found.append(&mut found);
    scan.found
        .sort_by(|one, other| (&one.file, one.line).cmp(&(&other.file, other.line)));
}

fn key(file: &str, line: u32, artifact: &str) -> (String, u32, String) {
    (file.to_owned(), line, artifact.to_ascii_lowercase())
}

/// The text of a file, as much as is read of it; of one that is no text nothing.
fn read(path: &Utf8Path) -> String {
    let mut bytes = Vec::new();
    let file = File::open(path);
    let done = file.and_then(|file| file.take(MAX_FILE).read_to_end(&mut bytes));
    if done.is_err() || memchr::memchr(0, &bytes).is_some() {
        return String::new();
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Words that may be addresses or ids, each with where it starts: of code those in comments and strings.
fn words(text: &str, rust: bool) -> impl Iterator<Item = (usize, &str)> {
    let parts: Vec<(usize, usize)> = if rust {
        Tokens::new(text.as_bytes())
            .filter(|token| matches!(token.kind, Kind::Comment | Kind::Str))
            .map(|token| (token.start, token.end))
            .collect()
    } else {
        vec![(0, text.len())]
    };
    parts.into_iter().flat_map(move |(start, end)| {
        let part = text.get(start..end).unwrap_or_default();
        part.split(|char: char| char.is_whitespace() || "\"'`<>()[],;|\\*".contains(char))
            .filter(|word| word.contains('/'))
            .map(move |word| {
                (
                    start + (word.as_ptr() as usize - part.as_ptr() as usize),
                    word,
                )
            })
    })
}

fn named(word: &str, pulled: &BTreeSet<String>) -> Option<(String, FoundKind)> {
    let word = word.trim_end_matches(['.', ':', '!', '?']);
    if word.contains(['{', '}', '$']) {
        return None;
    }
    if let Some(at) = word.find("http").filter(|_| word.contains("://")) {
        let url = word.get(at..)?;
        let named = match url::named(url) {
            Some(Named::Repo(id, _)) => id,
            Some(Named::Url(url)) => url,
            None => url::page(url.split(['?', '#']).next()?)?,
        };
        return Some((named, FoundKind::Url));
    }
    let is_id = word.contains('/') && !word.contains(':');
    (is_id && (pulled.contains(&word.to_ascii_lowercase()) || is_built_in(word)))
        .then(|| (word.to_owned(), FoundKind::HfRepoId))
}

/// Lines and columns of places that come in order.
struct Lines<'a> {
    text: &'a str,
    /// The place that was looked up last, its line, and the characters before it there.
    last: usize,
    line: u32,
    before: usize,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            last: 0,
            line: 1,
            before: 0,
        }
    }

    fn at(&mut self, place: usize) -> (u32, u32) {
        let between = self.text.get(self.last..place).unwrap_or_default();
        let lines = memchr::memchr_iter(b'\n', between.as_bytes()).count();
        self.line += u32::try_from(lines).unwrap_or(0);
        match between.rsplit_once('\n') {
            Some((_, start)) => self.before = start.chars().count(),
            None => self.before += between.chars().count(),
        }
        self.last += between.len();
        (
            self.line,
            u32::try_from(self.before + 1).unwrap_or(u32::MAX),
        )
    }
}
