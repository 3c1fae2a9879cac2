//! Files around a package that its code may run or start: scripts, files of containers and files with recipes, which lie
//! in the workspace and which a text names.

use std::collections::BTreeSet;

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};

use super::containers;
use super::path::clean;
use super::recipes;

/// Longer words are no paths, in bytes.
const MAX_PATH: usize = 300;
/// Endings of scripts.
const ENDINGS: [&str; 8] = ["sh", "bash", "zsh", "fish", "py", "ps1", "bat", "cmd"];
/// Files that Compose takes from where it is started, where none is named.
const USUAL: [&str; 9] = [
    "compose.yaml",
    "compose.yml",
    "docker-compose.yaml",
    "docker-compose.yml",
    "compose.override.yaml",
    "compose.override.yml",
    "docker-compose.override.yaml",
    "docker-compose.override.yml",
    ".env",
];

/// The files inside `workspace` and around the package in `root` that a text may run or start, relative to the package with
/// `..`. A path that does not go up is looked for where programs are started: in the directories above, up to that of the
/// workspace. What a program takes that names no file counts there too, where the package has none itself.
#[must_use]
pub fn around(root: &Utf8Path, workspace: &Utf8Path, text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    if root == workspace || !root.starts_with(workspace) {
        return found;
    }
    let above: Vec<&Utf8Path> = root
        .ancestors()
        .skip(1)
        .take_while(|above| above.starts_with(workspace))
        .collect();
    let real = workspace.canonicalize_utf8().ok();
    let mut add = |full: Utf8PathBuf| {
        let full = clean(&full);
        let is_around = full.starts_with(workspace) && !full.starts_with(root) && full.is_file();
        // A link may lead elsewhere.
        let is_in = || match (&real, full.canonicalize_utf8()) {
            (Some(workspace), Ok(full)) => full.starts_with(workspace),
            _ => false,
        };
        if is_around && is_in() {
            found.insert(relative(root, &full));
        }
    };
    let is_between = |char: char| char.is_whitespace() || "\"'`,;()[]{}=<>|&".contains(char);
    for word in text.split(is_between).filter(|word| may_be_started(word)) {
        match word.find("../") {
            Some(up) => add(root.join(&word[up..])),
            None => {
                let path = word.trim_start_matches("./").trim_start_matches('/');
                above.iter().for_each(|above| add(above.join(path)));
            }
        }
    }
    for (usual, is_started) in [
        (&USUAL[..], containers::may_start(USUAL[0], text)),
        (&recipes::names()[..], true),
    ] {
        let of_text = |name: &&&str| {
            recipes::is_file(name)
                && !(recipes::may_run(name, text) || recipes::may_run_by_line(name, text))
        };
        let usual: Vec<&&str> = usual.iter().filter(|name| !of_text(name)).collect();
        let has_own = usual.iter().any(|name| root.join(name).is_file());
        if is_started && !has_own {
            let at = |above: &&Utf8Path| usual.iter().map(|name| above.join(name)).collect();
            above
                .iter()
                .flat_map(|above| -> Vec<Utf8PathBuf> { at(above) })
                .for_each(&mut add);
        }
    }
    found
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
        && (is_script() || containers::may_be_file(name) || recipes::is_file(name))
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
        let found = around(&top.join("ws/apps/app"), &top.join("ws"), text);
        found.into_iter().collect()
    }

    #[test]
    fn what_a_text_names_is_looked_for_around_the_package() {
        let tree = tree(&[
            "ws/apps/app/own.sh",
            "ws/apps/fetch.sh",
            "ws/deploy/dev.yml",
            "ws/Makefile",
            "ws/compose.yaml",
            "ws/docs/notes.md",
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
