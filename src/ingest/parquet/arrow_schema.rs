//! What the schema of Arrow, which its writers keep in a Parquet file, says of columns beyond the types of Parquet.
//! It is a message of flat buffers: tables whose fields are found through a list of offsets before them.

/// Which of the columns of these names are lengths of time: Parquet stores bare whole numbers, so that an amount could not
/// be told from them.
pub fn durations(message: &[u8], names: &[&str]) -> Vec<usize> {
    all(message, names).unwrap_or_default()
}

fn all(message: &[u8], names: &[&str]) -> Option<Vec<usize>> {
    // Places of fields in the tables Message, Schema and Field, and the number of the type Duration.
    const HEADER: usize = 2;
    const FIELDS: usize = 1;
    const NAME: usize = 0;
    const KIND: usize = 2;
    const DURATION: u8 = 18;
    /// More columns than any table has.
    const MOST: u32 = 16_384;
    // A mark of four bytes stands before the length, but for files of the first versions.
    let marked = message.starts_with(&[0xff; 4]);
    let bytes = message.get(if marked { 8 } else { 4 }..)?;
    let root = Table { bytes, at: word(bytes, 0)? as usize };
    let schema = root.child(HEADER)?;
    let fields = schema.place(FIELDS)?;
    let fields = fields.checked_add(word(bytes, fields)? as usize)?;
    let mut out = Vec::new();
    for number in 0..word(bytes, fields)?.min(MOST) as usize {
        let at = fields.checked_add(4 * (number + 1))?;
        let field = Table { bytes, at: at.checked_add(word(bytes, at)? as usize)? };
        let is_duration = field.place(KIND).and_then(|at| bytes.get(at)) == Some(&DURATION);
        let name = field.text(NAME).filter(|_| is_duration);
        out.extend(name.and_then(|name| names.iter().position(|known| known.as_bytes() == name)));
    }
    Some(out)
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

#[derive(Clone, Copy)]
struct Table<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Table<'a> {
    /// Where a field of the table lies; `None` where it has none.
    fn place(&self, field: usize) -> Option<usize> {
        let back = word(self.bytes, self.at)? as i32;
        let list = usize::try_from(i64::try_from(self.at).ok()? - i64::from(back)).ok()?;
        let short = |at: usize| {
            let two = self.bytes.get(at..)?.first_chunk()?;
            Some(usize::from(u16::from_le_bytes(*two)))
        };
        let slot = 4 + 2 * field;
        let offset = short(list + slot).filter(|_| short(list) > Some(slot))?;
        (offset > 0).then_some(self.at.checked_add(offset)?)
    }

    /// The table that a field leads to.
    fn child(self, field: usize) -> Option<Self> {
        let at = self.place(field)?;
        Some(Self { at: at.checked_add(word(self.bytes, at)? as usize)?, ..self })
    }

    fn text(self, field: usize) -> Option<&'a [u8]> {
        let Self { at, bytes } = self.child(field)?;
        let length = word(bytes, at)? as usize;
        bytes.get(at + 4..)?.get(..length)
    }
}
