//! Programs that copy files out of a bucket: `aws s3 cp s3://bucket/model.gguf .`. By their documentation. What they copy
//! has an address that others can state it by.

use deny_models::evidence::weights::name::is_model_worded;

use super::classify::is_weight_name;
use super::command_taken::{ONLY_SHOW, Taken};
use super::url::{self, Named};

/// A program that copies, and what it copies with.
struct Copier {
    /// Its names.
    names: &'static [&'static str],
    /// Words of which all stand before what it copies.
    verbs: &'static [&'static str],
    /// How it names what lies in a bucket.
    remote: Remote,
}

/// How a program names what lies in a bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Remote {
    /// `s3://bucket/key`, on the servers of Amazon unless an option names another one.
    Amazon,
    /// `gs://bucket/key`
    Google,
    /// `b2://bucket/key`
    Backblaze,
    /// `name:path`, with a name that a file of the user's gives a meaning.
    Configured,
    /// Options name account, container and blob.
    Azure,
    /// Options name bucket and key.
    ByKey,
}

const COPIERS: [Copier; 10] = [
    Copier {
        names: &["aws"],
        verbs: &["s3 cp", "s3 sync", "s3 mv"],
        remote: Remote::Amazon,
    },
    Copier {
        names: &["aws"],
        verbs: &["s3api get-object"],
        remote: Remote::ByKey,
    },
    Copier {
        names: &["s5cmd"],
        verbs: &["cp", "sync", "mv", "cat"],
        remote: Remote::Amazon,
    },
    Copier {
        names: &["s3cmd", "s4cmd"],
        verbs: &["get", "sync"],
        remote: Remote::Amazon,
    },
    Copier {
        names: &["gsutil"],
        verbs: &["cp", "rsync", "mv"],
        remote: Remote::Google,
    },
    Copier {
        names: &["gcloud"],
        verbs: &["storage cp", "storage rsync", "storage mv"],
        remote: Remote::Google,
    },
    Copier {
        names: &["b2"],
        verbs: &["file download", "download-file", "sync"],
        remote: Remote::Backblaze,
    },
    Copier {
        names: &["rclone"],
        verbs: &["copy", "copyto", "sync", "move", "moveto", "cat"],
        remote: Remote::Configured,
    },
    Copier {
        names: &["az"],
        verbs: &["storage blob download", "storage blob download-batch"],
        remote: Remote::Azure,
    },
    Copier {
        names: &["dvc"],
        verbs: &["pull", "get", "fetch", "import"],
        remote: Remote::Configured,
    },
];

/// Options without a value, behind which a word is none of theirs.
const FLAGS: [&str; 16] = [
    "-r",
    "-R",
    "-m",
    "-n",
    "-c",
    "-q",
    "-v",
    "-P",
    "--recursive",
    "--quiet",
    "--no-progress",
    "--only-show-errors",
    "--dryrun",
    "--progress",
    "--no-clobber",
    "--delete",
];

/// Whether a program copies out of buckets.
pub(super) fn is_known(name: &str) -> bool {
    COPIERS.iter().any(|copier| copier.names.contains(&name))
}

/// The names of these programs.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    COPIERS.iter().flat_map(|copier| copier.names).copied()
}

/// Where something in a bucket lies.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Source {
    /// At an address that others can use.
    Address(String),
    /// Where only the user's settings show.
    Elsewhere,
}

/// What a program copies out of a bucket by its arguments; `None` where it is none of these.
pub(super) fn taken(name: &str, args: &[&str]) -> Option<Vec<Taken>> {
    if !is_known(name) {
        return None;
    }
    if args.iter().any(|word| ONLY_SHOW.contains(word)) {
        return Some(Vec::new());
    }
    let mut copiers = COPIERS.iter().filter(|copier| copier.names.contains(&name));
    let found = copiers.find_map(|copier| {
        let mut verbs = copier.verbs.iter();
        let behind = verbs.find_map(|verbs| behind(args, verbs))?;
        Some((copier, behind))
    });
    let Some((copier, behind)) = found else {
        return Some(Vec::new());
    };
    // What any of the words shows, the file that is written too.
    let is_model =
        |word: &&str| is_weight_name(word) || is_model_worded(&word.to_ascii_lowercase());
    let has_model = args.iter().any(is_model);
    let addresses = match copier.remote {
        Remote::Azure => vec![azure(args).map_or(Source::Elsewhere, Source::Address)],
        Remote::ByKey => vec![by_key(args).unwrap_or(Source::Elsewhere)],
        remote => sources(remote, behind, args),
    };
    let open = || Taken::by(name, args);
    let taken = addresses.into_iter().filter_map(|address| match address {
        Source::Address(address) if is_certain(&address) => match url::named(&address) {
            Some(Named::Url(url)) => Some(Taken::Model(url, false)),
            Some(Named::Repo(id, _)) => Some(Taken::Model(id, true)),
            None => has_model.then(open),
        },
        _ => has_model.then(open),
    });
    Some(taken.collect())
}

