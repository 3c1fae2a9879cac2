//! Files around a package that its code may run or start: scripts, files of containers and files with recipes, which lie
//! in the workspace and which a text names.

use std::collections::BTreeSet;

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};

use super::containers;
use super::modelfile;
use super::path::clean;
use super::recipes;

/// Longer words are no paths, in bytes.
const MAX_PATH: usize = 4096;
/// Files that are built where none is named.
const BUILT: [&str; 2] = ["Dockerfile", "Containerfile"];
/// Endings of scripts.
const ENDINGS: [&str; 8] = ["sh", "bash", "zsh", "fish", "py", "ps1", "bat", "cmd"];
/// The variables that Compose takes from where it is started.
const VARIABLES: &str = ".env";

/// Where files around the package in `root` may lie: in its workspace. A program of Tauri, which has a front end, is half of a
/// project, whose root lies above.
#[must_use]
pub fn bound<'p>(root: &'p Utf8Path, workspace: &'p Utf8Path, has_front: bool) -> &'p Utf8Path {
    let project = root.parent().filter(|_| has_front);
    project
        .filter(|project| !project.starts_with(workspace))
        .unwrap_or(workspace)
}

/// The files inside `workspace` and around the package in `root` that a text may run or start, relative to the package with
/// `..`. `of` is the file whose text it is, where that is no code. A path that does not go up is looked for where programs are
/// started: in the directories above, up to that of the workspace, and beside `of`. What a program takes that names no file
/// counts there too, where the package has none itself, and in each directory that the text names.
#[must_use]
pub fn around(
    root: &Utf8Path,
    workspace: &Utf8Path,
    of: Option<&str>,
    text: &str,
) -> BTreeSet<String> {
    if root == workspace || !root.starts_with(workspace) {
        return BTreeSet::new();
    }
    let above = root.ancestors().skip(1);
    let mut bases: Vec<Utf8PathBuf> = above
        .take_while(|above| above.starts_with(workspace))
        .map(Utf8Path::to_owned)
        .collect();
    let number_above = bases.len();
    let beside = of.map(|of| clean(&root.join(of)));
    let beside = beside.as_deref().and_then(Utf8Path::parent);
    bases.extend(beside.map(Utf8Path::to_owned));
    let mut around = Around {
        root,
        workspace,
        real: workspace.canonicalize_utf8().ok(),
        found: BTreeSet::new(),
    };
    let is_between = |char: char| char.is_whitespace() || "\"'`,;()[]{}=<>|&".contains(char);
    let words = text
        .split(is_between)
        .filter(|word| !word.is_empty() && word.len() <= MAX_PATH);
    let words: BTreeSet<&str> = words.collect();
    // As Windows has them too.
    let words = words.into_iter().map(|word| word.replace('\\', "/"));
    let words: BTreeSet<String> = words.collect();
    let places = |word: &str| -> Vec<Utf8PathBuf> {
        let path = word.trim_start_matches("./").trim_start_matches('/');
        match word.find("../") {
            Some(up) => {
                let from = std::iter::once(root).chain(beside);
                from.map(|from| from.join(&word[up..])).collect()
            }
            None => bases.iter().map(|base| base.join(path)).collect(),
        }
    };
    let is_part = |word: &str| of.is_some_and(|of| recipes::may_be_part(of, word));
    for word in words
        .iter()
        .filter(|word| may_be_started(word) || is_part(word))
    {
        for full in places(word) {
            around.add(&full);
        }
    }
    let is_compose = of.is_some_and(|of| containers::is_services(of, text));
    let starts = containers::may_start(containers::USUAL[0], text) || is_compose;
    let mut usual = recipes::names_for(of, text);
    let of_recipes = usual.len();
    if starts {
        usual.extend(
            [
                &containers::USUAL[..],
                &containers::BAKED,
                &[VARIABLES],
                &BUILT,
            ]
            .concat(),
        );
    }
    let lists = [&usual[..of_recipes], &usual[of_recipes..]];
    for names in lists {
        let has_own = names.iter().any(|name| root.join(name).is_file());
        let above = &bases[..if has_own { 0 } else { number_above }];
        let here = beside.filter(|_| !names.is_empty()).map(Utf8Path::to_owned);
        for folder in above.iter().chain(&here) {
            for name in names {
                around.add(&folder.join(name));
            }
        }
    }
    // What is run or started in a directory that another word names.
    let bare = words.iter().map(|word| word.trim_start_matches("./"));
    let bare = bare.filter(|word| !word.contains('/') && may_be_started(word));
    let usual: BTreeSet<&str> = usual.into_iter().chain(bare).collect();
    if usual.is_empty() {
        return around.found;
    }
    // A word that begins with no folder is not looked for.
    let known: BTreeSet<String> = bases.iter().flat_map(|base| folders_in(base)).collect();
    for word in &words {
        let path = word.trim_end_matches('/');
        let first = path
            .trim_start_matches("./")
            .split('/')
            .find(|it| !it.is_empty());
        let is_known = |first: &str| first == ".." || known.contains(first);
        if first.is_some_and(is_known) {
            let path = format!("{path}/");
            for folder in places(&path).iter().flat_map(|place| folders_of(place)) {
                for name in &usual {
                    around.add(&folder.join(name));
                }
            }
        }
        // A file that is taken in by a name without its ending, or by a pattern.
        if of.is_some_and(recipes::is_file) {
            for place in places(word) {
                around.taken_in(&place);
            }
        }
    }
    around.found
}

