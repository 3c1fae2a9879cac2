//! Licence expressions: SPDX syntax with hub ids as leaves, and the lists that cards and converters write.

use std::fmt::{self, Write as _};
use std::ops::Range;

use spdx::expression::{ExprNode, Operator};
use spdx::{Expression, ParseMode};

use super::id::{License, lookup};

/// Longer texts are no expressions but licence texts, or hostile.
const MAX_LEN: usize = 2048;

/// Why a text is no licence expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermsError {
    message: String,
    span: Option<Range<usize>>,
    help: Option<String>,
}

impl fmt::Display for TermsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for TermsError {}

impl TermsError {
    fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            span: None,
            help: None,
        }
    }

    /// The bytes of the text that are at fault.
    #[must_use]
    pub fn span(&self) -> Option<Range<usize>> {
        self.span.clone()
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> Option<&str> {
        self.help.as_deref()
    }
}

/// How the licences of an expression are joined.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Expr {
    /// One licence.
    Leaf(License),
    /// Every one applies.
    All(Vec<Expr>),
    /// One may be chosen.
    Any(Vec<Expr>),
}

impl Expr {
    /// The expression without the licences that `keep` refuses; `None` when no licence is left.
    #[must_use]
    pub fn only(&self, keep: &impl Fn(&License) -> bool) -> Option<Self> {
        let (parts, join): (_, fn(Vec<Self>) -> Self) = match self {
            Self::Leaf(license) => return keep(license).then(|| self.clone()),
            Self::All(parts) => (parts, Self::All),
            Self::Any(parts) => (parts, Self::Any),
        };
        let mut kept: Vec<Self> = parts.iter().filter_map(|part| part.only(keep)).collect();
        match kept.len() {
            0 => None,
            1 => kept.pop(),
            _ => Some(join(kept)),
        }
    }

    /// Every licence that it names, in order.
    pub fn leaves(&self) -> impl Iterator<Item = &License> {
        let mut open = vec![self];
        std::iter::from_fn(move || {
            loop {
                match open.pop()? {
                    Self::Leaf(license) => return Some(license),
                    Self::All(parts) | Self::Any(parts) => open.extend(parts.iter().rev()),
                }
            }
        })
    }
}

/// What is stated of a licence: an expression, with the text it was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    text: String,
    expr: Expr,
}

impl Terms {
    /// Reads an id, an alias, an SPDX expression whose leaves may be hub ids, or a comma list, which is a conjunction.
    ///
    /// Ids that are in no table are leaves too: callers that read what a person wrote check [`License::is_known`].
    ///
    /// # Errors
    ///
    /// When the text is empty, too long or not such an expression.
    pub fn parse(text: &str) -> Result<Self, TermsError> {
        Self::read(text, false)
    }

    /// Reads the `license` key of a Cargo.toml, in which `/` means OR.
    ///
    /// # Errors
    ///
    /// As for [`Terms::parse`].
    pub fn parse_crate(text: &str) -> Result<Self, TermsError> {
        Self::read(text, true)
    }

    /// Every licence of the expression applies: what a list of ids on a card means.
    #[must_use]
    pub fn all(text: impl Into<String>, parts: Vec<Self>) -> Self {
        let mut parts: Vec<Expr> = parts.into_iter().map(|part| part.expr).collect();
        let expr = if parts.len() == 1 {
            parts.remove(0)
        } else {
            Expr::All(parts)
        };
        Self {
            text: text.into(),
            expr,
        }
    }

    /// A licence by a text that is not taken apart.
    #[must_use]
    pub fn opaque(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            expr: Expr::Leaf(lookup(text)),
        }
    }

    fn read(text: &str, slash: bool) -> Result<Self, TermsError> {
        if text.trim().is_empty() {
            return Err(TermsError::new("empty licence expression"));
        }
        if text.len() > MAX_LEN {
            return Err(TermsError::new(format!(
                "a licence expression of {} bytes, more than {MAX_LEN}",
                text.len()
            )));
        }
        let whole = lookup(text);
        let expr = if whole.is_known() {
            Expr::Leaf(whole)
        } else if text.contains(',') {
            Expr::All(read_list(text, slash)?)
        } else {
            read_expression(text, slash)?
        };
        Ok(Self {
            text: text.trim().to_owned(),
            expr,
        })
    }

    /// The text as it was written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The expression.
    #[must_use]
    pub fn expr(&self) -> &Expr {
        &self.expr
    }

    /// Every licence that the expression names, in order.
    pub fn leaves(&self) -> impl Iterator<Item = &License> {
        self.expr.leaves()
    }
}

fn read_list(text: &str, slash: bool) -> Result<Vec<Expr>, TermsError> {
    let mut parts = Vec::new();
    let mut start = 0;
    for part in text.split(',') {
        let read = Terms::read(part, slash).map_err(|mut error| {
            let span = error.span.unwrap_or(0..part.len());
            error.span = Some(span.start + start..span.end + start);
            error
        })?;
        parts.push(read.expr);
        start += part.len() + 1;
    }
    Ok(parts)
}

