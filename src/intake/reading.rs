//! The files of a pipeline, read: filings, the lists of the office, what people answered in workbooks of ours.

use polars::prelude::*;

use crate::diag::{Diagnostic, Diagnostics, Failure, Place, codes};
use crate::frame::tables::{TableContract, office};
use crate::ingest::{InputFile, Progress, read, together};
use crate::intake::granted::{Exported, exported};
use crate::intake::link::Linked;
use crate::intake::missing;
use crate::intake::repeats;
use crate::intake::reviews;
use crate::intake::rosters;
use crate::intake::typed;
use crate::pipeline::patterns;
use crate::pipeline::{OnBadFile, Pipeline};

/// Reads files one after the other. Faults are collected, so that all of them are named at once.
pub(super) struct Reading<'a> {
    pub pipeline: &'a Pipeline,
    pub linked: Linked,
    pub faults: Diagnostics,
    pub progress: &'a dyn Progress,
}

impl<'a> Reading<'a> {
    /// Says how much there is to read.
    pub fn new(pipeline: &'a Pipeline, progress: &'a dyn Progress) -> Self {
        let rosters = pipeline.duplicates.iter().flat_map(|plan| &plan.rosters);
        let of_rosters = rosters.flat_map(|roster| &roster.files);
        pipeline.inputs.all().chain(of_rosters).for_each(|file| {
            let size = std::fs::metadata(&file.path).map_or(0, |data| data.len());
            progress.plan(size);
        });
        let (linked, faults) = (Linked::default(), Diagnostics::default());
        Self { pipeline, linked, faults, progress }
    }

    /// # Errors
    /// All faults so far, where there are some.
    pub fn sound(&mut self) -> Result<(), Failure> {
        if !self.faults.has_errors() {
            return Ok(());
        }
        Err(Failure::User(std::mem::take(&mut self.faults)))
    }

    /// Basic facts, then the lines of each measure. A filing that cannot be used is left out whole, with what is known
    /// of it, unless the pipeline wants to stop.
    pub fn filings(&mut self) -> Result<Vec<DataFrame>, Failure> {
        let Self { pipeline, linked, faults, progress } = self;
        linked.findings.extend(patterns::notes(&pipeline.inputs.unread));
        let contracts = contracts(pipeline);
        let (all, manifests) = typed::filings(pipeline, &contracts, *progress)?;
        linked.intakes.extend(manifests);
        let (batch, unusable) = together(all, &contracts, &pipeline.headers)?;
        let mut tables = linked.take(batch)?;
        for file in unusable {
            if pipeline.inputs.on_bad_file == OnBadFile::Stop {
                faults.extend(file.faults);
                continue;
            }
            linked.findings.push(missing::said(&file));
            linked.findings.extend(file.faults.0.iter().cloned());
            linked.unusable.push(file);
        }
        tables.truncate(filing_contracts(pipeline).len());
        Ok(tables)
    }

    /// A list of the office, by the key of its files.
    fn list(&mut self, files: &[InputFile], key: &str) -> Result<DataFrame, Failure> {
        let asked = office(key).ok_or_else(|| no_table(key))?;
        let contract = asked.contract(self.pipeline.headers.sheet_names(asked.sheets));
        let [table] = self.answers(files, key, [contract])?;
        let (measures, own) = (&self.pipeline.scheme.measures, (key, asked.fields));
        Ok(repeats::once(table, own, measures, &mut self.linked, &mut self.faults)?)
    }

    /// What people answered in workbooks of ours, by the key of the files: about cases, texts of items, lists, papers that
    /// enterprises gave, lines that were reviewed. A file holds one of the tables at least: a list that is named but not
    /// understood must not pass for an empty one.
    fn answers<const N: usize>(
        &mut self,
        files: &[InputFile],
        key: &str,
        contracts: [TableContract; N],
    ) -> Result<[DataFrame; N], Failure> {
        let first = self.linked.sources.len();
        let tables = self.tables(files, &contracts)?;
        if !self.faults.has_errors() {
            for file in files.iter().filter(|file| !self.linked.knows(first, &file.shown)) {
                let fault = nothing(roster(key), key);
                self.faults.push(fault.at(Place::File(file.shown.clone())));
            }
        }
        self.faults.extend(out_of_place(&self.linked, first));
        tables.try_into().map_err(|_| no_table(key))
    }

    /// The tables of some contracts; those of files that cannot be used are empty.
    fn tables(
        &mut self,
        files: &[InputFile],
        contracts: &[TableContract],
    ) -> Result<Vec<DataFrame>, Failure> {
        let Pipeline { headers, limits, .. } = self.pipeline;
        let batch = match read(files, contracts, headers, limits, self.progress) {
            Ok(batch) => batch,
            Err(unusable) => {
                self.faults.extend(unusable);
                read(&[], contracts, headers, limits, self.progress)?
            }
        };
        Ok(self.linked.take(batch)?)
    }
}

