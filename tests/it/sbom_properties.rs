//! Whatever a workspace looks like and whatever models are called, bills of materials and notices are whole.

use std::collections::BTreeMap;

use cargo_deny_models::inventory::uri::{self, Purl};
use cargo_deny_models::inventory::{CrateFacts, Inventory, Shape, Source};
use cargo_deny_models::report::cyclonedx::{self, Spec};
use cargo_deny_models::report::notice::{self, Facts};
use cargo_deny_models::report::spdx;
use deny_models::date::Moment;
use deny_models::domain::{CrateLicense, PullSource, Scope};
use deny_models::domain::{How, Kind, PackageRef};
use deny_models::license::{LicenseRules, Terms};
use deny_models::lock::{Lock, LockedModel, LockedText, LockedWeights};
use deny_models::model::{Artifact, Bases, Claim, ClaimSource, FactStore, Relation};
use deny_models::pull::{Member, Pull, Reach, ReachedPull};
use deny_models::source::{Place, SourceFile};
use proptest::prelude::*;
use serde_json::Value;

/// A model as the test makes it: its name, its licence, its revision, and by number the models that it depends on.
#[derive(Debug, Clone)]
struct Node {
    artifact: Artifact,
    license: Option<Terms>,
    relation: Option<Relation>,
    bases: Vec<usize>,
    components: Vec<usize>,
    locked: bool,
}

#[derive(Debug, Clone)]
struct Way {
    member: usize,
    /// Crates between.
    between: Vec<usize>,
    model: usize,
    how: usize,
    kind: usize,
    on: bool,
}

/// The first member pulls the first model itself.
fn direct(how: usize) -> Way {
    Way {
        member: 0,
        between: Vec::new(),
        model: 0,
        how,
        kind: 0,
        on: true,
    }
}

#[derive(Debug, Clone)]
struct World {
    nodes: Vec<Node>,
    members: usize,
    ways: Vec<Way>,
    offered: bool,
}

/// Names that a hub, a server or a file system may have.
fn artifact() -> impl Strategy<Value = Artifact> {
    let hub = "(datasets/)?([A-Za-z0-9_]{1,6}/)?[A-Za-z0-9_]{1,6}(@[a-z0-9/]{1,8})?";
    let url = "https?://(u:p@)?([a-z]{1,5}|h\\[|\\[::1\\]|é)(:[0-9a]{1,3})?/[^\\s\\p{C}]{0,12}";
    let path = "[^\\p{C}]{1,10}(/[^\\p{C}]{1,10})?";
    prop_oneof![
        hub.prop_filter_map("an id", |text| Artifact::parse(&text).ok()),
        url.prop_filter_map("an address", |text| Artifact::parse(&text).ok()),
        (path, 0..3_usize).prop_filter_map("a path", |(text, package)| {
            let path = Artifact::parse_path(&text).ok()?;
            Some(path.in_package(&package_of(package).to_string()))
        }),
        // Names of the built-in table, with their real lineage.
        prop::sample::select(vec![
            "HiDream-ai/HiDream-I1-Full",
            "gpt2",
            "openai-community/gpt2"
        ])
        .prop_map(|id| Artifact::parse(id).expect("an id")),
    ]
}

fn terms() -> impl Strategy<Value = Terms> {
    let known = prop::sample::select(vec![
        "mit",
        "Apache-2.0",
        "GPL-2.0+",
        "GPL-3.0-or-later",
        "llama3.1",
        "other",
        "bsd",
        "openrail++",
        "NOASSERTION",
        "Informatica",
        "MIT OR gemma",
        "MIT AND (gemma OR Apache-2.0)",
        "Apache-2.0 WITH LLVM-exception",
        "gemma WITH LLVM-exception",
        "LicenseRef-a.b",
        "LicenseRef-a_b",
        "mit, apache-2.0",
        "GFDL-1.1-invariants",
        "LicenseRef-a-b OR MIT",
        "bsd OR other",
    ]);
    prop_oneof![
        4 => known.prop_map(|text| Terms::parse(text).expect("an expression")),
        1 => ".{0,20}".prop_map(|text| Terms::opaque(&text)),
    ]
}

fn world() -> impl Strategy<Value = World> {
    (1..7_usize).prop_flat_map(|models| {
        let parts = || prop::collection::vec(0..models, 0..3);
        let node = (
            artifact(),
            prop::option::weighted(0.8, terms()),
            prop::option::of(0..4_usize),
            parts(),
            parts(),
            any::<bool>(),
        )
            .prop_map(
                |(artifact, license, relation, bases, components, locked)| Node {
                    artifact,
                    license,
                    relation: relation.map(|at| Relation::ALL[at]),
                    bases,
                    components,
                    locked,
                },
            );
        let way = (
            0..3_usize,
            prop::collection::vec(0..4_usize, 0..3),
            0..models,
            0..4_usize,
            0..3_usize,
            prop::bool::weighted(0.9),
        )
            .prop_map(|(member, between, model, how, kind, on)| Way {
                member,
                between,
                model,
                how,
                kind,
                on,
            });
        (
            prop::collection::vec(node, models),
            0..4_usize,
            prop::collection::vec(way, 0..8),
            any::<bool>(),
        )
            .prop_map(|(nodes, members, ways, offered)| World {
                nodes,
                members,
                ways,
                offered,
            })
    })
}

