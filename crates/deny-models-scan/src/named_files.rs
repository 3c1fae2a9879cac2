//! The files that code names, so that rustc compiles them: `mod name;` with its `#[path]`, and `include!`.
//!
//! It reads tokens, so that a file which the parser rejects, or a macro around a declaration, hides no file.

use syn::parse::Parser;
use syn::{Attribute, Meta};

use super::attrs;
use super::ir::Context;
use super::lex::{Kind, Token, Tokens};

/// A longer attribute is not read, in bytes.
const MAX_ATTRIBUTE: usize = 4 << 10;
/// Attributes of one item that are read.
const MAX_ATTRIBUTES: usize = 64;
/// Brackets around a declaration; the parser reads no deeper.
const MAX_DEPTH: usize = 200;
/// Directories that the modules around a declaration may stand for.
const MAX_FOLDERS: usize = 8;

/// A file that code names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NamedFile {
    /// Modules around it in the file that names it, and its own name if it is a module.
    pub(super) module: Vec<String>,
    /// Where it may lie.
    pub(super) places: Vec<NamedPlace>,
    /// Its conditions.
    pub(super) context: Context,
    /// Whether it is there under a condition that the module around it is not under.
    pub(super) conditional: bool,
    /// Whether rustc needs it: what a macro is given or defines need not be code of this file.
    pub(super) certain: bool,
    /// Whether it is compiled in place of an `include!`.
    pub(super) included: bool,
}

/// A place where a file may lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NamedPlace {
    /// From the root of the package, without `.`, and with `..` only at its start; absolute where it is written so.
    pub(super) path: String,
    /// Whether files of its modules lie beside it, as those of `mod.rs`.
    pub(super) is_root: bool,
    /// Whether an attribute states it, or it is one of the places where rustc looks by itself.
    pub(super) stated: bool,
}

/// The path of a `#[path]`, and whether it holds under a condition only.
type Stated = (String, bool);

/// A bracket around what is being read.
#[derive(Debug, Default)]
struct Frame {
    /// The module whose body it is, with its `#[path]`s.
    module: Option<(String, Vec<Stated>)>,
    /// Attributes before it, and those inside that apply to all of it: as written.
    attributes: Vec<String>,
    /// Attributes of what comes next.
    pending: Vec<String>,
    /// Whether it is the body of a macro, or given to one.
    of_macro: bool,
}

/// Whether a file may name others: a quick look, which is right where it says no.
pub(super) fn may_name(code: &[u8]) -> bool {
    let declares = memchr::memmem::find_iter(code, b"mod").any(|at| {
        let rest = &code[at + 3..];
        let space = rest.iter().take_while(|byte| byte.is_ascii_whitespace());
        let space = space.count();
        let name =
            |byte: &&u8| byte.is_ascii_alphanumeric() || b"_#".contains(byte) || **byte >= 0x80;
        let name = rest[space..].iter().take_while(name).count();
        let after = rest[space + name..]
            .iter()
            .find(|byte| !byte.is_ascii_whitespace());
        // A comment may stand between.
        (space > 0 && name > 0 || rest.starts_with(b"/")) && matches!(after, Some(b';' | b'/'))
    });
    declares || memchr::memmem::find(code, b"include!").is_some()
}

/// The files that a file names; `path` is from the root of its package, `is_root` as in [`NamedPlace`].
pub(super) fn find(path: &str, is_root: bool, code: &str) -> Vec<NamedFile> {
    let tokens: Vec<Token> = Tokens::new(code.as_bytes())
        .filter(|token| token.kind != Kind::Comment)
        .collect();
    let mut reader = Names {
        path,
        is_root,
        code,
        tokens: &tokens,
        frames: vec![Frame::default()],
        found: Vec::new(),
    };
    let mut at = 0;
    while at < tokens.len() {
        at = reader.token(at);
    }
    // The lexer of attributes keeps their text, for spans; this frees it.
    proc_macro2::extra::invalidate_current_thread_spans();
    reader.found
}

/// The path that `include!` is given as `code`, from the root of the package; `None` where it cannot be read.
pub(super) fn included(path: &str, code: &str) -> Option<String> {
    let tokens = Tokens::new(code.as_bytes()).filter(|token| token.kind != Kind::Comment);
    let text = |token: Token| &code[token.start..token.end];
    let mut whole = String::new();
    let mut tokens = tokens.peekable();
    while let Some(token) = tokens.next() {
        match (token.kind, text(token)) {
            (Kind::Str, written) => whole.push_str(&attrs::string(written)?),
            (Kind::Word, "concat" | "env")
            | (Kind::Mark, "!" | ",")
            | (Kind::Open | Kind::Close, _) => {}
            _ => return None,
        }
        // The name of a variable stands for its value.
        if token.kind == Kind::Word && text(token) == "env" {
            let mut inside = tokens.by_ref().skip_while(|token| token.kind != Kind::Str);
            let name = inside.next().map(text)?;
            if name != "\"CARGO_MANIFEST_DIR\"" {
                return None;
            }
            whole.push_str("$CARGO_MANIFEST_DIR");
        }
    }
    let whole = whole.replace('\\', "/");
    match whole.strip_prefix("$CARGO_MANIFEST_DIR") {
        Some(rest) => Some(normal(rest.trim_start_matches('/'))),
        None if whole.is_empty() => None,
        None => Some(joined(folder_of(path), &whole)),
    }
}

