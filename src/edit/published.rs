//! The Cargo.toml of a published crate as that of a workspace of its own.

use toml_edit::{DocumentMut, Item, Table, TableLike};

/// The manifest without what only its authors build: dev-dependencies, which would be fetched for nothing, and tables
/// that belong to the root of their workspace.
pub(crate) fn as_workspace(text: &str) -> Option<String> {
    let mut document: DocumentMut = text.parse().ok()?;
    for key in ["workspace", "patch", "replace", "profile"] {
        document.remove(key);
    }
    remove_dev(document.as_table_mut());
    if let Some(targets) = document.get_mut("target").and_then(Item::as_table_like_mut) {
        for (_, target) in targets.iter_mut() {
            if let Some(target) = target.as_table_like_mut() {
                remove_dev(target);
            }
        }
    }
    document.insert("workspace", Item::Table(Table::new()));
    Some(document.to_string())
}

fn remove_dev(table: &mut dyn TableLike) {
    for key in ["dev-dependencies", "dev_dependencies"] {
        table.remove(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_build_stays() {
        let text = "[package]\nname = \"a\" # its name\n\n[dependencies.b]\nversion = \"1\"\n\n[dev-dependencies.c]\nversion = \"1\"\n\n\
                    [target.\"cfg(unix)\".dependencies.d]\nversion = \"1\"\n\n[target.\"cfg(unix)\".dev-dependencies.e]\nversion = \"1\"\n\n\
                    [workspace]\nmembers = [\"x\"]\n\n[profile.release]\nlto = true\n";
        let made = as_workspace(text).expect("TOML");
        for kept in [
            "name = \"a\" # its name\n",
            "[dependencies.b]",
            "dependencies.d]",
            "[workspace]\n",
        ] {
            assert!(made.contains(kept), "{kept}: {made}");
        }
        for gone in ["dev-dep", "members", "profile"] {
            assert!(!made.contains(gone), "{gone}: {made}");
        }
    }
}
