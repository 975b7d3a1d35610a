//! The status of a target and the sentence that says why, by what its test asks.
//!
//! Nothing known is never good: without a figure the status is [`Status::NoData`], however long the way still is.

use chrono::{Datelike, Months, NaiveDate};
use rust_decimal::Decimal;

use super::figures::{Figure, Value};
use super::judge::{Status, path_year};
use super::number::shown;
use super::path::Path;
use super::plan::{Course, Due, Plan, Start, Target, Test};
use crate::diag::{Lang, Text};

/// One target with its figures on a day.
pub(super) struct Case<'a> {
    pub plan: &'a Plan,
    pub target: &'a Target,
    /// By time, estimates left out.
    pub figures: &'a [&'a Figure],
    pub as_of: NaiveDate,
    pub path: Option<&'a Path>,
}

/// A status and why.
pub(super) struct Verdict {
    pub status: Status,
    pub reason: Text,
    /// Whether the last figure was too old to judge.
    pub stale: bool,
    /// Whether it was met after its date.
    pub late: bool,
}

fn verdict(status: Status, zh: impl Into<String>, en: impl Into<String>) -> Verdict {
    Verdict { status, reason: Text::new(zh, en), stale: false, late: false }
}

/// Met, but after its date.
fn met_late(zh: impl Into<String>, en: impl Into<String>) -> Verdict {
    Verdict { late: true, ..verdict(Status::Reached, zh, en) }
}

