//! Time and memory of tying payments to claims and judging both, at 10,000, 100,000 and 1,000,000 claims
//! against about as many payments: named, by amount, several for one, twice, returned, without a code.
//!
//! `cargo bench --bench reconcile [-- SIZE …]`. Reading files and writing tables are not in it.

mod common;

use std::time::Instant;

use cpu_time::ProcessTime;
use jiangbu::domain::CreditCode;
use jiangbu::frame::columns as c;
use jiangbu::frame::output::yuan_column;
use jiangbu::reconcile::attribution::Attributions;
use jiangbu::reconcile::check::{check, totals};
use jiangbu::reconcile::clawback::Clawbacks;
use jiangbu::reconcile::{Approved, Records, Today, reconcile, settings};
use polars::prelude::*;

use common::{Failed, peak_mib};

/// Days since 1970 of the approval, the payments and the day of the reconciliation.
const DAYS: [i32; 3] = [20_543, 20_563, 20_757];

fn text(name: &str, values: Vec<String>) -> Column {
    Column::new(name.into(), values)
}

fn code(firm: usize) -> Result<String, Failed> {
    let body: [u8; 8] = format!("{firm:08}").into_bytes().try_into().map_err(|_| "a number")?;
    let code = CreditCode::synthesize(*b"91", *b"440300", body).ok_or("a code")?;
    Ok(code.as_str().to_string())
}

/// Claims in twos and ones, payees, and the enterprise and amount of each claim.
type Run = (DataFrame, DataFrame, Vec<(usize, i64)>);

fn run(claims: usize) -> Result<Run, Failed> {
    let firm_of = |claim: usize| claim / 3 * 2 + usize::from(claim % 3 == 2);
    let made: Vec<(usize, i64)> = (0..claims)
        .map(|claim| (firm_of(claim), 100_000 + (claim as i64 * 7_919) % 9_000_000))
        .collect();
    let firms = made.last().map_or(0, |(firm, _)| firm + 1);
    let codes: Vec<String> = (0..firms).map(code).collect::<Result<_, _>>()?;
    let names: Vec<String> = (0..firms).map(|firm| format!("深圳前海{firm}号有限公司")).collect();
    let of = |values: &[String]| made.iter().map(|(firm, _)| values[*firm].clone()).collect();
    let amounts: Vec<i64> = made.iter().map(|(_, fen)| *fen).collect();
    let all = vec![
        text(c::CLAIM_ID, (0..claims).map(|claim| format!("m{}-{claim}", claim % 9)).collect()),
        text(c::MEASURE, vec!["m2".to_string(); claims]),
        text(c::CLAUSE, vec!["二".to_string(); claims]),
        text(c::USCC, of(&codes)),
        text(c::FIRM_NAME, of(&names)),
        text(c::ITEM, vec![String::new(); claims]),
        yuan_column(c::PAYABLE, &amounts),
    ];
    let accounts = (0..firms).map(|firm| format!("6217{firm:012}")).collect();
    let payees = vec![text(c::USCC, codes), text(c::FIRM_NAME, names), text(c::ACCOUNT, accounts)];
    Ok((DataFrame::new(claims, all)?, DataFrame::new(firms, payees)?, made))
}

/// One row of a payment file.
#[derive(Default, Clone)]
struct Row {
    no: String,
    kind: &'static str,
    claim: String,
    firm: Option<usize>,
    named: bool,
    fen: i64,
}

