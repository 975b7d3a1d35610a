//! All rows of a range of enterprises. A range depends on nothing but the seed and its numbers, so
//! that ranges can be made in any order and at the same time.

use std::ops::Range;

use super::SampleError;
use super::filing::Filing;
use super::firm::{Called, Firm};
use super::plan::Plan;
use super::table::{COUNT, Cell, FIRMS, HISTORY, LISTED, STEMS, Table};
use super::words;

/// The thirteen tables, at their places.
pub struct Block {
    pub tables: Vec<Table>,
}

impl Block {
    pub fn empty() -> Self {
        Self { tables: (0..COUNT).map(Table::new).collect() }
    }

    pub fn generate(plan: &Plan, firms: Range<u64>) -> Result<Self, SampleError> {
        let mut block = Self::empty();
        for number in firms {
            let firm = Firm::draw(plan, number).ok_or(SampleError::Code { number })?;
            block.add(plan, &firm, None);
        }
        Ok(block)
    }

    /// Adds all rows of an enterprise.
    pub fn add(&mut self, plan: &Plan, firm: &Firm, called: Option<Called>) {
        firm.describe(plan, &mut self.tables[FIRMS], called);
        for &measure in &firm.claims {
            Filing::new(plan, firm, measure).write(self);
        }
        self.earlier_batch(plan, firm);
        self.list(plan, firm);
    }

    /// Adds the rows of the later tables (platform, history, lists) of another block.
    pub fn append_rosters(&mut self, other: &Block) {
        for (table, from) in self.tables.iter_mut().zip(&other.tables).skip(super::table::PLATFORM)
        {
            table.append(from);
        }
    }

    /// An award in an earlier batch of the same year, for a measure that is not claimed now.
    fn earlier_batch(&mut self, plan: &Plan, firm: &Firm) {
        let mut dice = plan.dice(firm.number, 11);
        if !dice.per_mille(35) {
            return;
        }
        let (measure, amount) = match dice.weighted(&[5, 3, 2]) {
            0 => (2, dice.between(5_000_000, 100_000_000)),
            1 => (7, dice.between(2_000_000, 30_000_000)),
            _ => (5, dice.pick(&[130_000_000, 200_000_000, 250_000_000, 285_000_000])),
        };
        if firm.association && measure != 5 || firm.claims.contains(&measure) {
            return;
        }
        let paid = dice.day((plan.too_early() + 3, plan.acceptance().0 - 1));
        let item =
            if measure == 5 { format!("SYN/T9 {:06}", firm.number + 1) } else { String::new() };
        let status = if dice.per_mille(150) { "已退回" } else { "已拨付" };
        self.award(firm, measure, &item, plan.award_year, paid, Cell::Empty, amount, status);
    }

    /// One row of the history of awards.
    #[expect(clippy::too_many_arguments, reason = "one for each cell")]
    pub fn award(
        &mut self,
        firm: &Firm,
        measure: usize,
        item: &str,
        year: i32,
        paid: i32,
        base: Cell<'_>,
        amount: i64,
        status: &str,
    ) {
        let item = if item.is_empty() { Cell::Empty } else { Cell::Text(item) };
        self.tables[HISTORY].push(&[
            Cell::Text(&firm.code),
            Cell::Text(STEMS[measure]),
            item,
            Cell::Whole(i64::from(year)),
            Cell::Day(paid),
            base,
            Cell::Money(amount),
            Cell::Text(status),
        ]);
    }

    fn list(&mut self, plan: &Plan, firm: &Firm) {
        let mut dice = plan.dice(firm.number, 12);
        if dice.per_mille(18) {
            let list = dice.pick(&words::LISTS);
            self.tables[LISTED].push(&[Cell::Text(&firm.code), Cell::Text(list)]);
        }
    }
}