/// What is found around a package.
struct Around<'a> {
    root: &'a Utf8Path,
    workspace: &'a Utf8Path,
    /// Where the workspace is after links.
    real: Option<Utf8PathBuf>,
    found: BTreeSet<String>,
}

impl Around<'_> {
    /// Adds a file that is there, in the workspace and not in the package, with the variables beside one of Compose.
    fn add(&mut self, full: &Utf8Path) {
        let full = clean(full);
        if !full.starts_with(self.workspace) || full.starts_with(self.root) || !full.is_file() {
            return;
        }
        // A link may lead elsewhere.
        let is_in = match (&self.real, full.canonicalize_utf8()) {
            (Some(workspace), Ok(full)) => full.starts_with(workspace),
            _ => false,
        };
        if is_in && self.found.insert(relative(self.root, &full)) {
            let is_yaml = [Some("yml"), Some("yaml")].contains(&full.extension());
            let beside = full.parent().filter(|_| is_yaml);
            if let Some(beside) = beside {
                self.add(&beside.join(VARIABLES));
            }
        }
    }
}

impl Around<'_> {
    /// Adds what a file with recipes takes in by a name without its ending, or by a pattern.
    fn taken_in(&mut self, place: &Utf8Path) {
        self.add(&Utf8PathBuf::from(format!("{place}.just")));
        if let (Some(folder), Some("*.mk")) = (place.parent(), place.file_name()) {
            let files = folder.read_dir_utf8().into_iter().flatten().flatten();
            let files = files.map(|file| file.path().to_owned());
            files
                .filter(|file| file.extension() == Some("mk"))
                .for_each(|file| self.add(&file));
        }
    }
}

/// The names of the folders in a folder.
fn folders_in(folder: &Utf8Path) -> Vec<String> {
    let entries = folder.read_dir_utf8().into_iter().flatten().flatten();
    let folders = entries.filter(|entry| entry.path().is_dir());
    folders.map(|entry| entry.file_name().to_owned()).collect()
}

/// The folder that a path names, or those in it where it ends in `*`.
fn folders_of(path: &Utf8Path) -> Vec<Utf8PathBuf> {
    let path = clean(path);
    match path.as_str().trim_end_matches('/').split_once("/*") {
        Some((folder, _)) => {
            let folder = Utf8Path::new(folder);
            let names = folders_in(folder).into_iter();
            names.map(|name| folder.join(name)).collect()
        }
        None if path.is_dir() => vec![path],
        None => Vec::new(),
    }
}

/// Whether a word may name a file that is run or started, by its ending or its name.
fn may_be_started(word: &str) -> bool {
    let name = word.rsplit('/').next().unwrap_or_default();
    let is_script = || {
        let end = name.rsplit_once('.').map(|(_, end)| end);
        end.is_some_and(|end| ENDINGS.contains(&end))
    };
    word.len() <= MAX_PATH
        && !name.is_empty()
        && (is_script()
            || containers::may_be_file(name)
            || recipes::is_file(name)
            || modelfile::is_modelfile(name))
}

