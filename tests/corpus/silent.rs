//! What passed in silence once: headings with notes that make another column of them, flags, sections, totals in one cell,
//! vouchers that are not there, other formats than workbooks. What is right beside them stays silent.

use std::fs::{self, File};

use jiangbu::diag::Severity;
use jiangbu::frame::tables;
use jiangbu::ingest::{self, InputFile, Limits};
use polars::prelude::{DataFrame, df};
use polars_io::prelude::ParquetWriter;
use rust_xlsxwriter::Workbook;

use super::world::World;
use super::written::{
    BOTH, Found, HEADINGS, PAID, ROW, SECOND, beside, loud, read_all, sheet, silent,
};

#[test]
fn what_stands_behind_a_heading_is_known_or_asked_about() {
    let with = |at: usize, heading: &'static str| {
        let mut headings = HEADINGS;
        headings[at] = heading;
        sheet(&[headings.to_vec(), ROW.to_vec()])
    };
    for (at, heading) in [
        (5, "付款日期（财务预排）"),
        (5, "付款日期（对账单）"),
        (5, "付款日期（首期/末期）"),
        (5, "付款日期（审批）"),
        (5, "付款日期 approved"),
        (5, "付款日期（计划）（必填）"),
        (5, "付款日期（至）"),
        (1, "统一社会信用代码（集团）"),
        (1, "统一社会信用代码（代理人）"),
        (4, "发票号（冲抵前）"),
        (3, "数据出境备案号（上年）"),
    ] {
        let (amounts, loud) = with(at, heading);
        assert!(amounts.is_empty() && !loud.is_empty(), "{heading}: {amounts:?} {loud:?}");
    }
    for (at, heading) in [
        (5, "付款日期（格式：2025-01-01）"),
        (5, "付款日期（如2025年1月1日）"),
        (5, "付款日期（yyyy/mm/dd）"),
        (5, "付款日期（YYYY年MM月DD日）"),
        (5, "付款日期（以银行回单为准）"),
        (5, "付款日期（银行回单）"),
        (5, "付款日期（实际支付日期）"),
        (5, "*付款日期（必填）"),
        (5, "付款日期（1）"),
        (5, "付款日期\nDate of payment"),
        (5, "付款日期 Payment date"),
        (1, "统一社会信用代码（18位，必填）"),
        (1, "统一社会信用代码（三证合一）"),
        (1, "统一社会信用代码 Unified social credit code"),
        (4, "发票号（20位数电票号码）"),
        (4, "发票号（多个用顿号隔开）"),
        (4, "发票号 Invoice no."),
        (3, "数据出境备案号（没有填无）"),
        (3, "数据出境备案号（安全评估或标准合同）"),
        (4, "发票号码（8位或20位）"),
        (4, "发票号（多张用、隔开）"),
        (4, "发票号（与附件一致）"),
        (2, "受理日期（由受理部门填写）"),
        (5, "付款日期（2025年1月1日至12月31日）"),
    ] {
        assert_eq!(with(at, heading), silent(&[PAID]), "{heading}");
    }
}

#[test]
fn flags_say_whether_a_row_holds() {
    for (heading, bad) in [
        ("is_delete", "1"),
        ("del_flag", "1"),
        ("is_cancelled", "Y"),
        ("invalid_flag", "#1"),
        ("作废标识", "是"),
        ("是否已退回", "是"),
        ("有效标志", "0"),
        ("启用标志", "N"),
        ("是否有效", "否"),
        ("is_valid", "#0"),
        ("enabled_flag", "false"),
        ("是否成功", "失败"),
        ("退款成功标志", "是"),
        ("记录删除标志", "1"),
        ("交易成功标志", "N"),
        ("返回码", "9999"),
    ] {
        let (amounts, loud) = beside(heading, ["", bad]);
        assert!(amounts.is_empty() && loud.contains(&"F232".to_string()), "{heading}: {loud:?}");
    }
    for (heading, good) in [
        ("is_delete", "0"),
        ("del_flag", "N"),
        ("invalid_flag", "#0"),
        ("作废标识", "否"),
        ("有效标志", "1"),
        ("启用标志", "Y"),
        ("是否有效", "有效"),
        ("is_valid", "#1"),
        ("返回码", "0000"),
        ("model_flag", "standard"),
        ("交易成功标志", "Y"),
        ("支付方式标志", "转账"),
        ("is_delivered", "1"),
    ] {
        assert_eq!(beside(heading, [good; 2]), silent(&BOTH), "{heading} {good}");
    }
}

