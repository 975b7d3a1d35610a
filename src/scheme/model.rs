//! The checked form of a scheme: what its file says, in types.

use super::instalments::Instalment;
use super::obligations::Obligation;
use super::standing::{Effect, Standing};
use super::tiers::TierTable;
use crate::diag::{Place, Text};
use crate::domain::{Amount, Period, Ratio, Rounding, Window};
use crate::frame::Field;
use crate::frame::columns as c;
use crate::frame::kernels::Residual;

/// A scheme with its chosen readings.
#[derive(Clone, Debug)]
pub struct Scheme {
    pub id: String,
    pub title: Text,
    /// The document it cites, e.g. 深前海规〔2026〕1号: versions are told apart by it.
    pub document: String,
    pub status: Status,
    pub valid: Validity,
    pub rounding: Rounding,
    /// Why an amount falls beside the rules: cut to a unit, reviewed, decided, not borne out; withdrawn, abandoned, published.
    pub rounding_reason: ReasonId,
    pub review_reason: ReasonId,
    pub verdict_reason: ReasonId,
    pub trade_reason: ReasonId,
    pub withdrawn: ReasonId,
    pub abandoned: ReasonId,
    pub published: ReasonId,
    pub stages: Vec<Stage>,
    pub rates: RateRules,
    pub annual_cap: Option<AnnualCap>,
    pub budget: BudgetRule,
    pub duplicates: DuplicateRule,
    /// Its own columns, each with its place.
    pub columns: Vec<(&'static Field, Place)>,
    pub measures: Vec<Measure>,
    /// Reasons by number; number 0 is “no reduction”.
    pub reasons: Vec<Reason>,
    /// Parameters and options in force, in file order.
    pub in_force: Vec<InForce>,
    pub examples: Vec<super::example::Example>,
    /// Passages of the law whose text is lost, with the clause.
    pub lost: Vec<(String, Text, Place)>,
    /// Support that is promised without amount or rate, with the clause.
    pub unquantified: Vec<(String, Text, Place)>,
}

/// Whether awards may be paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    InForce,
    /// Can be simulated and compared, never paid.
    Draft,
}

/// The days on which a claim falls under the scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Validity {
    pub clause: String,
    pub period: Period,
    pub on: ValidOn,
    pub reason: ReasonId,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValidOn {
    /// The day the filing was accepted.
    Acceptance,
    /// The day of payment that the pipeline names.
    Payment,
}

/// The stages of an award, by the names used in scheme files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stage {
    Gates,
    Evidence,
    Item,
    ItemCap,
    History,
    Duplicates,
    Count,
    AnnualCap,
    Budget,
}

impl Stage {
    pub const NAMES: [(&'static str, Stage); 9] = [
        ("gates", Self::Gates),
        ("evidence", Self::Evidence),
        ("item", Self::Item),
        ("item-cap", Self::ItemCap),
        ("history", Self::History),
        ("duplicates", Self::Duplicates),
        ("count", Self::Count),
        ("annual-cap", Self::AnnualCap),
        ("budget", Self::Budget),
    ];

    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, stage)| *stage == self).map_or("", |(name, _)| name)
    }

    /// The column of the amount after the stage.
    pub fn amount_column(self) -> &'static str {
        match self {
            Self::Gates => c::AFTER_GATES,
            Self::Evidence => c::AFTER_EVIDENCE,
            Self::Item => c::AFTER_ITEM,
            Self::ItemCap => c::AFTER_ITEM_CAP,
            Self::History => c::AFTER_HISTORY,
            Self::Duplicates => c::AFTER_DUPLICATES,
            Self::Count => c::AFTER_COUNT,
            Self::AnnualCap => c::AFTER_ANNUAL_CAP,
            Self::Budget => c::AFTER_BUDGET,
        }
    }

    /// The column that says why the stage lowered the amount.
    pub fn reason_column(self) -> &'static str {
        match self {
            Self::Gates => c::REASON_GATES,
            Self::Evidence => c::REASON_EVIDENCE,
            Self::Item => c::REASON_ITEM,
            Self::ItemCap => c::REASON_ITEM_CAP,
            Self::History => c::REASON_HISTORY,
            Self::Duplicates => c::REASON_DUPLICATES,
            Self::Count => c::REASON_COUNT,
            Self::AnnualCap => c::REASON_ANNUAL_CAP,
            Self::Budget => c::REASON_BUDGET,
        }
    }

    pub fn title(self) -> (&'static str, &'static str) {
        match self {
            Self::Gates => ("资格条件", "Eligibility"),
            Self::Evidence => ("有效凭证", "Eligible evidence"),
            Self::Item => ("门槛与标准", "Threshold and rate"),
            Self::ItemCap => ("单项上限", "Cap of the item"),
            Self::History => ("历史享受", "Earlier awards"),
            Self::Duplicates => ("重复享受", "Duplicate support"),
            Self::Count => ("数量限制", "Limit on number"),
            Self::AnnualCap => ("年度上限", "Annual cap"),
            Self::Budget => ("预算调整", "Budget cut"),
        }
    }
}

