//! Earlier awards: once for life, cumulative amounts and years, the same year's earlier batches.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike;
use polars::prelude::{DataFrame, PlHashMap};

use super::Awards;
use super::recomputed::Recomputed;
use crate::award::stages::EarlierBases;
use crate::award::{Context, EngineError, Inputs};
use crate::domain::LaterYears;
use crate::domain::date::from_epoch_days;
use crate::domain::paper::canonical;
use crate::frame::access::{bools, days, indices, ints, optional_ints, texts};
use crate::frame::columns as c;
use crate::scheme::{CapYear, Item, Measure, Once, ReasonId, Stage, Whose};

/// Words of the status column that mean that nothing of the award is left.
const FULLY_RETURNED: [&str; 2] = ["已退回", "已追回"];

/// The word for an award of which a part is left.
const PARTLY_RETURNED: &str = "部分退回";

/// The word for an award that nobody has decided on: nothing has been received yet.
const PENDING: &str = "待审";

/// Earlier awards of the scheme's measures.
#[derive(Clone, Debug)]
pub struct History {
    rows: Vec<Earlier>,
    award_year: i32,
    /// What enterprises were granted under other schemes that the annual cap counts with this one, in its years.
    elsewhere: Vec<(u32, i64)>,
    /// What was published of claims that are computed anew; `None` in an ordinary batch.
    pub recomputed: Option<Recomputed>,
}

/// One earlier award.
#[derive(Clone, Debug)]
pub struct Earlier {
    /// Row of the table of earlier awards.
    pub row: usize,
    /// `None` when the enterprise files nothing this time.
    pub firm: Option<u32>,
    pub measure: usize,
    /// In the form in which items are compared.
    pub item: String,
    pub year: i32,
    /// In the year that the annual cap looks at.
    pub same_cap_year: bool,
    /// `None` where the row names none.
    pub base: Option<i64>,
    pub amount: i64,
    /// What of it later years pay.
    pub later: LaterYears,
    pub returned: bool,
    /// A part was returned: what is left stands for a part of its base that nobody knows, so neither counts
    /// with the costs claimed now.
    pub apart: bool,
    pub pending: bool,
    /// A person has confirmed the row as it stands.
    pub confirmed: bool,
}

impl Earlier {
    /// Whether something of it is left to whoever received it.
    pub fn is_received(&self) -> bool {
        !self.returned && !self.pending
    }
}

/// What the claims of a measure have behind them, row by row; empty when there is nothing.
#[derive(Clone, Debug, Default)]
pub struct Priors {
    rows: BTreeMap<usize, Prior>,
    claims: usize,
}

#[derive(Clone, Debug, Default)]
struct Prior {
    base: i64,
    base_of_year: i64,
    /// All awards that bear on the claim, each once.
    amount: i64,
    item: Sums,
    firm: Sums,
    /// What of those for the item stands for costs of its own.
    apart: Sums,
    /// An award for the same enterprise or item, as the measure's `once` asks.
    before: bool,
}

/// Awards for one item, or of one enterprise.
#[derive(Clone, Debug, Default)]
struct Sums {
    amount: i64,
    same_year: i64,
    /// Other award years.
    years: Vec<i32>,
}

impl Sums {
    fn add(&mut self, award: &Earlier, award_year: i32) {
        self.amount = self.amount.saturating_add(award.amount);
        if award.year == award_year {
            self.same_year = self.same_year.saturating_add(award.amount);
        } else if !self.years.contains(&award.year) {
            self.years.push(award.year);
        }
    }

    fn used_up(&self, (max, consecutive): (u32, bool), award_year: i32) -> bool {
        let first = self.years.iter().min().copied().unwrap_or(award_year);
        let too_late = consecutive && i64::from(award_year - first) >= i64::from(max);
        self.years.len() >= max as usize || too_late
    }
}

impl Priors {
    /// Bases recognised in earlier years, in fen, by claim.
    pub fn base(&self) -> Vec<i64> {
        self.each(|prior| prior.base)
    }

    /// The same, those of the award year apart.
    pub fn bases(&self) -> EarlierBases {
        EarlierBases { all: self.base(), of_year: self.each(|prior| prior.base_of_year) }
    }

    fn each(&self, of: fn(&Prior) -> i64) -> Vec<i64> {
        let mut out = vec![0; self.claims];
        for (row, prior) in &self.rows {
            out[*row] = of(prior);
        }
        out
    }

