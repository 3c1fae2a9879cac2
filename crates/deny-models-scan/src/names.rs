//! Methods whose names show what they do.

/// Methods that give what they are called on, as far as texts go.
pub(super) fn is_through(name: &str) -> bool {
    const NAMES: [&str; 84] = [
        "to_string",
        "to_owned",
        "into",
        "clone",
        "as_str",
        "as_ref",
        "as_deref",
        "as_mut",
        "unwrap",
        "expect",
        "iter",
        "into_iter",
        "trim",
        "borrow",
        "deref",
        "collect",
        "unwrap_or_default",
        "cloned",
        "copied",
        "map_err",
        "context",
        "with_context",
        "ok",
        "ok_or",
        "ok_or_else",
        "await",
        "filter",
        "enumerate",
        "rev",
        "as_path",
        "as_os_str",
        "to_str",
        "to_string_lossy",
        "into_owned",
        "trim_end_matches",
        "trim_start_matches",
        "into_string",
        "as_bytes",
        "to_vec",
        "into_boxed_str",
        "iter_mut",
        "skip",
        "take",
        "inspect",
        "par_iter",
        "into_par_iter",
        "to_path_buf",
        "display",
        "try_into",
        "lock",
        "read",
        "write",
        "chars",
        "into_inner",
        "trim_end",
        "trim_start",
        "unwrap_unchecked",
        "flatten",
        "as_slice",
        "to_lowercase",
        "to_uppercase",
        "to_ascii_uppercase",
        "trim_matches",
        "to_ascii_lowercase",
        "peekable",
        "max_by",
        "borrow_mut",
        "deref_mut",
        "drain",
        "by_ref",
        "fuse",
        "skip_while",
        "take_while",
        "downcast",
        "downcast_ref",
        "downcast_mut",
        "as_array",
        "as_array_mut",
        "as_object",
        "as_object_mut",
        "as_table",
        "as_table_mut",
        "value",
        "value_mut",
    ];
    NAMES.contains(&name)
}

/// Names of the standard library that a crate's own methods often share.
pub(super) fn is_common(name: &str) -> bool {
    const NAMES: [&str; 27] = [
        "index", "get", "new", "len", "insert", "push", "map", "join", "next", "first", "last",
        "find", "replace", "remove", "pop", "read", "write", "send", "call", "default", "take",
        "fmt", "eq", "values", "keys", "filter", "chain",
    ];
    NAMES.contains(&name) || is_through(name)
}

/// Further methods of texts, options, results, lists and iterators of the standard library that give the value, a part or
/// an element of it.
const SHARED: [&str; 111] = [
    "and",
    "and_then",
    "as_deref_mut",
    "back",
    "back_mut",
    "char_indices",
    "chunk_by",
    "chunks",
    "chunks_exact",
    "concat",
    "cycle",
    "escape_debug",
    "escape_default",
    "escape_unicode",
    "extract_if",
    "file_name",
    "file_stem",
    "filter_map",
    "find_map",
    "first_chunk",
    "first_entry",
    "first_key_value",
    "flat_map",
    "fold",
    "front",
    "front_mut",
    "get_key_value",
    "get_or_insert",
    "get_or_insert_with",
    "get_unchecked",
    "into_bytes",
    "into_keys",
    "into_os_string",
    "into_path_buf",
    "into_sorted_vec",
    "into_values",
    "last_chunk",
    "last_entry",
    "last_key_value",
    "last_mut",
    "leak",
    "lines",
    "map_or",
    "map_or_default",
    "map_or_else",
    "map_while",
    "max",
    "max_by_key",
    "min",
    "min_by",
    "min_by_key",
    "next_back",
    "next_if",
    "next_if_eq",
    "nth",
    "nth_back",
    "or",
    "or_default",
    "or_else",
    "or_insert",
    "or_insert_with",
    "parent",
    "partition",
    "peek",
    "peek_mut",
    "pop_back",
    "pop_first",
    "pop_front",
    "pop_if",
    "pop_last",
    "reduce",
    "remove_entry",
    "repeat",
    "replacen",
    "rfind",
    "rfold",
    "rsplit",
    "rsplit_once",
    "rsplitn",
    "scan",
    "split",
    "split_ascii_whitespace",
    "split_at",
    "split_at_checked",
    "split_first",
    "split_inclusive",
    "split_last",
    "split_off",
    "split_once",
    "split_terminator",
    "split_whitespace",
    "splitn",
    "step_by",
    "strip_prefix",
    "strip_suffix",
    "swap_remove",
    "take_if",
    "then",
    "then_some",
    "to_os_string",
    "trim_ascii",
    "try_fold",
    "unwrap_or",
    "unwrap_or_else",
    "unzip",
    "values_mut",
    "windows",
    "with_extension",
    "with_file_name",
    "xor",
    "zip",
];

/// Whether the standard library has a method too that a crate's own methods seldom share the name of. Where nothing says of
/// which type a value is, what it gives counts beside what methods of the program do.
pub(super) fn is_shared(name: &str) -> bool {
    SHARED.contains(&name)
}

