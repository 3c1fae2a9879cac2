//! What an address leads to: a repository of the hub, weights, or something else.

use super::hub_id;
use deny_models::evidence::weights::name::{
    ARCHIVES, has_weight_ending, is_model_worded, plain_end, words,
};
use deny_models::model::{file_beside_models, is_built_in};

/// What a text is, judged by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Named {
    /// A hub repository, and the requested file of it.
    Repo(String, Option<String>),
    /// An address of weights.
    Url(String),
}

/// Words that mark an archive as a program.
const PROGRAM_WORDS: [&str; 25] = [
    "onnxruntime",
    "libtorch",
    "linux",
    "windows",
    "win",
    "win32",
    "win64",
    "x64",
    "x86",
    "amd64",
    "arm64",
    "aarch64",
    "osx",
    "macos",
    "darwin",
    "android",
    "ios",
    "gnu",
    "msvc",
    "musl",
    "src",
    "source",
    "sdk",
    "runtime",
    "lib",
];
/// Whether what is filled into the holes of a text can make it an address.
pub(super) fn may_become_address(text: &str) -> bool {
    let text = text.trim();
    let begins = ["{}", "https://", "http://", "hf://"];
    begins.iter().any(|begin| text.starts_with(begin)) && !text.contains(char::is_whitespace)
}

/// What an address names; holes in it are spelt `{}`.
pub(super) fn named(text: &str) -> Option<Named> {
    let text = text.trim();
    let rest = ["https://", "http://", "hf://"]
        .iter()
        .find_map(|scheme| text.strip_prefix(scheme))?;
    if text.contains(char::is_whitespace) || text.len() > 2000 {
        return None;
    }
    if text.starts_with("hf://") {
        let parts: Vec<&str> = rest.split('/').filter(|part| !part.is_empty()).collect();
        let owned = if parts.first() == Some(&"datasets") {
            3
        } else {
            2
        };
        if let [
            kind @ ("datasets" | "spaces" | "buckets"),
            org,
            name,
            file @ ..,
        ] = parts.as_slice()
        {
            let revision = if *kind == "buckets" { "" } else { "main/" };
            let path = format!("{kind}/{org}/{name}/resolve/{revision}{}", file.join("/"));
            if let Some(file) = file_beside_models(&format!("huggingface.co/{path}")) {
                return Some(Named::Url(format!("https://{file}")));
            }
        }
        if NO_MODEL.contains(parts.first()?) {
            return None;
        }
        let file = parts.get(owned..).map(|rest| rest.join("/"));
        return hub_id::plain(&parts.get(..owned)?.join("/"))
            .map(|id| Named::Repo(id, file.filter(|file| !file.is_empty())));
    }
    if let Some(file) = file_beside_models(rest) {
        return Some(Named::Url(format!("https://{file}")));
    }
    let (host, path) = rest.split_once('/')?;
    let (path, query) = path.split_once(['?', '#']).unwrap_or((path, ""));
    if is_hub_host(host) {
        return hub_repo(path);
    }
    if (host.eq_ignore_ascii_case("cdn.huggingface.co")
        || host.eq_ignore_ascii_case("cdn-lfs.huggingface.co"))
        && let Some(repo) = cdn_repo(path)
    {
        return Some(repo);
    }
    if is_no_host(host) {
        return None;
    }
    let plain = || Named::Url(text.split(['?', '#']).next().unwrap_or(text).to_owned());
    if is_modelscope(host) {
        return modelscope_file(path).map(|id| {
            if text.contains("{}") {
                Named::Url(format!("https://modelscope.cn/models/{id}"))
            } else {
                plain()
            }
        });
    }
    let lower = path.to_ascii_lowercase();
    let file = lower.rsplit('/').next().unwrap_or_default();
    if file.contains("{}") && !has_weight_ending(file) && !file.starts_with("ggml") {
        return None;
    }
    let by_end = has_weight_ending(file);
    let worded = is_model_worded(&lower);
    let tables = ["npz", "h5"].contains(&plain_end(file));
    let weights = by_end && (worded || !tables)
        || is_data(file) && worded && !is_program(file) && !is_source_archive(&lower);
    // An archive without a word for a model in its address may be known to hold one.
    if weights || is_built_in(text.split(['?', '#']).next().unwrap_or(text)) {
        return Some(plain());
    }
    // The storage behind the hub, by a signed address: the name of the file stands in the query.
    let storage = [".hf.co", ".huggingface.co"]
        .iter()
        .any(|end| host.ends_with(end));
    let is_named = query.rsplit_once("filename").is_some_and(|(_, name)| {
        let name = name.split('&').next().unwrap_or_default();
        let name = name
            .replace("%22", "")
            .replace("%3B", "")
            .replace(['"', ';'], "");
        has_weight_ending(&name)
    });
    // Where it does not, the address shows a digest only.
    let is_bare = STORAGE.iter().any(|part| host.contains(part)) && !query.contains("filename");
    if storage && (is_named || is_bare) {
        return Some(plain());
    }
    // A server that takes the path of the file as a part of its query.
    let in_query = query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .any(|(key, value)| {
            ["path", "file", "filepath", "filename", "name"]
                .contains(&key.to_ascii_lowercase().as_str())
                && has_weight_ending(value)
        });
    in_query.then(|| Named::Url(text.to_owned()))
}

