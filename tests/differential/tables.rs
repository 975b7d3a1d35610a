//! Worlds as the engine's accepted tables, rows in any order.

use jiangbu::award::{Context, Inputs, Steps};
use jiangbu::domain::{Published, RateTable, Ratio};
use jiangbu::frame::build::{Datum, Row, table, with_origin};
use jiangbu::frame::columns as c;
use jiangbu::frame::fields::{self, Field};
use jiangbu::intake::link::{sort_firms, sort_lines, with_firm};
use jiangbu::scheme::Scheme;
use jiangbu::scheme::compile::Calendar;
use polars::prelude::{DataFrame, PolarsResult};
use rust_decimal::Decimal;

use super::dice::Dice;
use super::worlds::{AWARD_YEAR, DEADLINE, Setting, World, fen};
use crate::reference::examples::day;
use crate::reference::{Claim, EntityType, Firm, Line, Other};

/// The rates of a setting.
pub fn rates(setting: &Setting) -> RateTable {
    let published = setting.published().into_iter().map(|(date, name, micro)| Published {
        date: day(date),
        name: name.to_owned(),
        value: Ratio::new(micro, 1_000_000).expect("a rate"),
        status: "found".to_owned(),
        source: String::new(),
    });
    RateTable::new(published.collect())
}

pub fn context<'a>(scheme: &'a Scheme, rates: &'a RateTable, setting: &Setting) -> Context<'a> {
    Context {
        scheme,
        calendar: Calendar { award_year: AWARD_YEAR, policy: scheme.valid.period },
        deadline: day(DEADLINE),
        payment_date: day(setting.payment),
        rates,
        available: None,
        steps: Steps::default(),
    }
}

/// The worlds as tables; `order` decides the order of their rows, 0 leaves them as they are.
pub fn inputs(worlds: &[World], scheme: &Scheme, order: u64) -> PolarsResult<Inputs> {
    let shuffles = order != 0;
    let mut order = Dice::new(order);
    // Words that mean the same are chosen by their own dice, whatever the order of rows.
    let mut words = Dice::new(7);
    let known = |world: &World, firm: &Firm| !world.unknown.contains(&firm.uscc);
    let mut firms: Vec<Row> = Vec::new();
    let mut lines: Vec<Vec<Row>> = vec![Vec::new(); scheme.measures.len()];
    let contracts: Vec<Vec<&'static Field>> =
        scheme.measures.iter().map(|m| m.contract().fields().collect()).collect();
    let mut history: Vec<Row> = Vec::new();
    let (mut platform, mut listed) = (Vec::new(), Vec::new());
    let mut duplicates: Vec<Row> = Vec::new();
    for world in worlds {
        for firm in &world.firms {
            if known(world, firm) {
                firms.push(firm_row(firm, &mut words));
            }
            for (number, claim) in firm.claims.iter().enumerate() {
                let measure = usize::from(claim.measure) - 1;
                for line in &claim.lines {
                    let filing = format!("{}-{number}-{}", firm.uscc, line.filing);
                    let row = contracts[measure].iter().filter_map(|field| {
                        Some((*field, line_datum(field, firm, claim, line, &filing, &mut words)?))
                    });
                    lines[measure].push(row.collect());
                }
            }
            for prior in &firm.prior {
                let status = match (prior.pending, prior.fully_returned, prior.partly_returned) {
                    (true, ..) => "待审",
                    (_, true, _) => words.pick(&["已退回", "已追回"]),
                    (.., true) => "部分退回",
                    _ => words.pick(&["已拨付", "已核定"]),
                };
                history.push(row(fields::HISTORY_FIELDS, |name| match name {
                    c::USCC => text(&firm.uscc),
                    c::MEASURE => text(&measure_word(prior.measure, &mut words)),
                    c::ITEM => text(&prior.item),
                    c::AWARD_YEAR => int(i64::from(prior.year)),
                    c::BASE => int(fen(prior.base)),
                    c::AMOUNT => int(fen(prior.amount)),
                    c::STATUS => text(status),
                    c::PAID_ON => prior.paid_on.map(Datum::Date),
                    c::CONFIRMED => yes_or(prior.confirmed, &mut words),
                    _ => None,
                }));
            }
            duplicates.extend(firm.others.iter().map(|other| other_row(firm, other, &mut words)));
            if firm.listed {
                listed.push(row(fields::LISTED_FIELDS, |name| match name {
                    c::USCC => text(&firm.uscc),
                    _ => text("经营异常名录"),
                }));
            }
        }
        platform.extend(world.records.iter().map(|record| {
            row(fields::PLATFORM_FIELDS, |name| match name {
                c::USCC => text(&record.uscc),
                c::MEASURE => text(&measure_word(record.measure, &mut words)),
                c::YEAR => int(i64::from(record.year)),
                c::CURRENCY => text(record.currency),
                c::AMOUNT => record.amount.map(|amount| Datum::Int(fen(amount))),
                _ => None,
            })
        }));
    }
    let mut shuffled = |known: &[&'static Field], mut rows: Vec<Row>| {
        if shuffles {
            order.shuffle(&mut rows);
        }
        with_origin(table(known, &rows)?, 0)
    };
    let all = |fields: &'static [Field]| fields.iter().collect::<Vec<_>>();
    let firms = sort_firms(&shuffled(&all(fields::FIRM_FIELDS), firms)?)?;
    let lines = contracts
        .iter()
        .zip(lines)
        .map(|(contract, rows)| sort_lines(&with_firm(&shuffled(contract, rows)?, &firms)?));
    let lines = lines.collect::<PolarsResult<Vec<DataFrame>>>()?;
    let mut other =
        |known: &'static [Field], rows: Vec<Row>| with_firm(&shuffled(&all(known), rows)?, &firms);
    Ok(Inputs {
        platform: other(fields::PLATFORM_FIELDS, platform)?,
        history: other(fields::HISTORY_FIELDS, history)?,
        listed: other(fields::LISTED_FIELDS, listed)?,
        opinions: other(fields::OPINION_FIELDS, Vec::new())?,
        duplicates: other(fields::DUPLICATE_FIELDS, duplicates)?,
        lines,
        firms,
    })
}

