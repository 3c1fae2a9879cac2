//! Notices whose values others wrote, and templates that a user brings; the first line is a template, the others are values.
#![no_main]

use cargo_deny_models::report::notice::{Facts, Format, render};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let (template, values) = text.split_once('\n').unwrap_or((text, ""));
    let facts = Facts {
        schema_version: 1,
        name: values.to_owned(),
        version: Some(values.to_owned()),
        tool: "tool".to_owned(),
        lines: Vec::new(),
        models: Vec::new(),
        unknown: values.lines().map(str::to_owned).collect(),
        unresolved: 0,
        full_texts: Vec::new(),
        texts_left_out: true,
    };
    for format in Format::ALL {
        let notice = render(&facts, format.template(), format);
        assert!(notice.is_ok(), "its own template");
    }
    // A loop in a loop may run for as long as its author wants.
    if !template.contains("{%") {
        let _ = render(&facts, template, Format::Markdown);
    }
});
