//! One diagnostic, and how it is drawn.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Group as Drawing, Level, Renderer};

use super::quote::Quote;
use super::view::View;
use crate::escape::text;
use deny_models::finding::Finding;
use deny_models::lint::Severity;

/// Draws as the terminal takes it.
pub(super) fn renderer(view: &View<'_>) -> Renderer {
    let renderer = if view.color {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let decor = if view.unicode {
        DecorStyle::Unicode
    } else {
        DecorStyle::Ascii
    };
    let renderer = renderer.hyperlink(view.links).decor_style(decor);
    match view.width {
        // Narrower, the renderer would cut away what it points at.
        Some(width) => renderer.term_width(width.max(40)),
        None => renderer,
    }
}

/// One diagnostic, every text of it escaped.
pub(super) struct Diagnostic {
    pub(super) level: Level<'static>,
    pub(super) id: Option<String>,
    /// Where the id is explained.
    pub(super) url: Option<String>,
    pub(super) title: String,
    pub(super) quotes: Vec<Quote>,
    pub(super) notes: Vec<String>,
    pub(super) help: Vec<String>,
}

impl Diagnostic {
    pub(super) fn new(level: Level<'static>, title: String) -> Self {
        Self {
            level,
            id: None,
            url: None,
            title,
            quotes: Vec::new(),
            notes: Vec::new(),
            help: Vec::new(),
        }
    }

    pub(super) fn render(&self, renderer: &Renderer) -> String {
        let mut title = self.level.clone().primary_title(&self.title);
        if let Some(id) = &self.id {
            title = title.id(id);
        }
        if let Some(url) = &self.url {
            title = title.id_url(url);
        }
        let quotes = self.quotes.iter().flat_map(Quote::elements);
        let notes = self
            .notes
            .iter()
            .map(|note| Level::NOTE.message(note).into());
        let help = self
            .help
            .iter()
            .map(|help| Level::HELP.message(help).into());
        let drawing = Drawing::with_title(title).elements(quotes.chain(notes).chain(help));
        let drawn = renderer.render(&[drawing]);
        self.quotes
            .iter()
            .fold(drawn, |drawn, quote| quote.correct(drawn))
    }
}

/// The word of rustc for a severity.
pub(super) fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Deny => Level::ERROR,
        Severity::Warn => Level::WARNING,
        Severity::Allow | Severity::Note => Level::NOTE,
    }
}

/// The output of a tool: its lines stay lines, each escaped.
pub(super) fn lines(output: &str) -> String {
    let lines: Vec<String> = output.lines().map(text).collect();
    lines.join("\n")
}

/// The message of a finding that is reported under the title of another.
pub(super) fn joined(finding: &Finding) -> String {
    format!("{}: {}", finding.code, text(&finding.message))
}
