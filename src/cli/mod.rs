//! The command line: arguments, progress, exit codes.
//!
//! | code | meaning |
//! |---|---|
//! | 0 | done, nothing for a person to look at |
//! | 1 | done, with findings that need a person |
//! | 2 | arguments, settings or input files that cannot be used |
//! | 3 | control totals do not balance |
//! | 4 | our own fault |
//! | 130 | stopped with Ctrl-C |

mod args;
mod commands;
mod duplicates;
mod follow;
mod joint;
mod ledger;
mod progress;
mod reconcile;
mod report;
mod returns;
mod scenario;
mod scenario_args;
mod show;
mod template;
mod tiers;
mod versions;

use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::Parser;

use crate::diag::{Diagnostic, Lang, Palette, codes, render};

/// Set when Ctrl-C was pressed.
static STOPPED: AtomicBool = AtomicBool::new(false);
const INTERRUPTED: u8 = 130;
/// How the standard library says that nobody reads the output any more.
const READER_GONE: &str = "failed printing to stdout: Broken pipe";

/// Runs the command that the arguments ask for.
pub fn main() -> ExitCode {
    let args = args::Args::parse();
    let _ = tracing_subscriber::fmt()
        .with_max_level(args.log_level())
        .with_writer(std::io::stderr)
        .without_time()
        .try_init();
    // Without a handler Ctrl-C still ends the process; only the hidden folder would stay behind.
    let _ = ctrlc::set_handler(|| {
        STOPPED.store(true, Ordering::SeqCst);
        crate::run::folder::abandon();
        std::process::exit(i32::from(INTERRUPTED));
    });
    let lang = args.lang();
    let quiet_hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| commands::run(&args)));
    std::panic::set_hook(quiet_hook);
    // What fails because its folder was just removed must not end the program with a code of its own.
    if STOPPED.load(Ordering::SeqCst) {
        // Waits for the removal that is under way.
        crate::run::folder::abandon();
        return ExitCode::from(INTERRUPTED);
    }
    match outcome {
        Ok(code) => ExitCode::from(code),
        // `jiangbu … | head`: nobody reads on, and nothing is wrong.
        Err(panic) if words(&*panic).contains(READER_GONE) => ExitCode::SUCCESS,
        Err(panic) => {
            crate::run::folder::abandon();
            let fault = Diagnostic::new(&codes::INTERNAL).arg("why", words(&*panic));
            eprintln!("{}", render(&fault, lang.unwrap_or_default(), Palette::Plain));
            ExitCode::from(commands::INTERNAL)
        }
    }
}

fn words(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default()
}

/// The language of the environment, when nothing else names one.
pub(crate) fn locale() -> Lang {
    sys_locale::get_locale().and_then(|name| Lang::parse(&name)).unwrap_or_default()
}
