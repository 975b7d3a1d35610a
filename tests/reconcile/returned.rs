//! Returns by any of their signs, records that stand twice, lists that prove nothing, slips of unit, days that cannot
//! be: members of each kind through files, right ones that stay silent among them.

use jiangbu::diag::{Diagnostic, Failure};
use jiangbu::frame::columns as c;

use super::messages::compare;
use super::world::{World, account, claim, name};
use crate::catalogue::{both_languages, unfilled};
use crate::runs::pipelines::{code, jiangbu, said};

/// One firm, one claim of 1,000 yuan, paid in full with V1.
fn paid() -> World {
    let mut w = World::new();
    w.approve(1, 1, 100_000);
    w.voucher("V1", 1, "1000.00");
    w.settle("V1", "B1", "1000.00");
    w
}

fn with(mut w: World, name: &'static str, text: &str) -> World {
    w.others.push((name, text.to_string()));
    w
}

fn with_bytes(mut w: World, name: &'static str, bytes: &[u8]) -> World {
    w.books.push((name, bytes.to_vec()));
    w
}

fn state(w: &World) -> String {
    w.run().claims()[&claim(1, 1)].clone()
}

fn codes(found: &[Diagnostic]) -> Vec<&'static str> {
    found.iter().map(|finding| finding.code.id).filter(|id| *id != "R442").collect()
}

fn refused(w: &World) -> Vec<Diagnostic> {
    match w.try_run() {
        Err(Failure::Unbalanced(faults) | Failure::User(faults)) => faults.0,
        other => panic!("it passes: {:?}", other.map(|done| done.folder)),
    }
}

fn told(code: &str, found: &[Diagnostic]) {
    let shown: Vec<String> =
        found.iter().filter(|finding| finding.code.id == code).map(both_languages).collect();
    let shown = shown.join("\n\n");
    assert!(!shown.is_empty() && !unfilled(&shown), "{code}: {shown}");
    compare(code, &shown);
}

#[test]
fn a_return_is_one_whatever_column_names_its_kind() {
    for (text, expected) in [
        (
            "原凭证号,退回类型,退回日期,退回金额\nV1,被动退回,2026-04-20,1000.00\n",
            "returned-passive",
        ),
        (
            "原凭证号,退回类型,退回日期,退回金额\nV1,主动退回,2026-04-20,1000.00\n",
            "returned-active",
        ),
        (
            "支付凭证号,退款类别,退款日期,退款金额（元）\nV1,企业退款,2026-04-20,1000.00\n",
            "returned-active",
        ),
        // A column that nobody knows names the kind.
        (
            "原支付凭证号,处理结果,交易日期,交易金额\nV1,退票,2026-04-20,1000.00\n",
            "returned-passive",
        ),
        (
            "支付凭证号,情况说明,交易日期,交易金额\nV1,主动退款,2026-04-20,1000.00\n",
            "returned-active",
        ),
        // The kind alone, the bank's number alone.
        ("银行流水号,业务类型,交易日期,交易金额\nB1,退回,2026-04-20,1000.00\n", "returned-passive"),
        // No kind at all: a return all the same, and nothing is paid again before somebody has decided.
        ("原凭证号,退回日期,退回金额\nV1,2026-04-20,1000.00\n", "returned-active"),
        ("凭证号,退汇日期,退汇金额（万元）\nV1,2026-04-20,0.1\n", "returned-active"),
        ("原凭证号,日期说明,交易金额,清算日期\nV1,,1000.00,2026-04-20\n", "returned-active"),
    ] {
        let w = with(paid(), "back.csv", text);
        let done = w.run();
        assert_eq!(done.claims()[&claim(1, 1)], expected, "{text}");
        assert_eq!(done.amounts(c::KEPT)[&claim(1, 1)], 0, "{text}");
        let unsaid = codes(&done.0.findings).contains(&"D354");
        assert_eq!(
            unsaid,
            !text.contains("退票")
                && !text.contains("业务类型")
                && !text.contains("退回类型")
                && !text.contains("企业退款")
                && !text.contains("主动退款"),
            "{text}"
        );
    }
    let w = with(paid(), "back.csv", "原凭证号,退回日期,退回金额\nV1,2026-04-20,1000.00\n");
    told("D354", &w.run().0.findings);
}

