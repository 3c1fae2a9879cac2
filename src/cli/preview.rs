//! `preview`: the models of a published crate, before it becomes a dependency.

use std::fs;
use std::io;

use camino::{Utf8Path, Utf8PathBuf};

use super::args::Look;
use super::error::Error;
use super::outcome::Outcome;
use super::output::{CommandResult, Output};
use super::session::open;
use crate::edit::as_workspace;
use crate::gate::{Failure, Options, PolicyOptions, Session, resolve_models};
use crate::graph::{CargoOptions, FeatureSelection, GraphError, Package, Workspace};
use crate::report::preview::{Shown, as_json, human};
use crate::scratch::Scratch;
use deny_models::license::Terms;
use deny_models::source::Problem;
use deny_models::text::toml_string;

/// The package that depends on the crate.
const WRAPPER: &str = "deny-models-preview";

/// Show which models a published crate pulls and offers.
#[derive(Debug, clap::Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "flags are called what the command line calls them"
)]
pub(super) struct Args {
    /// The crate, and the version if not the newest: `fastembed`, `fastembed@5`, `fastembed@5.2.0`
    #[arg(value_name = "CRATE[@VERSION]")]
    spec: String,
    /// Licence of the crate that would depend on it
    #[arg(long, value_name = "LICENSE", default_value = "MIT")]
    license: String,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = ["human", "json"])]
    format: String,
    /// Space or comma separated list of features to activate
    #[arg(
        short = 'F',
        long,
        value_name = "FEATURES",
        help_heading = "Feature Selection"
    )]
    features: Vec<String>,
    /// Activate all features of the crate
    #[arg(long, help_heading = "Feature Selection")]
    all_features: bool,
    /// Do not activate its `default` feature
    #[arg(long, help_heading = "Feature Selection")]
    no_default_features: bool,
    /// Judge for the target triple; all targets when not given
    #[arg(long, value_name = "TRIPLE", help_heading = "Compilation Options")]
    target: Vec<String>,
    /// Path to the Cargo.toml of the workspace whose policy judges
    #[arg(long, value_name = "PATH", help_heading = "Manifest Options")]
    manifest_path: Option<Utf8PathBuf>,
    /// Taken on every command; the versions of a dependency are not those of its own Cargo.lock
    #[arg(long, help_heading = "Manifest Options")]
    locked: bool,
    /// Run without accessing the network
    #[arg(long, help_heading = "Manifest Options")]
    offline: bool,
    /// Equivalent to specifying both --locked and --offline
    #[arg(long, help_heading = "Manifest Options")]
    frozen: bool,
    /// Override a cargo configuration value
    #[arg(long, value_name = "KEY=VALUE|PATH", help_heading = "Manifest Options")]
    config: Vec<String>,
    #[command(flatten)]
    policy: super::args::Policy,
    #[command(flatten)]
    look: Look,
}

impl Args {
    fn is_offline(&self) -> bool {
        self.offline || self.frozen
    }
}

pub(super) fn run(args: &Args) -> CommandResult {
    Output::of(&args.look).run(|output| answer(args, output))
}

fn answer(args: &Args, output: &Output) -> Result<Outcome, Error> {
    let license = Terms::parse_crate(&args.license).map_err(|_| {
        Error::usage(format!(
            "`--license {}` is no SPDX expression",
            args.license
        ))
    })?;
    // The policy of the workspace at hand judges, where there is one.
    let policy = resolve_models(&[], args.manifest_path.as_deref(), &args.policy.options())?.policy;
    let scratch = Scratch::new().map_err(temporary)?;
    let package = published(args, &scratch)?;
    let copy = scratch
        .path()
        .join(format!("{}-{}", package.name, package.version));
    copy_out(package.directory(), &copy).map_err(temporary)?;
    let mut session = open_copy(args, &copy, &scratch)?;
    session.policy = policy;
    let Some(member) = session.gathered.members.first() else {
        return Err(Error::usage(format!("`{}` has no package", args.spec)));
    };
    let gate = session.policy.gate();
    let shown = Shown {
        package: &member.package,
        license: package.license.as_deref(),
        dependent: &args.license,
        gated: session
            .policy
            .protected()
            .protects(&license, &gate)
            .is_some(),
        pulls: member
            .pulls
            .iter()
            .map(|pull| (pull, session.resolve(&pull.pull.artifact)))
            .collect(),
        unresolved: member.unresolved.len(),
        stops: &member.stops,
        notes: &session.gathered.notes,
    };
    let fails = shown.fails();
    output.data(|_, out| {
        if args.format == "json" {
            as_json(&shown, out)
        } else {
            human(&shown, out)
        }
    })?;
    Ok(if fails { Outcome::Fail } else { Outcome::Pass })
}

fn temporary(why: io::Error) -> Error {
    Error::Save {
        path: "the temporary directory".into(),
        why,
    }
}

