//! How a target stands on a day: its status, the reason in words, the gap to its path and the growth so far.
//!
//! Nothing known is never good: without a figure the status is [`Status::NoData`], however long the way still is.

use chrono::{Datelike, Months, NaiveDate};
use rust_decimal::Decimal;

use super::figures::{Certainty, Figure, Value, yearly};
use super::number::{grown, round, shown, yearly_growth};
use super::path::{Path, path};
use super::period::day;
use super::plan::{Course, Due, Plan, Start, Target, Test};
use super::units::Counted;
use crate::diag::{Lang, Text};

/// How a target stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Past its date and not reached.
    Overdue,
    OffTrack,
    AtRisk,
    NoData,
    OnTrack,
    Reached,
    /// Not a target: a stated figure to compare with.
    Reference,
}

impl Status {
    pub const ALL: [Self; 7] = [
        Self::Reached,
        Self::OnTrack,
        Self::AtRisk,
        Self::OffTrack,
        Self::Overdue,
        Self::NoData,
        Self::Reference,
    ];

    /// Of a word that a table holds.
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.key() == key)
    }

    /// As tables hold it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Reached => "reached",
            Self::OnTrack => "on-track",
            Self::AtRisk => "at-risk",
            Self::OffTrack => "off-track",
            Self::Overdue => "overdue",
            Self::NoData => "no-data",
            Self::Reference => "reference",
        }
    }
}

/// A target on a day.
#[derive(Clone, Debug)]
pub struct Judged {
    pub status: Status,
    pub reason: Text,
    /// The figure that was judged last.
    pub latest: Option<Figure>,
    /// What the path asks for its year.
    pub expected: Option<Decimal>,
    /// Latest less expected; for an upper limit the other way round, so that below zero is always bad.
    pub gap: Option<Decimal>,
    pub path: Option<Path>,
    pub growth: Option<Achieved>,
    /// Yearly growth still needed.
    pub required: Option<Decimal>,
    pub outlook: Option<Outlook>,
    /// Whether the last figure was too old to judge.
    pub stale: bool,
}

/// Average growth from a first year to the last one known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Achieved {
    pub from_year: i32,
    pub to_year: i32,
    pub rate: Decimal,
    /// Whether it passes the growth that the plan states; `None` where it states none.
    pub met: Option<bool>,
    /// Whether it begins at a baseline that was reckoned back.
    pub from_derived: bool,
}

/// Where the pace of the years known leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outlook {
    pub year: i32,
    /// At the slowest, the average and the fastest year so far.
    pub low: Decimal,
    pub mid: Decimal,
    pub high: Decimal,
    /// The first year that reaches the target at the average pace; `None` within thirty years.
    pub reached: Option<i32>,
}

/// Judges one target. `figures` are those of its series, by time, none later than `as_of`.
pub fn judge(plan: &Plan, target: &Target, figures: &[&Figure], as_of: NaiveDate) -> Judged {
    let usable: Vec<&Figure> =
        figures.iter().copied().filter(|f| f.certainty > Certainty::Estimate).collect();
    let path = path(plan, target, &usable);
    let (latest, verdict) =
        Case { plan, target, figures: &usable, as_of, path: path.as_ref() }.verdict();
    let year = latest.and_then(path_year);
    let expected = year.and_then(|year| path.as_ref()?.at(year));
    let number = latest.and_then(|figure| figure.number());
    let gap = number.zip(expected).map(|(number, expected)| match target.test.downwards() {
        true => expected - number,
        false => number - expected,
    });
    Judged {
        status: verdict.status,
        reason: verdict.reason,
        latest: latest.cloned(),
        expected,
        gap,
        growth: achieved(plan, target, &usable),
        required: required(target, &usable),
        outlook: outlook(target, &usable),
        stale: verdict.stale,
        path,
    }
}

/// The year whose value of the path a figure is held against: its own, or the one before for a day within a year.
fn path_year(figure: &Figure) -> Option<i32> {
    let year = figure.span.to.year();
    if figure.span.whole_year().is_some() {
        return Some(year);
    }
    let year_end = NaiveDate::from_ymd_opt(year, 12, 31);
    (figure.span.from == figure.span.to).then_some(if Some(figure.span.to) == year_end {
        year
    } else {
        year - 1
    })
}