#[test]
fn what_cannot_be_told_is_refused() {
    for text in [
        // A word for payments on a row of a return; both amounts in one row.
        "支付凭证号,原支付凭证号,业务类型,清算日期,清算金额\nV2,V1,支付,2026-04-20,1000.00\n",
        "支付凭证号,清算日期,清算金额,退回金额\nV2,2026-04-20,1000.00,1000.00\n",
    ] {
        let found = refused(&with(paid(), "odd.csv", text));
        assert!(codes(&found).contains(&"D355") && codes(&found).contains(&"R441"), "{text}");
    }
    let text = "支付凭证号,清算日期,清算金额,退回金额\nV2,2026-04-20,1000.00,1000.00\n";
    told("D355", &refused(&with(paid(), "odd.csv", text)));
    // A column of returns that is empty, or zero, makes no return.
    for text in [
        "支付凭证号,收款人账号,凭证日期,凭证金额,退回金额,原支付凭证号\nV2,{},2026-04-12,5.00,,\n",
        "支付凭证号,收款人账号,凭证日期,凭证金额,退回金额\nV2,{},2026-04-12,5.00,0.00\n",
    ] {
        let w = with(paid(), "more.csv", &text.replace("{}", &account(1)));
        assert_eq!(w.run().payments()["V2"].len(), 1);
    }
}

/// A bank's own list has columns for both directions, balances and interest.
#[test]
fn what_came_in_is_no_payment() {
    let list = |columns: &str, row: &str| {
        let (name, account) = (name(1), account(1));
        let text = format!(
            "支付凭证号,交易日期,对方户名,对方账号,{columns},余额,摘要\n\
             V2,2026-04-12,{name},{account},5.00,,100.00,支持资金\n{row}\n"
        );
        with(paid(), "list.csv", &text.replace("{}", &name))
    };
    for columns in ["借方发生额,贷方发生额", "借方金额,贷方金额", "支出金额,收入金额"]
    {
        for row in [
            ",2026-04-13,某银行,,,3.21,103.21,利息",
            ",2026-04-13,某银行,,0.00,3.21,103.21,",
            ",,,,,,100.00,期初余额",
        ] {
            let w = list(columns, row);
            let done = w.run();
            let found = codes(&done.0.findings);
            assert_eq!(done.payments()["V2"].len(), 1, "{columns} {row}");
            assert!(found.contains(&"D428") && !found.contains(&"D385"), "{row} {found:?}");
        }
    }
    told("D428", &list("借方发生额,贷方发生额", ",,,,,,100.00,期初余额").run().0.findings);
    // From who was paid, the very sum of a payment, by its words a return, and an order without an amount.
    for row in [
        ",2026-04-13,{},,,300.00,1100.00,",
        ",2026-04-13,某银行,,,\"1,000.00\",1100.00,",
        ",2026-04-13,某银行,,,1000.00,1100.00,退汇",
        "V3,2026-04-13,某公司,,,,100.00,支持资金",
    ] {
        let found = codes(&list("借方发生额,贷方发生额", row).run().0.findings);
        assert!(found.contains(&"D385") && !found.contains(&"D428"), "{row} {found:?}");
    }
}

