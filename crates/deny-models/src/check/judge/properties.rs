//! What holds of every world: what adds terms never helps, an exception silences what it names and nothing else, and no
//! order matters.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::world::judge;

const MODELS: [&str; 8] = [
    "m/mit", "m/agpl", "m/llama", "m/gemma", "m/nc", "m/other", "a/x", "a/y",
];
const CRATES: [&str; 2] = ["one", "two"];
const LICENSES: [&str; 6] = [
    "MIT",
    "Apache-2.0",
    "gemma",
    "CC-BY-NC-4.0",
    "other",
    "gemma_OR_MIT",
];
const SOURCES: [&str; 6] = [
    "card",
    "header",
    "lock",
    "manifest",
    "dependency-manifest",
    "data-file",
];

/// A pull by a member or by what it depends on, as parts of a world.
fn pull() -> impl Strategy<Value = (usize, String)> {
    let how = prop_oneof![Just("runtime"), Just("bundled"), Just("build")];
    let by = prop_oneof![Just(""), Just(" by:dep")];
    (0..CRATES.len(), how, 0..MODELS.len(), by)
        .prop_map(|(member, how, model, by)| (member, format!("{how} {}{by}", MODELS[model])))
}

/// What a source states of one of the models that are not in stock.
fn fact() -> impl Strategy<Value = String> {
    let relation = prop_oneof![
        Just("finetune"),
        Just("merge"),
        Just("quantized"),
        Just("part")
    ];
    let parent = prop::option::of((relation, 0..6_usize));
    (0..SOURCES.len(), 6..8_usize, 0..LICENSES.len(), parent).prop_map(
        |(source, model, license, parent)| {
            let parent = parent.map(|(relation, of)| format!(" {relation}:{}", MODELS[of]));
            format!(
                "fact {} {} {}{}",
                SOURCES[source],
                MODELS[model],
                LICENSES[license],
                parent.unwrap_or_default()
            )
        },
    )
}

#[derive(Debug, Clone)]
struct Given {
    pulls: Vec<(usize, String)>,
    facts: Vec<String>,
}

fn given() -> impl Strategy<Value = Given> {
    let pulls = prop::collection::vec(pull(), 1..6);
    let facts = prop::collection::vec(fact(), 0..5);
    (pulls, facts).prop_map(|(pulls, mut facts)| {
        // One source speaks once of a model: a second entry of a manifest is a mistake.
        let mut spoken = BTreeSet::new();
        facts.retain(|fact: &String| {
            let source: Vec<&str> = fact.split(' ').take(3).collect();
            spoken.insert(source.join(" "))
        });
        Given { pulls, facts }
    })
}

impl Given {
    fn text(&self) -> String {
        let mut parts = self.facts.clone();
        for (at, member) in CRATES.iter().enumerate() {
            parts.push(format!("crate {member} MIT"));
            let own = self.pulls.iter().filter(|(of, _)| *of == at);
            parts.extend(own.map(|(_, pull)| pull.clone()));
        }
        parts.join("; ")
    }

    fn reversed(&self) -> Self {
        let mut given = self.clone();
        given.pulls.reverse();
        given.facts.reverse();
        given
    }
}

/// The findings, each once.
fn found(given: &Given, policy: &str) -> BTreeSet<String> {
    let found = judge(&given.text(), policy);
    let words = found.split(' ').filter(|word| *word != "nothing");
    words.map(str::to_owned).collect()
}

/// Members with the models that they may not pull.
fn failing(found: &BTreeSet<String>) -> BTreeSet<(String, String)> {
    let of = |line: &String| {
        let [code, _, member, model] = line.split(':').collect::<Vec<_>>()[..] else {
            return None;
        };
        ["non-osi-model", "unknown-license"]
            .contains(&code)
            .then(|| (member.to_owned(), model.to_owned()))
    };
    found.iter().filter_map(of).collect()
}

/// Which of a few exceptions: by model, crate and licence, each of which it may leave out.
fn exceptions() -> impl Strategy<Value = Vec<(usize, usize, usize)>> {
    prop::collection::vec((0..=MODELS.len(), 0..=CRATES.len() + 1, 0..4_usize), 0..5)
}

