//! A look at the directory of a zip file before anything is unpacked.
//!
//! The sizes there are what the writer claims; a liar is still stopped by the limits on cells, but
//! the usual bomb is refused without unpacking a byte.

/// A million rows of twenty columns unpack to about one gibibyte of XML.
const MAX_UNPACKED: u64 = 16 << 30;
/// This part is held in memory as a whole.
const MAX_SHARED_STRINGS: u64 = 2 << 30;
const SHARED_STRINGS: &[u8] = b"sharedStrings.xml";

const END: &[u8] = b"PK\x05\x06";
const END_SIZE: usize = 22;
const ENTRY: &[u8] = b"PK\x01\x02";
const ENTRY_SIZE: usize = 46;
/// The end record is followed by a comment of at most this size.
const MAX_COMMENT: usize = 0xffff;

/// Why the file must not be unpacked; `None` also for what is no zip file at all, which the reader
/// itself will say better.
pub fn too_large(bytes: &[u8]) -> Option<String> {
    let mut rest = directory(bytes)?;
    let mut total = 0u64;
    while rest.starts_with(ENTRY) && rest.len() >= ENTRY_SIZE {
        // 0xffffffff stands for “more than 4 GiB, see elsewhere”.
        let size = u64::from(u32_at(rest, 24)?);
        let name_end = ENTRY_SIZE + usize::from(u16_at(rest, 28)?);
        let name = rest.get(ENTRY_SIZE..name_end)?;
        total += size;
        if total > MAX_UNPACKED || name.ends_with(SHARED_STRINGS) && size > MAX_SHARED_STRINGS {
            return Some(format!("more than {} MiB unpacked", total.min(MAX_UNPACKED) >> 20));
        }
        let next = name_end + usize::from(u16_at(rest, 30)?) + usize::from(u16_at(rest, 32)?);
        rest = rest.get(next..)?;
    }
    None
}

fn directory(bytes: &[u8]) -> Option<&[u8]> {
    let from = bytes.len().saturating_sub(END_SIZE + MAX_COMMENT);
    let tail = &bytes[from..];
    let at = from + tail.windows(END.len()).rposition(|window| window == END)?;
    let start = u32_at(&bytes[at..], 16)?;
    bytes.get(usize::try_from(start).ok()?..)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}
