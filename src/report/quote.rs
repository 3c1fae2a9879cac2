//! Quotes from files: the few lines that marks lie in, escaped, cut and with the marks moved along.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Element, Level, Origin, Snippet};

use super::link;
use super::view::View;
use crate::escape;
use deny_models::finding::Label;
use deny_models::source::Place;

/// Marks farther apart than this many lines are quoted one by one.
const NEAR: usize = 20;
/// Lines longer than this many bytes are cut around their first mark.
const LONG_LINE: usize = 400;
/// Characters that are kept of a long line on either side of a mark, and of the mark itself.
const AROUND: usize = 120;

/// Words beside a place.
pub(super) struct Mark<'a> {
    pub(super) place: &'a Place,
    pub(super) text: Option<&'a str>,
    pub(super) primary: bool,
}

impl<'a> Mark<'a> {
    /// A place of a finding. Beside a file without lines there are no words that the title has already.
    pub(super) fn of(label: &'a Label, title: &str, primary: bool) -> Self {
        let is_said = label.place.text().is_empty() && title.contains(&label.text);
        Self {
            place: &label.place,
            text: (!label.text.is_empty() && !is_said).then_some(&label.text),
            primary,
        }
    }
}

/// Lines of one file with marks.
pub(super) struct Quote {
    path: String,
    /// Line and column behind the path, where no line is quoted.
    at: String,
    /// Where a terminal that follows links finds the file.
    url: Option<String>,
    first_line: usize,
    source: String,
    /// A weight file has no text to quote.
    has_text: bool,
    marks: Vec<(Range<usize>, Option<String>, bool)>,
    /// The location that the renderer computes from the changed lines, and the real one.
    location: Option<(String, String)>,
}

/// A mark with the one line that it is shown in.
struct Lined<'a> {
    mark: &'a Mark<'a>,
    /// From 0.
    line: usize,
    /// Bytes of the line in the file, without its end.
    bytes: Range<usize>,
    /// Marked bytes, relative to the line.
    span: Range<usize>,
}