/// The lists of the office and its answers, as they stand in the files.
pub(super) struct Lists {
    pub platform: DataFrame,
    pub invoices: DataFrame,
    pub ledger: Option<Exported>,
    /// With what the ledger granted.
    pub history: DataFrame,
    pub listed: DataFrame,
    pub opinions: DataFrame,
    pub duplicates: DataFrame,
    pub register: Option<DataFrame>,
    pub owed: DataFrame,
    pub changes: DataFrame,
    pub accounts: DataFrame,
    pub events: DataFrame,
    pub decisions: DataFrame,
    pub kinds: DataFrame,
    pub rosters: DataFrame,
    pub requests: DataFrame,
    pub reviews: DataFrame,
    pub verdicts: DataFrame,
}

impl Lists {
    pub fn read(reading: &mut Reading) -> Result<Self, Failure> {
        let pipeline = reading.pipeline;
        let files = &pipeline.inputs;
        let platform = reading.list(&files.platform, "platform")?;
        let invoices = reading.list(&files.invoices, "invoices")?;
        let ledger = files.ledger.as_deref().map(|folder| exported(folder, &pipeline.scheme));
        let ledger = ledger.transpose()?;
        // The ledger's first: of two equal rows the first counts.
        let granted = ledger.as_ref().map(|own| &own.file).into_iter();
        let granted: Vec<InputFile> = granted.chain(&files.history).cloned().collect();
        let history = reading.list(&granted, "history")?;
        let listed = reading.list(&files.listed, "listed")?;
        let opinions = reading.list(&files.opinions, "opinions")?;
        let duplicates = reading.list(&files.duplicates, "duplicates")?;
        let register = match files.register.is_empty() {
            true => None,
            false => Some(reading.list(&files.register, "register")?),
        };
        let owed = reading.list(&files.owed, "owed")?;
        let changes = reading.list(&files.changes, "changes")?;
        let accounts = reading.list(&files.accounts, "accounts")?;
        let events = reading.list(&files.events, "events")?;
        let contracts = rosters::answer_contracts(&pipeline.headers);
        let [decisions, kinds, rosters, requests] =
            reading.answers(&files.decisions, "decisions", contracts)?;
        let contracts = reviews::contracts(pipeline).ok_or_else(|| no_table("reviews"))?;
        let [reviews, verdicts] = reading.answers(&files.reviews, "reviews", contracts)?;
        rosters::forget_other_sheets(&files.reviews, &mut reading.linked);
        for key in ["events", "changes", "accounts"] {
            reading.faults.0.extend(reading.linked.refused_of(key));
        }
        Ok(Self {
            platform,
            invoices,
            ledger,
            history,
            listed,
            opinions,
            duplicates,
            register,
            owed,
            changes,
            accounts,
            events,
            decisions,
            kinds,
            rosters,
            requests,
            reviews,
            verdicts,
        })
    }
}

/// What filings hold: basic facts, then the lines of each measure.
pub fn filing_contracts(pipeline: &Pipeline) -> Vec<TableContract> {
    let firms = TableContract::firms(pipeline.headers.sheet_names("firms"));
    let measures = pipeline.scheme.measures.iter().map(|measure| measure.contract());
    std::iter::once(firms).chain(measures).collect()
}

/// What filings are read with: beside what they hold, what belongs to other schemes of the run.
pub fn contracts(pipeline: &Pipeline) -> Vec<TableContract> {
    let own = filing_contracts(pipeline);
    own.into_iter().chain(pipeline.foreign.iter().cloned()).collect()
}

pub(super) fn no_table(key: &str) -> Failure {
    let fault = Diagnostic::new(&codes::INTERNAL).arg("why", format!("no table `{key}`"));
    Failure::User(fault.into())
}

/// Rows of the office's own lists whose cells may stand in other columns: what they say may change an amount.
fn out_of_place(linked: &Linked, first: usize) -> Diagnostics {
    let own = |place: &Place| match place {
        Place::Cell { file, .. } => linked.sources[first..].iter().any(|s| s.file == *file),
        _ => false,
    };
    let wide = linked.findings.iter().filter(|d| d.code == &codes::ROW_WIDTH && own(&d.place));
    Diagnostics(wide.cloned().collect())
}

fn roster(key: &str) -> &str {
    match key {
        "platform" => "商务部平台数据",
        "invoices" => "发票平台导出",
        "history" => "历史奖补",
        "listed" => "异常失信名单",
        "opinions" => "部门意见",
        "events" => "案卷事项",
        "changes" => "变更登记",
        "accounts" => "补报账户",
        "duplicates" => "重复享受清单",
        "decisions" => "疑似重复认定",
        "reviews" => "审定表",
        "register" => "名称登记库",
        "owed" => "尚欠应追回款",
        other => other,
    }
}

pub(super) fn nothing(zh: &str, en: &str) -> Diagnostic {
    Diagnostic::new(&codes::NO_FILINGS).arg("what", zh).arg("what_en", en)
}
