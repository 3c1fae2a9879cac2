//! Commands that are run beside the compiler when a program is built: those that the configuration of Tauri has for its front
//! end. They run where the build script of the program calls `tauri_build`.

use super::command_text::Word;
use super::index::Crate;
use super::ir::{Expr, FileIr, NodeRef};
use super::limits::Limits;
use super::shell_scripts::lines_of;
use super::tables;
use deny_models::evidence::front::is_configuration;

/// Keys of the part on builds that hold a command, in Tauri 2 and in Tauri 1, as JSON and as TOML have them.
const KEYS: [&str; 6] = [
    "beforeBuildCommand",
    "beforeDevCommand",
    "beforeBundleCommand",
    "before-build-command",
    "before-dev-command",
    "before-bundle-command",
];
/// The crate that a build script of a program of Tauri calls.
pub(super) const CALLED: &str = "tauri_build";

/// Reads the commands of a configuration, a line each.
pub(super) fn read(path: &str, text: &str, limits: &Limits) -> FileIr {
    let mut ir = FileIr::of_texts(path);
    let tree = tables::tree(path, text, limits);
    let build = tree.as_ref().and_then(|tree| tree.get("build"));
    let commands = KEYS.iter().filter_map(|key| {
        let command = build?.get(key)?.text_or("script")?;
        Some((key, command))
    });
    for (key, command) in commands {
        let line = (1..).zip(text.lines()).find(|(_, line)| line.contains(key));
        ir.text(command.to_owned(), line.map_or(1, |(number, _)| number));
    }
    ir
}

/// The commands of a crate, each with the call of its build script that stands for them.
pub(super) fn of(crate_ir: &Crate) -> Vec<(NodeRef, Word)> {
    let numbered = (0..).zip(&crate_ir.files);
    let files: Vec<(u32, &FileIr)> = numbered
        .filter(|(_, file)| file.table && is_configuration(&file.path))
        .collect();
    if files.is_empty() {
        return Vec::new();
    }
    let mut calls = crate_ir.nodes().filter(|(_, node)| match &node.ex {
        Expr::Call(path, _) => !node.mention && path.first().is_some_and(|name| name == CALLED),
        _ => false,
    });
    let Some((call, _)) = calls.next() else {
        return Vec::new();
    };
    let lines = files
        .into_iter()
        .map(|(number, file)| lines_of(file, number));
    let words = lines.flatten();
    words.map(|word| (call, word)).collect()
}