struct Names<'a> {
    path: &'a str,
    is_root: bool,
    code: &'a str,
    tokens: &'a [Token],
    frames: Vec<Frame>,
    found: Vec<NamedFile>,
}

impl<'a> Names<'a> {
    fn text(&self, at: usize) -> &'a str {
        let token = self.tokens.get(at);
        token.map_or("", |token| &self.code[token.start..token.end])
    }

    fn frame(&mut self) -> &mut Frame {
        if self.frames.is_empty() {
            self.frames.push(Frame::default());
        }
        let last = self.frames.len() - 1;
        &mut self.frames[last]
    }

    /// Reads what begins at a token, and returns where the rest begins.
    fn token(&mut self, at: usize) -> usize {
        let kind = self.tokens[at].kind;
        match (kind, self.text(at)) {
            (Kind::Mark, "#") => return self.attribute(at),
            (Kind::Mark, ";" | ",") => self.frame().pending.clear(),
            (Kind::Word, "mod") => return self.module(at),
            (Kind::Word, "include") if self.text(at + 1) == "!" => self.include(at + 2),
            (Kind::Open, _) => {
                let name = at.checked_sub(2).map(|name| self.text(name));
                // The name of `macro_rules!` stands before its body.
                let is_rules =
                    at >= 3 && self.text(at - 3) == "macro_rules" && self.text(at - 2) == "!";
                let is_given = at >= 2 && self.text(at - 1) == "!" && name != Some("cfg_if");
                let is_word = at >= 2 && self.tokens[at - 2].kind == Kind::Word;
                let attributes = self.frame().pending.clone();
                self.frames.push(Frame {
                    attributes,
                    of_macro: is_rules || is_given && is_word,
                    ..Frame::default()
                });
            }
            (Kind::Close, bracket) => {
                let ends = bracket == "}";
                if self.frames.len() > 1 {
                    self.frames.pop();
                }
                if ends {
                    self.frame().pending.clear();
                }
            }
            _ => {}
        }
        at + 1
    }

    /// An attribute whose `#` is at `at`.
    fn attribute(&mut self, at: usize) -> usize {
        let inner = self.text(at + 1) == "!";
        let open = at + 1 + usize::from(inner);
        if self.text(open) != "[" {
            return at + 1;
        }
        let mut depth = 0_usize;
        let mut end = open;
        while let Some(token) = self.tokens.get(end) {
            match token.kind {
                Kind::Open => depth += 1,
                Kind::Close => depth -= 1,
                _ => {}
            }
            end += 1;
            if depth == 0 {
                break;
            }
        }
        let span = self.tokens[open].start..self.tokens[end - 1].end;
        let text = self.code.get(span).unwrap_or_default();
        if ["cfg", "path", "test"]
            .iter()
            .any(|word| text.contains(word))
        {
            let text = format!("#{text}");
            let frame = self.frame();
            let known = if inner {
                &mut frame.attributes
            } else {
                &mut frame.pending
            };
            if known.len() < MAX_ATTRIBUTES {
                known.push(text);
            }
        }
        end
    }

    /// A module whose `mod` is at `at`.
    fn module(&mut self, at: usize) -> usize {
        let is_name = self
            .tokens
            .get(at + 1)
            .is_some_and(|token| token.kind == Kind::Word);
        let after = self.text(at + 2);
        if !is_name || ![";", "{"].contains(&after) {
            return at + 1;
        }
        let name = self.text(at + 1).to_owned();
        let attributes = std::mem::take(&mut self.frame().pending);
        let stated = stated(&attributes);
        if after == "{" {
            self.frames.push(Frame {
                module: Some((name, stated)),
                attributes,
                ..Frame::default()
            });
            return at + 3;
        }
        let mut module = self.modules();
        module.push(name.clone());
        let places = self.places(&name, &stated);
        self.add(module, places, &attributes, false);
        at + 3
    }

    /// An `include!` whose bracket is at `at`.
    fn include(&mut self, at: usize) {
        let mut depth = 0_usize;
        let mut end = at;
        while let Some(token) = self.tokens.get(end) {
            match token.kind {
                Kind::Open => depth += 1,
                Kind::Close => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                break;
            }
            end += 1;
        }
        let (Some(open), Some(close)) = (self.tokens.get(at), self.tokens.get(end)) else {
            return;
        };
        if open.kind != Kind::Open {
            return;
        }
        let inside = self.code.get(open.end..close.start).unwrap_or_default();
        if let Some(path) = included(self.path, inside) {
            let module = self.modules();
            let attributes = self.frame().pending.clone();
            let place = NamedPlace {
                path,
                is_root: true,
                stated: true,
            };
            self.add(module, vec![place], &attributes, true);
        }
    }

    /// The modules around, by name.
    fn modules(&self) -> Vec<String> {
        let modules = self.frames.iter().filter_map(|frame| frame.module.as_ref());
        modules.map(|(name, _)| name.clone()).collect()
    }

    fn add(
        &mut self,
        module: Vec<String>,
        places: Vec<NamedPlace>,
        attributes: &[String],
        included: bool,
    ) {
        if self.frames.len() > MAX_DEPTH {
            return;
        }
        let mut context = conditions(attributes);
        // The first frame is the file, whose conditions are those of its module.
        let inner = self.frames.iter().skip(1).rev();
        for frame in inner.take_while(|frame| frame.module.is_none()) {
            context = context.and(&conditions(&frame.attributes));
        }
        let conditional = context != Context::default();
        for frame in &self.frames {
            context = context.and(&conditions(&frame.attributes));
        }
        self.found.push(NamedFile {
            module,
            places,
            conditional,
            context,
            certain: !self.frames.iter().any(|frame| frame.of_macro),
            included,
        });
    }

    /// Where a module lies, as rustc looks for it.
    fn places(&self, name: &str, stated: &[Stated]) -> Vec<NamedPlace> {
        let plain = name.strip_prefix("r#").unwrap_or(name);
        let mut places = Vec::new();
        for (folder, below) in self.folders() {
            for (path, _) in stated {
                places.push(NamedPlace {
                    path: joined(&folder, path),
                    is_root: true,
                    stated: true,
                });
            }
            if stated.iter().any(|(_, conditional)| !conditional) {
                continue;
            }
            let own = joined(&folder, &below);
            for (end, is_root) in [(".rs", false), ("/mod.rs", true)] {
                places.push(NamedPlace {
                    path: joined(&own, &format!("{plain}{end}")),
                    is_root,
                    stated: false,
                });
            }
        }
        places
    }

    /// The directory of what is declared here, and the part of it that counts only without a `#[path]`.
    fn folders(&self) -> Vec<(String, String)> {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let below = if self.is_root { "" } else { stem };
        let mut folders = vec![(folder_of(self.path).to_owned(), below.to_owned())];
        for (name, stated) in self.frames.iter().filter_map(|frame| frame.module.as_ref()) {
            let plain = name.strip_prefix("r#").unwrap_or(name);
            let mut next = Vec::new();
            for (folder, below) in &folders {
                for (path, _) in stated {
                    next.push((joined(folder, path), String::new()));
                }
                if stated.iter().all(|(_, conditional)| *conditional) {
                    next.push((joined(&joined(folder, below), plain), String::new()));
                }
            }
            next.truncate(MAX_FOLDERS);
            folders = next;
        }
        folders
    }
}

