//! What the lists state, made one: present names, what is overruled, a publisher's own quantizations, and what a
//! statement adds to those before it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use deny_models::date::Date;
use deny_models::license::{Flag, Terms, lookup};
use deny_models::model::Artifact;
use deny_models::model::packed::{key, last_part};

use crate::lists::{self, Lineage, Statement};

/// The statements about each model, by key, and where they contradict each other.
#[derive(Debug)]
pub struct Gathered {
    /// By key: the id, and its statements, the most trusted first.
    pub models: BTreeMap<String, (String, Vec<Statement>)>,
    /// One line for a model.
    pub contradictions: Vec<String>,
    /// Licences that are in no table, with how many statements name each.
    pub unknown_licences: BTreeMap<String, usize>,
}

/// Endings of the names under which publishers put quantizations of their own models. 83 of 83 such repositories that
/// were known before are under the terms of the original; across publishers it was 87 %, so only the own ones count.
const QUANTIZED: [&str; 16] = [
    "-AWQ",
    "-GPTQ-Int4",
    "-GPTQ-Int8",
    "-GPTQ",
    "-FP8",
    "-FP8-dynamic",
    "-FP8-block",
    "-NVFP4",
    "-MXFP4",
    "-GGUF",
    "-Int4",
    "-Int8",
    "-4bit",
    "-8bit",
    "-MLX-4bit",
    "-MLX-8bit",
];

/// Lists of quantizations and copies with their originals.
const EDGES: [&str; 6] = [
    "localai-edges",
    "xinference",
    "xlocllm",
    "modelscope",
    "fastembed-edges",
    "xenova",
];

/// Tags that name no text.
const NO_TEXT: [&str; 2] = ["other", "unknown"];

/// Applies the rules.
///
/// # Errors
///
/// What is wrong with a statement or a correction.
pub fn apply(
    statements: Vec<Statement>,
    renames: &BTreeMap<String, String>,
    facts: &Path,
) -> Result<Gathered, String> {
    let present = |id: &str| {
        // A model of a registry has one name, with its tag, and a repository is no address.
        let id = match Artifact::parse(id) {
            Ok(Artifact::Registry(model)) => model.name().to_owned(),
            Ok(Artifact::Hub { id: repository, .. }) if id.contains("://") => repository,
            _ => id.to_owned(),
        };
        renames.get(&id.to_ascii_lowercase()).cloned().unwrap_or(id)
    };
    let mut corrections: HashMap<(String, String), String> = HashMap::new();
    for row in lists::rows(&facts.join("corrections.tsv"))? {
        let cell = |name: &str| {
            row.get(name)
                .cloned()
                .ok_or_else(|| format!("corrections.tsv: a row without {name}"))
        };
        let why = format!("{} [{}, {}]", cell("why")?, cell("source")?, cell("date")?);
        corrections.insert((key(&present(&cell("model_id")?)), cell("list")?), why);
    }
    let mut unused: BTreeSet<(String, String)> = corrections.keys().cloned().collect();
    let mut models: BTreeMap<String, (String, Vec<Statement>)> = BTreeMap::new();
    for mut statement in statements {
        check(&statement)?;
        let id = present(&statement.id);
        let at = (key(&id), statement.list.clone());
        unused.remove(&at);
        if let Some(why) = corrections.get(&at) {
            statement.overruled = Some(why.clone());
            statement.lineage = Lineage::Unrecorded;
            statement.components.clear();
        }
        if let Lineage::Recorded(bases) = &mut statement.lineage {
            for base in &mut *bases {
                *base = present(base);
            }
            bases.retain(|base| key(base) != key(&id));
            if bases.is_empty() {
                statement.lineage = Lineage::Unrecorded;
            }
        }
        for component in &mut statement.components {
            *component = present(component);
        }
        models
            .entry(key(&id))
            .or_insert_with(|| (id, Vec::new()))
            .1
            .push(statement);
    }
    if let Some((id, list)) = unused.first() {
        return Err(format!("corrections.tsv: {list} states nothing about {id}"));
    }
    doubtful_edges(&mut models);
    own_quantizations(&mut models);
    strangers(&mut models);
    families(&mut models, &lists::rows(&facts.join("families.tsv"))?)?;
    let mut contradictions = Vec::new();
    let mut unknown_licences = BTreeMap::new();
    for (id, statements) in models.values_mut() {
        for statement in &*statements {
            for name in licences(statement)
                .into_iter()
                .flatten()
                .filter(|name| !lookup(name).is_known())
            {
                *unknown_licences.entry(name).or_default() += 1;
            }
        }
        own_contradictions(statements);
        contradictions.extend(contradiction(id, statements));
        let all = std::mem::take(statements);
        for statement in all {
            if adds(&statement, statements) {
                statements.push(statement);
            }
        }
    }
    Ok(Gathered {
        models,
        contradictions,
        unknown_licences,
    })
}

