//! The committed tables are those of the lists, and the lists are sound.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use deny_models::license::{License, LicenseRules, Terms, Verdict};
use deny_models::model::packed::{Packed, key};
use deny_models::model::{Artifact, FactStore, Relation, built_in_ids, resolve, tables};
use deny_models_facts::coverage::{Counted, measure, no_model, set};
use deny_models_facts::{build, decide, lists, pack, rules};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

const HELP: &str = "the committed tables are not those of the lists: cargo run -p deny-models-facts --example build";

#[test]
fn the_committed_tables_are_those_of_the_lists() {
    let built = build(&root()).expect("sound lists");
    let read = |path: &str| fs::read(root().join(path)).expect("a committed table");
    assert!(
        read("crates/deny-models/src/model/models.pack") == built.models,
        "{HELP}"
    );
    assert_eq!(
        String::from_utf8(read("crates/deny-models/src/model/tables.txt")).expect("UTF-8"),
        built.stamp,
        "{HELP}"
    );
    assert!(
        read("facts/models.tsv") == built.listing.as_bytes(),
        "{HELP}"
    );
    assert_eq!(
        built.stamp.trim(),
        format!("{} {}", tables().date, tables().digest)
    );
}

#[test]
fn the_table_decides_as_the_lists_do() {
    let listing = fs::read_to_string(root().join("facts/models.tsv")).expect("the listing");
    let store = FactStore::built_in();
    let rules = LicenseRules::osi();
    let ids: Vec<String> = built_in_ids().collect();
    assert_eq!(listing.lines().count() - 1, ids.len());
    for (line, id) in listing.lines().skip(1).zip(ids) {
        let cells: Vec<&str> = line.split('\t').collect();
        assert_eq!(cells[0], id);
        let found = resolve(&Artifact::parse(&id).expect("an id"), &store, &rules);
        let mut reasons = found.unknown_reasons.iter();
        let osi = match found.verdict {
            Verdict::Pass => "yes",
            Verdict::Fail => "no",
            Verdict::Unknown if reasons.any(decide::states_none) => "unlicensed",
            Verdict::Unknown => "unknown",
        };
        assert_eq!(cells[1], osi, "{id}");
    }
}

#[test]
fn every_list_has_a_licence_and_every_written_row_its_facts() {
    let named: BTreeSet<String> = lists::rows(&root().join("facts/sources.tsv"))
        .expect("sources")
        .iter()
        .map(|row| {
            let list = &row["list"];
            for column in ["source", "from", "terms", "confidence"] {
                assert!(row.contains_key(column), "{list}: {column}");
            }
            format!("{list}.tsv")
        })
        .collect();
    let files: BTreeSet<String> = fs::read_dir(root().join("facts/lists"))
        .expect("lists")
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .into_string()
                .expect("UTF-8")
        })
        .collect();
    assert_eq!(
        named, files,
        "a list without a row in sources.tsv stays out"
    );
    let mut seen = BTreeSet::new();
    for row in lists::rows(&root().join("facts/lists/curated.tsv")).expect("rows") {
        let id = &row["model_id"];
        assert!(seen.insert(key(id)), "twice: {id}");
        for terms in ["license", "terms"]
            .iter()
            .filter_map(|column| row.get(*column))
        {
            let known = |terms: &str| {
                Terms::parse(terms).is_ok_and(|terms| terms.leaves().all(License::is_known))
            };
            assert!(terms.split('|').all(known), "{id}: {terms}");
        }
        if let Some(relation) = row.get("relation") {
            assert!(
                relation == "none" || Relation::parse(relation).is_some(),
                "{id}: {relation}"
            );
        }
        assert!(
            row.contains_key("source") && row.contains_key("date"),
            "{id}"
        );
    }
}