fn package_of(number: usize) -> PackageRef {
    PackageRef {
        name: format!("crate-{number}"),
        version: "1.0.0-a.1+b".to_owned(),
    }
}

fn store(world: &World) -> FactStore {
    let mut store = FactStore::built_in();
    let models = |numbers: &[usize]| -> Vec<Artifact> {
        numbers
            .iter()
            .map(|number| world.nodes[*number].artifact.clone())
            .collect()
    };
    for node in &world.nodes {
        let claim = Claim {
            license: node.license.clone(),
            bases: Bases::Named(models(&node.bases)),
            relation: node.relation,
            components: Some(models(&node.components)),
            ..Claim::new(ClaimSource::Member, "test\u{202e}\u{1b}[31m")
        };
        store.add(&node.artifact, claim);
    }
    store
}

fn lock(world: &World) -> Lock {
    let locked = world.nodes.iter().filter(|node| node.locked);
    let models = locked.map(|node| LockedModel {
        revision: Some("0123456789abcdef0123456789abcdef01234567".to_owned()),
        texts: vec![LockedText {
            path: "LICENSE <x>.md".to_owned(),
            sha256: "0".repeat(64),
            license: None,
        }],
        files: ["a b.onnx", "c/d.onnx"]
            .map(|path| LockedWeights {
                path: path.to_owned(),
                sha256: "1".repeat(64),
                size: None,
            })
            .to_vec(),
        ..LockedModel::new(&node.artifact)
    });
    Lock::new(models, [])
}

fn members(world: &World) -> Vec<Member> {
    let source = SourceFile::new("/ws/crate/Cargo.toml", "a\nb\nc\n");
    let manifest = deny_models::cargo_toml::CargoToml::read(&source);
    let mut members: Vec<Member> = (0..world.members)
        .map(|number| Member {
            package: package_of(number),
            license: [
                CrateLicense::Stated("MIT OR Apache-2.0".to_owned()),
                CrateLicense::Missing,
                CrateLicense::Stated("not an expression (".to_owned()),
                CrateLicense::UnknownFile,
            ][number]
                .clone(),
            license_place: None,
            manifest: manifest.clone(),
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
        })
        .collect();
    for way in &world.ways {
        let Some(member) = members.get_mut(way.member) else {
            continue;
        };
        let mut path = vec![member.package.clone()];
        path.extend(way.between.iter().map(|number| package_of(number + 2)));
        path.dedup();
        member.pulls.push(ReachedPull {
            pull: Pull {
                artifact: world.nodes[way.model].artifact.clone(),
                how: How::ALL[way.how],
                features: vec!["a".to_owned()],
                target: None,
                source: PullSource::Manifest,
                place: Place::new(&source, 2..3),
                scope: None,
                places: Vec::new(),
                declared: true,
                sha256: None,
            },
            puller: path.last().expect("a puller").clone(),
            path,
            kind: Kind::ALL[way.kind],
            target: None,
            scope: Scope::Lib,
            reach: if way.on {
                Reach::On
            } else {
                Reach::Gated(Vec::new())
            },
            entry: None,
            targets: Vec::new(),
            choice: false,
            cut: None,
            chain: Vec::new(),
            answer: None,
        });
    }
    members
}

fn packages() -> BTreeMap<PackageRef, CrateFacts> {
    (0..5)
        .map(|number| {
            let facts = CrateFacts {
                shape: if number == 0 {
                    Shape::Application
                } else {
                    Shape::Library
                },
                license: Some("MIT/Apache-2.0".to_owned()),
                purl: (number % 2 == 0).then(|| Purl::new("cargo", "x", Some("1.0.0-a.1+b"))),
                page: None,
                repository: uri::address("https://user:secret@host.example/a"),
                checksum: Some("2".repeat(64)),
                directory: "/ws/crate".into(),
                root: "/ws".into(),
            };
            (package_of(number), facts)
        })
        .collect()
}

fn with_inventory<T>(world: &World, use_it: impl FnOnce(&Inventory) -> T) -> T {
    let (members, packages) = (members(world), packages());
    let (store, lock) = (store(world), lock(world));
    use_it(&Inventory::new(&Source {
        name: "ws",
        members: &members,
        packages: &packages,
        store: &store,
        gate: &LicenseRules::osi(),
        lock: Some(&lock),
        hashes: &BTreeMap::new(),
        offered: world.offered,
        unresolved: 0,
    }))
}

