//! Filling the index of a program: what each file brings.

use foldhash::{HashMap, HashMapExt as _};

use super::index::{Code, variant_key};
use super::ir::{Expr, FileIr, FnRef, ItemKind, NodeIdx, NodeRef};
use super::names::changes;
use super::tables::field_name;

impl Code {
    /// Notes what is written to fields that methods give out.
    pub(super) fn given_out(&mut self) {
        let mut found = Vec::new();
        for (number, file) in (0..).zip(&self.files) {
            for written in &file.given_out {
                let value = NodeRef {
                    file: number,
                    ix: written.value,
                };
                for func in self.fns.get(&written.method).into_iter().flatten() {
                    let of = &self.files[func.file as usize];
                    let item = &of.funcs[func.func as usize];
                    // A call of a method means no function that is none.
                    if !item.takes_self() {
                        continue;
                    }
                    if let Some(field) = written.field.clone() {
                        found.push(((item.returns_kind.clone(), field), value));
                        continue;
                    }
                    for ix in &item.returns {
                        if let Expr::Field(_, field) = &of.node(*ix).ex {
                            found.push(((item.owner.clone(), field.clone()), value));
                        }
                    }
                }
            }
        }
        // Where the type is not known, it is not that of every value whose type is not known.
        for (place, value) in found.into_iter().filter(|((of, _), _)| !of.is_empty()) {
            self.given_out.entry(place).or_default().push(value);
        }
    }

    /// Notes the functions that traits give to their types.
    pub(super) fn written_in_traits(&mut self) {
        let modules = &self.modules;
        let traits = self.of_owner.iter().filter(|(owner, _)| {
            let owner = modules.of_key(owner);
            owner.is_some_and(|(_, owner)| owner.about.is_trait)
        });
        let mut found: HashMap<String, Vec<FnRef>> = HashMap::new();
        for (name, funcs) in traits.flat_map(|(_, named)| named) {
            found.entry(name.clone()).or_default().extend(funcs);
        }
        for funcs in found.values_mut() {
            funcs.sort_unstable();
        }
        self.of_traits = found;
    }

    /// Defaults of enums that an `impl Default` gives.
    pub(super) fn defaults(&mut self) {
        for file in &self.files {
            let given = file
                .funcs
                .iter()
                .filter(|func| func.of_trait == "Default" && func.name == "default");
            for func in given {
                let Some(None) = self.enum_defaults.get(&func.owner) else {
                    continue;
                };
                let variant = func.returns.iter().find_map(|ix| match &file.node(*ix).ex {
                    Expr::Path(path) if path.len() > 1 => path.last().cloned(),
                    _ => None,
                });
                if variant.is_some() {
                    self.enum_defaults.insert(func.owner.clone(), variant);
                }
            }
        }
    }

    pub(super) fn add(&mut self, number: u32, file: &FileIr) {
        let at = |ix: NodeIdx| NodeRef { file: number, ix };
        if !file.table {
            let stems = file.path.trim_end_matches(".rs").split('/');
            self.module_names.extend(stems.map(str::to_owned));
        }
        for (func, item) in (0..).zip(&file.funcs) {
            if item.item != ItemKind::Fn {
                continue;
            }
            let func = FnRef { file: number, func };
            self.fns.entry(item.name.clone()).or_default().push(func);
            if item.changed.is_some() {
                self.changing.insert(item.name.clone());
            }
            if !item.given.is_empty() {
                self.giving.insert(item.name.clone());
            }
            let of_owner = self.of_owner.entry(item.owner.clone()).or_default();
            of_owner.entry(item.name.clone()).or_default().push(func);
            if !item.owner.is_empty() {
                self.types.insert(item.owner.clone());
            }
        }
        for item in &file.consts {
            self.consts
                .entry(item.name.clone())
                .or_default()
                .push((item.owner.clone(), at(item.value)));
        }
        self.tainted.extend(file.tainted.iter().cloned());
        self.taken_fields.extend(file.taken_fields.iter().cloned());
        self.taken_variables
            .extend(file.taken_variables.iter().cloned());
        for item in &file.uses {
            if let Some(last) = item.path.last().filter(|last| **last != item.name) {
                let others = self.other_names.entry(last.clone());
                others.or_default().insert(item.name.clone());
            }
        }
        for rule in &file.macros {
            let inside = rule.inside.clone().map(|func| FnRef { file: number, func });
            self.in_rules.extend(inside);
        }
        for closure in &file.closures {
            let func = FnRef {
                file: number,
                func: closure.func,
            };
            self.closures.insert(at(closure.node), func);
        }
        for item in &file.writes {
            if let Some(variant) = item.field.strip_prefix('#') {
                let spelt = (variant.to_owned(), at(item.value));
                let of_enum = self.spellings.entry(item.owner.clone());
                of_enum.or_default().push(spelt);
            }
            self.writes
                .entry(item.field.clone())
                .or_default()
                .push((item.owner.clone(), at(item.value)));
        }
        for ix in &file.lent {
            self.lend(file, number, *ix);
        }
        for item in &file.shared_writes {
            let of_field = self.shared_writes.entry(item.field.clone()).or_default();
            of_field.push((at(item.of), at(item.value)));
        }
        for item in &file.fields {
            self.types.insert(item.owner.clone());
            for spelt in &item.spelt {
                let names = self.spelt.entry(item.name.clone()).or_default();
                names.push(field_name(spelt));
            }
            if let Some(spelt) = item.spelt.first() {
                let of_type = (item.owner.clone(), spelt.clone());
                self.sent.insert(of_type, item.name.clone());
            }
            if let Some(of) = &item.of_enum {
                let field = (variant_key(of, &item.owner), item.name.clone());
                self.fields.insert(field, item.kind.clone());
            }
            // Variants of several enums may have one name: its fields have a type only where it is the same in all.
            let field = (item.owner.clone(), item.name.clone());
            let kind = self
                .fields
                .entry(field)
                .or_insert_with(|| item.kind.clone());
            if item.of_enum.is_some() && *kind != item.kind {
                kind.clear();
            }
        }
        self.add_types(file);
        self.add_nodes(number, file);
    }

