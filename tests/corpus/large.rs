//! Hostile inputs that are too large to keep, or that are no files: made here.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::hostile::bounds;
use super::process::{Ended, Folder};
use crate::catalogue::odd_book::crc32;

const LONGEST: Duration = Duration::from_secs(60);
/// MiB.
const LARGEST: u64 = 600;
/// So much does the inside of the bombs claim to be, or is.
const BOMB: u64 = 2 << 30;

const SOUND: &str = "tests/data/layouts/canonical.xlsx";
const PARTS: [(&str, &str); 4] = [
    (
        "_rels/.rels",
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
    ),
    (
        "[Content_Types].xml",
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/></Types>",
    ),
    (
        "xl/_rels/workbook.xml.rels",
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>",
    ),
    (
        "xl/workbook.xml",
        "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"措施二\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>",
    ),
];
const STRINGS: (&str, &str) = (
    "xl/sharedStrings.xml",
    "<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><si><t>",
);
const SHEET: (&str, &str) = (
    "xl/worksheets/sheet1.xml",
    "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>",
);

/// The bits of a deflate stream, lowest first.
#[derive(Default)]
struct Bits {
    out: Vec<u8>,
    held: u32,
    count: u32,
}

impl Bits {
    fn put(&mut self, bits: u32, count: u32) {
        self.held |= bits << self.count;
        self.count += count;
        while self.count >= 8 {
            self.out.push(self.held as u8);
            self.held >>= 8;
            self.count -= 8;
        }
    }

    /// Huffman codes go highest bit first.
    fn code(&mut self, code: u32, count: u32) {
        self.put(code.reverse_bits() >> (32 - count), count);
    }
}

/// A text followed by blanks up to `size` bytes, compressed by the fixed code: 158 to 1.
fn blanks(start: &str, size: u64) -> Vec<u8> {
    const LONGEST_MATCH: u64 = 258;
    let mut bits = Bits::default();
    bits.put(0b011, 3);
    for byte in start.bytes().chain([b' ']) {
        assert!(byte < 144, "plain text");
        bits.code(0x30 + u32::from(byte), 8);
    }
    for _ in 0..(size - start.len() as u64) / LONGEST_MATCH {
        // The longest match at distance one.
        bits.code(0b1100_0101, 8);
        bits.code(0, 5);
    }
    bits.code(0, 7);
    bits.put(0, 7);
    bits.out
}

