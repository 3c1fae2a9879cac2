//! The fields of a protobuf message, one after the other; other fields are skipped.

use std::io::{Read, Seek};

use super::input::{Fault, Input};

/// Fields that are walked in one message; real models have some thousands at their top.
const MAX_FIELDS: usize = 200_000;
/// Longer texts are no names, authors or licences.
pub(super) const MAX_TEXT: u64 = 64 * 1024;

/// One field of a message.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field {
    pub(super) number: u64,
    pub(super) body: Body,
}

/// What stands in a field.
#[derive(Debug, Clone, Copy)]
pub(super) enum Body {
    /// A number of some kind.
    Number(u64),
    /// Bytes, a text or a message, as a part of the file.
    Part { start: u64, end: u64 },
}

/// The fields of the message that fills a part of a file.
#[derive(Debug)]
pub(super) struct Fields {
    at: u64,
    end: u64,
    seen: usize,
}

impl Fields {
    pub(super) fn new(start: u64, end: u64) -> Self {
        Self {
            at: start,
            end,
            seen: 0,
        }
    }

    /// The next field; the place in the file may be moved between two calls.
    pub(super) fn next<R: Read + Seek>(
        &mut self,
        input: &mut Input<R>,
    ) -> Result<Option<Field>, Fault> {
        if self.at >= self.end {
            return Ok(None);
        }
        self.seen += 1;
        if self.seen > MAX_FIELDS {
            return Err(input.fault(format!("a message of more than {MAX_FIELDS} fields")));
        }
        input.seek(self.at)?;
        let tag = self.varint(input)?;
        let number = tag >> 3;
        if number == 0 || number > 0x1fff_ffff {
            return Err(input.fault(format!("a field of number {number}")));
        }
        let body = match tag & 7 {
            0 => Body::Number(self.varint(input)?),
            1 => Body::Number(u64::from_le_bytes(input.array()?)),
            5 => Body::Number(u64::from(u32::from_le_bytes(input.array()?))),
            2 => {
                let length = self.varint(input)?;
                let start = input.at();
                let end = start
                    .checked_add(length)
                    .filter(|end| *end <= self.end)
                    .ok_or_else(|| {
                        input.fault(format!(
                            "a field of {length} bytes where {} are left",
                            self.end.saturating_sub(start)
                        ))
                    })?;
                self.at = end;
                return Ok(Some(Field {
                    number,
                    body: Body::Part { start, end },
                }));
            }
            wire => {
                return Err(input.fault(format!(
                    "a field of wire type {wire}, which these formats do not use"
                )));
            }
        };
        self.at = input.at();
        if self.at > self.end {
            return Err(input.fault("a number runs over the end of its message"));
        }
        Ok(Some(Field { number, body }))
    }

    fn varint<R: Read + Seek>(&self, input: &mut Input<R>) -> Result<u64, Fault> {
        let mut value = 0_u64;
        for at in 0..10 {
            if input.at() >= self.end {
                return Err(input.fault("a number runs over the end of its message"));
            }
            let [byte] = input.array()?;
            // The tenth byte holds the one bit that is left.
            if at == 9 && byte > 1 {
                break;
            }
            value |= u64::from(byte & 0x7f) << (7 * at);
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(input.fault("a number of more than 64 bits"))
    }
}

/// A text in a field, or why it cannot be kept.
pub(super) fn text<R: Read + Seek>(
    input: &mut Input<R>,
    body: Body,
) -> Result<Result<String, String>, Fault> {
    let Body::Part { start, end } = body else {
        return Ok(Err("is a number, where a text belongs".to_owned()));
    };
    let length = end - start;
    if length > MAX_TEXT {
        return Ok(Err(format!("has {length} bytes, too many to keep")));
    }
    input.seek(start)?;
    let bytes = input.take(length, usize::MAX)?;
    Ok(String::from_utf8(bytes).map_err(|_| "is not UTF-8".to_owned()))
}

/// An entry of a map: `key = 1`, `value = 2`. Of a repeated field the last value counts, as the format defines.
#[derive(Debug, Default)]
pub(super) struct Entry {
    pub(super) key: Option<Result<String, String>>,
    pub(super) value: Option<Result<String, String>>,
}

/// Reads an entry of a map.
pub(super) fn entry<R: Read + Seek>(input: &mut Input<R>, body: Body) -> Result<Entry, Fault> {
    let Body::Part { start, end } = body else {
        return Err(input.fault("an entry of a map that is a number"));
    };
    let mut entry = Entry::default();
    let mut fields = Fields::new(start, end);
    while let Some(field) = fields.next(input)? {
        match field.number {
            1 => entry.key = Some(text(input, field.body)?),
            2 => entry.value = Some(text(input, field.body)?),
            _ => {}
        }
    }
    Ok(entry)
}
