//! Reached code that does not run yet: in closures whose value nothing uses, and in libraries for a text that no code has.

use super::ir::NodeRef;
use super::reach::Reach;

impl<'a> Reach<'a> {
    /// Whether a node waits for other code to be reached.
    pub(super) fn holds_back(&mut self, at: NodeRef) -> bool {
        if let Some(closure) = self.unused(at) {
            if let Some(Some(code)) = self.closures.get_mut(&closure) {
                code.push(at);
            }
            return true;
        }
        let Some(text) = self.open_text(at) else {
            return false;
        };
        self.for_texts.entry(text).or_default().push(at);
        true
    }

    /// Lets run what waits for a node.
    pub(super) fn lets_run(&mut self, at: NodeRef) {
        self.has_text(at);
        for closure in self.uses.remove(&at).into_iter().flatten() {
            let code = self.closures.insert(closure, None).flatten();
            for at in code.into_iter().flatten() {
                self.node(at);
            }
        }
    }

    /// Lets run what waits for a text: data may be any.
    pub(super) fn for_any_text(&mut self) {
        let for_texts = std::mem::take(&mut self.for_texts);
        for at in for_texts.into_values().flatten() {
            self.node(at);
        }
    }

    /// Notes the text of a node: what runs only for it may run.
    pub(super) fn has_text(&mut self, at: NodeRef) {
        let index = self.index;
        let named = index.arms.named(self.crate_ir, index.parents, at);
        let Some(text) = named.filter(|text| self.named_texts.insert(text.clone())) else {
            return;
        };
        for at in self.for_texts.remove(&text).into_iter().flatten() {
            self.node(at);
        }
    }

    /// The text for which alone the code of a library runs, and which no reached code has.
    fn open_text(&self, at: NodeRef) -> Option<String> {
        if self.by_data || self.crate_ir.modules.package_of(at.file) == self.member {
            return None;
        }
        let func = self.crate_ir.func_of(at);
        let mut texts = self.index.arms.around(func, at.ix);
        texts
            .find(|text| !self.named_texts.contains(*text))
            .cloned()
    }

    /// Whether a node is in a closure whose value no reached code uses.
    pub(super) fn is_unused(&self, at: NodeRef) -> bool {
        let mut around = self.around(at);
        around.any(|closure| matches!(self.closures.get(&closure), Some(Some(_))))
    }

    /// The closures around a node.
    fn around(&self, at: NodeRef) -> impl Iterator<Item = NodeRef> + use<'a> {
        let index = self.index;
        let of_func = index.closures.get(&self.crate_ir.func_of(at));
        let around = of_func.into_iter().flatten();
        let around = around.filter(move |(code, _)| code.contains(&at.ix));
        around.map(move |(_, ix)| NodeRef {
            file: at.file,
            ix: *ix,
        })
    }

    /// The closure around a node whose value no code uses that was reached so far.
    fn unused(&mut self, at: NodeRef) -> Option<NodeRef> {
        for closure in self.around(at) {
            let is_unused = match self.closures.get(&closure) {
                Some(code) => code.is_some(),
                None => self.meet(closure),
            };
            if is_unused {
                return Some(closure);
            }
        }
        None
    }

    /// Meets a closure; whether no code that was reached so far uses its value.
    fn meet(&mut self, closure: NodeRef) -> bool {
        let uses = self.index.uses(closure);
        let waits = uses.filter(|uses| !uses.iter().any(|at| self.nodes_on.contains_key(at)));
        let is_unused = waits.is_some();
        for at in waits.into_iter().flatten() {
            self.uses.entry(at).or_default().push(closure);
        }
        self.closures.insert(closure, is_unused.then(Vec::new));
        is_unused
    }
}
