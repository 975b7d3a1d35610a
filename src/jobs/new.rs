//! `jiangbu new`: a folder of one's own with a commented pipeline file, the scheme, the word lists and the rates beside
//! it, and a place for filings. What is written is checked as `check` would, and taken away again where it cannot be used.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use crate::config::{Node, literal, parse_text, quoted};
use crate::diag::{Diagnostic, Diagnostics, Failure, Lang, Text, codes, say};
use crate::pipeline::found::shipped;
use crate::pipeline::{self, keys};
use crate::report::model::template::first_year;
use crate::run_folder::folder;
use crate::scheme::choose::OptionRule;
use crate::scheme::{Scheme, SchemeFile, Status};

/// What is asked for.
#[derive(Debug)]
pub struct Wanted<'a> {
    /// The new folder; its name is that of the pipeline.
    pub folder: &'a Path,
    pub scheme: &'a Path,
    /// Headings and words, and files of published rates, to be kept beside the pipeline.
    pub headers: &'a Path,
    pub rates: &'a [PathBuf],
    pub year: i32,
    pub deadline: NaiveDate,
    /// As typed: `4200万元`; without one nothing is cut for want of money.
    pub budget: Option<&'a str>,
    pub pool: Option<&'a str>,
    /// Where the filings lie already; a folder of its own where nothing is said.
    pub filings: Option<&'a Path>,
    /// Parameters that are chosen, as typed.
    pub parameters: &'a [(String, String)],
    pub lang: Lang,
}

/// What stands beside a new pipeline where nothing else is named.
#[derive(Debug)]
pub struct Usual {
    pub headers: PathBuf,
    pub rates: Vec<PathBuf>,
}

impl Usual {
    /// What is found from the folder one works in, the scheme or the new folder.
    pub fn near(scheme: &Path, folder: &Path) -> Self {
        let found = |name: &str| shipped(name, &[scheme, folder]);
        let rates = ["central_parity.csv", "lpr_1y.csv"]
            .map(|name| found(&format!("pipelines/rates/{name}")));
        let rates = rates.into_iter().filter(|path| path.is_file()).collect();
        Self { headers: found("pipelines/headers.toml"), rates }
    }
}

/// The schemes that lie below `pipelines/schemes`, with their titles.
pub fn schemes(folder: &Path) -> Vec<(PathBuf, Text)> {
    let headers = shipped("pipelines/headers.toml", &[folder]);
    let below = headers.with_file_name("schemes");
    let entries = fs::read_dir(below).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut paths: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|e| e == "toml")).collect();
    paths.sort();
    let title = |path: &PathBuf| {
        let text = fs::read_to_string(path).ok()?;
        let root = parse_text("", text).ok()?;
        let part = |key| root.at_path(key).and_then(|node| node.as_text()).map(str::to_string);
        Some(Text { zh: part("scheme.title.zh")?, en: part("scheme.title.en")? })
    };
    paths.into_iter().filter_map(|path| title(&path).map(|title| (path, title))).collect()
}

/// The first year that a scheme is in force in.
///
/// # Errors
/// A scheme that cannot be used.
pub fn year_of(scheme: &Path) -> Result<i32, Failure> {
    let file = SchemeFile::load(scheme)?;
    Ok(first_year(&file.resolve(&file.assumed())?.0))
}

/// What was made.
#[derive(Debug)]
pub struct Made {
    pub pipeline: PathBuf,
    /// Everything else, in the order in which it was written.
    pub beside: Vec<PathBuf>,
    pub warnings: Diagnostics,
}

/// Makes the folder.
///
/// # Errors
/// A folder that holds something (A503), files that cannot be read or written, whatever is wrong with the pipeline.
pub fn make(wanted: &Wanted) -> Result<Made, Failure> {
    folder::free(wanted.folder)?;
    let file = SchemeFile::load(wanted.scheme)?;
    let (scheme, _) = file.resolve(&file.assumed())?;
    let text = Page { wanted, file: &file, scheme: &scheme }.text();
    let made = write(wanted, &text);
    let checked = made.and_then(|(pipeline, beside)| {
        let warnings = pipeline::load_rules(&pipeline)?.warnings;
        Ok(Made { pipeline, beside, warnings })
    });
    if checked.is_err() {
        // It was empty or not there before.
        let _ = fs::remove_dir_all(wanted.folder);
    }
    checked
}

