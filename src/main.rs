//! The `jiangbu` command. See the library's `cli` for what it does.

use std::process::ExitCode;

use mimalloc::MiMalloc;

// Columns are made on one thread and freed on another: the system's allocator keeps what was freed apart by thread, a
// quarter of the memory of a large run.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    jiangbu::cli::main()
}
