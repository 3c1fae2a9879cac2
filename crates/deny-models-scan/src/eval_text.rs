//! The texts that values are, and templates filled in every way.

use foldhash::{HashSet, HashSetExt as _};

use super::eval::{Env, Eval, Val};
use super::ir::{Expr, FnRef, NodeIdx, NodeRef, Piece};
use super::names::{changed, is_change, is_through};
use super::stop::Cause;
use super::table_rows;
use super::text::{Seg, Text};

impl Eval<'_> {
    /// The texts of an expression.
    pub(super) fn texts(&self, at: NodeRef, env: &Env, depth: usize) -> Vec<Text> {
        if self.is_merged() {
            return self.texts_merged(at, env, depth);
        }
        self.texts_of(at, env, depth)
    }

    /// The same, without asking what is known of calls that are taken together.
    pub(super) fn texts_of(&self, at: NodeRef, env: &Env, depth: usize) -> Vec<Text> {
        let mut out = Vec::new();
        let mut values = self.values(at, env, depth + 1);
        // Where something else is there too, nothing is no text.
        if self.strict.is_some() && !values.iter().all(|val| self.is_none(val)) {
            values.retain(|val| !self.is_none(val));
        }
        for val in values {
            self.text_of(&val, depth + 1, &mut out);
            if out.len() > self.limits.texts {
                self.stop(Cause::Texts(self.limits.texts));
                break;
            }
        }
        let mut seen = HashSet::new();
        out.retain(|text| seen.insert(text.clone()));
        out
    }

    #[expect(
        clippy::too_many_lines,
        reason = "one short arm for each kind of expression"
    )]
    fn text_of(&self, val: &Val, depth: usize, out: &mut Vec<Text>) {
        if self.is_too_nested(depth) {
            return;
        }
        if !self.step() || val.nothing {
            return;
        }
        let here = |ix: NodeIdx| NodeRef {
            file: val.at.file,
            ix,
        };
        if let Some(func) = self.open_type(val, depth) {
            let number = self.crate_ir.call_number(func);
            out.push(Text {
                segs: vec![Seg::Param(func, number, Vec::new())],
            });
            return;
        }
        match &self.crate_ir.node(val.at).ex {
            Expr::Lit(text) => out.push(Text::known(text, val.at)),
            Expr::Format(pieces) => self.joined(pieces, val, depth, out),
            Expr::Seq(parts) => {
                for part in parts {
                    out.extend(self.texts(here(*part), &val.env, depth + 1));
                }
            }
            // What a map holds for a key.
            Expr::Tuple(parts) if parts.len() == 2 => {
                out.extend(self.texts(here(parts[1]), &val.env, depth + 1));
            }
            Expr::Field(base, half) if half == "0" || half == "1" => {
                if !self.split(here(*base), half == "0", &val.env, depth, out) {
                    self.received(val, half, depth, out);
                }
            }
            Expr::Macro(name, args) if name == "env" => {
                let name = args.first().map(|ix| &self.crate_ir.node(here(*ix)).ex);
                match name {
                    Some(Expr::Lit(name)) if name.starts_with("CARGO") || name == "OUT_DIR" => {
                        out.push(Text::known(&format!("${name}"), val.at));
                    }
                    _ => out.push(Text::unknown("env")),
                }
            }
            Expr::Path(path) => {
                let param = self.parameter(val.at, path);
                let kind = self.crate_ir.kind(val.at);
                let spelt = if self.crate_ir.of_type(&kind, "fmt").is_empty() {
                    self.spelt(val.at, &kind, &None, depth)
                } else {
                    Vec::new()
                };
                let is_open = self.is_strict() && self.is_unbound(val);
                match param {
                    _ if !spelt.is_empty() && !is_open => {
                        for val in spelt {
                            self.text_of(&val, depth + 1, out);
                        }
                    }
                    Some((func, number)) if self.is_open(&val.env, func, number) => {
                        out.push(Text {
                            segs: vec![Seg::Param(func, number, val.fields.clone())],
                        });
                    }
                    _ => self.displayed(val, path.last().map_or("", String::as_str), depth, out),
                }
            }
            Expr::Method(..) | Expr::Elem(_) if self.part_texts(val.at, &val.env, depth, out) => {}
            Expr::Method(..) if self.put_together(val, depth, out) => {}
            Expr::Method(receiver, name, args) if name == "join" && args.len() == 1 => {
                let pieces = [
                    Piece::Hole(*receiver),
                    Piece::Text("/".to_owned()),
                    Piece::Hole(args[0]),
                ];
                let mut joined = Vec::new();
                self.joined(&pieces, val, depth, &mut joined);
                out.extend(joined.into_iter().map(one_slash));
            }
            Expr::Method(receiver, name, args) if name == "parent" && args.is_empty() => {
                self.above(here(*receiver), val, depth, out);
            }
            Expr::Method(receiver, name, args)
                if matches!(name.as_str(), "replace" | "replacen") && args.len() >= 2 =>
            {
                self.replaced(
                    here(*receiver),
                    here(args[0]),
                    here(args[1]),
                    &val.env,
                    depth,
                    out,
                );
            }
            Expr::Method(receiver, name, args) if is_change(name) => {
                let given = args.first().map(|ix| here(*ix));
                self.changed(here(*receiver), name, given, val, depth, out);
            }
            Expr::Field(_, name) | Expr::Part(_, _, name) | Expr::Method(_, name, _) => {
                out.push(Text::unknown(name));
            }
            // A text as a value of a table: `Value::String(id)`.
            Expr::Call(path, args)
                if args.len() == 1
                    && matches!(path.as_slice(), [.., of, made] if of == "Value" && (made == "String" || made == "from"))
                    && !self.crate_ir.is_concrete(&self.crate_ir.kind(val.at)) =>
            {
                out.extend(self.texts(here(args[0]), &val.env, depth + 1));
            }
            Expr::Call(path, _) => {
                self.displayed(val, path.last().map_or("", String::as_str), depth, out);
            }
            Expr::Record(..) => self.displayed(val, "", depth, out),
            _ => out.push(Text::unknown("")),
        }
    }

    /// What is sent into the channel of which a value is an end, as the end gives it where code waits for it.
    fn received(&self, end: &Val, label: &str, depth: usize, out: &mut Vec<Text>) {
        let sent = self.elements(end.clone(), depth + 1).into_iter();
        let before = out.len();
        for val in sent.filter(|val| val.at != end.at) {
            self.text_of(&val, depth + 1, out);
        }
        if out.len() == before {
            out.push(Text::unknown(label));
        }
    }

    /// The directory above one that cargo names; other texts may be no paths.
    fn above(&self, of: NodeRef, val: &Val, depth: usize, out: &mut Vec<Text>) {
        for text in self.texts(of, &val.env, depth + 1) {
            let whole = text.whole().filter(|whole| whole.starts_with('$'));
            out.push(match whole.zip(text.origin()) {
                Some((whole, origin)) => Text::known(&format!("{whole}/.."), origin),
                None => Text::unknown("parent"),
            });
        }
    }

    /// Texts after a method that gives another one.
    fn changed(
        &self,
        of: NodeRef,
        method: &str,
        given: Option<NodeRef>,
        val: &Val,
        depth: usize,
        out: &mut Vec<Text>,
    ) {
        let given = match given.map(|at| &self.crate_ir.node(at).ex) {
            Some(Expr::Lit(given)) => Some(given.as_str()),
            _ => None,
        };
        for text in self.texts(of, &val.env, depth + 1) {
            match (text.whole(), text.origin()) {
                // What does not begin or end with it is nothing.
                (Some(whole), Some(_)) if self.strict.is_some() && lacks(&whole, method, given) => {
                }
                (Some(whole), Some(origin)) => {
                    out.push(Text::known(&changed(&whole, method, given), origin));
                }
                _ => out.push(text),
            }
        }
    }

    /// One half of a text that is split where a separator is; false when nothing is split.
    fn split(
        &self,
        of: NodeRef,
        first: bool,
        env: &Env,
        depth: usize,
        out: &mut Vec<Text>,
    ) -> bool {
        let mut at = of;
        for _ in 0..8 {
            let here = |ix: NodeIdx| NodeRef { file: at.file, ix };
            let (text, separator, from_end) = match &self.crate_ir.node(at).ex {
                Expr::Method(text, name, args)
                    if name.ends_with("split_once") && args.len() == 1 =>
                {
                    (here(*text), here(args[0]), name.starts_with('r'))
                }
                Expr::Method(inner, name, _) if is_through(name) => {
                    at = here(*inner);
                    continue;
                }
                Expr::Elem(inner) => {
                    at = here(*inner);
                    continue;
                }
                Expr::Path(path) if path.len() == 1 => {
                    let func = self.crate_ir.func(self.crate_ir.func_of(at));
                    match func.locals.get(&path[0]).and_then(|values| values.first()) {
                        Some(ix) => at = here(*ix),
                        None => return false,
                    }
                    continue;
                }
                Expr::Call(..) | Expr::Method(..) if self.strict.is_some() => {
                    return self.split_elsewhere(at, first, env, depth, out);
                }
                _ => return false,
            };
            let Expr::Lit(separator) = &self.crate_ir.node(separator).ex else {
                return false;
            };
            for text in self.texts(text, env, depth + 1) {
                let (Some(whole), Some(origin)) = (text.whole(), text.origin()) else {
                    out.push(text);
                    continue;
                };
                let halves = if from_end {
                    whole.rsplit_once(separator.as_str())
                } else {
                    whole.split_once(separator.as_str())
                };
                if let Some((before, after)) = halves {
                    out.push(Text::known(if first { before } else { after }, origin));
                }
            }
            return true;
        }
        false
    }

    /// A half of what a function gives that splits a text.
    fn split_elsewhere(
        &self,
        call: NodeRef,
        first: bool,
        env: &Env,
        depth: usize,
        out: &mut Vec<Text>,
    ) -> bool {
        let mut is_split = false;
        for val in self.values(call, env, depth + 1) {
            if val.at != call
                && let Expr::Method(_, name, _) = &self.crate_ir.node(val.at).ex
                && name.ends_with("split_once")
            {
                is_split |= self.split(val.at, first, &val.env, depth + 1, out);
            }
        }
        is_split
    }

    /// What `Display` gives for a value.
    fn displayed(&self, val: &Val, label: &str, depth: usize, out: &mut Vec<Text>) {
        let kind = self.crate_ir.kind(val.at);
        let shown = if kind.is_empty() {
            &[]
        } else {
            self.crate_ir.of_type(&kind, "fmt")
        };
        let before = out.len();
        for func in shown
            .iter()
            .filter(|func| self.crate_ir.func(**func).of_trait == "Display")
        {
            let inner = self.enter(&val.env, *func, vec![val.at], &val.env);
            for value in &self.crate_ir.func(*func).returns {
                out.extend(self.texts(
                    NodeRef {
                        file: func.file,
                        ix: *value,
                    },
                    &inner,
                    depth + 2,
                ));
            }
        }
        if out.len() == before {
            for val in self.spelt(val.at, &kind, &val.env, depth) {
                self.text_of(&val, depth + 1, out);
            }
        }
        if out.len() == before && self.strict.is_some() && self.crate_ir.is_concrete(&kind) {
            self.seen_as(val, &kind, depth, out);
        }
        if out.len() == before {
            out.push(Text::unknown(label));
        }
    }

    /// The text that a value of a type of the program is taken for: what it derefs to, is borrowed as or made into, or
    /// the only thing that it holds.
    fn seen_as(&self, val: &Val, kind: &str, depth: usize, out: &mut Vec<Text>) {
        let before = out.len();
        let by_method = ["deref", "as_ref", "borrow", "as_str"]
            .iter()
            .map(|name| self.crate_ir.of_type(kind, name));
        for ways in by_method.chain([&*self.crate_ir.made_of(kind)]) {
            let ways = ways.iter().filter(|func| {
                let item = self.crate_ir.func(**func);
                item.params.len() == 1
            });
            for func in ways {
                let inner = self.enter(&val.env, *func, vec![val.at], &val.env);
                for ix in &self.crate_ir.func(*func).returns {
                    let at = NodeRef {
                        file: func.file,
                        ix: *ix,
                    };
                    out.extend(self.texts(at, &inner, depth + 2));
                }
            }
            if out.len() > before {
                return;
            }
        }
        let only = self.crate_ir.field_kind(kind, "0").is_some()
            && self.crate_ir.field_kind(kind, "1").is_none();
        if only {
            for held in self.field(val, "0", depth + 1) {
                self.text_of(&held, depth + 1, out);
            }
        }
    }

    /// Every way to fill a template.
    fn joined(&self, pieces: &[Piece], val: &Val, depth: usize, out: &mut Vec<Text>) {
        let calls = self.calls_around(&val.env, self.crate_ir.func_of(val.at));
        for call in &calls {
            self.product(pieces, val.at, call, depth, out);
        }
        if !calls.is_empty() {
            return;
        }
        if let Some((kind, records)) = self.shared_record(pieces, val) {
            let _ = kind;
            for record in records {
                let env = self.bind(&val.env, record.0, vec![record.1]);
                self.product(pieces, val.at, &env, depth, out);
            }
            return;
        }
        self.product(pieces, val.at, &val.env, depth, out);
    }

    pub(super) fn product(
        &self,
        pieces: &[Piece],
        at: NodeRef,
        env: &Env,
        depth: usize,
        out: &mut Vec<Text>,
    ) {
        let mut all = vec![Text::default()];
        for piece in pieces {
            let options = match piece {
                Piece::Text(text) => vec![Text::known(text, at)],
                Piece::Hole(ix) => {
                    let found = self.texts(
                        NodeRef {
                            file: at.file,
                            ix: *ix,
                        },
                        env,
                        depth + 1,
                    );
                    if found.is_empty() {
                        let at = NodeRef { ix: *ix, ..at };
                        let held = self.values(at, env, depth + 1);
                        if !held.is_empty() && held.iter().all(|val| val.nothing) {
                            return;
                        }
                        vec![Text::unknown("")]
                    } else {
                        found
                    }
                }
            };
            let fit =
                |text: &Text, option: &Text| table_rows::are_joined(self.crate_ir, text, option);
            // Where no row has all that is put together, the table is none of rows.
            let rows = all
                .iter()
                .any(|text| options.iter().any(|option| fit(text, option)));
            let mut next = Vec::new();
            for text in &all {
                for option in options.iter().filter(|option| !rows || fit(text, option)) {
                    let mut longer = text.clone();
                    longer.push(option);
                    if !self.step() {
                        break;
                    }
                    if next.len() >= self.limits.texts {
                        self.stop(Cause::Texts(self.limits.texts));
                        break;
                    }
                    if longer.len() <= self.limits.text {
                        next.push(longer);
                    } else {
                        self.stop(Cause::TextBytes(self.limits.text));
                    }
                }
            }
            all = next;
        }
        out.extend(all);
    }

    /// When two holes are fields of the same `self`, the struct literals of its type are taken one by one, so that
    /// fields of different ones are not mixed.
    fn shared_record(
        &self,
        pieces: &[Piece],
        val: &Val,
    ) -> Option<(String, Vec<(FnRef, NodeRef)>)> {
        let of_self = |piece: &&Piece| match piece {
            Piece::Hole(ix) => self.roots_in_self(
                NodeRef {
                    file: val.at.file,
                    ix: *ix,
                },
                0,
            ),
            Piece::Text(_) => false,
        };
        if pieces.iter().filter(of_self).count() < 2 {
            return None;
        }
        let func = self.crate_ir.func_of(val.at);
        let item = self.crate_ir.func(func);
        if !item.takes_self() || !self.is_open(&val.env, func, 0) {
            return None;
        }
        let records = self.crate_ir.records(&item.owner);
        if records.is_empty() {
            return None;
        }
        Some((
            item.owner.clone(),
            records.iter().map(|record| (func, *record)).collect(),
        ))
    }

    fn roots_in_self(&self, at: NodeRef, depth: usize) -> bool {
        let here = |ix: NodeIdx| NodeRef { file: at.file, ix };
        match &self.crate_ir.node(at).ex {
            Expr::Path(path) => path.len() == 1 && path[0] == "self" && depth > 0,
            Expr::Field(base, _) => self.roots_in_self(here(*base), depth + 1),
            Expr::Method(base, name, _) if is_through(name) => {
                self.roots_in_self(here(*base), depth)
            }
            _ => false,
        }
    }

    fn replaced(
        &self,
        text: NodeRef,
        from: NodeRef,
        to: NodeRef,
        env: &Env,
        depth: usize,
        out: &mut Vec<Text>,
    ) {
        let froms = self.texts(from, env, depth + 1);
        let tos = self.texts(to, env, depth + 1);
        for text in self.texts(text, env, depth + 1) {
            let one = (
                froms.first().and_then(Text::whole),
                text.whole(),
                text.origin(),
            );
            match one {
                (Some(from), Some(whole), Some(origin))
                    if !from.is_empty() && whole.contains(&from) =>
                {
                    for to in &tos {
                        let parts: Vec<&str> = whole.split(from.as_str()).collect();
                        let mut segs = Vec::new();
                        for (number, part) in parts.iter().enumerate() {
                            if number > 0 {
                                segs.extend(to.segs.iter().cloned());
                            }
                            segs.push(Seg::Known((*part).to_owned(), origin));
                        }
                        out.push(Text { segs });
                    }
                }
                _ => out.push(text),
            }
        }
    }
}

/// Whether a text has not the start or the end that is taken off it.
fn lacks(whole: &str, method: &str, given: Option<&str>) -> bool {
    match (method, given) {
        ("strip_prefix", Some(start)) => !whole.starts_with(start),
        ("strip_suffix", Some(end)) => !whole.ends_with(end),
        _ => false,
    }
}

/// A base and what is joined to it have one slash between.
fn one_slash(text: Text) -> Text {
    let mut segs: Vec<Seg> = Vec::new();
    for seg in text.segs {
        if let Seg::Known(piece, _) = &seg
            && piece == "/"
            && matches!(segs.last(), Some(Seg::Known(before, _)) if before.ends_with('/'))
        {
            continue;
        }
        segs.push(seg);
    }
    Text { segs }
}