/// The package, as cargo provides it to one that depends on it.
fn published(args: &Args, scratch: &Scratch) -> Result<Package, Error> {
    let (name, version) = args
        .spec
        .split_once('@')
        .map_or((args.spec.as_str(), None), |(name, version)| {
            (name, Some(version))
        });
    let is_name = |at: char| at.is_alphanumeric() || matches!(at, '-' | '_');
    if name.is_empty() || !name.chars().all(is_name) || version == Some("") {
        return Err(Error::usage(format!(
            "`{}` names no crate: write `NAME` or `NAME@VERSION`",
            args.spec
        )));
    }
    let requirement = match version {
        // A whole version is meant as it is; what is less, as `cargo add` takes it.
        Some(version) if semver::Version::parse(version).is_ok() => format!("={version}"),
        Some(version) => version.to_owned(),
        None => "*".to_owned(),
    };
    let wrapper = scratch.path().join("wrapper");
    let manifest = format!(
        "[package]\nname = \"{WRAPPER}\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\n[lib]\npath = \"lib.rs\"\n\n\
         [workspace]\n\n[dependencies]\n{} = {{ version = {}, default-features = false }}\n",
        toml_string(name),
        toml_string(&requirement)
    );
    fs::create_dir_all(&wrapper)
        .and_then(|()| fs::write(wrapper.join("lib.rs"), ""))
        .and_then(|()| fs::write(wrapper.join("Cargo.toml"), manifest))
        .map_err(temporary)?;
    let graph = Workspace::load(&CargoOptions {
        manifest_path: Some(wrapper.join("Cargo.toml")),
        offline: args.is_offline(),
        config: args.config.clone(),
        ..CargoOptions::default()
    })
    .map_err(|error| of_cargo(error, args, scratch))?;
    let wanted = semver::VersionReq::parse(&requirement).ok();
    let fits = |package: &&Package| {
        package.name == name
            && !package.is_member
            && wanted.as_ref().is_none_or(|wanted| {
                *wanted == semver::VersionReq::STAR || wanted.matches(&package.version)
            })
    };
    let packages = graph.packages().iter().filter(fits);
    let newest = packages.max_by(|one, other| one.version.cmp(&other.version));
    newest
        .cloned()
        .ok_or_else(|| Error::usage(format!("cargo did not provide `{}`", args.spec)))
}

/// Opens the package as a workspace of its own: its public items are its entry points then.
fn open_copy(args: &Args, copy: &Utf8Path, scratch: &Scratch) -> Result<Session, Error> {
    let options = Options {
        manifest_path: Some(copy.join("Cargo.toml")),
        offline: args.is_offline(),
        config: args.config.clone(),
        features: FeatureSelection {
            features: args.features.clone(),
            all_features: args.all_features,
            no_default_features: args.no_default_features,
        },
        targets: args.target.clone(),
        policy: PolicyOptions {
            none: true,
            ..PolicyOptions::default()
        },
        ..Options::default()
    };
    open(&options).map_err(|error| match error {
        Error::Gate(Failure::Graph(
            error @ (GraphError::CargoFailed { .. } | GraphError::NotDownloaded { .. }),
        )) => of_cargo(error, args, scratch),
        other => other,
    })
}

/// Copies a package, and makes it the root of a workspace.
fn copy_out(from: &Utf8Path, to: &Utf8Path) -> io::Result<()> {
    copy(from, to)?;
    // It holds for its authors' builds, not for those of others.
    match fs::remove_file(to.join("Cargo.lock")) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let manifest = to.join("Cargo.toml");
    let text = fs::read_to_string(&manifest)?;
    let changed =
        as_workspace(&text).ok_or_else(|| io::Error::other("its Cargo.toml is no TOML"))?;
    fs::write(manifest, changed)
}

/// Copies files and directories; a link would lead out of what is published.
fn copy(from: &Utf8Path, to: &Utf8Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in from.read_dir_utf8()? {
        let entry = entry?;
        let (kind, to) = (entry.file_type()?, to.join(entry.file_name()));
        if kind.is_dir() {
            copy(entry.path(), &to)?;
        } else if kind.is_file() {
            fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}

/// The words of cargo, without the package that was made up.
fn of_cargo(error: GraphError, args: &Args, scratch: &Scratch) -> Error {
    let (GraphError::CargoFailed { message, .. } | GraphError::NotDownloaded { message, .. }) =
        &error
    else {
        return Failure::Graph(error).into();
    };
    let ours = |line: &&str| {
        !line.contains(scratch.path().as_str()) && !line.contains(&format!("`{WRAPPER} "))
    };
    let lines: Vec<&str> = message.lines().filter(ours).collect();
    let problem =
        Problem::new(format!("cargo cannot provide `{}`", args.spec)).output(lines.join("\n"));
    // What cargo says where the registry has answered; anything else is on the way to it.
    let has_answered = ["no matching package", "failed to select a version"]
        .iter()
        .any(|words| message.contains(words));
    let help = if args.is_offline() {
        "without `--offline` cargo may fetch it"
    } else if has_answered {
        "check the name and the version; `cargo info NAME` shows what the registry has"
    } else {
        "the registry gave no answer: check the connection and cargo's settings for it; with `--offline` a crate that cargo has \
         fetched before needs none"
    };
    vec![problem.help(help)].into()
}
