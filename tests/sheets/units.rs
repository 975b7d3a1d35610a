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
    for line in ["单位：万元", "金额单位：千元"] {
        let own = two("金额（元）").above(&[line]).read(&world);
        assert_eq!(yuan(&own), [2550, 300], "{line}: a heading's own unit is the exception");
    }
    let same = two("金额（元）").above(&["单位：元"]).read(&world);
    assert_eq!(yuan(&same), [2550, 300]);
}

#[test]
fn a_unit_beside_the_header_or_in_a_corner_is_applied() {
    let world = World::new();
    let far = |text: &str, to: usize| {
        let mut row = vec!["费用明细表"];
        row.resize(to, "");
        row.push(text);
        two("金额").above(&row).read(&world)
    };
    for (text, to) in
        [("单位：万元", 9), ("金额单位：人民币万元", 14), ("（单位：萬元）", 7), ("万元", 11)]
    {
        assert_eq!(yuan(&far(text, to)), [2_550 * WAN / 100, 3 * WAN], "{text}");
    }
    let mut beside = two("金额");
    beside.headings.extend(["".to_string(), "单位：千元".to_string()]);
    assert_eq!(yuan(&beside.read(&world)), [2_550_000, 300_000]);
    for heading in
        ["申报编号（单位：万元）", "申报编号（万元）", "申报编号（金额单位：人民币万元）"]
    {
        let mut corner = two("金额");
        corner.headings[0] = heading.to_string();
        assert_eq!(yuan(&corner.read(&world)), [2_550 * WAN / 100, 3 * WAN], "{heading}");
    }
    // What stands behind other headings is no unit of amounts.
    for heading in ["合同号（如有）", "合同号（甲方合同）", "合同号（人民币合同）"]
    {
        let mut other = two("金额");
        other.headings[3] = heading.to_string();
        assert_eq!(yuan(&other.read(&world)), [2550, 300], "{heading}");
    }
    let firms = far("填报单位：前海万元通科技有限公司", 9);
    assert_eq!(yuan(&firms), [2550, 300]);
}

#[test]
fn units_are_read_in_other_spellings() {
    let world = World::new();
    for line in
        ["單位：萬元", "单位：W元", "货币单位：人民币万", "金額單位：人民幣萬元", "單位﹕萬圓"]
    {
        assert_eq!(
            yuan(&two("金额").above(&[line]).read(&world)),
            [2_550 * WAN / 100, 3 * WAN],
            "{line}"
        );
    }
    assert_eq!(yuan(&two("金额").above(&["单位：仟元"]).read(&world)), [2_550_000, 300_000]);
    assert_eq!(yuan(&two("金额").above(&["单位：角"]).read(&world)), [255, 30]);
    let fen = Table::new("金额", &[2550.0.into(), 300.0.into()]);
    assert_eq!(yuan(&fen.clone().above(&["金额以分为单位"]).read(&world)), [2550, 300]);
    assert_eq!(yuan(&fen.above(&["得分单位：分"]).read(&world)), [255_000, 30_000]);
    for heading in ["金額（萬元）", "金额（万元，含税）", "金额（含税，单位：万元）", "金额（w元）"]
    {
        assert_eq!(yuan(&two(heading).read(&world)), [2_550 * WAN / 100, 3 * WAN], "{heading}");
    }
    for heading in
        ["金额（元，含税）", "金額（元）", "付款金额（含税，元）", "金额（必填，人民币元）"]
    {
        assert_eq!(yuan(&two(heading).read(&world)), [2550, 300], "{heading}");
    }
    for line in ["单位：W", "单位：kw", "單位：盧布"] {
        refused(&two("金额").above(&[line]).read(&world), "F229", line);
    }
}

#[test]
fn names_of_firms_and_things_are_no_units() {
    let world = World::new();
    for firm in [
        "前海亿元汇科技有限公司",
        "深圳市千元通数码（集团）有限公司",
        "港元（前海）国际贸易有限公司",
        "日元精密光电股份公司",
        "香港元朗实业有限公司",
        "百万元企业管理合伙企业（有限合伙）",
    ] {
        for text in [
            format!("{firm}数据跨境合规费用申报表"),
            format!("填报单位：{firm}"),
            format!("单位：{firm}"),
            format!("2025年度{firm}付款明细"),
        ] {
            let read = two("金额").above(&[&text]).below(&[&format!("编制：{firm}")]).read(&world);
            assert_eq!(yuan(&read), [2550, 300], "{text}");
        }
        let wan = two("金额").above(&[firm, "", "单位：万元"]).read(&world);
        assert_eq!(yuan(&wan), [2_550 * WAN / 100, 3 * WAN], "{firm}");
    }
    for (heading, text) in [
        ("项目名称", "亿元级数据中台建设"),
        ("服务内容", "港币清算系统数据出境评估"),
        ("合同名称", "美元基金募集平台合规服务"),
        ("供应商", "欧元素设计工作室"),
        ("备注", "日元结算系统合规评估"),
    ] {
        assert_eq!(yuan(&two("金额").column(heading, &[text]).read(&world)), [2550, 300], "{text}");
    }
    for (heading, text) in [
        ("备注", "以美元支付"),
        ("付款说明", "金额单位万元"),
        ("项目名称", "单位：万元"),
        ("结算说明", "港币"),
    ] {
        let read = two("金额").column(heading, &[text, "—"]).read(&world);
        assert_eq!((read.amounts.len(), read.said.contains("D335")), (1, true), "{text}: {read:?}");
    }
}

