//! One diagnostic, and how it is drawn.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Group as Drawing, Level, Renderer};

use super::quote::Quote;
use super::texts::folded;
use super::view::View;
use crate::escape::text;
use deny_models::finding::Finding;
use deny_models::lint::Severity;

/// What is left of a line for the words of a note or a help, at least.
const MIN_COLUMNS: usize = 30;

/// Draws diagnostics.
pub(super) struct Drawer {
    pub(super) renderer: Renderer,
    /// Columns of the terminal; `None` where lines have no end.
    width: Option<usize>,
}

impl Drawer {
    /// A text that stands behind so many columns, in lines that end at words.
    pub(super) fn fold(&self, text: &str, before: usize) -> String {
        match self.width {
            Some(width) => folded(text, width.saturating_sub(before).max(MIN_COLUMNS)),
            None => text.to_owned(),
        }
    }
}

/// Draws as the terminal takes it.
pub(super) fn renderer(view: &View<'_>) -> Drawer {
    Drawer {
        renderer: plain_renderer(view),
        width: view.width,
    }
}

fn plain_renderer(view: &View<'_>) -> Renderer {
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

    pub(super) fn render(&self, drawer: &Drawer) -> String {
        let id = self.id.as_ref().map_or(0, |id| id.len() + 2);
        let title = drawer.fold(&self.title, "warning: ".len() + id);
        let mut title = self.level.clone().primary_title(title);
        if let Some(id) = &self.id {
            title = title.id(id);
        }
        if let Some(url) = &self.url {
            title = title.id_url(url);
        }
        let quotes = self.quotes.iter().flat_map(Quote::elements);
        // The number of a line, and ` = note: `.
        let before = "99999 = note: ".len();
        let notes = self
            .notes
            .iter()
            .map(|note| Level::NOTE.message(drawer.fold(note, before)).into());
        let help = self
            .help
            .iter()
            .map(|help| Level::HELP.message(drawer.fold(help, before)).into());
        let drawing = Drawing::with_title(title).elements(quotes.chain(notes).chain(help));
        let drawn = drawer.renderer.render(&[drawing]);
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