    /// In how many other award years each claim was supported.
    pub fn years(&self) -> Vec<usize> {
        let mut years = vec![0; self.claims];
        for (row, prior) in &self.rows {
            years[*row] = prior.item.years.len().max(prior.firm.years.len());
        }
        years
    }
}

impl History {
    pub fn new(inputs: &Inputs, context: &Context) -> Result<Self, EngineError> {
        let table = &inputs.history;
        let measures = texts(table, c::MEASURE)?;
        let items = texts(table, c::ITEM)?;
        let award_years = optional_ints(table, c::AWARD_YEAR)?;
        let paid = days(table, c::PAID_ON)?;
        let (bases, amounts) = (optional_ints(table, c::BASE)?, ints(table, c::AMOUNT)?);
        let confirmed = bools(table, c::CONFIRMED)?;
        let (statuses, later) = (texts(table, c::STATUS)?, texts(table, c::LATER_YEARS)?);
        let firms = table.column(c::FIRM)?.u32()?;
        let award_year = context.calendar.award_year;
        let cap = context.scheme.annual_cap.as_ref();
        let by_payment = cap.is_some_and(|cap| cap.year == CapYear::Payment);
        let years = cap.map_or(1, |cap| cap.years);
        let within = |year: i32, last: i32| year <= last && i64::from(last - year) < years.into();
        let schemes = texts(table, c::SCHEME)?;
        let mut elsewhere = Vec::new();
        let mut rows = Vec::with_capacity(table.height());
        for (row, firm) in firms.iter().enumerate() {
            let year = award_years[row].and_then(|y| i32::try_from(y).ok()).unwrap_or(0);
            let partly = statuses[row] == PARTLY_RETURNED && !confirmed[row];
            let paid_in = paid[row].and_then(from_epoch_days).map(|day| day.year());
            let same_cap_year = match (by_payment, paid_in) {
                (true, Some(paid)) => within(paid, context.payment_date.year()),
                _ => within(year, award_year),
            };
            let gone = FULLY_RETURNED.contains(&statuses[row]) || statuses[row] == PENDING;
            if context.scheme.counts_with(schemes[row]) {
                let own = firm.filter(|_| same_cap_year && !gone);
                elsewhere.extend(own.map(|firm| (firm, amounts[row])));
                continue;
            }
            let known = |m: &Measure| m.id == measures[row] || m.clause == measures[row];
            let Some(measure) = context.scheme.measures.iter().position(known) else { continue };
            rows.push(Earlier {
                row,
                firm,
                measure,
                item: canonical(items[row]).into_owned(),
                year,
                same_cap_year,
                base: bases[row],
                amount: amounts[row],
                // What cannot be read has stopped the run.
                later: LaterYears::parse(later[row]).unwrap_or_default(),
                returned: FULLY_RETURNED.contains(&statuses[row]),
                apart: partly && bases[row].is_some_and(|base| base > 0),
                pending: statuses[row] == PENDING,
                confirmed: confirmed[row],
            });
        }
        Ok(Self { rows, award_year, elsewhere, recomputed: None })
    }

    /// All rows that name a measure of the scheme.
    pub fn rows(&self) -> &[Earlier] {
        &self.rows
    }

    /// Enterprises with what other schemes granted them, where the annual cap counts it.
    pub fn elsewhere(&self) -> &[(u32, i64)] {
        &self.elsewhere
    }

    /// The same as if everything pending had been granted.
    pub fn if_granted(&self) -> Self {
        let mut granted = self.clone();
        granted.rows.iter_mut().for_each(|earlier| earlier.pending = false);
        granted
    }

