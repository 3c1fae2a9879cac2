//! The words that a schema lists for a field.

use deny_models::domain::How;
use deny_models::lint::Code;

/// Every code of a finding.
pub(crate) fn codes() -> Vec<&'static str> {
    Code::ALL.iter().map(|code| code.as_str()).collect()
}

/// Every way for a model to come in.
pub(crate) fn ways() -> Vec<&'static str> {
    How::ALL.map(How::as_str).to_vec()
}

/// These words, or nothing.
pub(crate) fn or_null(words: Vec<&'static str>) -> Vec<Option<&'static str>> {
    words.into_iter().map(Some).chain([None]).collect()
}