/// The conditions that attributes put on what follows.
fn conditions(attributes: &[String]) -> Context {
    let mut all = Context::default();
    for text in attributes {
        all = all.and(&attrs::context(&parsed(text)));
    }
    all
}

fn parsed(text: &str) -> Vec<Attribute> {
    if text.len() > MAX_ATTRIBUTE {
        return Vec::new();
    }
    Attribute::parse_outer.parse_str(text).unwrap_or_default()
}

/// The paths that attributes state, in order, up to one that holds always.
fn stated(attributes: &[String]) -> Vec<Stated> {
    let mut found = Vec::new();
    for attribute in attributes.iter().flat_map(|text| parsed(text)) {
        paths(&attribute.meta, false, 0, &mut found);
    }
    let last = found.iter().position(|(_, conditional)| !conditional);
    found.truncate(last.map_or(found.len(), |last| last + 1));
    found
}

fn paths(meta: &Meta, conditional: bool, depth: usize, found: &mut Vec<Stated>) {
    match meta {
        Meta::NameValue(pair) if pair.path.is_ident("path") => {
            if let syn::Expr::Lit(syn::ExprLit {
                lit: syn::Lit::Str(text),
                ..
            }) = &pair.value
            {
                found.push((text.value().replace('\\', "/"), conditional));
            }
        }
        Meta::List(list) if list.path.is_ident("cfg_attr") && depth < 8 => {
            for inner in attrs::split(list.tokens.clone()).into_iter().skip(1) {
                if let Ok(inner) = syn::parse2::<Meta>(inner) {
                    paths(&inner, true, depth + 1, found);
                }
            }
        }
        _ => {}
    }
}