fn other_row(firm: &Firm, other: &Other, words: &mut Dice) -> Row {
    // The number of a paper may stand in a column of its own.
    let by_paper = words.percent(50) && [2, 6, 7, 9].contains(&other.measure);
    let status = match other.received {
        true => words.pick(&["已拨付", "已核定", "部分退回"]),
        false => words.pick(&["已退回", "待审"]),
    };
    row(fields::DUPLICATE_FIELDS, |name| match name {
        c::USCC => text(&firm.uscc),
        c::MEASURE => text(&measure_word(other.measure, words)),
        c::ITEM if !by_paper => text(&other.about),
        c::PAPER_NO if by_paper => text(&other.about),
        c::YEAR => other.year.map(|year| Datum::Int(i64::from(year))),
        c::OTHER_SCHEME => text(&other.source),
        c::AMOUNT => int(fen(other.amount)),
        c::STATUS => text(status),
        c::CONFIRMED => yes_or(other.confirmed, words),
        _ => None,
    })
}

fn row(known: &'static [Field], mut datum: impl FnMut(&str) -> Option<Datum>) -> Row {
    known.iter().filter_map(|field| Some((field, datum(field.name)?))).collect()
}

fn text(text: &str) -> Option<Datum> {
    Some(Datum::Text(text.to_owned()))
}

fn int(value: i64) -> Option<Datum> {
    Some(Datum::Int(value))
}

/// A no may be said or left out.
fn yes_or(value: bool, words: &mut Dice) -> Option<Datum> {
    (value || words.percent(70)).then_some(Datum::Bool(value))
}

/// Tables name a measure by its id or by its clause.
fn measure_word(measure: u8, words: &mut Dice) -> String {
    let clauses = ["一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match words.percent(50) {
        true => format!("m{measure}"),
        false => clauses[usize::from(measure) - 1].to_owned(),
    }
}