/// Bank receipts say in a column of their own what became of each order.
#[test]
fn a_payment_whose_own_words_deny_it_is_not_told() {
    let row = |heading: &str, said: &str| {
        let account = account(1);
        format!(
            "支付凭证号,收款人账号,凭证日期,凭证金额,{heading}\nV2,{account},2026-04-12,5.00,{said}\n"
        )
    };
    for (heading, said) in [
        ("支付状态", "支付失败"),
        ("支付状态", "处理中"),
        ("交易状态", "已退回"),
        ("凭证状态", "已作废"),
        ("借贷标志", "贷"),
        ("备注", "该笔已退票，未重付"),
        ("用途", "退汇"),
        ("摘要", "冲销凭证"),
        ("摘要", "冲账"),
        ("附言", "收款人账户已销户"),
        // What banks write of what came back, and of what is still to be paid again.
        ("备注", "无此账户，退汇"),
        ("备注", "非本行账户，退票"),
        ("备注", "正常户但户名不符，退汇"),
        ("备注", "已退汇，待重付"),
        ("用途", "退汇，请重付"),
        ("备注", "支付失败，需重新支付"),
        ("备注", "已办理; 退汇"),
        // Approved is not yet paid.
        ("支付状态", "已审批"),
        ("支付状态", "已下达"),
        ("支付状态", "确认"),
        ("凭证状态", "已登记"),
        ("支付结果", "审核通过"),
        // Questions and codes of banks.
        ("是否成功", "否"),
        ("交易成功标志", "N"),
        ("返回码", "E0012"),
        ("返回信息", "余额不足"),
        ("有效标志", "0"),
    ] {
        let found = refused(&with(paid(), "odd.csv", &row(heading, said)));
        assert!(codes(&found).contains(&"D355"), "{heading} {said}");
    }
    for (heading, said) in [("是否作废", "是"), ("冲正标志", "是"), ("失败原因", "账号不存在")]
    {
        let found = refused(&with(paid(), "odd.csv", &row(heading, said)));
        assert!(codes(&found).contains(&"F232"), "{heading} {said}");
    }
    for (heading, said) in [
        ("支付状态", "支付成功"),
        ("交易状态", "已到账"),
        ("是否作废", "否"),
        ("IS_DELETED", "2"),
        ("借贷标志", "借"),
        ("用途", "服务贸易支持资金"),
        ("备注", "未退票"),
        ("备注", "无退票"),
        ("用途", "退汇重付"),
        ("备注", "前次退汇，本次重新支付"),
        ("凭证状态", "已清算"),
        ("支付状态", "支付完成"),
        ("审核状态", "终审通过"),
        ("打印状态", "未打印"),
        ("对账状态", "未对账"),
        ("是否成功", "是"),
        ("返回码", "0000"),
        ("返回信息", "交易成功"),
        ("有效标志", "1"),
        ("支付方式标志", "转账"),
        ("失败原因", ""),
        ("用途,摘要", "服务贸易支持资金,2026年第一批"),
    ] {
        let w = with(paid(), "more.csv", &row(heading, said));
        assert_eq!(w.run().payments()["V2"].len(), 1, "{heading} {said}");
    }
}

/// Lists of returns write their amounts with either sign.
#[test]
fn a_negative_return_is_a_return() {
    let w = with(
        paid(),
        "back.csv",
        "原凭证号,退回类型,退回日期,退回金额\nV1,退票,2026-04-20,-1000.00\n",
    );
    let done = w.run();
    assert_eq!(done.claims()[&claim(1, 1)], "returned-passive");
    assert_eq!(done.amounts(c::KEPT)[&claim(1, 1)], 0);
}

#[test]
fn a_return_in_two_lists_counts_once() {
    let head = "原凭证号,退回类型,退回日期,退回金额,退回原因\n";
    let june = format!("{head}V1,被动退回,2026-04-20,400.00,户名不符\n");
    for july in [
        june.clone(),
        format!("{head}V1,被动退回,2026-04-20,400.00,退票：户名不符\n"),
        "原支付凭证编号,业务种类,退票日期,退票金额（元）\nV1,退票,2026-04-20,400\n".to_string(),
        // July's list lacks the day, or the kind.
        "原凭证号,退回类型,退回金额\nV1,被动退回,400.00\n".to_string(),
        "原凭证号,退回日期,退回金额\nV1,2026-04-20,400.00\n".to_string(),
    ] {
        let w = with(with(paid(), "june.csv", &june), "july.csv", &july);
        let done = w.run();
        assert_eq!(done.amounts(c::KEPT)[&claim(1, 1)], 60_000, "{july}");
        assert_eq!(done.amounts(c::RETURNED_PASSIVE)[&claim(1, 1)], 40_000, "{july}");
        assert!(!codes(&done.0.findings).contains(&"D354"), "{july}");
    }
    // Another day, or another number of the bank, is another return.
    for other in
        ["V1,被动退回,2026-04-21,400.00,户名不符", "V1,被动退回,2026-04-22,300.00,户名不符"]
    {
        let w = with(with(paid(), "june.csv", &june), "july.csv", &format!("{head}{other}\n"));
        assert!(w.run().amounts(c::KEPT)[&claim(1, 1)] < 60_000, "{other}");
    }
    // The two lists contradict each other.
    let w = with(paid(), "june.csv", &june);
    let w = with(w, "july.csv", &format!("{head}V1,主动退回,2026-04-20,400.00,户名不符\n"));
    told("D356", &refused(&w));
}

