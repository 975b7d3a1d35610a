//! The arguments.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use tracing::level_filters::LevelFilter;

use crate::diag::Lang;
use crate::report::model::Wanted;
use crate::report::render::Format;

const EXAMPLES: &str = "\
示例 / Examples:
  jiangbu run pipelines/qianhai-2026.toml
  jiangbu check pipelines/qianhai-2026.toml --lang en
  jiangbu check pipelines/qianhai-2026.toml --returns 退件
  jiangbu intake filings/*.xlsx --pipeline pipelines/qianhai-2026.toml --out intake/1
  jiangbu views pipelines/qianhai-2026.toml --engine spark --out views
  jiangbu explain runs/qianhai-2026-001 --claim m2-91440300MA5EXAMPLE
  jiangbu progress pipelines/plans/shenzhen-2016-2020.toml --actuals sample_data/progress/2019/*.xlsx --as-of 2019-12-31
  jiangbu template pipelines/qianhai-2026.toml -o 申报表.xlsx
  jiangbu scenario compare pipelines/qianhai-2026.toml pipelines/scenarios/*.toml --xlsx /tmp/scenarios.xlsx
  jiangbu scheme diff pipelines/schemes/qianhai-service-trade-2026.toml pipelines/scenarios/strict.toml --run pipelines/qianhai-2026.toml
  jiangbu scheme test pipelines/schemes/qianhai-service-trade-2026.toml
  jiangbu sample --firms 1000 --seed 7 --out /tmp/sample";

/// 奖补核算：企业申报 → 可解释、可核对的拟拨付金额 enterprise filings in, explained awards out
#[derive(Debug, Parser)]
#[command(name = "jiangbu", version, after_help = EXAMPLES, arg_required_else_help = true)]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,
    /// 语言（默认取流程文件，再取系统） language: that of the pipeline by default, else that of the system
    #[arg(long, global = true, value_parser = parse_lang, value_name = "zh-CN|en")]
    lang: Option<Lang>,
    /// 只输出错误 print errors only
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// 以 JSON 输出（格式见 jiangbu schema）print JSON, as `jiangbu schema` describes it
    #[arg(long, global = true)]
    pub json: bool,
    /// 运行日志 log what is done (-v, -vv)
    #[arg(long, short, global = true, action = clap::ArgAction::Count)]
    verbose: u8,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// 核算并生成结果目录 compute a pipeline and write its run folder
    Run {
        /// 流程文件 pipeline file
        pipeline: PathBuf,
        /// 结果目录的上级目录 folder that run folders go to
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
        /// 情景文件（推演，可写多次，后者优先）scenario files, later ones on top
        #[arg(long, value_name = "FILE")]
        scenario: Vec<PathBuf>,
    },
    /// 逐份读入申报文件，写成类型化的表，供以后核算 read filings file by file into typed tables for a later run
    Intake(super::intake::IntakeArgs),
    /// 写出由其他引擎核算的计划 write a plan for DuckDB, DataFusion or Spark to compute
    Plan(super::engine::PlanArgs),
    /// 仓库中的表作为申报：写出视图和检查 views and checks for filings that lie in a warehouse
    Views(super::engine::ViewsArgs),
    /// 接收其他引擎的结果：逐项核对，写成结果目录 prove what an engine handed back and write the run folder
    Adopt(super::engine::AdoptArgs),
    /// 情景推演：对比、变动、敏感性、求解、口径 what if: compare, sweep, tornado, solve, readings
    Scenario {
        #[command(subcommand)]
        action: super::scenario_args::ScenarioAction,
    },
    /// 只检查配置和数据，不核算 check settings, headers and data without computing
    Check {
        /// 流程文件 pipeline file
        pipeline: PathBuf,
        /// 把需更正的行写成退件工作簿（目录须为空或不存在）write workbooks to send back, to a folder empty or new
        #[arg(long, value_name = "DIR")]
        returns: Option<PathBuf>,
    },
    /// 每次保存后自动再检查 check again on every save
    Watch(super::settings::WatchArgs),
    /// 参数和口径：导出到工作簿，改好再读回 numbers and readings in a workbook, and back
    Settings {
        #[command(subcommand)]
        action: super::settings::SettingsAction,
    },
    /// 解释一家企业或一个申报项的金额 explain why an amount is what it is
    Explain {
        /// 结果目录 run folder
        run: PathBuf,
        /// 统一社会信用代码或单位名称 credit code, or part of a name
        #[arg(
            long,
            value_name = "FIRM",
            conflicts_with = "claim",
            required_unless_present = "claim"
        )]
        firm: Option<String>,
        /// 申报项编号 claim id
        #[arg(long, value_name = "ID")]
        claim: Option<String>,
    },
    /// 由结果目录重新生成报告 print the reports of a run again, from its tables
    Report(ReportArgs),
    /// 检查、试算、查看政策方案 check, test or show a scheme file
    Scheme {
        #[command(subcommand)]
        action: SchemeAction,
    },
    /// 新建一个年度的文件夹和流程文件 a new folder with a commented pipeline file
    New(super::new::NewArgs),
    /// 生成空白申报工作簿 write an empty filing workbook
    Template(TemplateArgs),
    /// 对照计划看进展 progress against plans
    Progress(ProgressArgs),
    /// 重复享受比对 matching with rosters of other support
    Duplicates {
        #[command(subcommand)]
        action: DuplicatesAction,
    },
    /// 拨付对账：核定与支付凭证、银行回单、退回逐项对应 what was approved against what was paid
    Reconcile(super::reconcile::ReconcileArgs),
    /// 认定对账中无法对应的支付属于哪些申报项 decide which claims payments are for that a reconciliation could not tie
    Attribute(super::attribute::AttributeArgs),
    /// 核准一次核算，记入台账 approve a run: it becomes part of the ledger
    Approve(super::ledger::ApproveArgs),
    /// 奖补台账：核验、查看、导出、记入拨付 the ledger of awards
    Ledger {
        #[command(subcommand)]
        action: super::ledger::LedgerAction,
    },
    /// 在浏览器中使用（仅限本机） the same in a browser, on this machine alone
    #[cfg(feature = "desk")]
    Desk(DeskArgs),
    /// 生成合成样例数据 write synthetic sample data
    Sample {
        /// 企业数 number of enterprises
        #[arg(long, default_value_t = 240, value_parser = clap::value_parser!(u32).range(1..=5_000_000))]
        firms: u32,
        /// 随机种子 seed
        #[arg(long, default_value_t = 2026)]
        seed: u64,
        /// 输出目录（须为空或不存在）folder to write to, empty or new
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// 文件类型 kind of files
        #[arg(long, value_enum, default_value_t = SampleFormat::Both)]
        format: SampleFormat,
        /// 方案：服务贸易；数据产业征求意见稿、广州分档支持（仅工作簿）；或各计划的进展数据 scheme; the latter two in workbooks only; or figures for the plans
        #[arg(long, value_enum, default_value_t = SampleScheme::ServiceTrade)]
        scheme: SampleScheme,
        /// 名册：各类企业名称一应俱全的少量名册；或贴近实际的名册（五种来源、自拟政策文字、真值表和可直接运行的流程文件，申报为 Parquet） rosters that show every case; or realistic ones of as many rows as enterprises, with truth and pipeline files
        #[arg(long, value_enum, default_value_t = SampleRosters::Plain, conflicts_with_all = ["format", "scheme"])]
        rosters: SampleRosters,
        /// 为此核算结果生成支付凭证、回单和退回，不生成申报 payments for this run folder, and no filings
        #[arg(long, value_name = "RUN", conflicts_with_all = ["firms", "seed", "format", "scheme", "rosters"])]
        payments: Option<PathBuf>,
    },
    /// 说明问题代码的含义和处理办法 what a code of a finding means, and what to do
    #[command(
        after_help = "例 examples:\n  jiangbu code D325\n  jiangbu code f232 r420 --lang en\n  jiangbu code"
    )]
    Code {
        /// 代码，不分大小写；不写则列出全部 codes, in either case; all are listed where none is named
        #[arg(value_name = "CODE")]
        codes: Vec<String>,
    },
    /// JSON Schema：设置文件，以及各命令 --json 的输出 JSON Schemas of settings files and of what commands print with --json
    Schema(super::schema::SchemaArgs),
    /// 写出手册页（man），中英文 write manual pages, in both languages
    Man {
        /// 写入的目录（须为空或不存在）folder to write to, empty or new
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
    },
    /// 打印命令补全脚本：会补全结果目录、方案、措施 print a completion script, which knows runs, schemes and measures
    Completions {
        /// bash | zsh | fish | powershell | elvish
        shell: clap_complete::Shell,
    },
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "例 examples:\n  jiangbu report runs/qianhai-2026-001\n  jiangbu report runs/qianhai-2026-001 --lang en --format pdf --to english\n  jiangbu report runs/qianhai-2026-001 --look my-reports"
)]
pub struct ReportArgs {
    /// 结果目录 run folder
    pub run: PathBuf,
    /// 只要这些报告 only these reports
    #[arg(long, value_delimiter = ',', value_name = "REPORT", value_parser = clap::builder::PossibleValuesParser::new(Wanted::NAMES.map(|(name, _)| name)))]
    pub only: Vec<String>,
    /// 文件类型 kinds of files
    #[arg(long, value_delimiter = ',', value_name = "FORMAT", value_parser = clap::builder::PossibleValuesParser::new(Format::NAMES.map(|(name, _)| name)))]
    pub format: Vec<String>,
    /// 核定通知每家一个文件（默认合订）notices in a file for each enterprise, not in volumes
    #[arg(long)]
    pub each: bool,
    /// 写入的目录（须为空或不存在；默认在结果目录旁另建）folder to write to, empty or new
    #[arg(long, value_name = "DIR")]
    pub to: Option<PathBuf>,
    /// 认定表：拨付清单只列据此放行的暂缓款项 decisions: the payment list holds what they release, and nothing else
    #[arg(long, num_args = 1.., value_name = "FILE", requires = "only")]
    pub decisions: Vec<PathBuf>,
    /// 最新的异常、失信名单：拨付前复核 the newest lists, for a second look before payment
    #[arg(long, num_args = 1.., value_name = "FILE", requires = "only", conflicts_with = "list")]
    pub listed: Vec<PathBuf>,
    /// 最新的部门意见：拨付前复核 the newest opinions of departments, for the same
    #[arg(long, num_args = 1.., value_name = "FILE", requires = "only", conflicts_with = "list")]
    pub opinions: Vec<PathBuf>,
    /// 重印第 N 张放行清单 the N-th list of released sums once more, as it was issued
    #[arg(long, value_name = "N", requires = "only", conflicts_with_all = ["decisions", "earlier"])]
    pub list: Option<usize>,
    /// 旧版本开出的清单所用的认定表（新清单自动记入 released）decisions of lists made by an earlier version
    #[arg(long, num_args = 1.., value_name = "FILE", requires = "decisions")]
    pub earlier: Vec<PathBuf>,
    /// 补报账户：拨付清单付至其中的账户，并放行因账户暂缓的款项 accounts given after the run: the list pays to them, and releases what waited for them
    #[arg(long, num_args = 1.., value_name = "FILE", requires = "only", conflicts_with = "list")]
    pub accounts: Vec<PathBuf>,
    /// 清单的日期：此后才起用的补报账户不采用 the day of the list: accounts that begin later are not used
    #[arg(long, value_name = "DATE", requires = "accounts")]
    pub on: Option<chrono::NaiveDate>,
    /// 下达设定：文号、批次、科目、项目代码 settings of the allocation: document number, batch, codes
    #[arg(long, value_name = "FILE", requires = "only")]
    pub allocation: Option<PathBuf>,
    /// 台账目录（默认用流程文件所指的）the ledger that the allocation is made from
    #[arg(long, value_name = "DIR", requires = "only")]
    pub ledger: Option<PathBuf>,
    /// 认定表的表头别名文件（默认用核算时的）aliases of headings in decisions; by default those of the run
    #[arg(long, value_name = "FILE")]
    pub headers: Option<PathBuf>,
    /// 自备版式：仿照 reports/，含 layouts、words、fonts own layouts, words and fonts, in a folder like reports/
    #[arg(long, value_name = "DIR")]
    pub look: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "例 examples:\n  jiangbu progress pipelines/plans/shenzhen-2016-2020.toml --actuals sample_data/progress/2019/*.xlsx --as-of 2019-12-31\n  jiangbu progress pipelines/plans/*.toml --actuals 指标.xlsx --tasks 任务.xlsx --support runs/qianhai-2026-001 --as-of 2026-03-31"
)]
pub struct ProgressArgs {
    /// 计划文件 plan files
    #[arg(required = true, value_name = "PLAN")]
    pub plans: Vec<PathBuf>,
    /// 截至日期 the day of the report
    #[arg(long, value_name = "DATE", value_parser = super::reconcile::day)]
    pub as_of: chrono::NaiveDate,
    /// 指标数据、认定登记、退税记录（工作簿、CSV 或 Parquet）figures, registries, refunds
    #[arg(long, num_args = 1.., value_name = "FILE")]
    pub actuals: Vec<PathBuf>,
    /// 任务进展表 reports of offices about tasks
    #[arg(long, num_args = 1.., value_name = "FILE")]
    pub tasks: Vec<PathBuf>,
    /// 支持资金：核算的结果目录，或按措施和年度的表 support: run folders, or tables by measure and year
    #[arg(long, num_args = 1.., value_name = "RUN|FILE")]
    pub support: Vec<PathBuf>,
    /// 上期进展的结果目录，用来比较 the folder of an earlier progress report
    #[arg(long, value_name = "DIR")]
    pub previous: Option<PathBuf>,
    /// 报告的文件类型（none 只要数据表和工作簿）kinds of files of the reports; none for tables and workbook only
    #[arg(long, value_delimiter = ',', value_name = "FORMAT", default_value = if cfg!(feature = "pdf") { "pdf,html" } else { "html" }, value_parser = ["pdf", "docx", "html", "txt", "none"])]
    pub format: Vec<String>,
    /// 结果目录的上级目录 folder that the result goes to
    #[arg(long, value_name = "DIR", default_value = "runs")]
    pub out: PathBuf,
    /// 表头与用词（默认计划上一级的 headers.toml）headings and words
    #[arg(long, value_name = "FILE")]
    pub headers: Option<PathBuf>,
    /// 汇率中间价（默认计划上一级的 rates/central_parity.csv）exchange rates
    #[arg(long, value_name = "FILE")]
    pub rates: Option<PathBuf>,
    /// 工作日历（默认与计划同目录的 working_days.csv）calendar of working days
    #[arg(long, value_name = "FILE")]
    pub calendar: Option<PathBuf>,
}

#[cfg(feature = "desk")]
#[derive(Debug, clap::Args)]
pub struct DeskArgs {
    /// 项目文件夹 folder of the project
    #[arg(default_value = ".", value_name = "DIR")]
    pub folder: PathBuf,
    /// 不打开浏览器，只显示网址 print the address and open no browser
    #[arg(long)]
    pub no_open: bool,
}

#[derive(Debug, clap::Args)]
pub struct TemplateArgs {
    /// 流程文件、方案文件，或要填写的表：reviews、verdicts、listed、opinions、events、changes、accounts、history、platform、register、duplicates、invoices、decisions、owed、payments、clawbacks、snapshots、figures、task_reports、registry、refunds、support、rates；a pipeline or scheme file, or one of these tables
    pub source: PathBuf,
    /// 写入的文件（不得已存在）file to write, new
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// 只要这些措施（编号、条款或名称）only these measures
    #[arg(long, num_args = 1.., value_name = "MEASURE")]
    pub measure: Vec<String>,
    /// 每张明细表的行数 lines on the sheet of each measure
    #[arg(long, default_value_t = crate::jobs::template::ROWS, value_parser = clap::value_parser!(u32).range(1..=20_000))]
    pub rows: u32,
    /// 奖补年度（默认取流程文件，或方案生效的年度）award year
    #[arg(long, value_parser = clap::value_parser!(i32).range(2000..2099))]
    pub year: Option<i32>,
    /// 表头与用词文件（仅给出方案文件时）file of headings and words, with a scheme file
    #[arg(long, value_name = "FILE")]
    pub headers: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub enum SchemeAction {
    /// 检查方案文件 show every fault and warning
    Check { scheme: PathBuf },
    /// 试算方案自带的算例 run the file's own examples
    Test { scheme: PathBuf },
    /// 列出措施、参数和争议条款选项 list measures, parameters and contested readings
    Show { scheme: PathBuf },
    /// 对比两个版本，或方案与情景；加 --run 看金额 compare two versions, or a scheme and a scenario; with --run also in money
    Diff {
        /// 方案文件 scheme file
        scheme: PathBuf,
        /// 另一方案文件，或情景文件 another scheme file, or a scenario file
        other: PathBuf,
        /// 流程文件或结果目录：在其数据上比较金额 pipeline or run folder whose data both are computed on
        #[arg(long, value_name = "PIPELINE|RUN")]
        run: Option<PathBuf>,
        #[command(flatten)]
        output: super::scenario_args::OutputArgs,
    },
    /// 按资金总额测算得分分档的建议 propose tiers of a score that fit a budget
    Tiers(TiersArgs),
}

#[derive(Debug, clap::Args)]
pub struct TiersArgs {
    /// 流程文件 pipeline file
    pub pipeline: PathBuf,
    /// 用于该措施的资金，如 2600万元 money for the measure
    #[arg(long, value_name = "AMOUNT")]
    pub budget: String,
    /// 按得分分档的措施（只有一项时可不写）measure granted by score, where there are several
    #[arg(long, value_name = "ID")]
    pub measure: Option<String>,
    /// 各档金额，由高到低（默认取现行）amounts of the tiers, highest first; those in force by default
    #[arg(long, value_delimiter = ',', value_name = "AMOUNT")]
    pub amounts: Vec<String>,
    /// 各档家数比例，如 1:2:3（默认取现行分布）claims of the tiers in proportion; as they stand by default
    #[arg(long, value_name = "A:B:C")]
    pub shape: Option<String>,
    #[command(flatten)]
    pub output: super::scenario_args::OutputArgs,
}

#[derive(Debug, Subcommand)]
pub enum DuplicatesAction {
    /// 逐行认定一次核算的疑似重复、待归类事项和名册待补，写入认定表；不写认定则列出各行 answer what a run asks about duplicate support, into a workbook of decisions; without answers it lists the rows
    #[command(
        after_help = "例 examples:\n  jiangbu duplicates decide runs/qianhai-2026-rosters-001 decisions/qianhai-2026-rosters-001.xlsx\n  jiangbu duplicates decide runs/qianhai-2026-rosters-001 decisions/qianhai-2026-rosters-001.xlsx text-1.same_measures=九 --by 王审核"
    )]
    Decide(DecideArgs),
    /// 对照真值表检验名称与代码比对 precision and recall against a table of the truth
    Evaluate(EvaluateArgs),
}

#[derive(Debug, clap::Args)]
pub struct EvaluateArgs {
    /// 申报企业表（名称、信用代码）applicants: names and credit codes
    #[arg(long, required_unless_present = "pipeline", num_args = 1.., value_name = "FILE")]
    pub claims: Vec<PathBuf>,
    /// 名册（含记录编号）rosters, with record numbers
    #[arg(long, required_unless_present = "pipeline", num_args = 1.., value_name = "FILE")]
    pub roster: Vec<PathBuf>,
    /// 真值表：记录编号 → 信用代码 record number → credit code
    #[arg(long, required = true, num_args = 1.., value_name = "FILE")]
    pub truth: Vec<PathBuf>,
    /// 表头别名文件 aliases of headings
    #[arg(long, value_name = "FILE")]
    pub headers: Option<PathBuf>,
    /// 流程文件：按其等级和阈值核对；未另行给出的申报、名册和表头别名也取自该文件 a pipeline file: its levels and thresholds; and its filings, rosters and headings where none are given
    #[arg(long, value_name = "FILE")]
    pub pipeline: Option<PathBuf>,
    /// 写入工作簿：阈值曲线，以及错配、漏配的每一对 write a workbook: the curve of thresholds, and every wrong and missed pair
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub struct DecideArgs {
    /// 结果目录 run folder
    pub run: PathBuf,
    /// 认定表：每次核算一份，没有则新建 workbook of decisions, one for each run; made where there is none
    pub file: PathBuf,
    /// 认定：行.列=值（疑点编号.verdict、.same_firm；text-1.same_measures、.possible_measures；list-1.year、.status、.returned_later），值为空则收回 answers: ROW.COLUMN=VALUE, an empty value takes one back
    #[arg(value_name = "ANSWER")]
    pub answers: Vec<String>,
    /// 决定人 who decides
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
    /// 决定日期（默认今天）the day, today by default
    #[arg(long, value_name = "DATE", value_parser = super::reconcile::day)]
    pub on: Option<chrono::NaiveDate>,
    /// 认定理由 why
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// 把认定表列入这个流程文件 name the workbook in inputs.decisions of this pipeline file
    #[arg(long, value_name = "FILE")]
    pub pipeline: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum SampleFormat {
    Xlsx,
    Parquet,
    Both,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SampleScheme {
    ServiceTrade,
    DataIndustry,
    Progress,
    Guangzhou,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SampleRosters {
    Plain,
    Realistic,
}

fn parse_lang(text: &str) -> Result<Lang, String> {
    Lang::parse(text).ok_or_else(|| "zh-CN | en".to_string())
}

impl Args {
    /// The language asked for on the command line.
    pub fn lang(&self) -> Option<Lang> {
        self.lang
    }

    pub fn log_level(&self) -> LevelFilter {
        match self.verbose {
            0 => LevelFilter::ERROR,
            1 => LevelFilter::INFO,
            _ => LevelFilter::DEBUG,
        }
    }
}