/// Adds what a publisher states of a whole family to each model of it that a list names. It can only tighten.
fn families(
    models: &mut BTreeMap<String, (String, Vec<Statement>)>,
    rows: &[HashMap<String, String>],
) -> Result<(), String> {
    for row in rows {
        let cell = |name: &str| {
            let cell = row.get(name).cloned();
            cell.ok_or_else(|| format!("families.tsv: a row without {name}"))
        };
        let prefix = cell("prefix")?.to_ascii_lowercase();
        let family = models.range_mut(prefix.clone()..);
        for (_, (id, statements)) in family.take_while(|(at, _)| at.starts_with(&prefix)) {
            statements.push(Statement {
                list: "families".to_owned(),
                id: id.clone(),
                license: None,
                unlicensed: false,
                terms: Some(cell("terms")?),
                lineage: Lineage::Unrecorded,
                relation: None,
                components: Vec::new(),
                source: format!("{}, {}", cell("source")?, cell("date")?),
                confidence: "partly".to_owned(),
                overruled: None,
            });
        }
    }
    Ok(())
}

/// An entry of a catalogue may hold the addresses of several models. Where a quantization does not carry the name of
/// what the entry states it is made from, the pair may be a mistake of the entry: it may tighten, and clears nothing.
fn doubtful_edges(models: &mut BTreeMap<String, (String, Vec<Statement>)>) {
    let name = |id: &str| -> String {
        let last = last_part(id).to_ascii_lowercase();
        last.chars().filter(char::is_ascii_alphanumeric).collect()
    };
    for (id, statements) in models.values_mut() {
        for statement in statements
            .iter_mut()
            .filter(|statement| EDGES.contains(&statement.list.as_str()))
        {
            if let Lineage::Recorded(bases) = &statement.lineage
                && !bases.iter().all(|base| name(id).contains(&name(base)))
            {
                "known".clone_into(&mut statement.confidence);
            }
        }
    }
}

/// Whether a statement can be read.
fn check(statement: &Statement) -> Result<(), String> {
    let bases = match &statement.lineage {
        Lineage::Recorded(bases) => bases.as_slice(),
        _ => &[],
    };
    for id in std::iter::once(&statement.id)
        .chain(bases)
        .chain(&statement.components)
    {
        Artifact::parse(id)
            .map_err(|why| format!("{}: {}: {id}: {why}", statement.list, statement.id))?;
    }
    // A model that is made from itself is a slip of whoever wrote the row, and the base is still to be found.
    if bases.iter().any(|base| key(base) == key(&statement.id)) {
        return Err(format!(
            "{}: {}: its own base",
            statement.list, statement.id
        ));
    }
    // The program reads such an address as its repository, and would take what is stated of the file for all of it.
    if statement.id.contains("://")
        && let Ok(Artifact::Hub { id, .. }) = Artifact::parse(&statement.id)
        && !statement.id.ends_with(&id)
    {
        return Err(format!(
            "{}: {}: a file of a repository is no row of its own",
            statement.list, statement.id
        ));
    }
    if statement.unlicensed && !(names_a_place(&statement.source) && names_a_day(&statement.source))
    {
        return Err(format!(
            "{}: {}: no licence was looked up at a page on a day",
            statement.list, statement.id
        ));
    }
    if !["verified", "partly", "known"].contains(&statement.confidence.as_str()) {
        return Err(format!(
            "{}: {}: {}",
            statement.list, statement.id, statement.confidence
        ));
    }
    Ok(())
}