#[test]
fn a_voucher_that_is_not_there_is_said() {
    for (heading, none) in
        [("支付凭证", "无"), ("银行回单", "暂无"), ("付款回单", "缺"), ("付款凭证", "待补")]
    {
        let (amounts, loud) = beside(heading, ["有", none]);
        assert!(amounts.is_empty() && loud.contains(&"F232".to_string()), "{heading}: {loud:?}");
    }
    for (heading, own) in
        [("支付凭证", ["见附件1", "见附件2"]), ("银行回单", ["有", "/"]), ("退款", ["无", "无"])]
    {
        assert_eq!(beside(heading, own), silent(&BOTH), "{heading}");
    }
}

#[test]
fn states_of_other_matters_are_asked_about_where_rows_differ() {
    for (heading, own) in [
        ("对账状态", ["已对账", "未对账"]),
        ("记账状态", ["已记账", "未记账"]),
        ("回单状态", ["已回", "未回"]),
    ] {
        let (amounts, loud) = beside(heading, own);
        assert!(amounts.is_empty() && loud.contains(&"F232".to_string()), "{heading}: {loud:?}");
    }
    for (heading, own) in [
        ("对账状态", ["未对账", "未对账"]),
        ("记账状态", ["已记账", "已记账"]),
        ("打印状态", ["已打印", "未打印"]),
    ] {
        assert_eq!(beside(heading, own), silent(&BOTH), "{heading}");
    }
}

#[test]
fn deposits_come_back() {
    for (heading, own) in [
        ("款项性质", ["服务费", "押金"]),
        ("费用类型", ["租赁押金", "租金"]),
        ("付款说明", ["押金", "首期款"]),
    ] {
        let (amounts, loud) = beside(heading, own);
        assert!(amounts.is_empty() && loud.contains(&"F232".to_string()), "{heading}: {loud:?}");
    }
    for (heading, own) in [("款项性质", ["服务费", "货款"]), ("费用类型", ["租金", "房租"])]
    {
        assert_eq!(beside(heading, own), silent(&BOTH), "{heading}");
    }
}

#[test]
fn a_part_of_a_table_may_not_count() {
    let between =
        |text: &'static str| sheet(&[HEADINGS.to_vec(), ROW.to_vec(), vec![text], SECOND.to_vec()]);
    for text in
        ["二、未支付部分", "（二）已退回", "二、作废发票", "第二部分 未付款项", "二、拟支付项目"]
    {
        assert_eq!(between(text), (vec![PAID], vec!["D429".to_string()]), "{text}");
    }
    let next = |text: &'static str| {
        sheet(&[
            HEADINGS.to_vec(),
            vec!["一、未支付部分"],
            ROW.to_vec(),
            vec![text],
            SECOND.to_vec(),
        ])
    };
    assert_eq!(next("二、已支付部分"), (vec![2 * PAID], vec!["D429".to_string()]));
    assert_eq!(next("小计").0, [0; 0]);
    for text in ["二、已支付部分", "（二）数据出境评估", "第二部分 咨询费用", "二、2025年下半年"]
    {
        assert_eq!(between(text), silent(&BOTH), "{text}");
    }
}

