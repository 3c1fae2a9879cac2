//! The packages that are built with a package, from `cargo tree`: cargo resolves names, versions and features.
//!
//! Not `cargo metadata`: it needs packages of every target, which an offline machine may lack.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};

use super::env::Package;
use crate::domain::PackageRef;

/// Cargo that takes longer waits for something that this very build holds.
const TIMEOUT: Duration = Duration::from_secs(120);

/// Which tree of a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// What is built, with the features that are on.
    Built,
    /// With dev-dependencies too.
    Dev,
    /// With every feature of the package.
    AllFeatures,
}

/// A package in the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node {
    pub(super) package: PackageRef,
    /// Its directory, where it is a directory.
    pub(super) directory: Option<Utf8PathBuf>,
    /// Sets of features that it is built with: the host and the target may differ.
    pub(super) features: Vec<BTreeSet<String>>,
    /// The shortest way from the root, both included.
    pub(super) path: Vec<PackageRef>,
}

impl Node {
    /// Whether it is built with all of these features on at once.
    pub(super) fn has(&self, features: &[String]) -> bool {
        let has = |on: &BTreeSet<String>| features.iter().all(|feature| on.contains(feature));
        self.features.iter().any(has)
    }
}

/// The packages that are built, the root first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Tree(Vec<Node>);

impl Tree {
    /// The package alone.
    pub(super) fn of_root(package: &Package) -> Self {
        Self(vec![Node {
            package: package.reference.clone(),
            directory: Some(package.directory.clone()),
            features: vec![package.features.clone()],
            path: vec![package.reference.clone()],
        }])
    }

    pub(super) fn nodes(&self) -> &[Node] {
        &self.0
    }

    /// Reads what `cargo tree` printed with [`arguments`].
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        let mut lines: Vec<Line<'_>> = Vec::new();
        let mut edges: Vec<BTreeSet<usize>> = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        for text in text.lines().filter(|line| !line.is_empty()) {
            let line = Line::parse(text).ok_or_else(|| format!("`cargo tree` printed `{text}`"))?;
            // Where cargo has shown a package with these features before, it leaves out what hangs on it.
            let number = *numbers.entry(line.key).or_insert_with(|| {
                lines.push(line);
                edges.push(BTreeSet::new());
                lines.len() - 1
            });
            if line.depth > open.len() || (line.depth == 0 && number != 0) {
                return Err(format!(
                    "`cargo tree` printed `{text}` where it does not belong"
                ));
            }
            open.truncate(line.depth);
            if let Some(parent) = open.last() {
                edges[*parent].insert(number);
            }
            open.push(number);
        }
        if lines.is_empty() {
            return Err("`cargo tree` printed nothing".to_owned());
        }
        let paths = shortest(&edges);
        let mut found: Vec<Node> = Vec::new();
        let mut by_package: BTreeMap<&str, usize> = BTreeMap::new();
        for (line, path) in lines.iter().zip(paths) {
            let features: BTreeSet<String> = line
                .features
                .split(',')
                .filter(|feature| !feature.is_empty())
                .map(str::to_owned)
                .collect();
            let path: Vec<PackageRef> = path.iter().map(|at| lines[*at].reference()).collect();
            let at = *by_package.entry(line.package).or_insert_with(|| {
                found.push(Node {
                    package: line.reference(),
                    directory: line.directory(),
                    features: Vec::new(),
                    path: path.clone(),
                });
                found.len() - 1
            });
            let node = &mut found[at];
            node.features.push(features);
            if path.len() < node.path.len() {
                node.path = path;
            }
        }
        Ok(Self(found))
    }
}

/// From the first node to each, by the fewest edges.
fn shortest(edges: &[BTreeSet<usize>]) -> Vec<Vec<usize>> {
    let mut paths: Vec<Vec<usize>> = vec![Vec::new(); edges.len()];
    if let Some(first) = paths.first_mut() {
        first.push(0);
    }
    let mut queue = VecDeque::from([0]);
    while let Some(at) = queue.pop_front() {
        for next in edges.get(at).into_iter().flatten() {
            if paths[*next].is_empty() {
                paths[*next] = paths[at].iter().copied().chain([*next]).collect();
                queue.push_back(*next);
            }
        }
    }
    paths
}

