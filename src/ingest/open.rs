//! A file from outside, before anything of it is believed: how large it is, where it really lies,
//! and what it is by its content, whatever its name says.

use std::fs;
use std::io::Cursor;
use std::path::Path;

use bytes::Bytes;
use zip::ZipArchive;

use super::limits::Limits;
use super::{InputFile, text_file};
use crate::diag::{Diagnostic, Place, codes};

/// What a file is by its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// xlsx, and xlsm whose macros are never looked at.
    Xlsx,
    Xlsb,
    Xls,
    Ods,
    Csv,
    Parquet,
}

impl Kind {
    /// Extensions that promise this kind, the usual one first.
    fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Xlsx => &["xlsx", "xlsm", "xltx", "xltm"],
            Self::Xlsb => &["xlsb"],
            Self::Xls => &["xls", "xlt", "et"],
            Self::Ods => &["ods", "ots"],
            Self::Csv => &["csv", "txt", "tsv"],
            Self::Parquet => &["parquet", "pq"],
        }
    }

    /// In Chinese and English.
    pub fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::Xlsx => ("Excel 工作簿（xlsx）", "an xlsx workbook"),
            Self::Xlsb => ("Excel 二进制工作簿（xlsb）", "an xlsb workbook"),
            Self::Xls => ("Excel 97–2003 工作簿（xls）", "an xls workbook"),
            Self::Ods => ("OpenDocument 表格（ods）", "an OpenDocument spreadsheet"),
            Self::Csv => ("文本表格（CSV）", "delimited text"),
            Self::Parquet => ("Parquet", "Parquet"),
        }
    }

    /// All extensions that input files may have.
    pub fn known() -> impl Iterator<Item = &'static str> {
        let all = [Self::Xlsx, Self::Xlsb, Self::Xls, Self::Ods, Self::Csv, Self::Parquet];
        all.into_iter().flat_map(|kind| kind.extensions().iter().copied())
    }
}

/// A file in memory.
pub struct Opened {
    pub bytes: Bytes,
    pub kind: Kind,
    /// Its name promises something else.
    pub misnamed: bool,
}

/// Reads a file whole and looks at what it is.
///
/// # Errors
/// One finding: what makes the file unusable.
pub fn open(file: &InputFile, limits: &Limits) -> Result<Opened, Diagnostic> {
    let place = || Place::File(file.shown.clone());
    let extension = file.path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    if !Kind::known().any(|known| known == extension) {
        let known: Vec<String> = Kind::known().map(|known| format!(".{known}")).collect();
        return Err(Diagnostic::new(&codes::UNKNOWN_KIND_OF_FILE)
            .arg("extension", extension)
            .arg("known", known.join("、"))
            .at(place()));
    }
    if let Some(root) = &file.root {
        stays_inside(&file.path, root).map_err(|fault| fault.at(place()))?;
    }
    let limit = match Kind::Parquet.extensions().contains(&extension.as_str()) {
        true => limits.parquet_bytes,
        false => limits.workbook_bytes,
    };
    let bytes = load(&file.path, limit).map_err(|fault| fault.at(place()))?;
    let kind = kind(&bytes, &extension).map_err(|fault| fault.at(place()))?;
    let misnamed = !kind.extensions().contains(&extension.as_str());
    Ok(Opened { bytes: bytes.into(), kind, misnamed })
}

/// A link may lead elsewhere inside the folder that was named, not out of it.
fn stays_inside(path: &Path, root: &Path) -> Result<(), Diagnostic> {
    let (Ok(real), Ok(root)) = (fs::canonicalize(path), fs::canonicalize(root)) else {
        return Ok(()); // What cannot be found is said when it is read.
    };
    if real.starts_with(root) {
        return Ok(());
    }
    Err(Diagnostic::new(&codes::OUTSIDE_FOLDER))
}

fn load(path: &Path, limit: u64) -> Result<Vec<u8>, Diagnostic> {
    let unreadable = |error: std::io::Error| Diagnostic::unreadable(&error);
    let before = fs::metadata(path).map_err(unreadable)?;
    if !before.is_file() {
        return Err(Diagnostic::new(&codes::FILE_UNREADABLE)
            .arg("why", "不是普通文件")
            .arg("why_en", "it is no regular file"));
    }
    if before.len() == 0 {
        return Err(Diagnostic::new(&codes::FILE_EMPTY));
    }
    if before.len() > limit {
        return Err(too_large(
            format!("{} MiB，上限 {} MiB", before.len() >> 20, limit >> 20),
            format!("{} MiB, at most {} MiB", before.len() >> 20, limit >> 20),
        ));
    }
    let bytes = fs::read(path).map_err(unreadable)?;
    let after = fs::metadata(path).map_err(unreadable)?;
    if changed(&before, bytes.len(), &after) {
        Err(Diagnostic::new(&codes::FILE_CHANGED))
    } else {
        Ok(bytes)
    }
}

/// Whether somebody wrote into a file between two looks at it.
fn changed(before: &fs::Metadata, read: usize, after: &fs::Metadata) -> bool {
    after.len() != read as u64 || before.modified().ok() != after.modified().ok()
}

/// Beyond a limit, said in both languages.
pub fn too_large(zh: impl ToString, en: impl ToString) -> Diagnostic {
    Diagnostic::new(&codes::FILE_TOO_LARGE).arg("why", zh).arg("why_en", en)
}

