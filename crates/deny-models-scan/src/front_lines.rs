//! Lines and columns of places in a file of a front end.

/// Lines and columns of places; quick for places that come in order.
pub(super) struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
    /// The place that was looked up last, and its column.
    last: (usize, usize),
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let breaks = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1);
        Self {
            text,
            starts: std::iter::once(0).chain(breaks).collect(),
            last: (0, 0),
        }
    }

    pub(super) fn at(&mut self, place: usize) -> (u32, u32) {
        let line = self.starts.partition_point(|start| *start <= place);
        let start = self.starts[line.saturating_sub(1)];
        let (from, before) = match self.last {
            (last, before) if last >= start && last <= place => (last, before),
            _ => (start, 0),
        };
        let between = self.text.get(from..place).unwrap_or_default();
        let column = before + between.chars().count();
        self.last = (place, column);
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        (number(line), number(column + 1))
    }
}
