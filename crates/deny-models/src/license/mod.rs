//! Licences: what an id means, how strict it is, and what an expression of several requires.
//!
//! Ids are compared exactly, after folding case and the aliases of the table; nothing is ever decided by a part of
//! an id. OSI, FSF and copyleft flags come from the SPDX licence list; for licences outside it from `licences.tsv`,
//! and each row names its source.
//!
//! ```
//! use deny_models::license::{LicenseRules, Terms, Verdict};
//!
//! let gate = LicenseRules::osi();
//! let judge = |text| gate.judge_expr(Terms::parse(text).unwrap().expr()).0;
//! assert_eq!(judge("MIT"), Verdict::Pass);
//! // Of an OR one branch is enough, of an AND every one counts.
//! assert_eq!(judge("llama3.1 OR Apache-2.0"), Verdict::Pass);
//! assert_eq!(judge("llama3.1 AND Apache-2.0"), Verdict::Fail);
//! // A tag that names no text is no permission.
//! assert_eq!(judge("bsd"), Verdict::Unknown);
//! ```

mod class;
mod gate;
mod id;
mod links;
#[cfg(any(test, feature = "command"))]
mod obligations;
mod table;
mod terms;
mod text;

pub use class::{Class, Flag};
pub use gate::{Accept, LicenseRules, Protect, Verdict};
pub use id::{License, lookup, nearest_id, titled};
pub use links::published_at;
#[cfg(any(test, feature = "command"))]
pub use obligations::{Duty, Limit, Obligation, obligations};
pub use terms::{Expr, Terms, TermsError};
pub use text::{Part, Recognised, identify, identify_all, of_file, of_text, recognise};
#[doc(hidden)]
pub use text::{fingerprint, likeness};