fn written(print: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> String {
    let mut out = Vec::new();
    print(&mut out).expect("written");
    String::from_utf8(out).expect("UTF-8")
}

fn read(document: &str) -> Value {
    // Readers bound how deep they follow.
    serde_json::from_str(document).expect("JSON")
}

fn moment(seconds: u64) -> Moment {
    Moment::from_seconds(seconds).expect("a moment")
}

/// All documents of a world at one moment.
fn documents(world: &World, now: u64) -> [String; 3] {
    with_inventory(world, |inventory| {
        [
            written(|out| cyclonedx::print(inventory, Spec::V1_6, moment(now), out)),
            written(|out| cyclonedx::print(inventory, Spec::V1_7, moment(now), out)),
            written(|out| spdx::print(inventory, moment(now), out)),
        ]
    })
}

/// The package URL of an address that ends in no name, or has a user name.
#[test]
fn an_address_without_a_file_is_named_by_its_host() {
    for address in [
        "http://files.example/.",
        "http://files.example/../",
        "http://files.example/",
        "http://u:p@files.example/",
    ] {
        let node = Node {
            artifact: Artifact::Url(address.to_owned()),
            license: None,
            relation: None,
            bases: Vec::new(),
            components: Vec::new(),
            locked: false,
        };
        let way = direct(0);
        let world = World {
            nodes: vec![node],
            members: 1,
            ways: vec![way],
            offered: false,
        };
        let [document, ..] = documents(&world, 0);
        crate::bom::assert_cyclonedx(&read(&document));
        assert!(
            document.contains("pkg:generic/files.example?"),
            "{document}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases / 4))]

    #[test]
    fn documents_are_whole(world in world()) {
        let [old, new, spdx] = documents(&world, 0);
        crate::bom::assert_cyclonedx(&read(&old));
        crate::bom::assert_cyclonedx(&read(&new));
        crate::bom::assert_spdx(&read(&spdx));
        for document in [&old, &new, &spdx] {
            prop_assert!(!document.contains("secret") && !document.contains("u:p@h"), "{}", document);
            prop_assert!(!document.contains(['\u{202e}', '\u{1b}']), "{}", document);
        }
    }

    #[test]
    fn the_same_input_gives_the_same_bytes_but_for_the_time(world in world()) {
        let first = documents(&world, 0);
        prop_assert_eq!(&first, &documents(&world, 0));
        for (first, later) in first.iter().zip(documents(&world, 86_400)) {
            prop_assert_eq!(first, &later.replace("1970-01-02T00:00:00Z", "1970-01-01T00:00:00Z"));
        }
    }

    #[test]
    fn the_order_of_pulls_does_not_matter(world in world()) {
        let mut turned = world.clone();
        turned.ways.reverse();
        prop_assert_eq!(documents(&world, 0), documents(&turned, 0));
    }

    #[test]
    fn notices_name_every_model_that_is_pulled(world in world()) {
        with_inventory(&world, |inventory| {
            let facts = Facts::new(inventory);
            for format in notice::Format::ALL {
                let text = notice::render(&facts, format.template(), format).expect("filled");
                assert!(!text.contains(['\u{202e}', '\u{1b}', '\r', '\u{2028}']), "{text:?}");
                assert!(text.ends_with('\n'));
                for model in &facts.models {
                    let name: String = model.name.chars().filter(char::is_ascii_alphanumeric).collect();
                    let shown: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
                    assert!(shown.contains(&name), "{name}: {text}");
                }
            }
        });
    }
}

#[test]
fn a_lineage_may_be_deep_and_wide() {
    let node = |number: usize, bases: Vec<usize>| Node {
        artifact: Artifact::parse(&format!("acme/model-{number}")).expect("an id"),
        license: Some(Terms::parse("mit").expect("an id")),
        relation: Some(Relation::Finetune),
        bases,
        components: Vec::new(),
        locked: false,
    };
    let way = direct(2);
    let world = |nodes| World {
        nodes,
        members: 1,
        ways: vec![way.clone()],
        offered: false,
    };
    let deep = (0..400).map(|at| node(at, if at < 399 { vec![at + 1] } else { vec![] }));
    let diamond = (0..60).map(|at| {
        node(
            at,
            if at < 58 {
                vec![at + 1, at + 2]
            } else {
                vec![]
            },
        )
    });
    let cycle = (0..5).map(|at| node(at, vec![(at + 1) % 5, (at + 2) % 5]));
    for nodes in [deep.collect(), diamond.collect(), cycle.collect::<Vec<_>>()] {
        let [old, _, spdx] = documents(&world(nodes), 0);
        crate::bom::assert_cyclonedx(&read(&old));
        crate::bom::assert_spdx(&read(&spdx));
    }
}
