//! What was planted, as the files of three systems: a workbook, a table, a text file; and the truth.

use std::fmt::Write;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use polars_io::prelude::{ParquetCompression, ParquetWriter};

use super::plants::{Made, Return};
use super::{Days, Truth};
use crate::domain::Fen;
use crate::domain::date::from_epoch_days;
use crate::frame::columns as c;
use crate::frame::fields::{CLAWBACK_FIELDS, Field, PAYMENT_FIELDS, find};
use crate::sample::table::Cell::{Day, Empty, Money, Text};
use crate::sample::table::Table;
use crate::sample::{SampleError, workbook};

/// Fields of the receipts, by the names that the national data set of budget integration gives them.
const RECEIPT: [(&str, &str); 6] = [
    (c::PAY_NO, "PAY_CERT_NO"),
    (c::BANK_NO, "AGENT_BUSINESS_NO"),
    (c::SETTLED_AMOUNT, "XPAY_AMT"),
    (c::SETTLED_ON, "XPAY_DATE"),
    (c::ACTUAL_NAME, "XPAYEE_ACCT_NAME"),
    (c::ACTUAL_ACCOUNT, "XPAYEE_ACCT_NO"),
];

/// Writes all files below `out`; its folder `truth` is there.
pub fn write(made: &Made, days: Days, out: &Path) -> Result<Vec<PathBuf>, SampleError> {
    let path = |name: &str| out.join(name);
    let (vouchers, receipts) = (path("支付凭证.xlsx"), path("银行回单.parquet"));
    let (returns, clawbacks) = (path("退回清单.csv"), path("追回台账.xlsx"));
    let (claims, payments) = (path("truth/claims.csv"), path("truth/payments.csv"));
    let readme = path("README.md");
    workbook::write_roster(&vouchers, &voucher_table(made))?;
    let mut table = receipt_table(made).to_frame()?;
    for (own, national) in RECEIPT {
        table.rename(own, national.into())?;
    }
    let writer = ParquetWriter::new(File::create(&receipts)?);
    writer.with_compression(ParquetCompression::Zstd(None)).finish(&mut table)?;
    fs::write(&returns, return_list(&made.returns))?;
    workbook::write_roster(&clawbacks, &clawback_table(made))?;
    fs::write(&claims, truth(c::CLAIM_ID, &made.claims, days))?;
    fs::write(&payments, truth(c::PAY_NO, &made.payments, days))?;
    fs::write(&readme, text(days))?;
    Ok(vec![vouchers, receipts, returns, clawbacks, claims, payments, readme])
}

fn fields(all: &'static [Field], names: &[&str]) -> Vec<&'static Field> {
    names.iter().filter_map(|name| find(all, name)).collect()
}

fn text_or_empty(text: &str) -> crate::sample::table::Cell<'_> {
    if text.is_empty() { Empty } else { Text(text) }
}

fn voucher_table(made: &Made) -> Table {
    let names = [
        c::PAY_NO,
        c::VOUCHER_ON,
        c::FIRM_NAME,
        c::USCC,
        c::CLAIM_ID,
        c::PAYEE_NAME,
        c::PAYEE_ACCOUNT,
        c::PAY_AMOUNT,
    ];
    let mut table = Table::of_fields("支付凭证", fields(PAYMENT_FIELDS, &names));
    for voucher in &made.vouchers {
        table.push(&[
            Text(&voucher.number),
            Day(voucher.drawn_on),
            Text(&voucher.firm),
            text_or_empty(&voucher.code),
            text_or_empty(&voucher.claim),
            Text(&voucher.payee),
            text_or_empty(&voucher.account),
            Money(voucher.fen),
        ]);
    }
    let sum = made.vouchers.iter().map(|voucher| voucher.fen).sum();
    table.push(&[Text("合计"), Empty, Empty, Empty, Empty, Empty, Empty, Money(sum)]);
    table
}

fn receipt_table(made: &Made) -> Table {
    let mut table =
        Table::of_fields("银行回单", fields(PAYMENT_FIELDS, &RECEIPT.map(|(own, _)| own)));
    for receipt in &made.receipts {
        table.push(&[
            Text(&receipt.number),
            Text(&receipt.bank_no),
            Money(receipt.fen),
            Day(receipt.on),
            Text(&receipt.payee),
            text_or_empty(&receipt.account),
        ]);
    }
    table
}

fn clawback_table(made: &Made) -> Table {
    let names = [
        c::CLAIM_ID,
        c::USCC,
        c::DECISION_REASON,
        c::DECIDED_ON,
        c::PRINCIPAL,
        c::DUE_ON,
        c::RECEIVED,
        c::RECOVERED_ON,
    ];
    let mut table = Table::of_fields("追回台账", fields(CLAWBACK_FIELDS, &names));
    for order in &made.clawbacks {
        let (on, received) =
            order.received.map_or((Empty, Empty), |(on, fen)| (Day(on), Money(fen)));
        table.push(&[
            Text(&order.claim),
            Text(&order.code),
            Text(order.reason),
            Day(order.decided_on),
            Money(order.principal),
            Day(order.due_on),
            received,
            on,
        ]);
    }
    table
}

fn iso(day: i32) -> String {
    from_epoch_days(day).map(|day| day.to_string()).unwrap_or_default()
}

fn return_list(returns: &[Return]) -> String {
    let mut out = "原支付凭证号,业务类型,退回日期,退回金额（元）,退回原因\n".to_string();
    for row in returns {
        let fen = Fen(row.fen).to_decimal();
        // Writing into a String cannot fail.
        let _ = writeln!(out, "{},{},{},{fen},{}", row.original, row.kind, iso(row.on), row.reason);
    }
    out
}

fn truth(key: &str, rows: &[(String, &str, Truth)], days: Days) -> String {
    let [early, late, after] = [days.early, days.late, days.after].map(iso);
    let mut out = format!("{key},planted,{early},{late},{after}\n");
    for (id, what, states) in rows {
        let _ = writeln!(out, "{id},{what},{}", states.join(","));
    }
    out
}

fn text(days: Days) -> String {
    let [early, late, after] = [days.early, days.late, days.after].map(iso);
    format!(
        "# 合成的支付数据，仅供演示\n\n\
         由程序按一次核算的结果生成：`jiangbu sample --payments 结果目录 --out 目录`。凭证号、流水号、\
         账号和退回原因均为虚构。All of this is synthetic.\n\n\
         | 文件 | 内容 |\n|---|---|\n\
         | `支付凭证.xlsx` | 支付凭证，末行为合计 |\n\
         | `银行回单.parquet` | 银行回单，字段名取预算管理一体化的数据元名称 |\n\
         | `退回清单.csv` | 被动退回和主动退回 |\n\
         | `追回台账.xlsx` | 已决定追回的款项 |\n\
         | `truth/` | 每个申报项、每张凭证在 {early}、{late}、{after} 应处的状态（空白为当时尚无记录），供检验对账结果 |\n"
    )
}
