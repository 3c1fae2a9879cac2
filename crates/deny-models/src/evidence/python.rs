//! Modules that a program in Python imports from its own package.

use std::collections::BTreeSet;

use camino::Utf8Path;

use super::path::clean;

/// Lines of one program.
const MAX_LINES: usize = 20_000;
/// Imports of one program.
const MAX_IMPORTS: usize = 256;

/// Whether a file is a program in Python, by its name.
#[must_use]
pub fn is_program(path: &str) -> bool {
    Utf8Path::new(path).extension() == Some("py")
}

/// The files of the modules that a program imports, as far as they are there. `script` is its path in the package, and so
/// are the answers.
#[must_use]
pub fn imported(script: &str, text: &str, is_file: &dyn Fn(&str) -> bool) -> BTreeSet<String> {
    let directory = Utf8Path::new(script).parent().unwrap_or(Utf8Path::new(""));
    let mut found = BTreeSet::new();
    for (module, names) in imports(text).into_iter().take(MAX_IMPORTS) {
        let dots = module.len() - module.trim_start_matches('.').len();
        let path = module[dots..].replace('.', "/");
        // The directory of the program is looked in, and of a package the ones above.
        let bases: Vec<&Utf8Path> = match dots {
            0 => directory.ancestors().collect(),
            _ => directory.ancestors().skip(dots - 1).take(1).collect(),
        };
        for base in bases {
            let module = base.join(&path);
            let mut paths = vec![module.clone()];
            paths.extend(names.iter().map(|name| module.join(name)));
            let files = paths.iter().flat_map(|path| {
                let path = clean(path).into_string().replace('\\', "/");
                [format!("{path}.py"), format!("{path}/__init__.py")]
            });
            let before = found.len();
            found.extend(files.filter(|file| file != script && is_file(file)));
            if found.len() > before {
                break;
            }
        }
    }
    found
}

/// Each module that is imported, with the names that are taken from it.
fn imports(text: &str) -> Vec<(String, Vec<String>)> {
    let mut found = Vec::new();
    let mut lines = text.lines().take(MAX_LINES);
    while let Some(line) = lines.next() {
        let code = |line: &str| line.split('#').next().unwrap_or_default().trim().to_owned();
        let line = code(line);
        if let Some(rest) = line.strip_prefix("import ") {
            found.extend(words(rest).map(|module| (module, Vec::new())));
        } else if let Some(rest) = line.strip_prefix("from ")
            && let Some((module, names)) = rest.split_once(" import ")
        {
            let mut names = names.to_owned();
            while names.contains('(') && !names.contains(')') {
                let Some(line) = lines.next() else { break };
                names.push_str(&code(line));
            }
            let names = names.replace(['(', ')'], "");
            found.push((module.trim().to_owned(), words(&names).collect()));
        }
    }
    found
}

/// Modules or names between commas, without what they are called here.
fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    let is_word = |word: &&str| {
        let mut chars = word.chars();
        chars.all(|char| char.is_alphanumeric() || "_.".contains(char))
    };
    let words = text
        .split(',')
        .filter_map(|part| part.split_whitespace().next());
    words.filter(is_word).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_are_found_where_python_looks() {
        let files = [
            "tools/run.py",
            "tools/models.py",
            "tools/lib/__init__.py",
            "tools/lib/hub.py",
            "tools/lib/deep/x.py",
            "shared.py",
        ];
        let is_file = |path: &str| files.contains(&path);
        for (script, text, expected) in [
            ("tools/run.py", "import models", &["tools/models.py"][..]),
            (
                "tools/run.py",
                "import os, lib.hub as hub  # models",
                &["tools/lib/hub.py"],
            ),
            (
                "tools/run.py",
                "    from lib import (hub,\n  other)\n",
                &["tools/lib/__init__.py", "tools/lib/hub.py"],
            ),
            ("tools/run.py", "from shared import NAME", &["shared.py"]),
            (
                "tools/lib/hub.py",
                "from .deep import x",
                &["tools/lib/deep/x.py"],
            ),
            (
                "tools/lib/hub.py",
                "from . import hub",
                &["tools/lib/__init__.py"],
            ),
            (
                "tools/lib/hub.py",
                "from ..models import x",
                &["tools/models.py"],
            ),
            (
                "tools/run.py",
                "# import models\nimportant = 1\nfrom x",
                &[],
            ),
            ("tools/run.py", "from ..... import models", &[]),
            (
                "tools/run.py",
                "from lib import (hub",
                &["tools/lib/__init__.py", "tools/lib/hub.py"],
            ),
        ] {
            let found = imported(script, text, &is_file);
            assert_eq!(found.into_iter().collect::<Vec<_>>(), expected, "{text}");
        }
    }
}