/// Whatever a gate allows: what it lets pass rests on what was read, of the model and of all that it is made from.
#[test]
fn what_is_stated_from_memory_alone_never_passes() {
    let store = FactStore::built_in();
    let mut open = LicenseRules::osi();
    open.allow = built_in_ids()
        .flat_map(|id| {
            let model = Artifact::parse(&id).expect("an id");
            let claims = store.claims(&model).into_iter();
            let ids = claims.flat_map(|claim| {
                let leaves = claim.terms().flat_map(Terms::leaves);
                leaves.map(|leaf| leaf.id().to_owned()).collect::<Vec<_>>()
            });
            ids.collect::<Vec<_>>()
        })
        .collect();
    let rests_on_memory = |model: &Artifact| {
        let claims = store.claims(model);
        let lineage = claims.iter().any(|claim| claim.answers_lineage());
        // A conversion has the licence of its base.
        let converted = claims
            .iter()
            .any(|claim| claim.answers_lineage() && claim.relation == Some(Relation::Quantized));
        let license = claims
            .iter()
            .any(|claim| !claim.from_memory && claim.terms().next().is_some());
        !lineage || !(license || converted)
    };
    let mut passes = 0;
    for rules in [LicenseRules::osi(), open] {
        for id in built_in_ids() {
            let model = Artifact::parse(&id).expect("an id");
            let found = resolve(&model, &store, &rules);
            if found.verdict != Verdict::Pass {
                continue;
            }
            passes += 1;
            assert!(!rests_on_memory(&model), "{id}");
            for step in &found.lineage {
                assert!(!rests_on_memory(&step.model), "{id}: {}", step.model.name());
            }
        }
    }
    assert!(passes > 10_000, "{passes}");
}

/// Ids in the order of their keys, made of a number.
fn generated(count: usize) -> Vec<String> {
    (0..count)
        .map(|at| format!("org-{:04}/Model-{at:07}-instruct", at / 500))
        .collect()
}

/// Lookups take steps as many as the logarithm, so ten times the rows cost a constant more, and what is near costs the
/// same: with 2,000,000 rows a lookup stays below 50 times one with 2,000, where a scan would be 1,000 times.
#[test]
fn a_lookup_in_two_million_rows_costs_little_more_than_in_two_thousand() {
    let mut times = Vec::new();
    for count in [2_000, 2_000_000] {
        let ids = generated(count);
        let rows: Vec<(&str, Vec<u8>)> =
            ids.iter().map(|id| (id.as_str(), vec![0, 0, 0])).collect();
        let bytes = pack::pack_rows(&rows, &["a source".to_owned()]);
        let table = Packed::open(&bytes).expect("a table");
        assert_eq!(table.len(), count);
        let run = || {
            let start = Instant::now();
            for at in 0..200 {
                let at = at * (count / 200);
                assert_eq!(table.find(&key(&ids[at])), Some(at));
                assert_eq!(table.find(&format!("{}x", key(&ids[at]))), None);
                assert_eq!(
                    table
                        .named(ids[at].split('/').next_back().unwrap_or_default())
                        .next(),
                    Some(at)
                );
                assert!(
                    table
                        .near(&format!("{}x", key(&ids[at])), 8)
                        .contains(&ids[at])
                );
            }
            start.elapsed()
        };
        // The quickest of a few: others work on this machine too.
        times.extend((0..5).map(|_| run()).min());
    }
    assert!(times[1] < times[0] * 50, "{times:?}");
}

/// What the rules decide of lists with these texts.
fn decided(directory: &str, files: &[(&str, &str)]) -> decide::Decided {
    let gathered = gathered(directory, files).expect("sound rows");
    decide::decide(&gathered.models).expect("readable ids")
}

/// What lists with these texts state.
fn gathered(directory: &str, files: &[(&str, &str)]) -> Result<rules::Gathered, String> {
    let facts = Path::new(env!("CARGO_TARGET_TMPDIR")).join(directory);
    fs::create_dir_all(facts.join("lists")).expect("a directory");
    for (name, text) in files {
        fs::write(facts.join(name), text).expect("written");
    }
    rules::apply(lists::read(&facts)?, &BTreeMap::new(), &facts)
}

