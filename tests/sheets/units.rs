//! Units and currencies stated outside the cells of amounts.

use super::{Cell, FIRM, Table, World, put, refused, yuan};

const WAN: i64 = 1_000_000;

fn two(heading: &str) -> Table {
    Table::new(heading, &[25.5.into(), 3.0.into()])
}

#[test]
fn a_unit_above_the_table_is_applied_and_said() {
    let world = World::new();
    for line in [
        "前海数据跨境合规申报汇总表（单位：万元）",
        "单位：万元",
        "（金额单位：人民币万元）",
        "除特别注明外，金额单位为万元",
        "币种：人民币　单位：万元",
        "说明：本表金额均以万元计。",
        "2025年度支出（万元）",
    ] {
        let read = two("金额").above(&[line]).read(&world);
        assert_eq!(yuan(&read), [2_550 * WAN / 100, 3 * WAN], "{line}");
        assert_eq!(read.units.len(), 1, "{line}: the repair says it");
    }
    let apart = two("金额").above(&["填报单位：前海示例", "", "单位：", "万元"]);
    assert_eq!(yuan(&apart.read(&world)), [2_550 * WAN / 100, 3 * WAN]);
    let below_the_heading = two("金额").above(&["申报表"]).above(&["", "", "", "", "单位：千元"]);
    assert_eq!(yuan(&below_the_heading.read(&world)), [2_550_000, 300_000]);
}

#[test]
fn what_is_not_certain_or_comes_too_late_is_refused() {
    let world = World::new();
    for line in [
        "付款以美元结算后入账",
        "部分金额单位为万元",
        "金额单位：卢布",
        "单位：1000元",
        "Amounts in thousands",
    ] {
        refused(&two("金额").above(&[line]).read(&world), "F229", line);
    }
    refused(&two("金额").below(&["注：以上金额单位为万元。"]).read(&world), "F229", "below");
    refused(&two("金额").below(&["金额均以万元计"]).read(&world), "F229", "below, without 注");
    refused(&two("金额").column("", &["", "单位：万元"]).read(&world), "F229", "beside");
    let both = two("金额").above(&["单位：万元"]).above(&["（金额单位：千元）"]);
    refused(&both.read(&world), "F230", "two statements");
    refused(
        &two("金额（美元）").above(&["单位：万元"]).read(&world),
        "F212",
        "a currency that 六 does not take",
    );
}

#[test]
fn texts_that_state_no_unit_are_left_alone() {
    let world = World::new();
    for line in [
        "单位：前海示例科技有限公司",
        "填报单位：前海示例（万元户）公司",
        "单项最高支持300万元，合计不超过五百万元",
        "元旦前报送；多元化经营单元",
        "2026年度申报表（含附件）",
        "联系人：张三 0755-12345678",
    ] {
        let read = two("金额")
            .above(&[line])
            .below(&["备注：以上均已付款，其中最大一笔25.5元"])
            .read(&world);
        assert_eq!(yuan(&read), [2550, 300], "{line}");
    }
    let agreed = two("金额").above(&["单位：元"]).below(&["注：金额单位为元。"]).read(&world);
    assert_eq!(yuan(&agreed), [2550, 300]);
    let own = two("金额（元）").above(&["单位：万元"]).read(&world);
    assert_eq!(yuan(&own), [2550, 300], "a heading's own unit wins");
}

#[test]
fn a_column_says_the_unit_of_each_row() {
    let world = World::new();
    for heading in ["单位", "金额单位", "货币单位"] {
        let read = two("金额").column(heading, &["万元", "元"]).read(&world);
        assert_eq!(yuan(&read), [2_550 * WAN / 100, 300], "{heading}");
    }
    assert_eq!(yuan(&two("金额").column("单位", &["台", "套"]).read(&world)), [2550, 300]);
    let read = two("金额").column("单位", &["万元", ""]).read(&world);
    assert_eq!((read.amounts.len(), read.said.contains("D333")), (1, true), "{read:?}");
    let read = two("金额（元）").column("单位", &["万元", "元"]).read(&world);
    assert_eq!((read.amounts.len(), read.said.contains("D333")), (1, true), "{read:?}");
    let read = two("金额").column("币种", &["美元", "人民币"]).read(&world);
    assert_eq!((read.amounts.len(), read.said.contains("D334")), (1, true), "{read:?}");
    let read = two("金额").column("备注", &["金额为万元", "已付"]).read(&world);
    assert_eq!((read.amounts.len(), read.said.contains("D335")), (1, true), "{read:?}");
    assert_eq!(
        yuan(&two("金额").column("备注", &["折合3万元", "元旦前付"]).read(&world)),
        [2550, 300]
    );
}