fn written((model, package, license): (usize, usize, usize)) -> Option<String> {
    let mut keys = Vec::new();
    keys.extend(MODELS.get(model).map(|id| format!("model = \"{id}\"")));
    let packages = ["one", "two", "dep"];
    keys.extend(
        packages
            .get(package)
            .map(|name| format!("crate = \"{name}\"")),
    );
    if keys.is_empty() {
        return None;
    }
    let licenses = ["llama3.1", "gemma", "CC-BY-NC-4.0"];
    keys.extend(
        licenses
            .get(license)
            .map(|id| format!("license = \"{id}\"")),
    );
    Some(format!(
        "{{ {}, reason = \"r\", until = 2027-01-01 }}",
        keys.join(", ")
    ))
}

fn policy(exceptions: &[(usize, usize, usize)]) -> String {
    let exceptions: Vec<String> = exceptions.iter().copied().filter_map(written).collect();
    if exceptions.is_empty() {
        return String::new();
    }
    format!("exception = [{}]\n", exceptions.join(", "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases / 2, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_facts_and_pulls_never_matters(given in given(), of in exceptions()) {
        let mut turned = of.clone();
        turned.reverse();
        prop_assert_eq!(
            found(&given, &policy(&of)),
            found(&given.reversed(), &policy(&turned))
        );
    }

    #[test]
    fn another_fact_of_a_dependency_never_clears_a_model(
        given in given(),
        model in 0..MODELS.len(),
        license in 0..LICENSES.len(),
    ) {
        let before = failing(&found(&given, ""));
        let mut more = given;
        more.facts.push(format!(
            "fact dependency-manifest {} {}",
            MODELS[model], LICENSES[license]
        ));
        let after = failing(&found(&more, ""));
        prop_assert!(before.is_subset(&after), "{before:?} {after:?}");
    }

    #[test]
    fn a_restricted_part_never_clears_a_model(given in given(), model in 0..MODELS.len()) {
        let before = failing(&found(&given, ""));
        let mut more = given;
        more.facts.push(format!("fact card {} - part:m/llama", MODELS[model]));
        let after = failing(&found(&more, ""));
        prop_assert!(before.is_subset(&after), "{before:?} {after:?}");
        let pulled: BTreeSet<&str> = more
            .pulls
            .iter()
            .filter(|(_, pull)| pull.split(' ').nth(1) == Some(MODELS[model]))
            .map(|(member, _)| CRATES[*member])
            .collect();
        for member in pulled {
            prop_assert!(after.contains(&(member.to_owned(), MODELS[model].to_owned())));
        }
    }

    #[test]
    fn an_exception_silences_what_it_names_and_nothing_else(given in given(), of in exceptions()) {
        let without = found(&given, "");
        let with = found(&given, &policy(&of));
        let of_policy = |line: &&String| line.ends_with(":-:-");
        // Nothing appears and nothing vanishes: it is silenced, and listed as that.
        let all: BTreeSet<String> = with
            .iter()
            .filter(|line| !of_policy(line))
            .map(|line| line.trim_start_matches('~').to_owned())
            .collect();
        let before: BTreeSet<String> =
            without.iter().filter(|line| !of_policy(line)).cloned().collect();
        prop_assert_eq!(&all, &before);
        for line in with.iter().filter(|line| line.starts_with('~')) {
            let [_, _, member, model] = line.split(':').collect::<Vec<_>>()[..] else {
                panic!("{line}");
            };
            let names = |(of_model, package, _): &(usize, usize, usize)| {
                MODELS.get(*of_model).is_none_or(|id| *id == model)
                    && ["one", "two"].get(*package).is_none_or(|name| *name == member)
            };
            prop_assert!(of.iter().any(names), "{line}");
        }
        // One less silences no more.
        if let Some((_, less)) = of.split_last() {
            let fewer = failing(&found(&given, &policy(less)));
            prop_assert!(failing(&with).is_subset(&fewer));
        }
    }
}
