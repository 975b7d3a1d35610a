//! Parts of awards that are not due: each waits by itself, until a decision on it says that it may be paid.

use crate::award::{Context, EngineError, Inputs};
use crate::budget::Awards;
use crate::diag::Text;
use crate::domain::Fen;
use crate::domain::date::to_epoch_days;
use crate::frame::access::texts;
use crate::frame::columns as c;
use crate::run::holds::{Hold, Part, Why, resting_on};
use crate::scheme::{Due, Instalment};
use crate::tables::payment;

/// What awards are paid in parts, and what of them waits.
#[derive(Debug, Default)]
pub struct Parts {
    pub rows: Vec<payment::Instalment>,
    pub holds: Vec<Hold>,
}

impl Parts {
    /// The parts of every claim with an amount whose measure has instalments.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn of(
        awards: &Awards,
        inputs: &Inputs,
        context: &Context,
        ids: &[String],
    ) -> Result<Self, EngineError> {
        let codes = texts(&inputs.firms, c::USCC)?;
        let names = texts(&inputs.firms, c::FIRM_NAME)?;
        let mut out = Self::default();
        for (block, measure) in awards.blocks.iter().zip(&context.scheme.measures) {
            let paid = block.clone().filter(|claim| awards.current()[*claim] > 0);
            for claim in paid.filter(|_| !measure.instalments.is_empty()) {
                let parts = measure.parts(awards.current()[claim]);
                for ((number, part), amount) in (1..).zip(&measure.instalments).zip(parts) {
                    let hold = hold(claim, (number, part, amount), &ids[claim], context);
                    let firm = awards.firm[claim] as usize;
                    out.rows.push(payment::Instalment {
                        claim: ids[claim].clone(),
                        code: codes[firm].to_string(),
                        firm: names[firm].to_string(),
                        measure: measure.id.clone(),
                        number: i64::from(number),
                        amount: Fen(amount),
                        clause: part.clause.clone(),
                        due: part.due.key().to_string(),
                        text: part.text.clone(),
                        not_before: part.due.first_day(year_of(part, context)),
                        borne_by: i64::from(year_of(part, context)),
                        finding: hold.as_ref().map_or(String::new(), |hold| hold.finding.clone()),
                    });
                    out.holds.extend(hold.filter(|_| amount > 0));
                }
            }
        }
        Ok(out)
    }
}

fn year_of(part: &Instalment, context: &Context) -> i32 {
    context.calendar.award_year + part.later
}

/// Why a part waits; `None` where it is due on the day of payment.
fn hold(
    claim: usize,
    (number, part, amount): (u32, &Instalment, i64),
    id: &str,
    context: &Context,
) -> Option<Hold> {
    let year = year_of(part, context);
    let first = part.due.first_day(year);
    if part.due == Due::Approval || first.is_some_and(|day| day <= context.payment_date) {
        return None;
    }
    let (count, fen, year) = (number.to_string(), amount.to_string(), year.to_string());
    let rests = [("part", count.as_str()), ("due", part.due.key()), ("year", &year), ("fen", &fen)];
    let mut hold = resting_on(claim, Why::NotDue, &format!("{id}#{number}"), &rests);
    hold.part = Some(Part { number, amount, not_before: first.map(to_epoch_days) });
    Some(hold)
}

/// Why a part waits, in words: which it is, and what it waits for.
pub fn reason(number: u32, part: &Instalment) -> Text {
    let why = Why::NotDue.text();
    Text::new(
        format!("{}：第{number}期，{}", why.zh, part.text.zh),
        format!("{}: part {number}, {}", why.en, part.text.en),
    )
}
