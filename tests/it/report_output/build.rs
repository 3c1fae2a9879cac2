//! Results of a check, made by hand.

use std::sync::Arc;

use camino::Utf8Path;
use cargo_deny_models::report::{Format, View};
use deny_models::domain::{How, Kind, PackageRef, Scope, When};
use deny_models::finding::{AnsweredBy, Finding, Granted, Label, ModelContext, Report, Stats};
use deny_models::license::{LicenseRules, Terms};
use deny_models::lint::{Code, Severity};
use deny_models::model::{
    Artifact, Bases, Claim, ClaimSource, Evidence, FactStore, Relation, Resolution, resolve,
};
use deny_models::pull::AnsweredKind;
use deny_models::source::{Place, SourceFile};

use crate::support::without_digest;

pub(crate) const MANIFEST: &str = r#"[package]
name = "demo"
version = "0.1.0"
license = "MIT"

[[package.metadata.deny-models.model]]
id = "acme/paint"
how = "runtime"

[dependencies]
brush = "5"
"#;

pub(crate) fn base() -> &'static Utf8Path {
    Utf8Path::new("/ws")
}

pub(crate) fn manifest() -> Arc<SourceFile> {
    SourceFile::new("/ws/demo/Cargo.toml", MANIFEST)
}

/// The place of `text` in `source`.
pub(crate) fn place(source: &Arc<SourceFile>, text: &str) -> Place {
    let start = source.text().find(text).expect("in the text");
    Place::new(source, start..start + text.len())
}

pub(crate) fn label(source: &Arc<SourceFile>, marked: &str, text: &str) -> Label {
    Label {
        place: place(source, marked),
        text: text.to_owned(),
    }
}

pub(crate) fn package(name: &str, version: &str) -> PackageRef {
    PackageRef {
        name: name.to_owned(),
        version: version.to_owned(),
    }
}

fn model(id: &str) -> Artifact {
    Artifact::parse(id).expect("a model id")
}

pub(crate) fn state(
    store: &mut FactStore,
    id: &str,
    license: Option<&str>,
    base: Option<&str>,
    parts: &[&str],
) {
    let mut claim = Claim::new(ClaimSource::Table, format!("card of {id}"));
    claim.license = license.map(|text| Terms::parse(text).unwrap_or_else(|_| Terms::opaque(text)));
    claim.bases = Bases::Named(base.map(model).into_iter().collect());
    claim.relation = base.map(|_| Relation::Finetune);
    claim.components = Some(parts.iter().map(|part| model(part)).collect());
    store.add(&model(id), claim);
}

pub(crate) fn store() -> FactStore {
    let mut known = FactStore::built_in();
    let parts = ["acme/text-8b", "acme/t5", "acme/clip"];
    state(&mut known, "acme/paint", Some("mit"), None, &parts);
    state(
        &mut known,
        "acme/text-8b",
        Some("llama3.1"),
        Some("acme/text-8b-base"),
        &[],
    );
    state(&mut known, "acme/text-8b-base", Some("llama3.1"), None, &[]);
    state(&mut known, "acme/t5", Some("apache-2.0"), None, &[]);
    state(&mut known, "acme/clip", Some("mit"), None, &[]);
    state(
        &mut known,
        "acme/scholar",
        Some("apache-2.0"),
        Some("acme/text-8b-base"),
        &[],
    );
    state(
        &mut known,
        "acme/open",
        Some("apache-2.0"),
        Some("acme/t5"),
        &[],
    );
    known
}

pub(crate) fn resolved(id: &str) -> Resolution {
    resolve(&model(id), &store(), &LicenseRules::osi())
}

pub(crate) fn finding(code: Code, message: &str) -> Finding {
    Finding {
        code,
        severity: code.default_severity(),
        member: None,
        message: message.to_owned(),
        primary: None,
        secondary: Vec::new(),
        context: None,
        way: None,
        evidence: Vec::new(),
        notes: Vec::new(),
        help: Vec::new(),
        also: Vec::new(),
        toml: None,
        exception: None,
    }
}

/// A finding on a model that the last package of `path` pulls.
pub(crate) fn pulled(code: Code, message: &str, id: &str, path: &[(&str, &str)]) -> Finding {
    let path: Vec<PackageRef> = path
        .iter()
        .map(|(name, version)| package(name, version))
        .collect();
    let context = ModelContext {
        model: model(id),
        how: Some(How::Runtime),
        when: When {
            scope: Scope::Lib,
            ..When::default()
        },
        reach: Vec::new(),
        puller: path[path.len() - 1].clone(),
        path: path.clone(),
        resolution: Arc::new(resolve(&model(id), &store(), &LicenseRules::osi())),
    };
    Finding {
        member: Some(path[0].clone()),
        context: Some(Box::new(context)),
        ..finding(code, message)
    }
}

