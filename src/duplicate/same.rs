//! Whether other support is for the same matter, and what follows: the verdict of one case.

use super::crosswalk::SameKind;
use super::papers::Paper;
use crate::diag::Text;
use crate::entity::Status;
use crate::frame::cells::words;
use crate::scheme::{DuplicateKey, DuplicateMode};

/// What the papers of both sides say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PaperEvidence {
    /// Both name the same one.
    Same(Paper, String),
    /// Both name one, and they differ.
    Differ(Paper),
    /// One of them names none.
    Unknown,
}

/// Where the other support stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Approved, paid, or partly returned.
    Received,
    Pending,
    /// Returned or recovered in full.
    Returned,
    /// Refused, given up or cancelled: nothing was received.
    Refused,
    Unknown,
}

impl State {
    pub fn text(self) -> Text {
        match self {
            Self::Received => Text::new("已核定", "approved"),
            Self::Pending => Text::new("待审", "pending"),
            Self::Returned => Text::new("已退回", "returned"),
            Self::Refused => Text::new("未获支持", "refused"),
            Self::Unknown => Text::new("不明", "unknown"),
        }
    }
}

words!(Verdict, Verdict::name, Verdict::ALL);

/// What was found about a claim and a row of a roster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// The same support: the stage of 附七 lowers the claim.
    Duplicate,
    /// A person decides; until then nothing is lowered and payment should wait.
    Suspected,
    /// Nobody knows what the text of its item means: a person says so once for all rows that hold it.
    Unsorted,
    /// The same kind one year before or after: nothing is lowered, and it is kept on record, since years of lists are
    /// often wrong.
    YearOff,
    /// The clause does not name the source; said, since all support together has a limit.
    Outside,
    Clear,
}

impl Verdict {
    pub const ALL: [Self; 6] = [
        Self::Duplicate,
        Self::Suspected,
        Self::Unsorted,
        Self::YearOff,
        Self::Outside,
        Self::Clear,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Duplicate => "duplicate",
            Self::Suspected => "suspected",
            Self::Unsorted => "unsorted",
            Self::YearOff => "year-off",
            Self::Outside => "outside",
            Self::Clear => "clear",
        }
    }

    pub fn text(self) -> Text {
        match self {
            Self::Duplicate => Text::new("重复", "duplicate"),
            Self::Suspected => Text::new("疑似，待认定", "suspected, to be decided"),
            Self::Unsorted => Text::new("事项待归类", "its text is still to be sorted"),
            Self::YearOff => Text::new("相差一年，留痕", "one year off, on record"),
            Self::Outside => {
                Text::new("不在条款所列范围，提示", "outside of the clause, for information")
            }
            Self::Clear => Text::new("不重复", "clear"),
        }
    }
}

macro_rules! whys {
    ($($name:ident $zh:literal $en:literal;)*) => {
        /// The ground of a verdict.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Why { $($name,)* }

        impl Why {
            pub fn text(self) -> Text {
                match self { $(Why::$name => Text::new($zh, $en),)* }
            }
        }
    };
}

whys! {
    SamePaper "同一凭证已获支持" "the same paper was supported";
    SameKindPeriod "同类支持、同一期间（按选项 dup_key 认定）" "the same kind in the same period, as dup_key says";
    SameKindNoPaper "同类支持，缺少可比对的凭证" "the same kind, no papers to compare";
    PossibleNoPaper "可能同类，缺少可比对的凭证" "possibly the same kind, no papers to compare";
    Unlisted "对照表未列该支持事项" "the crosswalk does not list the item";
    Identity "企业身份待核" "who it is has to be confirmed";
    PeriodUnknown "同一凭证，但期间不明" "the same paper, but the period is unknown";
    StateUnknown "他项支持的状态不明" "the state of the other support is unknown";
    ByTitle "仅凭名册标题推定已获支持，其后有无退回待名册一并作答" "approved by the title of its list alone: whether it was returned later is asked of the list";
    RemarkDoubtful "名册该行另有备注，是否已获支持待核" "the row has a remark of its own: whether it was supported must be checked";
    ReturnedPerhaps "同一来源另有名册载明同类支持已退回，是否即此笔待核" "another list of the source says that support of the kind was returned: whether it was this is to be checked";
    AmountUnknown "他项支持的金额不明，无法择优或补差" "its amount is unknown, so neither the higher nor the difference can be taken";
    PaperUnlisted "同一凭证，但对照表未列该支持事项" "the same paper, but the crosswalk does not list the item";
    AnotherFirm "人工认定为另一企业" "another enterprise, as a person decided";
    YearOff "同类支持，期间相差一年" "the same kind, one year before or after";
    OtherPeriod "期间不重合" "the periods do not overlap";
    OtherPapers "凭证不同" "the papers differ";
    Returned "他项支持已全额退回" "the other support was returned in full";
    Refused "名册载明未予支持、放弃或取消" "the roster says that it was refused, given up or cancelled";
    Pending "同类支持尚待审定，暂未核减，拨付前须核实其结果" "the same support is still pending: nothing is deducted yet, and its outcome must be known before payment";
    NotCovered "来源不在附七所列范围" "the clause does not name the source";
    OtherKind "不属同类支持" "another kind of support";
}

