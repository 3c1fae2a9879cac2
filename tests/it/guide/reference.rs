//! Pages that are made from the program: the finding codes and the reference of the policy.

use std::fmt::Write as _;
use std::fs;
use std::process::Stdio;

use cargo_deny_models::explain::explain;
use deny_models::config::keys::{Keys, Section};
use deny_models::lint::Code;
use deny_models::{manifest, policy};

use crate::guide::page::{Block, Part, Remark, parts};
use crate::guide::run::DAY;
use crate::guide::{hold, read, root};
use crate::support::{Project, Run, command};

/// The list of findings, and the directory with a page for each.
pub(crate) const FINDINGS: &str = "docs/findings.md";
pub(crate) const FINDING_PAGES: &str = "docs/findings";
const REFERENCE: &str = "docs/policy.md";

const MADE: &str = "<!-- Made by `GUIDE=update cargo test --test it guide`; edits are lost. -->\n";

/// The example of a page: its files, and the command with its output.
///
/// The page of a finding has them behind `## Example`, with the remarks of the guide; of the command it has the line that
/// is typed. Nothing where `check` alone does not give the finding.
fn example(code: Code) -> Option<String> {
    let parts = parts(&format!("src/explain/{code}.md"));
    if parts.is_empty() {
        return None;
    }
    let project = Project::new(&[("src/lib.rs", "")]);
    let mut shown = String::new();
    for part in parts {
        match part {
            Part::Hidden { path, text } => project.write(&path, &text),
            Part::Copy { from, to } => {
                project.write(&to, "");
                fs::copy(root().join(from), project.path(&to)).expect("copied");
            }
            Part::Block(Block {
                remark: Remark::File(path),
                text,
                info,
                ..
            }) => {
                project.write(&path, &format!("{text}\n"));
                let path = path.replace("0123456789abcdef0123456789abcdef01234567", "0123...");
                let _ = write!(shown, "\n`{path}`:\n\n```{info}\n{text}\n```\n");
            }
            Part::Block(block) => shown.push_str(&run(code, &block.text, &project)),
            Part::In(_) | Part::Lock(_) => panic!("{code}: an example runs in a place of its own"),
        }
    }
    Some(shown)
}

/// Runs the command of an example, which has to give the finding.
fn run(code: Code, typed: &str, project: &Project) -> String {
    let typed = typed.strip_prefix("$ ").unwrap_or(typed);
    // Another day than that of the guide.
    let (day, command_line) = match typed.strip_prefix("SOURCE_DATE_EPOCH=") {
        Some(set) => set.split_once(' ').expect("a command"),
        None => (DAY, typed),
    };
    let args = command_line
        .strip_prefix("cargo deny-models")
        .unwrap_or_else(|| panic!("{code}: not a command: {typed}"));
    let args: Vec<&str> = args.split_whitespace().collect();
    let ran = Run::of(
        command(&project.path(""), &args)
            .env("SOURCE_DATE_EPOCH", day)
            .env("HF_HUB_CACHE", project.path("hub"))
            .stdin(Stdio::null()),
    );
    assert!(ran.stdout.is_empty(), "{code}: {}", ran.stdout);
    assert!(
        ran.stderr.contains(&format!("[{code}")) || ran.stderr.contains(&format!(", {code}]")),
        "{code} is not found:\n{}",
        ran.stderr
    );
    let printed: Vec<&str> = ran.stderr.lines().map(str::trim_end).collect();
    format!(
        "\n```console\n$ {typed}\n{}\n$ echo $?\n{}\n```\n",
        printed.join("\n"),
        ran.code
    )
}

#[test]
fn the_list_of_findings_is_fresh() {
    let mut page = format!(
        "# Findings\n\n{MADE}\n\
         Your run ended with a code in brackets? `cargo deny-models explain CODE` prints what it means and how to fix it. The\n\
         same text stands here, a page a code, with an example.\n\n\
         `deny` ends the run with exit code 1, `warn` is printed, `allow` is not. Set the level of a code with `[lints]` in\n\
         `deny-models.toml`, or for one run with `-A`, `-W` and `-D`. The finding looks wrong? See\n\
         [when a finding is wrong](wrong.md).\n\n\
         | code | default level | description |\n| --- | --- | --- |\n"
    );
    for code in Code::ALL {
        let _ = writeln!(
            page,
            "| [`{code}`](findings/{code}.md) | {} | {} |",
            code.default_severity(),
            code.summary().trim_end_matches('.')
        );
    }
    hold(FINDINGS, &page);
}

