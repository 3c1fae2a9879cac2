//! Folders that an attribute compiles in: `#[derive(RustEmbed)] #[folder = "assets/"]`, and the `base_folder` of
//! `#[iftree::include_file_tree("…")]`.

use super::attrs;
use super::ir::Context;
use super::limits::Limits;
use super::parse;

/// What a file has that names such a folder: one of these.
pub(super) const WORDS: [&str; 2] = ["#[folder", FILE_TREE];

/// The attribute of iftree, whose text is TOML.
const FILE_TREE: &str = "include_file_tree";

/// Whether a file may name such a folder.
pub(super) fn may_name(code: &str) -> bool {
    WORDS.iter().any(|word| code.contains(word))
}

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
        for attr in all {
            let Some((path, span)) = folder(attr) else {
                continue;
            };
            let start = span.start();
            let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
            self.found.push(Folder {
                path,
                line: number(start.line),
                column: number(start.column).saturating_add(1),
                context: self.around.and(&attrs::context(all)),
            });
        }
    }
}

/// The folder that an attribute names, and where the text begins that names it.
fn folder(attr: &syn::Attribute) -> Option<(String, proc_macro2::Span)> {
    match &attr.meta {
        syn::Meta::NameValue(pair) if pair.path.is_ident("folder") => match &pair.value {
            syn::Expr::Lit(literal) => match &literal.lit {
                syn::Lit::Str(text) => Some((text.value(), text.span())),
                _ => None,
            },
            _ => None,
        },
        syn::Meta::List(list) if list.path.segments.last()?.ident == FILE_TREE => {
            let text: syn::LitStr = list.parse_args().ok()?;
            let toml = text.value();
            let table = toml::de::DeTable::parse(&toml).ok()?.into_inner();
            let base = table.get("base_folder")?.get_ref().as_str()?.to_owned();
            Some((base, text.span()))
        }
        _ => None,
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
        let code = "#[iftree::include_file_tree(\"\npaths = '/*.gguf'\nbase_folder = '../models'\n\")]\npub struct Asset;\n";
        let found = find(code, &Limits::default());
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].path.as_str(), found[0].line), ("../models", 1));
    }
}
