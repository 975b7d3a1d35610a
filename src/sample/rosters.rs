//! Rosters of other support with known truth: names and codes as other offices write them.
//!
//! One record for every enterprise of the sample: about half are that enterprise in some variant of
//! its name or code, the others are somebody else, many of them as alike as different firms can be.
//! `truth` says which is which. Item names, amounts and all else are invented.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use polars::prelude::{
    Column, DataFrame, Int128Chunked, IntoColumn, NewChunkedArray, PolarsResult,
};
use polars_io::prelude::{ParquetCompression, ParquetWriter};
use rayon::prelude::*;

use crate::domain::CreditCode;
use crate::domain::Fen;
use crate::frame::columns as c;

use super::block::Block;
use super::dice::Dice;
use super::firm::Firm;
use super::plan::Plan;
use super::table::{Cell, FIRMS, Table};
use super::variants;
use super::{Format, SampleError, workbook};

/// Streams of chance that no other part uses.
const PURPOSE: u64 = 14;
const STRANGERS: u64 = 15;

/// Districts: file, kind of support by measure, whether it lists codes.
pub const DISTRICTS: [&str; 3] = ["南山区资助名册", "宝安区资助名册", "前海数据产业资助名册"];
const QIANHAI: usize = 2;
/// The same three in English letters, for Parquet.
const STEMS: [&str; 3] = ["nanshan", "baoan", "qianhai_data"];

