//! The compact encoding of Thrift, as far as sizes must be known before anything believes them: the
//! footer of a Parquet file and the headers of its pages.

use std::collections::BTreeMap;

// Kinds of fields on the wire.
const STOP: u8 = 0;
const TRUE: u8 = 1;
const FALSE: u8 = 2;
const BYTE: u8 = 3;
const DOUBLE: u8 = 7;
const BINARY: u8 = 8;
pub const LIST: u8 = 9;
const SET: u8 = 10;
const MAP: u8 = 11;
pub const STRUCT: u8 = 12;

/// No footer nests deeper.
const DEEPEST: u32 = 24;

/// Whole numbers of a structure by the id of their field, and by `(outer, inner)` where they stand in
/// a structure inside it; `(outer, 0)` otherwise. Truth values are 0 and 1.
pub type Numbers = BTreeMap<(i16, i16), i64>;

/// Reads from bytes that may end or lie anywhere: `None` wherever they do.
pub struct Compact<'a> {
    bytes: &'a [u8],
    at: usize,
}

/// Takes a field, given its id and kind, and says whether it did; what it did not is skipped.
type Take<'t, 'a> = &'t mut dyn FnMut(&mut Compact<'a>, i16, u8) -> Option<bool>;

impl<'a> Compact<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// Bytes that were read.
    pub fn used(&self) -> usize {
        self.at
    }

    fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn pass(&mut self, bytes: u64) -> Option<()> {
        let left = self.bytes.len() - self.at;
        self.at += usize::try_from(bytes).ok().filter(|bytes| *bytes <= left)?;
        Some(())
    }

    pub fn varint(&mut self) -> Option<u64> {
        let mut value = 0u64;
        for shift in (0..u64::BITS).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    pub fn zigzag(&mut self) -> Option<i64> {
        let value = self.varint()?;
        Some((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    /// Hands every field of a structure to `take`.
    pub fn structure(&mut self, take: Take<'_, 'a>) -> Option<()> {
        self.fields(DEEPEST, take)
    }

    fn fields(&mut self, depth: u32, take: Take<'_, 'a>) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        let mut id = 0i16;
        loop {
            let head = self.byte()?;
            let kind = head & 0x0f;
            if kind == STOP {
                return Some(());
            }
            id = match head >> 4 {
                0 => i16::try_from(self.zigzag()?).ok()?,
                step => id.checked_add(i16::from(step))?,
            };
            if !take(self, id, kind)? {
                self.skip(kind, depth)?;
            }
        }
    }

    /// Kind and number of the elements of a list that begins here; never more than bytes are left.
    pub fn list(&mut self) -> Option<(u8, usize)> {
        let head = self.byte()?;
        let count = match head >> 4 {
            15 => usize::try_from(self.varint()?).ok()?,
            few => usize::from(few),
        };
        (count <= self.bytes.len() - self.at).then_some((head & 0x0f, count))
    }

    fn skip(&mut self, kind: u8, depth: u32) -> Option<()> {
        match kind {
            TRUE | FALSE => Some(()),
            BYTE => self.pass(1),
            DOUBLE => self.pass(8),
            BINARY => {
                let length = self.varint()?;
                self.pass(length)
            }
            LIST | SET => {
                let (kind, count) = self.list()?;
                (0..count).try_for_each(|_| self.element(kind, depth))
            }
            MAP => {
                let count = self.varint()?;
                if count == 0 {
                    return Some(());
                }
                let kinds = self.byte()?;
                (0..count).try_for_each(|_| {
                    self.element(kinds >> 4, depth)?;
                    self.element(kinds & 0x0f, depth)
                })
            }
            STRUCT => self.fields(depth, &mut |_, _, _| Some(false)),
            _ => self.varint().map(drop),
        }
    }

    /// Truth values take a byte where they stand in lists.
    fn element(&mut self, kind: u8, depth: u32) -> Option<()> {
        match kind {
            TRUE | FALSE => self.pass(1),
            kind => self.skip(kind, depth.checked_sub(1)?),
        }
    }

    /// A whole number or a truth value; `Some(None)` for a field of another kind, which is left.
    fn number(&mut self, kind: u8) -> Option<Option<i64>> {
        match kind {
            TRUE => Some(Some(1)),
            FALSE => Some(Some(0)),
            BYTE => self.byte().map(|byte| Some(i64::from(byte as i8))),
            4..=6 => self.zigzag().map(Some),
            _ => Some(None),
        }
    }

    /// The numbers of a structure and of those right inside it.
    pub fn numbers(&mut self) -> Option<Numbers> {
        let mut out = Numbers::new();
        self.fields(DEEPEST, &mut |outer, id, kind| {
            if kind == STRUCT {
                outer.fields(DEEPEST - 1, &mut |inner, inner_id, kind| {
                    let number = inner.number(kind)?;
                    Some(number.map(|number| out.insert((id, inner_id), number)).is_some())
                })?;
                return Some(true);
            }
            let number = outer.number(kind)?;
            Some(number.map(|number| out.insert((id, 0), number)).is_some())
        })?;
        Some(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_a_page_header() {
        // 1: 2 (zigzag 4); 2: 300; 7: { 1: 5, 3: true }; 8: binary of two bytes.
        let bytes = [0x15, 4, 0x15, 0xd8, 0x04, 0x5c, 0x15, 10, 0x21, 0, 0x18, 2, b'a', b'b', 0];
        let mut compact = Compact::new(&bytes);
        let numbers = compact.numbers().expect("sound");
        let all: Vec<_> = numbers.into_iter().collect();
        assert_eq!(all, [((1, 0), 2), ((2, 0), 300), ((7, 1), 5), ((7, 3), 1)]);
        assert_eq!(compact.used(), bytes.len());
    }

    #[test]
    fn lies_end_in_nothing() {
        // A list that says it has more elements than there are bytes.
        assert!(Compact::new(&[0x19, 0xf5, 0xff, 0xff, 0xff, 0x0f, 0, 0]).numbers().is_none());
        // A number without an end, a text longer than the file, structures without a floor.
        assert!(Compact::new(&[0xff; 16]).varint().is_none());
        assert!(Compact::new(&[0x18, 0x7f, 0, 0]).numbers().is_none());
        assert!(Compact::new(&[0x1c; 4096]).numbers().is_none());
    }
}
