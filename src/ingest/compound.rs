//! The table of sectors of an old binary workbook ([MS-CFB]), before a reader follows it.
//!
//! Each sector names the next one of its stream. A chain that leads back into itself would be
//! followed for ever, with memory for each step.

const SECTOR_SHIFT: usize = 30;
const FIRST_FAT_SECTORS: std::ops::Range<usize> = 76..512;
const FIRST_DIFAT_SECTOR: usize = 68;
/// From here on a number is a mark: end of chain, free, part of the table itself.
const MARKS: u32 = 0xffff_fffa;

/// Whether any chain of sectors leads back into itself. A broken header gives `false`: the reader
/// says that better.
pub fn leads_in_circles(bytes: &[u8]) -> bool {
    sector_table(bytes).is_none_or(|next| has_circle(&next))
}

/// The number of the next sector by the number of a sector; `None` where the list of the sectors
/// that hold this table is itself a circle.
fn sector_table(bytes: &[u8]) -> Option<Vec<u32>> {
    let size = match u16_at(bytes, SECTOR_SHIFT) {
        Some(12) => 4096,
        _ => 512,
    };
    let sector = |number: u32| -> &[u8] {
        let start = (number as usize).saturating_add(1).saturating_mul(size);
        bytes.get(start..bytes.len().min(start.saturating_add(size))).unwrap_or_default()
    };
    let most = bytes.len() / size;
    let mut holders: Vec<u32> = numbers(bytes.get(FIRST_FAT_SECTORS).unwrap_or_default()).collect();
    let mut more = u32_at(bytes, FIRST_DIFAT_SECTOR).unwrap_or(MARKS);
    let mut steps = 0;
    while more < MARKS {
        let mut list: Vec<u32> = numbers(sector(more)).collect();
        // The last number of such a sector is the next one of them.
        more = list.pop().unwrap_or(MARKS);
        holders.extend(list);
        steps += 1;
        if steps > most {
            return None;
        }
    }
    // A sector that is named twice adds nothing: numbers beyond the file end a chain.
    let holders = holders.into_iter().filter(|number| *number < MARKS).take(most);
    Some(holders.flat_map(|number| numbers(sector(number))).take(most + 1).collect())
}

fn has_circle(next: &[u32]) -> bool {
    let mut seen = vec![0u32; next.len()];
    for (start, walk) in (0..next.len()).zip(1..) {
        let mut at = start;
        while let Some(mark) = seen.get_mut(at) {
            match *mark {
                0 => *mark = walk,
                earlier => {
                    if earlier == walk {
                        return true;
                    }
                    break;
                }
            }
            at = next[at] as usize;
        }
    }
    false
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    bytes.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles_are_found_and_chains_are_not() {
        let end = 0xffff_fffe;
        assert!(!has_circle(&[1, 2, end, 4, end]));
        // Two chains that share their end, and one that leaves the file, come to an end.
        assert!(!has_circle(&[2, 2, end, 900]));
        assert!(has_circle(&[1, 2, 1, end]));
        assert!(has_circle(&[end, 1]));
        assert!(!leads_in_circles(b"\xd0\xcf\x11\xe0"));
    }
}
