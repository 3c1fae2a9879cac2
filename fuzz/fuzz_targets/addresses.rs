//! Addresses that are read and written: links to pages, URIs, package URLs and links to files; the first byte picks.
#![no_main]

use cargo_deny_models::hub::next_page;
use cargo_deny_models::inventory::uri::{Purl, address};
use cargo_deny_models::report::file_url;
use libfuzzer_sys::fuzz_target;

fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_graphic())
}

fuzz_target!(|text: &str| {
    let Some((kind, text)) = text.split_at_checked(1) else {
        return;
    };
    match kind {
        "l" => {
            if let Some(page) = next_page(text) {
                assert!(page.starts_with('/') && !page.starts_with("//"));
            }
        }
        "a" => {
            if let Some(made) = address(text) {
                assert!(is_plain(&made));
                assert_eq!(address(&made), Some(made));
            }
        }
        "p" => {
            let mut parts = text.splitn(4, '\n');
            let mut part = || parts.next().unwrap_or_default();
            let (name, version, value, file) = (part(), part(), part(), part());
            let purl = Purl::new("huggingface", name, Some(version));
            assert!(is_plain(
                &purl.with(&[("file_name", value)]).file(file).to_string()
            ));
        }
        _ => {
            if let Some(url) = file_url(text.into()) {
                assert!(is_plain(&url));
            }
        }
    }
});