/// A number of [`Scheme::reasons`].
pub type ReasonId = u16;

/// Why an amount was reduced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Dotted, stable: `m2.threshold`, `gates.operates`.
    pub id: String,
    pub stage: Stage,
    pub clause: String,
    pub text: Text,
}

/// How published rates are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateRules {
    pub fx_on: FxDate,
    /// A loan prime rate published on the day itself counts.
    pub lpr_same_day: bool,
}

/// The day whose central parity converts a foreign amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FxDate {
    Deadline,
    /// 31 December before the award year.
    PeriodEnd,
    /// The last day of the month of the line.
    Monthly,
    /// The day of the line.
    Transaction,
}

/// 附四: a limit per institution and year over all measures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnnualCap {
    pub amount: i64,
    pub split: CapSplit,
    pub year: CapYear,
    /// The year and so many before it are counted together.
    pub years: u32,
    /// Other schemes whose awards count, too.
    pub schemes: Vec<String>,
    pub reason: ReasonId,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CapSplit {
    /// Over measures in proportion, largest remainder.
    Proportional,
    /// Measures in the order of the scheme keep what they have while it lasts.
    Priority,
}

/// Which earlier awards count towards the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CapYear {
    /// Those of the same budget year.
    Budget,
    /// Those paid in the same calendar year.
    Payment,
}

/// 附八: cut in proportion when the budget is exceeded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BudgetRule {
    pub residual: Residual,
    pub scope: BudgetScope,
    pub reason: ReasonId,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BudgetScope {
    /// Earlier batches of the year have used part of the pool.
    Year,
    /// The batch has the pool to itself.
    Batch,
}

/// 附七: no double benefit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DuplicateRule {
    pub mode: DuplicateMode,
    pub key: DuplicateKey,
    /// Measures of which a shared paper takes out its lines, not the whole claim.
    pub by_line: Vec<String>,
    pub without_item: WithoutItem,
    /// Words that name the sources of the clause; others are only told. Empty: every source counts.
    pub sources: Vec<String>,
    /// A claim that loses its support here keeps its place for the item: nobody is raised before a person looked.
    pub keeps_place: bool,
    pub reason: ReasonId,
}

/// What a listed finding that names neither item nor paper does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WithoutItem {
    /// A person decides; until then the claims it could touch wait.
    Ask,
    /// It counts against every claim of the enterprise for the measure.
    Counts,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DuplicateMode {
    ExcludeIfReceived,
    ChooseBest,
    TopUp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DuplicateKey {
    /// Same firm, measure, year and item.
    Item,
    /// Same firm, measure and year.
    Kind,
    /// Same firm and measure, whenever.
    Institution,
}

/// One measure (措施).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    pub id: String,
    pub clause: String,
    pub title: Text,
    /// Kind of support, as crosswalks speak of it.
    pub kind: String,
    pub sheets: Vec<String>,
    pub required: Vec<&'static Field>,
    pub optional: Vec<&'static Field>,
    /// Columns kept for the record, which no rule reads.
    pub evidence: Vec<&'static Field>,
    pub item: Item,
    /// A line that fails one of these is left out of the base.
    pub lines: Vec<Rule>,
    /// A claim that fails one of these gets nothing.
    pub gates: Vec<Gate>,
    pub base: Base,
    pub threshold: Option<Threshold>,
    pub award: Award,
    /// The first whose condition holds raises the rate; the cap stays.
    pub factors: Vec<Factor>,
    pub cap: Option<Cap>,
    /// The parts that an award is paid in; none where it is paid at once.
    pub instalments: Vec<Instalment>,
    /// What an enterprise must keep to after an award.
    pub obligations: Vec<Obligation>,
    pub history: HistoryRule,
    pub counts: Vec<CountLimit>,
    /// The years that the support is for, where said: which records and which other support bear on it.
    pub supports: Option<Window>,
    /// Columns that need not be filled for support, but are asked about where they are not.
    pub asks: Vec<&'static Field>,
    pub evidence_reason: ReasonId,
    /// Why an award stays below the rate on the year's own costs.
    pub year_reason: ReasonId,
    pub place: Place,
}

/// What one claim of a measure is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// All lines of an enterprise together.
    Firm,
    /// The lines that share this column.
    Column(&'static Field),
}

/// A condition on one column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    pub columns: Vec<&'static Field>,
    pub test: Test,
    /// What an empty cell means.
    pub missing_passes: bool,
    pub reason: ReasonId,
}

/// The closed list of conditions. With several columns, each must pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    Is(bool),
    In(Vec<String>),
    NotIn(Vec<String>),
    AtLeast(i64),
    Above(i64),
    AtMost(i64),
    Within(Window),
}

/// A condition on a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gate {
    pub of: GateOf,
    pub effect: Effect,
    pub reason: ReasonId,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GateOf {
    /// A column of the enterprise.
    Firm(Rule),
    /// At least one line passes.
    AnyLine(Rule),
    /// Every line passes.
    EveryLine(Rule),
    /// The smallest number on the lines that count passes.
    SmallestLine(Rule),
    /// The ministry's platform has a record for the measure.
    Platform,
    /// The enterprise is on none of some lists, such as those of abnormal operation; on none at all where none is named.
    NotListed(Standing),
    /// Every department that is named agrees.
    Agreed(Standing),
}

