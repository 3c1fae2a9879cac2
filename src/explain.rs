//! The meaning of each code, for `cargo deny-models explain CODE`.
//!
//! ```
//! use cargo_deny_models::explain::explain;
//! use deny_models::lint::Code;
//!
//! assert!(explain(Code::StaleLock).starts_with("stale-lock (default level: warn)\n"));
//! ```

use deny_models::lint::Code;

/// The text for a code: its level unless something sets another, what it means, why it matters, an example, and how
/// to fix or silence it.
#[must_use]
pub fn explain(code: Code) -> String {
    format!(
        "{code} (default level: {})\n\n{}\n",
        code.default_severity(),
        text(code).trim()
    )
}

/// Where the guide explains a code.
#[must_use]
pub fn url(code: Code) -> String {
    format!("{GUIDE}/findings/{code}.md")
}

/// The guide as it is at this version.
const GUIDE: &str = concat!(
    env!("CARGO_PKG_REPOSITORY"),
    "/blob/v",
    env!("CARGO_PKG_VERSION"),
    "/docs"
);

macro_rules! pages {
    ($(#[doc = $doc:literal] $name:ident = $code:literal, $default:ident;)*) => {
        /// A page for each code, one file each. A text is 10 to 25 lines and states what the gate does, not what it might
        /// do; behind it stands a workspace that gives the finding, which a test runs.
        const PAGES: &[(Code, &str)] = &[$(
            (Code::$name, include_str!(concat!("explain/", $code, ".md"))),
        )*];
    };
}

deny_models::for_each_finding!(pages);

/// The part of a page before its example.
fn text(code: Code) -> String {
    let page = PAGES.iter().find(|(of, _)| *of == code);
    let page = page.map_or("", |(_, page)| page).replace("\r\n", "\n");
    match page.split_once("\n## Example\n") {
        Some((text, _)) => text.to_owned(),
        None => page,
    }
}
