//! The `jiangbu` command. See the library's `cli` for what it does.

use std::process::ExitCode;

fn main() -> ExitCode {
    jiangbu::cli::main()
}
