//! SARIF 2.1.0, as code scanning of GitHub and other viewers read it.
//!
//! Only what such viewers use is written. Every result lies in a file of the repository, whatever file showed the fact.

use std::cmp::Reverse;
use std::io::{self, Write};

use serde::Serialize;

use super::identity::Fingerprints;
use super::locate::Location;
use super::view::View;
use super::{json, words};
use crate::escape::text;
use crate::explain;
use deny_models::finding::{Finding, Granted, Report};
use deny_models::lint::{Code, Severity};

/// GitHub takes no file with more results in a run.
const MAX_RESULTS: usize = 25_000;
/// Related places of one result.
const MAX_RELATED: usize = 100;
/// GitHub takes no longer descriptions.
const MAX_DESCRIPTION: usize = 1024;

/// The schema of the file.
const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
/// Results of other tools are kept apart by what stands before the slash.
const CATEGORY: &str = "cargo-deny-models/";
const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");

/// Prints the result of a check.
///
/// # Errors
///
/// When writing fails.
pub fn report(report: &Report, view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    // Where not all fit, the worst are kept; the order is otherwise that of the report.
    let mut all: Vec<&Finding> = report.findings.iter().chain(&report.suppressed).collect();
    all.sort_by_key(|finding| (finding.exception.is_some(), Reverse(finding.severity)));
    let dropped = all.len().saturating_sub(MAX_RESULTS);
    all.truncate(MAX_RESULTS);
    let mut fingerprints = Fingerprints::default();
    let results = all
        .into_iter()
        .map(|finding| SarifResult::new(finding, &mut fingerprints, view));
    let log = Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver::new(),
            },
            automation_details: AutomationDetails { id: CATEGORY },
            column_kind: "unicodeCodePoints",
            invocations: [Invocation::new(report, dropped)],
            results: results.collect(),
            properties: RunProperties {
                tables: json::Tables::built_in(),
            },
        }],
    };
    json::write(&log, out)
}

#[derive(Serialize)]
struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    automation_details: AutomationDetails,
    column_kind: &'static str,
    invocations: [Invocation; 1],
    results: Vec<SarifResult>,
    properties: RunProperties,
}

/// A property bag: what the standard has no place for.
#[derive(Serialize)]
struct RunProperties {
    tables: json::Tables,
}

#[derive(Serialize)]
struct AutomationDetails {
    id: &'static str,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    information_uri: &'static str,
    rules: Vec<Rule>,
}

