//! Workbooks that no library would write: formulas without a stored value, absurd sizes.

/// A workbook of one sheet from its rows in XML, in an uncompressed zip.
pub fn book(sheet: &str, rows: &str) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    let relation = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"{PACKAGE}\"><Relationship Id=\"r1\" Type=\"{OFFICE}/{kind}\" \
             Target=\"{target}\"/></Relationships>"
        )
    };
    let workbook = format!(
        "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets><sheet name=\"{sheet}\" \
         sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
    );
    let data = format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{rows}</sheetData></worksheet>");
    zip(&[
        ("_rels/.rels", &relation("officeDocument", "xl/workbook.xml")),
        ("xl/_rels/workbook.xml.rels", &relation("worksheet", "worksheets/sheet1.xml")),
        ("xl/workbook.xml", &workbook),
        ("xl/worksheets/sheet1.xml", &data),
    ])
}

/// A row of text cells, with one more cell in raw XML behind them.
pub fn row(number: u32, texts: &[&str], last: &str) -> String {
    let cell = |(at, text): (usize, &&str)| {
        let column = char::from(b'A' + at as u8);
        format!("<c r=\"{column}{number}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
    };
    let cells: String = texts.iter().enumerate().map(cell).collect();
    format!("<row r=\"{number}\">{cells}{last}</row>")
}

fn zip(entries: &[(&str, &str)]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, text) in entries {
        let offset = out.len() as u32;
        let mut head = Vec::new();
        head.extend([20u16, 0, 0, 0, 0x21].iter().flat_map(|v| v.to_le_bytes()));
        let size = text.len() as u32;
        head.extend([crc32(text.as_bytes()), size, size].iter().flat_map(|v| v.to_le_bytes()));
        head.extend((name.len() as u16).to_le_bytes());
        head.extend(0u16.to_le_bytes());
        out.extend(b"PK\x03\x04");
        out.extend(&head);
        out.extend(name.as_bytes());
        out.extend(text.as_bytes());
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

/// The checksum of a part of a zip file.
pub fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg())
        })
    })
}
