//! A table of models in the form in which it is compiled in: rows sorted by key, searched where they lie.
//!
//! Nothing is read before it is looked up. Rows stand in blocks of [`BLOCK`]; within a block an id repeats only what
//! differs from the id before it. A second order, by the last part of the id, finds a model whose organisation is not
//! known. All numbers are little-endian; `varint` is LEB128:
//!
//! ```text
//! "MODELS1\n"  rows: u32  texts: u32  heap: u32
//! blocks: u32 for each block, where its first row starts in the heap
//! names:  3 bytes for each row, row numbers sorted by the last part of the id
//! texts:  u32 for each text and one more, where it starts in the bytes after the heap
//! heap:   rows: shared: varint, rest: varint, rest of the id, claims: varint, claims
//! ```
//!
//! `facts/` writes it from the lists there; a damaged table, which a test rules out, has no rows rather than wrong ones.

/// Rows of a block.
pub const BLOCK: usize = 16;
/// The first bytes of a table.
pub const MAGIC: &[u8; 8] = b"MODELS1\n";

/// A packed table.
#[derive(Debug, Clone, Copy)]
pub struct Packed<'a> {
    rows: usize,
    blocks: &'a [u8],
    names: &'a [u8],
    starts: &'a [u8],
    heap: &'a [u8],
    texts: &'a [u8],
}

/// A row: the id as it is written, and its claims, packed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row<'a> {
    /// The id.
    pub id: String,
    /// See `facts/src/pack.rs`, which writes them.
    pub claims: &'a [u8],
}

impl<'a> Packed<'a> {
    /// The table in `bytes`; `None` where they are none.
    #[must_use]
    pub fn open(bytes: &'a [u8]) -> Option<Self> {
        let (magic, rest) = bytes.split_first_chunk::<8>()?;
        let (rows, rest) = number(rest)?;
        let (texts, rest) = number(rest)?;
        let (heap, rest) = number(rest)?;
        let (blocks, rest) = rest.split_at_checked(rows.div_ceil(BLOCK).checked_mul(4)?)?;
        let (names, rest) = rest.split_at_checked(rows.checked_mul(3)?)?;
        let (starts, rest) = rest.split_at_checked((texts + 1).checked_mul(4)?)?;
        let (heap, texts) = rest.split_at_checked(heap)?;
        (magic == MAGIC).then_some(Self {
            rows,
            blocks,
            names,
            starts,
            heap,
            texts,
        })
    }

