//! Matters that the rule leaves to a person: what several claims share, what one claim says twice, what
//! passes from one enterprise to another. Each is said (R403), and its claims wait.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::award::EngineError;
use crate::budget::Awards;
use crate::budget::history::History;
use crate::budget::keys::claim_rows;
use crate::diag::Text;
use crate::domain::paper::canonical;
use crate::frame::FieldKind;
use crate::frame::access::{bools, texts};
use crate::frame::columns as c;
use crate::scheme::{Award, CountPer, Measure, Once, Scheme};

/// What a person is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// Several enterprises claim one item.
    Joint,
    /// One item at different levels.
    Levels,
    /// A claim without a number that may be for the item of another.
    Unnumbered,
    /// The item was supported for another enterprise before.
    PassedOn,
}

impl Doubt {
    pub fn key(self) -> &'static str {
        match self {
            Self::Joint => "joint",
            Self::Levels => "levels",
            Self::Unnumbered => "unnumbered",
            Self::PassedOn => "passed-on",
        }
    }
}

/// One matter that a person decides.
#[derive(Clone, Debug)]
pub struct Matter {
    /// The item, paper or content, as it stands first.
    pub item: String,
    /// Rows among all claims.
    pub claims: Vec<usize>,
    pub why: Doubt,
    /// What is said of the item.
    pub said: Text,
}

/// All matters of a run, measure by measure.
///
/// # Errors
/// A fault of the engine.
pub fn matters(
    awards: &Awards,
    scheme: &Scheme,
    history: &History,
) -> Result<Vec<Matter>, EngineError> {
    let mut out = Vec::new();
    for (number, measure) in scheme.measures.iter().enumerate() {
        let of = OfMeasure { awards, number, measure };
        of.papers(&mut out)?;
        of.items(history, &mut out)?;
        of.unnumbered(&mut out)?;
        of.unnamed_before(history, &mut out)?;
        of.contents(&mut out)?;
        of.grades(&mut out)?;
    }
    Ok(out)
}

/// Claims that name one thing, in any spelling.
type Named<'a> = (&'a str, Vec<usize>);

struct OfMeasure<'a> {
    awards: &'a Awards,
    number: usize,
    measure: &'a Measure,
}

impl<'a> OfMeasure<'a> {
    /// A column of the claims, each with its row among all claims.
    fn of_claims(&self, column: &str) -> Result<Vec<(&'a str, usize)>, EngineError> {
        let named = texts(&self.awards.tables[self.number], column)?;
        Ok(named.into_iter().zip(self.awards.blocks[self.number].clone()).collect())
    }

    fn reviews(&self, per: impl Fn(&CountPer) -> bool) -> bool {
        self.measure.counts.iter().any(|limit| limit.review && per(&limit.per))
    }

    fn firms(&self, claims: &[usize]) -> BTreeSet<u32> {
        claims.iter().map(|claim| self.awards.firm[*claim]).collect()
    }

    /// Papers that are granted one by one, in whose lines ever they stand.
    fn papers(&self, out: &mut Vec<Matter>) -> Result<(), EngineError> {
        let Award::Each { of, .. } = &self.measure.award else { return Ok(()) };
        if of.kind != FieldKind::Text {
            return Ok(());
        }
        let papers = texts(&self.awards.lines[self.number], of.name)?;
        let claims = claim_rows(self.awards, self.number, self.measure)?;
        let all = together(papers.into_iter().zip(claims));
        out.extend(all.into_values().filter_map(|named| self.of_several(named)));
        Ok(())
    }

    /// Items that several enterprises claim, and items for which only others were supported before.
    fn items(&self, history: &History, out: &mut Vec<Matter>) -> Result<(), EngineError> {
        if !self.reviews(|per| *per == CountPer::Item) {
            return Ok(());
        }
        let supported = history.supported_items(self.number);
        for (item, named) in together(self.of_claims(c::ITEM)?.into_iter()) {
            let before = supported.get(&*item);
            let to_pay = named.1.iter().any(|claim| self.awards.current()[*claim] > 0);
            let firms = self.firms(&named.1);
            if firms.len() > 1 {
                out.extend(self.of_several(named));
            } else if before.is_some_and(|before| {
                to_pay && firms.iter().all(|firm| !before.contains(&Some(*firm)))
            }) {
                let said = Text::new(
                    "此前获支持的是其他单位，本次由另一家单位申报",
                    "was supported for another enterprise before and is claimed by this one now",
                );
                let (item, claims) = (named.0.to_string(), named.1);
                out.push(Matter { item, claims, why: Doubt::PassedOn, said });
            }
        }
        Ok(())
    }

    fn of_several(&self, (item, claims): Named) -> Option<Matter> {
        let count = self.firms(&claims).len();
        let zh = format!("被 {count} 家单位申报");
        let said = Text { zh, en: format!("is claimed by {count} firms") };
        (count > 1).then(|| Matter { item: item.to_string(), claims, why: Doubt::Joint, said })
    }