#[test]
fn receipts_and_vouchers_in_two_lists_count_once() {
    let (head, no) = ("支付凭证号,银行流水号,到账金额,到账日期", account(1));
    for other in [
        format!("{head}\nV1,,1000.00,2026-04-15\n"),
        format!("{head},实际收款账号\nV1,B1,1000.00,2026-04-15,{no}\n"),
        // By the bank's number alone.
        "银行流水号,到账金额,到账日期\nB1,1000.00,2026-04-15\n".to_string(),
        // The voucher once more, without its account or with its receipt in the same row.
        format!(
            "支付凭证号,凭证日期,统一社会信用代码,凭证金额\nV1,2026-04-10,{},1000.00\n",
            code(1)
        ),
        format!(
            "支付凭证号,凭证日期,收款人账号,凭证金额,到账日期,到账金额\nV1,2026-04-10,{no},1000,2026-04-15,1000\n"
        ),
    ] {
        let w = with(paid(), "july.csv", &other);
        let done = w.run();
        assert_eq!(done.claims()[&claim(1, 1)], "paid", "{other}");
        assert_eq!(done.amounts(c::EXCESS)[&claim(1, 1)], 0, "{other}");
    }
    // Another number of the bank: the bank has paid twice.
    let w = with(paid(), "july.csv", &format!("{head}\nV1,B2,1000.00,2026-04-15\n"));
    assert_eq!(state(&w), "paid-twice");
}

#[test]
fn receipts_without_vouchers_are_payments_where_they_fit() {
    for row in [
        format!(
            "银行流水号,统一社会信用代码,实际收款账号,到账金额,到账日期\nB1,{},{},1000.00,2026-04-15\n",
            code(1),
            account(1)
        ),
        format!(
            "统一社会信用代码,实际收款账号,到账金额,到账日期\n{},{},1000.00,2026-04-15\n",
            code(1),
            account(1)
        ),
        // The account alone is one of the approved.
        format!(
            "银行流水号,实际收款账号,到账金额,到账日期\nB1,{},1000.00,2026-04-15\n",
            account(1)
        ),
        format!(
            "银行流水号,实际收款人名称,实际收款账号,到账金额,到账日期\nB1,{},{},1000,2026-04-15\n",
            name(1),
            account(1)
        ),
    ] {
        let mut w = World::new();
        w.approve(1, 1, 100_000);
        w.approve(2, 1, 100_000);
        let w = with(w, "receipts.csv", &row);
        assert_eq!(state(&w), "paid", "{row}");
        assert_eq!(w.run().claims()[&claim(2, 1)], "not-paid");
    }
    // Beside the vouchers they are the receipts of these, not money once more.
    let mut w = World::new();
    w.approve(1, 1, 100_000);
    w.voucher("V1", 1, "1000.00");
    let row = format!(
        "银行流水号,实际收款账号,到账金额,到账日期\nB1,{},1000.00,2026-04-15\n",
        account(1)
    );
    assert_eq!(state(&with(w, "receipts.csv", &row)), "paid");
    // Somebody else's account is no payment to the firm.
    let mut w = World::new();
    w.approve(1, 1, 100_000);
    let row =
        "银行流水号,实际收款账号,到账金额,到账日期\nB1,6217999900001111222,1000.00,2026-04-15\n";
    assert_eq!(state(&with(w, "receipts.csv", row)), "not-paid");
}

#[test]
fn a_list_of_what_is_to_be_paid_proves_nothing() {
    let list = |rows: &str| format!("序号,收款人,统一社会信用代码,开户行,账号,金额\n{rows}");
    let row = format!("1,{},{},某银行,{},1000.00\n", name(1), code(1), account(1));
    let mut w = World::new();
    w.approve(1, 1, 100_000);
    let w = with(w, "list.csv", &list(&row));
    told("F260", &refused(&w));
    // Entered in the list itself, it was paid; what is not entered does not count, and is said.
    let mut w = World::new();
    w.approve(1, 1, 100_000);
    w.approve(2, 1, 100_000);
    let head = "序号,收款人,统一社会信用代码,账号,金额,支付凭证号,支付日期\n";
    let text = format!(
        "{head}1,{},{},{},1000.00,V1,2026-04-15\n2,{},{},{},1000.00,,\n",
        name(1),
        code(1),
        account(1),
        name(2),
        code(2),
        account(2)
    );
    let w = with(w, "list.csv", &text);
    let done = w.run();
    assert_eq!(done.claims()[&claim(1, 1)], "paid");
    assert_eq!(done.claims()[&claim(2, 1)], "not-paid");
    told("D358", &done.0.findings);
}