/// The founding example, with other names.
pub(crate) fn paint() -> Finding {
    let source = manifest();
    let mut finding = pulled(
        Code::NonOsiModel,
        "`demo` is MIT, but `acme/paint` is governed by llama3.1, which does not pass",
        "acme/paint",
        &[("demo", "0.1.0")],
    );
    finding.primary = Some(label(
        &source,
        "\"acme/paint\"",
        "fetched or loaded when run",
    ));
    finding
        .secondary
        .push(label(&source, "\"MIT\"", "what the crate promises"));
    finding
        .help
        .push("use a model of which every binding licence passes".to_owned());
    finding.help.push(
        "or label the crate honestly: `license = \"MIT AND LicenseRef-llama3.1\"`".to_owned(),
    );
    finding
}

/// Two findings on one model of a dependency.
pub(crate) fn scholar(member: &str) -> [Finding; 2] {
    let source = manifest();
    let path = [(member, "0.1.0"), ("brush", "5.0.0")];
    let message = format!(
        "`{member}` is MIT, but `acme/scholar` is governed by llama3.1, which does not pass"
    );
    let mut failing = pulled(Code::NonOsiModel, &message, "acme/scholar", &path);
    let message = "`acme/scholar` is tagged apache-2.0, but its weights came from `acme/text-8b-base` under llama3.1";
    let mut relicensed = pulled(Code::RelicensedModel, message, "acme/scholar", &path);
    for finding in [&mut failing, &mut relicensed] {
        finding.primary = Some(label(
            &source,
            "brush",
            "pulls the model, fetched or loaded when run",
        ));
        let context = finding.context.as_mut().expect("a context");
        context.when.features = vec!["llm".to_owned()];
        context.when.target = Some("cfg(unix)".to_owned());
        context.when.kind = Kind::Build;
    }
    relicensed
        .help
        .push("judge the model by its base".to_owned());
    [failing, relicensed]
}

/// One of everything.
pub(crate) fn everything() -> Report {
    let policy = SourceFile::new(
        "/ws/deny-models.toml",
        "[[exception]]\nmodel = \"acme/gone\"\nuntil = 2027-06-30\n",
    );
    let mut unused = finding(
        Code::UnusedException,
        "the exception for `acme/gone` matches no finding",
    );
    unused.primary = Some(label(&policy, "\"acme/gone\"", "nothing to accept"));
    unused.evidence.push(Evidence {
        kind: "policy",
        place: Some(place(&policy, "2027-06-30")),
        detail: "holds until 2027-06-30".to_owned(),
    });
    let mut quiet = pulled(
        Code::NonOsiModel,
        "only tests of `demo` pull `acme/text-8b`",
        "acme/text-8b",
        &[("demo", "0.1.0")],
    );
    quiet.severity = Severity::Note;
    let mut silenced = pulled(
        Code::NonOsiModel,
        "excepted",
        "acme/text-8b",
        &[("demo-cli", "0.2.0")],
    );
    silenced.exception = Some(Granted {
        reason: "internal tool, not published".to_owned(),
        until: Some("2027-06-30".to_owned()),
        place: place(&policy, "[[exception]]"),
    });
    let findings = [paint()]
        .into_iter()
        .chain(scholar("demo"))
        .chain([unused, quiet]);
    Report {
        policy: None,
        findings: findings.collect(),
        suppressed: vec![silenced],
        answered: vec![AnsweredBy {
            package: package("fastembed", "7.0.1"),
            kind: AnsweredKind::Offer,
            model: "jinaai/jina-embeddings-v3".to_owned(),
            reason: None,
            until: None,
        }],
        overrides: vec!["the policy overrides what is known of acme/x until 2027-01-01".to_owned()],
        notes: vec![
            "`cargo metadata` ran offline: packages of other targets were left out".to_owned(),
        ],
        member_licenses: vec![(package("demo", "0.1.0"), Some("MIT".to_owned()))],
        stats: Stats {
            members: 3,
            gated: 2,
            packages: 412,
            scanned: 410,
            not_scanned: 2,
            models: 5,
            unresolved_pulls: 1,
            failing: 2,
            unknown: 1,
            not_analysed: 1,
            incomplete: 1,
            not_reached: 4,
        },
    }
}

/// A result with these findings.
pub(crate) fn report(findings: Vec<Finding>) -> Report {
    Report {
        findings,
        stats: Stats {
            members: 1,
            gated: 1,
            packages: 2,
            scanned: 2,
            models: 1,
            ..Stats::default()
        },
        ..Report::default()
    }
}

pub(crate) fn printed(format: Format, report: &Report, view: &View<'_>) -> String {
    let mut out = Vec::new();
    format
        .print(report, view, &mut out)
        .expect("writes to memory");
    text(out)
}

/// What was printed, without the digest of the tables.
pub(crate) fn text(out: Vec<u8>) -> String {
    without_digest(&String::from_utf8(out).expect("UTF-8"))
}

pub(crate) fn shown(report: &Report) -> String {
    printed(Format::Human, report, &View::plain(base()))
}