/// A zip with one part that is compressed to these bytes and claims a size. Its checksum is wrong:
/// whoever gets that far has unpacked it all.
fn zip(parts: &[(&str, &str)], name: &str, packed: &[u8], claims: u64) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    let stored = parts.iter().map(|(name, text)| (*name, text.as_bytes(), 0u16, text.len() as u64));
    let entries: Vec<_> = stored.chain([(name, packed, 8, claims)]).collect();
    for (name, bytes, method, size) in &entries {
        let offset = out.len() as u32;
        let crc = if *method == 0 { crc32(bytes) } else { 0 };
        let mut head = Vec::new();
        head.extend([20u16, 0x800, *method, 0, 0x21].iter().flat_map(|v| v.to_le_bytes()));
        let sizes = [crc, bytes.len() as u32, *size as u32];
        head.extend(sizes.iter().flat_map(|v| v.to_le_bytes()));
        head.extend([name.len() as u16, 0].iter().flat_map(|v| v.to_le_bytes()));
        out.extend(b"PK\x03\x04");
        out.extend(&head);
        out.extend(name.as_bytes());
        out.extend(*bytes);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&head);
        directory.extend([0u8; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let (count, start) = (entries.len() as u16, out.len() as u32);
    out.extend(&directory);
    out.extend(b"PK\x05\x06\x00\x00\x00\x00");
    out.extend([count, count].iter().flat_map(|v| v.to_le_bytes()));
    out.extend([directory.len() as u32, start].iter().flat_map(|v| v.to_le_bytes()));
    out.extend([0u8; 2]);
    out
}

/// Refused with one of these codes, within the bounds.
fn refused(what: &str, ended: &Ended, codes: &[&str]) {
    let faults = bounds(ended, LONGEST, LARGEST);
    let said: Vec<&str> = ended.said.iter().map(|said| said.code.as_str()).collect();
    println!("{what}: {} ms, {} MiB, {said:?}", ended.took.as_millis(), ended.peak);
    assert!(faults.is_empty(), "{what}: {faults:?}");
    assert_eq!(ended.code, Some(2), "{what}: {said:?}");
    assert!(said.iter().any(|code| codes.contains(code)), "{what}: {said:?}, due is {codes:?}");
}

fn bomb(what: &str, part: (&str, &str), claims: u64) {
    let folder = Folder::new();
    let other = if part == SHEET { STRINGS } else { SHEET };
    let (end, other_end) = ("</si></sst>", "</sheetData></worksheet>");
    let rest = format!("{}{}", other.1, if other == SHEET { other_end } else { end });
    let rest = rest.replace("<t>", "<t/>");
    let parts: Vec<(&str, &str)> = PARTS.into_iter().chain([(other.0, rest.as_str())]).collect();
    let bytes = zip(&parts, part.0, &blanks(part.1, BOMB), claims);
    fs::write(folder.filings().join("措施.xlsx"), bytes).expect("written");
    refused(what, &folder.check(LONGEST), &["F211", "F203"]);
}

#[test]
fn two_gigabytes_of_shared_strings() {
    bomb("honest strings", STRINGS, BOMB);
    bomb("strings that claim a thousand bytes", STRINGS, 1_000);
}

#[test]
fn two_gigabytes_of_a_sheet() {
    bomb("honest sheet", SHEET, BOMB);
    bomb("a sheet that claims a thousand bytes", SHEET, 1_000);
}

#[test]
fn a_csv_of_one_line() {
    let folder = Folder::new();
    let text = "金额,".repeat(8 << 20);
    fs::write(folder.filings().join("措施二.csv"), text).expect("written");
    refused("a line of 56 MB", &folder.check(LONGEST), &["F206", "F207", "F208", "F211", "F215"]);
    fs::write(folder.filings().join("措施二.csv"), "\"".repeat(64 << 20)).expect("written");
    refused("quotation marks only", &folder.check(LONGEST), &["F206", "F211", "F215", "F203"]);
}

#[test]
fn things_that_are_no_files() {
    let folder = Folder::new();
    fs::create_dir(folder.filings().join("目录.xlsx")).expect("created");
    folder.add(Path::new(SOUND));
    let ended = folder.check(LONGEST);
    assert_eq!(bounds(&ended, LONGEST, LARGEST), Vec::<String>::new(), "a folder named .xlsx");
    let ends = Command::new("mkfifo").arg(folder.filings().join("管道.csv")).status();
    if ends.is_ok_and(|status| status.success()) {
        // Nobody writes into it: whoever opens it waits for ever.
        let ended = folder.check(Duration::from_secs(10));
        let none = Vec::<String>::new();
        assert_eq!(bounds(&ended, LONGEST, LARGEST), none, "a pipe that nobody writes to");
        assert!(ended.said.iter().any(|said| said.file.contains("管道")), "{:?}", ended.said);
    }
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_out_of_the_folder() {
    use std::os::unix::fs::symlink;
    let outside = tempfile::tempdir().expect("a folder");
    let target = outside.path().join("别处.xlsx");
    fs::copy(SOUND, &target).expect("copied");
    let folder = Folder::new();
    symlink(&target, folder.filings().join("申报.xlsx")).expect("linked");
    refused("a link that leads out", &folder.check(LONGEST), &["F218"]);

    let folder = Folder::new();
    symlink(folder.filings().join("申报.xlsx"), folder.filings().join("申报.xlsx"))
        .expect("linked");
    let ended = folder.check(LONGEST);
    refused("a link to itself", &ended, &["F201", "F202", "F218"]);

    // Within the folder a link is a file like any other.
    let folder = Folder::new();
    fs::create_dir(folder.filings().join("原件")).expect("created");
    fs::copy(SOUND, folder.filings().join("原件/申报.xlsx")).expect("copied");
    symlink("原件/申报.xlsx", folder.filings().join("申报.xlsx")).expect("linked");
    let ended = folder.check(LONGEST);
    assert!(matches!(ended.code, Some(0 | 1)), "{:?}", ended.said);
}

#[test]
fn names_that_people_give() {
    let folder = Folder::new();
    let names =
        ["前海 申报 (2026)　终稿.xlsx", "'引号'.xlsx", "[方括号]*.xlsx", "~$申报.xlsx", "-q.xlsx"];
    for name in &names[..3] {
        fs::copy(SOUND, folder.filings().join(name)).expect("copied");
    }
    // Excel leaves such a file beside a workbook that is open; it is no workbook.
    fs::write(folder.filings().join(names[3]), [5u8; 165]).expect("written");
    fs::copy(SOUND, folder.filings().join(names[4])).expect("copied");
    let ended = folder.check(LONGEST);
    assert_eq!(bounds(&ended, LONGEST, LARGEST), Vec::<String>::new());
    let unread =
        ended.said.iter().filter(|said| said.code.starts_with("F2") && said.severity == "error");
    // It is one workbook under four names.
    let unread = unread.filter(|said| said.code != "F246");
    let unread: Vec<_> = unread.map(|said| (&said.code, &said.file)).collect();
    assert!(unread.iter().all(|(_, file)| file.contains("~$")), "{unread:?}");
}