    pub(super) fn add_types(&mut self, file: &FileIr) {
        for item in &file.types {
            // The name was replaced by the key.
            self.types.insert(item.name.clone());
            if item.by_data && item.variants.is_none() {
                self.read_types.insert(item.name.clone());
            }
            let Some(variants) = &item.variants else {
                continue;
            };
            let default = variants.iter().find(|(_, default, _)| *default);
            self.enum_defaults
                .insert(item.name.clone(), default.map(|(name, ..)| name.clone()));
            for (variant, ..) in variants {
                self.variants
                    .entry(variant.clone())
                    .or_default()
                    .push(item.name.clone());
            }
        }
    }

    /// Notes that something else may write to a field.
    pub(super) fn lend(&mut self, file: &FileIr, number: u32, field: NodeIdx) {
        if let Expr::Field(of, name) = &file.node(field).ex {
            let of = NodeRef {
                file: number,
                ix: *of,
            };
            self.lent.entry(name.clone()).or_default().push(of);
        }
    }

    pub(super) fn add_nodes(&mut self, number: u32, file: &FileIr) {
        let at = |ix: NodeIdx| NodeRef { file: number, ix };
        for (ix, node) in file.nodes.iter().enumerate() {
            let ix = NodeIdx::try_from(ix).unwrap_or(NodeIdx::MAX);
            match &node.ex {
                Expr::Call(path, args) => {
                    let is_constant = path
                        .last()
                        .is_some_and(|last| last.len() > 1 && !last.contains(char::is_lowercase));
                    if is_constant {
                        self.value_calls.entry(args.len()).or_default().push(at(ix));
                    }
                    if let Some(name) = path.last() {
                        self.calls.entry(name.clone()).or_default().push(at(ix));
                    }
                }
                Expr::Part(of, _, field) => {
                    self.parts.entry(field.clone()).or_default().push(at(*of));
                }
                Expr::Method(receiver, name, args) => {
                    if changes(name) {
                        self.lend(file, number, *receiver);
                    }
                    if name == "call" {
                        self.value_calls.entry(args.len()).or_default().push(at(ix));
                    }
                    self.calls.entry(name.clone()).or_default().push(at(ix));
                }
                Expr::Path(path) => {
                    if let Some(last) = path.last()
                        && !self.value_names.contains(last)
                    {
                        self.value_names.insert(last.clone());
                    }
                }
                Expr::Macro(name, _) => self.macros.entry(name.clone()).or_default().push(at(ix)),
                // An update of a variable was noted as a write.
                Expr::Record(path, _, Some(_)) if path.is_empty() => {}
                Expr::Record(path, fields, _) => {
                    let module = file.funcs[node.func as usize].module;
                    let kind = self.kind_of_path(self.modules.scope(number, module), path);
                    for (name, value) in fields {
                        self.record_of.insert(at(*value), at(ix));
                        self.writes
                            .entry(name.clone())
                            .or_default()
                            .push((kind.clone(), at(*value)));
                    }
                    self.records.entry(kind).or_default().push(at(ix));
                }
                _ => {}
            }
        }
    }
}