/// What a list by itself states.
fn of_one_list(directory: &str, list: &str) -> Result<rules::Gathered, String> {
    let files = [
        ("corrections.tsv", "model_id\tlist\twhy\tsource\tdate\n"),
        ("families.tsv", "prefix\tterms\tsource\tdate\n"),
        (
            "sources.tsv",
            "list\tsource\tdate\tconfidence\tterms\ncurated\tone page\t2026-11\tverified\tMIT\n",
        ),
        ("lists/curated.tsv", list),
    ];
    gathered(directory, &files)
}

fn verdicts(decided: &decide::Decided) -> Vec<(&str, Verdict)> {
    let rows = decided.rows.iter();
    rows.map(|row| (row.id.as_str(), row.verdict)).collect()
}

/// What a publisher states of a family holds for a model that a list only names as the base of another, too.
#[test]
fn a_conversion_is_under_the_terms_of_the_family_of_its_base() {
    let decided = decided(
        "families",
        &[
            ("corrections.tsv", "model_id\tlist\twhy\tsource\tdate\n"),
            (
                "families.tsv",
                "prefix\tterms\tsource\tdate\nacme/mt-\tcc-by-4.0\tREADME\t2026-11\n",
            ),
            (
                "sources.tsv",
                "list\tsource\tdate\tconfidence\tterms\ncurated\tone page\t2026-11\tverified\tMIT\n",
            ),
            (
                "lists/curated.tsv",
                "model_id\tlicense\tbases\trelation\nkin/mt-es\t-\tacme/mt-es\tquantized\n",
            ),
        ],
    );
    assert_eq!(decided.rows.len(), 2);
    for row in &decided.rows {
        assert_eq!(row.verdict, Verdict::Fail, "{}", row.id);
    }
}

/// A lineage that is from memory is not stated beside a licence that was read: rule 5 would not see it.
#[test]
fn no_source_of_a_lineage_speaks_of_memory() {
    let statements = lists::read(&root().join("facts")).expect("lists");
    for statement in statements {
        if statement.confidence == "known" || statement.lineage == lists::Lineage::Unrecorded {
            continue;
        }
        for part in statement.source.split(';') {
            let remembers = ["from memory", "general knowledge"]
                .iter()
                .any(|words| part.contains(words));
            let of_terms = ["tag", "licence", "name", "limit", "id after the move"]
                .iter()
                .any(|words| part.contains(words));
            assert!(!remembers || of_terms, "{}: {part}", statement.id);
        }
    }
}

/// What lets a model pass can be looked up: a source names an address, a repository, a package or a report, and a copy in
/// public code or a retelling what it is a copy of. A table that no one outside has is no source.
#[test]
fn no_source_that_clears_is_without_a_name() {
    let statements = lists::read(&root().join("facts")).expect("lists");
    for statement in statements {
        if statement.confidence == "known" {
            continue;
        }
        let source = &statement.source;
        assert!(
            !source.contains("a public repository") && !source.contains("a public list"),
            "{}: {source}",
            statement.id
        );
        let named = [
            "://",
            "github:",
            "pypi:",
            "npm:",
            "crate:",
            "registry:",
            "arXiv",
        ];
        let silent = statement.license.is_none()
            && statement.terms.is_none()
            && statement.lineage == lists::Lineage::Unrecorded;
        assert!(
            silent || named.iter().any(|name| source.contains(name)),
            "{} in {}: {source}",
            statement.id,
            statement.list
        );
    }
}

/// An id stays open with a reason, one of a few kinds, and a lack of sources with what was searched. One that a list decides
/// by now is open no more.
#[test]
fn what_stays_open_is_undecided_and_says_what_was_searched() {
    let listing = fs::read_to_string(root().join("facts/models.tsv")).expect("the listing");
    let decided: BTreeSet<String> = listing
        .lines()
        .map(|line| line.split('\t').collect::<Vec<_>>())
        .filter(|cells| matches!(cells[1], "yes" | "no" | "unlicensed"))
        .map(|cells| key(cells[0]))
        .collect();
    let rows = lists::rows(&root().join("facts/open.tsv")).expect("rows");
    assert!(!rows.is_empty());
    for row in rows {
        let id = &row["model_id"];
        assert!(!decided.contains(&key(id)), "{id} is decided");
        assert!(row.contains_key("why"), "{id}: why");
        let kind = row["kind"].as_str();
        assert!(
            ["no-model", "no-licence", "no-lineage", "no-card"].contains(&kind),
            "{id}: {kind}"
        );
        let searched = row.contains_key("searched") && row.contains_key("date");
        assert!(
            searched || !["no-lineage", "no-card"].contains(&kind),
            "{id}: nothing was searched"
        );
    }
}

