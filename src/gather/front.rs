//! What the front end of a program of Tauri names and hands to its commands, as pulls of the program.

use std::collections::{BTreeMap, BTreeSet};

use super::join::Texts;
use super::linked::{Linked, LinkedCall, LinkedMember};
use crate::graph::{PackageIdx, SourceKind, Workspace};
use deny_models::domain::{How, PullSource, Scope};
use deny_models::model::Artifact;
use deny_models::pull::Pull;
use deny_models::source::Place;
use deny_models_scan::{
    Command, CommandUse, Fetches, FoundKind, FrontEnd, FrontPlace, Handed, Scan, handed_model,
    is_hub_client,
};

/// Packages that send requests for the code that depends on them, or for the front end.
const CLIENTS: [&str; 15] = [
    "attohttpc",
    "awc",
    "curl",
    "http_req",
    "hyper",
    "hyper-util",
    "isahc",
    "minreq",
    "reqwest",
    "reqwest-middleware",
    "surf",
    "tauri-plugin-http",
    "tauri-plugin-upload",
    "ureq",
    "wreq",
];

/// The file of a repository where which one is not known.
const FILE: &str = "model.safetensors";

/// What a member can fetch, by its own code, by that of directories that it depends on, and by what these depend on;
/// `None` for nothing.
pub(super) fn fetches(
    workspace: &Workspace,
    member: PackageIdx,
    scans: &BTreeMap<PackageIdx, Scan>,
) -> Option<Fetches> {
    let (mut seen, mut open) = (BTreeSet::from([member]), vec![member]);
    let mut fetches = None;
    while let Some(at) = open.pop() {
        if let Some(scan) = scans.get(&at) {
            let mut found = scan.found.iter().filter(|found| !found.mention);
            let hub = found.any(|found| found.kind == FoundKind::HfRepoId);
            if hub || !scan.unresolved.is_empty() {
                return Some(Fetches::Hub);
            }
            if scan.requests {
                fetches = Some(Fetches::Files);
            }
        }
        for (_, other) in workspace.externs(at) {
            let package = workspace.package(other);
            if is_hub_client(&package.name) {
                return Some(Fetches::Hub);
            }
            if CLIENTS.contains(&package.name.as_str()) {
                fetches = Some(Fetches::Files);
            }
            if package.source == SourceKind::Path && seen.insert(other) {
                open.push(other);
            }
        }
    }
    fetches
}

/// Answers the calls that the front end decides by what it hands to commands: literals become pulls, and a call for which
/// every one is known is no longer open. Requests that are of no model are left out.
pub(super) fn answer(
    workspace: &Workspace,
    front: Option<&FrontEnd>,
    member: PackageIdx,
    linked: &mut LinkedMember,
) {
    let mut texts = Texts::new(workspace.package(member));
    let mut place = |at: &FrontPlace| texts.place(&at.file, at.line, at.column);
    for call in std::mem::take(&mut linked.calls) {
        let Some(command) = &call.command else {
            linked.calls.push(call);
            continue;
        };
        let handed = front.and_then(|front| front.handed(command));
        let mut models = BTreeSet::new();
        let mut others = false;
        for (text, at) in handed.iter().flat_map(|handed| &handed.texts) {
            match model(command, &call.template, text) {
                Some(model) => drop(models.insert((model, at))),
                None => others = true,
            }
        }
        let is_open = is_open(command, handed.as_ref(), others, !models.is_empty());
        for (model, at) in models {
            linked.pulls.push(pull(member, &call, model, place(at)));
        }
        if is_open {
            linked.calls.push(call);
        }
    }
    for (template, at) in front.into_iter().flat_map(FrontEnd::open) {
        let place = place(&at);
        linked.calls.push(LinkedCall {
            package: member,
            chain: vec![place.clone()],
            place,
            template,
            features: Vec::new(),
            command: None,
        });
    }
}

/// The model that a command takes when it is handed a text.
fn model(command: &Command, template: &str, text: &str) -> Option<Artifact> {
    let (whole, is_repository) = match command.use_of {
        CommandUse::Repository => (template.replacen("{}", text, 1), true),
        CommandUse::Address => (address(template, text), false),
        CommandUse::Request | CommandUse::ModelRequest => (text.to_owned(), false),
        CommandUse::Ollama => {
            let name = template.replacen("{}", text, 1);
            return Artifact::parse_id(&format!("ollama:{name}")).ok();
        }
        CommandUse::Other => return None,
    };
    let (name, kind) = handed_model(&whole, is_repository)?;
    match kind {
        FoundKind::HfRepoId => Artifact::parse_hub(&name).ok(),
        _ => Artifact::parse(&name).ok(),
    }
}