/// The arguments behind some words, which stand in this order with options between.
fn behind<'a, 'w>(args: &'w [&'a str], verbs: &str) -> Option<&'w [&'a str]> {
    let mut rest = args;
    for (number, verb) in verbs.split(' ').enumerate() {
        let at = rest.iter().position(|word| *word == verb)?;
        // A verb is the first word that is no option, or the value of one.
        let is_first = |before: &[&str]| {
            let mut words = before
                .iter()
                .enumerate()
                .filter(|(_, word)| !word.starts_with('-'));
            words.all(|(at, _)| at > 0 && before[at - 1].starts_with('-'))
        };
        if !is_first(&rest[..at]) && number > 0 {
            return None;
        }
        rest = &rest[at + 1..];
    }
    Some(rest)
}

/// What is copied out of buckets; nothing where a file of the machine is copied into one.
fn sources(remote: Remote, words: &[&str], args: &[&str]) -> Vec<Source> {
    let endpoint = value(args, &["--endpoint-url", "--host"]);
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        if word.starts_with('-') {
            continue;
        }
        let before = at.checked_sub(1).map(|before| words[before]);
        let is_value = before.is_some_and(|word| {
            word.starts_with('-') && !word.contains('=') && !FLAGS.contains(&word)
        });
        match address(remote, word, endpoint) {
            Some(address) => found.push(address),
            // A word on the machine that comes first is what is copied.
            None if !is_value => break,
            None => {}
        }
    }
    // From one bucket to another one nothing comes to the machine.
    let last = words.iter().rev().find(|word| !word.starts_with('-'));
    let stays = |word: &&str| address(remote, word, endpoint).is_some();
    if found.len() > 1 && last.is_some_and(stays) {
        found.clear();
    }
    found
}

/// What a word names that lies in a bucket; `None` for a file of the machine.
fn address(remote: Remote, word: &str, endpoint: Option<&str>) -> Option<Source> {
    let (scheme, host) = match remote {
        Remote::Amazon => ("s3://", None),
        Remote::Google => ("gs://", Some("storage.googleapis.com")),
        Remote::Backblaze => ("b2://", None),
        Remote::Configured => {
            let name = word.split_once(':').map(|(name, _)| name);
            let is_remote = name.is_some_and(|name| {
                name.len() > 1 && !name.contains(['/', '\\', '.']) && !word.contains("://")
            });
            return is_remote.then_some(Source::Elsewhere);
        }
        Remote::Azure | Remote::ByKey => return None,
    };
    let rest = word.strip_prefix(scheme)?;
    let Some((bucket, key)) = rest.split_once('/') else {
        return Some(Source::Elsewhere);
    };
    let address = match (remote, host, endpoint) {
        (_, Some(host), _) => Some(format!("https://{host}/{bucket}/{key}")),
        (Remote::Amazon, _, Some(endpoint)) => {
            let begin = endpoint.trim_end_matches('/');
            let has_scheme = begin.contains("://");
            let scheme = if has_scheme { "" } else { "https://" };
            Some(format!("{scheme}{begin}/{bucket}/{key}"))
        }
        (Remote::Amazon, ..) => Some(format!("https://{bucket}.s3.amazonaws.com/{key}")),
        _ => None,
    };
    Some(address.map_or(Source::Elsewhere, Source::Address))
}