fn write(wanted: &Wanted, text: &str) -> Result<(PathBuf, Vec<PathBuf>), Failure> {
    let create =
        |path: &Path| fs::create_dir_all(path).map_err(|error| folder::cannot_write(path, error));
    create(wanted.folder)?;
    let mut beside = Vec::new();
    let mut copy = |from: &Path, to: PathBuf| -> Result<(), Failure> {
        let bytes = crate::config::file::bytes(from, crate::config::file::TEXT);
        let bytes = bytes.map_err(|error| {
            let place = crate::diag::Place::File(from.display().to_string());
            Diagnostics::from(Diagnostic::unreadable(&error).at(place))
        })?;
        to.parent().map_or(Ok(()), create)?;
        fs::write(&to, bytes).map_err(|error| folder::cannot_write(&to, error))?;
        beside.push(to);
        Ok(())
    };
    copy(wanted.scheme, wanted.folder.join(SCHEMES).join(name_of(wanted.scheme)))?;
    copy(wanted.headers, wanted.folder.join(HEADERS))?;
    for rates in wanted.rates {
        copy(rates, wanted.folder.join(RATES).join(name_of(rates)))?;
    }
    if wanted.filings.is_none() {
        let filings = wanted.folder.join(filings_folder(wanted.lang));
        create(&filings)?;
        beside.push(filings);
    }
    let pipeline = wanted.folder.join(format!("{}.toml", stem(wanted)));
    fs::write(&pipeline, text).map_err(|error| folder::cannot_write(&pipeline, error))?;
    Ok((pipeline, beside))
}

const SCHEMES: &str = "schemes";
const HEADERS: &str = "headers.toml";
const RATES: &str = "rates";

fn filings_folder(lang: Lang) -> &'static str {
    lang.pick("申报", "filings")
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The name of the folder, also where it is written as `.` or `..`.
fn stem(wanted: &Wanted) -> String {
    let whole = std::path::absolute(wanted.folder).unwrap_or_else(|_| wanted.folder.to_path_buf());
    let name = name_of(&whole);
    if name.is_empty() { "pipeline".to_string() } else { name }
}

/// Parameters for which the text gives no value, so that a pipeline must: name, what it is, what stands in meanwhile.
pub fn required(file: &SchemeFile, lang: Lang) -> Vec<(String, String, String)> {
    let is_open = |name: &str| file.root.at_path(&format!("parameters.{name}.value")).is_none();
    let ranges = file.parameter_ranges().into_iter().filter(|range| is_open(&range.name));
    let shown = |node: Option<Node>| node.map(|node| node.display()).unwrap_or_default();
    ranges.map(|r| (r.name, r.text.get(lang).to_string(), shown(r.value))).collect()
}

/// The pipeline file.
struct Page<'a> {
    wanted: &'a Wanted<'a>,
    file: &'a SchemeFile,
    scheme: &'a Scheme,
}