/// Parts of the names of servers that keep the files of the hub.
const STORAGE: [&str; 3] = ["xethub", "cdn-lfs", "cas-bridge"];

/// An archive, or a file without a clear name, that is weights only if the code around it calls it so.
pub(super) fn unnamed_file(text: &str) -> Option<String> {
    let text = text.trim();
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))?;
    if text.contains(char::is_whitespace) || text.len() > 2000 {
        return None;
    }
    let (host, path) = rest.split_once('/')?;
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let lower = path.to_ascii_lowercase();
    let file = lower.rsplit('/').next().unwrap_or_default();
    let fits = !is_no_host(host)
        && !is_hub_host(host)
        && !file.contains("{}")
        && is_data(file)
        && !is_program(file)
        && !is_source_archive(&lower);
    fits.then(|| text.split(['?', '#']).next().unwrap_or(text).to_owned())
}

/// Whether a host never serves weights.
fn is_no_host(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    let name = host.split(':').next().unwrap_or_default();
    host.contains("{}")
        || name == "localhost"
        || name.starts_with("127.")
        || [
            "example.com",
            "example.org",
            "example.net",
            ".invalid",
            ".test",
        ]
        .iter()
        .any(|end| name.ends_with(end))
}

/// Whether a path leads to the sources of a repository as an archive.
fn is_source_archive(path: &str) -> bool {
    ["/archive/", "/tarball/", "/zipball/"]
        .iter()
        .any(|part| path.contains(part))
}

/// Whether a file is an archive, or has no clear ending.
fn is_data(file: &str) -> bool {
    ARCHIVES
        .iter()
        .chain(&[".bin", ".dat", ".params", ".weights"])
        .any(|end| file.ends_with(end))
}

fn is_program(file: &str) -> bool {
    words(file).any(|word| PROGRAM_WORDS.contains(&word.as_str()))
}

/// Whether a host is that of the hub `modelscope`.
fn is_modelscope(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    [
        "modelscope.cn",
        "www.modelscope.cn",
        "modelscope.ai",
        "www.modelscope.ai",
    ]
    .contains(&host.as_str())
}

/// The repository of a file on the hub `modelscope`, by the path of its address.
fn modelscope_file(path: &str) -> Option<String> {
    let path = path.strip_prefix("api/v1/").unwrap_or(path);
    let mut parts = path.split('/').filter(|part| !part.is_empty());
    let (first, org, name) = (parts.next()?, parts.next()?, parts.next()?);
    let is_file = first == "models"
        && !org.contains('{')
        && !name.contains('{')
        && parts.any(|part| ["resolve", "repo"].contains(&part));
    is_file.then(|| format!("{org}/{name}"))
}

/// The model of `modelscope` that an address for git is of: `https://www.modelscope.cn/org/name.git`.
pub(super) fn modelscope_page(text: &str) -> Option<String> {
    let rest = text.strip_prefix("https://")?;
    let (host, path) = rest.split_once('/')?;
    let path = path.trim_end_matches('/').trim_end_matches(".git");
    let path = path.strip_prefix("models/").unwrap_or(path);
    let host = host.rsplit('@').next()?;
    let fits = is_modelscope(host) && path.split('/').count() == 2 && !path.contains('{');
    let id = hub_id::plain(path).filter(|_| fits)?;
    Some(format!("modelscope:{id}"))
}

