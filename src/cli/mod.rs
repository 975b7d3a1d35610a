//! The command line: arguments, progress, exit codes.

/// All output of commands goes through [`tell`], whoever writes it: these stand in for those of the standard library.
macro_rules! print {
    ($($arg:tt)*) => { $crate::cli::tell::out(&format!($($arg)*)) };
}
macro_rules! println {
    ($($arg:tt)*) => { $crate::cli::tell::out(&(format!($($arg)*) + "\n")) };
}
macro_rules! eprintln {
    ($($arg:tt)*) => { $crate::cli::tell::err(&(format!($($arg)*) + "\n")) };
}

mod args;
mod attribute;
mod code;
mod commands;
mod complete;
mod decide;
#[cfg(feature = "desk")]
mod desk;
mod duplicates;
mod engine;
mod envelope;
mod explained;
mod follow;
mod intake;
mod joint;
mod ledger;
mod new;
pub mod outputs;
mod progress;
mod reconcile;
mod report;
mod returns;
mod scenario;
mod scenario_args;
pub mod schema;
mod settings;
mod show;
mod tell;
mod template;
mod tiers;
mod versions;
mod words;

use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::FromArgMatches;

use crate::diag::{Diagnostic, Lang, Palette, codes, panic_words, render};

/// What each exit code means, in Chinese and English.
pub const EXIT_CODES: [(u8, &str, &str); 6] = [
    (commands::CLEAN, "完成，没有需要人工处理的问题", "done, nothing for a person to look at"),
    (
        commands::FINDINGS,
        "完成，有需要人工处理的问题；有申报文件不可用、结果不完整的也是",
        "done, with findings that need a person; also a run that is incomplete, since a filing could not be used",
    ),
    (
        commands::UNUSABLE,
        "参数、配置或输入文件不可用，未生成结果",
        "arguments, settings or input files that cannot be used; no run was written",
    ),
    (
        commands::UNBALANCED,
        "控制总数不平，未生成结果",
        "control totals do not balance; no run was written",
    ),
    (commands::INTERNAL, "程序内部错误", "a fault of the program"),
    (INTERRUPTED, "按 Ctrl-C 中止", "stopped with Ctrl-C"),
];

/// The commands with their arguments.
pub fn command() -> clap::Command {
    <args::Args as clap::CommandFactory>::command()
}

/// Set when Ctrl-C was pressed.
static STOPPED: AtomicBool = AtomicBool::new(false);
const INTERRUPTED: u8 = 130;
/// What a panic was about and where, kept from the hook for the message: the first one, wherever it was.
static PANICKED: Mutex<Option<String>> = Mutex::new(None);

/// Runs the command that the arguments ask for.
pub fn main() -> ExitCode {
    let typed: Vec<String> =
        std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect();
    let said = words::asked(&typed).unwrap_or_else(locale);
    if complete::answered(said) {
        return ExitCode::SUCCESS;
    }
    let named = || words::command_of(&typed);
    let read = words::localized(command(), said).try_get_matches();
    let args = match read.and_then(|matches| args::Args::from_arg_matches(&matches)) {
        Ok(args) => args,
        Err(error) => {
            let json = typed.iter().any(|word| word == "--json").then(named);
            return refused(&error, said, json.as_deref());
        }
    };
    let _ = tracing_subscriber::fmt()
        .with_max_level(args.log_level())
        .with_writer(|| tell::Log)
        .with_ansi(tell::colours())
        .without_time()
        .try_init();
    // Without a handler Ctrl-C still ends the process; only the hidden folder would stay behind.
    let _ = ctrlc::set_handler(|| {
        STOPPED.store(true, Ordering::SeqCst);
        crate::run_folder::folder::abandon();
        std::process::exit(i32::from(INTERRUPTED));
    });
    let lang = args.lang();
    let outcome = caught(|| commands::run(&args));
    // What fails because its folder was just removed must not end the program with a code of its own.
    if STOPPED.load(Ordering::SeqCst) {
        // Waits for the removal that is under way.
        crate::run_folder::folder::abandon();
        return ExitCode::from(INTERRUPTED);
    }
    if args.json {
        if let Err(why) = &outcome {
            envelope::found(&[Diagnostic::new(&codes::INTERNAL).arg("why", why)]);
        }
        envelope::end(&named(), outcome.as_ref().copied().unwrap_or(commands::INTERNAL));
    }
    match outcome {
        Ok(_) if !tell::is_out_whole() => {
            let fault = Diagnostic::new(&codes::CANNOT_WRITE).arg("path", "stdout");
            let fault = fault.arg("why", "写入失败 / it was not written whole");
            eprintln!("{}", render(&fault, lang.unwrap_or_default(), Palette::Plain));
            ExitCode::from(commands::UNUSABLE)
        }
        Ok(code) => ExitCode::from(code),
        Err(why) => {
            crate::run_folder::folder::abandon();
            let fault = Diagnostic::new(&codes::INTERNAL).arg("why", why);
            eprintln!("{}", render(&fault, lang.unwrap_or_default(), Palette::Plain));
            ExitCode::from(commands::INTERNAL)
        }
    }
}

/// Help as clap prints it; faults as all others, through the filter, since they repeat what was typed. `json` is the
/// command where JSON is asked for.
fn refused(error: &clap::Error, lang: Lang, json: Option<&str>) -> ExitCode {
    use clap::error::ErrorKind::{
        DisplayHelpOnMissingArgumentOrSubcommand as Nothing, DisplayVersion as Version,
    };
    if error.kind() == Nothing && json.is_none() {
        tell::err(&error.render().to_string());
    } else if error.use_stderr() {
        words::refuse(error, lang, json);
    } else if let Some(command) = json {
        let key = if error.kind() == Version { "version" } else { "help" };
        envelope::about(
            command,
            &serde_json::json!({ key: error.render().to_string().trim_end() }),
        );
    } else {
        // Nobody may read on.
        let _ = error.print();
    }
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(commands::UNUSABLE))
}

/// What `work` returns, or what its panic said with file and line.
fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(|at| format!(" ({}:{})", at.file(), at.line()));
        let said = panic_words(panic.payload()) + &place.unwrap_or_default();
        if let Ok(mut first) = PANICKED.lock() {
            first.get_or_insert(said);
        }
    }));
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
    std::panic::set_hook(before);
    outcome.map_err(|panic| {
        let said = PANICKED.lock().ok().and_then(|mut first| first.take());
        said.unwrap_or_else(|| panic_words(&*panic))
    })
}

/// The language of the environment, when nothing else names one.
pub(crate) fn locale() -> Lang {
    sys_locale::get_locale().and_then(|name| Lang::parse(&name)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #[test]
    fn our_own_fault_names_its_place() {
        let nothing: Vec<u8> = Vec::new();
        let said = super::caught(|| nothing[3]).expect_err("it panics");
        assert!(said.contains("index out of bounds") && said.contains("cli/mod.rs:"), "{said}");
        assert_eq!(super::caught(|| 7), Ok(7));
    }
}