#[test]
fn a_total_in_one_cell_is_compared_too() {
    let below = |foot: &[&'static str]| {
        sheet(&[HEADINGS.to_vec(), ROW.to_vec(), SECOND.to_vec(), foot.to_vec()])
    };
    for foot in [
        &["合计：35000元"][..],
        &["合计：35,000.00元", "", "大写：叁万元整"],
        &["总计：2笔，金额￥35000.00"],
        &["合计：30000元", "", "大写：叁万伍仟元整"],
        &["合计3.5万元"],
    ] {
        let (amounts, loud) = below(foot);
        assert!(amounts == BOTH && loud.contains(&"F223".to_string()), "{foot:?}: {loud:?}");
    }
    for foot in [
        &["合计：30000元"][..],
        &["合计：30,000.00元", "", "大写：叁万元整"],
        &["总计：2笔，金额￥30000.00"],
        &["合计：3万元"],
        &["合计：2笔"],
        &["SUM", "", "", "", "", "", "#30000"],
        &["Total", "", "", "", "", "", "#30000"],
        &["SB9", "91440305QH000001X5", "2026-02-10", "SUM", "", "2025-08-30", "#30000"],
    ] {
        assert_eq!(below(foot), silent(&BOTH), "{foot:?}");
    }
}

/// A group of invoices says what was billed, not what was paid.
#[test]
fn amounts_of_invoices_are_not_what_was_paid() {
    let grouped = |group: &'static str| {
        let mut upper = HEADINGS.to_vec();
        upper.truncate(6);
        upper.push(group);
        let lower = vec!["", "", "", "", "", "", "金额"];
        sheet(&[upper, lower, ROW.to_vec()])
    };
    for group in ["发票情况", "发票信息", "发票", "2024年付款", "2024年度支付情况"]
    {
        let (amounts, loud) = grouped(group);
        assert!(amounts.is_empty() && !loud.is_empty(), "{group}: {amounts:?} {loud:?}");
    }
    for group in ["付款情况", "支付信息", "付款"] {
        assert_eq!(grouped(group), silent(&[PAID]), "{group}");
    }
}

/// The rows in delimited text, with another column.
fn delimited(heading: &str, own: [&str; 2]) -> Found {
    let line = |row: [&str; 7], last: &str| {
        row.map(|cell| cell.trim_start_matches('#').to_string()).join(",") + "," + last + "\n"
    };
    let text = line(HEADINGS, heading) + &line(ROW, own[0]) + &line(SECOND, own[1]);
    loud(read_all("六 数据跨境合规.csv", |path| fs::write(path, text).expect("a file")))
}

fn frame(heading: &str, own: [&str; 2]) -> DataFrame {
    let cells = |at: usize| [ROW[at], SECOND[at]];
    let mut frame = df!(
        HEADINGS[0] => cells(0), HEADINGS[1] => cells(1), HEADINGS[2] => cells(2),
        HEADINGS[3] => cells(3), HEADINGS[4] => cells(4), HEADINGS[5] => cells(5),
        HEADINGS[6] => ["10000.00", "20000.00"], "x" => own,
    )
    .expect("a frame");
    frame.rename("x", heading.into()).expect("renamed");
    frame
}

fn parquet(mut frame: DataFrame) -> Found {
    loud(read_all("六 数据跨境合规.parquet", |path| {
        ParquetWriter::new(File::create(path).expect("a file"))
            .finish(&mut frame)
            .expect("written");
    }))
}

#[test]
fn other_formats_are_asked_what_workbooks_are() {
    for (heading, own, code) in [
        ("措施", ["六", "七"], "D423"),
        ("支持事项", ["六", "措施二"], "D423"),
        ("有效标志", ["1", "0"], "F232"),
        ("is_delete", ["0", "1"], "F232"),
        ("银行回单", ["有", "无"], "F232"),
    ] {
        for found in [delimited(heading, own), parquet(frame(heading, own))] {
            assert!(found.1.contains(&code.to_string()), "{heading}: {found:?}");
            assert_ne!(found.0, BOTH, "{heading}");
        }
    }
    for (heading, own) in
        [("措施", ["六", "6"]), ("有效标志", ["1", "1"]), ("服务内容", ["咨询", "合规数据汇总"])]
    {
        assert_eq!(delimited(heading, own), silent(&BOTH), "{heading}");
        assert_eq!(parquet(frame(heading, own)), silent(&BOTH), "{heading}");
    }
}

