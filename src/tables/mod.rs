//! Every table of a folder, declared once: what follows from a declaration is written, read, described and shown by it.

pub mod award;
pub mod found;
pub mod joint;
pub mod outlook;
pub mod payment;
pub mod progress;
pub mod review;
pub mod standing;
pub mod trade;

use crate::duplicate::{
    answers, dossier, exact, inside, lists, queue, requests, unsorted, usage, year_off,
};
use crate::frame::table::{Row, TableSpec};
use crate::ledger::awards::Past;
use crate::reconcile::carry::CarryOver;
use crate::reconcile::obligations::Watched;
use crate::reconcile::tables as reconciled;

/// The tables of runs, of one scheme or of several.
pub const OF_RUNS: &[TableSpec] = &[
    award::CLAIMS,
    award::ENTERPRISES,
    award::Measure::SPEC,
    award::Limit::SPEC,
    award::StageRow::SPEC,
    award::Cliff::SPEC,
    award::CountCliff::SPEC,
    found::Finding::SPEC,
    found::Refused::SPEC,
    found::SourceRow::SPEC,
    found::Quality::SPEC,
    found::Repair::SPEC,
    found::Aside::SPEC,
    award::Parameter::SPEC,
    award::Reason::SPEC,
    payment::Payee::SPEC,
    payment::LateAccount::SPEC,
    found::NotUsed::SPEC,
    found::Unread::SPEC,
    payment::Payment::SPEC,
    payment::Held::SPEC,
    payment::Instalment::SPEC,
    payment::Obligation::SPEC,
    payment::Paper::SPEC,
    payment::SetOff::SPEC,
    standing::Condition::SPEC,
    standing::Tested::SPEC,
    standing::CaseEvent::SPEC,
    standing::Change::SPEC,
    trade::TradeRow::SPEC,
    award::Score::SPEC,
    unsorted::ToSort::SPEC,
    lists::ListOpen::SPEC,
    queue::Suspected::SPEC,
    year_off::YearOff::SPEC,
    exact::Sampled::SPEC,
    requests::PaperRequest::SPEC,
    dossier::Duplicate::SPEC,
    award::Saving::SPEC,
    usage::Roster::SPEC,
    answers::Answer::SPEC,
    inside::SharedPaper::SPEC,
    inside::Related::SPEC,
    review::Asked::SPEC,
    review::Review::SPEC,
    review::Reviewed::SPEC,
    review::CutRate::SPEC,
    review::Drawn::SPEC,
    outlook::ScenarioRow::SPEC,
    outlook::SwingRow::SPEC,
    outlook::ReadingRow::SPEC,
    outlook::IntervalEnd::SPEC,
    award::LINES,
    award::OwnColumn::SPEC,
    joint::SchemeRow::SPEC,
    joint::Stand::SPEC,
    joint::FirmRow::SPEC,
    joint::AcrossPair::SPEC,
    joint::AcrossSum::SPEC,
];

/// The tables of reconciliations, beside findings, refused rows and sources.
pub const OF_RECONCILIATIONS: &[TableSpec] = &[
    reconciled::ReconciledClaim::SPEC,
    reconciled::ReconciledPayment::SPEC,
    reconciled::PaymentPart::SPEC,
    reconciled::Attribution::SPEC,
    reconciled::Ageing::SPEC,
    CarryOver::SPEC,
    Watched::SPEC,
    reconciled::Clawback::SPEC,
    reconciled::StateRow::SPEC,
];

/// What a ledger exports for the next run.
pub const OF_LEDGERS: &[TableSpec] = &[Past::SPEC];

/// The tables of progress reports, beside what was read and found.
pub const OF_PROGRESS: &[TableSpec] = &[
    progress::TargetRow::SPEC,
    progress::PathPoint::SPEC,
    progress::FigureRow::SPEC,
    progress::TaskRow::SPEC,
    progress::OfficeRow::SPEC,
    progress::CheckRow::SPEC,
    progress::MoneyRow::SPEC,
    progress::ChangeRow::SPEC,
];

/// Those that the workbook of a run shows, in the order of its sheets.
pub const OF_RUNS_SHOWN: &[TableSpec] = &[
    award::StageRow::SPEC,
    award::CLAIMS,
    award::ENTERPRISES,
    award::Score::SPEC,
    award::Limit::SPEC,
    award::Cliff::SPEC,
    award::CountCliff::SPEC,
    outlook::ScenarioRow::SPEC,
    outlook::SwingRow::SPEC,
    outlook::ReadingRow::SPEC,
    payment::Held::SPEC,
    payment::Instalment::SPEC,
    review::Asked::SPEC,
    review::CutRate::SPEC,
    review::Drawn::SPEC,
    review::Reviewed::SPEC,
    standing::Tested::SPEC,
    standing::CaseEvent::SPEC,
    standing::Change::SPEC,
    trade::TradeRow::SPEC,
    unsorted::ToSort::SPEC,
    lists::ListOpen::SPEC,
    queue::Suspected::SPEC,
    year_off::YearOff::SPEC,
    exact::Sampled::SPEC,
    requests::PaperRequest::SPEC,
    dossier::Duplicate::SPEC,
    award::Saving::SPEC,
    usage::Roster::SPEC,
    answers::Answer::SPEC,
    inside::SharedPaper::SPEC,
    inside::Related::SPEC,
    found::Finding::SPEC,
    found::Refused::SPEC,
    found::Quality::SPEC,
    found::Repair::SPEC,
    found::Unread::SPEC,
    found::SourceRow::SPEC,
    found::NotUsed::SPEC,
    award::Parameter::SPEC,
];

/// Those that the workbook of several schemes shows.
pub const OF_JOINT_RUNS_SHOWN: &[TableSpec] = &[
    joint::SchemeRow::SPEC,
    joint::FirmRow::SPEC,
    joint::Stand::SPEC,
    joint::AcrossPair::SPEC,
    joint::AcrossSum::SPEC,
];

/// Those that the workbook of a reconciliation shows.
pub const OF_RECONCILIATIONS_SHOWN: &[TableSpec] = &[
    reconciled::StateRow::SPEC,
    reconciled::ReconciledClaim::SPEC,
    reconciled::ReconciledPayment::SPEC,
    reconciled::Attribution::SPEC,
    reconciled::Ageing::SPEC,
    CarryOver::SPEC,
    Watched::SPEC,
    reconciled::Clawback::SPEC,
    reconciled::PaymentPart::SPEC,
    found::Finding::SPEC,
    found::SourceRow::SPEC,
];
