//! A world on one line, for the rows of the table: members with their pulls, and the facts about models.
//!
//! Parts are separated by `;`:
//!
//! | part | meaning |
//! |---|---|
//! | `crate NAME LICENCE` | a member; `none`, `file:ID` and `file:?` are the other kinds of licence fields |
//! | `HOW MODEL WORDS` | the last member pulls a model; words: `by:DEP`, `off:FEATURE`, `dev`, `found` (by evidence alone), `code` (that code shows it), `choice` (one of what the package offers), `target:TRIPLE`, `cut:FEATURE`, `in-tests`, `at:FILE` |
//! | `fact SOURCE MODEL LICENCE WORDS` | the claim of a source; `-` is no licence; words: `RELATION:BASE`, `base:none`, `base:?`, `part:MODEL`, `part:none`, `text:LICENCE`, `sha:DIGEST`, `sha256:DIGIT`, `floor` (of a dependency), `unread` |
//! | `file MODEL DIGIT` | the digest of a file, 64 times a digit |
//! | `hint MODEL ANCESTOR` | something points to an ancestor that is not stated |
//! | `call DEP`, `stop DEP LINES`, `damaged MODEL`, `no-notice MODEL`, `missing PATH DEP` | of the last member: a call that cannot be read, a weight file that cannot, weights without a notice, a file that is not there |
//! | `stale MODEL`, `unused-crate N` | findings of the lock and the graph |
//! | `strict`, `-A CODE`, `-W CODE`, `-D CODE` | flags |
//! | `part of the workspace`, `today DATE`, `dates do not count` | how the check runs |
//!
//! In licences `_` stands for a blank. A model that starts with `./` is a file of the package that pulls it.

use std::collections::BTreeSet;

use crate::cargo_toml::CargoToml;
use crate::check::{Input, check};
use crate::date::Date;
use crate::domain::{CrateLicense, How, Kind, PackageRef, PullSource, Scope};
use crate::finding::{Finding, Label, Report};
use crate::license::Terms;
use crate::lint::Severity;
use crate::lock::Stale;
use crate::model::{Artifact, Bases, Claim, ClaimSource, FactStore, Relation};
use crate::policy::Policy;
use crate::pull::{
    Answer, DamagedFile, Member, MissingFile, Pull, Reach, ReachedCall, ReachedPull, ReachedStop,
    StopPlace,
};
use crate::severity::{Levels, Target};
use crate::source::{Place, Problem, SourceFile};

/// Models that most rows use, each by its licence.
const STOCK: &str = "\
fact card m/mit MIT base:none;\
fact card m/apache Apache-2.0 base:none;\
fact card m/agpl AGPL-3.0-only base:none;\
fact card m/llama llama3.1 base:none;\
fact card m/gemma gemma base:none;\
fact card m/nc CC-BY-NC-4.0 base:none;\
fact card m/cc-by CC-BY-4.0 base:none;\
fact card m/other other base:none;\
fact card m/silent - base:none";

struct World {
    members: Vec<Member>,
    store: FactStore,
    stale: Vec<Stale>,
    unused_crates: Vec<usize>,
    strict: bool,
    flags: Vec<(Target, Severity)>,
    whole: bool,
    today: Date,
    dates_count: bool,
}

/// The findings on a world under a policy: `code:severity:member:model`, sorted, `-` where there is none; `~` in
/// front of what an exception silences, `answered:model` for what a `[[crate]]` entry answers for, `override` for each
/// fact that the policy overrides, `problem` for each mistake, or `nothing`.
pub(super) fn judge(given: &str, policy: &str) -> String {
    World::read(given).judge(policy)
}

/// What the findings on a world say, a line each: `message`, `at PLACE: TEXT`, `and PLACE: TEXT`, `fact: `, `note: `,
/// `help: `, `toml: `, `also: ` a model, `override: ` for what the policy overrides, and `soon: ` for what is about to end.
pub(super) fn texts(given: &str, policy: &str) -> Vec<String> {
    let report = World::read(given).check(policy);
    let report = report.unwrap_or_else(|problems| panic!("{problems:?}"));
    let findings = report.findings.iter().chain(&report.suppressed);
    let overrides = report.overrides.iter();
    findings
        .flat_map(words)
        .chain(overrides.map(|text| format!("override: {text}")))
        .chain(report.notes.iter().map(|text| format!("soon: {text}")))
        .collect()
}

