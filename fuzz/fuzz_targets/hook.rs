//! What the hook reads: conditions on the target, and the output of `cargo tree`; the first byte picks.
#![no_main]

use deny_models::hook::readers::{condition, tree};
use libfuzzer_sys::fuzz_target;

const VARIABLES: [(&str, &str); 5] = [
    ("TARGET", "x86_64-unknown-linux-gnu"),
    ("CARGO_CFG_UNIX", ""),
    ("CARGO_CFG_TARGET_OS", "linux"),
    ("CARGO_CFG_TARGET_FAMILY", "unix"),
    ("CARGO_CFG_TARGET_FEATURE", "sse,sse2"),
];

fuzz_target!(|text: &str| {
    if let Some(text) = text.strip_prefix('c') {
        let holds = condition(text, &VARIABLES);
        if let Some(inner) = text.trim().strip_prefix("cfg(").and_then(|rest| rest.strip_suffix(')'))
            && let Some(holds) = holds
            // The deepest that is read cannot be negated.
            && let Some(negated) = condition(&format!("cfg(not({inner}))"), &VARIABLES)
        {
            assert_ne!(holds, negated);
        }
    } else if let Some(text) = text.strip_prefix('t')
        && let Ok(packages) = tree(text)
    {
        // Whatever is listed hangs on the root by a way that ends at it.
        for (package, path) in &packages {
            assert_eq!(path.first(), packages.first().map(|(root, _)| root));
            assert_eq!(path.last(), Some(package));
        }
    }
});