/// A name of a licence that no table has is not passed over: what it is was looked up, and a table says what came of it.
/// One that has terms by now is out of that table.
#[test]
fn every_name_without_terms_says_what_it_is_or_what_was_searched() {
    let named: BTreeSet<String> = build(&root())
        .expect("sound lists")
        .unknown_licences
        .into_keys()
        .collect();
    let rows = lists::rows(&root().join("facts/names-without-terms.tsv")).expect("rows");
    for row in &rows {
        let name = &row["name"];
        assert!(
            row.contains_key("why") && row.contains_key("date"),
            "{name}"
        );
        let kind = row["kind"].as_str();
        assert!(
            ["no-licence", "of-another", "several", "offer", "not-found"].contains(&kind),
            "{name}: {kind}"
        );
        assert!(
            kind != "not-found" || row.contains_key("searched"),
            "{name}: nothing was searched"
        );
    }
    let listed: BTreeSet<String> = rows.into_iter().map(|row| row["name"].clone()).collect();
    assert_eq!(named, listed);
}

/// What a list has in a column that nobody reads would count as not stated, and the rest of the row as whole.
#[test]
fn a_list_has_no_columns_but_those_that_are_read() {
    let stated = |header: &str| {
        let curated =
            format!("model_id\tlicense\tbases\t{header}\nacme/x\tmit\tnone\tfrom memory\n");
        of_one_list("columns", &curated).map(|_| ())
    };
    assert_eq!(stated("source"), Ok(()));
    let why = stated("remembered").expect_err("an unknown column");
    assert!(
        why.contains("acme/x: no column of a list: remembered"),
        "{why}"
    );
}

/// A tag `other` says that a licence is none that the hub lists, so a README that puts the project under one of those
/// contradicts it. Terms that are stricter than that, and a tag that nobody filled in, do not.
#[test]
fn a_tag_of_another_licence_does_not_give_way_to_terms_that_pass() {
    let decided = decided(
        "other",
        &[
            ("corrections.tsv", "model_id\tlist\twhy\tsource\tdate\n"),
            ("families.tsv", "prefix\tterms\tsource\tdate\n"),
            (
                "sources.tsv",
                "list\tsource\tdate\tconfidence\tterms\n\
             curated\tone page\t2026-11\tverified\tMIT\ntags\ttags\t2026-11\tpartly\tMIT\n",
            ),
            (
                "lists/curated.tsv",
                "model_id\tlicense\tbases\trelation\tterms\n\
             acme/open\t-\tnone\tnone\tapache-2.0\n\
             acme/shut\t-\tnone\tnone\tgemma\n\
             acme/tagged\tapache-2.0\tnone\tnone\t-\n\
             acme/untagged\t-\tnone\tnone\tapache-2.0\n",
            ),
            (
                "lists/tags.tsv",
                "model_id\tlicense\nacme/open\tother\nacme/shut\tother\nacme/tagged\tother\nacme/untagged\tunknown\n",
            ),
        ],
    );
    assert_eq!(
        verdicts(&decided),
        [
            ("acme/open", Verdict::Unknown),
            ("acme/shut", Verdict::Fail),
            ("acme/tagged", Verdict::Pass),
            ("acme/untagged", Verdict::Pass),
        ]
    );
}