/// `DEPTH NAME vVERSION [(SOURCE)] [(proc-macro)]<tab>FEATURES<tab>[ (*)]`
#[derive(Debug, Clone, Copy)]
struct Line<'t> {
    depth: usize,
    /// Package and features.
    key: &'t str,
    package: &'t str,
    name: &'t str,
    version: &'t str,
    source: Option<&'t str>,
    features: &'t str,
}

const FORMAT: &str = " {p}\t{f}\t";

impl<'t> Line<'t> {
    fn parse(text: &'t str) -> Option<Self> {
        let (depth, rest) = text.split_once(' ')?;
        let (key, _) = rest.rsplit_once('\t')?;
        let (package, features) = key.rsplit_once('\t')?;
        let (name, rest) = package.split_once(" v")?;
        let (version, rest) = rest.split_once(' ').unwrap_or((rest, ""));
        let rest = rest
            .strip_suffix("(proc-macro)")
            .map_or(rest, str::trim_end);
        let source = rest
            .strip_prefix('(')
            .and_then(|rest| rest.strip_suffix(')'));
        Some(Self {
            depth: depth.parse().ok()?,
            key,
            package,
            name,
            version,
            source,
            features,
        })
    }

    fn reference(&self) -> PackageRef {
        PackageRef {
            name: self.name.to_owned(),
            version: self.version.to_owned(),
        }
    }

    fn directory(&self) -> Option<Utf8PathBuf> {
        let path = Utf8Path::new(self.source?);
        path.is_absolute().then(|| path.to_owned())
    }
}

fn arguments(package: &Package, kind: Kind) -> Vec<String> {
    let PackageRef { name, version } = &package.reference;
    let mut arguments = vec![
        "tree".to_owned(),
        format!("--manifest-path={}", package.manifest()),
        format!("--package={name}@{version}"),
        match kind {
            Kind::Dev => "--edges=normal,build,dev",
            Kind::Built | Kind::AllFeatures => "--edges=normal,build",
        }
        .to_owned(),
    ];
    if kind == Kind::AllFeatures {
        arguments.push("--all-features".to_owned());
    } else {
        arguments.push("--no-default-features".to_owned());
        let features: Vec<&str> = package.features.iter().map(String::as_str).collect();
        if !features.is_empty() {
            arguments.push(format!("--features={}", features.join(",")));
        }
    }
    arguments.extend(
        package
            .target
            .iter()
            .map(|target| format!("--target={target}")),
    );
    let fixed = [
        "--locked",
        "--offline",
        "--prefix=depth",
        "--charset=ascii",
        "--color=never",
    ];
    arguments.extend(fixed.map(str::to_owned));
    arguments.push(format!("--format={FORMAT}"));
    arguments
}

/// Runs `cargo tree`.
///
/// # Errors
///
/// Why there is no answer, in one sentence.
pub(super) fn query(package: &Package, kind: Kind) -> Result<Tree, String> {
    let mut command = Command::new(&package.cargo);
    command
        .args(arguments(package, kind))
        .current_dir(&package.directory)
        // These belong to this build. A compiler wrapper would get the queries that cargo makes of rustc.
        .env_remove("RUSTC_WRAPPER")
        .env_remove("RUSTC_WORKSPACE_WRAPPER")
        .env_remove("CARGO_MAKEFLAGS")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    if let Some(out_dir) = &package.out_dir {
        // Cargo caches facts about the compiler in its target directory; ours is OUT_DIR.
        let target = out_dir.join("deny-models-tree");
        command
            .env("CARGO_TARGET_DIR", &target)
            .env("CARGO_BUILD_BUILD_DIR", &target);
    }
    let mut child = command
        .spawn()
        .map_err(|why| format!("cannot run `{}`: {why}", package.cargo))?;
    let output = read_both(&mut child).ok_or_else(|| {
        // It is given up, so whether it could be ended changes nothing.
        let _ = child.kill();
        format!("`cargo tree` gave no answer in {} s", TIMEOUT.as_secs())
    });
    let status = child.wait();
    let [stdout, stderr] = output?;
    match status {
        Ok(status) if status.success() => Tree::parse(&stdout),
        Ok(_) => Err(refusal(&stderr)),
        Err(why) => Err(format!("`cargo tree` could not be waited for: {why}")),
    }
}