#[test]
fn the_pages_of_findings_are_fresh_and_every_example_gives_its_finding() {
    for code in Code::ALL {
        let text = explain(*code);
        let (head, body) = text.split_once("\n\n").expect("a head");
        let level = head
            .split_once('(')
            .map_or("", |(_, level)| level.trim_end_matches(')'));
        let mut page = format!(
            "# {code}\n\n{MADE}\n*{}{}*\n\n{body}",
            level[..1].to_uppercase(),
            &level[1..]
        );
        if let Some(example) = example(*code) {
            let _ = write!(page, "\n## Example\n{example}");
        }
        hold(&format!("{FINDING_PAGES}/{code}.md"), &page);
    }
}

#[test]
fn each_page_of_a_finding_is_of_a_code() {
    let names = fs::read_dir(root().join(FINDING_PAGES)).expect("a directory");
    let mut names: Vec<String> = names
        .map(|entry| entry.expect("an entry").file_name())
        .map(|name| name.into_string().expect("UTF-8"))
        .collect();
    names.sort();
    let mut codes: Vec<String> = Code::ALL.iter().map(|code| format!("{code}.md")).collect();
    codes.sort();
    assert_eq!(names, codes);
}

#[test]
fn the_reference_of_the_policy_is_fresh() {
    let mut page = format!(
        "# Reference of the policy and the manifest\n\n{MADE}\n\
         Two files in TOML are read: `deny-models.toml`, the policy of a workspace, and the table\n\
         `[package.metadata.deny-models]` in any Cargo.toml, the manifest of a crate's models. Keys in **bold** are\n\
         required. Errors in either are reported with their position, all at once, and end the run with exit code 2.\n"
    );
    page.push_str("\n## The policy\n");
    for section in policy::keys::FILE.all() {
        describe(section, &mut page);
    }
    let facts = &policy::keys::FACTS_FILE;
    let _ = write!(page, "\n## A table of facts\n\n{}\n", facts.about);
    for section in facts.all().into_iter().skip(1) {
        describe(section, &mut page);
    }
    page.push_str("\n## The manifest\n");
    for section in manifest::keys::METADATA.all() {
        describe(section, &mut page);
    }
    hold(REFERENCE, &page);
}

fn describe(section: &Section, page: &mut String) {
    let _ = write!(page, "\n### `{}`\n\n{}\n\n", section.name, section.about);
    match section.keys {
        Keys::Codes | Keys::Ways => {
            let names: Vec<String> = section
                .key_names()
                .iter()
                .map(|name| format!("`{name}`"))
                .collect();
            let _ = writeln!(page, "Keys: {}.", names.join(", "));
        }
        Keys::Named(keys) => {
            page.push_str("| Key | Type | Default | Description |\n| --- | --- | --- | --- |\n");
            for key in keys {
                let name = if key.required {
                    format!("**`{}`**", key.name)
                } else {
                    format!("`{}`", key.name)
                };
                let _ = writeln!(
                    page,
                    "| {name} | {} | {} | {} |",
                    key.value.words(),
                    key.default,
                    key.about
                );
            }
            let inner: Vec<String> = keys
                .iter()
                .filter(|key| key.example != "{}" && key.example != "[]")
                .filter(|key| {
                    // Only one of the names of a model can be there.
                    let others: &[&str] = match section.name {
                        "[[package.metadata.deny-models.model]]" => &["url", "path"],
                        "[[model]]" => &["path", "crate"],
                        _ => &[],
                    };
                    !others.contains(&key.name)
                })
                .map(|key| format!("{} = {}\n", key.name, key.example))
                .collect();
            if section.name.starts_with('[') && !inner.is_empty() {
                let features = if section.name.contains("metadata") {
                    "[features]\nllm = []\n\n"
                } else {
                    ""
                };
                let _ = write!(
                    page,
                    "\n```toml\n{features}{}\n{}```\n",
                    section.name,
                    inner.concat()
                );
            }
        }
    }
}

#[test]
fn the_table_of_codes_in_the_readme_is_fresh() {
    let readme = read("README.md");
    let head = "| code | default | description |\n| --- | --- | --- |\n";
    let (before, rest) = readme.split_once(head).expect("the table");
    let rows: usize = rest
        .split_inclusive('\n')
        .take_while(|line| line.starts_with('|'))
        .map(str::len)
        .sum();
    let mut fresh = format!("{before}{head}");
    for code in Code::ALL {
        let summary = code.summary().trim_end_matches('.');
        let _ = writeln!(
            fresh,
            "| `{code}` | {} | {summary} |",
            code.default_severity()
        );
    }
    hold("README.md", &(fresh + &rest[rows..]));
}
