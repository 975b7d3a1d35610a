//! The filings of the applicants of a register, and the matters that they claim for.

use super::world::World;
use crate::domain::Currency;
use crate::frame::columns as c;
use crate::sample::block::Block;
use crate::sample::firm::{Called, Firm, claims};
use crate::sample::plan::Plan;
use crate::sample::table::{Cell, Table};

/// One matter of a claim, which a district may have supported as well.
#[derive(Clone, Debug)]
pub struct Matter {
    pub measure: usize,
    /// The column of the paper that proves it.
    pub column: &'static str,
    pub paper: String,
    /// What the papers of the claim in yuan sum to, in fen; 0 where there are no amounts.
    pub total: i64,
}

/// An applicant, and what it claims for.
#[derive(Clone, Debug)]
pub struct Applicant {
    pub company: usize,
    pub matters: Vec<Matter>,
}

/// The papers that prove a matter, by measure.
const PAPERS: [(usize, &str); 6] = [
    (2, c::INVOICE_NO),
    (4, c::OVERSEAS_CERTIFICATE),
    (5, c::STANDARD_NO),
    (6, c::EXPORT_FILING_NO),
    (7, c::CONTRACT_NO),
    (9, c::POLICY_NO),
];

/// Adds the rows of one applicant to a block.
pub fn file(plan: &Plan, world: &World, company: usize, block: &mut Block) -> Applicant {
    let called = &world.companies[company];
    let number = company as u64;
    let mut dice = plan.dice(number, 0);
    let (large, copied) = (false, None);
    let association = called.association;
    let claims = claims(association, &mut dice);
    let data_service = !association && dice.per_mille(if claims.contains(&7) { 930 } else { 150 });
    let code = called.code.clone();
    let firm = Firm { number, code, association, data_service, large, claims, copied };
    // Not everybody says what it was called before.
    let says = dice.per_mille(600);
    let former = called.former.first().filter(|_| says).map_or("", String::as_str);
    let mut own = Block::empty();
    own.add(plan, &firm, Some(Called { name: &called.name, former, person: &called.person }));
    let of =
        |(measure, column): &(usize, &'static str)| matter(*measure, column, &own.tables[*measure]);
    let matters = PAPERS.iter().filter(|(m, _)| firm.claims.contains(m)).filter_map(of).collect();
    for (table, more) in block.tables.iter_mut().zip(&own.tables) {
        table.append(more);
    }
    Applicant { company, matters }
}

fn matter(measure: usize, column: &'static str, lines: &Table) -> Option<Matter> {
    let at = lines.column(column)?;
    let Cell::Text(paper) = (lines.rows() > 0).then(|| lines.cell(0, at))? else { return None };
    let (amount, currency) = (lines.column(c::AMOUNT), lines.column(c::CURRENCY));
    let in_yuan = |row: usize| {
        currency.is_none_or(|at| lines.cell(row, at) == Cell::Text(Currency::Cny.code()))
    };
    let sum = (0..lines.rows()).filter(|row| in_yuan(*row)).filter_map(|row| {
        match lines.cell(row, amount?) {
            Cell::Money(fen) => Some(fen),
            _ => None,
        }
    });
    Some(Matter { measure, column, paper: paper.to_string(), total: sum.sum() })
}