struct Case<'a> {
    plan: &'a Plan,
    target: &'a Target,
    figures: &'a [&'a Figure],
    as_of: NaiveDate,
    path: Option<&'a Path>,
}

struct Verdict {
    status: Status,
    reason: Text,
    stale: bool,
}

fn verdict(status: Status, zh: impl Into<String>, en: impl Into<String>) -> Verdict {
    Verdict { status, reason: Text::new(zh, en), stale: false }
}

impl<'a> Case<'a> {
    fn verdict(&self) -> (Option<&'a Figure>, Verdict) {
        match self.target.test {
            Test::Term { from, to } => (None, self.term(from, to)),
            Test::Reference(value) => self.reference(value),
            Test::Done => self.done(),
            Test::RisesEachYear => self.rises(true),
            Test::Rises => self.rises(false),
            _ if self.target.course == Course::Limit => self.limit(),
            _ => self.level(),
        }
    }

    fn over(&self) -> bool {
        self.target.due.is_some_and(|due| self.as_of >= due.day)
    }

    fn last(&self) -> Option<&'a Figure> {
        self.figures.last().copied()
    }

    fn passes(&self, figure: &Figure) -> bool {
        let number = figure.number();
        number
            .and_then(|n| self.target.test.passes(n, self.plan.judging.tolerance))
            .unwrap_or(false)
    }

    fn stale(&self, figure: &Figure) -> bool {
        let until = self.target.due.map_or(self.as_of, |due| due.day.min(self.as_of));
        let limit = figure.span.to.checked_add_months(Months::new(self.plan.judging.stale_months));
        limit.is_some_and(|limit| limit < until)
    }

    fn too_old(&self, figure: &Figure) -> Verdict {
        let months = self.plan.judging.stale_months;
        let (zh, en) = (figure.span.shown(Lang::Zh), figure.span.shown(Lang::En));
        let text = verdict(
            Status::NoData,
            format!("最近的数是{zh}，已超过{months}个月，不据以判断"),
            format!("the last figure is for {en}, more than {months} months ago"),
        );
        Verdict { stale: true, ..text }
    }

    fn term(&self, from: NaiveDate, to: NaiveDate) -> Verdict {
        let days = (to - from).num_days() + 1;
        if self.as_of < from {
            let (zh, en) = (day(from, Lang::Zh), day(from, Lang::En));
            return verdict(Status::OnTrack, format!("{zh}起算"), format!("begins on {en}"));
        }
        if self.as_of > to {
            let (zh, en) = (day(to, Lang::Zh), day(to, Lang::En));
            return verdict(
                Status::Reached,
                format!("{zh}届满，共{days}天"),
                format!("ended on {en} after {days} days"),
            );
        }
        let left = (to - self.as_of).num_days();
        verdict(
            Status::OnTrack,
            format!("共{days}天，尚余{left}天"),
            format!("{left} of {days} days left"),
        )
    }

    fn reference(&self, value: Decimal) -> (Option<&'a Figure>, Verdict) {
        let stated = self.show(value);
        let Some(last) = self.last() else {
            let text = verdict(
                Status::Reference,
                format!("原文数{stated}，无目标值，仅作参照"),
                format!("{stated} is stated without a target, for reference"),
            );
            return (None, text);
        };
        let change = last.number().map(|number| number - value).unwrap_or_default();
        let sign = if change >= Decimal::ZERO { "+" } else { "" };
        let by = format!("{sign}{}", self.show(change));
        let text = verdict(
            Status::Reference,
            format!("比原文数{stated}变动{by}，仅作参照"),
            format!("{by} against the stated {stated}, for reference"),
        );
        (Some(last), text)
    }

    fn done(&self) -> (Option<&'a Figure>, Verdict) {
        let done = self.figures.iter().find_map(|figure| match figure.value {
            Value::Done(day) => Some((*figure, day)),
            _ => None,
        });
        let due = self.target.due;
        if let Some((figure, on)) = done {
            let (zh, en) = (day(on, Lang::Zh), day(on, Lang::En));
            let late = due.map_or(0, |due| (on - due.day).num_days());
            let text = match late > 0 {
                true => verdict(
                    Status::Reached,
                    format!("{zh}完成，晚于期限{late}天"),
                    format!("done on {en}, {late} days late"),
                ),
                false => verdict(Status::Reached, format!("{zh}完成"), format!("done on {en}")),
            };
            return (Some(figure), text);
        }
        let past = due.filter(|_| self.over()).map(|due| (self.as_of - due.day).num_days());
        let text = match (self.last(), past) {
            (Some(_), Some(days)) => verdict(
                Status::Overdue,
                format!("期限已过{days}天，未完成"),
                format!("{days} days past its date and not done"),
            ),
            (Some(last), None) if self.stale(last) => self.too_old(last),
            (Some(_), None) => verdict(
                Status::OnTrack,
                "尚未到期，已报在推进",
                "not due yet and reported under way",
            ),
            (None, Some(days)) => verdict(
                Status::NoData,
                format!("期限已过{days}天，没有任何填报"),
                format!("{days} days past its date, nothing reported"),
            ),
            (None, None) => verdict(Status::NoData, "没有任何填报", "nothing reported"),
        };
        (self.last(), text)
    }

    fn rises(&self, each_year: bool) -> (Option<&'a Figure>, Verdict) {
        let until = self.target.due.map_or(i32::MAX, |due| due.year);
        let years: Vec<(i32, Decimal)> =
            yearly(self.figures).filter(|(year, _)| *year <= until).collect();
        let latest = self.figures.iter().rfind(|f| f.span.whole_year().is_some_and(|y| y <= until));
        let latest = latest.copied();
        let ([(first, from), .., (last, to)], Some(figure)) = (&years[..], latest) else {
            let text = "不足两年的数，无法判断走势";
            return (latest, verdict(Status::NoData, text, "fewer than two years are known"));
        };
        let missing: Vec<String> = (*first..=*last)
            .filter(|year| !years.iter().any(|(known, _)| known == year))
            .map(|year| year.to_string())
            .collect();
        if each_year && !missing.is_empty() {
            let list = missing.join("、");
            let text = verdict(
                Status::NoData,
                format!("缺{list}年的数，不能判断是否逐年提升"),
                format!("{} missing: a rise every year cannot be shown", missing.join(", ")),
            );
            return (latest, text);
        }
        let fall = match each_year {
            true => {
                years.windows(2).find(|pair| pair[1].1 <= pair[0].1).map(|pair| (pair[0], pair[1]))
            }
            false => (to <= from).then_some(((*first, *from), (*last, *to))),
        };
        if let Some(((ya, a), (yb, b))) = fall {
            let (a, b) = (self.show(a), self.show(b));
            let status = if self.over() { Status::Overdue } else { Status::OffTrack };
            let text = verdict(
                status,
                format!("{yb}年{b}，不高于{ya}年的{a}"),
                format!("{b} in {yb} is not above {a} in {ya}"),
            );
            return (latest, text);
        }
        let (a, b) = (self.show(*from), self.show(*to));
        let told_zh = format!("{first}年{a} → {last}年{b}");
        let told_en = format!("{a} in {first} → {b} in {last}");
        let text = match self.over() {
            true if *last == until => verdict(Status::Reached, told_zh, told_en),
            true => verdict(
                Status::NoData,
                format!("{told_zh}；没有{until}年的数"),
                format!("{told_en}; nothing for {until}"),
            ),
            false if self.stale(figure) => self.too_old(figure),
            false => verdict(Status::OnTrack, told_zh, told_en),
        };
        (latest, text)
    }

    /// Holds in every period.
    fn limit(&self) -> (Option<&'a Figure>, Verdict) {
        let Some(last) = self.last() else {
            return (None, verdict(Status::NoData, "没有数据", "nothing known"));
        };
        let broken: Vec<&&Figure> = self.figures.iter().filter(|f| !self.passes(f)).collect();
        let of = self.figures.len();
        let text = if !self.passes(last) {
            let status = if self.over() { Status::Overdue } else { Status::OffTrack };
            let (zh, en) = (last.span.shown(Lang::Zh), last.span.shown(Lang::En));
            verdict(
                status,
                format!("{zh}不符合要求；{of}期中{}期不符", broken.len()),
                format!("{en} fails; {} of {of} periods do", broken.len()),
            )
        } else if self.stale(last) {
            self.too_old(last)
        } else {
            let status = if self.over() { Status::Reached } else { Status::OnTrack };
            match broken.len() {
                0 => {
                    verdict(status, format!("{of}期全部符合"), format!("holds in all {of} periods"))
                }
                n => verdict(
                    status,
                    format!("最近一期符合；此前{of}期中{n}期不符"),
                    format!("holds in the last period; {n} of {of} before did not"),
                ),
            }
        };
        (Some(last), text)
    }

    /// A number to be reached by a date.
    fn level(&self) -> (Option<&'a Figure>, Verdict) {
        let comparable: Vec<&Figure> =
            self.figures.iter().copied().filter(|f| path_year(f).is_some()).collect();
        let Some(last) = comparable.last().copied() else {
            return (self.last(), verdict(Status::NoData, "没有数据", "nothing known"));
        };
        match self.target.due.filter(|_| self.over()) {
            Some(due) => self.past_due(due, &comparable),
            None if self.passes(last) && !self.stale(last) => {
                (Some(last), verdict(Status::Reached, "已达到目标值", "the target is reached"))
            }
            None if self.stale(last) => (Some(last), self.too_old(last)),
            None => (Some(last), self.under_way(last)),
        }
    }

    fn past_due(&self, due: Due, figures: &[&'a Figure]) -> (Option<&'a Figure>, Verdict) {
        let in_year = |f: &&&Figure| f.span.to.year() == due.year && f.span.to <= year_end(due);
        let asked = figures.iter().rfind(in_year).copied();
        if let Some(figure) = asked.filter(|figure| self.passes(figure)) {
            let (zh, en) = (figure.span.shown(Lang::Zh), figure.span.shown(Lang::En));
            let text = verdict(Status::Reached, format!("{zh}达到"), format!("reached in {en}"));
            return (Some(figure), text);
        }
        let later = figures.iter().find(|f| f.span.to > year_end(due) && self.passes(f)).copied();
        if let Some(figure) = later {
            let (zh, en) = (figure.span.shown(Lang::Zh), figure.span.shown(Lang::En));
            let text = verdict(
                Status::Reached,
                format!("{zh}达到，晚于期限{}年", due.year),
                format!("reached in {en}, after {}", due.year),
            );
            return (Some(figure), text);
        }
        match asked {
            Some(figure) => {
                let (zh, en) = (figure.span.shown(Lang::Zh), figure.span.shown(Lang::En));
                let days = (self.as_of - due.day).num_days();
                let text = verdict(
                    Status::Overdue,
                    format!("{zh}未达到，期限已过{days}天"),
                    format!("not reached in {en}, {days} days past its date"),
                );
                (Some(figure), text)
            }
            None => {
                let year = due.year;
                let text = verdict(
                    Status::NoData,
                    format!("期限已过，没有{year}年的数"),
                    format!("past its date without a figure for {year}"),
                );
                (figures.last().copied(), text)
            }
        }
    }

    fn under_way(&self, last: &Figure) -> Verdict {
        let Some(number) = last.number() else {
            return verdict(Status::NoData, "没有数据", "nothing known");
        };
        let Some(path) = self.path else {
            return match self.target.due {
                None => verdict(
                    Status::AtRisk,
                    "尚未达到，原文未规定期限",
                    "not reached; no date is set",
                ),
                Some(_) => verdict(
                    Status::AtRisk,
                    "尚未达到，没有路径可比",
                    "not reached; no path to compare",
                ),
            };
        };
        let own = |course| matches!(course, Course::Compound(s) | Course::Linear(s) if s == Start::FirstFigure);
        let Some(expected) = path_year(last).and_then(|year| path.at(year)) else {
            let text = "路径尚未开始，无从比较";
            return verdict(Status::NoData, text, "its path has not begun yet");
        };
        if own(self.target.course) && self.figures.len() == 1 {
            return verdict(
                Status::NoData,
                "只有一个数，无法判断走势",
                "one figure shows no course",
            );
        }
        let band = self.plan.judging.at_risk;
        let (ahead, near) = match self.target.test.downwards() {
            true => (number <= expected, number <= expected * (Decimal::ONE + band)),
            false => (number >= expected, number >= expected * (Decimal::ONE - band)),
        };
        let (n, e) = (self.show(number), self.show(expected));
        let told = |zh: &str, en: &str| {
            (format!("{n}，路径要求{e}，{zh}"), format!("{n} against {e} on its path: {en}"))
        };
        let (status, (zh, en)) = match (ahead, near) {
            (true, _) => (Status::OnTrack, told("在路径上", "on it")),
            (false, true) => (Status::AtRisk, told("略低", "a little short")),
            (false, false) => (Status::OffTrack, told("明显偏离", "well off")),
        };
        verdict(status, zh, en)
    }

    fn show(&self, value: Decimal) -> String {
        shown(value, self.target.decimals)
    }
}

