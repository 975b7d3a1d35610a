//! Workbooks of 100k and 1M evidence lines, in one sheet and in eight files, against plain iteration
//! over the same cells.
//!
//! `cargo bench --bench ingest -- [LINES …]`. Each figure is taken in a process of its own, so that
//! the peaks do not mix; seconds are CPU / wall, the smallest of three. CPU time counts all threads.

mod common;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use calamine::{Reader, Xlsx, open_workbook};
use cpu_time::ProcessTime;
use jiangbu::frame::tables::TableContract;
use jiangbu::ingest::{Headers, InputFile, Limits, headers, read};
use jiangbu::scheme::{Choices, SchemeFile};
use rust_xlsxwriter::Workbook;

use common::{Failed, peak_mib};

const HEADINGS: [&str; 12] = [
    "序号",
    "申报编号",
    "统一社会信用代码",
    "受理日期",
    "合同号",
    "发票号",
    "推广渠道",
    "付款日期",
    "币种",
    "金额",
    "其中增值税",
    "备注",
];
const SHEET: &str = "措施二";
const ROUNDS: usize = 3;

fn main() -> Result<(), Failed> {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with("--")).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["plain", folder] => spent(|| plain(Path::new(folder))),
        ["read", folder] => {
            let world = World::new()?;
            spent(|| world.read(Path::new(folder)))
        }
        _ => {
            let sizes: Vec<usize> = args.iter().filter_map(|arg| arg.parse().ok()).collect();
            let sizes = if sizes.is_empty() { vec![100_000, 1_000_000] } else { sizes };
            println!("cores: {}", std::thread::available_parallelism()?);
            println!(
                "| lines | files | plain CPU / wall, MiB | read CPU / wall, MiB | ratio CPU | ratio wall | rows per s |"
            );
            println!("|---:|---:|---:|---:|---:|---:|---:|");
            sizes.into_iter().try_for_each(|lines| {
                compare(lines, 1)?;
                compare(lines, 8)
            })
        }
    }
}

/// What a process says about itself.
struct Spent {
    cpu: f64,
    wall: f64,
    peak: u64,
}

fn compare(lines: usize, files: usize) -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    for file in 0..files {
        write(&folder.path().join(format!("{file}.xlsx")), file * lines / files, lines / files)?;
    }
    let (plain, read) = (ask("plain", folder.path())?, ask("read", folder.path())?);
    println!(
        "| {lines} | {files} | {:.2} / {:.2}, {} | {:.2} / {:.2}, {} | {:.2} | {:.2} | {:.0} |",
        plain.cpu,
        plain.wall,
        plain.peak,
        read.cpu,
        read.wall,
        read.peak,
        read.cpu / plain.cpu,
        read.wall / plain.wall,
        lines as f64 / read.wall
    );
    Ok(())
}

fn ask(what: &str, folder: &Path) -> Result<Spent, Failed> {
    let out = Command::new(std::env::current_exe()?).arg(what).arg(folder).output()?;
    let text = String::from_utf8(out.stdout)?;
    let numbers: Vec<f64> = text.split_whitespace().filter_map(|n| n.parse().ok()).collect();
    match numbers[..] {
        [cpu, wall, peak] => Ok(Spent { cpu, wall, peak: peak as u64 }),
        _ => Err(format!("{what}: {}", String::from_utf8_lossy(&out.stderr)).into()),
    }
}

fn spent(mut work: impl FnMut() -> Result<usize, Failed>) -> Result<(), Failed> {
    let mut best = (f64::MAX, f64::MAX);
    for _ in 0..ROUNDS {
        let (cpu, wall) = (ProcessTime::now(), Instant::now());
        let rows = work()?;
        best.0 = best.0.min(cpu.elapsed().as_secs_f64());
        best.1 = best.1.min(wall.elapsed().as_secs_f64());
        if rows == 0 {
            return Err("nothing was read".into());
        }
    }
    println!("{} {} {}", best.0, best.1, peak_mib());
    Ok(())
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, Failed> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)?
        .map(|entry| entry.map(|e| e.path()))
        .collect::<Result<_, _>>()?;
    files.sort();
    Ok(files)
}