/// One record of a roster.
#[derive(Clone, Debug, Default)]
pub struct Record {
    pub number: u64,
    pub district: usize,
    pub name: String,
    pub code: String,
    pub organisation: String,
    pub person: String,
    pub item: &'static str,
    /// Column and number of the paper that proves the matter.
    pub paper: Option<(&'static str, String)>,
    pub year: String,
    /// Fen; some lists leave it out.
    pub amount: Option<i64>,
    pub status: &'static str,
    /// The applicant that it truly is.
    pub truth: Option<String>,
}

/// Measures that districts support as well: number, item, the column of the paper, who supports it.
const ITEMS: [(usize, &str, &str, &[usize]); 6] = [
    (2, "境外营销推广补助", c::INVOICE_NO, &[0, 1]),
    (4, "境外投资资助", c::OVERSEAS_CERTIFICATE, &[0, 1]),
    (5, "标准资助", c::STANDARD_NO, &[0, 1]),
    (6, "数据出境合规支持", c::EXPORT_FILING_NO, &[QIANHAI]),
    (7, "国际数据业务支持", c::CONTRACT_NO, &[QIANHAI]),
    (9, "出口信用保险保费资助", c::POLICY_NO, &[0, 1]),
];
const OTHER_ITEMS: [&str; 4] =
    ["人才租房补贴", "研发投入资助", "办公用房租金补贴", "高新技术企业奖励"];

/// Writes the rosters and the truth below `out`. Returns the files.
pub fn write(
    plan: &Plan,
    firms: u64,
    format: Format,
    out: &Path,
) -> Result<Vec<PathBuf>, SampleError> {
    let folder = out.join("rosters");
    fs::create_dir_all(folder.join("truth"))?;
    let records: Vec<Record> = (0..firms)
        .into_par_iter()
        .map(|number| record(plan, number))
        .collect::<Result<_, SampleError>>()?;
    let mut files = Vec::new();
    for district in 0..DISTRICTS.len() {
        let own: Vec<&Record> = records.iter().filter(|r| r.district == district).collect();
        let as_book = format == Format::Xlsx || format == Format::Both && district != QIANHAI;
        let path = match as_book {
            true => folder.join(format!("{}.xlsx", DISTRICTS[district])),
            false => folder.join(format!("{}.parquet", STEMS[district])),
        };
        match as_book {
            true => book(&path, district, &own)?,
            false => parquet(&path, table(&own)?)?,
        }
        files.push(path);
    }
    let path = folder.join("truth/truth.parquet");
    parquet(&path, truth(&records)?)?;
    files.push(path);
    Ok(files)
}

fn record(plan: &Plan, number: u64) -> Result<Record, SampleError> {
    let mut dice = plan.dice(number, PURPOSE);
    let firm = Firm::draw(plan, number).ok_or(SampleError::Code { number })?;
    let block = Block::generate(plan, number..number + 1)?;
    let facts = &block.tables[FIRMS];
    let fact = |name: &str| text(facts, 0, name);
    let mut record = Record { number: number + 1, ..Record::default() };
    support(plan, &firm, &block, &mut dice, &mut record);
    let own = variants::Own {
        name: &fact(c::FIRM_NAME),
        code: &firm.code,
        former: &fact(c::FORMER_NAME),
        person: &fact(c::LEGAL_REPRESENTATIVE),
    };
    let stranger = stranger(plan, number).ok_or(SampleError::Code { number })?;
    let written = variants::written(&own, &stranger, &mut dice);
    record.name = written.name;
    record.code = written.code;
    record.organisation = written.organisation;
    record.person = written.person;
    record.truth = written.same.then(|| firm.code.clone());
    Ok(record)
}

/// A valid code that no enterprise of the sample has: theirs begin in other letters.
fn stranger(plan: &Plan, number: u64) -> Option<String> {
    let mut dice = plan.dice(number, STRANGERS);
    let mut body = *b"QX000000";
    for place in &mut body[2..] {
        *place = b'0' + dice.below(10) as u8;
    }
    CreditCode::synthesize(*b"91", *b"440305", body).map(|code| code.as_str().to_string())
}

/// What was supported: mostly something that the enterprise claims here, too.
fn support(plan: &Plan, firm: &Firm, block: &Block, dice: &mut Dice, record: &mut Record) {
    let known: Vec<_> = ITEMS.iter().filter(|item| firm.claims.contains(&item.0)).collect();
    let same = dice.per_mille(750);
    let at = dice.below(known.len().max(1) as u64) as usize;
    let year = plan.award_year - 1;
    let shown = dice.weighted(&[60, 25, 15]);
    match known.get(at).filter(|_| same) {
        Some((measure, item, column, districts)) => {
            record.district = dice.pick(districts);
            record.item = item;
            let number = text(&block.tables[*measure], 0, column);
            record.paper = match shown {
                0 if !number.is_empty() => Some((*column, number)),
                1 => Some((*column, format!("QT{:08}", dice.below(100_000_000)))),
                _ => None,
            };
        }
        None => {
            record.district = dice.below(3) as usize;
            record.item = dice.pick(&OTHER_ITEMS);
        }
    }
    let earlier = dice.per_mille(150);
    record.year = (if earlier { year - 1 } else { year }).to_string();
    let amount = dice.amount(15_000_000) / 10_000 * 10_000;
    record.amount = (!dice.per_mille(80)).then_some(amount);
    record.status = ["已拨付", "已核定", "待审", "已退回"][dice.weighted(&[75, 10, 8, 7])];
}

fn text(table: &Table, row: usize, name: &str) -> String {
    match table.column(name).filter(|_| row < table.rows()).map(|at| table.cell(row, at)) {
        Some(Cell::Text(text)) => text.to_string(),
        _ => String::new(),
    }
}

fn number(record: &Record) -> String {
    format!("{}-{:07}", ["NS", "BA", "QD"][record.district], record.number)
}

fn paper(record: &Record, column: &str) -> String {
    let paper = record.paper.as_ref().filter(|(own, _)| *own == column);
    paper.map(|(_, number)| number.clone()).unwrap_or_default()
}

/// A workbook of an office: two sheets in different units, totals below, one row twice. Bao'an lists
/// no codes.
fn book(path: &Path, district: usize, records: &[&Record]) -> Result<(), SampleError> {
    let coded = district != 1;
    let mut headings = vec!["序号", "记录编号", "受资助单位"];
    if coded {
        headings.extend(["统一社会信用代码", "组织机构代码"]);
    }
    headings.extend(["法人代表", "资助事项", "年度", "拨付状态"]);
    headings.extend(ITEMS.iter().filter(|i| i.3.contains(&district)).map(|i| heading(i.2)));
    let half = records.len().div_ceil(2);
    let mut sheets = Vec::new();
    for (at, part) in records.chunks(half.max(1)).enumerate() {
        let wan = at == 0;
        let mut own: Vec<String> = headings.iter().map(ToString::to_string).collect();
        own.push(if wan { "资助金额（万元）" } else { "资助金额（元）" }.to_string());
        let mut rows = vec![own];
        rows.extend(part.iter().enumerate().map(|(row, record)| line(record, row, coded, wan)));
        if let Some(last) = rows.last().filter(|_| part.len() > 3).cloned() {
            rows.push(last);
        }
        let mut total = vec![String::new(), String::new(), "合计".to_string()];
        total.resize(rows[0].len(), String::new());
        rows.push(total);
        sheets.push((format!("第{}批", if wan { "一" } else { "二" }), rows));
    }
    workbook::write_texts(path, DISTRICTS[district], &sheets)
}

fn line(record: &Record, row: usize, coded: bool, wan: bool) -> Vec<String> {
    let mut cells = vec![(row + 1).to_string(), number(record), record.name.clone()];
    if coded {
        cells.extend([record.code.clone(), record.organisation.clone()]);
    }
    let (person, item) = (record.person.clone(), record.item.to_string());
    cells.extend([person, item, format!("{}年", record.year), record.status.to_string()]);
    let papers = ITEMS.iter().filter(|item| item.3.contains(&record.district));
    cells.extend(papers.map(|item| paper(record, item.2)));
    let amount = record.amount.map(|fen| match wan {
        // Amounts here are whole hundreds of yuan.
        true => format!("{}.{:02}", fen / 1_000_000, fen % 1_000_000 / 10_000),
        false => Fen(fen).to_string(),
    });
    cells.push(amount.unwrap_or_default());
    cells
}

fn heading(column: &str) -> &'static str {
    let field = crate::frame::fields::find(crate::frame::fields::ROSTER_FIELDS, column);
    field.map_or("", |field| field.zh)
}

