//! What lies beside realistic rosters: the register of names, pipeline files, and the page that says what all of it is.

use std::fs;
use std::path::{Path, PathBuf};

use super::lists::{DISTRICTS, csv};
use super::world::World;
use crate::sample::dice::Dice;
use crate::sample::{SampleError, Settings};

/// Of so many enterprises, one is not in the register.
const NOT_REGISTERED: u64 = 40;

/// Writes `register.csv`, `pipeline.toml`, `pipeline_year2.toml` and `README.md`.
pub fn write(
    settings: &Settings,
    world: &World,
    rules: &Path,
    out: &Path,
) -> Result<Vec<PathBuf>, SampleError> {
    let path = |name: &str| out.join(name);
    csv(&path("register.csv"), None, &register(settings.seed, world))?;
    let year = settings.award_year;
    fs::write(path("pipeline.toml"), pipeline(rules, year, &["rosters"]))?;
    let both = ["rosters", "rosters_year2"];
    fs::write(path("pipeline_year2.toml"), pipeline(rules, year, &both))?;
    fs::write(path("README.md"), page(settings))?;
    Ok(["register.csv", "pipeline.toml", "pipeline_year2.toml", "README.md"].map(path).to_vec())
}

fn register(seed: u64, world: &World) -> Vec<Vec<String>> {
    let mut dice = Dice::new(seed, (1 << 60) + 2);
    let mut rows =
        vec![["企业名称", "统一社会信用代码", "曾用名", "登记状态"].map(String::from).to_vec()];
    for company in &world.companies {
        let (missing, closed) = (dice.below(NOT_REGISTERED) == 0, dice.per_mille(30));
        if !missing {
            let status = if closed && !company.applicant { "注销" } else { "存续" };
            let former = company.former.join("；");
            rows.push(vec![company.name.clone(), company.code.clone(), former, status.into()]);
        }
    }
    rows
}

fn pipeline(rules: &Path, year: i32, folders: &[&str]) -> String {
    let quoted = |path: &Path| format!("{:?}", path.display().to_string());
    let rule = |name: &str| quoted(&rules.join(name));
    let mut out = format!(
        "# 合成数据，仅供演示 synthetic data\n\n[pipeline]\n\
         title = {{ zh = \"贴近实际的名册（合成）\", en = \"Realistic rosters (synthetic)\" }}\n\
         lang = \"zh-CN\"\naward_year = {year}\ndeadline = {year}-03-31\n\
         scheme = {}\nheaders = {}\nrates = [{}]\n\n[inputs]\n\
         filings = [\"warehouse/*.parquet\"]\nplatform = [\"platform.parquet\"]\n\
         history = [\"history.parquet\"]\nlisted = [\"listed.parquet\"]\ndecisions = []\n",
        rule("schemes/qianhai-service-trade-2026.toml"),
        rule("headers.toml"),
        rule("rates/*.csv"),
    );
    for (_, _, stem, source) in DISTRICTS {
        let files: Vec<String> =
            folders.iter().map(|folder| format!("\"{folder}/{stem}_*\"")).collect();
        out += &format!(
            "\n[[inputs.rosters]]\nscheme = \"{source}\"\nfiles = [{}]\n",
            files.join(", ")
        );
    }
    out += &format!("\n[duplicates]\ncrosswalk = {}\n", rule("crosswalk.toml"));
    out += "\n[budget]\npool = \"合成\"\ntotal = \"900000万元\"\nreserve = \"0元\"\n\
            \n[options]\ndup_key = \"kind\"\n\
            \n[output]\nfolder = \"runs\"\nworkbook = true\nreports = []\n";
    out
}

fn page(settings: &Settings) -> String {
    let Settings { firms, seed, .. } = settings;
    format!(
        "# 合成数据，仅供演示\n\n\
         由 `jiangbu sample --rosters realistic --firms {firms} --seed {seed}` 生成。单位名称、信用代码、人名、\
         政策文字、凭证和金额均为虚构；信用代码中的组织机构代码以 QH 开头，现实中不存在。\n\n\
         All of this is synthetic; names, codes and wordings are invented. \
         The same arguments give the same bytes.\n\n\
         | 文件 | 内容 |\n|---|---|\n\
         | `warehouse/` | 申报 filings |\n\
         | `rosters/` | 名册：names 仅名称，scanned 扫描识别，masked 代码部分隐去，coded 有代码，exchange 部门交换 |\n\
         | `rosters_year2/` | 第二年新增的一成 a tenth more, for the second year |\n\
         | `register.csv` | 名称登记库 register of names: 名称、代码、曾用名、状态 |\n\
         | `truth/identity.csv` | 每行究竟是谁、怎样写成 who every row is, and how it is written |\n\
         | `truth/duplicates.csv` | 与申报同类的各行，是否重复 rows of a claim's kind, and whether they repeat it |\n\
         | `truth/texts.csv` | 每种政策文字与各措施的关系 what every wording is to the measures |\n\
         | `truth/lists.csv` | 每份名册的年度，是否写明状态 the year of each list, and whether it says states |\n\
         | `truth/returned.csv` | 各区问到时提供的已退回支持 what was returned, as districts say it when asked |\n\
         | `pipeline.toml`、`pipeline_year2.toml` | `jiangbu run` 直接运行 |\n"
    )
}