fn kind(bytes: &[u8], extension: &str) -> Result<Kind, Diagnostic> {
    const OLE: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    if bytes.starts_with(b"PAR1") || bytes.starts_with(b"PARE") {
        return Ok(Kind::Parquet);
    }
    if bytes.starts_with(b"PK") {
        return zipped(bytes);
    }
    if bytes.starts_with(OLE) {
        return compound(bytes);
    }
    if let Some((zh, en)) = foreign(bytes) {
        return Err(Diagnostic::new(&codes::NOT_A_TABLE).arg("what", zh).arg("what_en", en));
    }
    // A damaged Parquet file or workbook is better named as what it was meant to be.
    let promised = |kind: Kind| kind.extensions().contains(&extension);
    match extension {
        _ if promised(Kind::Parquet) => Ok(Kind::Parquet),
        _ if promised(Kind::Csv) => Ok(Kind::Csv),
        // Older systems export delimited text under the name of a workbook.
        _ if text_file::looks_like_table(bytes) => Ok(Kind::Csv),
        _ => Err(not_a_workbook(
            "内容不是任何一种工作簿，文件可能已损坏",
            "its content is no kind of workbook; it may be damaged",
        )),
    }
}

fn not_a_workbook(zh: &str, en: &str) -> Diagnostic {
    Diagnostic::new(&codes::NOT_A_WORKBOOK).arg("why", zh).arg("why_en", en)
}

fn zipped(bytes: &[u8]) -> Result<Kind, Diagnostic> {
    let Ok(archive) = ZipArchive::new(Cursor::new(bytes)) else {
        return Err(not_a_workbook(
            "压缩包结构不完整，文件可能没有下载完整",
            "its zip structure is broken; the download may be incomplete",
        ));
    };
    let names: Vec<String> = archive.file_names().flatten().map(part_name).collect();
    let has = |part: &str| names.iter().any(|name| name == part);
    let below = |folder: &str| names.iter().any(|name| name.starts_with(folder));
    if has("xl/workbook.bin") {
        Ok(Kind::Xlsb)
    } else if below("xl/") {
        Ok(Kind::Xlsx)
    } else if below("word/") || below("ppt/") {
        let (zh, en) = ("Word 或 PowerPoint 文件", "a Word document or a presentation");
        Err(Diagnostic::new(&codes::NOT_A_TABLE).arg("what", zh).arg("what_en", en))
    } else if has("content.xml") {
        Ok(Kind::Ods)
    } else {
        let (zh, en) = ("压缩包", "a zip archive");
        Err(Diagnostic::new(&codes::NOT_A_TABLE).arg("what", zh).arg("what_en", en))
    }
}

/// A part by the name that the format gives it: some writers put backslashes, or capitals, which mean the same.
pub fn part_name(name: impl AsRef<str>) -> String {
    name.as_ref().replace('\\', "/").to_ascii_lowercase()
}

/// Old binary files hold named streams.
fn compound(bytes: &[u8]) -> Result<Kind, Diagnostic> {
    let names = super::compound::names(bytes);
    let holds = |name: &str| names.iter().any(|known| known.eq_ignore_ascii_case(name));
    if holds("EncryptedPackage") || holds("EncryptionInfo") {
        Err(Diagnostic::new(&codes::PASSWORD))
    } else if holds("Workbook") || holds("Book") {
        Ok(Kind::Xls)
    } else if holds("WordDocument") || holds("PowerPoint Document") {
        let (zh, en) = ("Word 或 PowerPoint 文件", "a Word document or a presentation");
        Err(Diagnostic::new(&codes::NOT_A_TABLE).arg("what", zh).arg("what_en", en))
    } else {
        Err(not_a_workbook(
            "文件内没有工作簿，可能没有下载完整",
            "it holds no workbook; the download may be incomplete",
        ))
    }
}

/// What people mistake for a table.
fn foreign(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    const LOOK: usize = 4096;
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(LOOK)]).to_lowercase();
    let head = head.trim_start_matches(['\u{feff}', ' ', '\r', '\n', '\t']);
    let is_xml = head.starts_with("<?xml");
    if head.starts_with("%pdf") {
        Some(("PDF 文件", "a PDF file"))
    } else if is_xml && head.contains("office:spreadsheet") {
        Some(("XML 表格（Excel 2003）", "an XML spreadsheet of Excel 2003"))
    } else if head.starts_with("<!doctype html")
        || head.starts_with("<html")
        || head.starts_with("<table")
        || head.contains("<html")
        || head.contains("<table") && head.starts_with('<')
    {
        Some(("网页（HTML）", "a web page (HTML)"))
    } else if is_xml {
        Some(("XML 文件", "an XML file"))
    } else if head.starts_with("{\\rtf") {
        Some(("RTF 文档", "an RTF document"))
    } else if bytes.starts_with(&[0x1f, 0x8b])
        || bytes.starts_with(b"Rar!")
        || bytes.starts_with(b"7z\xbc\xaf")
    {
        Some(("压缩包", "an archive"))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_file_that_changes_under_the_hand() {
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        file.write_all(b"a,b").expect("written");
        let before = fs::metadata(file.path()).expect("metadata");
        assert!(!changed(&before, 3, &before));
        file.write_all(b"\n1,2").expect("written");
        let after = fs::metadata(file.path()).expect("metadata");
        assert!(changed(&before, 3, &after) && changed(&before, 7, &after));
    }
}