fn words(finding: &Finding) -> Vec<String> {
    let label = |how: &str, label: &Label| format!("{how} {}: {}", label.place.path(), label.text);
    let named = |name: &str, lines: &[String]| -> Vec<String> {
        lines.iter().map(|line| format!("{name}: {line}")).collect()
    };
    let toml = finding.toml.iter().flat_map(|toml| toml.lines());
    let mut words = vec![format!("{}: {}", finding.code, finding.message)];
    words.extend(finding.primary.iter().map(|one| label("at", one)));
    words.extend(finding.secondary.iter().map(|one| label("and", one)));
    words.extend(
        finding
            .evidence
            .iter()
            .map(|fact| format!("fact: {}", fact.detail)),
    );
    words.extend(named("note", &finding.notes));
    words.extend(named("help", &finding.help));
    words.extend(toml.map(|line| format!("toml: {line}")));
    words.extend(
        finding
            .also
            .iter()
            .map(|context| format!("also: {}", context.model)),
    );
    words
}

impl World {
    fn read(given: &str) -> Self {
        let mut world = Self {
            members: Vec::new(),
            store: FactStore::built_in(),
            stale: Vec::new(),
            unused_crates: Vec::new(),
            strict: false,
            flags: Vec::new(),
            whole: true,
            today: Date::parse("2026-11-23").expect("a date"),
            dates_count: true,
        };
        for part in STOCK.split(';').chain(given.split(';')) {
            let words: Vec<&str> = part.split_whitespace().collect();
            world.add(&words);
        }
        world
    }

    /// The path of the last member to a package.
    fn path_to(&self, to: &PackageRef) -> Vec<PackageRef> {
        let own = self.last().package.clone();
        if own == *to {
            vec![own]
        } else {
            vec![own, to.clone()]
        }
    }

    fn add(&mut self, words: &[&str]) {
        match *words {
            [] => {}
            ["crate", name, ref license @ ..] => {
                self.members.push(member(name, &license.join(" ")));
            }
            ["fact", source, model, license, ref words @ ..] => {
                self.fact(source, model, license, words);
            }
            ["hint", model, hinted] => {
                let seen = "its header".to_owned();
                self.store
                    .add_hint(&self.artifact(model), artifact(hinted), seen);
            }
            ["call", puller] => {
                let path = vec![self.last().package.clone(), package(puller)];
                self.last_mut().unresolved.push(ReachedCall {
                    puller: package(puller),
                    path,
                    entry: None,
                    place: place("a call"),
                    chain: Vec::new(),
                    template: "{}".to_owned(),
                });
            }
            ["stop", of, ref places @ ..] => {
                let package = package(of);
                let at = |line: &str| StopPlace {
                    file: "src/big.rs".to_owned(),
                    place: place(line),
                    why: "cannot be read".to_owned(),
                    advice: "make it readable",
                };
                let others = places.iter().map(|line| at(line));
                let path = self.path_to(&package);
                self.last_mut().stops.push(ReachedStop {
                    package,
                    path,
                    entry: None,
                    places: [at("here")].into_iter().chain(others).collect(),
                });
            }
            ["damaged", model] => {
                let model = self.artifact(model);
                self.last_mut().malformed.push(DamagedFile {
                    model,
                    place: place("a file"),
                    why: "too short".to_owned(),
                });
            }
            ["missing", file, puller] => {
                let puller = package(puller);
                let path = self.path_to(&puller);
                let at = format!("{} takes {file}", self.last().missing.len());
                self.last_mut().missing.push(MissingFile {
                    call: ReachedCall {
                        puller,
                        path,
                        entry: None,
                        place: place(&at),
                        chain: Vec::new(),
                        template: file.to_owned(),
                    },
                    is_local: true,
                });
            }
            ["no-notice", model] => {
                let model = self.artifact(model);
                self.last_mut().unnoticed.push((model, place("a file")));
            }
            ["file", model, digest] => {
                let model = self.artifact(model);
                self.store.add_digest(&model, digest.repeat(64));
            }
            ["names", model] => {
                let model = artifact(model);
                self.last_mut().named.push((model, place("a line")));
            }
            ["stale", model] => self.stale.push(Stale::Model {
                model: artifact(model),
                package: package("app"),
            }),
            ["unused-crate", number] => self.unused_crates.push(number.parse().expect("a number")),
            ["strict"] => self.strict = true,
            [flag @ ("-A" | "-W" | "-D"), code] => {
                let level = match flag {
                    "-A" => Severity::Allow,
                    "-W" => Severity::Warn,
                    _ => Severity::Deny,
                };
                self.flags
                    .push((Target::parse(code).expect("a code"), level));
            }
            ["part", "of", "the", "workspace"] => self.whole = false,
            ["today", date] => self.today = Date::parse(date).expect("a date"),
            ["dates", "do", "not", "count"] => self.dates_count = false,
            [how, model, ref words @ ..] => self.pull(how, model, words),
            _ => panic!("not a part of a world: {words:?}"),
        }
    }

