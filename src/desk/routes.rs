//! Which page answers what, and what every request goes through first.

use std::sync::Arc;

use super::http::{Method, Refused, Request, Response, pairs, value};
use super::{
    Desk, attribute, awards, decide, intake, ledger, lists, overview, page, paid, progress, start,
    variants, whatif,
};
use crate::diag::{Diagnostic, Diagnostics, Failure};

/// The fields of a form.
pub type Form = Vec<(String, String)>;

/// Why there is no page.
pub enum Problem {
    NotFound,
    Refused(u16),
    /// What the job said.
    Said(Vec<Diagnostic>),
}

impl From<Diagnostics> for Problem {
    fn from(faults: Diagnostics) -> Self {
        Self::Said(faults.0)
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        Self::Said(failure.faults())
    }
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused.0)
    }
}

pub type Answer = Result<Response, Problem>;

/// The answer to a request: past the guard, then to its page.
pub fn respond(desk: &Arc<Desk>, request: &mut Request) -> Response {
    let page = desk.guard.page(&request.path).map(str::to_string);
    let opening = page.as_deref() == Some("open") && request.method == Method::Get;
    if let Some(status) = desk.guard.refuses(request, opening) {
        return plain(status);
    }
    let Some(page) = page else { return plain(404) };
    let answer = match request.method {
        Method::Get => get(desk, request, &page),
        Method::Post => post(desk, request, &page),
    };
    answer.unwrap_or_else(|problem| match problem {
        Problem::NotFound => page::problem(desk, 404, &[]),
        Problem::Refused(status) => page::problem(desk, status, &[]),
        Problem::Said(faults) => page::problem(desk, 422, &faults),
    })
}

fn get(desk: &Desk, request: &Request, page: &str) -> Answer {
    match page {
        "open" => Ok(opened(desk)),
        "desk.css" => Ok(Response::new(200, "text/css", include_str!("look/desk.css"))),
        "desk.js" => Ok(Response::new(200, "text/javascript", include_str!("look/desk.js"))),
        "icon.svg" => Ok(Response::new(200, "image/svg+xml", include_str!("look/icon.svg"))),
        "" => overview::page(desk),
        "new" => start::page(desk, request),
        "run" => overview::run(desk, request.asked("run")),
        "compare" => variants::runs(desk, request.asked("run"), request.asked("with")),
        "form.xlsx" => intake::form(desk, request.asked("pipeline")),
        "report" => overview::report(desk, request.asked("run"), request.asked("file")),
        "file" => overview::file(desk, request),
        "intake" => intake::page(desk, request.asked("pipeline")),
        "work" => intake::work(desk),
        "work.json" => intake::status(desk),
        "awards" => awards::page(desk, request.asked("run"), request.asked("q")),
        "decide" => {
            decide::page(desk, request.asked("run"), request.asked("group"), request.asked("at"))
        }
        "whatif" => whatif::page(desk, request.asked("pipeline")),
        "variants" => variants::page(desk, request.asked("pipeline")),
        "variants.xlsx" => variants::workbook(desk, request.asked("pipeline")),
        "ledger" => ledger::page(desk),
        "approve" => ledger::approve(desk, request),
        "paid" => paid::page(desk, request),
        "paid-report" => paid::report(desk, request),
        "progress" => progress::page(desk, request.asked("folder")),
        "progress-file" => progress::file(desk, request),
        _ => Err(Problem::NotFound),
    }
}

/// Changes come from forms of our pages, or from their script with the same word in a header.
fn post(desk: &Arc<Desk>, request: &mut Request, page: &str) -> Answer {
    if let Some(shown) = request.header("x-desk") {
        if !desk.guard.is_form(shown) {
            return Err(Problem::Refused(403));
        }
        return match page {
            "upload" if request.asked("run").is_empty() => intake::upload(desk, request),
            "upload" => paid::upload(desk, request),
            "try" => whatif::attempt(desk, request),
            "keep" => whatif::keep(desk, request),
            _ => Err(Problem::NotFound),
        };
    }
    let body = String::from_utf8(request.body()?).map_err(|_| Problem::Refused(400))?;
    let form: Form = pairs(&body).ok_or(Problem::Refused(400))?;
    if !desk.guard.is_form(value(&form, "desk")) {
        return Err(Problem::Refused(403));
    }
    match page {
        "lang" => Ok(overview::language(desk, &form)),
        "check" => intake::check(desk, &form),
        "returns" => intake::returns(desk, &form),
        "compute" => intake::compute(desk, &form),
        "stop" => Ok(intake::stop(desk)),
        "decide" => decide::answer(desk, &form),
        "decide-sign" => decide::sign(desk, &form),
        "decide-undo" => decide::undo(desk, &form),
        "decide-compute" => decide::compute(desk, &form),
        "read" => whatif::read(desk, &form),
        "new" => start::make(desk, &form),
        "ledger-new" => ledger::init(desk, &form),
        "approve" => ledger::commit(desk, &form),
        "withdraw" => ledger::withdraw(desk, &form),
        "reviews" => overview::reviews(desk, &form),
        "payments" => ledger::payments(desk, &form),
        "reconcile" => paid::reconcile(desk, &form),
        "record" => paid::record(desk, &form),
        "paid-file" => paid::file(desk, &form),
        "attribute" => attribute::answer(desk, &form),
        "list" => lists::next(desk, &form),
        "allocate" => lists::allocate(desk, &form),
        "list-file" => lists::file(desk, &form),
        "progress" => progress::make(desk, &form),
        _ => Err(Problem::NotFound),
    }
}

/// Gives the cookie and goes on by a request of our own page: a browser on its way from elsewhere would not send it.
fn opened(desk: &Desk) -> Response {
    let page = "<!DOCTYPE html><meta charset=utf-8><meta http-equiv=refresh content=\"0;url=./\">\
                <link rel=icon href=icon.svg><title>jiangbu</title><a href=\"./\">jiangbu</a>";
    Response::html(page.to_string()).with("Set-Cookie", desk.guard.cookie())
}

/// What somebody sees whom the desk does not know.
pub fn plain(status: u16) -> Response {
    let text = match status {
        401 => "请用启动时显示的网址打开。 / Open the address that was printed at the start.",
        403 | 421 => "只接受本页发出的请求。 / Only requests of its own pages are answered.",
        _ => "无法处理。 / This request cannot be answered.",
    };
    Response::new(status, "text/plain; charset=utf-8", format!("{status}  {text}\n"))
}
