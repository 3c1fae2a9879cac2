//! A key under another name.

use toml_edit::{DocumentMut, Key, TableLike};

/// Renames the one key of the table at `path` that is `wrong`, with everything in it. `None` where there is none, more
/// than one, or one beside the right key: which of them counts is not for a program to decide.
pub(super) fn rename(
    text: &str,
    path: &[&str],
    wrong: impl Fn(&str) -> bool,
    right: &str,
) -> Option<(String, String)> {
    let mut document: DocumentMut = text.parse().ok()?;
    let mut at = document.as_item_mut();
    for key in path {
        at = at.as_table_like_mut()?.get_mut(key)?;
    }
    let old = one_wrong(at.as_table_like()?, wrong, right)?;
    let named = |key: Key| {
        if key.get() == old {
            Key::new(right)
                .with_leaf_decor(key.leaf_decor().clone())
                .with_dotted_decor(key.dotted_decor().clone())
        } else {
            key
        }
    };
    // Every key is put in again, so that their order stays.
    if let Some(table) = at.as_table_mut() {
        let keys: Vec<String> = table.iter().map(|(key, _)| key.to_owned()).collect();
        for key in keys {
            let (key, item) = table.remove_entry(&key)?;
            table.insert_formatted(&named(key), item);
        }
    } else {
        let table = at.as_inline_table_mut()?;
        let keys: Vec<String> = table.iter().map(|(key, _)| key.to_owned()).collect();
        for key in keys {
            let (key, value) = table.remove_entry(&key)?;
            table.insert_formatted(&named(key), value);
        }
    }
    let changed = document.to_string();
    let changed = if text.contains("\r\n") {
        changed.replace("\r\n", "\n").replace('\n', "\r\n")
    } else {
        changed
    };
    Some((changed, old))
}

fn one_wrong(table: &dyn TableLike, wrong: impl Fn(&str) -> bool, right: &str) -> Option<String> {
    let mut keys = table
        .iter()
        .map(|(key, _)| key.to_owned())
        .filter(|key| wrong(key));
    let old = keys.next()?;
    (keys.next().is_none() && !table.contains_key(right)).then_some(old)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn renamed(text: &str) -> Option<String> {
        rename(text, &["p", "m"], |key| key == "old", "new").map(|(text, _)| text)
    }

    #[test]
    fn the_name_alone_changes() {
        for text in [
            "[p] # a\nx  = 1\n\n# b\n[p.m.old] # c\ny = 2 # d\n[z]\n",
            "[[p.m.old.model]]\nid = 'a'\n# b\n[[p.m.old.model]]\nid = 'b'\n\n[p.m.docs]\n",
            "[p.m]\nold = { y = 1 } # c\nafter = 2\n",
            "[p]\nm = { before = 1, old = {}, after = 2 }\n",
            "[p.m]\r\nold = {}\r\n",
            "p.m.old.x = 1\n",
        ] {
            let expected = text.replace("old", "new");
            assert_eq!(renamed(text).as_deref(), Some(&*expected), "{text}");
        }
    }

    #[test]
    fn two_of_them_stay_as_they_are() {
        assert_eq!(renamed("[p.m.old]\n[p.m.new]\n"), None);
        assert_eq!(renamed("[p.m.other]\n"), None);
        assert_eq!(renamed("[q]\n"), None);
    }
}