/// Whether a host is the hub or a mirror of it.
pub(super) fn is_hub_host(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    [
        "huggingface.co",
        "www.huggingface.co",
        "hf.co",
        "hf-mirror.com",
    ]
    .contains(&host.as_str())
}

/// Parts of paths of the hub's API that do not return files.
const API_WORDS: [&str; 16] = [
    "refs",
    "settings",
    "commits",
    "commit",
    "compare",
    "discussions",
    "branch",
    "tag",
    "preupload",
    "paths-info",
    "super-squash",
    "notebook",
    "move",
    "create",
    "like",
    "lfs-files",
];

/// First parts of paths of the hub that are no organisation.
const NO_MODEL: [&str; 13] = [
    "kernels",
    "spaces",
    "docs",
    "api",
    "blog",
    "papers",
    "buckets",
    "bucket",
    "settings",
    "models",
    "collections",
    "join",
    "tasks",
];

/// The repository of a path on the hub, for a file or the list of its files.
fn hub_repo(path: &str) -> Option<Named> {
    let all: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let (listed, parts) = match all.as_slice() {
        ["api", "models", rest @ ..] => (true, rest),
        ["api", "datasets", ..] => (true, &all[1..]),
        // Where the hub leads on to: `api/resolve-cache/models/org/name/REVISION/file`.
        ["api", "resolve-cache", "models", org, name, _, file @ ..] if !file.is_empty() => {
            let id = hub_id::plain(&format!("{org}/{name}"))?;
            return Some(Named::Repo(id, Some(file.join("/"))));
        }
        rest => (false, rest),
    };
    if NO_MODEL.contains(parts.first()?) {
        return None;
    }
    let verbs: &[&str] = if listed {
        &["resolve", "raw", "blob", "tree", "revision"]
    } else {
        &["resolve", "raw", "blob"]
    };
    let owned = if parts[0] == "datasets" { 3 } else { 2 };
    // Requests about a repository that do not return files: its settings, its history, discussions.
    if listed && parts.iter().any(|part| API_WORDS.contains(part)) {
        return None;
    }
    let at = parts.iter().position(|part| verbs.contains(part));
    let at = match at {
        Some(at) => at,
        None if listed && parts.len() == owned => owned,
        None => return None,
    };
    if parts[0] == "datasets" && at != 3 {
        return None;
    }
    let id = parts[..at].join("/");
    let file = parts
        .get(at + 2..)
        .map(|rest| rest.join("/"))
        .filter(|file| !file.is_empty());
    if id.contains("{}") {
        return None;
    }
    hub_id::plain(&id).map(|id| Named::Repo(id, file))
}

/// The repository of a file on the hub's first server for files: `org/name/file`, or `name-file` before there were
/// organisations.
fn cdn_repo(path: &str) -> Option<Named> {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        [org, name, file] => hub_id::plain(&format!("{org}/{name}"))
            .map(|id| Named::Repo(id, Some((*file).to_owned()))),
        [name, file] => hub_id::plain(name).map(|id| Named::Repo(id, Some((*file).to_owned()))),
        [both] => {
            let files = [
                "config.json",
                "vocab.json",
                "vocab.txt",
                "merges.txt",
                "spiece.model",
                "tokenizer.json",
                "rust_model.ot",
                "pytorch_model.bin",
            ];
            let id = files
                .iter()
                .find_map(|file| both.strip_suffix(file)?.strip_suffix('-'))?;
            hub_id::plain(id).map(|id| Named::Repo(id, Some((*both).to_owned())))
        }
        _ => None,
    }
}

/// Whether an address leads to an asset of a release whose name is not known.
pub(super) fn is_open_release(text: &str) -> bool {
    let file = text.rsplit('/').next().unwrap_or_default();
    text.starts_with("https://") && text.contains("/releases/download/") && file.contains("{}")
}

/// The repository that a page on the hub shows: `https://huggingface.co/org/name`. Only a few tools take pages.
pub(super) fn page(text: &str) -> Option<String> {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("git@"))?;
    let (host, path) = rest.split_once(['/', ':'])?;
    let host = host.rsplit('@').next()?;
    let path = path.trim_end_matches('/').trim_end_matches(".git");
    let first = path.split('/').next()?;
    let owned = if first == "datasets" { 3 } else { 2 };
    let fits = is_hub_host(host)
        && path.split('/').count() == owned
        && !NO_MODEL.contains(&first)
        && !path.contains('{');
    if fits { hub_id::plain(path) } else { None }
}