    /// How many rows it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether it has no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// A text that claims point to.
    #[must_use]
    pub fn text(&self, at: usize) -> Option<&'a str> {
        let (start, rest) = number(self.starts.get(at.checked_mul(4)?..)?)?;
        let (end, _) = number(rest)?;
        std::str::from_utf8(self.texts.get(start..end)?).ok()
    }

    /// The row with this number.
    #[must_use]
    pub fn row(&self, at: usize) -> Option<Row<'a>> {
        self.block(at / BLOCK)?.nth(at % BLOCK)
    }

    /// Every row, by key.
    pub fn iter(&self) -> impl Iterator<Item = Row<'a>> {
        let blocks = 0..self.rows.div_ceil(BLOCK);
        blocks.filter_map(|at| self.block(at)).flatten()
    }

    /// The number of the row with this key.
    #[must_use]
    pub fn find(&self, key: &str) -> Option<usize> {
        self.search(key).ok()
    }

    /// The numbers of the rows whose id ends with `/` and this name, in any case.
    pub fn named(&self, name: &str) -> impl Iterator<Item = usize> {
        let name = name.to_ascii_lowercase();
        let start = self.first_named(&name);
        (start..self.rows)
            .map_while(move |at| self.row_of_name(at))
            .take_while(move |(_, row)| last_part(&key(&row.id)) == name)
            .filter(|(_, row)| row.id.contains('/'))
            .map(|(at, _)| at)
    }

    /// The ids around the place where `key` would stand, in both orders: `each` on either side of it.
    #[must_use]
    pub fn near(&self, key: &str, each: usize) -> Vec<String> {
        let (Ok(by_key) | Err(by_key)) = self.search(key);
        let by_name = self.first_named(last_part(&key.to_ascii_lowercase()));
        let around = |at: usize| at.saturating_sub(each)..at.saturating_add(each).min(self.rows);
        let mut ids: Vec<String> = around(by_key)
            .filter_map(|at| self.row(at))
            .map(|row| row.id)
            .collect();
        ids.extend(
            around(by_name)
                .filter_map(|at| self.row_of_name(at))
                .map(|(_, row)| row.id),
        );
        ids.sort();
        ids.dedup();
        ids
    }

    fn search(&self, wanted: &str) -> Result<usize, usize> {
        // The last block that starts at or before the key.
        let (mut low, mut high) = (0, self.rows.div_ceil(BLOCK));
        while low < high {
            let middle = low + (high - low) / 2;
            let first = self.block(middle).and_then(|mut rows| rows.next());
            if first.is_some_and(|row| key(&row.id).as_str() <= wanted) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let Some(block) = low.checked_sub(1) else {
            return Err(0);
        };
        let mut at = block * BLOCK;
        for row in self.block(block).into_iter().flatten() {
            match key(&row.id).as_str().cmp(wanted) {
                std::cmp::Ordering::Less => at += 1,
                std::cmp::Ordering::Equal => return Ok(at),
                std::cmp::Ordering::Greater => break,
            }
        }
        Err(at)
    }

    /// The first place in the order by name whose name is not before `name`.
    fn first_named(&self, name: &str) -> usize {
        let (mut low, mut high) = (0, self.rows);
        while low < high {
            let middle = low + (high - low) / 2;
            let row = self.row_of_name(middle);
            if row.is_some_and(|(_, row)| last_part(&key(&row.id)) < name) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    fn row_of_name(&self, at: usize) -> Option<(usize, Row<'a>)> {
        let bytes = self.names.get(at.checked_mul(3)?..)?.first_chunk::<3>()?;
        let row = u32::from_le_bytes([bytes[0], bytes[1], bytes[2], 0]) as usize;
        Some((row, self.row(row)?))
    }

    fn block(&self, at: usize) -> Option<Rows<'a>> {
        let (start, _) = number(self.blocks.get(at.checked_mul(4)?..)?)?;
        Some(Rows {
            left: BLOCK.min(self.rows.checked_sub(at * BLOCK)?),
            rest: self.heap.get(start..)?,
            id: Vec::new(),
        })
    }
}

/// The rows of a block from the first on.
struct Rows<'a> {
    left: usize,
    rest: &'a [u8],
    id: Vec<u8>,
}

impl<'a> Iterator for Rows<'a> {
    type Item = Row<'a>;

    fn next(&mut self) -> Option<Row<'a>> {
        self.left = self.left.checked_sub(1)?;
        let rest = &mut self.rest;
        let shared = varint(rest)?;
        self.id.truncate(shared);
        let end = bytes(rest)?;
        self.id.extend_from_slice(end);
        let claims = bytes(rest)?;
        let id = String::from_utf8(self.id.clone()).ok()?;
        Some(Row { id, claims })
    }
}

/// The key of an id: hub ids compare without case.
#[must_use]
pub fn key(id: &str) -> String {
    if id.contains("://") {
        id.to_owned()
    } else {
        id.to_ascii_lowercase()
    }
}

/// The last part of an id.
#[must_use]
pub fn last_part(id: &str) -> &str {
    id.rsplit('/').next().unwrap_or(id)
}

fn number(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (number, rest) = bytes.split_first_chunk::<4>()?;
    Some((usize::try_from(u32::from_le_bytes(*number)).ok()?, rest))
}

/// A number in front of `rest`, which is moved past it.
pub(super) fn varint(rest: &mut &[u8]) -> Option<usize> {
    let mut value = 0;
    for shift in [0, 7, 14, 21, 28] {
        let (first, after) = rest.split_first()?;
        *rest = after;
        value |= usize::from(first & 0x7f) << shift;
        if first & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

fn bytes<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let count = varint(rest)?;
    let (taken, after) = rest.split_at_checked(count)?;
    *rest = after;
    Some(taken)
}