#[test]
fn a_slip_of_unit_is_said() {
    for (amount, slips) in [
        ("0.10", true),
        ("10000000.00", true),
        ("10.00", true),
        ("100000.00", true),
        ("1000.00", false),
        ("100.00", false),
        ("999.99", false),
        ("2000.00", false),
    ] {
        let mut w = World::new();
        w.approve(1, 1, 100_000);
        w.voucher("V1", 1, amount);
        w.settle("V1", "B1", amount);
        let found = w.run().0.findings;
        assert_eq!(codes(&found).contains(&"R428"), slips, "{amount}");
        if amount == "0.10" {
            told("R428", &found);
        }
    }
    // A voucher for two claims together, and a receipt that is not its voucher.
    let mut w = World::new();
    w.approve(1, 1, 100_000);
    w.approve(1, 2, 200_000);
    w.voucher("V1", 1, "30.00");
    assert!(codes(&w.run().0.findings).contains(&"R428"));
    let mut w = World::new();
    w.approve(1, 1, 100_000);
    w.voucher("V1", 1, "1000.00");
    w.settle("V1", "B1", "0.10");
    assert!(codes(&w.run().0.findings).contains(&"R428"));
}

#[test]
fn days_that_cannot_be_are_said() {
    let odd = |w: &World| codes(&w.run().0.findings).iter().filter(|id| **id == "D357").count();
    assert_eq!(odd(&paid()), 0);
    // A return before its payment, a receipt before its voucher, a voucher before the approval.
    let mut w = paid();
    w.send_back("V1", "退票", "2026-04-14", "1000.00");
    assert_eq!(odd(&w), 1);
    told("D357", &w.run().0.findings);
    let mut w = World::new();
    w.approve(1, 1, 100_000);
    w.voucher("V1", 1, "1000.00");
    w.bank.push("V1,B1,1000.00,2026-04-09,,".into());
    assert_eq!(odd(&w), 1);
    let mut w = paid();
    w.approved_on = Some("2026-04-11");
    assert_eq!(odd(&w), 1);
    w.approved_on = Some("2026-04-10");
    assert_eq!(odd(&w), 0, "on the very day");
    let mut w = paid();
    w.clawbacks.push(format!("{},虚报,2026-06-01,1000.00,,100.00,2026-05-31", claim(1, 1)));
    assert_eq!(odd(&w), 1);
}

#[test]
fn orders_about_one_claim_add_up_and_receipts_count_once() {
    let order = |day: &str, principal: &str, rest: &str| {
        format!("{},虚报,{day},{principal},2026-05-01,{rest}", claim(1, 1))
    };
    let principal = |w: &World| {
        let table = w.run().table("clawbacks");
        let fen = |name| jiangbu::reconcile::approved::fen(&table, name).expect("money");
        (fen(c::PRINCIPAL), fen(c::RECEIVED))
    };
    let mut w = paid();
    w.clawbacks = vec![order("2026-05-10", "300.00", ","), order("2026-06-10", "200.00", ",")];
    assert_eq!(principal(&w), (vec![50_000], vec![0]));
    assert_eq!(w.run().amounts(c::CLAWED_BACK)[&claim(1, 1)], 50_000);
    // One order that stands beside each of its receipts is one order.
    let receipts = ["100.00,2026-06-20", "50.00,2026-06-21"];
    w.clawbacks = receipts.iter().map(|paid| order("2026-05-10", "300.00", paid)).collect();
    assert_eq!(principal(&w), (vec![30_000], vec![15_000]));
    // The same receipt in a second row counts once, and that is said.
    w.clawbacks.push(order("2026-05-10", "300.00", "100.00,2026-06-20"));
    assert_eq!(principal(&w), (vec![30_000], vec![15_000]));
    told("D359", &w.run().0.findings);
}