/// A model of a registry is a row like any other: one name however a list writes it, under the terms of what it is a
/// conversion of, and the tag decides which that is.
#[test]
fn a_model_of_a_registry_is_under_the_terms_of_its_original() {
    let decided = decided(
        "registries",
        &[
            ("corrections.tsv", "model_id\tlist\twhy\tsource\tdate\n"),
            ("families.tsv", "prefix\tterms\tsource\tdate\n"),
            (
                "sources.tsv",
                "list\tsource\tdate\tconfidence\tterms\ncurated\tone page\t2026-11\tverified\tMIT\n",
            ),
            (
                "lists/curated.tsv",
                "model_id\tlicense\tbases\trelation\n\
             acme/chat-3b\tllama3.2\tnone\tnone\n\
             acme/chat-7b\tapache-2.0\tnone\tnone\n\
             ollama:acme-chat:3b\t-\tacme/chat-3b\tquantized\n\
             https://ollama.com/library/acme-chat:7b\t-\tacme/chat-7b\tquantized\n\
             ollama:acme-chat\t-\tollama:acme-chat:7b\tquantized\n\
             modelscope:acme/chat\t-\tacme/chat-3b\tquantized\n",
            ),
        ],
    );
    assert_eq!(
        verdicts(&decided),
        [
            ("acme/chat-3b", Verdict::Fail),
            ("acme/chat-7b", Verdict::Pass),
            ("modelscope:acme/chat", Verdict::Fail),
            ("ollama:acme-chat:3b", Verdict::Fail),
            ("ollama:acme-chat:7b", Verdict::Pass),
            ("ollama:acme-chat:latest", Verdict::Pass),
        ]
    );
    let packed = pack::pack(&decided.rows).expect("whole rows");
    let table = Packed::open(&packed).expect("a table");
    assert_eq!(table.find("ollama:acme-chat:3b"), Some(3));
}

/// A catalogue may give the address of a repository for its name. The address of a file is none, since the program reads
/// it as the whole repository. A model that is made from itself is a slip.
#[test]
fn the_address_of_a_repository_is_its_name_and_that_of_a_file_no_row() {
    let stated = |directory: &str, rows: &str| {
        let curated = format!("model_id\tlicense\tbases\trelation\n{rows}");
        let gathered = of_one_list(directory, &curated)?;
        decide::decide(&gathered.models)
    };
    let decided = stated(
        "addresses",
        "https://huggingface.co/acme/open\tapache-2.0\tnone\tnone\n\
         acme/tuned\tmit\thttps://huggingface.co/acme/open\tfinetune\n\
         acme/shut\tmit\thttps://huggingface.co/kin/shut/tree/main\tfinetune\n\
         kin/shut\tgemma\tnone\tnone\n",
    )
    .expect("sound rows");
    assert_eq!(
        verdicts(&decided),
        [
            ("acme/open", Verdict::Pass),
            ("acme/shut", Verdict::Fail),
            ("acme/tuned", Verdict::Pass),
            ("kin/shut", Verdict::Fail),
        ]
    );
    let voice = "https://huggingface.co/acme/voices/resolve/main/en/a.onnx\tmit\tnone\tnone\n";
    let why = stated("voices", voice).expect_err("no row");
    assert!(why.contains("no row of its own"), "{why}");
    let loop_of_one = "acme/x-GGUF\t-\tAcme/X-GGUF\tquantized\n";
    let why = stated("itself", loop_of_one).expect_err("a slip");
    assert!(why.contains("its own base"), "{why}");
}