/// The expression with each licence replaced by a placeholder, so that the SPDX parser judges the syntax alone and
/// ids that it does not have can be leaves.
struct Rewritten {
    text: String,
    licenses: Vec<License>,
    /// Where each token lies in the rewritten and in the original text.
    tokens: Vec<(Range<usize>, Range<usize>)>,
}

fn rewrite(text: &str, slash: bool) -> Rewritten {
    let mut out = Rewritten {
        text: String::new(),
        licenses: Vec::new(),
        tokens: Vec::new(),
    };
    let mut after_with = false;
    for span in tokens(text, slash) {
        let token = &text[span.clone()];
        let start = out.text.len();
        let operator = ["AND", "OR", "WITH"]
            .into_iter()
            .find(|word| word.eq_ignore_ascii_case(token));
        match (token, operator) {
            ("/", _) => out.text.push_str("OR"),
            ("(" | ")", _) => out.text.push_str(token),
            (_, Some(operator)) => out.text.push_str(operator),
            _ if after_with => out.text.push_str(token),
            _ => {
                // Writing to a string cannot fail.
                let _ = write!(out.text, "LicenseRef-{}", out.licenses.len());
                out.licenses.push(lookup(token));
            }
        }
        after_with = operator == Some("WITH");
        out.tokens.push((start..out.text.len(), span));
        out.text.push(' ');
    }
    out
}

fn tokens(text: &str, slash: bool) -> Vec<Range<usize>> {
    let single = |char: char| matches!(char, '(' | ')') || (slash && char == '/');
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut start = None;
    for (at, char) in text.char_indices() {
        if char.is_whitespace() || single(char) {
            found.extend(start.take().map(|start| start..at));
            if single(char) {
                found.push(at..at + 1);
            }
        } else if start.is_none() {
            start = Some(at);
        }
    }
    found.extend(start.map(|start| start..text.len()));
    found
}

fn read_expression(text: &str, slash: bool) -> Result<Expr, TermsError> {
    let rewritten = rewrite(text, slash);
    let expression = Expression::parse_mode(&rewritten.text, ParseMode::STRICT)
        .map_err(|error| explain(&error, &rewritten, text))?;
    let mut stack: Vec<Expr> = Vec::new();
    for node in expression.iter() {
        let expr = match node {
            ExprNode::Req(req) => Expr::Leaf(rewritten.license(&req.req)?),
            ExprNode::Op(operator) => {
                let (Some(right), Some(left)) = (stack.pop(), stack.pop()) else {
                    return Err(TermsError::new("an operator without both of its sides"));
                };
                join(*operator, left, right)
            }
        };
        stack.push(expr);
    }
    match stack.pop() {
        Some(expr) if stack.is_empty() => Ok(expr),
        _ => Err(TermsError::new("licences without an operator between them")),
    }
}

/// Joins two sides, keeping a chain of the same operator flat.
fn join(operator: Operator, left: Expr, right: Expr) -> Expr {
    let mut parts = Vec::new();
    for side in [left, right] {
        match (operator, side) {
            (Operator::And, Expr::All(inner)) | (Operator::Or, Expr::Any(inner)) => {
                parts.extend(inner);
            }
            (_, side) => parts.push(side),
        }
    }
    match operator {
        Operator::And => Expr::All(parts),
        Operator::Or => Expr::Any(parts),
    }
}

impl Rewritten {
    fn license(&self, req: &spdx::LicenseReq) -> Result<License, TermsError> {
        let name = req.license.to_string();
        let license = name
            .strip_prefix("LicenseRef-")
            .and_then(|index| self.licenses.get(index.parse::<usize>().ok()?))
            .ok_or_else(|| TermsError::new("a licence that is not one"))?;
        let license = license.clone();
        Ok(match &req.addition {
            Some(addition) => license.with_exception(addition.to_string()),
            None => license,
        })
    }

    fn original_span(&self, span: &Range<usize>, text: &str) -> Range<usize> {
        self.tokens
            .iter()
            .find(|(rewritten, _)| rewritten.end > span.start)
            .map_or(text.len()..text.len(), |(_, original)| original.clone())
    }
}

