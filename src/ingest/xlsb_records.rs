//! Records of a binary workbook (xlsb). The library makes room for as many bytes as a record says that it has,
//! up to 256 MiB: here it is looked whether they are there.

use std::io::{self, Cursor, Read};

use zip::ZipArchive;

use super::open::part_name;
use super::scan::{Facts, part_of};
use crate::diag::{Diagnostic, codes};

/// Parts that are read whatever the workbook names.
const FIXED: [&str; 3] = ["xl/workbook.bin", "xl/sharedstrings.bin", "xl/styles.bin"];

/// Looks through every part that the library will open.
///
/// # Errors
/// F203 for a part that ends inside a record.
pub fn check(bytes: &[u8], facts: &Facts) -> Result<(), Diagnostic> {
    let named: Vec<String> = facts.targets().map(part_of).collect();
    let broken = |_| cut_off();
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(broken)?;
        let name = part_name(part.name().map_err(broken)?);
        let is_read = FIXED.contains(&name.as_str()) || named.contains(&name);
        // Programs are no records, and nothing here opens them.
        if is_read && name.ends_with(".bin") && !name.ends_with("/vbaproject.bin") {
            walk(part).map_err(|_| cut_off())?;
        }
    }
    Ok(())
}

fn cut_off() -> Diagnostic {
    Diagnostic::new(&codes::NOT_A_WORKBOOK)
        .arg("why", "内部记录的长度超出了文件内容")
        .arg("why_en", "a record in it says that it is longer than the file")
}

/// From record to record: a number of one or two bytes says its kind, one of up to four how many bytes follow.
fn walk(mut part: impl Read) -> io::Result<()> {
    let mut byte = [0u8];
    while part.read(&mut byte)? > 0 {
        if byte[0] & 0x80 != 0 {
            part.read_exact(&mut byte)?;
        }
        let mut length = 0;
        for place in 0..4 {
            part.read_exact(&mut byte)?;
            length |= u64::from(byte[0] & 0x7f) << (7 * place);
            if byte[0] & 0x80 == 0 {
                break;
            }
        }
        if io::copy(&mut part.by_ref().take(length), &mut io::sink())? < length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::walk;

    #[test]
    fn a_record_must_hold_what_it_says() {
        // Kind 0x83 0x01 of no bytes, kind 5 of two.
        assert!(walk(&[0x83, 0x01, 0x00, 0x05, 0x02, 7, 7][..]).is_ok());
        assert!(walk(&[][..]).is_ok());
        let long = [0x05, 0xff, 0xff, 0xff, 0x7f, 7, 7];
        for cut in [&long[..], &long[..1], &long[..3], &[0x83][..], &[0x05, 0x03, 7, 7][..]] {
            assert!(walk(cut).is_err(), "{cut:?}");
        }
    }
}