/// A path from the package on.
fn relative(root: &Utf8Path, full: &Utf8Path) -> String {
    let common = root
        .components()
        .zip(full.components())
        .take_while(|(one, other)| one == other)
        .count();
    let up = root.components().skip(common).map(|_| "..");
    let down = full.components().skip(common);
    let down = down.map(|part: Utf8Component<'_>| part.as_str());
    up.chain(down).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn tree(files: &[&str]) -> tempfile::TempDir {
        let tree = tempfile::tempdir().expect("a directory");
        for path in files {
            let path = tree.path().join(path);
            fs::create_dir_all(path.parent().expect("a parent")).expect("made");
            fs::write(path, "").expect("written");
        }
        tree
    }

    fn found(tree: &tempfile::TempDir, text: &str) -> Vec<String> {
        let top = Utf8Path::from_path(tree.path()).expect("UTF-8");
        let found = around(&top.join("ws/apps/app"), &top.join("ws"), None, text);
        found.into_iter().collect()
    }

    #[test]
    fn what_a_text_names_is_looked_for_around_the_package() {
        let tree = tree(&[
            "ws/apps/app/own.sh",
            "ws/apps/fetch.sh",
            "ws/deploy/dev.yml",
            "ws/Makefile",
            "ws/ops/Makefile",
            "ws/ops/own.sh",
            "ws/compose.yaml",
            "ws/docs/notes.md",
            "ws/models/chat.Modelfile",
            "out.sh",
        ]);
        for (text, expected) in [
            ("Command::new(\"../fetch.sh\")", &["../fetch.sh"][..]),
            ("sh -c 'apps/fetch.sh all'", &["../fetch.sh"]),
            (
                "concat!(env!(\"X\"), \"/../../deploy/dev.yml\")",
                &["../../deploy/dev.yml"],
            ),
            ("Command::new(\"make\").arg(\"x\")", &["../../Makefile"]),
            (
                "Command::new(\"docker\").args([\"compose\", \"up\"])",
                &["../../compose.yaml"],
            ),
            ("// make it so, and read docs/notes.md", &[]),
            ("Command::new(\"own.sh\")", &[]),
            // As Windows has it, and by the directory.
            ("Command::new(r\"..\\fetch.sh\")", &["../fetch.sh"]),
            ("Command::new(\"..\\\\fetch.sh\")", &["../fetch.sh"]),
            (
                "Command::new(\"make\").current_dir(\"../../ops\")",
                &["../../Makefile", "../../ops/Makefile"],
            ),
            (
                "sh -c 'make -C ops x'",
                &["../../Makefile", "../../ops/Makefile"],
            ),
            (
                "Command::new(\"./own.sh\").current_dir(\"../../ops\")",
                &["../../ops/own.sh"],
            ),
            (
                "Command::new(\"ollama\").args([\"create\", \"x\", \"-f\", \"models/chat.Modelfile\"])",
                &["../../models/chat.Modelfile"],
            ),
            // Outside of the workspace.
            ("Command::new(\"../../../out.sh\")", &[]),
        ] {
            assert_eq!(found(&tree, text), expected, "{text}");
        }
    }

    #[test]
    fn what_the_package_has_itself_is_not_looked_for_above() {
        let tree = tree(&["ws/apps/app/compose.yml", "ws/compose.yaml", "ws/Makefile"]);
        let text = "Command::new(\"docker\").args([\"compose\", \"up\"])";
        assert_eq!(found(&tree, text), [""; 0]);
        assert_eq!(found(&tree, "Command::new(\"make\")"), ["../../Makefile"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_workspace_is_not_followed() {
        let tree = tree(&["out.sh", "ws/apps/app/x"]);
        let link = tree.path().join("ws/fetch.sh");
        std::os::unix::fs::symlink(tree.path().join("out.sh"), link).expect("a link");
        assert_eq!(found(&tree, "Command::new(\"fetch.sh\")"), [""; 0]);
    }
}
