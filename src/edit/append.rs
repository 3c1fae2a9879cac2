//! Further entries of an array of tables.

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, Value};

/// Adds `entries`, each a table under the header `[[PATH]]`, behind everything else in `text`. `None` where something in
/// the file leaves no place for them, such as a number under the same name.
///
/// Where the file has the array between brackets, or its parents between braces, the entries are written in the same way.
pub(crate) fn append(text: &str, path: &[&str], entries: &[String]) -> Option<String> {
    let entries = entries.join("\n");
    let windows = text.contains("\r\n");
    let mut behind = text.to_owned();
    if !behind.is_empty() && !behind.ends_with('\n') {
        behind.push('\n');
    }
    let is_apart = behind.is_empty() || behind.ends_with("\n\n") || behind.ends_with("\n\r\n");
    if !is_apart {
        behind.push('\n');
    }
    behind.push_str(&entries);
    let changed = if is_toml(&behind) {
        if windows {
            // Only what is new has the other line ends.
            let new = behind.split_off(text.len());
            behind.push_str(&new.replace("\r\n", "\n").replace('\n', "\r\n"));
        }
        behind
    } else {
        let changed = inside(text, path, &entries)?;
        if windows {
            changed.replace("\r\n", "\n").replace('\n', "\r\n")
        } else {
            changed
        }
    };
    is_toml(&changed).then_some(changed)
}

fn is_toml(text: &str) -> bool {
    text.parse::<DocumentMut>().is_ok()
}

/// Adds the entries where the array is.
fn inside(text: &str, path: &[&str], entries: &str) -> Option<String> {
    let mut document: DocumentMut = text.parse().ok()?;
    let mut parsed: DocumentMut = entries.parse().ok()?;
    let new = take(parsed.as_item_mut(), path)?;
    let (last, parents) = path.split_last()?;
    let mut at = document.as_item_mut();
    for key in parents {
        let table = at.as_table_like_mut()?;
        let absent = || {
            let mut table = Table::new();
            table.set_implicit(true);
            Item::Table(table)
        };
        at = table.entry(key).or_insert_with(absent);
    }
    let braces = at.is_inline_table();
    let parent = at.as_table_like_mut()?;
    let array = parent.entry(last).or_insert_with(|| {
        if braces {
            Item::Value(Value::Array(toml_edit::Array::new()))
        } else {
            Item::ArrayOfTables(ArrayOfTables::new())
        }
    });
    match array {
        Item::ArrayOfTables(tables) => tables.extend(new),
        Item::Value(Value::Array(array)) => {
            for table in new {
                array.push(table.into_inline_table());
            }
        }
        _ => return None,
    }
    Some(document.to_string())
}

/// The tables under the header of the entries.
fn take(item: &mut Item, path: &[&str]) -> Option<Vec<Table>> {
    let mut at = item;
    for key in path {
        at = at.as_table_like_mut()?.get_mut(key)?;
    }
    Some(at.as_array_of_tables()?.iter().cloned().collect())
}

#[cfg(test)]
mod tests {
    use deny_models::date::Date;
    use deny_models::policy::Policy;
    use deny_models::source::SourceFile;
    use deny_models::text::toml_string;
    use proptest::prelude::*;

    use super::*;

    const ENTRY: &str = "[[a.b]]\nid = \"x/y\"\n";

    #[test]
    fn what_is_there_stays_as_it_is() {
        for text in [
            "",
            "# only a comment\n",
            "[a] # one\nz  =  1",
            "[[a.b]]\nid = 'old'\n\n[c]\n# the end\n",
            "[a]\r\nz = 1\r\n",
        ] {
            let changed = append(text, &["a", "b"], &[ENTRY.to_owned()]).expect("TOML");
            assert!(changed.starts_with(text), "{changed}");
            let last = changed.replace("\r\n", "\n");
            assert!(last.ends_with(ENTRY), "{changed}");
            assert_eq!(
                text.contains('\r'),
                changed.matches('\n').count() == changed.matches("\r\n").count(),
                "{changed:?}"
            );
        }
    }

