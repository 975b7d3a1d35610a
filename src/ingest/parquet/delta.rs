//! Texts in the delta encodings, written out plainly. The library's own decoders ask for as much
//! memory as the page says it needs; here nothing is taken that is not there or not allowed.

use super::budget::Budget;
use super::thrift::Compact;

/// Largest block that anybody writes: 128 is usual.
const LARGEST_BLOCK: u64 = 1 << 20;

/// Numbers in DELTA_BINARY_PACKED, at most so many, and the bytes they took.
fn deltas(bytes: &[u8], most: usize) -> Option<(Vec<i64>, usize)> {
    let mut head = Compact::new(bytes);
    let (block, parts, count) = (head.varint()?, head.varint()?, head.varint()?);
    let mut value = head.zigzag()?;
    let mut at = head.used();
    let count = usize::try_from(count).ok().filter(|count| *count <= most)?;
    let sound = block > 0 && block <= LARGEST_BLOCK && parts > 0 && block.is_multiple_of(parts);
    let each = sound.then(|| block / parts).filter(|each| each.is_multiple_of(8))?;
    let (parts, each) = (usize::try_from(parts).ok()?, usize::try_from(each).ok()?);
    let mut out = Vec::with_capacity(count);
    out.extend((count > 0).then_some(value));
    while out.len() < count {
        let mut head = Compact::new(&bytes[at..]);
        let least = head.zigzag()?;
        at += head.used();
        let widths = bytes.get(at..at.checked_add(parts)?)?;
        at += parts;
        for width in widths {
            if out.len() == count {
                break; // What no value needs is not written.
            }
            let packed = bytes.get(at..at + usize::from(*width) * each / 8)?;
            for number in (0..each.min(count - out.len())).map(|n| bits(packed, n, *width)) {
                value = value.wrapping_add(least).wrapping_add(number? as i64);
                out.push(value);
            }
            at += packed.len();
        }
    }
    Some((out, at))
}

/// The number at a place among numbers of so many bits each, lowest bits first.
fn bits(packed: &[u8], place: usize, width: u8) -> Option<u64> {
    let width = u32::from(width);
    if width > u64::BITS {
        return None;
    }
    let first = place * width as usize;
    let mut window = [0u8; 16];
    let bytes = packed.get(first / 8..)?;
    let length = bytes.len().min(window.len());
    window[..length].copy_from_slice(&bytes[..length]);
    let value = u128::from_le_bytes(window) >> (first % 8);
    Some((value & ((1u128 << width) - 1)) as u64)
}

/// DELTA_LENGTH_BYTE_ARRAY as PLAIN: every text behind its length.
pub fn lengths(bytes: &[u8], most: usize, budget: &Budget) -> Option<Vec<u8>> {
    let (lengths, used) = deltas(bytes, most)?;
    let mut rest = &bytes[used..];
    let mut out = Vec::new();
    for length in lengths {
        let (text, behind) = rest.split_at_checked(usize::try_from(length).ok()?)?;
        rest = behind;
        put(&mut out, &[], text, None, budget)?;
    }
    Some(out)
}

/// DELTA_BYTE_ARRAY as PLAIN: every text begins as the one before it. `fixed` is the length of texts
/// that have no length of their own.
pub fn prefixed(
    bytes: &[u8],
    most: usize,
    fixed: Option<usize>,
    budget: &Budget,
) -> Option<Vec<u8>> {
    let (prefixes, used) = deltas(bytes, most)?;
    let bytes = &bytes[used..];
    let (suffixes, used) = deltas(bytes, most)?;
    let mut rest = &bytes[used..];
    let mut out = Vec::new();
    // Where the text before stands in what is written.
    let mut last = 0..0;
    if prefixes.len() != suffixes.len() {
        return None;
    }
    for (prefix, suffix) in prefixes.into_iter().zip(suffixes) {
        let (suffix, behind) = rest.split_at_checked(usize::try_from(suffix).ok()?)?;
        rest = behind;
        let prefix = usize::try_from(prefix).ok().filter(|length| *length <= last.len())?;
        let front = out[last.start..last.start + prefix].to_vec();
        let length = put(&mut out, &front, suffix, fixed, budget)?;
        last = out.len() - length..out.len();
    }
    Some(out)
}

fn put(
    out: &mut Vec<u8>,
    front: &[u8],
    back: &[u8],
    fixed: Option<usize>,
    budget: &Budget,
) -> Option<usize> {
    let length = front.len() + back.len();
    if !budget.take(length as u64) || fixed.is_some_and(|fixed| fixed != length) {
        return None;
    }
    if fixed.is_none() {
        out.extend_from_slice(&u32::try_from(length).ok()?.to_le_bytes());
    }
    out.extend_from_slice(front);
    out.extend_from_slice(back);
    Some(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The two examples of the format's description: 1 to 5, and 7 5 3 1 2 3 4 5.
    #[test]
    fn numbers_of_the_description() {
        let rising = [0x80, 1, 4, 5, 2, 2, 0, 0, 0, 0];
        assert_eq!(deltas(&rising, 9), Some((vec![1, 2, 3, 4, 5], 10)));
        // Deltas −2 −2 −2 1 1 1 1, least −2: 0 0 0 3 3 3 3 in two bits each.
        let mut falling = vec![0x80, 1, 4, 8, 14, 3, 2, 0, 0, 0];
        falling.extend([0b1100_0000, 0b0011_1111, 0, 0, 0, 0, 0, 0]);
        assert_eq!(deltas(&falling, 8), Some((vec![7, 5, 3, 1, 2, 3, 4, 5], 18)));
        assert_eq!(deltas(&falling, 7), None, "more than the page holds");
        assert_eq!(deltas(&falling[..12], 8), None, "cut off");
    }
}