    /// Claims without a number beside numbered ones of the same enterprise: both may be for one item.
    fn unnumbered(&self, out: &mut Vec<Matter>) -> Result<(), EngineError> {
        if !self.reviews(|per| *per == CountPer::Item) {
            return Ok(());
        }
        let (open, numbered): (Vec<_>, Vec<_>) =
            self.of_claims(c::ITEM)?.into_iter().partition(|(item, _)| item.is_empty());
        for (_, claim) in open {
            let firm = self.awards.firm[claim];
            let own = numbered.iter().filter(|(_, other)| self.awards.firm[*other] == firm);
            let (items, mut claims): (Vec<&str>, Vec<usize>) = own.copied().unzip();
            if claims.is_empty() {
                continue;
            }
            claims.push(claim);
            let said = Text::new(
                "可能就是该单位另一项未编号的申报",
                "may be what the same enterprise claims without a number",
            );
            out.push(Matter { item: items.join("、"), claims, why: Doubt::Unnumbered, said });
        }
        Ok(())
    }

    /// Earlier awards that do not say which item they were for, where an item is supported once: each may have been for
    /// what the same enterprise claims now. A name without a number says it only where claims go by names, too; GB/T 45678
    /// may be any year of that standard.
    fn unnamed_before(&self, history: &History, out: &mut Vec<Matter>) -> Result<(), EngineError> {
        let Some((Once::Item | Once::FirmItem, _)) = self.measure.history.once else {
            return Ok(());
        };
        let numbered = |item: &str| item.contains(|c: char| c.is_ascii_digit());
        let all = self.of_claims(c::ITEM)?;
        let of_measure = history.rows().iter().filter(|earlier| earlier.measure == self.number);
        for earlier in of_measure.filter(|earlier| earlier.is_received() && earlier.amount > 0) {
            let Some(firm) = earlier.firm else { continue };
            // Claims are sorted by enterprise.
            let start = all.partition_point(|(_, claim)| self.awards.firm[*claim] < firm);
            let own = all[start..].iter().take_while(|(_, claim)| self.awards.firm[*claim] == firm);
            let may_be = |(item, claim): &&(&str, usize)| {
                let form = canonical(item);
                let rest = form.strip_prefix(&*earlier.item);
                let any_year = rest.is_some_and(|rest| rest.starts_with('-'));
                let nameless =
                    !numbered(&earlier.item) && (numbered(item) || earlier.item.is_empty());
                self.awards.current()[*claim] > 0 && (nameless || any_year)
            };
            let (items, claims): (Vec<&str>, Vec<usize>) = own.filter(may_be).copied().unzip();
            if claims.is_empty() {
                continue;
            }
            let zh =
                format!("可能就是 {} 年已获支持的项目：该条历史奖补未写明项目编号", earlier.year);
            let en = format!(
                "may be what was supported in {}: that earlier award names no number",
                earlier.year
            );
            out.push(Matter {
                item: items.join("、"),
                claims,
                why: Doubt::Unnumbered,
                said: Text { zh, en },
            });
        }
        Ok(())
    }

    /// Contents that several enterprises claim, each under another item.
    fn contents(&self, out: &mut Vec<Matter>) -> Result<(), EngineError> {
        let items = self.of_claims(c::ITEM)?;
        let start = self.awards.blocks[self.number].start;
        for limit in self.measure.counts.iter().filter(|limit| limit.review) {
            let CountPer::Column(field) = limit.per else { continue };
            for (content, claims) in together(self.of_claims(field.name)?.into_iter()).into_values()
            {
                let count = self.firms(&claims).len();
                let own = claims.iter().map(|claim| canonical(items[claim - start].0));
                if count < 2 || own.collect::<BTreeSet<_>>().len() < 2 {
                    continue;
                }
                let zh = format!("的同一内容由 {count} 家单位分别申报");
                let said =
                    Text { zh, en: format!("is one content that {count} firms claim apart") };
                let item = content.to_string();
                out.push(Matter { item, claims, why: Doubt::Joint, said });
            }
        }
        Ok(())
    }

    /// Items that one claim states at several levels.
    fn grades(&self, out: &mut Vec<Matter>) -> Result<(), EngineError> {
        let table = &self.awards.tables[self.number];
        if table.column(c::GRADES_DIFFER).is_err() {
            return Ok(());
        }
        let differ = bools(table, c::GRADES_DIFFER)?;
        for ((item, claim), _) in
            self.of_claims(c::ITEM)?.into_iter().zip(differ).filter(|(_, differ)| *differ)
        {
            let said = Text::new("填报了不同的级别", "is filed at different levels");
            let item = item.to_string();
            out.push(Matter { item, claims: vec![claim], why: Doubt::Levels, said });
        }
        Ok(())
    }
}

/// Claims by what they name, in the form in which it is compared.
fn together<'a>(
    named: impl Iterator<Item = (&'a str, usize)>,
) -> BTreeMap<Cow<'a, str>, Named<'a>> {
    let mut all: BTreeMap<Cow<str>, Named> = BTreeMap::new();
    for (item, claim) in named.filter(|(item, _)| !item.is_empty()) {
        let own = all.entry(canonical(item)).or_insert((item, Vec::new()));
        if !own.1.contains(&claim) {
            own.1.push(claim);
        }
    }
    all
}