fn explain(error: &spdx::ParseError, rewritten: &Rewritten, text: &str) -> TermsError {
    use spdx::error::Reason;
    let message = match &error.reason {
        Reason::UnclosedParens => "a parenthesis is not closed".to_owned(),
        Reason::UnopenedParens => "a parenthesis is closed that was not opened".to_owned(),
        Reason::UnknownException | Reason::UnknownTerm => {
            "not an exception of the SPDX list".to_owned()
        }
        Reason::Unexpected([]) => "nothing may stand here".to_owned(),
        Reason::Unexpected(expected) => {
            let expected: Vec<&str> = expected
                .iter()
                .map(|word| {
                    if *word == "<license>" {
                        "a licence id"
                    } else {
                        word
                    }
                })
                .collect();
            format!("expected {} here", expected.join(" or "))
        }
        _ => "not a licence expression".to_owned(),
    };
    TermsError {
        message,
        span: Some(rewritten.original_span(&error.span, text)),
        help: Some(
            "write an SPDX expression such as `MIT OR Apache-2.0`, or a hub id such as `llama3.1`"
                .to_owned(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(expr: &Expr) -> String {
        let join = |parts: &[Expr], word: &str| {
            let parts: Vec<String> = parts.iter().map(show).collect();
            format!("({})", parts.join(word))
        };
        match expr {
            Expr::Leaf(license) => license.to_string(),
            Expr::All(parts) => join(parts, " & "),
            Expr::Any(parts) => join(parts, " | "),
        }
    }

    fn read(text: &str) -> String {
        Terms::parse(text).map_or_else(
            |error| format!("{:?} {error}", error.span()),
            |terms| show(terms.expr()),
        )
    }

    #[test]
    fn expressions_lists_and_ids() {
        assert_eq!(read("MIT"), "mit");
        assert_eq!(read("apache license, version 2.0"), "apache-2.0");
        assert_eq!(
            read("MIT OR Apache-2.0 AND llama3.1"),
            "(mit | (apache-2.0 & llama3.1))"
        );
        assert_eq!(
            read("(mit or apache-2.0) and LicenseRef-acme"),
            "((mit | apache-2.0) & LicenseRef-acme)"
        );
        assert_eq!(read("apache-2.0,mit"), "(apache-2.0 & mit)");
        assert_eq!(
            read("GPL-2.0+ WITH Classpath-exception-2.0"),
            "gpl-2.0 WITH Classpath-exception-2.0"
        );
        assert_eq!(read("openrail++ AND MIT"), "(openrail++ & mit)");
        assert_eq!(read("A AND B AND C"), "(A & B & C)");
    }

    #[test]
    fn of_an_expression_the_licences_stay_that_are_kept() {
        for (text, kept) in [
            ("MIT", Some("mit")),
            ("gemma", None),
            ("MIT AND gemma", Some("mit")),
            ("gemma OR llama3.1", None),
            ("MIT AND Apache-2.0", Some("(mit & apache-2.0)")),
            ("MIT AND gemma AND Apache-2.0", Some("(mit & apache-2.0)")),
            (
                "(MIT OR gemma) AND (Apache-2.0 OR ISC)",
                Some("(mit & (apache-2.0 | isc))"),
            ),
        ] {
            let terms = Terms::parse(text).expect("an expression");
            let open = |license: &License| license.osi() == crate::license::Flag::Yes;
            let found = terms.expr().only(&open);
            assert_eq!(found.as_ref().map(show).as_deref(), kept, "{text}");
        }
    }

    #[test]
    fn a_slash_is_or_in_a_cargo_toml_only() {
        let terms = Terms::parse_crate("MIT/Apache-2.0").expect("valid");
        assert_eq!(show(terms.expr()), "(mit | apache-2.0)");
        assert_eq!(read("MIT/Apache-2.0"), "MIT/Apache-2.0");
        assert!(
            !Terms::parse("MIT/Apache-2.0")
                .expect("one odd id")
                .leaves()
                .any(License::is_known)
        );
    }

    #[test]
    fn faults_are_placed() {
        assert_eq!(
            read("MIT AND"),
            "Some(7..7) expected a licence id or ( here"
        );
        assert_eq!(read("(MIT"), "Some(0..1) a parenthesis is not closed");
        assert_eq!(
            read("MIT)"),
            "Some(3..4) a parenthesis is closed that was not opened"
        );
        assert_eq!(
            read("MIT WITH luck"),
            "Some(9..13) not an exception of the SPDX list"
        );
        assert!(read("mit,,mit").starts_with("Some(4..4) empty"));
        assert!(Terms::parse(" ").is_err());
        assert!(Terms::parse(&"(".repeat(1_000_000)).is_err());
        assert!(Terms::parse(&"(".repeat(MAX_LEN)).is_err());
        // The longest is read, and what is longer is refused.
        let long = format!("MIT OR {}", "a".repeat(MAX_LEN - 7));
        assert!(Terms::parse(&long).is_ok());
        assert!(Terms::parse(&format!("{long}a")).is_err());
        assert!(Terms::parse("Apache License. Version 2.0 http://www.apache.org/").is_err());
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,60}|([A-Z()/+, -]|MIT|OR|AND|WITH| ){0,30}") {
            for read in [Terms::parse(&text), Terms::parse_crate(&text)] {
                if let Err(error) = read
                    && let Some(span) = error.span()
                {
                    assert!(text.get(span).is_some(), "{text:?}");
                }
            }
        }
    }
}