#[test]
fn how_amounts_are_converted_is_no_unit() {
    let world = World::new();
    for line in [
        "注：外币按付款当日中间价折算人民币。",
        "说明：美元、港币支出按申报截止日汇率折合为人民币填报",
        "合计人民币：贰拾捌圆伍角",
        "合计（大写）：人民币贰拾捌元伍角整",
    ] {
        assert_eq!(yuan(&two("金额").below(&[line]).read(&world)), [2550, 300], "{line}");
    }
    let total = two("金额").below(&["合计人民币：叁万元整"]).read(&world);
    assert_eq!(total.said, ["F223"].into(), "another total in words");
    refused(&two("金额").below(&["注：以上金额已折算为美元"]).read(&world), "F229", "into dollars");
}

#[test]
fn a_title_that_is_printed_again_is_no_data() {
    let world = World::new();
    let mut table = two("金额").above(&["数据跨境合规费用表"]).above(&["", "", "单位：元"]);
    let headings: Vec<Cell> = table.headings.iter().map(|text| Cell::from(text.as_str())).collect();
    for again in ["数据跨境合规费用表（续）", "数据跨境合规费用表（续表）", "第2页 共2页"]
    {
        let mut table = table.clone();
        table.rows.insert(1, headings.clone());
        table.rows.insert(1, vec![Cell::from(""), Cell::from(""), Cell::from("单位：元")]);
        table.rows.insert(1, vec![Cell::from(again)]);
        assert_eq!(yuan(&table.read(&world)), [2550, 300], "{again}");
    }
    table.rows.insert(1, vec![Cell::from("追加费用2025")]);
    assert!(
        !table.read(&world).said.is_empty(),
        "what may be a number is a row that lacks its cells"
    );
}

/// A sheet of the measure behind another that is there for people.
fn behind(world: &World, name: &str, lines: &[&str], table: &Table) -> super::Read {
    let mut book = rust_xlsxwriter::Workbook::new();
    let cover = book.add_worksheet().set_name(name).expect("a name");
    for (row, line) in (0..).zip(lines) {
        put(cover, row, 0, &Cell::from(*line));
    }
    table.write(book.add_worksheet().set_name("措施六").expect("a name"));
    world.read_book(&book.save_to_buffer().expect("saved"))
}

#[test]
fn a_unit_on_another_sheet_must_agree() {
    let world = World::new();
    for (name, line) in [
        ("封面", "金额单位：万元"),
        ("填报说明", "一、本表金额单位为万元。"),
        ("填表说明", "3. 表内金额均以千元为单位"),
        ("首页", "以下各表金额单位：人民币万元"),
        ("承诺书", "币种：美元"),
    ] {
        refused(&behind(&world, name, &["申报书", line], &two("金额")), "F229", name);
    }
    for (name, line, heading) in [
        ("封面", "金额单位：元", "金额"),
        ("封面", "金额单位：万元", "金额（元）"),
        ("填报说明", "注册资本（万元）按营业执照填写", "金额"),
        ("填报说明", "单项最高支持300万元，请勿以万元填报", "金额"),
        ("首页", "填报单位：前海万元通科技有限公司", "金额"),
    ] {
        let read = behind(&world, name, &["申报书", line], &two(heading));
        let amounts: Vec<i64> = read.amounts.iter().map(|(_, fen)| *fen).collect();
        let refused = read.said.iter().any(|code| code.starts_with("F2") && *code != "F205");
        assert_eq!((amounts, refused), (vec![2550, 300], false), "{line}: {read:?}");
    }
    let own = two("金额").above(&["单位：千元"]);
    let read = behind(&world, "封面", &["金额单位：万元"], &own);
    assert_eq!(yuan(&read), [2_550_000, 300_000], "what stands beside the table holds");
}

#[test]
fn units_in_comments_and_on_printed_pages_must_agree() {
    let world = World::new();
    for (header, note) in
        [("&R金额单位：万元", ""), ("", "单位：万元"), ("&L费用表&C金额以千元为单位", "")]
    {
        let read = world.read("措施六", |sheet| {
            two("金额").write(sheet);
            if !header.is_empty() {
                sheet.set_header(header);
            }
            if !note.is_empty() {
                let note = rust_xlsxwriter::Note::new(note);
                sheet.insert_note(0, 5, &note).expect("written");
            }
        });
        refused(&read, "F229", header);
    }
    let read = world.read("措施六", |sheet| {
        two("金额").write(sheet);
        sheet.set_header("&C前海亿元通科技有限公司&R第 &P 页");
    });
    assert_eq!(yuan(&read), [2550, 300]);
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
    for format in ["[$-804]#,##0.00", "[$¥-zh-CN]#,##0.00", "[$CNY] 0.00", "[$-409]0.00"] {
        assert_eq!(yuan(&table(format).read(&world)), [2550, 300], "{format}");
    }
    for format in [
        "\"US$\"#,##0.00",
        "[$HK$-C04]#,##0.00",
        "0,\"万元\"",
        "#,##0.00\" 卢布\"",
        "[$¥-411]#,##0.00",
        "[$¥-ja-JP]#,##0.0",
        "[$-411]\"¥\"#,##0.0",
        "[$£-809]#,##0.00",
        "[$€-2] #,##0.00",
        "[$$-C09]0.00",
        "[$¥-1]0.00",
    ] {
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
