//! All tables of a run, in the order in which its folder lists them.

use crate::award::rates::RateUsed;
use crate::budget::check::ControlTotals;
use crate::diag::Failure;
use crate::frame::access::words;
use crate::frame::output::OutputTable;
use crate::frame::table::Row;
use crate::intake::link::Linked;
use crate::intake::prepare::Prepared;
use crate::intake::{papers, unused};
use crate::run::claims::{Asked, Claims, Paid};
use crate::run::{claims_table, is_payable, obligations, quality, reviews, scores, tables};
use crate::tables::payment::{Held, Instalment, LateAccount, Obligation};
use crate::tables::review::{self, Drawn};
use crate::tables::standing::Change;

/// What tables show beside claims.
pub(super) struct Written<'a> {
    pub prepared: &'a Prepared,
    pub totals: &'a ControlTotals,
    pub rates: &'a [RateUsed],
    /// Findings about the run's own claims that a person decides.
    pub reviewed: &'a [review::Asked],
}

impl Written<'_> {
    pub fn tables(
        &self,
        claims: &Claims,
        (asked, paid): (Asked, Paid),
        drawn: Option<&[Drawn]>,
        outlook: Vec<OutputTable>,
    ) -> Result<Vec<OutputTable>, Failure> {
        let prepared = self.prepared;
        let scheme = &claims.pipeline.scheme;
        let id_column = words(claims.ids.iter().map(String::as_str));
        let mut all = vec![
            claims_table::claims(claims.awards, &prepared.inputs, scheme, &id_column)?,
            tables::enterprises(claims.awards, &prepared.inputs)?,
            tables::measures(claims.awards, claims.context),
            tables::limits(claims.awards, scheme),
            tables::stages(claims.awards, self.totals)?,
        ];
        all.extend(asked.cliffs);
        all.extend(of_reading(&prepared.linked));
        all.push(tables::parameters(claims.pipeline, self.rates));
        all.push(tables::reasons(scheme));
        all.push(paid.payees.table);
        all.extend(tables::own_columns(scheme));
        all.extend(quality::files_not_used(claims.pipeline, &prepared.linked));
        all.extend(unused::unread(&prepared.linked));
        if is_payable(claims.pipeline, &prepared.linked) {
            all.push(paid.payees.payments);
            all.push(Held::table(paid.payees.waiting));
            let duties = obligations::rows(claims.awards, &prepared.inputs, scheme, claims.ids)?;
            all.extend((!duties.is_empty()).then(|| Obligation::table(duties)));
            all.extend((!asked.parts.is_empty()).then(|| Instalment::table(asked.parts)));
            let year = claims.pipeline.award_year;
            all.push(papers::table(claims.awards, scheme, &id_column, year)?);
            all.extend(paid.set_off);
        }
        let late = &prepared.late_accounts.rows;
        all.extend((!late.is_empty()).then(|| LateAccount::table(late.iter().cloned())));
        all.extend(reviews::tables(&prepared.reviews, self.reviewed));
        all.extend(drawn.map(|rows| Drawn::table(rows.iter().cloned())));
        all.extend(scores::scores(claims.awards, &prepared.inputs, scheme, claims.ids)?);
        all.extend(asked.told.tables);
        let changes = &prepared.changes.rows;
        all.extend((!changes.is_empty()).then(|| Change::table(changes.iter().cloned())));
        all.extend(outlook);
        for number in 0..scheme.measures.len() {
            all.push(tables::lines(claims.awards, number, scheme, &id_column)?);
        }
        Ok(all)
    }
}

/// What was read and how, of whatever kind of folder.
pub fn of_reading(linked: &Linked) -> [OutputTable; 6] {
    [
        tables::findings(linked),
        tables::quarantine(linked),
        tables::sources(linked),
        quality::quality(linked),
        quality::repairs(linked),
        quality::aside(linked),
    ]
}