#[test]
fn the_day_of_approval_is_never_assumed_in_silence() {
    let mut w = paid();
    assert!(!codes(&w.run().0.findings).contains(&"R429"));
    w.approved_on = None;
    told("R429", &w.run().0.findings);
}

/// One amount is bounded when it is read; sums of a million of them are bounded here, which no test has files for.
#[test]
fn sums_beyond_what_can_be_reckoned_have_words() {
    let fault = Diagnostic::new(&jiangbu::diag::codes::SUM_TOO_LARGE);
    told("F261", &[fault.arg("what", "支付文件").arg("what_en", "the payment files")]);
}

#[test]
fn vouchers_decided_over_claims_fill_each_once() {
    let mut w = World::new();
    for (number, fen) in [(1, 100_000), (2, 250_000), (3, 150_000), (4, 77_700)] {
        w.approve(1, number, fen);
    }
    // 2,200 and 2,800 pay three claims of 5,000 together: no rule can tell.
    for (no, amount) in [("V1", "2200.00"), ("V2", "2800.00")] {
        w.voucher(no, 1, amount);
        w.settle(no, &no.replace('V', "B"), amount);
    }
    let first = w.run();
    let (ids, evidence) =
        (first.texts("attributions", c::FINDING_ID), first.texts("attributions", c::EVIDENCE));
    assert_eq!(ids.len(), 2);
    let three = [1, 2, 3].map(|number| claim(1, number)).join("、");
    let rows = ids
        .iter()
        .zip(&evidence)
        .map(|(id, evidence)| format!("{id},{evidence},{three},依据拨付通知,张三,2026-11-01\n"));
    let head = "疑点编号,证据指纹,申报项编号,认定理由,决定人,决定日期\n";
    let path = w.path("decided.csv");
    std::fs::write(&path, format!("{head}{}", rows.collect::<String>())).expect("written");
    w.decisions.push(path);
    let done = w.run();
    for (number, fen) in [(1, 100_000), (2, 250_000), (3, 150_000)] {
        assert_eq!(done.claims()[&claim(1, number)], "paid", "claim {number}");
        assert_eq!(done.amounts(c::KEPT)[&claim(1, number)], fen);
        assert_eq!(done.amounts(c::EXCESS)[&claim(1, number)], 0);
    }
    assert_eq!(done.claims()[&claim(1, 4)], "not-paid");
    // A third voucher waits for somebody to decide; nothing is taken twice meanwhile.
    w.voucher("V3", 1, "2200.00");
    w.settle("V3", "B3", "2200.00");
    assert_eq!(w.run().amounts(c::KEPT).values().sum::<i64>(), 500_000);
}

#[test]
fn a_second_equal_voucher_is_a_second_payment() {
    let of = |others: &[i64], second: &str| {
        let mut w = World::new();
        w.approve(1, 1, 100_000);
        for (fen, number) in others.iter().zip(2..) {
            w.approve(1, number, *fen);
        }
        for no in ["V1", "V2"] {
            w.voucher(no, 1, if no == "V1" { "1000.00" } else { second });
            w.settle(no, &no.replace('V', "B"), if no == "V1" { "1000.00" } else { second });
        }
        w.run().claims()
    };
    // Too much for the other claim, or two others that it does not fit.
    for others in [
        vec![],
        vec![50_000],
        vec![99_999],
        vec![150_000],
        vec![250_000, 90_000],
        vec![300_000, 400_000],
    ] {
        let states = of(&others, "1000.00");
        assert_eq!(states[&claim(1, 1)], "paid-twice", "{others:?}");
        assert!((2..).take(others.len()).all(|n| states[&claim(1, n)] == "not-paid"), "{others:?}");
    }
    // What the other claim is to get is for it.
    assert_eq!(of(&[100_000], "1000.00")[&claim(1, 2)], "paid");
    assert_eq!(of(&[50_000], "500.00")[&claim(1, 2)], "paid");
    // Not settled yet, it is a second payment as well, whatever else is open.
    let mut w = paid();
    w.approve(1, 2, 700_000);
    w.voucher("V2", 1, "1000.00");
    assert_eq!(w.run().claims()[&claim(1, 1)], "paid-twice");
    assert_eq!(w.run().amounts(c::UNPAID)[&claim(1, 2)], 700_000);
    let mut w = paid();
    w.voucher("V2", 1, "1000.00");
    assert_eq!(state(&w), "paid-twice");
}