/// What a child writes to stdout and stderr, unless it takes too long.
fn read_both(child: &mut Child) -> Option<[String; 2]> {
    let (send, receive) = mpsc::channel();
    let pipes: [Option<Box<dyn Read + Send>>; 2] = [
        child.stdout.take().map(|pipe| Box::new(pipe) as _),
        child.stderr.take().map(|pipe| Box::new(pipe) as _),
    ];
    for (at, pipe) in pipes.into_iter().enumerate() {
        let (mut pipe, send) = (pipe?, send.clone());
        thread::spawn(move || {
            let mut bytes = Vec::new();
            // The text read before an error is kept; the exit code reports the error.
            let _ = pipe.read_to_end(&mut bytes);
            let _ = send.send((at, String::from_utf8_lossy(&bytes).into_owned()));
        });
    }
    let mut texts = [String::new(), String::new()];
    for _ in 0..2 {
        let (at, text) = receive.recv_timeout(TIMEOUT).ok()?;
        texts[at] = text;
    }
    Some(texts)
}

/// Why cargo refused, in one line.
fn refusal(stderr: &str) -> String {
    let start = stderr.find("error: ").unwrap_or_default();
    let lines: Vec<&str> = stderr[start..]
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    format!("`cargo tree` failed: {}", lines.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TREE: &str = "0 app v0.1.0 (/w/app)\tdefault,llm\t\n\
        1 left v1.0.0\t\t\n\
        2 deep v1.0.0\tstd\t\n\
        2 mac v2.0.0 (proc-macro)\t\t\n\
        3 deep v1.0.0\talloc\t\n\
        1 here v0.2.0 (/w/with (odd) name)\t\t\n\
        2 left v1.0.0\t\t (*)\n\
        1 git v0.3.0 (https://x.example/git?branch=main#0123abcd)\ta\t\n\
        1 deep v1.0.0\tstd\t\n";

    #[test]
    fn a_tree_is_read_with_features_and_ways() {
        let tree = Tree::parse(TREE).expect("a tree");
        let shown: Vec<String> = tree
            .nodes()
            .iter()
            .map(|node| {
                let features: Vec<String> = node
                    .features
                    .iter()
                    .map(|set| set.iter().cloned().collect::<Vec<_>>().join("+"))
                    .collect();
                format!(
                    "{} [{}] {}",
                    node.package,
                    features.join("|"),
                    node.path.len()
                )
            })
            .collect();
        assert_eq!(
            shown,
            [
                "app 0.1.0 [default+llm] 1",
                "left 1.0.0 [] 2",
                "deep 1.0.0 [std|alloc] 2",
                "mac 2.0.0 [] 3",
                "here 0.2.0 [] 2",
                "git 0.3.0 [a] 2",
            ]
        );
        let directory = |at: usize| {
            tree.nodes()[at]
                .directory
                .as_ref()
                .map(|path| path.as_str())
        };
        assert_eq!(directory(0), Some("/w/app"));
        assert_eq!(directory(4), Some("/w/with (odd) name"));
        assert_eq!(directory(5), None);
        let deep = &tree.nodes()[2];
        assert!(deep.has(&["std".to_owned()]));
        assert!(!deep.has(&["std".to_owned(), "alloc".to_owned()]));
    }

    #[test]
    fn what_is_no_tree_is_refused() {
        for text in [
            "",
            "x",
            "0 app\t\t",
            "0 a v1\t\t\n2 b v1\t\t",
            "0 a v1\t\t\n0 b v1\t\t",
        ] {
            assert!(Tree::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_refusal_is_one_line() {
        let stderr = "    Blocking\nerror: no matching package\n\nCaused by:\n  offline\n";
        assert_eq!(
            refusal(stderr),
            "`cargo tree` failed: error: no matching package; Caused by:; offline"
        );
    }
}