/// The address of a blob: `az storage blob download --account-name a --container-name c --name n`.
fn azure(args: &[&str]) -> Option<String> {
    if let Some(address) = value(args, &["--blob-url"]) {
        return Some(address.to_owned());
    }
    let account = value(args, &["--account-name"])?;
    let container = value(args, &["-c", "--container-name"])?;
    let name = value(args, &["-n", "--name"])?;
    Some(format!(
        "https://{account}.blob.core.windows.net/{container}/{name}"
    ))
}

/// The address of an object: `aws s3api get-object --bucket b --key k out`.
fn by_key(args: &[&str]) -> Option<Source> {
    let (bucket, key) = (value(args, &["--bucket"])?, value(args, &["--key"])?);
    let endpoint = value(args, &["--endpoint-url"]);
    address(Remote::Amazon, &format!("s3://{bucket}/{key}"), endpoint)
}

/// The value of an option: `--name value`, `--name=value`.
fn value<'a>(args: &[&'a str], options: &[&str]) -> Option<&'a str> {
    let mut is_next = false;
    for word in args {
        if is_next {
            return Some(word);
        }
        if let Some((option, value)) = word.split_once('=')
            && options.contains(&option)
        {
            return Some(value);
        }
        is_next = options.contains(word);
    }
    None
}

/// Whether an address is known to its end.
fn is_certain(address: &str) -> bool {
    !address.contains(['$', '{', '*', '?', '[', '%'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(line: &str) -> String {
        let words: Vec<&str> = line.split(' ').collect();
        let all = taken(words[0], &words[1..]).expect("a program that copies");
        let all = all.into_iter().map(|taken| match taken {
            Taken::Model(id, _) => id,
            Taken::Open(template) => format!("? {template}"),
        });
        all.collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn what_is_copied_out_of_a_bucket_has_an_address() {
        for (line, expected) in [
            (
                "aws s3 cp s3://b/m.gguf .",
                "https://b.s3.amazonaws.com/m.gguf",
            ),
            (
                "aws --profile p s3 cp --no-progress s3://b/d/m.onnx m.onnx",
                "https://b.s3.amazonaws.com/d/m.onnx",
            ),
            (
                "aws s3 cp --endpoint-url https://x.r2.dev s3://b/m.gguf m",
                "https://x.r2.dev/b/m.gguf",
            ),
            (
                "aws s3api get-object --bucket b --key m.gguf out",
                "https://b.s3.amazonaws.com/m.gguf",
            ),
            (
                "gsutil -m cp gs://b/m.safetensors .",
                "https://storage.googleapis.com/b/m.safetensors",
            ),
            (
                "gcloud storage cp gs://b/m.safetensors .",
                "https://storage.googleapis.com/b/m.safetensors",
            ),
            (
                "az storage blob download --account-name a -c c -n m.gguf -f m",
                "https://a.blob.core.windows.net/c/m.gguf",
            ),
        ] {
            assert_eq!(shown(line), expected, "{line}");
        }
    }

    #[test]
    fn what_has_no_address_is_open() {
        for line in [
            "aws s3 sync s3://b/models m",
            "aws s3 cp s3://b/latest m.gguf",
            "aws s3 cp s3://b/$M.gguf .",
            "gsutil cp -r gs://b/models/* .",
            "rclone copy depot:b/m.gguf .",
            "b2 file download b2://b/m.gguf m",
            "az storage blob download -c c -n m.gguf",
            "az storage blob download-batch -s models -d .",
        ] {
            assert_eq!(shown(line), format!("? {line}"));
        }
    }

    #[test]
    fn other_copies_take_nothing() {
        for line in [
            "aws s3 cp m.gguf s3://b/m.gguf",
            "aws s3 cp --recursive models s3://b/models",
            "aws s3 cp s3://b/m.gguf s3://c/m.gguf",
            "aws s3 cp s3://b/data.csv .",
            "aws s3 ls s3://b/m.gguf",
            "aws ec2 run-instances",
            "gsutil cp m.gguf gs://b/m.gguf",
            "rclone copy m.gguf depot:b",
            "rclone copy C:\\m.gguf D:\\m",
            "az storage blob upload -c c -n m.gguf -f m.gguf",
            "gcloud compute instances list",
        ] {
            assert_eq!(shown(line), "", "{line}");
        }
    }
}