/// Every cell, one file after the other, as the library hands them out.
fn plain(folder: &Path) -> Result<usize, Failed> {
    let mut cells = 0;
    for path in files(folder)? {
        let mut book: Xlsx<_> = open_workbook(path)?;
        for name in book.sheet_names() {
            let mut reader = book.worksheet_cells_reader(&name)?;
            while let Some(cell) = reader.next_cell()? {
                cells += usize::from(std::hint::black_box(&cell).get_position().0 > 0);
            }
        }
    }
    Ok(cells)
}

struct World {
    contracts: Vec<TableContract>,
    headers: Headers,
}

impl World {
    fn new() -> Result<Self, Failed> {
        let scheme = Path::new("pipelines/schemes/qianhai-service-trade-2026.toml");
        let said = |faults| format!("{faults:?}");
        let (scheme, _) =
            SchemeFile::load(scheme).map_err(said)?.resolve(&Choices::default()).map_err(said)?;
        let contracts = scheme.measures.iter().map(|measure| measure.contract()).collect();
        let headers = headers::load(Path::new("pipelines/headers.toml")).map_err(said)?;
        Ok(Self { contracts, headers })
    }

    fn read(&self, folder: &Path) -> Result<usize, Failed> {
        let input =
            |path: PathBuf| InputFile { shown: path.display().to_string(), path, root: None };
        let files: Vec<InputFile> = files(folder)?.into_iter().map(input).collect();
        let batch = read(&files, &self.contracts, &self.headers, &Limits::default(), &|_: &str| {})
            .map_err(|faults| format!("{faults:?}"))?;
        Ok(batch.sources.iter().map(|source| source.rows_accepted).sum())
    }
}

/// Lines as offices write them: mostly numbers and dates, some of them as text.
fn write(path: &Path, first: usize, lines: usize) -> Result<(), Failed> {
    const CODES: [&str; 4] =
        ["914403001922038216", "9144030071526726XG", "91440300100012316L", "91440300192317458F"];
    let mut book = Workbook::new();
    let sheet = book.add_worksheet_with_constant_memory()?;
    sheet.set_name(SHEET)?;
    let date = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
    for (at, heading) in HEADINGS.iter().enumerate() {
        sheet.write(0, at as u16, *heading)?;
    }
    for line in 0..lines {
        let (row, n) = (line as u32 + 1, first + line);
        sheet.write(row, 0, n as f64 + 1.0)?;
        sheet.write(row, 1, format!("2026-{:06}", n / 5))?;
        sheet.write(row, 2, CODES[n / 5 % CODES.len()])?;
        sheet.write_with_format(row, 3, 46_080.0 + (n % 60) as f64, &date)?;
        sheet.write(row, 4, format!("HT-{n}"))?;
        sheet.write(row, 5, format!("{:020}", n * 7919))?;
        sheet.write(row, 6, ["网络视频", "社交软件", "其他"][n % 3])?;
        sheet.write_with_format(row, 7, 45_700.0 + (n % 300) as f64, &date)?;
        sheet.write(row, 8, if n % 10 == 0 { "USD" } else { "CNY" })?;
        if n % 20 == 0 {
            sheet.write(row, 9, format!("{},{:03}.50", n % 900 + 1, n % 1000))?;
        } else {
            sheet.write(row, 9, (n % 90_000 * 100 + 37) as f64 / 100.0)?;
        }
        sheet.write(row, 10, (n % 500 * 100 + 11) as f64 / 100.0)?;
        sheet.write(row, 11, if n % 7 == 0 { "第二笔" } else { "" })?;
    }
    book.save(path)?;
    Ok(())
}