fn year_end(due: Due) -> NaiveDate {
    NaiveDate::from_ymd_opt(due.year, 12, 31).unwrap_or(due.day)
}

/// The growth from where the path begins, or from the first year known, to the last year known.
fn achieved(plan: &Plan, target: &Target, figures: &[&Figure]) -> Option<Achieved> {
    if target.unit.counted == Counted::Percent || target.test.value().is_none() {
        return None;
    }
    let until = target.due.map_or(i32::MAX, |due| due.year);
    let known: Vec<(i32, Decimal)> = yearly(figures).filter(|(year, _)| *year <= until).collect();
    let (to_year, to) = *known.last()?;
    let start_year = match target.course {
        Course::Compound(Start::Target(other)) => plan.targets[other].due.map(|due| due.year),
        _ => target.baseline.map(|base| base.year),
    };
    let filed = |year: i32| known.iter().find(|(own, _)| *own == year).copied();
    let base = target.baseline.filter(|base| Some(base.year) == start_year);
    let (from_year, from, from_derived) = match start_year.and_then(filed) {
        Some((year, value)) => (year, value, false),
        None => match base {
            Some(base) => (base.year, base.value, base.derived),
            None => known.first().map(|(year, value)| (*year, *value, false))?,
        },
    };
    let years = u32::try_from(to_year - from_year).ok()?;
    let rate = yearly_growth(from, to, years)?;
    let met = target.growth.and_then(|growth| growth.test.passes(rate, plan.judging.tolerance));
    Some(Achieved { from_year, to_year, rate, met, from_derived })
}