fn firm_row(firm: &Firm, words: &mut Dice) -> Row {
    row(fields::FIRM_FIELDS, |name| match name {
        c::FIRM_NAME => text(&format!("公司{}", firm.uscc)),
        c::USCC => text(&firm.uscc),
        c::ENTITY_TYPE => text(match firm.entity_type {
            EntityType::Enterprise => "企业",
            EntityType::Association => "行业协会",
            EntityType::Institution => "其他机构",
        }),
        c::OPERATES_IN_QIANHAI => yes_or(firm.operates_in_qianhai, words),
        c::DATA_SERVICE_FIRM => yes_or(firm.data_service, words),
        c::STAFF_IN_ZONE => yes_or(firm.four_tests, words),
        c::REGISTERED_IN_ZONE | c::PRODUCES_IN_ZONE | c::ACCOUNTS_IN_ZONE => yes_or(true, words),
        _ => None,
    })
}

fn line_datum(
    field: &Field,
    firm: &Firm,
    claim: &Claim,
    line: &Line,
    filing: &str,
    words: &mut Dice,
) -> Option<Datum> {
    match field.name {
        c::FILING_NO => text(filing),
        c::USCC => text(&firm.uscc),
        c::ACCEPTED_ON => Some(Datum::Date(line.accepted_on)),
        c::AMOUNT => int(fen(line.amount)),
        c::REQUESTED => line.requested.map(|asked| Datum::Int(fen(asked))),
        // Only 二 may leave the currency out.
        c::CURRENCY if claim.measure == 2 && line.currency == "CNY" => {
            words.percent(50).then(|| Datum::Text("CNY".to_owned()))
        }
        c::CURRENCY => text(line.currency),
        c::PAID_ON | c::RECEIVED_ON | c::PUBLISHED_ON | c::DOCUMENTED_ON => {
            line.date.map(Datum::Date)
        }
        c::EXCLUDED_PC | c::REFUND => {
            let none = line.excluded.is_zero() && words.percent(50);
            if none { None } else { int(fen(line.excluded)) }
        }
        c::PLATFORM_ID | c::OVERSEAS_CERTIFICATE | c::STANDARD_NO | c::CASE_NO => text(&claim.item),
        c::SERVED => int(line.served),
        c::COST_KIND => text(match line.cost_kind_ok {
            true => words.pick(&["设备购置", "运营维护"]),
            false => "其他",
        }),
        c::CHANNEL => text(match line.channel_ok {
            true => words.pick(&["广播电视", "网络视频", "社交软件", "金融支付机构"]),
            false => "其他",
        }),
        c::CATALOGUE => text(line.catalogue),
        c::ESTABLISHED_ON => line.established_on.map(Datum::Date),
        c::SERVICE_ACTIVITY => yes_or(line.service_activity, words),
        c::STANDARD_LEVEL => text(line.level),
        c::DRAFTER_RANK => int(line.drafter_rank),
        c::TRADE_DOMAIN => text(line.domain),
        c::IS_REVISION => yes_or(line.is_revision, words),
        c::CONTENT_ID => text(&line.content),
        c::SHARE => {
            let none = line.share == Decimal::ONE && words.percent(50);
            let micro = line.share * Decimal::from(1_000_000);
            if none { None } else { int(i64::try_from(micro).expect("a share in millionths")) }
        }
        c::RECOGNISED_BY => text(match line.recognised {
            true => words.pick(&["商务部", "其他国家部委"]),
            false => words.pick(&["省级部门", "其他"]),
        }),
        c::PROMOTED_NATIONALLY => yes_or(line.promoted, words),
        c::IS_LEAD => yes_or(line.lead, words),
        c::SELF_INSURED => yes_or(line.self_insured, words),
        c::EXPORT_POLICY => yes_or(line.export_policy, words),
        c::POLICY_NO | c::INVOICE_NO => text(&line.paper),
        c::TAX => int(fen(line.tax)),
        c::ODI_CERTIFIED_ON => line.certified_on.map(Datum::Date),
        c::EXPORT_FILING_NO => text(&line.export_no),
        _ => None,
    }
}