    #[test]
    fn an_array_between_brackets_stays_one() {
        for (text, changed) in [
            (
                "[a]\nb = [{ id = 'old' }] # why\nz = 1\n",
                "[a]\nb = [{ id = 'old' }, { id = \"x/y\" }] # why\nz = 1\n",
            ),
            (
                "a = { z = 1 }\n",
                "a = { z = 1 , b = [{ id = \"x/y\" }] }\n",
            ),
        ] {
            let made = append(text, &["a", "b"], &[ENTRY.to_owned()]).expect("TOML");
            let read = |text: &str| text.parse::<DocumentMut>().expect("TOML").to_string();
            assert_eq!(
                read(&made).replace(' ', ""),
                changed.replace(' ', ""),
                "{made}"
            );
        }
    }

    #[test]
    fn where_there_is_no_place_nothing_is_changed() {
        for text in ["a = 1\n", "[a]\nb = 'text'\n", "not toml"] {
            assert_eq!(
                append(text, &["a", "b"], &[ENTRY.to_owned()]),
                None,
                "{text}"
            );
        }
    }

    /// Policies in every form that people write them in, each with one exception or none.
    const POLICIES: [&str; 7] = [
        "",
        "# ours\n[policy]\nrequire = \"osi\"",
        "[[exception]]\nmodel = \"a/b\"\nreason = \"r\"\nuntil = 2027-01-01\n",
        "[[exception]] # why\r\nmodel = 'a/b'\r\nreason = 'r'\r\nuntil = 2027-01-01\r\n\r\n[policy]\r\n",
        "exception = [{ model = \"a/b\", reason = \"r\", until = 2027-01-01 }]\n",
        "exception = [\n  { model = \"a/b\", reason = \"r\", until = 2027-01-01 }, # why\n]\n[policy]\n",
        "exception = []\n",
    ];

    fn exceptions(text: &str) -> Vec<[Option<String>; 6]> {
        let day = Date::new(2026, 11, 25).expect("a day");
        let policy = Policy::parse(&SourceFile::new("deny-models.toml", text), day);
        let policy = policy.unwrap_or_else(|problems| panic!("{problems:?} {text}"));
        let of = policy.exceptions.into_iter().map(|exception| {
            [
                exception.model.map(|model| model.value.to_string()),
                exception.package.map(|name| name.value),
                exception.member.map(|name| name.value),
                exception.version.map(|version| version.value),
                Some(exception.reason.value),
                exception.until.map(|until| until.value.to_string()),
            ]
        });
        of.collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// Whatever is stated is read back, and whatever stood there still stands.
        #[test]
        fn an_exception_is_read_back_as_it_was_stated(
            policy in 0..POLICIES.len(),
            reason in "(?s)[a-z].{0,30}",
            name in "[a-z][a-z0-9_-]{0,8}",
            times in 1..3_usize,
        ) {
            let entry = format!(
                "[[exception]]\nmember = \"app\"\ncrate = {}\nversion = \"=1.0.0\"\nmodel = \"./models/x.onnx\"\nreason = {}\nuntil = 2027-02-03\n",
                toml_string(&name),
                toml_string(&reason),
            );
            let mut text = POLICIES[policy].to_owned();
            let mut expected = exceptions(&text);
            let entries = vec![entry; times];
            let together = append(&text, &["exception"], &entries);
            for entry in entries {
                text = append(&text, &["exception"], &[entry]).expect("a place");
                let stated = ["models/x.onnx", &name, "app", "=1.0.0", &reason, "2027-02-03"];
                expected.push(stated.map(|value| Some(value.to_owned())));
            }
            prop_assert_eq!(exceptions(&text), expected, "{}", text);
            prop_assert_eq!(together, Some(text));
        }
    }
}