impl<'a> Case<'a> {
    /// The status, with the figure that it rests on.
    pub(super) fn verdict(&self) -> (Option<&'a Figure>, Verdict) {
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
            let (zh, en) = (Lang::Zh.day(from), Lang::En.day(from));
            return verdict(Status::OnTrack, format!("{zh}起算"), format!("begins on {en}"));
        }
        if self.as_of > to {
            let (zh, en) = (Lang::Zh.day(to), Lang::En.day(to));
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
            let (zh, en) = (Lang::Zh.day(on), Lang::En.day(on));
            let late = due.map_or(0, |due| (on - due.day).num_days());
            let text = match late > 0 {
                true => met_late(
                    format!("{zh}完成，晚于期限{late}天"),
                    format!("done on {en}, {late} days late"),
                ),
                false => verdict(Status::Reached, format!("{zh}完成"), format!("done on {en}")),
            };
            return (Some(figure), text);
        }
        let past = due.filter(|_| self.over()).map(|due| (self.as_of - due.day).num_days());
        let text = match (self.last(), past) {
            (Some(_), Some(0)) => {
                verdict(Status::Overdue, "期限已到，未完成", "due today and not done")
            }
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

    /// What a rise is judged by: whole years and, where not every year is asked for, single days.
    fn steps(&self, each_year: bool) -> Vec<(&'a Figure, Decimal)> {
        let (due, until) = (self.target.due, self.target.due.map_or(i32::MAX, |due| due.year));
        let fits = |figure: &Figure| match figure.span.whole_year() {
            Some(year) => year <= until,
            None => {
                let single = figure.span.from == figure.span.to;
                !each_year && single && due.is_none_or(|due| figure.span.to <= due.day)
            }
        };
        let numbers = self.figures.iter().filter(|figure| fits(figure));
        numbers.filter_map(|figure| Some((*figure, figure.number()?))).collect()
    }

    fn rises(&self, each_year: bool) -> (Option<&'a Figure>, Verdict) {
        let steps = self.steps(each_year);
        let ([first, .., last], Some(latest)) = (&steps[..], steps.last().map(|step| step.0))
        else {
            let text = "不足两期的数，无法判断走势";
            let latest = steps.last().map(|step| step.0);
            return (latest, verdict(Status::NoData, text, "fewer than two periods are known"));
        };
        let year = |figure: &Figure| figure.span.to.year();
        let missing: Vec<String> = (year(first.0)..=year(latest))
            .filter(|wanted| !steps.iter().any(|(figure, _)| year(figure) == *wanted))
            .map(|year| year.to_string())
            .collect();
        if each_year && !missing.is_empty() {
            let list = missing.join("、");
            let text = verdict(
                Status::NoData,
                format!("缺{list}年的数，不能判断是否逐年提升"),
                format!("{} missing: a rise every year cannot be shown", missing.join(", ")),
            );
            return (Some(latest), text);
        }
        let fall = match each_year {
            true => {
                steps.windows(2).find(|pair| pair[1].1 <= pair[0].1).map(|pair| (pair[0], pair[1]))
            }
            false => (last.1 <= first.1).then_some((*first, *last)),
        };
        let told =
            |(figure, value): (&Figure, Decimal), lang| (figure.span.shown(lang), self.show(value));
        if let Some((before, after)) = fall {
            let status = if self.over() { Status::Overdue } else { Status::OffTrack };
            let [(pa, a), (pb, b)] = [told(before, Lang::Zh), told(after, Lang::Zh)];
            let [(ea, _), (eb, _)] = [told(before, Lang::En), told(after, Lang::En)];
            let text = verdict(
                status,
                format!("{pb}{b}，不高于{pa}的{a}"),
                format!("{b} in {eb} is not above {a} in {ea}"),
            );
            return (Some(latest), text);
        }
        (Some(latest), self.risen(*first, *last, told))
    }

    /// Nothing fell: whether that is known up to the end.
    fn risen(
        &self,
        first: (&Figure, Decimal),
        last: (&Figure, Decimal),
        told: impl Fn((&Figure, Decimal), Lang) -> (String, String),
    ) -> Verdict {
        let [(pa, a), (pb, b)] = [told(first, Lang::Zh), told(last, Lang::Zh)];
        let [(ea, _), (eb, _)] = [told(first, Lang::En), told(last, Lang::En)];
        let (zh, en) = (format!("{pa}{a} → {pb}{b}"), format!("{a} in {ea} → {b} in {eb}"));
        match (self.over(), self.target.due) {
            (true, Some(due)) if last.0.span.to.year() < due.year => verdict(
                Status::NoData,
                format!("{zh}；没有{}年的数", due.year),
                format!("{en}; nothing for {}", due.year),
            ),
            (true, _) => verdict(Status::Reached, zh, en),
            (false, _) if self.stale(last.0) => self.too_old(last.0),
            (false, _) => verdict(Status::OnTrack, zh, en),
        }
    }

    /// Holds in every period.
    fn limit(&self) -> (Option<&'a Figure>, Verdict) {
        let in_time = |figure: &Figure| match self.target.due {
            Some(due) if self.over() => figure.span.to <= year_end(due),
            _ => true,
        };
        let asked: Vec<&'a Figure> = self.figures.iter().copied().filter(|f| in_time(f)).collect();
        let Some(last) = asked.last().copied() else {
            let text = match self.last() {
                Some(_) => verdict(
                    Status::NoData,
                    "期限内没有数据",
                    "nothing is known of the time until its date",
                ),
                None => verdict(Status::NoData, "没有数据", "nothing known"),
            };
            return (self.last(), text);
        };
        let broken: Vec<&&Figure> = asked.iter().filter(|f| !self.passes(f)).collect();
        let of = asked.len();
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
            return (Some(figure), after_its_date(due, figure, asked.is_some()));
        }
        match asked {
            Some(figure) => {
                let (zh, en) = (figure.span.shown(Lang::Zh), figure.span.shown(Lang::En));
                let text = match (self.as_of - due.day).num_days() {
                    0 => verdict(
                        Status::Overdue,
                        format!("{zh}未达到，期限已到"),
                        format!("not reached in {en}, due today"),
                    ),
                    days => verdict(
                        Status::Overdue,
                        format!("{zh}未达到，期限已过{days}天"),
                        format!("not reached in {en}, {days} days past its date"),
                    ),
                };
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

/// Met by a later figure: known to be late where the figure of its year missed; where there is none,
/// whether it was met in time is not shown, and it counts as overdue.
fn after_its_date(due: Due, figure: &Figure, missed: bool) -> Verdict {
    let (zh, en) = (figure.span.shown(Lang::Zh), figure.span.shown(Lang::En));
    let year = due.year;
    let (late_zh, late_en) =
        (format!("{zh}达到，晚于期限{year}年"), format!("reached in {en}, after {year}"));
    match missed {
        true => met_late(late_zh, late_en),
        false => verdict(
            Status::Overdue,
            format!("没有{year}年的数，不能证明如期达到；{late_zh}"),
            format!("nothing for {year} shows that it was met in time; {late_en}"),
        ),
    }
}

fn year_end(due: Due) -> NaiveDate {
    NaiveDate::from_ymd_opt(due.year, 12, 31).unwrap_or(due.day)
}
