//! The one way to the terminal. What came from files or arguments is shown, never obeyed; private values are
//! hidden; a reader that has gone away ends nothing.

use std::io::{ErrorKind, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::diag::{private, visible};

/// Nobody reads on, or the stream refused: what follows is dropped.
static OUT_GONE: AtomicBool = AtomicBool::new(false);
static ERR_GONE: AtomicBool = AtomicBool::new(false);
/// Standard output could not be written for another reason than a reader that left: a full disk.
static OUT_FAILED: AtomicBool = AtomicBool::new(false);

/// Writes a text to standard output.
pub fn out(text: &str) {
    let text = shown(text);
    if let Some(error) = send(&mut std::io::stdout().lock(), &text, &OUT_GONE)
        && error != ErrorKind::BrokenPipe
    {
        OUT_FAILED.store(true, Ordering::SeqCst);
    }
}

/// Writes a text to standard error.
pub fn err(text: &str) {
    let _ = send(&mut std::io::stderr().lock(), &shown(text), &ERR_GONE);
}

/// Writes a text with colours of our own to standard error; its parts have been through [`visible`] already.
pub fn styled(text: &str) {
    let _ = send(&mut std::io::stderr().lock(), &private::hide(text), &ERR_GONE);
}

/// Where the log goes: standard error, whether somebody reads it or not.
pub struct Log;

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        styled(&String::from_utf8_lossy(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Whether all of standard output went where it was to go, or nobody wanted the rest.
pub fn is_out_whole() -> bool {
    !OUT_FAILED.load(Ordering::SeqCst)
}

/// Whether a terminal that understands colours reads standard error, and nobody asked for none.
pub fn colours() -> bool {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    std::io::stderr().is_terminal() && set("NO_COLOR").is_none() && !is_dumb()
}

/// A terminal that cannot move its cursor.
pub fn is_dumb() -> bool {
    std::env::var_os("TERM").is_some_and(|term| term == "dumb")
}

fn shown(text: &str) -> String {
    visible(&private::hide(text)).into_owned()
}

fn send(stream: &mut dyn Write, text: &str, gone: &AtomicBool) -> Option<ErrorKind> {
    if gone.load(Ordering::SeqCst) {
        return None;
    }
    let error = stream.write_all(text.as_bytes()).and_then(|()| stream.flush()).err()?;
    gone.store(true, Ordering::SeqCst);
    Some(error.kind())
}