/// Whether an address leads to a file of a hub repository that is not known.
pub(super) fn is_open_hub_template(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("https://") else {
        return text.starts_with("{}/") && text.contains("{}/resolve/");
    };
    let Some((host, path)) = rest.split_once('/') else {
        return false;
    };
    let is_file = |mut parts: std::str::Split<'_, char>| {
        parts.any(|part| ["resolve", "raw", "repo"].contains(&part))
    };
    if is_modelscope(host) {
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let path = path.strip_prefix("api/v1/").unwrap_or(path);
        let repository = path.strip_prefix("models/");
        return repository.is_some_and(|path| {
            is_file(path.split('/')) && path.split('/').take(2).any(|part| part.contains("{}"))
        });
    }
    is_hub_host(host) && is_file(path.split('/')) && is_no_repository(path)
}

/// Whether what stands before the file in the path of an address names no repository: it was not read to the end. What
/// people are to fill in is in angle brackets.
fn is_no_repository(path: &str) -> bool {
    let first = path.split('/').next().unwrap_or_default();
    !NO_MODEL.contains(&first) && !path.contains(['<', ' ']) && hub_repo(path).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_become_an_address() {
        for text in ["{}/{}", "{}/model.onnx", " https://{}/a", "https://h/{}"] {
            assert!(may_become_address(text), "{text}");
        }
        for text in ["{} / {}", "<svg w='{}'>", " features ({}/{}):", "a/{}", ""] {
            assert!(!may_become_address(text), "{text}");
        }
    }

    #[test]
    fn addresses_of_the_hub_whose_repository_can_be_none_are_open() {
        let at = |rest: &str| format!("https://huggingface.co/{rest}");
        for (rest, is_open) in [
            ("{}/resolve/main/x.gguf", true),
            ("lab/{}/resolve/main/x.gguf", true),
            ("{owner}/{name}/resolve/main/x.gguf", true),
            ("lab/name#main/resolve/main/x.gguf", true),
            ("lab/name/resolve/main/{}", false),
            ("<owner>/<name>/resolve/main/x.gguf", false),
            ("spaces/lab/name/resolve/main/x.gguf", false),
            ("lab/name", false),
        ] {
            assert_eq!(is_open_hub_template(&at(rest)), is_open, "{rest}");
        }
    }

    #[test]
    fn addresses_of_modelscope_are_of_their_repository() {
        let at = |rest: &str| format!("https://www.modelscope.cn/{rest}");
        let whole = at("models/lab/name/resolve/master/x.gguf");
        assert_eq!(named(&whole), Some(Named::Url(whole.clone())));
        let repository = Named::Url("https://modelscope.cn/models/lab/name".to_owned());
        assert_eq!(
            named(&at("models/lab/name/resolve/{}/{}")),
            Some(repository)
        );
        for (rest, is_open) in [
            ("models/{}/resolve/master/x.gguf", true),
            ("models/lab/{}/resolve/master/x.gguf", true),
            ("api/v1/models/{}/repo?FilePath=x.gguf", true),
            ("models/lab/name/resolve/master/{}", false),
            ("models/{}/summary", false),
        ] {
            assert_eq!(is_open_hub_template(&at(rest)), is_open, "{rest}");
            assert!(!is_open || named(&at(rest)).is_none(), "{rest}");
        }
        for (text, expected) in [
            (
                "https://www.modelscope.cn/lab/name.git",
                Some("modelscope:lab/name"),
            ),
            (
                "https://modelscope.cn/models/lab/name",
                Some("modelscope:lab/name"),
            ),
            ("https://modelscope.cn/studios/lab/name.git", None),
            ("https://github.com/lab/name.git", None),
        ] {
            assert_eq!(modelscope_page(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn an_archive_that_the_table_knows_holds_a_model() {
        let packs = "https://github.com/deepinsight/insightface/releases/download/v0.7";
        for (file, is) in [
            ("buffalo_l.zip", true),
            ("buffalo_l.zip?raw=1", true),
            ("tool.zip", false),
        ] {
            let found = named(&format!("{packs}/{file}"));
            let url = Named::Url(format!("{packs}/buffalo_l.zip"));
            assert_eq!(found, is.then_some(url), "{file}");
        }
    }

    #[test]
    fn addresses_of_weights_are_told_from_programs_and_pages() {
        let repo = |text| match named(text) {
            Some(Named::Repo(id, _)) => Some(id),
            _ => None,
        };
        assert_eq!(
            repo("https://huggingface.co/lab/name/resolve/main/{}").as_deref(),
            Some("lab/name")
        );
        assert_eq!(
            repo("https://hf-mirror.com/gpt2/resolve/main/x.bin").as_deref(),
            Some("gpt2")
        );
        assert_eq!(repo("https://huggingface.co/org/name"), None);
        assert_eq!(
            repo("https://huggingface.co/api/models/lab/name/tree/main").as_deref(),
            Some("lab/name")
        );
        assert_eq!(
            repo("https://cdn.huggingface.co/lab/name/spiece.model").as_deref(),
            Some("lab/name")
        );
        assert_eq!(
            repo("https://cdn.huggingface.co/gpt2-vocab.json").as_deref(),
            Some("gpt2")
        );
        assert_eq!(
            repo("hf://datasets/lab/name/x.parquet").as_deref(),
            Some("datasets/lab/name")
        );
        assert_eq!(repo("hf://datasets/lab"), None);
        assert_eq!(
            repo("https://huggingface.co/api/resolve-cache/models/lab/name/abc/x.gguf").as_deref(),
            Some("lab/name")
        );
        // A weight file beside models is a model of its own.
        let hub = "https://huggingface.co/";
        for (text, file) in [
            (
                "https://hf.co/datasets/a/b/raw/main/x.gguf?download=true",
                "datasets/a/b/resolve/main/x.gguf",
            ),
            (
                "https://huggingface.co/spaces/a/b/resolve/main/m/x.onnx",
                "spaces/a/b/resolve/main/m/x.onnx",
            ),
            (
                "hf://datasets/a/b/m/x.gguf",
                "datasets/a/b/resolve/main/m/x.gguf",
            ),
            ("hf://buckets/a/b/x.gguf", "buckets/a/b/resolve/x.gguf"),
        ] {
            assert_eq!(
                named(text),
                Some(Named::Url(format!("{hub}{file}"))),
                "{text}"
            );
        }
        let signed = "https://cdn-lfs-us-1.hf.co/repos/a/b/c";
        for bare in [signed, "https://cas-bridge.xethub.hf.co/xet-bridge-us/a/b"] {
            let text = format!("{bare}?Expires=1");
            assert_eq!(named(&text), Some(Named::Url(bare.to_owned())), "{bare}");
        }
        let card = format!("{signed}?response-content-disposition=filename=x.md");
        assert_eq!(named(&card), None);
        for name in ["%22x.gguf%22", "%22x.gguf%22%3B", "x.gguf&Expires=1"] {
            let text = format!("{signed}?response-content-disposition=inline%3B+filename%3D{name}");
            let expected = text.replace("filename%3D", "filename=");
            assert_eq!(
                named(&expected),
                Some(Named::Url(signed.to_owned())),
                "{name}"
            );
        }
        assert_eq!(repo("https://huggingface.co/datasets/lab/resolve/x"), None);
        assert_eq!(
            repo("https://huggingface.co/spaces/org/name/resolve/main/x"),
            None
        );
        let url = |text| matches!(named(text), Some(Named::Url(_)));
        for text in [
            "https://host.dev/x/net.onnx",
            "https://zenodo.org/records/1/files/model.tar.gz?download=1",
            "https://www.modelscope.cn/models/lab/name/resolve/master/{}",
            "https://github.com/o/r/releases/download/v1/model-small.tar.gz",
            "https://bucket.s3.amazonaws.com/models/ggml-base.bin",
            "https://github.com/o/r/releases/download/v1/{}.onnx",
        ] {
            assert!(url(text), "{text}");
        }
        for text in [
            "https://github.com/o/r/releases/download/v1.2/onnxruntime-linux-x64-1.2.tgz",
            "https://github.com/o/r/releases/download/v1/tool.tar.gz",
            "https://host.dev/docs/model.html",
            "https://www.modelscope.cn/models/lab/name",
            "https://example.com/model.onnx",
            "https://docs.example.org/model.onnx",
            "https://{}/model.onnx",
        ] {
            assert!(!url(text), "{text}");
        }
    }

    #[test]
    fn holes_in_the_repository_are_open() {
        assert!(is_open_hub_template(
            "https://huggingface.co/{}/resolve/main/x"
        ));
        assert!(!is_open_hub_template(
            "https://huggingface.co/a/b/resolve/main/{}"
        ));
    }
}