    fn last(&self) -> &Member {
        self.members.last().expect("a crate stands before")
    }

    fn last_mut(&mut self) -> &mut Member {
        self.members.last_mut().expect("a crate stands before")
    }

    /// A file is one of the member that was named last.
    fn artifact(&self, text: &str) -> Artifact {
        let model = artifact(text);
        match self.members.last() {
            Some(member) => model.in_package(&member.package.to_string()),
            None => model,
        }
    }

    fn pull(&mut self, how: &str, model: &str, words: &[&str]) {
        let own = self.last().package.clone();
        let mut puller = own.clone();
        let mut pull = Pull {
            artifact: self.artifact(model),
            how: How::parse(how).unwrap_or_else(|| panic!("no way to come in: {how}")),
            features: Vec::new(),
            target: None,
            source: PullSource::Manifest,
            place: place(artifact(model).name()),
            scope: None,
            places: Vec::new(),
            declared: true,
            sha256: None,
        };
        let (mut reach, mut kind, mut answer) = (Reach::On, Kind::Normal, None);
        let (mut choice, mut targets, mut cut) = (false, Vec::new(), None);
        let number = |text: &str| text.parse().expect("a number");
        for word in words {
            match word.split_once(':').unwrap_or((word, "")) {
                ("by", name) => puller = package(name),
                ("at", file) => pull.place = place(file),
                ("off", feature) => reach = Reach::Gated(vec![feature.to_owned()]),
                ("dev", _) => kind = Kind::Dev,
                ("covered", by) => answer = Some(Answer::Covers(number(by))),
                ("contradicts", entry) => answer = Some(Answer::Contradicts(number(entry))),
                ("found", _) => pull.declared = false,
                ("code", _) => pull.source = PullSource::Source,
                ("choice", _) => choice = true,
                ("target", triple) => targets.push(triple.to_owned()),
                ("cut", feature) => cut = Some(format!("leave out `{feature}`")),
                ("in-tests", _) => pull.scope = Some(Scope::Dev),
                _ => panic!("not a word of a pull: {word}"),
            }
        }
        let path = if puller == own {
            vec![own]
        } else {
            vec![own, puller.clone()]
        };
        self.last_mut().pulls.push(ReachedPull {
            pull,
            puller,
            path,
            kind,
            target: None,
            scope: Scope::Lib,
            reach,
            entry: None,
            targets,
            choice,
            cut,
            chain: Vec::new(),
            answer,
        });
    }

    fn fact(&mut self, source: &str, model: &str, license: &str, words: &[&str]) {
        let terms = |text: &str| Terms::parse(&text.replace('_', " ")).expect("a licence");
        let mut claim = Claim::new(origin(source), "the table of the test");
        claim.license = (license != "-").then(|| terms(license));
        // Where a manifest states a model is where the pull is from.
        claim.place = Some(match claim.origin {
            ClaimSource::Member | ClaimSource::Dependency => place(artifact(model).name()),
            _ => place(source),
        });
        for word in words {
            if *word == "floor" {
                claim.floor = true;
                continue;
            }
            if *word == "unread" {
                claim.unread = Some("too short".to_owned());
                continue;
            }
            let (key, value) = word.split_once(':').expect("a word with a colon");
            match (key, value) {
                ("sha", digest) => claim.texts.push(digest.to_owned()),
                ("sha256", digit) => claim.sha256 = Some(digit.repeat(64)),
                ("text", license) => claim.beyond = Some(terms(license)),
                ("part", "none") => claim.components = Some(Vec::new()),
                ("part", part) => claim
                    .components
                    .get_or_insert_default()
                    .push(artifact(part)),
                ("base", "none") => claim.bases = Bases::Named(Vec::new()),
                ("base", "?") => claim.bases = Bases::Unnamed,
                (relation, base) => {
                    claim.relation = Relation::parse(relation);
                    let mut named = match claim.bases {
                        Bases::Named(named) => named,
                        Bases::NotStated | Bases::Unnamed => Vec::new(),
                    };
                    named.push(artifact(base));
                    claim.bases = Bases::Named(named);
                }
            }
        }
        let model = self.artifact(model);
        self.store.add(&model, claim);
    }