/// Whether a call gives what it is given in another type: `String::from(x)`, `Some(x)`.
pub(super) fn is_wrapper(path: &[String]) -> bool {
    const FUNCTIONS: [&str; 20] = [
        "from",
        "Some",
        "Ok",
        "new",
        "into",
        "Borrowed",
        "Owned",
        "parse",
        "to_string",
        "from_str",
        "from_static",
        "pin",
        "leak",
        "from_utf8",
        "to_owned",
        "clone",
        "as_ref",
        "as_str",
        "as_path",
        "deref",
    ];
    const TYPES: [&str; 42] = [
        "String",
        "Box",
        "Arc",
        "Rc",
        "Cow",
        "PathBuf",
        "Path",
        "Url",
        "OsString",
        "CString",
        "Some",
        "Vec",
        "HashMap",
        "BTreeMap",
        "HashSet",
        "IndexMap",
        "Lazy",
        "LazyLock",
        "OnceCell",
        "OnceLock",
        "Uri",
        "ToString",
        "Into",
        "From",
        "str",
        "Mutex",
        "RwLock",
        "Ok",
        "Pin",
        "ToOwned",
        "Clone",
        "SmolStr",
        "CompactString",
        "ArcStr",
        "RefCell",
        "Cell",
        "VecDeque",
        "LinkedList",
        "BTreeSet",
        "BinaryHeap",
        "IndexSet",
        "Value",
    ];
    match path {
        [one] => ["Some", "Ok", "which"].contains(&one.as_str()),
        // `which::which("ollama")`
        [of, last] if of == "which" => last == "which" || last == "which_global",
        [.., of, last] => FUNCTIONS.contains(&last.as_str()) && TYPES.contains(&of.as_str()),
        [] => false,
    }
}

/// Methods that give what an option or a result holds, and end what runs where that is nothing.
pub(super) fn takes_out_of_option(name: &str) -> bool {
    ["unwrap", "expect", "unwrap_unchecked", "index"].contains(&name)
}

/// Methods that may give nothing, whatever they are called on.
pub(super) fn may_give_nothing(name: &str) -> bool {
    const NAMES: [&str; 46] = [
        "and_then",
        "back",
        "blocking_recv",
        "choose",
        "err",
        "filter",
        "filter_map",
        "find",
        "find_map",
        "first",
        "first_mut",
        "front",
        "get",
        "get_many",
        "get_mut",
        "get_one",
        "into_string",
        "last",
        "last_mut",
        "max",
        "max_by",
        "max_by_key",
        "min",
        "min_by",
        "min_by_key",
        "next",
        "next_back",
        "nth",
        "nth_back",
        "parse",
        "peek",
        "pop",
        "position",
        "recv",
        "recv_timeout",
        "reduce",
        "remove",
        "remove_one",
        "rfind",
        "strip_prefix",
        "strip_suffix",
        "then",
        "then_some",
        "to_str",
        "try_recv",
        "value_of",
    ];
    NAMES.contains(&name) || name.starts_with("pop_") || name.ends_with("split_once")
}

/// Methods that give another text than the one they are called on.
pub(super) fn is_change(name: &str) -> bool {
    [
        "trim",
        "trim_start",
        "trim_end",
        "to_lowercase",
        "to_ascii_lowercase",
        "to_uppercase",
        "to_ascii_uppercase",
        "trim_matches",
        "trim_start_matches",
        "trim_end_matches",
        "strip_prefix",
        "strip_suffix",
    ]
    .contains(&name)
}

/// A text after such a method, which is given another text.
pub(super) fn changed(text: &str, method: &str, given: Option<&str>) -> String {
    let given = given.unwrap_or_default();
    match method {
        "trim" => text.trim().to_owned(),
        "trim_start" => text.trim_start().to_owned(),
        "trim_end" => text.trim_end().to_owned(),
        "to_lowercase" | "to_ascii_lowercase" => text.to_lowercase(),
        "to_uppercase" | "to_ascii_uppercase" => text.to_uppercase(),
        "trim_start_matches" if !given.is_empty() => text.trim_start_matches(given).to_owned(),
        "trim_end_matches" if !given.is_empty() => text.trim_end_matches(given).to_owned(),
        "strip_prefix" => text.strip_prefix(given).unwrap_or(text).to_owned(),
        "strip_suffix" => text.strip_suffix(given).unwrap_or(text).to_owned(),
        "trim_matches" if !given.is_empty() => text
            .trim_start_matches(given)
            .trim_end_matches(given)
            .to_owned(),
        _ => text.to_owned(),
    }
}

/// Methods that give a place which may then be written to.
pub(super) fn is_place(name: &str) -> bool {
    [
        "lock",
        "write",
        "borrow_mut",
        "get_mut",
        "as_mut",
        "deref_mut",
        "unwrap",
        "expect",
        "load",
    ]
    .contains(&name)
}

/// Whether a call makes a value of what a text spells: `Size::from_str("large")`.
pub(super) fn made_from_text(path: &[String]) -> bool {
    path.len() > 1
        && path
            .last()
            .is_some_and(|last| ["from_str", "try_from"].contains(&last.as_str()))
}

/// Whether a call takes the value out of a place: `std::mem::take(&mut self.id)`.
pub(super) fn takes_out(path: &[String]) -> bool {
    matches!(path, [.., of, last] if of == "mem" && (last == "replace" || last == "take"))
}

/// Whether a call makes a value that is what its closure gives.
pub(super) fn is_lazy(path: &[String]) -> bool {
    let of = path.len().checked_sub(2).map(|at| path[at].as_str());
    of.is_some_and(|of| of.contains("Lazy"))
}

/// Whether a method may change what it is called on.
pub(super) fn changes(method: &str) -> bool {
    const CHANGES: [&str; 24] = [
        "as_deref_mut",
        "as_mut",
        "append",
        "borrow_mut",
        "deref_mut",
        "entry",
        "extend",
        "get_mut",
        "get_or_init",
        "get_or_insert",
        "get_or_insert_default",
        "get_or_insert_with",
        "insert",
        "iter_mut",
        "lock",
        "push",
        "push_str",
        "replace",
        "set",
        "store",
        "swap",
        "take_if",
        "write",
        "zip",
    ];
    CHANGES.contains(&method)
}
