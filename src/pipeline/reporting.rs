//! What a pipeline says about reports: which are written, and what offices add to them.

use chrono::NaiveDate;

use crate::config::{Reader, as_choice, as_int, as_text};
use crate::diag::{Diagnostic, Diagnostics, Place, codes};
use crate::report::model::Wanted;

/// Working days or any other number of days, at most.
const MOST_DAYS: i64 = 365;

/// `[output] reports`, each once, in the order of [`Wanted::NAMES`]; and where payments are asked for.
pub fn wanted(output: &Reader) -> (Vec<Wanted>, Option<Place>) {
    let mut payments = None;
    let nodes = output.array("reports").iter();
    let mut wanted: Vec<Wanted> = nodes
        .filter_map(|node| {
            let report = as_choice(node, &Wanted::NAMES, output.faults)?;
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

/// What stands in notices and lists and no table can know. What is absent stays a blank to fill in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Office {
    /// Who issues notices and lists: `[notice] office`.
    pub office: Option<String>,
    /// Where objections go.
    pub contact: Option<String>,
    /// Working days in which an objection can be made.
    pub objection_days: Option<i64>,
    /// First day of the publication.
    pub publication_date: Option<NaiveDate>,
    /// Budget line that payments are booked on: `[payment] budget_line`.
    pub budget_line: Option<String>,
    /// What the bank shows the payee.
    pub purpose: Option<String>,
    /// Whether payments are cut by what the payee owes of money ordered back: `[payment] set_off`.
    pub set_off: bool,
    /// Whether enterprises on a list of abnormal operation wait for their money: `[payment] hold_listed`.
    pub hold_listed: bool,
    /// Claims and credit codes that an objection is pending about: `[payment] objections`.
    pub objections: Vec<(String, Place)>,
}

/// `[notice]` and `[payment]`.
pub fn office(root: &Reader) -> Office {
    let mut office = Office::default();
    if let Some(notice) = root.table("notice") {
        let text = |name| notice.text(name).map(str::to_string);
        office.office = text("office");
        office.contact = text("contact");
        office.objection_days = notice.get("objection_days").and_then(|node| {
            let days = as_int(node, notice.faults)?;
            if (1..=MOST_DAYS).contains(&days) {
                return Some(days);
            }
            let fault = Diagnostic::new(&codes::OUT_OF_RANGE).arg("name", "objection_days");
            let fault = fault.arg("read", days).arg("range", format!("1 – {MOST_DAYS}"));
            notice.faults.push(fault.at(node.place()));
            None
        });
        office.publication_date = notice.date("publication_date");
        notice.finish();
    }
    if let Some(payment) = root.table("payment") {
        office.budget_line = payment.text("budget_line").map(str::to_string);
        office.purpose = payment.text("purpose").map(str::to_string);
        office.set_off = payment.bool("set_off").unwrap_or(false);
        office.hold_listed = payment.bool("hold_listed").unwrap_or(false);
        let named = payment.array("objections").iter();
        let named = named.filter_map(|node| {
            Some((as_text(node, payment.faults)?.trim().to_string(), node.place()))
        });
        office.objections = named.collect();
        payment.finish();
    }
    office
}