/// What the rate is applied to: `Σ (sum − minus) × times`, eligible lines only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base {
    pub sum: Option<&'static Field>,
    pub minus: Vec<&'static Field>,
    pub times: Option<&'static Field>,
    /// Converted from the line's currency.
    pub converts: bool,
    /// The day that chooses the rate under [`FxDate::Transaction`].
    pub dated: Option<&'static Field>,
    /// Bases recognised in earlier years are added, and what was granted on them is subtracted.
    pub include_history: bool,
    /// What was cut from the awards of earlier years may be made good by the costs of this one.
    pub makes_good: bool,
    /// The base of an award that was returned counts again.
    pub returned_counts: bool,
    pub source: BaseSource,
    /// Each line counts for the days from this column to the end of the prior year, out of so many.
    pub days: Option<(&'static Field, i64)>,
    /// How far the platform's record may differ before it is said.
    pub tolerance: Option<Ratio>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BaseSource {
    Claimed,
    Platform,
    /// The smaller of both.
    Min,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Threshold {
    pub test: ThresholdTest,
    pub amount: Amount,
    pub on: ThresholdOn,
    pub reason: ReasonId,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ThresholdTest {
    /// 超过: strictly more.
    Above,
    /// 以上: at least.
    AtLeast,
}

impl ThresholdTest {
    pub fn passes(self, value: i128, limit: i128) -> bool {
        match self {
            Self::Above => value > limit,
            Self::AtLeast => value >= limit,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ThresholdOn {
    Claim,
    Firm,
}

/// How much a claim is worth before limits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Award {
    /// `(base − deduct) × rates`, rounded once.
    Rate { rates: Vec<RateTerm>, deduct: Option<Amount> },
    /// The same for every claim.
    Fixed(i64),
    /// By the word in a column; words not listed get nothing.
    /// With `review`, lines of one item under different words are put to a person.
    Grades { by: &'static Field, amounts: Vec<(String, i64)>, review: bool, reason: ReasonId },
    /// So much for each: the sum of a column of whole numbers, or the different texts of a column.
    Each { of: &'static Field, amount: i64 },
    /// By a weighted score: the first tier that is reached.
    Tiers(TierTable),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RateTerm {
    Exact(Ratio),
    /// A published rate, as of the deadline.
    Published(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cap {
    pub amount: Option<i64>,
    /// A share of a figure of the enterprise's own.
    pub of: Option<(&'static Field, Ratio)>,
    pub reason: ReasonId,
}

/// 上浮: what a rate is multiplied by for some enterprises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Factor {
    /// On a column of the enterprise.
    pub rule: Rule,
    pub times: Ratio,
}

/// What earlier awards do to this one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HistoryRule {
    /// An earlier award excludes another.
    pub once: Option<(Once, ReasonId)>,
    /// A fully returned award restores the right.
    pub restored_by_return: bool,
    /// At most so much over all years.
    pub lifetime: Option<(i64, ReasonId)>,
    /// In at most so many award years, and whether these must follow each other.
    pub years: Option<(u32, bool, ReasonId)>,
    /// At most so much in one year, earlier batches included.
    pub per_year: Option<(i64, ReasonId)>,
    /// Whose earlier awards the three limits above count.
    pub whose: Whose,
}

/// Whose earlier awards a limit counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Whose {
    /// Those for the same item, whoever received them; of a measure without items, the enterprise's.
    #[default]
    Item,
    /// Those for the same item, and by itself those of the enterprise, whatever the item.
    ItemAndFirm,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Once {
    Firm,
    /// Whoever received it.
    Item,
    /// An item that every enterprise has for itself, such as a year.
    FirmItem,
}

/// A limit on the number of claims.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountLimit {
    pub max: u32,
    pub per: CountPer,
    pub choose: Choose,
    /// Among equals the smaller number in this column comes first.
    pub ties: Option<&'static Field>,
    /// A claim that loses its item to another enterprise leaves its place to the next of its own.
    pub again: bool,
    /// A person should look at what was left out.
    pub review: bool,
    pub reason: ReasonId,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountPer {
    /// Claims of one enterprise; earlier claims of the year count.
    Firm,
    /// Claims for one item, whoever makes them.
    Item,
    /// Claims of one enterprise that share this column.
    Column(&'static Field),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choose {
    Highest,
    /// Whoever was supported for the item before, then the highest.
    SupportedBefore,
    /// In the order in which they were filed.
    Declared,
    /// The lead applicant.
    Lead,
    /// All of them, each an equal part.
    SplitEqually,
}

/// A parameter or option as it stands in this run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InForce {
    pub name: String,
    pub clause: String,
    pub value: String,
    pub default: String,
    /// A contested reading, not a parameter.
    pub reading: bool,
    /// What a reading answers; empty for a parameter.
    pub question: Text,
    pub text: Text,
}