fn payments(made: &[(usize, i64)]) -> Result<DataFrame, Failed> {
    let mut rows: Vec<Row> = Vec::new();
    for (claim, (firm, fen)) in made.iter().enumerate() {
        let plain =
            Row { no: format!("V{claim:08}"), firm: Some(*firm), fen: *fen, ..Row::default() };
        match claim % 20 {
            0..8 => rows.push(Row { claim: format!("m{}-{claim}", claim % 9), ..plain }),
            8..14 => rows.push(plain),
            14 => rows.extend([1, 2].map(|part| Row {
                no: format!("V{claim:08}-{part}"),
                fen: if part == 1 { fen / 3 } else { fen - fen / 3 },
                ..plain.clone()
            })),
            15 => rows.extend(
                ["", "b"].map(|more| Row { no: format!("V{claim:08}{more}"), ..plain.clone() }),
            ),
            16 => rows.extend(["", "被动退回"].map(|kind| Row { kind, ..plain.clone() })),
            17 => rows.push(Row { named: true, ..plain }),
            18 => rows.push(Row { fen: fen / 2, ..plain }),
            _ => {}
        }
    }
    let n = rows.len();
    let own = |of: &dyn Fn(&Row) -> String| -> Vec<String> { rows.iter().map(of).collect() };
    let firm = |of: fn(usize) -> String| {
        rows.iter().map(|row| row.firm.map(of).unwrap_or_default()).collect::<Vec<_>>()
    };
    let back = |row: &Row| !row.kind.is_empty();
    let amounts: Vec<i64> = rows.iter().map(|row| row.fen).collect();
    let day = |at: usize| -> PolarsResult<Column> {
        Column::new("".into(), vec![DAYS[at]; n]).cast(&DataType::Date)
    };
    let empty = || vec![String::new(); n];
    let numbers = |of: &dyn Fn(&Row) -> String| own(of);
    let codes: Vec<String> = rows
        .iter()
        .map(|row| match (row.named, row.firm) {
            (false, Some(firm)) => code(firm),
            _ => Ok(String::new()),
        })
        .collect::<Result<_, _>>()?;
    let columns = vec![
        text(c::PAY_NO, numbers(&|row| if back(row) { String::new() } else { row.no.clone() })),
        text(
            c::ORIGINAL_NO,
            numbers(&|row| if back(row) { row.no.clone() } else { String::new() }),
        ),
        text(c::RECORD_KIND, own(&|row| row.kind.to_string())),
        day(1)?.with_name(c::VOUCHER_ON.into()),
        text(c::FIRM_NAME, firm(|firm| format!("深圳前海{firm}号有限公司"))),
        text(c::USCC, codes),
        text(c::CLAIM_ID, own(&|row| row.claim.clone())),
        text(c::PAYEE_NAME, firm(|firm| format!("深圳前海{firm}号有限公司"))),
        text(c::PAYEE_ACCOUNT, firm(|firm| format!("6217{firm:012}"))),
        Column::new(c::PAY_AMOUNT.into(), amounts.clone()),
        day(1)?.with_name(c::SETTLED_ON.into()),
        Column::new(c::SETTLED_AMOUNT.into(), amounts),
        text(c::ACTUAL_NAME, empty()),
        text(c::ACTUAL_ACCOUNT, empty()),
        text(c::BANK_NO, empty()),
        Column::full_null(c::RETURNED_ON.into(), n, &DataType::Date),
        Column::full_null(c::RETURNED_AMOUNT.into(), n, &DataType::Int64),
        text(c::RETURN_REASON, empty()),
        text(c::PURPOSE, empty()),
        Column::new(c::SOURCE.into(), vec![0u32; n]),
        Column::new(c::ROW.into(), (2..n as u32 + 2).collect::<Vec<_>>()),
    ];
    Ok(DataFrame::new(n, columns)?)
}

fn measure(claims: usize) -> Result<(), Failed> {
    let (table, payees, made) = run(claims)?;
    let rows = payments(&made)?;
    let settings = settings::load(std::path::Path::new("pipelines/reconcile.toml"))
        .map_err(|faults| format!("{faults:?}"))?;
    let today = Today { as_of: DAYS[2], approved_on: DAYS[0], year: 2026 };
    let (cpu, wall) = (ProcessTime::now(), Instant::now());
    let elapsed = || (cpu.elapsed().as_secs_f64(), wall.elapsed().as_secs_f64());
    let approved = Approved::read(&table, Some(&payees))?;
    let records = Records::read(&rows, today.as_of)?;
    let read = elapsed();
    let (decided, orders) = (Attributions::default(), Clawbacks::default());
    let outcome = reconcile(&approved, &records, &decided, &orders, &settings, today)?;
    let broken = check(&approved, &records, &outcome, None);
    if !broken.is_empty() {
        return Err(format!("{broken:?}").into());
    }
    let all = elapsed();
    let sums = totals(&approved, &records, &outcome);
    println!(
        "| {claims} | {} | {:.2} / {:.2} | {:.2} / {:.2} | {} | {} |",
        rows.height(),
        read.0,
        read.1,
        all.0,
        all.1,
        sums.in_review / 1_000_000,
        peak_mib(),
    );
    Ok(())
}

fn main() -> Result<(), Failed> {
    let sizes: Vec<usize> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    println!("cores: {}; seconds are CPU / wall", std::thread::available_parallelism()?);
    println!(
        "| claims | rows | read | read, tied, judged, checked | in review, 10k yuan | peak MiB |"
    );
    println!("|---:|---:|---:|---:|---:|---:|");
    let usual = [10_000, 100_000, 1_000_000];
    let sizes = if sizes.is_empty() { &usual[..] } else { &sizes };
    sizes.iter().try_for_each(|size| measure(*size))
}