    fn check(self, policy: &str) -> Result<Report, Vec<Problem>> {
        let policy = SourceFile::new("deny-models.toml", policy);
        let policy = Policy::parse(&policy, Date::parse("2026-11-23").expect("a date"))
            .unwrap_or_else(|problems| panic!("{problems:?}"));
        let packages: BTreeSet<PackageRef> = self
            .members
            .iter()
            .map(|member| member.package.clone())
            .collect();
        check(&Input {
            policy: &policy,
            levels: &Levels::new(&policy, self.strict, self.flags),
            store: &self.store,
            members: &self.members,
            packages: &packages,
            scanned: packages.len(),
            unresolved: 0,
            unused_crates: &self.unused_crates,
            stale: &self.stale,
            whole: self.whole,
            today: self.today,
            dates_count: self.dates_count,
        })
    }

    fn judge(self, policy: &str) -> String {
        let mut lines: Vec<String> = match self.check(policy) {
            Ok(report) => {
                let silenced = report
                    .suppressed
                    .iter()
                    .map(|finding| format!("~{}", line(finding)));
                let overrides = report.overrides.iter().map(|_| "override".to_owned());
                let answered = report.answered.iter();
                let answered = answered.map(|answered| format!("answered:{}", answered.model));
                report
                    .findings
                    .iter()
                    .map(line)
                    .chain(silenced)
                    .chain(overrides)
                    .chain(answered)
                    .collect()
            }
            Err(problems) => problems.iter().map(|_| "problem".to_owned()).collect(),
        };
        lines.sort();
        if lines.is_empty() {
            return "nothing".to_owned();
        }
        lines.join(" ")
    }
}

fn line(finding: &Finding) -> String {
    let member = finding.member.as_ref();
    let context = finding.context.as_ref();
    format!(
        "{}:{}:{}:{}",
        finding.code,
        finding.severity,
        member.map_or("-", |member| &member.name),
        context.map_or("-", |context| context.model.name())
    )
}

fn member(name: &str, license: &str) -> Member {
    Member {
        package: package(name),
        license: match license {
            "none" => CrateLicense::Missing,
            "file:?" => CrateLicense::UnknownFile,
            "file:MIT" => CrateLicense::File("MIT"),
            text => CrateLicense::Stated(text.to_owned()),
        },
        license_place: None,
        manifest: CargoToml::default(),
        pulls: Vec::new(),
        unresolved: Vec::new(),
        stops: Vec::new(),
        malformed: Vec::new(),
        unnoticed: Vec::new(),
        missing: Vec::new(),
        named: Vec::new(),
        stated: Vec::new(),
        answered: Vec::new(),
        decides_alone: false,
    }
}

fn package(name: &str) -> PackageRef {
    PackageRef {
        name: name.to_owned(),
        version: "1.0.0".to_owned(),
    }
}

fn artifact(text: &str) -> Artifact {
    match text.strip_prefix("./") {
        Some(path) => Artifact::parse_path(path),
        None => Artifact::parse(text),
    }
    .expect("a model")
}

fn place(name: &str) -> Place {
    Place::new(&SourceFile::new(name, "x"), 0..1)
}

fn origin(word: &str) -> ClaimSource {
    use ClaimSource::{
        Card, DataFile, Dependency, Header, HubCache, LicenseFile, Lock, Member, Package, Policy,
        Table,
    };
    let all = [
        Policy,
        Card,
        Header,
        LicenseFile,
        Table,
        Lock,
        Package,
        Member,
        Dependency,
        DataFile,
        HubCache,
    ];
    all.into_iter()
        .find(|origin| origin.as_str() == word)
        .unwrap_or_else(|| panic!("no source: {word}"))
}