    /// Finds for every claim the earlier awards that bear on it: those of the same enterprise and
    /// measure and, where claims are about items, those for the same item whoever received them.
    pub fn of_claims(
        &self,
        number: usize,
        measure: &Measure,
        table: &DataFrame,
    ) -> Result<Priors, EngineError> {
        let mut priors = Priors { rows: BTreeMap::new(), claims: table.height() };
        let earlier: Vec<&Earlier> = self.rows.iter().filter(|e| e.measure == number).collect();
        if earlier.is_empty() {
            return Ok(priors);
        }
        let firms = indices(table, c::FIRM)?;
        let items: Vec<_> = texts(table, c::ITEM)?.into_iter().map(canonical).collect();
        let has_items = measure.item != Item::Firm;
        let mut by_item: PlHashMap<&str, Vec<usize>> = PlHashMap::default();
        if has_items {
            let named = earlier.iter().map(|e| e.item.as_str()).filter(|item| !item.is_empty());
            by_item.extend(named.map(|item| (item, Vec::new())));
            for (row, item) in items.iter().enumerate() {
                if let Some(rows) = by_item.get_mut(&**item) {
                    rows.push(row);
                }
            }
        }
        for award in earlier {
            // Claims are sorted by enterprise, so those of one stand together.
            let of_firm = award.firm.map_or(0..0, |firm| {
                firms.partition_point(|f| *f < firm)..firms.partition_point(|f| *f <= firm)
            });
            let same_item = by_item.get(award.item.as_str()).map_or(&[][..], Vec::as_slice);
            let others = same_item.iter().copied().filter(|row| !of_firm.contains(row));
            for row in of_firm.clone().chain(others) {
                let of_firm = of_firm.contains(&row);
                // Where costs run on, an award of the enterprise that names no item is for this one.
                let unnamed = measure.base.include_history && of_firm && award.item.is_empty();
                let of_item = items[row] == award.item || unnamed;
                let prior = priors.rows.entry(row).or_default();
                let of_item = if has_items { of_item } else { of_firm };
                prior.add(award, measure, of_item, of_firm, self.award_year);
            }
        }
        Ok(priors)
    }

    /// What each enterprise received in the year that the annual cap looks at, all measures.
    pub fn same_year(&self, firms: usize) -> Vec<i64> {
        let mut sums = vec![0i64; firms];
        for earlier in self.rows.iter().filter(|e| e.same_cap_year && e.is_received()) {
            if let Some(firm) = earlier.firm {
                sums[firm as usize] = sums[firm as usize].saturating_add(earlier.amount);
            }
        }
        for (firm, amount) in &self.elsewhere {
            sums[*firm as usize] = sums[*firm as usize].saturating_add(*amount);
        }
        sums
    }

    /// What the pool of the award year bears already, whoever was granted it: awards of earlier batches, and parts of
    /// those of earlier years that are due in this one.
    pub fn borne_this_year(&self) -> i64 {
        let year = self.award_year;
        let granted = self.rows.iter().filter(|e| e.is_received());
        let borne = granted.map(|e| e.later.borne_in(year, e.year, e.amount));
        borne.fold(0i64, i64::saturating_add)
    }

    /// The items of a measure that each enterprise was granted in earlier batches of the year, in the form in
    /// which items are compared.
    pub fn granted_items(&self, measure: usize) -> BTreeMap<u32, BTreeSet<&str>> {
        let mut items: BTreeMap<u32, BTreeSet<&str>> = BTreeMap::new();
        let granted = |e: &&Earlier| {
            e.measure == measure && e.year == self.award_year && e.is_received() && e.amount > 0
        };
        for earlier in self.rows.iter().filter(granted) {
            if let Some(firm) = earlier.firm {
                items.entry(firm).or_default().insert(&earlier.item);
            }
        }
        items
    }

    /// Enterprises and the items of a measure that they were ever supported for.
    pub fn supported(&self, measure: usize) -> BTreeSet<(u32, &str)> {
        let of_measure =
            self.rows.iter().filter(|e| e.measure == measure && e.is_received() && e.amount > 0);
        of_measure.filter_map(|e| Some((e.firm?, e.item.as_str()))).collect()
    }

    /// Items of a measure that were ever supported, and for whom; `None` is somebody who files nothing this time.
    pub fn supported_items(&self, measure: usize) -> BTreeMap<&str, BTreeSet<Option<u32>>> {
        let mut items: BTreeMap<&str, BTreeSet<Option<u32>>> = BTreeMap::new();
        let of_measure =
            self.rows.iter().filter(|e| e.measure == measure && e.is_received() && e.amount > 0);
        for earlier in of_measure.filter(|earlier| !earlier.item.is_empty()) {
            items.entry(&earlier.item).or_default().insert(earlier.firm);
        }
        items
    }
}

