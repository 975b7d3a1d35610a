//! What a pipeline says about reports: which are written, and what offices add to them.

use crate::config::{Reader, as_choice, as_int, as_text};
use crate::diag::{Diagnostic, Diagnostics, Place, codes};
use crate::report::model::Wanted;
use crate::run_folder::manifest::Office as Told;

/// Working days or any other number of days, at most.
const MOST_DAYS: i64 = 365;

/// `[output] reports`, each once, in the order of [`Wanted::OF_RUNS`]; and where payments are asked for.
pub fn wanted(output: &Reader) -> (Vec<Wanted>, Option<Place>) {
    let mut payments = None;
    let nodes = output.array("reports").iter();
    let mut wanted: Vec<Wanted> = nodes
        .filter_map(|node| {
            let report = as_choice(node, &Wanted::OF_RUNS, output.faults)?;
            if report == Wanted::Payments {
                payments = Some(node.place());
            }
            Some(report)
        })
        .collect();
    wanted.sort_unstable();
    wanted.dedup();
    (wanted, payments)
}

/// A draft is never paid, so that no list of payments can be asked for.
pub fn refuse_payments(draft: bool, asked: Option<Place>, faults: &mut Diagnostics) {
    if let Some(place) = asked.filter(|_| draft) {
        faults.push(Diagnostic::new(&codes::NEVER_PAID).at(place));
    }
}

/// What a pipeline says about notices and payments.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Office {
    /// What stands in notices and lists.
    pub told: Told,
    /// Whether payments are cut by what the payee owes of money ordered back: `[payment] set_off`.
    pub set_off: bool,
    /// Whether enterprises on a list of abnormal operation wait for their money: `[payment] hold_listed`.
    pub hold_listed: bool,
    /// Whether claims are paid although the same support elsewhere is still pending: `[payment] pay_beside_pending`.
    pub pay_beside_pending: bool,
    /// Departments that must agree before payment: `[payment] opinions`.
    pub departments: Vec<String>,
    /// Claims and credit codes that an objection is pending about: `[payment] objections`.
    pub objections: Vec<(String, Place)>,
}

/// `[notice]` and `[payment]`.
pub fn office(root: &Reader) -> Office {
    let mut office = Office::default();
    let told = &mut office.told;
    if let Some(notice) = root.table("notice") {
        let text = |name| notice.text(name).map(str::to_string);
        told.office = text("office");
        told.contact = text("contact");
        told.number = text("number");
        told.address = text("address");
        told.appeal_to = text("appeal_to");
        told.court = text("court");
        told.issued_on = notice.date("issued_on");
        told.objection_days = notice.get("objection_days").and_then(|node| {
            let days = as_int(node, notice.faults)?;
            if (1..=MOST_DAYS).contains(&days) {
                return Some(days);
            }
            let fault = Diagnostic::new(&codes::OUT_OF_RANGE).arg("name", "objection_days");
            let fault = fault.arg("read", days).arg("range", format!("1 – {MOST_DAYS}"));
            notice.faults.push(fault.at(node.place()));
            None
        });
        told.publication_date = notice.date("publication_date");
        told.publication_until = notice.date("publication_until");
        let (from, until) = (told.publication_date, told.publication_until);
        if let Some((from, until)) = from.zip(until).filter(|(from, until)| until < from) {
            let fault = Diagnostic::new(&codes::OUT_OF_RANGE).arg("name", "publication_until");
            let place = notice.get("publication_until").map(|node| node.place());
            let fault = fault.arg("read", until).arg("range", format!("≥ {from}"));
            notice.faults.push(place.into_iter().fold(fault, Diagnostic::at));
        }
        notice.finish();
    }
    if let Some(payment) = root.table("payment") {
        told.budget_line = payment.text("budget_line").map(str::to_string);
        told.purpose = payment.text("purpose").map(str::to_string);
        office.set_off = payment.bool("set_off").unwrap_or(false);
        office.hold_listed = payment.bool("hold_listed").unwrap_or(false);
        office.pay_beside_pending = payment.bool("pay_beside_pending").unwrap_or(false);
        office.departments = payment.texts("opinions").into_iter().map(str::to_string).collect();
        let named = payment.array("objections").iter();
        let named = named.filter_map(|node| {
            Some((as_text(node, payment.faults)?.trim().to_string(), node.place()))
        });
        office.objections = named.collect();
        payment.finish();
    }
    office
}