fn required(target: &Target, figures: &[&Figure]) -> Option<Decimal> {
    if target.unit.counted == Counted::Percent || target.test.downwards() {
        return None;
    }
    let (year, value) = yearly(figures).last()?;
    let wanted = target.test.value().filter(|wanted| *wanted > value)?;
    yearly_growth(value, wanted, u32::try_from(target.due?.year - year).ok()?)
}

/// The pace of consecutive years carried on: shares by steps, everything else by growth.
fn outlook(target: &Target, figures: &[&Figure]) -> Option<Outlook> {
    const FARTHEST: i32 = 30;
    let wanted = target.test.value().filter(|_| !target.test.downwards())?;
    if target.course == Course::Limit || matches!(target.test, Test::Reference(_)) {
        return None;
    }
    let due = target.due?;
    let known: Vec<(i32, Decimal)> = yearly(figures).collect();
    let (last_year, last) = *known.last()?;
    let steps = target.unit.counted == Counted::Percent || target.decimals == 0;
    let pace = |(ya, a): (i32, Decimal), (yb, b): (i32, Decimal)| match (yb - ya, steps) {
        (1, true) => b.checked_sub(a),
        (1, false) => yearly_growth(a, b, 1),
        _ => None,
    };
    let paces: Vec<Decimal> = known.windows(2).filter_map(|w| pace(w[0], w[1])).collect();
    if paces.len() < 2 || paces.len() + 1 < known.len() || due.year <= last_year {
        return None;
    }
    let (first_year, first) = known[0];
    let years = last_year - first_year;
    let average = match steps {
        true => last.checked_sub(first)?.checked_div(Decimal::from(years))?,
        false => yearly_growth(first, last, u32::try_from(years).ok()?)?,
    };
    let at = |pace: Decimal, years: i32| match steps {
        true => last.checked_add(pace.checked_mul(Decimal::from(years))?),
        false => grown(last, pace, years),
    };
    let ahead = due.year - last_year;
    let value = |pace| at(pace, ahead).map(|value| round(value, target.decimals));
    let reached = (0..=FARTHEST).find(|years| {
        let there = at(average, *years).map(|value| round(value, target.decimals));
        there.is_some_and(|value| match target.test {
            Test::Above(_) => value > wanted,
            _ => value >= wanted,
        })
    });
    Some(Outlook {
        year: due.year,
        low: value(*paces.iter().min()?)?,
        mid: value(average)?,
        high: value(*paces.iter().max()?)?,
        reached: reached.map(|years| last_year + years),
    })
}
