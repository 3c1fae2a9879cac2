//! Folders that a derive compiles in: `#[derive(RustEmbed)] #[folder = "assets/"]`.

use super::attrs;
use super::ir::Context;
use super::limits::Limits;
use super::parse;

/// What a file has that names such a folder.
pub(super) const WORD: &str = "#[folder";

/// A folder that is compiled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Folder {
    /// As written: relative to the root of the package.
    pub(super) path: String,
    /// Line from 1.
    pub(super) line: u32,
    /// Column in characters from 1.
    pub(super) column: u32,
    /// Its conditions in the file.
    pub(super) context: Context,
}

/// The folders of a file. Needs a large stack.
pub(super) fn find(code: &str, limits: &Limits) -> Vec<Folder> {
    let mut finder = Finder::default();
    // What cannot be parsed is a stop of the file.
    if let Ok(file) = parse::tree(code, limits) {
        finder.items(&file.items);
    }
    proc_macro2::extra::invalidate_current_thread_spans();
    finder.found
}

#[derive(Default)]
struct Finder {
    found: Vec<Folder>,
    /// Conditions of the modules around.
    around: Context,
}

impl Finder {
    fn items(&mut self, items: &[syn::Item]) {
        for item in items {
            match item {
                syn::Item::Struct(item) => self.folders(&item.attrs),
                syn::Item::Enum(item) => self.folders(&item.attrs),
                syn::Item::Mod(item) => {
                    let inner = self.around.and(&attrs::context(&item.attrs));
                    let outer = std::mem::replace(&mut self.around, inner);
                    let items = item.content.iter().map(|(_, items)| items);
                    items.for_each(|items| self.items(items));
                    self.around = outer;
                }
                _ => {}
            }
        }
    }

    fn folders(&mut self, all: &[syn::Attribute]) {
        for attr in all.iter().filter(|attr| attr.path().is_ident("folder")) {
            let syn::Meta::NameValue(pair) = &attr.meta else {
                continue;
            };
            if let syn::Expr::Lit(literal) = &pair.value
                && let syn::Lit::Str(text) = &literal.lit
            {
                let start = text.span().start();
                let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
                self.found.push(Folder {
                    path: text.value(),
                    line: number(start.line),
                    column: number(start.column).saturating_add(1),
                    context: self.around.and(&attrs::context(all)),
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_found_with_their_conditions() {
        let code = "#[cfg(feature = \"web\")]\nmod inner {\n    #[derive(RustEmbed)]\n    \
                    #[folder = \"../assets/\"]\n    #[include = \"*.onnx\"]\n    pub struct Models;\n}\n";
        let found = find(code, &Limits::default());
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].path.as_str(), found[0].line), ("../assets/", 4));
        assert_eq!(found[0].context.features, ["web"]);
        assert_eq!(find("struct S { folder: u8 }", &Limits::default()), []);
        assert_eq!(find("not rust ]", &Limits::default()), []);
    }
}