impl Page<'_> {
    fn text(&self) -> String {
        let lang = self.wanted.lang;
        let name = stem(self.wanted);
        let mut out = say!(
            lang,
            "# 路径以本文件所在目录为起点。“#”之后是说明，不起作用；要用的行，去掉行首的“# ”。\n# 改完用 jiangbu check {name}.toml 检查。",
            "# Paths start from this file's folder. What follows a # is a remark; take it away to use a line.\n# `jiangbu check {name}.toml` checks what you changed."
        );
        for part in [self.head(), self.inputs(), self.budget(), self.options(), self.parameters()] {
            out += "\n\n";
            out += part.trim_end();
        }
        let reports = match self.scheme.status {
            Status::Draft => "[\"budget\"]",
            Status::InForce => "[\"budget\", \"publication\", \"payments\"]",
        };
        let _ =
            write!(out, "\n\n[output]\nfolder = \"runs\"\nworkbook = true\nreports = {reports}\n");
        out
    }

    fn head(&self) -> String {
        let Wanted { lang, year, deadline, .. } = *self.wanted;
        let title = &self.scheme.title;
        let zh = quoted(&format!("{} {year} 年度", title.zh));
        let en = quoted(&format!("{}, award year {year}", title.en));
        let key = match lang {
            Lang::Zh => "zh-CN",
            Lang::En => "en",
        };
        let scheme = quoted(&format!("{SCHEMES}/{}", name_of(self.wanted.scheme)));
        let payment = say!(
            lang,
            "# payment_date = {deadline}    # 拨付日，与截止日不同时写",
            "# payment_date = {deadline}    # day of payment, where it is not the deadline"
        );
        let mut out = format!(
            "[pipeline]\ntitle = {{ zh = {zh}, en = {en} }}\nlang = \"{key}\"\naward_year = {year}\ndeadline = {deadline}\n{payment}\nscheme = {scheme}\nheaders = \"{HEADERS}\"\n"
        );
        if !self.wanted.rates.is_empty() {
            let _ = writeln!(out, "rates = [\"{RATES}/*.csv\"]");
        }
        out
    }

    /// Filings, and every other input that can be named as a remark with what the reference says of it.
    fn inputs(&self) -> String {
        const OFFERED: [&str; 5] = ["platform", "history", "listed", "duplicates", "ledger"];
        let lang = self.wanted.lang;
        let folder = match self.wanted.filings {
            Some(folder) => {
                let whole = std::path::absolute(folder).unwrap_or_else(|_| folder.to_path_buf());
                whole.to_string_lossy().replace('\\', "/")
            }
            None => filings_folder(lang).to_string(),
        };
        let filings = quoted(&format!("{}/*.xlsx", folder.trim_end_matches('/')));
        let mut out = format!("[inputs]\nfilings = [{filings}]\n");
        for key in OFFERED.iter().filter_map(|name| keys::INPUTS.key(name)) {
            let [zh, en] = key.means;
            let means = lang.pick(zh, en).split([',', '，']).next().unwrap_or_default();
            let value = match key.name {
                "ledger" => "\"ledger\"".to_string(),
                name => format!("[\"{name}/*.xlsx\"]"),
            };
            let _ = writeln!(out, "# {} = {value}    # {means}", key.name);
        }
        out
    }

    fn budget(&self) -> String {
        let (lang, wanted) = (self.wanted.lang, self.wanted);
        let reserve = say!(
            lang,
            "# reserve = \"0元\"    # 为后续批次和异议预留",
            "# reserve = \"0元\"    # kept for later batches and objections"
        );
        let Some(total) = wanted.budget else {
            return say!(
                lang,
                "# 没有写预算：不作预算调整。\n# [budget]\n# total = \"1000万元\"\n{reserve}",
                "# No budget is named: nothing is cut for want of money.\n# [budget]\n# total = \"1000万元\"\n{reserve}"
            );
        };
        let pool = wanted.pool.map(|pool| format!("pool = {}\n", quoted(pool)));
        let total = quoted(total);
        format!("[budget]\n{}total = {total}\n{reserve}", pool.unwrap_or_default())
    }

    /// Every contested reading with its answers; the default holds where the line stays a remark.
    fn options(&self) -> String {
        let lang = self.wanted.lang;
        let mut out = say!(
            lang,
            "# 条文没有说死之处：各行是方案的默认取法，要改取别的，去掉“# ”并改写。\n[options]\n",
            "# What the text leaves open: each line is the scheme's own answer; to take another, remove the `# ` and change it.\n[options]\n"
        );
        for OptionRule { name, clause, question, default, values, .. } in self.file.option_rules() {
            let question = question.get(lang);
            let _ = writeln!(out, "# {clause} {question}");
            for value in &values {
                let _ = writeln!(out, "#   {}: {}", value.name, value.text.get(lang));
            }
            let _ = writeln!(out, "# {name} = {}", quoted(&default));
        }
        out
    }

    /// Every parameter with clause and bounds: those that were chosen as lines, the others as remarks.
    fn parameters(&self) -> String {
        let lang = self.wanted.lang;
        let mut out = say!(
            lang,
            "# 条文允许另定的数：各行是条文的数，要另定，去掉“# ”并改写。\n[parameters]\n",
            "# Numbers that the text allows to be chosen: each line is the text's own; to choose, remove the `# ` and change it.\n[parameters]\n"
        );
        for range in self.file.parameter_ranges() {
            let in_force = self.scheme.in_force.iter().find(|p| p.name == range.name);
            let clause = in_force.map_or("", |p| p.clause.as_str());
            let bound = |node: &Option<Node>| node.as_ref().map(Node::display).unwrap_or_default();
            let (min, max) = (bound(&range.min), bound(&range.max));
            let bounds = if (min.len(), max.len()) == (0, 0) {
                String::new()
            } else {
                say!(lang, "（{min} 至 {max}）", " ({min} to {max})")
            };
            let text = range.text.get(lang);
            let _ = writeln!(out, "# {clause} {text}{bounds}");
            let chosen = self.wanted.parameters.iter().find(|(name, _)| *name == range.name);
            let like = range.value.as_ref();
            let shown = like.map(Node::display).unwrap_or_default();
            let _ = match chosen {
                Some((name, typed)) => writeln!(out, "{name} = {}", literal(typed, like)),
                None => writeln!(out, "# {} = {}", range.name, literal(&shown, like)),
            };
        }
        let known = self.file.parameter_ranges();
        let unknown = |(name, _): &&(String, String)| !known.iter().any(|p| p.name == *name);
        // Said by whoever reads the file, with the nearest name.
        for (name, typed) in self.wanted.parameters.iter().filter(unknown) {
            let _ = writeln!(out, "{} = {}", quoted(name), literal(typed, None));
        }
        out
    }
}

/// Answers that nobody can do without and that are missing, as flags (A650).
pub fn missing(missing: &[String]) -> Diagnostics {
    Diagnostic::new(&codes::NEW_UNANSWERED).arg("missing", missing.join(" ")).into()
}
