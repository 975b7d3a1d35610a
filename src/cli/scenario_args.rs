//! Arguments of `jiangbu scenario`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub enum ScenarioAction {
    /// 多个情景与基准对比，或两个结果目录对比 scenarios against a pipeline, or run folders against each other
    Compare {
        /// 流程文件或结果目录 pipeline file or run folder
        base: PathBuf,
        /// 情景文件或结果目录 scenario files or run folders
        #[arg(required = true)]
        others: Vec<PathBuf>,
        #[command(flatten)]
        output: OutputArgs,
    },
    /// 一至两个参数逐点变动 one or two quantities over a range
    Sweep {
        #[command(flatten)]
        on: On,
        /// 变动范围，如 rate_m2=1%..5%/0.5%（可写两次）a range; may be given twice
        #[arg(long, value_name = "NAME=FROM..TO/STEP", required = true, num_args = 1)]
        vary: Vec<String>,
    },
    /// 各参数上下变动的敏感性排序 every quantity down and up, the heaviest first
    Tornado {
        #[command(flatten)]
        on: On,
        /// 变动幅度 how far each moves
        #[arg(long, default_value = "10%")]
        part: String,
    },
    /// 求恰好满足目标的数值 the value that just meets a goal
    Solve {
        #[command(flatten)]
        on: On,
        /// 要求的参数，如 cap_m2 或 rate_m2=1%..5%/0.01% what to look for
        #[arg(long, value_name = "NAME[=FROM..TO[/STEP]]")]
        find: String,
        /// 目标，如 approved<=4000万元（另有 exhaust、payable<=…、factor>=90%） what to reach: exhaust, approved<=…, payable<=… or factor>=90%
        #[arg(long)]
        goal: String,
    },
    /// 有争议口径逐项与合并的影响 every contested reading, alone and together
    Readings {
        #[command(flatten)]
        on: On,
    },
    /// 不确定性模拟 what chance does to the total
    Simulate {
        #[command(flatten)]
        on: On,
        /// 不确定的参数，如 growth.take_up=80%..100%/1%，可加 @最可能值（可写多次）an uncertain quantity, with @ and the likeliest value if there is one
        #[arg(long, value_name = "NAME=FROM..TO/STEP[@LIKELY]", required = true, num_args = 1)]
        uncertain: Vec<String>,
        /// 抽样次数 number of draws
        #[arg(long, default_value_t = 1000)]
        draws: u64,
        /// 随机种子 seed
        #[arg(long, default_value_t = 2026)]
        seed: u64,
    },
    /// 情景逐条测算：每条改动单列一行，依次叠加，合计即整个情景 each provision of a scenario as a line that adds up to the whole
    Costing {
        #[command(flatten)]
        on: On,
    },
    /// 多年支出预测 the years to come
    Forecast {
        #[command(flatten)]
        on: On,
        /// 年数（含本年）years, this one included
        #[arg(long, default_value_t = 3)]
        years: u32,
        /// 申报企业逐年倍数 applicants, year on year
        #[arg(long, default_value = "100%")]
        applicants: String,
        /// 费用逐年倍数 costs, year on year
        #[arg(long, default_value = "100%")]
        prices: String,
        /// 预算逐年倍数 budget, year on year
        #[arg(long, default_value = "100%")]
        budget: String,
        /// 结余和未用预留转入下年 carry what is left into the next year
        #[arg(long)]
        roll_over: bool,
        /// 标准、案例等一次性项目次年不出新的 no new standards or cases in later years
        #[arg(long)]
        no_new_items: bool,
    },
    /// 资金去向、余量、各项上限的代价 where the money stays and what each limit saves
    Budget {
        #[command(flatten)]
        on: On,
    },
    /// 复核：一家企业更正凭证后，对其他企业的影响 one enterprise corrected, and the knock-on for others
    Review {
        /// 流程文件 pipeline file
        pipeline: PathBuf,
        /// 统一社会信用代码 credit code
        #[arg(long, value_name = "CODE")]
        firm: String,
        /// 该企业更正后的全部申报文件 all filings of the enterprise, corrected
        #[arg(long, required = true, num_args = 1.., value_name = "FILE")]
        filings: Vec<PathBuf>,
        #[command(flatten)]
        output: OutputArgs,
    },
    /// 按情景核算并生成结果目录 an ordinary run under scenarios
    Run {
        /// 流程文件 pipeline file
        pipeline: PathBuf,
        /// 情景文件（可写多次，后者优先）scenario files, later ones on top
        #[arg(long, required = true, value_name = "FILE")]
        scenario: Vec<PathBuf>,
        /// 结果目录的上级目录 folder that run folders go to
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
}

/// What a question stands on.
#[derive(Debug, Args)]
pub struct On {
    /// 流程文件 pipeline file
    pub pipeline: PathBuf,
    /// 先叠加的情景文件 scenario files to start from, later ones on top
    #[arg(long, value_name = "FILE")]
    pub scenario: Vec<PathBuf>,
    #[command(flatten)]
    pub output: OutputArgs,
}

#[derive(Debug, Args)]
pub struct OutputArgs {
    /// 另存为带图表的工作簿 also write a workbook with charts
    #[arg(long, value_name = "FILE")]
    pub xlsx: Option<PathBuf>,
}
