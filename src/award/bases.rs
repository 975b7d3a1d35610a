//! What the rate of a measure is applied to.

use polars::prelude::*;

use super::EngineError;
use super::claims::values;
use super::entitlement::Entitlement;
use super::platform::Record;
use super::portion::portion;
use super::stages::FirmFacts;
use crate::domain::{Ratio, Rounding};
use crate::frame::access::{indices, wide_ints};
use crate::frame::columns as c;
use crate::frame::kernels::{Overflow, Values};
use crate::scheme::{BaseSource, Measure};

/// What the rate is applied to, before and after lines are left out.
pub(super) struct Bases {
    pub all: Values,
    /// What counts: limited to the ministry's record where the rule says so, earlier costs included.
    pub eligible: Values,
    /// What the lines that count come to by themselves.
    pub claimed: Values,
    /// The same in millionths of a foreign threshold's unit, as received; limited likewise.
    pub received: Option<Vec<i128>>,
    /// The same before it was limited: the whole whose days count.
    received_claimed: Option<Vec<i128>>,
    pub weighted_all: Option<Values>,
    pub weighted_eligible: Option<Values>,
    pub any_eligible: Vec<bool>,
}

impl Bases {
    pub fn new(
        measure: &Measure,
        number: usize,
        table: &DataFrame,
        firm: &[u32],
        facts: &FirmFacts,
        earlier_base: &[i64],
    ) -> Result<Self, EngineError> {
        let mut all = values(measure, table, c::VALUE_ALL)?;
        let mut eligible = values(measure, table, c::VALUE_ELIGIBLE)?;
        let claimed = eligible.clone();
        let mut received = match table.column(c::RECEIVED_ABROAD) {
            Ok(_) => Some(wide_ints(table, c::RECEIVED_ABROAD)?),
            Err(_) => None,
        };
        let received_claimed = received.clone().filter(|_| measure.base.days.is_some());
        if measure.base.source != BaseSource::Claimed {
            if let Values::Scaled { values, .. } = &mut eligible {
                limit_to_platform(measure, values, firm, &facts.platform[number]);
            }
            if let Some(values) = &mut received {
                limit_to_platform(measure, values, firm, &facts.recorded_abroad[number]);
            }
        }
        if measure.base.include_history {
            add(&mut all, earlier_base)?;
            add(&mut eligible, earlier_base)?;
        }
        let (mut weighted_all, mut weighted_eligible) = (None, None);
        if measure.base.days.is_some() {
            weighted_all = Some(values(measure, table, c::WEIGHTED_ALL)?);
            weighted_eligible = Some(values(measure, table, c::WEIGHTED_ELIGIBLE)?);
        }
        let any_eligible =
            indices(table, c::LINES_ELIGIBLE)?.into_iter().map(|lines| lines > 0).collect();
        Ok(Self {
            all,
            eligible,
            claimed,
            received,
            received_claimed,
            weighted_all,
            weighted_eligible,
            any_eligible,
        })
    }

    /// The rate on the costs of the award year alone, those of its earlier batches included; empty
    /// where costs do not run on or earlier cuts are made good.
    pub fn of_year(
        &self,
        entitled: &Entitlement,
        earlier: &[i64],
        measure: &Measure,
        rounding: Rounding,
    ) -> Result<Vec<i64>, Overflow> {
        let Some(rate) = entitled.rate.filter(|_| measure.base.include_history) else {
            return Ok(Vec::new());
        };
        if measure.base.makes_good {
            return Ok(Vec::new());
        }
        let mut own = self.claimed.clone();
        add(&mut own, earlier)?;
        own.times(0, rate, rounding)
    }

    /// `weighted × (base − less) ÷ claimed × rate`: where lines count by days, a part of what was
    /// claimed counts with the days of the whole.
    pub fn weighted_part(
        &self,
        less: i128,
        rate: Ratio,
        rounding: Rounding,
    ) -> Result<Vec<i64>, Overflow> {
        let Some(weighted) = &self.weighted_eligible else { return Err(Overflow) };
        let row = |row| {
            let part = (self.eligible.get(row) - less).max(0);
            let part = (part, self.claimed.get(row));
            portion(weighted.get(row), part, weighted.scale(), rate, rounding)
        };
        (0..weighted.len()).map(row).collect()
    }

    /// `base × (received − limit) ÷ received × rate`: the part above a foreign limit, as received. Where days
    /// count, the base is that of the whole claim, and so is what is divided by.
    pub fn part_above(
        &self,
        limit: i128,
        rate: Ratio,
        rounding: Rounding,
    ) -> Result<Vec<i64>, Overflow> {
        let Some(received) = &self.received else { return Err(Overflow) };
        let weighted = self.weighted_eligible.as_ref().unwrap_or(&self.eligible);
        let whole = self.received_claimed.as_ref().unwrap_or(received);
        let row = |row: usize| {
            let part = ((received[row] - limit).max(0), whole[row]);
            portion(weighted.get(row), part, weighted.scale(), rate, rounding)
        };
        (0..received.len()).map(row).collect()
    }
}

/// Takes the ministry's record instead of the claim, or the smaller of both.
fn limit_to_platform(
    measure: &Measure,
    values: &mut [i128],
    firm: &[u32],
    records: &[Option<Record>],
) {
    for (value, firm) in values.iter_mut().zip(firm) {
        match (measure.base.source, records[*firm as usize].and_then(|record| record.sum)) {
            (_, None) | (BaseSource::Claimed, _) => {}
            (BaseSource::Platform, Some(record)) => *value = record,
            (BaseSource::Min, Some(record)) => *value = (*value).min(record),
        }
    }
}

fn add(values: &mut Values, fen: &[i64]) -> Result<(), Overflow> {
    match values {
        Values::Fen(values) => {
            for (value, more) in values.iter_mut().zip(fen) {
                *value = value.checked_add(*more).ok_or(Overflow)?;
            }
        }
        Values::Scaled { values, scale } => {
            for (value, more) in values.iter_mut().zip(fen) {
                *value += i128::from(*more) * i128::from(*scale);
            }
        }
    }
    Ok(())
}
