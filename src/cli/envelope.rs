//! What `--json` prints: one value for every command and for every failure, `{schema, command, ok, findings, data}`.
//! Commands put findings and data in; it is printed once, when the command has ended. What a schema promises stands in
//! [`outputs`](super::outputs).

use std::sync::Mutex;

use serde_json::{Value, json};

use super::outputs::{self, Printed};
use super::{commands, show};
use crate::diag::Diagnostic;

/// What the command has said so far.
#[derive(Debug)]
struct Said {
    findings: Vec<Value>,
    data: Value,
    /// A command that goes on prints several; at its end nothing may be left to print.
    printed: bool,
}

static SAID: Mutex<Said> =
    Mutex::new(Said { findings: Vec::new(), data: Value::Null, printed: false });

/// Adds findings.
pub(super) fn found(findings: &[Diagnostic]) {
    if let Ok(mut said) = SAID.lock() {
        said.findings.extend(show::diagnostics_json(findings));
    }
}

/// Takes what the command came to.
pub(super) fn data(value: Value) {
    if let Ok(mut said) = SAID.lock() {
        said.data = value;
    }
}

/// Prints it at the end of a command.
pub(super) fn end(command: &str, code: u8) {
    if let Some(value) = taken(command, code, false) {
        println!("{}", show::json(&value));
    }
}

/// Prints what the program says of itself.
pub(super) fn about(command: &str, data: &Value) {
    let value = whole(&outputs::PROGRAM, command, true, &[], data);
    println!("{}", show::json(&value));
}

/// Prints it on one line, for a command that goes on: each line is a value of its own.
pub(super) fn line(command: &str, code: u8) {
    if let Some(value) = taken(command, code, true) {
        println!("{value}");
    }
}

fn taken(command: &str, code: u8, goes_on: bool) -> Option<Value> {
    let mut said = SAID.lock().ok()?;
    let (findings, data) = (std::mem::take(&mut said.findings), said.data.take());
    if !goes_on && said.printed && findings.is_empty() && data.is_null() {
        return None;
    }
    said.printed = true;
    let ok = [commands::CLEAN, commands::FINDINGS].contains(&code);
    Some(whole(outputs::printed(command), command, ok, &findings, &data))
}

fn whole(printed: &Printed, command: &str, ok: bool, findings: &[Value], data: &Value) -> Value {
    json!({
        "schema": outputs::id(printed), "command": command, "ok": ok, "findings": findings, "data": data,
    })
}
