//! Texts that are put together from the parts of a list or taken out of a longer text: `join`, `collect`, `fold`, a slice.
//!
//! Where the parts or their order are not known, the text is not known: a part of an id is not the id.

use super::eval::{Env, Eval, Val};
use super::index::Crate;
use super::ir::{Expr, NodeIdx, NodeRef, Piece, SLICE};
use super::names::is_through;
use super::text::Text;

/// Types of text that an iterator may be collected to.
const TEXTS: [&str; 3] = ["String", "PathBuf", "OsString"];

/// How many expressions are looked at in a closure.
const MAX_PIECES: usize = 64;

/// A part of what a closure adds to a text.
enum Added {
    /// The text before.
    Before,
    /// What the list holds.
    Held,
    /// Something else.
    Piece(Piece),
}

impl Eval<'_> {
    /// The text that a call puts together; false where it is none of these calls.
    pub(super) fn put_together(&self, val: &Val, depth: usize, out: &mut Vec<Text>) -> bool {
        let Expr::Method(of, name, args) = &self.crate_ir.node(val.at).ex else {
            return false;
        };
        let here = |ix: NodeIdx| NodeRef { ix, ..val.at };
        match (name.as_str(), args.as_slice()) {
            ("join" | "concat", _) => {
                return self.strung(here(*of), args.first().copied(), val, depth, out);
            }
            ("collect", []) => self.collected(here(*of), val, depth, out),
            ("fold", [first, closure]) => {
                if !self.folded(here(*of), (*first, here(*closure)), val, depth, out) {
                    out.push(Text::unknown("fold"));
                }
            }
            (SLICE, [start, end]) => {
                let end_node = &self.crate_ir.node(here(*end)).ex;
                let to_end = matches!(end_node, Expr::Lit(end) if end.is_empty());
                let end = self.written_number(here(*end));
                let start = self.written_number(here(*start));
                let start = start.filter(|_| to_end || end.is_some());
                let bounds = start.map(|start| (start, end));
                for text in self.texts(here(*of), &val.env, depth + 1) {
                    let part = text.whole().zip(text.origin()).zip(bounds);
                    let part = part.and_then(|((whole, origin), (start, end))| {
                        let part = whole.get(start..end.unwrap_or(whole.len()))?;
                        Some(Text::known(part, origin))
                    });
                    out.push(part.unwrap_or_else(|| Text::unknown("slice")));
                }
            }
            _ => return false,
        }
        true
    }

    /// What a slice gives: parts of lists, and of a text what [`Self::put_together`] takes out.
    pub(super) fn sliced(
        &self,
        at: NodeRef,
        of: Vec<Val>,
        bounds: &[NodeIdx],
        env: &Env,
        depth: usize,
    ) -> Vec<Val> {
        let bounds = match bounds {
            [start, end] => {
                let end = NodeRef { ix: *end, ..at };
                let is_open =
                    matches!(&self.crate_ir.node(end).ex, Expr::Lit(end) if end.is_empty());
                let start = self.number(NodeRef { ix: *start, ..at }, env, depth);
                let end = self.number(end, env, depth).map(Some);
                start.zip(if is_open { Some(None) } else { end })
            }
            _ => None,
        };
        let parts = of
            .into_iter()
            .flat_map(|val| match &self.crate_ir.node(val.at).ex {
                Expr::Seq(parts) => {
                    let some = bounds.and_then(|(start, end)| {
                        parts.get(start..end.unwrap_or(parts.len()).min(parts.len()))
                    });
                    // A list that is shorter here may have got its parts elsewhere.
                    match some.filter(|some| !some.is_empty()) {
                        Some(some) => self.values_of(some, &val, depth),
                        None => self.elements(val, depth),
                    }
                }
                _ => vec![Val::of(at, env.clone())],
            });
        parts.collect()
    }

    /// The first parts of lists, or those after the first, by how many; `None` where that is not known.
    pub(super) fn first_parts(
        &self,
        name: &str,
        (of, number): (NodeRef, NodeRef),
        env: &Env,
        depth: usize,
    ) -> Option<Vec<Val>> {
        let number = self.number(number, env, depth)?;
        if self.strict.is_none() || self.is_out_of_order(of) {
            return None;
        }
        let mut found = Vec::new();
        for val in self.values(of, env, depth + 1) {
            let Expr::Seq(parts) = &self.crate_ir.node(val.at).ex else {
                return None;
            };
            let is_list = |ix: &NodeIdx| {
                matches!(
                    self.crate_ir.node(NodeRef { ix: *ix, ..val.at }).ex,
                    Expr::Seq(_)
                )
            };
            // What is taken of all of it, or of lists in it, is what is gone through as it is.
            if parts.len() <= number || number == 0 || parts.iter().any(is_list) {
                return None;
            }
            let (first, rest) = parts.split_at(number);
            let some = if name == "take" { first } else { rest };
            found.extend(self.values_of(some, &val, depth));
        }
        Some(found)
    }

    /// The values of some parts of a list.
    pub(super) fn values_of(&self, parts: &[NodeIdx], list: &Val, depth: usize) -> Vec<Val> {
        let parts = parts.iter().map(|ix| NodeRef { ix: *ix, ..list.at });
        parts
            .flat_map(|part| self.values(part, &list.env, depth + 1))
            .collect()
    }

    fn written_number(&self, at: NodeRef) -> Option<usize> {
        match &self.crate_ir.node(at).ex {
            Expr::Lit(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// What an iterator over texts or characters is collected to.
    fn collected(&self, of: NodeRef, val: &Val, depth: usize, out: &mut Vec<Text>) {
        let between = match self.crate_ir.collected_to(val.at) {
            Some("PathBuf") => "/",
            _ => "",
        };
        if self.strung_with(between, of, &val.env, depth, out) {
            return;
        }
        match self.over_characters(of) {
            Some(true) => out.extend(self.texts(of, &val.env, depth + 1)),
            Some(false) => out.push(Text::unknown("collect")),
            None => {
                let lists = self.values(of, &val.env, depth + 1);
                let is_many = |val: &Val| matches!(&self.crate_ir.node(val.at).ex, Expr::Seq(parts) if parts.len() > 1);
                if lists.len() > 1 || lists.iter().any(is_many) {
                    out.push(Text::unknown("collect"));
                } else {
                    out.extend(self.texts(of, &val.env, depth + 1));
                }
            }
        }
    }

    /// Whether an iterator goes over all characters of a text in order; `None` where it goes over something else.
    fn over_characters(&self, of: NodeRef) -> Option<bool> {
        let (mut at, mut all) = (of, true);
        loop {
            let Expr::Method(inner, name, _) = &self.crate_ir.node(at).ex else {
                return None;
            };
            match name.as_str() {
                "chars" | "bytes" => return Some(all),
                "into_iter" | "iter" | "copied" | "cloned" | "by_ref" | "fuse" | "peekable" => {}
                _ => all = false,
            }
            at.ix = *inner;
        }
    }

    /// A list of texts in one, with a separator between; false when it is no list.
    fn strung(
        &self,
        list: NodeRef,
        separator: Option<NodeIdx>,
        val: &Val,
        depth: usize,
        out: &mut Vec<Text>,
    ) -> bool {
        let separator = separator.map(|ix| NodeRef { ix, ..val.at });
        let between = match separator.map(|at| &self.crate_ir.node(at).ex) {
            None => "",
            Some(Expr::Lit(text)) => text.as_str(),
            Some(_) => return false,
        };
        self.strung_with(between, list, &val.env, depth, out)
    }

    fn strung_with(
        &self,
        between: &str,
        list: NodeRef,
        env: &Env,
        depth: usize,
        out: &mut Vec<Text>,
    ) -> bool {
        let mut strung = false;
        for list in self.values(list, env, depth + 1) {
            let Expr::Seq(parts) = &self.crate_ir.node(list.at).ex else {
                continue;
            };
            let mut pieces = Vec::new();
            for part in parts {
                if !pieces.is_empty() && !between.is_empty() {
                    pieces.push(Piece::Text(between.to_owned()));
                }
                pieces.push(Piece::Hole(*part));
            }
            if parts.len() > 1 {
                self.product(&pieces, list.at, &list.env, depth, out);
                strung = true;
            }
        }
        strung
    }

    /// The text that a closure makes longer by each part of a list; false where that does not show.
    fn folded(
        &self,
        list: NodeRef,
        (first, closure): (NodeIdx, NodeRef),
        val: &Val,
        depth: usize,
        out: &mut Vec<Text>,
    ) -> bool {
        let Some(added) = self.crate_ir.added(first, closure) else {
            return false;
        };
        let mut folded = false;
        for list in self.values(list, &val.env, depth + 1) {
            let Expr::Seq(parts) = &self.crate_ir.node(list.at).ex else {
                return false;
            };
            if list.at.file != val.at.file {
                return false;
            }
            let is_empty = self.crate_ir.is_new_text(NodeRef {
                ix: first,
                ..val.at
            });
            let mut pieces = Vec::new();
            if !is_empty {
                pieces.push(Piece::Hole(first));
            }
            for part in parts {
                pieces.extend(added.iter().filter_map(|added| match added {
                    Added::Before => None,
                    Added::Held => Some(Piece::Hole(*part)),
                    Added::Piece(piece) => Some(piece.clone()),
                }));
            }
            self.product(&pieces, list.at, &list.env, depth, out);
            folded = true;
        }
        folded
    }
}

impl Crate {
    /// The type of text that an iterator is collected to, where that is written beside it.
    pub(super) fn collected_to(&self, at: NodeRef) -> Option<&'static str> {
        let name = |ix: NodeIdx| match &self.node(NodeRef { ix, ..at }).ex {
            Expr::Path(path) => path.last(),
            _ => None,
        };
        let of_text = |name: &String| TEXTS.into_iter().find(|text| text == name);
        let types = self.file(at).type_args.get(&at.ix);
        let given = types.and_then(|types| types.last.first().copied());
        let given = given.or_else(|| types.and_then(|types| types.declared));
        if let Some(given) = given {
            return name(given).and_then(of_text);
        }
        self.bound_as(at).and_then(of_text)
    }

    /// Whether a value is a text of no characters: `String::new()`.
    fn is_new_text(&self, at: NodeRef) -> bool {
        matches!(&self.node(at).ex, Expr::Call(path, _) if matches!(path.as_slice(),
            [.., of, new] if TEXTS.contains(&of.as_str()) && new != "from"))
    }

    /// Whether a value is a text by its form.
    pub(super) fn is_text_by_form(&self, at: NodeRef) -> bool {
        match &self.node(at).ex {
            Expr::Lit(_) | Expr::Format(_) => true,
            Expr::Call(path, _) => {
                matches!(path.as_slice(), [.., of, _] if TEXTS.contains(&of.as_str()))
            }
            Expr::Method(of, name, _) => {
                is_through(name) && self.is_text_by_form(NodeRef { ix: *of, ..at })
            }
            _ => false,
        }
    }

    /// What a closure of `fold` adds to a text: the text before comes first, and once.
    fn added(&self, first: NodeIdx, closure: NodeRef) -> Option<Vec<Added>> {
        let Expr::Closure(names, body) = &self.node(closure).ex else {
            return None;
        };
        let [before, held] = names.as_slice() else {
            return None;
        };
        let fold = Fold {
            crate_ir: self,
            first,
            closure,
            names: [before, held],
        };
        let mut added = Vec::new();
        fold.add(*body, &mut added)?;
        let mut before = added.iter().map(|added| matches!(added, Added::Before));
        let is_longer = before.next() == Some(true) && !before.any(|is| is);
        is_longer.then_some(added)
    }
}

/// A closure that makes a text longer.
struct Fold<'a> {
    crate_ir: &'a Crate,
    /// The text that it begins with.
    first: NodeIdx,
    closure: NodeRef,
    /// What the closure calls the text, and what it adds.
    names: [&'a String; 2],
}

impl Fold<'_> {
    fn add(&self, ix: NodeIdx, added: &mut Vec<Added>) -> Option<()> {
        if added.len() > MAX_PIECES {
            return None;
        }
        if ix == self.first {
            added.push(Added::Before);
            return Some(());
        }
        let at = NodeRef { ix, ..self.closure };
        match &self.crate_ir.node(at).ex {
            Expr::Format(pieces) => {
                for piece in pieces {
                    match piece {
                        Piece::Hole(ix) => self.add(*ix, added)?,
                        Piece::Text(_) => added.push(Added::Piece(piece.clone())),
                    }
                }
            }
            Expr::Path(path) if path == std::slice::from_ref(self.names[0]) => {
                let func = self.crate_ir.func(self.crate_ir.func_of(at));
                let last = func.locals.get(self.names[0]);
                let last = last.and_then(|values| values.last()).copied();
                // What it became in the body, where the name ends it.
                match last.filter(|last| *last != self.first && *last < ix) {
                    Some(last) => self.add(last, added)?,
                    None => added.push(Added::Before),
                }
            }
            Expr::Path(path) if path == std::slice::from_ref(self.names[1]) => {
                added.push(Added::Held);
            }
            Expr::Method(of, name, _) if is_through(name) => self.add(*of, added)?,
            Expr::Lit(text) => added.push(Added::Piece(Piece::Text(text.clone()))),
            _ => return None,
        }
        Some(())
    }
}
