//! Texts with holes: what the evaluator finds an expression to be.

use std::ops::Range;

use super::ir::{FnRef, NodeRef};

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Seg {
    /// Known text, and the literal it comes from.
    Known(String, NodeRef),
    /// The value of a parameter without a binding, or of one of its fields.
    Param(FnRef, usize, Vec<String>),
    /// An unknown part, by the name of a field or the like.
    Unknown(String),
}

/// A text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(super) struct Text {
    /// Its parts, in order.
    pub(super) segs: Vec<Seg>,
}

/// How a hole is spelt in a template that is shown.
const HOLE: &str = "{}";

impl Text {
    /// A known text.
    pub(super) fn known(text: &str, at: NodeRef) -> Self {
        Self {
            segs: vec![Seg::Known(text.to_owned(), at)],
        }
    }

    /// A text without a known part.
    pub(super) fn unknown(label: &str) -> Self {
        Self {
            segs: vec![Seg::Unknown(label.to_owned())],
        }
    }

    /// The whole, with `{}` for each hole.
    pub(super) fn shown(&self) -> String {
        let show = |seg: &Seg| match seg {
            Seg::Known(text, _) => text.clone(),
            Seg::Param(..) | Seg::Unknown(_) => HOLE.to_owned(),
        };
        self.segs.iter().map(show).collect()
    }

    /// Bytes of what is known.
    pub(super) fn len(&self) -> usize {
        let len = |seg: &Seg| match seg {
            Seg::Known(text, _) => text.len(),
            Seg::Param(..) | Seg::Unknown(_) => HOLE.len(),
        };
        self.segs.iter().map(len).sum()
    }

    /// The whole when nothing is missing.
    pub(super) fn whole(&self) -> Option<String> {
        let known = |seg: &Seg| matches!(seg, Seg::Known(..));
        self.segs.iter().all(known).then(|| self.shown())
    }

    /// Parameters that must be bound to know the rest.
    pub(super) fn params(&self) -> impl Iterator<Item = (FnRef, usize)> + '_ {
        self.segs.iter().filter_map(|seg| match seg {
            Seg::Param(func, number, _) => Some((*func, *number)),
            _ => None,
        })
    }

    /// The fields of the first of them that are meant, one in the other.
    pub(super) fn fields(&self) -> &[String] {
        let mut fields = self.segs.iter().filter_map(|seg| match seg {
            Seg::Param(_, _, fields) => Some(fields.as_slice()),
            _ => None,
        });
        fields.next().unwrap_or_default()
    }

    /// The literal that gives most of it.
    pub(super) fn origin(&self) -> Option<NodeRef> {
        let known = self.segs.iter().filter_map(|seg| match seg {
            Seg::Known(text, at) => Some((text.len(), *at)),
            _ => None,
        });
        known
            .max_by_key(|(len, at)| (*len, std::cmp::Reverse(*at)))
            .map(|(_, at)| at)
    }

    /// The literal that holds the first byte of `part`.
    pub(super) fn origin_of(&self, part: &str) -> Option<NodeRef> {
        let shown = self.shown();
        let start = shown.find(part)?;
        let mut at = 0;
        let mut best: Option<(usize, NodeRef)> = None;
        for seg in &self.segs {
            let len = match seg {
                Seg::Known(text, _) => text.len(),
                Seg::Param(..) | Seg::Unknown(_) => HOLE.len(),
            };
            let covered = (at + len)
                .min(start + part.len())
                .saturating_sub(at.max(start));
            if let Seg::Known(_, origin) = seg
                && covered > best.map_or(0, |(len, _)| len)
            {
                best = Some((covered, *origin));
            }
            at += len;
        }
        best.map(|(_, origin)| origin)
    }

    /// The part that lies in these bytes of what is shown. A hole that reaches into it is in it.
    pub(super) fn part(&self, range: Range<usize>) -> Self {
        let mut segs = Vec::new();
        let mut at = 0;
        for seg in &self.segs {
            let length = match seg {
                Seg::Known(text, _) => text.len(),
                Seg::Param(..) | Seg::Unknown(_) => HOLE.len(),
            };
            let (from, to) = (range.start.max(at), range.end.min(at + length));
            if from < to {
                segs.push(match seg {
                    Seg::Known(text, origin) => {
                        let inner = text.get(from - at..to - at).unwrap_or_default();
                        Seg::Known(inner.to_owned(), *origin)
                    }
                    hole => hole.clone(),
                });
            }
            at += length;
        }
        Self { segs }
    }

    /// One after the other.
    pub(super) fn push(&mut self, other: &Self) {
        self.segs.extend(other.segs.iter().cloned());
    }
}