impl Driver {
    fn new() -> Self {
        Self {
            name: env!("CARGO_PKG_NAME"),
            semantic_version: env!("CARGO_PKG_VERSION"),
            information_uri: REPOSITORY,
            rules: Code::ALL.iter().map(|code| Rule::new(*code)).collect(),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: &'static str,
    name: String,
    short_description: Text,
    full_description: Text,
    help: Help,
    help_uri: String,
    default_configuration: Configuration,
    properties: RuleProperties,
}

#[derive(Serialize)]
struct Text {
    text: String,
}

#[derive(Serialize)]
struct Help {
    text: String,
    markdown: String,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct RuleProperties {
    tags: [&'static str; 2],
    precision: &'static str,
    // Not `security-severity`: a licence is no vulnerability.
    #[serde(rename = "problem.severity")]
    problem_severity: &'static str,
}

impl Rule {
    fn new(code: Code) -> Self {
        let explained = explain::explain(code);
        let default = code.default_severity();
        Self {
            id: code.as_str(),
            name: in_pascal_case(code.as_str()),
            short_description: Text {
                text: code.summary().to_owned(),
            },
            full_description: Text {
                text: first_paragraph(code),
            },
            help: Help {
                // The texts are written as Markdown: blank lines between paragraphs, four blanks before examples.
                markdown: explained.clone(),
                text: explained,
            },
            help_uri: explain::url(code),
            default_configuration: Configuration {
                level: level(default),
            },
            properties: RuleProperties {
                tags: ["license", "ai-model"],
                precision: "high",
                problem_severity: match default {
                    Severity::Deny => "error",
                    Severity::Warn => "warning",
                    Severity::Note | Severity::Allow => "recommendation",
                },
            },
        }
    }
}

fn in_pascal_case(code: &str) -> String {
    let word = |word: &str| word[..1].to_ascii_uppercase() + &word[1..];
    code.split('-').map(word).collect()
}

/// The meaning of the code, on one line.
fn first_paragraph(code: Code) -> String {
    let explained = explain::explain(code);
    let paragraph = explained.split("\n\n").nth(1).unwrap_or_default();
    let line = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().take(MAX_DESCRIPTION).collect()
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Deny => "error",
        Severity::Warn => "warning",
        Severity::Note | Severity::Allow => "note",
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_execution_notifications: Vec<Notification>,
}

#[derive(Serialize)]
struct Notification {
    level: &'static str,
    message: Text,
}

impl Invocation {
    /// A check that could not be made prints no file, so this one was.
    fn new(report: &Report, dropped: usize) -> Self {
        let notes = report.notes.iter().chain(&report.overrides);
        let left_out = (dropped > 0).then(|| {
            format!("{dropped} results are left out: a run holds {MAX_RESULTS}, the worst ones")
        });
        Self {
            execution_successful: true,
            tool_execution_notifications: notes
                .map(|note| message(std::iter::once(text(note))))
                .chain(left_out.map(|text| Text { text }))
                .map(|message| Notification {
                    level: "note",
                    message,
                })
                .collect(),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult {
    rule_id: &'static str,
    rule_index: Option<usize>,
    level: &'static str,
    message: Text,
    locations: [LocationOut; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<LocationOut>,
    partial_fingerprints: PartialFingerprints,
    #[serde(skip_serializing_if = "Option::is_none")]
    suppressions: Option<[Suppression; 1]>,
    properties: Properties,
}

#[derive(Serialize)]
struct PartialFingerprints {
    #[serde(rename = "cargoDenyModels/v1")]
    ours: String,
}

#[derive(Serialize)]
struct Suppression {
    kind: &'static str,
    status: &'static str,
    justification: String,
}

/// The facts by themselves, for programs that filter.
#[derive(Serialize)]
struct Properties {
    #[serde(skip_serializing_if = "Option::is_none")]
    member: Option<String>,
    #[serde(rename = "crate", skip_serializing_if = "Option::is_none")]
    puller: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    how: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    governing: Option<String>,
}

impl Properties {
    fn new(finding: &Finding) -> Self {
        let context = finding.context.as_deref();
        let governing = context.and_then(|context| context.resolution.governing());
        Self {
            member: finding.member.as_ref().map(|member| text(&member.name)),
            puller: context.map(|context| text(&context.puller.to_string())),
            model: context.map(|context| text(&context.model.to_string())),
            how: context.and_then(|context| Some(context.how?.as_str())),
            governing: governing.map(|binding| text(binding.license.id())),
        }
    }
}

/// Until when an exception holds, behind its reason.
fn end(granted: &Granted) -> String {
    let until = granted.until.as_deref();
    until.map_or_else(String::new, |until| format!(" (until {})", text(until)))
}

impl SarifResult {
    fn new(finding: &Finding, fingerprints: &mut Fingerprints, view: &View<'_>) -> Self {
        let location = view.locate(finding);
        let granted = finding.exception.as_ref();
        Self {
            rule_id: finding.code.as_str(),
            rule_index: Code::ALL.iter().position(|code| *code == finding.code),
            level: level(finding.severity),
            message: message(words::lines(finding).into_iter()),
            related_locations: related(finding, &location, view),
            locations: [LocationOut::new(&location, None)],
            partial_fingerprints: PartialFingerprints {
                ours: fingerprints.next(finding),
            },
            suppressions: granted.map(|granted| {
                [Suppression {
                    kind: "external",
                    status: "accepted",
                    justification: format!("{}{}", text(&granted.reason), end(granted)),
                }]
            }),
            properties: Properties::new(finding),
        }
    }
}

/// Lines as sentences. Viewers take `[a](b)` for a link, and these texts may come from anybody.
fn message(lines: impl Iterator<Item = String>) -> Text {
    let sentence = |line: String| {
        let line = line.replace("](", "] (");
        // A tree is no sentence.
        let stops = line.ends_with(['.', '!', '?']) || line.contains('\n');
        if stops { line } else { format!("{line}.") }
    };
    Text {
        text: lines.map(sentence).collect::<Vec<_>>().join("\n"),
    }
}

/// The other marked places that lie in the repository.
fn related(finding: &Finding, shown: &Location, view: &View<'_>) -> Vec<LocationOut> {
    let labels = finding.primary.iter().chain(&finding.secondary);
    let inside = labels.filter_map(|label| Some((label, view.inside(&label.place)?)));
    inside
        .filter(|(_, location)| location != shown)
        .take(MAX_RELATED)
        .enumerate()
        .map(|(at, (label, location))| {
            let words = message(std::iter::once(text(&label.text)));
            LocationOut::new(&location, Some((at + 1, words)))
        })
        .collect()
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LocationOut {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: RegionOut,
}

#[derive(Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RegionOut {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

impl LocationOut {
    fn new(location: &Location, related: Option<(usize, Text)>) -> Self {
        let (id, message) = related.unzip();
        let region = location.region;
        Self {
            id,
            physical_location: PhysicalLocation {
                artifact_location: ArtifactLocation {
                    uri: location.uri(),
                },
                region: RegionOut {
                    start_line: region.line,
                    start_column: region.column,
                    end_line: region.end_line,
                    end_column: region.end_column,
                },
            },
            message,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_have_all_that_github_requires() {
        for rule in Driver::new().rules {
            assert!(rule.name.len() <= 255 && rule.name.chars().all(char::is_alphanumeric));
            for description in [&rule.short_description, &rule.full_description] {
                let length = description.text.chars().count();
                assert!((20..=MAX_DESCRIPTION).contains(&length), "{}", rule.id);
                assert!(description.text.ends_with(['.', ')']), "{}", rule.id);
                assert!(!description.text.contains('\n'), "{}", rule.id);
            }
            // Nothing in it may pass for HTML or a link.
            assert!(
                !rule.help.markdown.contains(['<', '>']) || rule.help.markdown.contains("--> ")
            );
            assert!(!rule.help.markdown.contains("]("), "{}", rule.id);
        }
    }

    #[test]
    fn links_of_others_are_no_links() {
        let lines = ["see [here](https://evil.example)".to_owned()];
        let message = message(lines.into_iter());
        assert_eq!(message.text, "see [here] (https://evil.example).");
    }
}
