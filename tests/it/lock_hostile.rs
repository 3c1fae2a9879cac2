//! Locks that were made to cost time or memory: they are refused, and soon.

use std::time::{Duration, Instant};

use deny_models::lock::Lock;
use deny_models::source::SourceFile;

/// Generous for a build without optimisation on a busy machine; what these texts could cost is minutes.
const SOON: Duration = Duration::from_secs(20);

/// A part of the longest lock, to keep the test fast: the time grows with the length.
const LENGTH: usize = 2 << 20;

fn filled(head: &str, piece: &str) -> String {
    let count = (LENGTH - head.len()) / piece.len();
    format!("{head}{}", piece.repeat(count))
}

#[test]
fn a_hostile_lock_is_refused_soon() {
    let twin = format!("[[model]]\nid = \"a/b\"\ndigest = \"{}\"\n", "0".repeat(64));
    for (what, text) in [
        ("empty blocks", filled("version = 1\n", "[[model]]\n")),
        ("often the same", filled("version = 1\n", &twin)),
        (
            "strange keys",
            filled("version = 1\n[[model]]\n", "x.y=1\n"),
        ),
        ("an open array", filled("version = 1\nmodel = ", "[")),
        ("open tables", filled("version = 1\nmodel = ", "{a=")),
        (
            "a long text",
            filled("version = 1\n[[model]]\nid = \"", "x"),
        ),
        (
            "many pulls",
            filled(
                "version = 1\n[[package]]\nname=\"p\"\nversion=\"1\"\npulls=[",
                "{},",
            ),
        ),
        (
            "many packages that were followed",
            filled(
                "version = 1\n[[member]]\nname=\"p\"\nversion=\"1\"\nfollowed=[",
                "\"\",",
            ),
        ),
        ("quotes", filled("version = 1\n", "\"")),
        ("conflicts", filled("version = 1\n", "<<<<<<< x\n")),
    ] {
        let start = Instant::now();
        let problems = Lock::parse(&SourceFile::new("deny-models.lock", text)).expect_err(what);
        assert!(start.elapsed() < SOON, "{what}: {:?}", start.elapsed());
        assert!(problems.len() <= 101, "{what}: {}", problems.len());
    }
}