/// Whether a source says where something can be read.
fn names_a_place(source: &str) -> bool {
    ["https://", "github:", "pypi:", "crate:"]
        .iter()
        .any(|place| source.contains(place))
}

/// Whether a source has a day, as 2026-11-29.
fn names_a_day(source: &str) -> bool {
    source
        .split(|c: char| !(c.is_ascii_digit() || c == '-'))
        .any(|word| Date::parse(word).is_some())
}

/// A catalogue that states several licences for one model has several entries for it, of which one may be about
/// something else: it contradicts itself and decides nothing. A tag that names no text gives way to a row that does,
/// but `other` says that the licence is none that the hub lists: terms that are OSI-approved do not take its place.
fn own_contradictions(statements: &mut [Statement]) {
    let counted = |statement: &&Statement| statement.overruled.is_none();
    let named = |statement: &Statement| {
        licences(statement).is_some_and(|ids| !ids.iter().all(|id| NO_TEXT.contains(&id.as_str())))
    };
    let mut stated: HashMap<String, BTreeSet<Vec<String>>> = HashMap::new();
    for statement in statements.iter().filter(counted) {
        stated
            .entry(statement.list.clone())
            .or_default()
            .extend(licences(statement));
    }
    let mut written = statements
        .iter()
        .filter(|statement| statement.list == "curated" && named(statement))
        .peekable();
    let unknown_gives_way = written.peek().is_some();
    let other_gives_way =
        written.any(|statement| statement.license.is_some() || !osi_approved(statement));
    for statement in statements {
        let several = stated.get(&statement.list).is_some_and(|all| all.len() > 1);
        if statement.list == "curated"
            || statement.overruled.is_some()
            || statement.license.is_none()
        {
            continue;
        }
        if several {
            statement.overruled = Some("the list states another licence too".to_owned());
        } else if !named(statement)
            && (other_gives_way || unknown_gives_way && !says_other(statement))
        {
            statement.overruled = Some("the tag names no text, and another source does".to_owned());
        }
    }
}

/// Adds to `Org/X-AWQ` that it is a quantization of `Org/X`, where both are in the lists and nothing else is stated.
fn own_quantizations(models: &mut BTreeMap<String, (String, Vec<Statement>)>) {
    let mut found = Vec::new();
    for (at, (id, statements)) in &*models {
        let stated = statements.iter().any(|statement| {
            statement.overruled.is_none()
                && statement.confidence != "known"
                && statement.lineage != Lineage::Unrecorded
        });
        let lower = id.to_ascii_lowercase();
        let base = QUANTIZED
            .iter()
            .find_map(|end| lower.strip_suffix(&end.to_ascii_lowercase()));
        if let Some(base) = base.filter(|_| !stated && id.contains('/') && !id.contains("://"))
            && let Some((base, _)) = models.get(base)
        {
            found.push((at.clone(), base.clone()));
        }
    }
    for (at, base) in found {
        if let Some((id, statements)) = models.get_mut(&at) {
            statements.push(Statement {
                list: "own-quantization".to_owned(),
                id: id.clone(),
                license: None,
                unlicensed: false,
                terms: None,
                source: format!("the publisher's own quantization of {base}, by its name"),
                lineage: Lineage::Recorded(vec![base]),
                relation: Some("quantized".to_owned()),
                components: Vec::new(),
                confidence: "partly".to_owned(),
                overruled: None,
            });
        }
    }
}