#[test]
fn number_formats_are_part_of_the_amount() {
    let world = World::new();
    let table = |format| Table::new("金额", &[Cell::Formatted(25.5, format), 3.0.into()]);
    for format in ["0.0\"万元\"", "0.00\\万", "#,##0.0_ \"万元\""] {
        assert_eq!(yuan(&table(format).read(&world)), [2_550 * WAN / 100, 300], "{format}");
    }
    for format in ["0.00", "0.00\"元\"", "¥#,##0.00", "[$¥-804]#,##0.00", "0.0_ ", "0!.0,\"万元\""]
    {
        assert_eq!(yuan(&table(format).read(&world)), [2550, 300], "{format}");
    }
    for format in ["\"US$\"#,##0.00", "[$HK$-C04]#,##0.00", "0,\"万元\"", "#,##0.00\" 卢布\""] {
        let read = table(format).read(&world);
        assert_eq!(read.amounts.len(), 1, "{format}: {read:?}");
        assert!(read.said.contains("D324") || read.said.contains("D303"), "{format}: {read:?}");
    }
    let heading = Table::new("金额（元）", &[Cell::Formatted(25.5, "0.0\"万元\"")]).read(&world);
    refused(&heading, "D324", "the heading says 元");
}

#[test]
fn currencies_hold_for_merged_rows_and_headings() {
    let world = World::new();
    let headings = [
        "申报编号",
        "统一社会信用代码",
        "受理日期",
        "推广渠道",
        "付款日期",
        "币种",
        "金额",
        "合同号",
    ];
    let write = |sheet: &mut rust_xlsxwriter::Worksheet, currency: &str, heading: &str| {
        for (column, text) in (0..).zip(headings) {
            let text = if text == "币种" { currency } else { text };
            put(sheet, 0, column, &Cell::from(if text == "金额" { heading } else { text }));
        }
        for row in 1..=3u32 {
            let number = format!("HT{row}");
            let texts = ["SB1", FIRM, "2026-02-10", "网络视频", "2025-06-30"];
            (0..).zip(texts).for_each(|(column, text)| put(sheet, row, column, &Cell::from(text)));
            put(sheet, row, 6, &200.0.into());
            put(sheet, row, 7, &Cell::from(number.as_str()));
        }
        let plain = rust_xlsxwriter::Format::new();
        sheet.merge_range(1, 5, 3, 5, "美元", &plain).expect("merged");
    };
    for currency in ["币种", "原币币种", "币别"] {
        let read = world.read("措施二", |sheet| write(sheet, currency, "金额"));
        assert_eq!(read.amounts, vec![("USD".to_string(), 20_000); 3], "{currency}");
    }
    let read = world.read("措施二", |sheet| write(sheet, "币种", "金额（人民币元）"));
    refused(&read, "D324", "yuan in the heading, dollars in the rows");
}

/// An OpenDocument sheet of measure 六 with one amount.
fn ods(attributes: &str, shown: &str) -> Vec<u8> {
    let text = |text: &str| {
        format!(
            "<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
        )
    };
    let row = |cells: String| format!("<table:table-row>{cells}</table:table-row>");
    let headings = ["申报编号", "统一社会信用代码", "受理日期", "合同号", "付款日期", "金额"];
    let line = ["SB1", FIRM, "2026-02-10", "HT1", "2025-06-30"];
    let amount =
        format!("<table:table-cell {attributes}><text:p>{shown}</text:p></table:table-cell>");
    let rows = row(headings.map(text).concat()) + &row(line.map(text).concat() + &amount);
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content \
         xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:spreadsheet>\
         <table:table table:name=\"措施六\">{rows}</table:table></office:spreadsheet></office:body>\
         </office:document-content>"
    );
    let manifest = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><manifest:manifest \
         xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"><manifest:file-entry \
         manifest:full-path=\"/\" manifest:media-type=\"application/vnd.oasis.opendocument.spreadsheet\"/>\
         </manifest:manifest>";
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let parts = [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", manifest),
        ("content.xml", content.as_str()),
    ];
    for (name, text) in parts {
        zip.start_file(name, stored).expect("started");
        std::io::Write::write_all(&mut zip, text.as_bytes()).expect("written");
    }
    zip.finish().expect("finished").into_inner()
}

#[test]
fn open_documents_say_currencies_and_units_in_their_cells() {
    let world = World::new();
    let float = "office:value-type=\"float\" office:value=\"25.5\"";
    let money = |currency: &str| {
        format!(
            "office:value-type=\"currency\" office:currency=\"{currency}\" office:value=\"25.5\""
        )
    };
    let read = |attributes: &str, shown: &str| {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.ods");
        std::fs::write(&path, ods(attributes, shown)).expect("written");
        world.read_file(&path)
    };
    assert_eq!(yuan(&read(float, "25.5")), [2550]);
    assert_eq!(yuan(&read(float, "25.5万元")), [2_550 * WAN / 100]);
    assert_eq!(yuan(&read(&money("CNY"), "￥25.50")), [2550]);
    for (currency, shown) in [("USD", "25.50"), ("HKD", "HK$25.50"), ("CNY", "25.5 美元")] {
        refused(&read(&money(currency), shown), "D324", currency);
    }
    refused(&read(float, "$25.50"), "D324", "a sign in what is shown");
}