/// What a verdict is made from.
#[derive(Clone, Debug)]
pub struct Grounds<'a> {
    pub identity: Status,
    pub same_kind: SameKind,
    pub covered: bool,
    pub by_period: bool,
    pub paper: &'a PaperEvidence,
    /// Days that the periods share; `None` where one is unknown.
    pub overlap: Option<i64>,
    /// They do not, and lie one year apart.
    pub year_off: bool,
    pub state: State,
    /// Nothing but the title of its list says so, and what was returned later is not known.
    pub by_title: bool,
    pub amount: Option<i64>,
    pub key: DuplicateKey,
    pub mode: DuplicateMode,
}

/// The verdict, and its ground.
pub fn verdict(g: &Grounds) -> (Verdict, Why) {
    if g.same_kind == SameKind::No {
        return (Verdict::Clear, Why::OtherKind);
    }
    let (verdict, why) = matter(g);
    if matches!(verdict, Verdict::Clear | Verdict::YearOff) {
        return (verdict, why);
    }
    match g.state {
        State::Returned => return (Verdict::Clear, Why::Returned),
        State::Refused => return (Verdict::Clear, Why::Refused),
        _ => {}
    }
    if !g.covered {
        return (Verdict::Outside, Why::NotCovered);
    }
    if verdict == Verdict::Suspected {
        return (verdict, why);
    }
    if g.identity != Status::Confirmed {
        return (Verdict::Suspected, Why::Identity);
    }
    if g.state == State::Unknown {
        return (Verdict::Suspected, Why::StateUnknown);
    }
    if g.state == State::Received && g.by_title {
        return (Verdict::Suspected, Why::ByTitle);
    }
    if g.mode != DuplicateMode::ExcludeIfReceived && g.amount.is_none() {
        return (Verdict::Suspected, Why::AmountUnknown);
    }
    if g.state == State::Pending {
        // A duplicate that lowers nothing, and must not read like one that does.
        return (verdict, Why::Pending);
    }
    (verdict, why)
}

/// Whether it is the same matter, whoever received it and whatever became of it.
fn matter(g: &Grounds) -> (Verdict, Why) {
    let whenever = g.key == DuplicateKey::Institution;
    let proven = matches!(g.paper, PaperEvidence::Same(..));
    if g.overlap == Some(0) && !whenever && (g.by_period || !proven) {
        return match g.year_off
            && !matches!(g.state, State::Returned | State::Refused)
            && !matches!(g.paper, PaperEvidence::Differ(_))
        {
            true => (Verdict::YearOff, Why::YearOff),
            false => (Verdict::Clear, Why::OtherPeriod),
        };
    }
    match (g.paper, g.same_kind) {
        (PaperEvidence::Same(..), _) if g.by_period && g.overlap.is_none() && !whenever => {
            (Verdict::Suspected, Why::PeriodUnknown)
        }
        (PaperEvidence::Same(..), SameKind::Unlisted) => (Verdict::Suspected, Why::PaperUnlisted),
        (PaperEvidence::Same(..), _) => (Verdict::Duplicate, Why::SamePaper),
        (_, SameKind::Strong) if whenever => (Verdict::Duplicate, Why::SameKindPeriod),
        (_, SameKind::Strong) if g.key == DuplicateKey::Kind && g.overlap.is_some() => {
            (Verdict::Duplicate, Why::SameKindPeriod)
        }
        (PaperEvidence::Differ(_), _) => (Verdict::Clear, Why::OtherPapers),
        (_, SameKind::Strong) => (Verdict::Suspected, Why::SameKindNoPaper),
        (_, SameKind::Possible) => (Verdict::Suspected, Why::PossibleNoPaper),
        _ => (Verdict::Suspected, Why::Unlisted),
    }
}