/// Adds the models that others name and about which no list states anything: a lineage with one of them is unknown.
fn strangers(models: &mut BTreeMap<String, (String, Vec<Statement>)>) {
    let mut found = Vec::new();
    for statement in models.values().flat_map(|(_, statements)| statements) {
        let bases = match &statement.lineage {
            Lineage::Recorded(bases) => bases.as_slice(),
            _ => &[],
        };
        let named = bases.iter().chain(&statement.components);
        let strange =
            named.filter(|id| statement.overruled.is_none() && !models.contains_key(&key(id)));
        found.extend(strange.map(|id| (id.clone(), statement.source.clone())));
    }
    for (id, source) in found {
        let nothing = Statement {
            list: "named".to_owned(),
            id: id.clone(),
            license: None,
            unlicensed: false,
            terms: None,
            lineage: Lineage::Unrecorded,
            relation: None,
            components: Vec::new(),
            source: format!("only named by {source}"),
            confidence: "partly".to_owned(),
            overruled: None,
        };
        models
            .entry(key(&id))
            .or_insert_with(|| (id, vec![nothing]));
    }
}

/// The licences of a statement in one spelling.
fn licences(statement: &Statement) -> Option<Vec<String>> {
    let text = [&statement.license, &statement.terms]
        .into_iter()
        .flatten()
        .next()?;
    let mut ids: Vec<String> = text
        .split('|')
        .map(|text| Terms::parse(text).unwrap_or_else(|_| Terms::opaque(text)))
        .flat_map(|terms| {
            terms
                .leaves()
                .map(|leaf| leaf.id().to_owned())
                .collect::<Vec<_>>()
        })
        .collect();
    ids.sort();
    ids.dedup();
    Some(ids)
}

/// Whether every licence of a statement is approved by the OSI.
fn osi_approved(statement: &Statement) -> bool {
    licences(statement).is_some_and(|ids| ids.iter().all(|id| lookup(id).osi() == Flag::Yes))
}

/// Whether the tag is that of a licence which the hub does not list.
fn says_other(statement: &Statement) -> bool {
    licences(statement).is_some_and(|ids| ids.iter().any(|id| id == "other"))
}

fn contradiction(id: &str, statements: &[Statement]) -> Option<String> {
    let stated: Vec<(&Statement, Vec<String>)> = statements
        .iter()
        .filter_map(|statement| Some((statement, licences(statement)?)))
        .collect();
    let first = &stated.first()?.1;
    let apart = stated
        .iter()
        .any(|(statement, licences)| licences != first || statement.overruled.is_some());
    apart.then(|| {
        let each = stated.iter().map(|(statement, licences)| {
            let overruled = if statement.overruled.is_some() {
                " (overruled)"
            } else {
                ""
            };
            format!("{}={}{overruled}", statement.list, licences.join(","))
        });
        format!("{id}: {}", each.collect::<Vec<_>>().join(" ; "))
    })
}

/// Whether a statement adds to those before it: another licence or that none is stated, lineage, or a source where there
/// was only memory.
fn adds(new: &Statement, before: &[Statement]) -> bool {
    if new.list == "curated" || before.is_empty() || new.overruled.is_some() {
        return true;
    }
    let counted = || {
        before
            .iter()
            .filter(|old| old.overruled.is_none() && old.confidence != "known")
    };
    let license =
        licences(new).is_some_and(|new| counted().all(|old| licences(old).as_ref() != Some(&new)));
    let lineage = match &new.lineage {
        Lineage::Unrecorded => false,
        Lineage::Recorded(bases) => bases.iter().any(|base| {
            !counted().any(|old| matches!(&old.lineage, Lineage::Recorded(known) if known.iter().any(|known| key(known) == key(base))))
        }),
        Lineage::None | Lineage::Unnamed => counted().all(|old| old.lineage == Lineage::Unrecorded),
    };
    let unlicensed = new.unlicensed && before.iter().all(|old| !old.unlicensed);
    license || lineage || unlicensed || !new.components.is_empty()
}
