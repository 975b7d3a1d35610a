//! `jiangbu new`: the flags, and on a terminal a question for each that is missing.

use std::io::{BufRead, IsTerminal};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde_json::json;

use super::commands::{CLEAN, FINDINGS, Outcome, Output};
use super::envelope;
use crate::diag::{Failure, Lang, Severity, say};
use crate::domain::{Amount, date};
use crate::jobs::new;
use crate::report::model::template::first_year;
use crate::scheme::SchemeFile;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "例 examples:\n  jiangbu new 前海2027\n  jiangbu new 前海2027 --scheme pipelines/schemes/qianhai-service-trade-2026.toml --year 2027 --deadline 2027-03-31 --budget 4200万元"
)]
pub struct NewArgs {
    /// 新文件夹（须为空或不存在） the new folder, empty or not there
    pub folder: PathBuf,
    /// 方案文件，会抄进新文件夹 scheme file; it is copied
    #[arg(long, value_name = "FILE")]
    pub scheme: Option<PathBuf>,
    /// 奖补年度 award year
    #[arg(long, value_parser = clap::value_parser!(i32).range(2000..2099))]
    pub year: Option<i32>,
    /// 申报截止日 last day for filings
    #[arg(long, value_name = "DATE", value_parser = super::reconcile::day)]
    pub deadline: Option<NaiveDate>,
    /// 预算总额，如 4200万元；不写则不作预算调整 the pool; without it nothing is cut for want of money
    #[arg(long, value_name = "AMOUNT")]
    pub budget: Option<String>,
    /// 资金池名称 name of the pool
    #[arg(long, value_name = "NAME", requires = "budget")]
    pub pool: Option<String>,
    /// 申报文件所在的文件夹（默认在新文件夹中另建） folder where the filings lie; by default a new one
    #[arg(long, value_name = "DIR")]
    pub filings: Option<PathBuf>,
    /// 参数，如 rate_promotion=35%，可写多次 a parameter, several times
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    pub set: Vec<(String, String)>,
    /// 表头与用词文件（默认自带） file of headings and words; that of the program by default
    #[arg(long, value_name = "FILE")]
    pub headers: Option<PathBuf>,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("NAME=VALUE")?;
    Ok((name.trim().to_string(), value.trim().to_string()))
}

pub(super) fn run(out: Output, asked: &NewArgs) -> Outcome {
    make(out, asked).map_err(|failure| (failure, out))
}

fn make(out: Output, asked: &NewArgs) -> Result<u8, Failure> {
    crate::run_folder::folder::free(&asked.folder)?;
    let stdin = std::io::stdin();
    let terminal =
        stdin.is_terminal() && std::io::stdout().is_terminal() && !out.json && !out.quiet;
    let mut locked = stdin.lock();
    let answers = match terminal {
        true => Questions { input: &mut locked, lang: out.lang }.answers(asked)?,
        false => Answers::of(asked),
    };
    let (Some(scheme), Some(deadline)) = (&answers.scheme, answers.deadline) else {
        let given =
            [("--scheme", answers.scheme.is_some()), ("--deadline", answers.deadline.is_some())];
        let open = given.iter().filter(|(_, given)| !given).map(|(flag, _)| flag.to_string());
        return Err(Failure::User(new::missing(&open.collect::<Vec<_>>())));
    };
    let open = new::required(&SchemeFile::load(scheme)?, out.lang);
    let open = open.iter().filter(|(name, ..)| !answers.set.iter().any(|(set, _)| set == name));
    let open: Vec<String> = open.map(|(name, ..)| format!("--set {name}=…")).collect();
    if !open.is_empty() {
        return Err(Failure::User(new::missing(&open)));
    }
    let usual = new::Usual::near(scheme, &asked.folder);
    let headers = asked.headers.as_deref().unwrap_or(&usual.headers);
    let year = match answers.year {
        Some(year) => year,
        None => new::year_of(scheme)?,
    };
    let made = new::make(&new::Wanted {
        folder: &asked.folder,
        scheme,
        headers,
        rates: &usual.rates,
        year,
        deadline,
        budget: answers.budget.as_deref(),
        pool: asked.pool.as_deref(),
        filings: asked.filings.as_deref(),
        parameters: &answers.set,
        lang: out.lang,
    })?;
    if out.json {
        envelope::found(&made.warnings.0);
        envelope::data(as_json(&made));
    } else if !out.quiet {
        out.diagnostics(&made.warnings.0);
        told(&made, out.lang);
    }
    let grave = made.warnings.0.iter().any(|said| said.severity > Severity::Note);
    Ok(if grave { FINDINGS } else { CLEAN })
}

fn as_json(made: &new::Made) -> serde_json::Value {
    let beside: Vec<String> = made.beside.iter().map(|path| path.display().to_string()).collect();
    json!({ "pipeline": made.pipeline.display().to_string(), "beside": beside })
}

fn told(made: &new::Made, lang: Lang) {
    for path in std::iter::once(&made.pipeline).chain(&made.beside) {
        println!("{}", path.display());
    }
    let pipeline = made.pipeline.display();
    println!(
        "{}",
        say!(
            lang,
            "\n接下来：\n  jiangbu template {pipeline}    生成空白申报表\n  jiangbu run {pipeline}    申报工作簿放好之后核算",
            "\nNext:\n  jiangbu template {pipeline}    writes the empty filing workbook\n  jiangbu run {pipeline}    computes, once the filings are there"
        )
    );
}

