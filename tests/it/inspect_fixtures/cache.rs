//! The hub client's cache, with links and without.

use std::path::Path;

use cargo_deny_models::card::HubCache;
use deny_models::evidence::header::Format;

use super::{fixture, found, shown};

/// The cache as it is on this system: what `git` may have written as texts is made links where links can be made.
fn cache_with_links(from: &str) -> tempfile::TempDir {
    fn copy(from: &Path, to: &Path) {
        std::fs::create_dir_all(to).expect("made");
        for entry in std::fs::read_dir(from).expect("listed") {
            let entry = entry.expect("listed");
            let to = to.join(entry.file_name());
            if entry.path().is_dir() {
                copy(&entry.path(), &to);
                continue;
            }
            let bytes = std::fs::read(entry.path()).expect("read");
            #[cfg(unix)]
            if bytes.starts_with(b"../") && entry.file_name() != "main" {
                let link = String::from_utf8(bytes).expect("UTF-8");
                std::os::unix::fs::symlink(link, to).expect("linked");
                continue;
            }
            std::fs::write(to, bytes).expect("written");
        }
    }
    let dir = tempfile::tempdir().expect("a directory");
    copy(&fixture(from), dir.path());
    dir
}

#[test]
fn the_hub_cache_is_read_with_and_without_links() {
    let links = cache_with_links("hf-cache");
    for root in [
        links.path().join("hub"),
        fixture("hf-cache/hub"),
        fixture("hf-cache-nosymlink/hub"),
    ] {
        let cache = HubCache::at(&root);
        let snapshot = cache
            .snapshot("acme/tiny-chat", None)
            .expect("sound")
            .expect("there");
        assert_eq!(snapshot.commit, "0123456789abcdef0123456789abcdef01234567");
        assert_eq!(
            cache
                .snapshot("acme/tiny-chat", Some(&snapshot.commit))
                .expect("sound"),
            Some(snapshot.clone())
        );
        assert_eq!(
            cache.snapshot("acme/tiny-chat", Some("v9")).expect("sound"),
            None
        );
        assert_eq!(cache.snapshot("acme/unknown", None).expect("sound"), None);
        let directory = snapshot.read().expect("readable");
        assert_eq!(directory.left_out, [] as [&str; 0]);
        // The other README is that of `onnx/`.
        assert_eq!(
            directory
                .files
                .iter()
                .filter(|file| file.header.format == Format::Card)
                .count(),
            2
        );
        let card = directory.card().expect("a card");
        assert_eq!(found(card).map(|found| found.0), Some("apache-2.0"));
        assert_eq!(shown(&directory.merged().base_models), ["acme/tiny-base"]);
        assert_eq!(
            directory.revision.as_deref(),
            Some(snapshot.commit.as_str())
        );
    }
    let cache = HubCache::at(links.path().join("hub"));
    for (id, base) in [
        ("acme/cycle-a", "acme/cycle-b"),
        ("acme/cycle-b", "acme/cycle-a"),
        ("acme/self", "acme/self"),
    ] {
        let directory = cache
            .snapshot(id, None)
            .expect("sound")
            .expect("there")
            .read()
            .expect("readable");
        assert_eq!(shown(&directory.merged().base_models), [base]);
    }
    let directory = cache
        .snapshot("acme/tiny-base", None)
        .expect("sound")
        .expect("there")
        .read()
        .expect("readable");
    let merged = directory.merged();
    assert_eq!(merged.license_name[0].value, "acme-model-license-1.0");
    assert!(
        directory
            .files
            .iter()
            .any(|file| file.header.format == Format::LicenseFile)
    );
}

#[test]
fn nothing_leads_out_of_the_hub_cache() {
    let links = cache_with_links("hostile/hf-cache-escape");
    // A target to reach, so that only the check is in the way.
    std::fs::create_dir_all(links.path().join("cards")).expect("made");
    std::fs::copy(
        fixture("cards/plain.md"),
        links.path().join("cards/plain.md"),
    )
    .expect("copied");
    for root in [
        links.path().join("hub"),
        fixture("hostile/hf-cache-escape/hub"),
    ] {
        let cache = HubCache::at(root);
        let refused = cache.snapshot("acme/escape", None).expect_err("refused");
        assert!(refused.to_string().contains("40 hex digits"), "{refused}");
        let snapshot = cache
            .snapshot("acme/escape", Some(&"d".repeat(40)))
            .expect("sound")
            .expect("there");
        let directory = snapshot.read().expect("readable");
        let merged = directory.merged();
        assert!(found(&merged).is_none() && merged.base_models.is_empty());
        assert!(!directory.left_out.is_empty() || !merged.is_readable());
    }
}