/// The directory of a path; empty for none.
pub(super) fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn joined(folder: &str, path: &str) -> String {
    if folder.is_empty() || path.starts_with('/') {
        return normal(path);
    }
    normal(&format!("{folder}/{path}"))
}

/// A path without `.`, and with `..` only at its start.
pub(super) fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    let root = if path.starts_with('/') { "/" } else { "" };
    format!("{root}{}", parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where each named file may lie, first places first.
    fn places(path: &str, is_root: bool, code: &str) -> Vec<Vec<String>> {
        let found = find(path, is_root, code);
        let paths = |file: NamedFile| file.places.into_iter().map(|place| place.path).collect();
        found.into_iter().map(paths).collect()
    }

    #[test]
    fn modules_lie_where_rustc_looks_for_them() {
        for (path, is_root, code, expected) in [
            (
                "src/lib.rs",
                true,
                "mod a;",
                &["src/a.rs", "src/a/mod.rs"][..],
            ),
            (
                "src/x.rs",
                false,
                "mod a;",
                &["src/x/a.rs", "src/x/a/mod.rs"],
            ),
            (
                "src/lib.rs",
                true,
                "mod r#fn;",
                &["src/fn.rs", "src/fn/mod.rs"],
            ),
            (
                "build.rs",
                true,
                "pub(crate) mod a ;",
                &["a.rs", "a/mod.rs"],
            ),
            (
                "src/x.rs",
                false,
                "#[path = \"y.inc\"] mod a;",
                &["src/y.inc"],
            ),
            (
                "src/lib.rs",
                true,
                "#[path = \"../../y.rs\"] mod a;",
                &["../y.rs"],
            ),
            (
                "src/x.rs",
                false,
                "mod b { #[path = \"y.rs\"] mod a; }",
                &["src/x/b/y.rs"],
            ),
            (
                "src/x.rs",
                false,
                "#[path = \"p\"] mod b { mod a; }",
                &["src/p/a.rs", "src/p/a/mod.rs"],
            ),
            (
                "src/x.rs",
                false,
                "#[path = \"p\"] mod b { mod c { #[path = \"../y.rs\"] mod a; } }",
                &["src/p/y.rs"],
            ),
            (
                "src/lib.rs",
                true,
                "#[cfg_attr(unix, path = \"u.rs\")] #[cfg_attr(all(), allow(x), path = \"w.rs\")] mod a;",
                &["src/u.rs", "src/w.rs", "src/a.rs", "src/a/mod.rs"],
            ),
            ("src/lib.rs", true, "include!(\"y.in\");", &["src/y.in"]),
            (
                "src/lib.rs",
                true,
                "const A: &str = include![concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/../y.rs\")];",
                &["../y.rs"],
            ),
            (
                "src/lib.rs",
                true,
                "cfg_if! { if #[cfg(a)] { mod a; } }",
                &["src/a.rs", "src/a/mod.rs"],
            ),
        ] {
            assert!(may_name(code.as_bytes()), "{code}");
            assert_eq!(places(path, is_root, code), [expected], "{code}");
        }
    }

    #[test]
    fn what_is_no_declaration_names_no_file() {
        for code in [
            "// mod a;\n/* mod b; */ const C: &str = \"mod c;\";",
            "mod a { fn f() {} }",
            "include!(concat!(env!(\"OUT_DIR\"), \"/made.rs\"));",
            "fn f() { let model; let r#mod = 1; r#mod; }",
            "include_str!(\"x\");",
        ] {
            assert_eq!(find("src/lib.rs", true, code), [], "{code}");
        }
        assert!(!may_name(
            b"fn f() { model; include_str!(\"mod\") } mod a { }"
        ));
    }

    #[test]
    fn conditions_are_those_of_all_that_is_around() {
        let code = "#![cfg(feature = \"a\")]\n#[cfg(test)] fn f() {}\nmod plain;\n#[cfg(test)] mod tests { mod inner; }\n\
                    cfg_if! { if #[cfg(feature = \"b\")] { mod b; } else { mod c; } }\nmacro_rules! m { () => { mod d; } }";
        let found = find("src/x.rs", false, code);
        let about = |file: &NamedFile| {
            let name = file.module.join("::");
            (
                name,
                file.context.test,
                file.context.features.concat(),
                file.certain,
            )
        };
        let expected = [
            ("plain", false, "a", true),
            ("tests::inner", true, "a", true),
            ("b", false, "ab", true),
            ("c", false, "a", true),
            ("d", false, "a", false),
        ];
        let expected = expected.map(|(name, test, features, certain)| {
            (name.to_owned(), test, features.to_owned(), certain)
        });
        let found: Vec<_> = found.iter().map(about).collect();
        assert_eq!(found, expected);
    }
}
