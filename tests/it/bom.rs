//! What validators of bills of materials do not look at.

use std::collections::BTreeSet;

use serde_json::Value;

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// Visits every object.
fn walk(value: &Value, visit: &mut impl FnMut(&serde_json::Map<String, Value>)) {
    match value {
        Value::Object(object) => {
            visit(object);
            object.values().for_each(|inner| walk(inner, visit));
        }
        Value::Array(items) => items.iter().for_each(|inner| walk(inner, visit)),
        _ => {}
    }
}

fn unique<'a>(ids: impl Iterator<Item = &'a str>) -> BTreeSet<&'a str> {
    let mut seen = BTreeSet::new();
    for id in ids {
        assert!(!id.is_empty() && seen.insert(id), "twice or empty: {id:?}");
    }
    seen
}

/// An SPDX expression by the grammar, with ids of the list alone.
pub(crate) fn assert_expression(expression: &str) {
    let read = spdx::Expression::parse_mode(expression, spdx::ParseMode::STRICT);
    assert!(read.is_ok(), "{expression:?}: {read:?}");
    for id in expression.split(|char: char| char.is_whitespace() || "()".contains(char)) {
        if let Some(name) = id.strip_prefix("LicenseRef-") {
            let plain = |char: char| char.is_ascii_alphanumeric() || "-.".contains(char);
            assert!(!name.is_empty() && name.chars().all(plain), "{id:?}");
        }
    }
}

/// A package URL: type, name, and everything escaped that has to be.
pub(crate) fn assert_purl(purl: &str) {
    let rest = purl.strip_prefix("pkg:").expect("the scheme");
    let (rest, subpath) = rest.split_once('#').unwrap_or((rest, "x"));
    let (rest, qualifiers) = rest.split_once('?').unwrap_or((rest, "a=b"));
    let (kind, rest) = rest.split_once('/').expect("a type");
    assert!(
        ["huggingface", "cargo", "generic"].contains(&kind),
        "{purl}"
    );
    let (path, version) = rest.split_once('@').unwrap_or((rest, "x"));
    let escaped = |text: &str| {
        assert!(!text.is_empty() && text != "." && text != "..", "{purl}");
        let bytes = text.as_bytes();
        for (at, byte) in bytes.iter().enumerate() {
            let escape = *byte == b'%'
                && bytes.len() > at + 2
                && bytes[at + 1..at + 3].iter().all(u8::is_ascii_hexdigit);
            let plain = byte.is_ascii_alphanumeric() || b"-._~:".contains(byte);
            assert!(plain || escape, "{purl}: {text}");
        }
    };
    path.split('/').chain(subpath.split('/')).for_each(escaped);
    escaped(version);
    let mut keys = Vec::new();
    for qualifier in qualifiers.split('&') {
        let (key, value) = qualifier.split_once('=').expect("key and value");
        escaped(key);
        escaped(value);
        keys.push(key);
    }
    assert!(keys.is_sorted(), "{purl}");
}

fn assert_address(address: &str) {
    assert!(
        address.starts_with("https://") || address.starts_with("http://"),
        "{address}"
    );
    assert!(
        address.bytes().all(|byte| byte.is_ascii_graphic()),
        "{address}"
    );
    assert!(
        !address.contains(['"', '<', '>', '\\', '^', '`', '{', '|', '}']),
        "{address}"
    );
}

fn assert_choices(choices: &Value, version: &str) {
    let choices = list(choices);
    let expressions = choices
        .iter()
        .filter(|choice| choice.get("expression").is_some());
    let expressions = expressions.count();
    assert!(
        version != "1.6" || expressions == 0 || choices.len() == 1,
        "mixed in 1.6: {choices:?}"
    );
    for choice in choices {
        if let Some(expression) = choice.get("expression") {
            assert_expression(text(expression));
            continue;
        }
        let license = &choice["license"];
        match (license.get("id"), license.get("name")) {
            (Some(id), None) => assert!(spdx::license_id(text(id)).is_some(), "{id}"),
            (None, Some(name)) => assert!(!text(name).is_empty()),
            both => panic!("{both:?}"),
        }
    }
}

