//! Flatbuffers: tables found through offsets. Each offset is checked against the bytes that are there.

use std::io::{Read, Seek};

use super::input::{Fault, Input};

/// Where a table stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Table(u64);

/// The table that the file starts with an offset to.
pub(super) fn root<R: Read + Seek>(input: &mut Input<R>) -> Result<Table, Fault> {
    Ok(Table(forward(input, 0)?))
}

impl Table {
    /// Where the places of its fields are listed, and the bytes of that list.
    fn layout<R: Read + Seek>(self, input: &mut Input<R>) -> Result<(u64, u16), Fault> {
        let back = i32::from_le_bytes(at(input, self.0)?);
        let vtable = self.0.checked_add_signed(-i64::from(back));
        let vtable =
            vtable.ok_or_else(|| input.fault("a table whose layout lies in front of the file"))?;
        Ok((vtable, u16::from_le_bytes(at(input, vtable)?)))
    }

    /// Where the field of that index stands; nothing where it is left out.
    pub(super) fn field<R: Read + Seek>(
        self,
        input: &mut Input<R>,
        index: u16,
    ) -> Result<Option<u64>, Fault> {
        let (vtable, size) = self.layout(input)?;
        let slot = 4 + 2 * u32::from(index);
        if slot + 2 > u32::from(size) {
            return Ok(None);
        }
        let offset = u16::from_le_bytes(at(input, vtable + u64::from(slot))?);
        Ok((offset != 0).then(|| self.0 + u64::from(offset)))
    }

    /// Whether every field that is there is one of these.
    pub(super) fn has_only<R: Read + Seek>(
        self,
        input: &mut Input<R>,
        known: &[u16],
    ) -> Result<bool, Fault> {
        let (_, size) = self.layout(input)?;
        for index in 0..size.saturating_sub(4).div_ceil(2) {
            if !known.contains(&index) && self.field(input, index)?.is_some() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The table that a field points to.
    pub(super) fn table<R: Read + Seek>(
        self,
        input: &mut Input<R>,
        index: u16,
    ) -> Result<Option<Self>, Fault> {
        match self.field(input, index)? {
            Some(place) => Ok(Some(Self(forward(input, place)?))),
            None => Ok(None),
        }
    }

    /// A number in a field; one that is left out is zero.
    pub(super) fn number<R: Read + Seek>(
        self,
        input: &mut Input<R>,
        index: u16,
    ) -> Result<u32, Fault> {
        match self.field(input, index)? {
            Some(place) => Ok(u32::from_le_bytes(at(input, place)?)),
            None => Ok(0),
        }
    }

    /// Where the elements of a vector start, and how many there are, each of `width` bytes.
    pub(super) fn vector<R: Read + Seek>(
        self,
        input: &mut Input<R>,
        index: u16,
        width: u64,
    ) -> Result<Option<(u64, u64)>, Fault> {
        let Some(place) = self.field(input, index)? else {
            return Ok(None);
        };
        let start = forward(input, place)?;
        let count = u64::from(u32::from_le_bytes(at(input, start)?));
        input.need(count * width)?;
        Ok(Some((input.at(), count)))
    }

    /// A text in a field, or why it cannot be kept.
    pub(super) fn text<R: Read + Seek>(
        self,
        input: &mut Input<R>,
        index: u16,
        most: u64,
    ) -> Result<Option<Result<String, String>>, Fault> {
        let Some((start, length)) = self.vector(input, index, 1)? else {
            return Ok(None);
        };
        if length > most {
            return Ok(Some(Err(format!("has {length} bytes, too many to keep"))));
        }
        input.seek(start)?;
        let bytes = input.take(length, usize::MAX)?;
        Ok(Some(
            String::from_utf8(bytes).map_err(|_| "is not UTF-8".to_owned()),
        ))
    }
}

/// The table that the vector element at a place points to.
pub(super) fn element<R: Read + Seek>(
    input: &mut Input<R>,
    start: u64,
    index: u64,
) -> Result<Table, Fault> {
    Ok(Table(forward(input, start + 4 * index)?))
}

/// Follows the offset at a place; offsets lead forward only.
fn forward<R: Read + Seek>(input: &mut Input<R>, place: u64) -> Result<u64, Fault> {
    let offset = u32::from_le_bytes(at(input, place)?);
    let to = place + u64::from(offset);
    if offset == 0 || to >= input.len() {
        return Err(input.fault(format!("an offset to byte {to} of {}", input.len())));
    }
    Ok(to)
}

fn at<const N: usize, R: Read + Seek>(input: &mut Input<R>, place: u64) -> Result<[u8; N], Fault> {
    input.seek(place)?;
    input.array()
}