#[test]
fn totals_of_parquet_files_are_no_lines() {
    let with = |paper: &str, word: &str, amount: &str| {
        let mut all = frame("服务内容", ["咨询", "培训"]);
        let row = df!(
            HEADINGS[0] => ["SB9"], HEADINGS[1] => [ROW[1]], HEADINGS[2] => [ROW[2]],
            HEADINGS[3] => ["HT9"], HEADINGS[4] => [paper], HEADINGS[5] => [ROW[5]],
            HEADINGS[6] => [amount], "服务内容" => [word],
        );
        all.vstack_mut(&row.expect("a row")).expect("joined");
        parquet(all)
    };
    for (paper, word) in [("合计", "咨询"), ("Total", "咨询"), ("SB1 小计", "咨询")] {
        assert_eq!(with(paper, word, "30000.00"), silent(&BOTH), "{paper} {word}");
    }
    let (amounts, loud) = with("FP9", "合规数据汇总", "30000.00");
    assert!(amounts == BOTH && loud == ["F272"], "{amounts:?} {loud:?}");
    for (paper, word) in [("FP9", "合规数据汇总"), ("FP9", "小程序"), ("HT总9", "培训")]
    {
        assert_eq!(with(paper, word, "5000.00"), silent(&[PAID, 2 * PAID, PAID / 2]), "{word}");
    }
}

/// What is read of basic facts and lines in files of their own.
fn facts(name: &str, heading: &str, said: &str, lines: &str) -> Vec<String> {
    let folder = tempfile::TempDir::new().expect("a folder");
    let file = |name: &str| folder.path().join(name);
    let own =
        [("单位名称", "深圳前海示例公司"), ("统一社会信用代码", ROW[1]), ("主体类型", "企业")];
    if name.ends_with("parquet") {
        let mut frame = df!(own[0].0 => [own[0].1], own[1].0 => [own[1].1], own[2].0 => [own[2].1], heading => [said])
            .expect("a frame");
        let file = File::create(file(name)).expect("a file");
        ParquetWriter::new(file).finish(&mut frame).expect("written");
    } else {
        let line = |at: usize| match at {
            0 => own.map(|(head, _)| head).join(",") + "," + heading + "\n",
            _ => own.map(|(_, value)| value).join(",") + "," + said + "\n",
        };
        fs::write(file(name), line(0) + &line(1)).expect("a file");
    }
    let row = ROW.map(|cell| cell.trim_start_matches('#')).join(",");
    let head = HEADINGS.join(",");
    let (head, row) = match lines {
        "" => (head, row),
        stated => (head + ",申请奖补金额", row + "," + stated),
    };
    fs::write(file("六 数据跨境合规.csv"), format!("{head}\n{row}\n")).expect("a file");
    let world = World::new();
    let found = match world.read(&[file(name), file("六 数据跨境合规.csv")]) {
        Ok(batch) => batch.findings,
        Err(faults) => faults.0,
    };
    let loud = found.into_iter().filter(|one| one.severity > Severity::Note);
    loud.map(|one| one.code.id.to_string()).collect()
}

#[test]
fn requests_among_facts_are_asked_about_in_any_format() {
    for name in ["基本情况.csv", "基本情况.parquet"] {
        for heading in ["申请奖补总额", "申报金额合计", "本次申请资金"] {
            assert!(
                facts(name, heading, "4000", "").contains(&"F271".to_string()),
                "{name} {heading}"
            );
            // Half of the line is the most that there is: such a request lowers nothing.
            assert_eq!(facts(name, heading, "5000", ""), [""; 0], "{name} {heading}");
            let stated = facts(name, heading, "5000", "5000.00");
            assert!(!stated.contains(&"F271".to_string()), "{name} {heading}: {stated:?}");
        }
        for (heading, said) in
            [("备注", "自愿放弃本次申报"), ("备注", "仅申请1万元"), ("备注", "申请奖补金额1万元")]
        {
            let found = facts(name, heading, said, "");
            assert!(found.contains(&"D404".to_string()), "{name} {said}: {found:?}");
        }
        for (heading, said) in [("是否存续", "否"), ("存续状态", "注销")] {
            let found = facts(name, heading, said, "");
            assert!(found.contains(&"F232".to_string()), "{name} {heading}: {found:?}");
        }
        for (heading, said) in [("备注", "首次申报"), ("是否存续", "是"), ("申请奖补类型", "资助")]
        {
            assert_eq!(facts(name, heading, said, ""), [""; 0], "{name} {heading}");
        }
    }
}