fn table(records: &[&Record]) -> PolarsResult<DataFrame> {
    let text = |name: &str, of: &dyn Fn(&Record) -> String| {
        let cells = records.iter().map(|record| Some(of(record)).filter(|text| !text.is_empty()));
        Column::new(name.into(), cells.collect::<Vec<_>>())
    };
    let mut columns = vec![
        text(c::RECORD_NO, &number),
        text(c::FIRM_NAME, &|record| record.name.clone()),
        text(c::USCC, &|record| record.code.clone()),
        text(c::ORGANISATION_CODE, &|record| record.organisation.clone()),
        text(c::LEGAL_REPRESENTATIVE, &|record| record.person.clone()),
        text(c::MEASURE, &|record| record.item.to_string()),
        text(c::YEAR, &|record| record.year.clone()),
        text(c::STATUS, &|record| record.status.to_string()),
    ];
    columns.extend(ITEMS.iter().map(|item| text(item.2, &|record| paper(record, item.2))));
    let amounts = records.iter().map(|record| record.amount.map(i128::from));
    let amounts = Int128Chunked::from_iter_options(c::AMOUNT.into(), amounts);
    columns.push(amounts.into_decimal(18, 2)?.into_column());
    DataFrame::new(records.len(), columns)
}

fn truth(records: &[Record]) -> PolarsResult<DataFrame> {
    let numbers: Vec<String> = records.iter().map(number).collect();
    let codes: Vec<Option<&str>> = records.iter().map(|record| record.truth.as_deref()).collect();
    let columns =
        vec![Column::new(c::RECORD_NO.into(), numbers), Column::new(c::USCC.into(), codes)];
    DataFrame::new(records.len(), columns)
}

fn parquet(path: &Path, mut table: DataFrame) -> Result<(), SampleError> {
    let writer = ParquetWriter::new(File::create(path)?);
    writer.with_compression(ParquetCompression::Zstd(None)).finish(&mut table)?;
    Ok(())
}