/// Vouchers of one firm: number, claim named (0 for none), yuan, whether settled to its own account. What each claim
/// kept and what was too much of it, in yuan, by hand.
#[test]
fn equal_vouchers_over_several_claims() {
    type Voucher<'a> = (&'a str, usize, i64);
    let of = |claims: &[i64], vouchers: &[Voucher]| -> Vec<(i64, i64)> {
        let mut w = World::new();
        for (number, yuan) in (1..).zip(claims) {
            w.approve(1, number, yuan * 100);
        }
        let mut text =
            "支付凭证号,统一社会信用代码,收款人名称,收款人账号,申报项编号,凭证日期,凭证金额（元）,\
                        清算日期,清算金额（元）\n"
                .to_string();
        for (no, named, yuan) in vouchers {
            let named = if *named > 0 { claim(1, *named) } else { String::new() };
            text += &format!(
                "{no},{},{},{},{named},2026-04-1{},{yuan},2026-04-2{},{yuan}\n",
                code(1),
                name(1),
                account(1),
                &no[1..2],
                &no[1..2]
            );
        }
        let w = with(w, "several.csv", &text);
        let done = w.run();
        let (kept, excess) = (done.amounts(c::KEPT), done.amounts(c::EXCESS));
        (1..=claims.len())
            .map(|number| (kept[&claim(1, number)] / 100, excess[&claim(1, number)] / 100))
            .collect()
    };
    // Two parts and the claim of one of them: 20 and 20 + 30 = 50.
    assert_eq!(of(&[20, 50], &[("V1", 0, 20), ("V2", 0, 20), ("V3", 0, 30)]), [(20, 0), (50, 0)]);
    assert_eq!(of(&[20, 50, 90], &[("V1", 0, 20), ("V2", 0, 20)]), [(20, 20), (0, 0), (0, 0)]);
    assert_eq!(of(&[20, 50], &[("V1", 0, 20), ("V2", 0, 20), ("V3", 0, 20)]), [(20, 40), (0, 0)]);
    // Two claims of one amount take one each; the third is too much on one of them.
    assert_eq!(
        of(&[20, 20, 50], &[("V1", 0, 20), ("V2", 0, 20), ("V3", 0, 20)]),
        [(20, 20), (20, 0), (0, 0)]
    );
    // One voucher for several claims, and the same again.
    let both = of(&[20, 35, 90], &[("V1", 0, 55), ("V2", 0, 55)]);
    assert_eq!((both[0].0, both[1].0, both[2]), (20, 35, (0, 0)));
    assert_eq!(both[0].1 + both[1].1, 55);
    // The claim that a voucher names is the one that it is for.
    assert_eq!(of(&[20, 50], &[("V1", 0, 20), ("V2", 2, 20)]), [(20, 0), (20, 0)]);
    assert_eq!(of(&[20, 50], &[("V1", 2, 20), ("V2", 0, 20)]), [(20, 0), (20, 0)]);
    assert_eq!(of(&[20, 50], &[("V1", 1, 20), ("V2", 1, 20)]), [(20, 20), (0, 0)]);
    assert_eq!(of(&[20, 50], &[("V1", 1, 20), ("V2", 0, 20)]), [(20, 20), (0, 0)]);
    // Parts of the only claim, and the next part of a claim that had one before.
    assert_eq!(of(&[50], &[("V1", 0, 20), ("V2", 0, 20)]), [(40, 0)]);
    assert_eq!(of(&[20, 50], &[("V1", 2, 20), ("V2", 0, 20), ("V3", 0, 20)]), [(20, 0), (40, 0)]);
    // What went elsewhere, or came back, has paid nothing: the next is for the same claim.
    let mut w = World::new();
    w.approve(1, 1, 2_000);
    w.approve(1, 2, 5_000);
    w.voucher_to("V1", 1, "20.00", "6217999900001111222");
    w.settle("V1", "B1", "20.00");
    w.voucher("V2", 1, "20.00");
    w.settle("V2", "B2", "20.00");
    let kept = w.run().amounts(c::KEPT);
    assert_eq!((kept[&claim(1, 1)], kept[&claim(1, 2)]), (2_000, 0));
    let mut w = World::new();
    w.approve(1, 1, 2_000);
    w.approve(1, 2, 5_000);
    for no in ["V1", "V2", "V3"] {
        w.voucher(no, 1, "20.00");
        w.settle(no, &no.replace('V', "B"), "20.00");
    }
    w.send_back("V1", "被动退回", "2026-04-20", "20.00");
    let done = w.run();
    let (kept, excess) = (done.amounts(c::KEPT), done.amounts(c::EXCESS));
    assert_eq!((kept[&claim(1, 1)], kept[&claim(1, 2)]), (2_000, 0));
    assert_eq!((excess[&claim(1, 1)], excess[&claim(1, 2)]), (2_000, 0));
}