/// The quotes for `marks`, that of the primary one first.
pub(super) fn quotes(marks: &[Mark<'_>], view: &View<'_>) -> Vec<Quote> {
    let mut lined: Vec<Lined<'_>> = marks.iter().map(line_of).collect();
    let Some(first) = lined
        .iter()
        .position(|lined| lined.mark.primary)
        .or((!lined.is_empty()).then_some(0))
    else {
        return Vec::new();
    };
    lined[..=first].rotate_right(1);
    let mut clusters: Vec<Vec<Lined<'_>>> = Vec::new();
    for next in lined {
        match clusters
            .iter_mut()
            .find(|cluster| cluster.iter().any(|known| are_near(known, &next)))
        {
            Some(cluster) => cluster.push(next),
            None => clusters.push(vec![next]),
        }
    }
    clusters
        .into_iter()
        .map(|cluster| quote(cluster, view))
        .collect()
}

fn are_near(a: &Lined<'_>, b: &Lined<'_>) -> bool {
    let (left, right) = (a.mark.place, b.mark.place);
    left.is_beside(right) && a.line.abs_diff(b.line) <= NEAR
}

/// A mark over several lines is shown in the first that has something in it: the others would push it off the screen.
fn line_of<'a>(mark: &'a Mark<'a>) -> Lined<'a> {
    let text = mark.place.text();
    let span = mark.place.span();
    let (start, end) = (floor(text, span.start), floor(text, span.end));
    let blank = text[start..end].len() - text[start..end].trim_start().len();
    let start = if start + blank < end {
        start + blank
    } else {
        start
    };
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let line_end = line_start + text[line_start..line_end].trim_end_matches('\r').len();
    let start = start.min(line_end);
    let end = end.clamp(start, line_end);
    Lined {
        mark,
        line: mark.place.lines_before(line_start),
        bytes: line_start..line_end,
        span: start - line_start..start + text[start..end].trim_end().len() - line_start,
    }
}

fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// A line as it is shown, and where its bytes went.
struct Shown {
    text: String,
    window: Range<usize>,
    offsets: Vec<(usize, usize)>,
}

impl Shown {
    fn new(line: &str, mark: Option<&Range<usize>>) -> Self {
        let window = match mark {
            _ if line.len() <= LONG_LINE => 0..line.len(),
            None => 0..floor(line, AROUND),
            Some(mark) => {
                let end = mark.end.min(mark.start + AROUND) + AROUND;
                floor(line, mark.start.saturating_sub(AROUND))..floor(line, end)
            }
        };
        let (text, mut offsets) = escape::mapped(&line[window.clone()]);
        let before = if window.start > 0 { "..." } else { "" };
        let after = if window.end < line.len() { "..." } else { "" };
        for (_, to) in &mut offsets {
            *to += before.len();
        }
        Self {
            text: format!("{before}{text}{after}"),
            window,
            offsets,
        }
    }

    /// Where a byte of the line is now; the nearest one that is shown where it was cut off.
    fn offset(&self, at: usize) -> usize {
        let at = at.clamp(self.window.start, self.window.end) - self.window.start;
        let index = self.offsets.partition_point(|(from, _)| *from <= at);
        index
            .checked_sub(1)
            .and_then(|index| self.offsets.get(index))
            .map_or(0, |(_, to)| *to)
    }
}

fn quote(mut cluster: Vec<Lined<'_>>, view: &View<'_>) -> Quote {
    // The renderer names the place of the first primary mark, else of the first one.
    cluster.sort_by_key(|lined| (lined.line, lined.span.start));
    let named = cluster
        .iter()
        .position(|lined| lined.mark.primary)
        .unwrap_or(0);
    let first = cluster[0].line;
    let last = cluster[cluster.len() - 1].line;
    let place = cluster[named].mark.place;
    let path = escape::text(&view.relative(place.path()));
    let mut quote = Quote {
        path,
        at: String::new(),
        url: view.links.then(|| link::file_url(place.path())).flatten(),
        first_line: first + 1,
        source: String::new(),
        has_text: !place.text().is_empty(),
        marks: Vec::new(),
        location: None,
    };
    let mut rest = &place.text()[cluster[0].bytes.start..];
    for line in first..=last {
        let (text, after) = rest.split_once('\n').unwrap_or((rest, ""));
        let here: Vec<usize> = (0..cluster.len())
            .filter(|at| cluster[*at].line == line)
            .collect();
        let centre = here.iter().find(|at| **at == named).or(here.first());
        let shown = Shown::new(
            text.trim_end_matches('\r'),
            centre.map(|at| &cluster[*at].span),
        );
        let start = quote.source.len();
        for at in here {
            let span = &cluster[at].span;
            let to = shown.offset(span.start)..shown.offset(span.end);
            if at == named {
                quote.locate(&text[..span.start], &shown.text[..to.start]);
            }
            let words = cluster[at].mark.text.map(escape::text);
            quote.marks.push((
                start + to.start..start + to.end,
                words,
                cluster[at].mark.primary,
            ));
        }
        quote.source.push_str(&shown.text);
        if line < last {
            quote.source.push('\n');
        }
        rest = after;
    }
    quote
}

impl Quote {
    /// Notes the real location where the renderer will compute another from the changed line.
    fn locate(&mut self, before: &str, shown_before: &str) {
        let line = self.first_line + self.source.matches('\n').count();
        let [real, computed] = [before, shown_before].map(|text| 1 + text.chars().count());
        if real != computed {
            let at = |column: usize| format!("{}:{line}:{column}", self.path);
            self.location = Some((at(computed), at(real)));
        }
    }

    /// Puts the real location into what was drawn.
    pub(super) fn correct(&self, drawn: String) -> String {
        let drawn = match &self.location {
            Some((computed, real)) => drawn.replacen(computed, real, 1),
            None => drawn,
        };
        match &self.url {
            Some(url) => link::link_location(&drawn, &self.path, url),
            None => drawn,
        }
    }

    /// The place of the first mark alone, without the lines of the file.
    pub(super) fn without_text(mut self) -> Self {
        if self.has_text {
            let start = self.marks.first().map_or(0, |(span, ..)| span.start);
            let before = &self.source[..start];
            let line = self.first_line + before.matches('\n').count();
            let column = 1 + before
                .rsplit('\n')
                .next()
                .unwrap_or_default()
                .chars()
                .count();
            let real = self.location.take().map(|(_, real)| real);
            let at = real.and_then(|real| real.strip_prefix(&self.path).map(str::to_owned));
            self.at = at.unwrap_or_else(|| format!(":{line}:{column}"));
        }
        self.has_text = false;
        self.marks.clear();
        self
    }

    /// The input of the renderer. For a file without text only the name can be shown.
    pub(super) fn elements(&self) -> Vec<Element<'_>> {
        if !self.has_text {
            let words = self
                .marks
                .iter()
                .filter_map(|(_, words, _)| words.as_deref());
            let words = words.map(|words| Level::NOTE.message(words).into());
            return [Origin::path(format!("{}{}", self.path, self.at)).into()]
                .into_iter()
                .chain(words)
                .collect();
        }
        let marks = self.marks.iter().map(|(span, words, primary)| {
            let kind = if *primary {
                AnnotationKind::Primary
            } else {
                AnnotationKind::Context
            };
            kind.span(span.clone()).label(words.as_deref())
        });
        let snippet = Snippet::source(&self.source)
            .line_start(self.first_line)
            .path(&self.path);
        vec![snippet.annotations(marks).into()]
    }
}