/// What is told of a form of three facts with further rows below them.
fn form_of_facts(more: &[&[&str]]) -> Vec<String> {
    let found = read_all("申报.xlsx", |path| {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet().set_name("基本情况").expect("a name");
        let own: [&[&str]; 3] = [
            &["单位名称", "深圳前海示例公司"],
            &["统一社会信用代码", ROW[1]],
            &["主体类型", "企业"],
        ];
        for (row, cells) in (0u32..).zip(own.iter().chain(more)) {
            for (at, cell) in (0u16..).zip(*cells) {
                sheet.write(row, at, *cell).expect("a cell");
            }
        }
        book.save(path).expect("a file");
    });
    loud(found).1
}

#[test]
fn a_label_that_stands_twice_is_no_guess() {
    let form = |more: &[[&'static str; 2]]| {
        form_of_facts(&more.iter().map(|cells| &cells[..]).collect::<Vec<_>>())
    };
    for more in [
        [["统一社会信用代码", "914403001922038216"]],
        [["主体类型", "个人"]],
        [["单位名称", "深圳另一公司"]],
    ] {
        assert!(form(&more).contains(&"F208".to_string()), "{more:?}: {:?}", form(&more));
    }
    for more in [
        &[["统一社会信用代码", ROW[1]]][..],
        &[["主体类型", ""]],
        &[
            ["法定代表人", "张三"],
            ["联系电话", "13800000000"],
            ["财务负责人", "李四"],
            ["联系电话", "13900000000"],
        ],
    ] {
        assert_eq!(form(more), [""; 0], "{more:?}");
    }
}

/// What is told of a list of the office: its headings and one row, below a title if there is one.
fn office(key: &str, title: &str, cells: &[(&str, &str)]) -> Vec<String> {
    let folder = tempfile::TempDir::new().expect("a folder");
    let path = folder.path().join("list.xlsx");
    let mut book = Workbook::new();
    let world = World::new();
    let names = world.headers.sheet_names(key);
    let sheet = book.add_worksheet().set_name(&names[0]).expect("a name");
    let first = u32::from(!title.is_empty());
    if first > 0 {
        sheet.write(0, 0, title).expect("a title");
    }
    for (at, (heading, cell)) in (0u16..).zip(cells) {
        sheet.write(first, at, *heading).expect("a heading");
        sheet.write(first + 1, at, *cell).expect("a cell");
    }
    book.save(&path).expect("a file");
    let contract = tables::office(key).expect("a table").contract(names);
    let files = [InputFile::alone(&path)];
    let said = |_: &str| {};
    let found = match ingest::read(&files, &[contract], &world.headers, &Limits::default(), &said) {
        Ok(batch) => batch.findings,
        Err(faults) => faults.0,
    };
    let loud = found.into_iter().filter(|one| one.severity > Severity::Note);
    loud.map(|one| one.code.id.to_string()).collect()
}

#[test]
fn earlier_awards_may_not_have_been_paid() {
    let award = |title: &str, heading: &str, said: &str| {
        let own = [("uscc", ROW[1]), ("measure", "六"), ("award_year", "2024")];
        let own = own.into_iter().chain([("amount", "5000"), ("status", "已拨付")]);
        office("history", title, &own.chain([(heading, said)]).collect::<Vec<_>>())
    };
    for title in ["2024年度拟资助名单", "拟拨付资金明细表", "待支付企业名单"]
    {
        assert_eq!(award(title, "备注", ""), ["D421"], "{title}");
    }
    for (heading, said) in
        [("是否拨付", "否"), ("拨付标志", "0"), ("是否已发放", "未发放"), ("is_paid", "N")]
    {
        assert_eq!(award("", heading, said), ["F232"], "{heading}");
    }
    for title in ["2024年度资助名单", "已拨付资金明细表", "奖补资金历史"] {
        assert_eq!(award(title, "备注", ""), [""; 0], "{title}");
    }
    for (heading, said) in [("是否拨付", "是"), ("拨付标志", "1"), ("是否已发放", "已发放")]
    {
        assert_eq!(award("", heading, said), [""; 0], "{heading}");
    }
}

#[test]
fn rows_of_the_case_file_may_be_void() {
    for (key, own) in [
        ("reviews", [("review_id", "S1"), ("evidence", "aa")]),
        ("verdicts", [("finding_id", "F1"), ("evidence", "aa")]),
        ("snapshots", [("uscc", ROW[1]), ("seen_on", "2026-03-01")]),
    ] {
        let with = |heading, said| office(key, "", &[own[0], own[1], (heading, said)]);
        for (heading, said) in [("记录状态", "作废"), ("作废标志", "1"), ("是否有效", "否")]
        {
            assert_eq!(with(heading, said), ["F232"], "{key} {heading}");
        }
        for (heading, said) in [("记录状态", "有效"), ("作废标志", "0"), ("是否有效", "是")]
        {
            assert_eq!(with(heading, said), [""; 0], "{key} {heading}");
        }
    }
}

#[test]
fn a_remark_may_name_another_row_of_the_same_paper() {
    for text in ["与第1行同一张发票", "与上一行同一笔付款", "与第2行重复"] {
        let (_, loud) = beside("备注", ["", text]);
        assert!(!loud.is_empty(), "{text}");
    }
    for text in ["与第1行同一供应商", "同一合同第二期", "发票见附件"] {
        assert_eq!(beside("备注", ["", text]), silent(&BOTH), "{text}");
    }
}

/// What a title, a sheet, a group or a remark says of the year of what was paid, against the days of the rows.
#[test]
fn years_around_the_rows_agree_with_their_days() {
    for text in
        ["此行为2024年费用", "2024年度服务费", "2024年12月账单", "属2026年的费用", "２０２４年发生"]
    {
        for found in [
            beside("备注", ["", text]),
            delimited("备注", ["", text]),
            parquet(frame("备注", ["", text])),
        ] {
            assert_eq!(found, (BOTH.to_vec(), vec!["D404".to_string()]), "{text}");
        }
    }
    for text in [
        "2025年费用",
        "合同签订于2024年",
        "2025年7月服务费",
        "服务期2024年至2025年",
        "GB/T 1-2024年版",
    ] {
        for found in [
            beside("备注", ["", text]),
            delimited("备注", ["", text]),
            parquet(frame("备注", ["", text])),
        ] {
            assert_eq!(found, silent(&BOTH), "{text}");
        }
    }
    let titled = |title: &'static str| {
        sheet(&[vec![title], HEADINGS.to_vec(), ROW.to_vec(), SECOND.to_vec()])
    };
    for title in
        ["2024年度数据跨境合规费用明细表", "费用支出明细（2024年费用）", "2023年1-12月付款情况"]
    {
        assert_eq!(titled(title), (BOTH.to_vec(), vec!["D421".to_string()]), "{title}");
    }
    for title in [
        "2025年度数据跨境合规费用明细表",
        "2026年度申报：2025年费用明细表",
        "《支持措施（2024年）》费用明细表",
        "2026年度费用明细表",
        "2024年至2025年费用明细表",
        "2024年修订 费用明细表",
    ] {
        assert_eq!(titled(title), silent(&BOTH), "{title}");
    }
    let grouped = |group: &'static str| {
        let mut upper = HEADINGS.to_vec();
        (upper[5], upper[6]) = ("付款日期", group);
        sheet(&[upper, vec!["", "", "", "", "", "", "付款金额"], ROW.to_vec()])
    };
    assert_eq!(grouped("2024年付款").1, ["D421"]);
    assert_eq!(grouped("2025年付款"), silent(&[PAID]));
}