/// That no licence is stated is an answer, where it was looked up; that a list has none is not.
#[test]
fn a_model_that_was_looked_up_and_states_no_licence_has_a_row_that_shows_it() {
    let header = "model_id\tlicense\tbases\tsource\tdate\tconfidence\n";
    let of = |rows: &str| of_one_list("unlicensed", &format!("{header}{rows}"));
    let page = "https://hub.example/acme/bare (its card), 2026-11-28";
    let rows = [
        format!("acme/bare\tnone\tnone\t{page}\t2026-11\tverified"),
        "acme/tuned\tmit\tacme/bare\ta page\t2026-11\tverified".to_owned(),
        "acme/of-named\tmit\tacme/named\ta page\t2026-11\tverified".to_owned(),
        "acme/silent\t-\tnone\ta page\t2026-11\tverified".to_owned(),
    ];
    let gathered = of(&(rows.join("\n") + "\n")).expect("sound rows");
    let decided = decide::decide(&gathered.models).expect("readable ids");
    let shown: Vec<(&str, Verdict, bool, &str)> = decided
        .rows
        .iter()
        .map(|row| {
            (
                row.id.as_str(),
                row.verdict,
                row.unlicensed,
                row.why.as_str(),
            )
        })
        .collect();
    let none = "acme/bare states no licence";
    let unknown = Verdict::Unknown;
    assert_eq!(
        shown,
        [
            ("acme/bare", unknown, true, none),
            (
                "acme/named",
                unknown,
                false,
                "no source records the licence of acme/named"
            ),
            (
                "acme/of-named",
                unknown,
                false,
                "no source records the licence of acme/named"
            ),
            (
                "acme/silent",
                unknown,
                false,
                "no source records the licence of acme/silent"
            ),
            ("acme/tuned", unknown, true, none),
        ]
    );
    assert_eq!((decided.counts.unlicensed, decided.counts.unknown), (2, 3));
    // Without a page and a day it was not looked up.
    for source in [
        "a page, 2026-11-28",
        "https://hub.example/acme/bare, 2026-11",
    ] {
        let row = format!("acme/bare\tnone\tnone\t{source}\t2026-11\tverified\n");
        let error = of(&row).expect_err("nothing was looked up");
        assert!(error.contains("acme/bare"), "{error}");
    }
}

/// What the crate carried of the 1,575 models that it had as text: each byte in the object code and in the metadata.
const AS_TEXT: usize = 2 * 245_779;

/// With 20,000 rows, of as many bytes as those of today, the crate is at most 1 MB larger than it was as text. The packed
/// table is in the crate once: a copy of its bytes is found once in the `rlib`.
#[test]
fn the_packed_table_stays_small_enough_for_twenty_thousand_rows() {
    let packed = pack_of_today();
    let rows = Packed::open(&packed).expect("a table").len();
    let of_twenty_thousand = packed.len() * 20_000 / rows;
    assert!(
        of_twenty_thousand <= AS_TEXT + 1_000_000,
        "{rows} rows take {} bytes, so 20,000 would take {of_twenty_thousand}",
        packed.len()
    );
}

fn pack_of_today() -> Vec<u8> {
    fs::read(root().join("crates/deny-models/src/model/models.pack")).expect("the packed table")
}

/// What people use stays known: of each set, how much has an answer, in per cent. A row that is taken back for a reason
/// lowers a number here, and a look that finds more raises it.
const ANSWERED: [(&str, Counted, u64); 11] = [
    ("addresses", Counted::Ids, 93),
    ("corpus", Counted::Ids, 96),
    ("crates", Counted::Ids, 82),
    ("fastembed", Counted::Ids, 96),
    ("gguf", Counted::Ids, 27),
    ("llmfit", Counted::Top(100), 97),
    ("llmfit", Counted::Top(500), 88),
    ("llmfit", Counted::Top(1_000), 80),
    ("llmfit", Counted::Weight, 90),
    ("localai", Counted::Ids, 70),
    ("mteb", Counted::Ids, 60),
];

#[test]
fn of_each_set_as_much_is_answered_as_before() {
    let listing = fs::read_to_string(root().join("facts/models.tsv")).expect("the listing");
    let renames = lists::renames(&root().join("crates/deny-models/src/model/renames.tsv"));
    let renames = renames.expect("renames");
    let no_model = no_model(&root().join("facts/open.tsv")).expect("open ids");
    for (name, of, least) in ANSWERED {
        let text = fs::read_to_string(root().join(format!("facts/sets/{name}.tsv")));
        let ids = set(&text.expect("a set")).expect("ids");
        let (counted, _) = measure(&listing, &renames, &no_model, &ids);
        let part = counted.iter().find(|part| part.of == of).expect("counted");
        let answered = part.answered();
        assert!(answered >= least, "{name}, {of:?}: {answered} %");
    }
}