/// Rules that the schema of CycloneDX states only in prose.
pub(crate) fn assert_cyclonedx(document: &Value) {
    let version = text(&document["specVersion"]);
    let mut refs: Vec<String> = Vec::new();
    walk(document, &mut |object| {
        refs.extend(object.get("bom-ref").map(text).map(str::to_owned));
        object
            .get("purl")
            .map(text)
            .into_iter()
            .for_each(assert_purl);
        if let Some(choices) = object.get("licenses") {
            assert_choices(choices, version);
        }
        if let Some(address) = object.get("url") {
            let all = list(address)
                .iter()
                .chain(address.is_string().then_some(address));
            all.for_each(|address| assert_address(text(address)));
        }
        if let Some(line) = object.get("line") {
            assert!(line.as_u64().is_some_and(|line| line > 0), "{object:?}");
        }
    });
    let refs = unique(refs.iter().map(String::as_str));
    let dependencies = list(&document["dependencies"]);
    let of = unique(
        dependencies
            .iter()
            .map(|dependency| text(&dependency["ref"])),
    );
    for dependency in dependencies {
        let on = list(&dependency["dependsOn"]).iter().map(text);
        let on = unique(on);
        assert!(
            !on.contains(text(&dependency["ref"])),
            "on itself: {dependency}"
        );
        assert!(on.is_subset(&refs), "dangling: {dependency}");
    }
    assert!(of.is_subset(&refs), "dangling: {of:?}");
    let components = list(&document["components"]);
    let root = &document["metadata"]["component"];
    for component in components.iter().chain([root]) {
        assert!(of.contains(text(&component["bom-ref"])), "{component}");
    }
    for composition in list(&document["compositions"]) {
        for of in list(&composition["dependencies"]) {
            assert!(refs.contains(text(of)), "dangling: {of}");
        }
    }
}

/// What the schema and the shapes of SPDX 3 do not hold.
pub(crate) fn assert_spdx(document: &Value) {
    const NO_ASSERTION: &str = "expandedlicensing_NoAssertionLicense";
    let graph = list(&document["@graph"]);
    let ids = graph.iter().filter_map(|node| node.get("spdxId")).map(text);
    let ids = unique(ids);
    let of = |kind: &str, from: &str| {
        let of = graph
            .iter()
            .filter(|node| node["relationshipType"] == kind && node["from"].as_str() == Some(from));
        of.count()
    };
    for node in graph {
        let refers = ["from", "suppliedBy", "dataLicense"]
            .iter()
            .filter_map(|key| node.get(*key));
        let lists = ["to", "element", "rootElement", "createdBy"];
        let lists = lists.iter().flat_map(|key| list(&node[*key]));
        for id in refers.chain(lists).map(text) {
            assert!(ids.contains(id) || id == NO_ASSERTION, "dangling: {node}");
        }
        if node["type"] == "ai_AIPackage" {
            let id = text(&node["spdxId"]);
            assert_eq!(of("hasDeclaredLicense", id), 1, "{node}");
            assert_eq!(of("hasConcludedLicense", id), 1, "{node}");
        }
        if let Some(purl) = node.get("software_packageUrl") {
            assert_purl(text(purl));
        }
        if let Some(expression) = node.get("simplelicensing_licenseExpression") {
            let expression = text(expression);
            assert_expression(expression);
            let custom = list(&node["simplelicensing_customIdToUri"]);
            let named: BTreeSet<&str> = custom.iter().map(|entry| text(&entry["key"])).collect();
            let used: BTreeSet<&str> = expression
                .split(|char: char| char.is_whitespace() || "()".contains(char))
                .filter(|word| word.starts_with("LicenseRef-"))
                .collect();
            assert_eq!(named, used);
            assert!(
                custom
                    .iter()
                    .all(|entry| ids.contains(text(&entry["value"])))
            );
        }
        for profile in list(&node["profileConformance"]) {
            assert_ne!(profile, "ai", "its facts are not known");
        }
    }
}