#[test]
fn a_total_below_a_row_that_was_refused_is_asked_about() {
    let with = |amount: &'static str, name: &'static str| {
        let row = |own: [&'static str; 7], last| own.into_iter().chain([last]).collect::<Vec<_>>();
        let mut bad = SECOND;
        bad[6] = amount;
        let total = ["SB9", ROW[1], ROW[2], "HT9", "FP9", ROW[5], "#30000"];
        sheet(&[row(HEADINGS, "服务内容"), row(ROW, ""), row(bad, ""), row(total, name)])
    };
    for name in ["费用合计", "本页小计", "以上合计"] {
        let (amounts, loud) = with("两万", name);
        assert!(amounts == [PAID] && loud.contains(&"F272".to_string()), "{name}: {loud:?}");
    }
    // The sum is known, and is another.
    assert_eq!(with("#5000", "合规统计"), silent(&[PAID, PAID / 2, 3 * PAID]));
    assert_eq!(with("#5000", "费用合计"), silent(&[PAID, PAID / 2, 3 * PAID]));
}

#[test]
fn the_bare_word_for_a_total_is_asked_about_in_parquet_too() {
    let with = |word: &str| {
        let row = df!(
            HEADINGS[0] => ["SB9"], HEADINGS[1] => [ROW[1]], HEADINGS[2] => [ROW[2]],
            HEADINGS[3] => ["HT9"], HEADINGS[4] => ["FP9"], HEADINGS[5] => [ROW[5]],
            HEADINGS[6] => ["29999.00"], "服务内容" => [word],
        );
        let mut all = frame("服务内容", ["咨询", "培训"]);
        all.vstack_mut(&row.expect("a row")).expect("joined");
        parquet(all)
    };
    for word in ["合计", "小计", "Total"] {
        assert_eq!(with(word), (BOTH.to_vec(), vec!["F272".to_string()]), "{word}");
    }
    for word in ["合规", "统计", "总体设计"] {
        assert_eq!(with(word), silent(&[PAID, 2 * PAID, 2_999_900]), "{word}");
    }
}

#[test]
fn a_question_whether_nothing_is_held_against_a_firm() {
    for name in ["基本情况.csv", "基本情况.parquet"] {
        for heading in ["是否无重大违法记录", "是否未被列入经营异常名录", "是否不存在失信被执行人"]
        {
            assert!(
                facts(name, heading, "否", "").contains(&"F232".to_string()),
                "{name} {heading}"
            );
            assert_eq!(facts(name, heading, "是", ""), [""; 0], "{name} {heading}");
        }
        assert!(facts(name, "是否有重大违法记录", "是", "").contains(&"F232".to_string()));
        assert_eq!(facts(name, "是否有重大违法记录", "否", ""), [""; 0]);
    }
}

#[test]
fn a_rate_of_one_converts_no_yuan_in_parquet_either() {
    assert_eq!(parquet(frame("汇率", ["1", "1.0000"])), silent(&BOTH));
    for rates in [["1", "7.1"], ["7.1", "7.2"]] {
        assert!(parquet(frame("汇率", rates)).1.contains(&"F232".to_string()), "{rates:?}");
    }
}

#[test]
fn a_form_of_facts_hears_what_stands_around_it() {
    let form = |text: &str| form_of_facts(&[&[], &[], &[text]]);
    for text in ["本企业自愿放弃本次申报", "上述企业已注销，退回申报", "本企业已迁出前海"]
    {
        assert_eq!(form(text), ["D421"], "{text}");
    }
    for text in ["本企业承诺以上内容真实有效", "如有虚假，自愿退回奖补资金", "填表人：张三"]
    {
        assert_eq!(form(text), [""; 0], "{text}");
    }
}
