//! Which variable a name means: one that is bound again is another one, as far as the block goes.

use syn::Pat;

use super::lower::Lower;

impl Lower {
    /// The variable that a name means where code is read.
    pub(super) fn known_as(&self, written: &str) -> String {
        let known = self.names.get(written).cloned();
        known.unwrap_or_else(|| written.to_owned())
    }

    /// The variable that a pattern binds under a name: a new one where the name has a meaning already.
    pub(super) fn rebind(&mut self, written: &str) -> String {
        if self.keeps_names {
            return self.name_in_closure(written);
        }
        // Cases of one pattern bind one variable, and what a `cfg` binds may not be there.
        if self.binds_again || self.configured || !self.is_bound(written) {
            let known = self.known_as(written);
            self.note_bound(&known);
            return known;
        }
        let new = format!("{written}#{}", self.next_node());
        self.names.insert(written.to_owned(), new.clone());
        self.note_bound(&new);
        new
    }

    /// Whether a name means a variable of the function being read.
    pub(super) fn is_bound(&self, written: &str) -> bool {
        let func = &self.ir.funcs[self.func as usize];
        self.names.contains_key(written)
            || func.params.iter().any(|param| param.name == written)
            || func.locals.contains_key(written)
            || (self.closure_names.iter().flatten()).any(|known| known == written)
    }

    /// Runs; what names mean after it is what they meant before.
    pub(super) fn scoped<T>(&mut self, run: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.names.clone();
        self.scopes += 1;
        let out = run(self);
        self.scopes -= 1;
        self.names = before;
        out
    }

    /// The variable that a parameter of a closure is: a new one where the name has a meaning around it.
    pub(super) fn name_in_closure(&mut self, written: &str) -> String {
        if !self.is_bound(written) {
            self.names.remove(written);
            return written.to_owned();
        }
        let new = format!("{written}#{}", self.next_node());
        self.names.insert(written.to_owned(), new.clone());
        new
    }
}

/// The name that code spells, of a variable.
pub(super) fn spelt_name(variable: &str) -> &str {
    let start = if variable.starts_with("r#") { 2 } else { 0 };
    match variable[start..].find('#') {
        Some(length) if length > 0 => &variable[..start + length],
        _ => variable,
    }
}

/// The names that a pattern binds.
pub(super) fn idents(pattern: &Pat) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![pattern];
    while let Some(pattern) = open.pop() {
        match pattern {
            Pat::Ident(ident) => {
                found.push(ident.ident.to_string());
                open.extend(ident.subpat.iter().map(|(_, inner)| &**inner));
            }
            Pat::Type(inner) => open.push(&inner.pat),
            Pat::Reference(inner) => open.push(&inner.pat),
            Pat::Paren(inner) => open.push(&inner.pat),
            Pat::Or(cases) => open.extend(&cases.cases),
            Pat::Tuple(tuple) => open.extend(&tuple.elems),
            Pat::TupleStruct(tuple) => open.extend(&tuple.elems),
            Pat::Slice(slice) => open.extend(&slice.elems),
            Pat::Struct(of) => open.extend(of.fields.iter().map(|field| &*field.pat)),
            _ => {}
        }
    }
    found
}