impl Prior {
    fn add(
        &mut self,
        award: &Earlier,
        measure: &Measure,
        item_matches: bool,
        firm_matches: bool,
        award_year: i32,
    ) {
        if award.pending {
            return;
        }
        // Costs belong to their item. What was paid back was for costs that nobody stands behind,
        // unless a person says otherwise.
        let always = measure.base.returned_counts;
        let base_counts = always || award.confirmed || !(award.returned || award.apart);
        if item_matches && base_counts {
            let base = award.base.unwrap_or(0);
            self.base = self.base.saturating_add(base);
            if award.year == award_year {
                self.base_of_year = self.base_of_year.saturating_add(base);
            }
        }
        let counts_once = !award.returned || !measure.history.restored_by_return;
        self.before |= counts_once
            && match measure.history.once {
                Some((Once::Item, _)) => item_matches,
                Some((Once::Firm, _)) => firm_matches,
                // An award that names no item may have been for any of them.
                Some((Once::FirmItem, _)) => {
                    firm_matches && (item_matches || award.item.is_empty())
                }
                None => false,
            };
        let firm_counts = firm_matches && measure.history.whose == Whose::ItemAndFirm;
        if award.returned || !(item_matches || firm_counts) {
            return;
        }
        self.amount = self.amount.saturating_add(award.amount);
        if item_matches {
            self.item.add(award, award_year);
        }
        if item_matches && award.apart && !always {
            self.apart.add(award, award_year);
        }
        if firm_counts {
            self.firm.add(award, award_year);
        }
    }

    /// The amount that is left, and the reason if it is less. `entitled` is what the rule gives on all
    /// costs to date, `of_year` on those of the award year, where that is a limit.
    fn limit(
        &self,
        (amount, entitled, of_year): (i64, i64, Option<i64>),
        measure: &Measure,
        award_year: i32,
    ) -> (i64, ReasonId) {
        let rule = &measure.history;
        let (mut left, mut reason) = (amount, 0);
        let mut lower = |to: i64, why: ReasonId| {
            if to < left {
                (left, reason) = (to.max(0), why);
            }
        };
        if let Some((_, why)) = rule.once.filter(|_| self.before) {
            lower(0, why);
        }
        for sums in [&self.item, &self.firm] {
            if let Some((max, consecutive, why)) = rule.years
                && sums.used_up((max, consecutive), award_year)
            {
                lower(0, why);
            }
        }
        let cumulative = rule.lifetime.map_or(measure.evidence_reason, |(_, why)| why);
        if measure.base.include_history {
            let paid = self.item.amount - self.apart.amount;
            lower(entitled.saturating_sub(paid), cumulative);
        }
        if let Some(of_year) = of_year {
            let paid = self.item.same_year - self.apart.same_year;
            lower(of_year.saturating_sub(paid), measure.year_reason);
        }
        for sums in [&self.item, &self.firm] {
            if let Some((cap, why)) = rule.lifetime {
                lower(cap.saturating_sub(sums.amount), why);
            }
            if let Some((cap, why)) = rule.per_year {
                lower(cap.saturating_sub(sums.same_year), why);
            }
        }
        (left, reason)
    }
}

/// The stage itself.
pub fn apply(awards: &mut Awards, priors: &[&Priors], context: &Context) {
    let mut amount = awards.current().to_vec();
    let mut reasons = vec![0; amount.len()];
    for (number, block) in awards.blocks.clone().into_iter().enumerate() {
        let measure = &context.scheme.measures[number];
        // A limit per year or for life holds without any earlier award, too.
        let nothing = Prior::default();
        let general = measure.history.per_year.is_some() || measure.history.lifetime.is_some();
        let year = context.calendar.award_year;
        let mut one = |row: usize, prior: &Prior| {
            let of_year = awards.of_year.get(row).copied().flatten();
            let rule = (amount[row], awards.entitled[row], of_year);
            let (left, reason) = prior.limit(rule, measure, year);
            (amount[row], reasons[row]) = (left, reason);
            awards.prior[row] = prior.amount;
            if measure.base.include_history {
                awards.base_before[row] = prior.base;
            }
        };
        if general {
            let rows = &priors[number].rows;
            block.clone().for_each(|row| {
                one(row, rows.get(&(row - block.start)).unwrap_or(&nothing));
            });
        } else {
            priors[number].rows.iter().for_each(|(row, prior)| one(block.start + row, prior));
        }
    }
    awards.push(Stage::History, amount, |row| reasons[row]);
}