/// What is known so far.
#[derive(Debug, Default)]
struct Answers {
    scheme: Option<PathBuf>,
    year: Option<i32>,
    deadline: Option<NaiveDate>,
    budget: Option<String>,
    set: Vec<(String, String)>,
}

impl Answers {
    fn of(asked: &NewArgs) -> Self {
        Self {
            scheme: asked.scheme.clone(),
            year: asked.year,
            deadline: asked.deadline,
            budget: asked.budget.clone(),
            set: asked.set.clone(),
        }
    }
}

/// Asks for what no flag says.
struct Questions<'a> {
    input: &'a mut dyn BufRead,
    lang: Lang,
}

impl Questions<'_> {
    fn answers(mut self, asked: &NewArgs) -> Result<Answers, Failure> {
        let lang = self.lang;
        let mut out = Answers::of(asked);
        if out.scheme.is_none() {
            out.scheme = self.scheme(&asked.folder);
        }
        let Some(path) = &out.scheme else { return Ok(out) };
        let file = SchemeFile::load(path)?;
        if out.year.is_none() {
            let (scheme, _) = file.resolve(&file.assumed())?;
            let default = first_year(&scheme).to_string();
            let question = say!(lang, "奖补年度", "Award year");
            out.year = self.ask(&question, &default, |text| {
                text.parse().ok().filter(|year| (2000..2099).contains(year))
            });
        }
        if out.deadline.is_none() {
            let question =
                say!(lang, "申报截止日，如 2027-03-31", "Last day for filings, such as 2027-03-31");
            out.deadline = self.ask(&question, "", date::parse);
        }
        if out.budget.is_none() {
            let question = say!(
                lang,
                "预算总额，如 4200万元；没有就按回车",
                "The pool, such as 4200万元; Enter where there is none"
            );
            out.budget = self.ask(&question, " ", |text| {
                let sound = text.is_empty() || text.parse::<Amount>().is_ok();
                sound.then(|| text.to_string())
            });
            out.budget = out.budget.filter(|text| !text.is_empty());
        }
        for (name, what, shown) in new::required(&file, lang) {
            if !out.set.iter().any(|(known, _)| *known == name) {
                let question = say!(lang, "参数 {name}：{what}", "Parameter {name}: {what}");
                let value = self.ask(&question, &shown, |text| Some(text.to_string()));
                out.set.extend(value.map(|value| (name, value)));
            }
        }
        Ok(out)
    }

    /// One of the schemes that are there, by number, or any file.
    fn scheme(&mut self, folder: &Path) -> Option<PathBuf> {
        let known = new::schemes(folder);
        for (number, (path, title)) in (1..).zip(&known) {
            println!("  {number} {} {}", title.get(self.lang), path.display());
        }
        let question =
            say!(self.lang, "方案：编号，或方案文件", "Scheme: its number, or a scheme file");
        self.ask(&question, if known.is_empty() { "" } else { "1" }, |text| {
            let number = text.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            let listed = number.and_then(|number| known.get(number)).map(|(path, _)| path.clone());
            listed.or_else(|| Some(PathBuf::from(text)).filter(|path| path.is_file()))
        })
    }

    /// Asks until the answer is one, and takes the default for an empty one; `None` where nobody answers any more.
    fn ask<T>(
        &mut self,
        question: &str,
        default: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        loop {
            let shown =
                if default.trim().is_empty() { String::new() } else { format!(" [{default}]") };
            print!("{question}{shown}: ");
            let mut line = String::new();
            if self.input.read_line(&mut line).ok()? == 0 {
                return None;
            }
            let text = crate::domain::text::clean(&line);
            let text = if text.is_empty() { default.trim() } else { &text };
            match read(text).filter(|_| !(text.is_empty() && default.is_empty())) {
                Some(answer) => return Some(answer),
                None => println!(
                    "{}",
                    say!(
                        self.lang,
                        "  不能用“{text}”，请再写一次。",
                        "  `{text}` cannot be used; once more."
                    )
                ),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(typed: &str, args: &[&str]) -> Answers {
        use clap::FromArgMatches;
        let command = <NewArgs as clap::Args>::augment_args(clap::Command::new("new"));
        let matches =
            command.try_get_matches_from([&["new", "x"], args].concat()).expect("arguments");
        let asked = NewArgs::from_arg_matches(&matches).expect("arguments");
        let mut input = std::io::Cursor::new(typed.to_string());
        Questions { input: &mut input, lang: Lang::Zh }.answers(&asked).expect("answered")
    }

    #[test]
    fn questions_are_asked_until_they_are_answered() {
        let scheme = "pipelines/schemes/qianhai-service-trade-2026.toml";
        // No year, no such day, no unit; then answers. Enter takes what is offered.
        let typed = format!("{scheme}\nabc\n2027\n2027-02-30\n2027年3月31日\n4200\n4200万元\n");
        let found = answers(&typed, &[]);
        assert_eq!(found.scheme.as_deref(), Some(Path::new(scheme)));
        assert_eq!(found.year, Some(2027));
        assert_eq!(found.deadline, NaiveDate::from_ymd_opt(2027, 3, 31));
        assert_eq!(found.budget.as_deref(), Some("4200万元"));
        // What a flag says is not asked; nobody answers the rest.
        let found = answers("\n\n", &["--scheme", scheme, "--deadline", "2027-03-31"]);
        assert_eq!((found.year, found.budget), (Some(2026), None));
        let found = answers("", &["--scheme", scheme]);
        assert_eq!((found.year, found.deadline), (None, None));
    }
}
