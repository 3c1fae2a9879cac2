//! Counts by cell.

use std::collections::BTreeMap;
use std::fmt;

use super::program::Program;

/// What a check says of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Red: fails, and a finding names the model and the line.
    Found,
    /// Red: fails and names the model, but no line of the member.
    WithoutLine,
    /// Red: something is reported, though not this pull as one.
    Unsure,
    /// Red: passes with `--strict`, and no finding names the model.
    Silent,
    /// Green: passes.
    Passed,
    /// Green: fails.
    Blocked,
}

#[derive(Debug, Default, Clone, Copy)]
struct Count {
    found: usize,
    without_line: usize,
    unsure: usize,
    silent: usize,
    passed: usize,
    blocked: usize,
    invented: usize,
}

impl Count {
    fn add(&mut self, answer: Answer, invented: bool) {
        self.invented += usize::from(invented);
        *match answer {
            Answer::Found => &mut self.found,
            Answer::WithoutLine => &mut self.without_line,
            Answer::Unsure => &mut self.unsure,
            Answer::Silent => &mut self.silent,
            Answer::Passed => &mut self.passed,
            Answer::Blocked => &mut self.blocked,
        } += 1;
    }

    fn red(&self) -> usize {
        self.found + self.without_line + self.unsure + self.silent
    }

    fn green(&self) -> usize {
        self.passed + self.blocked
    }

    /// Found, in percent.
    fn share(&self) -> f64 {
        let of = |count| f64::from(u32::try_from(count).expect("few"));
        if self.red() == 0 {
            return 100.0;
        }
        100.0 * of(self.found) / of(self.red())
    }
}

/// Counts of a run: in all, by each dimension, and by hand-over with each other dimension.
#[derive(Debug, Default)]
pub(crate) struct Table {
    total: Count,
    dimensions: BTreeMap<(&'static str, String), Count>,
    cells: BTreeMap<(String, String), Count>,
}

impl Table {
    pub(crate) fn add(&mut self, program: &Program, answer: Answer, invented: bool) {
        let cell = program.cell;
        self.total.add(answer, invented);
        let by = [
            ("client", cell.client.name().to_owned()),
            ("crates", format!("{} crates", cell.crates)),
            ("receiver", cell.receiver.name().to_owned()),
        ];
        for (dimension, value) in by {
            let row = (cell.hand_over.name().to_owned(), value.clone());
            self.cells.entry(row).or_default().add(answer, invented);
            self.dimensions
                .entry((dimension, value))
                .or_default()
                .add(answer, invented);
        }
        let row = ("hand-over", cell.hand_over.name().to_owned());
        self.dimensions
            .entry(row)
            .or_default()
            .add(answer, invented);
    }

    /// What falls short of the floors, in percent: of all programs, of each cell.
    pub(crate) fn shortfalls(&self, total: f64, cell: f64) -> Vec<String> {
        let mut short = Vec::new();
        if self.total.share() < total {
            short.push(format!(
                "{:.1} % of all are found, not {total} %",
                self.total.share()
            ));
        }
        for ((row, column), count) in &self.cells {
            if count.share() < cell {
                short.push(format!(
                    "{row}, {column}: {:.0} % are found, not {cell} %",
                    count.share()
                ));
            }
        }
        if self.total.silent != 0 {
            short.push(format!("{} pass in silence", self.total.silent));
        }
        if self.total.blocked != 0 {
            short.push(format!("{} twins are blocked", self.total.blocked));
        }
        short
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<30} {:>11} {:>8} {:>7} {:>7} {:>15} {:>9}",
            "", "found", "no line", "unsure", "silent", "twins blocked", "invented"
        )?;
        let mut row = |name: &str, count: &Count| {
            writeln!(
                f,
                "{name:<30} {:>5}/{:<5} {:>8} {:>7} {:>7} {:>9}/{:<5} {:>9}",
                count.found,
                count.red(),
                count.without_line,
                count.unsure,
                count.silent,
                count.blocked,
                count.green(),
                count.invented
            )
        };
        for ((_, value), count) in &self.dimensions {
            row(value, count)?;
        }
        row("all", &self.total)?;
        writeln!(f, "\nfound in percent, by hand-over")?;
        let mut columns: Vec<&String> = Vec::new();
        for (_, value) in self
            .dimensions
            .keys()
            .filter(|(dimension, _)| *dimension != "hand-over")
        {
            columns.push(value);
        }
        write!(f, "{:<30}", "")?;
        for column in &columns {
            write!(f, " {column:>10}")?;
        }
        writeln!(f)?;
        for (_, name) in self
            .dimensions
            .keys()
            .filter(|(dimension, _)| *dimension == "hand-over")
        {
            write!(f, "{name:<30}")?;
            for column in &columns {
                match self.cells.get(&(name.clone(), (*column).clone())) {
                    Some(count) if count.red() != 0 => write!(f, " {:>10.0}", count.share())?,
                    _ => write!(f, " {:>10}", "-")?,
                }
            }
            writeln!(f)?;
        }
        Ok(())
    }
}