/// The address that a command makes of a text. What a file of a repository is called decides no model.
fn address(template: &str, text: &str) -> String {
    let whole = template.replacen("{}", text, 1);
    match whole.split_once("/resolve/") {
        Some((_, file)) if file.contains("{}") => whole.replace("{}", FILE),
        _ => whole,
    }
}

/// Whether a command may take a model that is not known, beside those that are.
fn is_open(command: &Command, handed: Option<&Handed>, others: bool, models: bool) -> bool {
    let Some(handed) = handed else {
        return command.use_of != CommandUse::Request;
    };
    // Where no call gives it, a default is taken, which the code of the program names.
    let undecided = !handed.open.is_empty();
    match command.use_of {
        // Anything may be requested: a picture, a page.
        CommandUse::Request => undecided && models,
        CommandUse::ModelRequest => undecided,
        CommandUse::Repository | CommandUse::Address | CommandUse::Ollama => undecided || others,
        CommandUse::Other => true,
    }
}

fn pull(member: PackageIdx, call: &LinkedCall, artifact: Artifact, place: Place) -> Linked {
    let mut chain = vec![place.clone()];
    chain.extend(call.chain.iter().cloned());
    Linked {
        package: member,
        literal_in: member,
        taken_in: call.package,
        pull: Pull {
            artifact,
            how: How::Runtime,
            features: Vec::new(),
            target: None,
            source: PullSource::Source,
            place,
            scope: Some(Scope::Bin),
            places: Vec::new(),
            declared: false,
            sha256: None,
        },
        chain,
        possible: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(use_of: CommandUse) -> Command {
        Command {
            name: "get_model".to_owned(),
            parameter: "id".to_owned(),
            fields: Vec::new(),
            use_of,
        }
    }

    #[test]
    fn a_text_is_a_model_by_what_the_command_does_with_it() {
        let url = "https://acme.dev/x.gguf";
        let hub = "https://huggingface.co/{}/resolve/main/x.gguf";
        for (use_of, template, text, expected) in [
            (CommandUse::Repository, "{}", "acme/chat", "acme/chat"),
            (CommandUse::Repository, "acme/{}", "chat", "acme/chat"),
            (CommandUse::Repository, "{}", "chat and more", ""),
            (CommandUse::Address, hub, "acme/chat", "acme/chat"),
            (
                CommandUse::Address,
                "https://huggingface.co/{}/resolve/{}/{}",
                "acme/chat",
                "acme/chat",
            ),
            (CommandUse::Request, "{}", url, url),
            (CommandUse::ModelRequest, "{}", "https://acme.dev/x.png", ""),
            (CommandUse::Ollama, "{}", "chat:3b", "ollama:chat:3b"),
            (
                CommandUse::Ollama,
                "acme/{}",
                "chat",
                "ollama:acme/chat:latest",
            ),
            (
                CommandUse::Ollama,
                "{}",
                "hf.co/acme/chat:Q8_0",
                "acme/chat",
            ),
            (CommandUse::Ollama, "{}", "two words", ""),
            (CommandUse::Other, "{}", "acme/chat", ""),
        ] {
            let found = model(&command(use_of), template, text);
            let name = found.as_ref().map_or("", Artifact::name);
            assert_eq!(name, expected, "{use_of:?} {text}");
        }
    }

    #[test]
    fn a_call_stays_open_unless_all_that_is_handed_over_is_known() {
        let at = FrontPlace {
            file: "a.ts".to_owned(),
            line: 1,
            column: 1,
        };
        let decided = Handed {
            texts: BTreeSet::from([("u".to_owned(), at.clone())]),
            ..Handed::default()
        };
        let undecided = Handed {
            open: BTreeSet::from([at]),
            ..decided.clone()
        };
        let open =
            |use_of, handed, others, models| is_open(&command(use_of), handed, others, models);
        for use_of in [
            CommandUse::Repository,
            CommandUse::Address,
            CommandUse::ModelRequest,
            CommandUse::Ollama,
        ] {
            assert!(open(use_of, None, false, false), "{use_of:?}");
            assert!(open(use_of, Some(&undecided), false, true), "{use_of:?}");
            assert!(!open(use_of, Some(&decided), false, true), "{use_of:?}");
        }
        assert!(open(CommandUse::Repository, Some(&decided), true, true));
        assert!(open(CommandUse::Other, Some(&decided), false, true));
        assert!(!open(CommandUse::Request, None, false, false));
        assert!(!open(CommandUse::Request, Some(&undecided), false, false));
        assert!(open(CommandUse::Request, Some(&undecided), false, true));
    }
}