#[test]
fn files_are_found_from_any_folder_and_other_folders_are_named() {
    let w = paid();
    w.write();
    // The word lists stand in the folder of the project, above the run; the command is called from elsewhere.
    for name in ["headers.toml", "reconcile.toml", "rates/lpr_1y.csv"] {
        let to = w.path("pipelines").join(name);
        std::fs::create_dir_all(to.parent().expect("a folder")).expect("created");
        std::fs::copy(std::path::Path::new("pipelines").join(name), to).expect("copied");
    }
    let away = tempfile::tempdir().expect("a folder");
    let call = |run: &str| {
        let mut command =
            jiangbu(&["reconcile", "--as-of", "2026-10-30", "--approved-on", "2026-03-31"]);
        command
            .current_dir(&away)
            .arg("--payments")
            .arg(w.path("vouchers.csv"))
            .arg(w.path("bank.csv"));
        command.arg("--out").arg(w.path("out")).arg("--").arg(w.path(run));
        command.output().expect("the program")
    };
    let done = call("run-001");
    assert_eq!(done.status.code(), Some(0), "{}", said(&done));
    for (folder, word) in [
        ("out/run-001-reconciled-001", "对账结果"),
        ("run-001/tables", "tables"),
        ("vouchers.csv", "文件"),
        (".", "各次结果"),
        ("nowhere", "没有这个目录"),
    ] {
        let refused = call(folder);
        assert_eq!(refused.status.code(), Some(2), "{folder}: {}", said(&refused));
        assert!(
            said(&refused).contains("A501") && said(&refused).contains(word),
            "{}",
            said(&refused)
        );
    }
}

/// Lists of what failed come with the columns of what was paid: their sheet or title says so.
#[test]
fn lists_of_what_failed_are_no_payments() {
    let book = |sheet: &str, title: &str| {
        let folder = tempfile::TempDir::new().expect("a folder");
        let path = folder.path().join("bank.xlsx");
        let mut book = rust_xlsxwriter::Workbook::new();
        let page = book.add_worksheet().set_name(sheet).expect("a name");
        let mut row = 0;
        if !title.is_empty() {
            page.write(row, 0, title).expect("a title");
            row += 1;
        }
        let heads = ["支付凭证号", "收款人账号", "凭证日期", "凭证金额"];
        for (at, head) in (0u16..).zip(heads) {
            page.write(row, at, head).expect("a heading");
        }
        for (at, text) in [(0u16, "V2".to_string()), (1, account(1)), (2, "2026-04-12".into())] {
            page.write(row + 1, at, text).expect("a cell");
        }
        page.write(row + 1, 3, 5.0).expect("an amount");
        book.save(&path).expect("a file");
        std::fs::read(&path).expect("bytes")
    };
    for (sheet, title) in [
        ("未支付", ""),
        ("退票", ""),
        ("支付失败", ""),
        ("支付凭证", "待支付清单"),
        ("Sheet1", "退票明细"),
        ("支付凭证", "支付失败明细表"),
        ("支付凭证", "2026年拟支付资金明细"),
        ("支付凭证", "尚未支付企业名单"),
        ("拟拨付", ""),
    ] {
        let found = refused(&with_bytes(paid(), "bank.xlsx", &book(sheet, title)));
        assert!(codes(&found).contains(&"F266"), "{sheet} {title}: {:?}", codes(&found));
    }
    for (sheet, title) in
        [("支付凭证", ""), ("Sheet1", "资金支付明细表"), ("4月", "2026年4月拨付清单")]
    {
        let w = with_bytes(paid(), "bank.xlsx", &book(sheet, title));
        assert_eq!(w.run().payments()["V2"].len(), 1, "{sheet} {title}");
    }
}