/// What is left of an amount when one other support counts against it.
pub fn left(mode: DuplicateMode, own: i64, other: i64) -> i64 {
    match mode {
        DuplicateMode::ExcludeIfReceived => 0,
        DuplicateMode::ChooseBest if own > other => own,
        DuplicateMode::ChooseBest => 0,
        DuplicateMode::TopUp => (own - other).max(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grounds_and_verdicts() {
        use Verdict::*;
        let same = PaperEvidence::Same(0, "1".into());
        let (differ, unknown) = (PaperEvidence::Differ(0), PaperEvidence::Unknown);
        let base = |paper| Grounds {
            identity: Status::Confirmed,
            same_kind: SameKind::Strong,
            covered: true,
            by_period: false,
            paper,
            overlap: Some(365),
            year_off: false,
            state: State::Received,
            by_title: false,
            amount: Some(1),
            key: DuplicateKey::Item,
            mode: DuplicateMode::ExcludeIfReceived,
        };
        let (proven, other, open) = (base(&same), base(&differ), base(&unknown));
        assert_eq!(verdict(&proven), (Duplicate, Why::SamePaper));
        assert_eq!(verdict(&other), (Clear, Why::OtherPapers));
        assert_eq!(verdict(&open), (Suspected, Why::SameKindNoPaper));
        let with = |mut g: Grounds<'_>, change: fn(&mut Grounds)| {
            change(&mut g);
            verdict(&g)
        };
        assert_eq!(with(other.clone(), |g| g.key = DuplicateKey::Kind).0, Duplicate);
        assert_eq!(with(open.clone(), |g| g.key = DuplicateKey::Kind).0, Duplicate);
        let long_ago = |g: &mut Grounds| g.overlap = Some(0);
        assert_eq!(with(open.clone(), long_ago), (Clear, Why::OtherPeriod));
        let last_year = |g: &mut Grounds| (g.overlap, g.year_off) = (Some(0), true);
        assert_eq!(with(open.clone(), last_year), (YearOff, Why::YearOff));
        assert_eq!(with(other.clone(), last_year), (Clear, Why::OtherPeriod));
        assert_eq!(with(proven.clone(), last_year), (Duplicate, Why::SamePaper), "one invoice");
        let unlisted = |g: &mut Grounds| g.same_kind = SameKind::Unlisted;
        assert_eq!(with(proven.clone(), unlisted), (Suspected, Why::PaperUnlisted));
        assert_eq!(with(proven.clone(), long_ago), (Duplicate, Why::SamePaper), "one invoice");
        let yearly = |g: &mut Grounds| (g.overlap, g.by_period) = (Some(0), true);
        assert_eq!(with(proven.clone(), yearly), (Clear, Why::OtherPeriod), "a yearly contract");
        let named = |g: &mut Grounds| g.identity = Status::Review;
        assert_eq!(with(proven.clone(), named), (Suspected, Why::Identity));
        assert_eq!(with(proven.clone(), |g| g.covered = false).0, Outside);
        assert_eq!(with(proven.clone(), |g| g.state = State::Returned).0, Clear);
        assert_eq!(with(proven.clone(), |g| g.state = State::Refused), (Clear, Why::Refused));
        assert_eq!(with(proven.clone(), |g| g.state = State::Unknown).0, Suspected);
        assert_eq!(with(proven.clone(), |g| g.state = State::Pending), (Duplicate, Why::Pending));
        let titled = |g: &mut Grounds| g.by_title = true;
        assert_eq!(with(proven.clone(), titled), (Suspected, Why::ByTitle));
        let listed = |g: &mut Grounds| (g.by_title, g.state) = (true, State::Pending);
        assert_eq!(with(proven.clone(), listed), (Duplicate, Why::Pending), "lowers nothing");
        let named = |g: &mut Grounds| (g.by_title, g.identity) = (true, Status::Review);
        assert_eq!(with(proven.clone(), named), (Suspected, Why::Identity), "who it is first");
        let unpriced = |g: &mut Grounds| (g.amount, g.mode) = (None, DuplicateMode::TopUp);
        assert_eq!(with(proven.clone(), unpriced), (Suspected, Why::AmountUnknown));
        assert_eq!(with(open, |g| g.same_kind = SameKind::No).0, Clear);
    }
}
