//! The desk: the program in a browser, for people who have never seen a terminal.
//!
//! It listens on this machine alone, answers one browser, and owns no logic: each page calls the job that a command
//! calls, leaves the same bytes and shows that command.
//!
//! | module | holds |
//! |---|---|
//! | [`http`] | requests and answers, bounded |
//! | [`guard`] | who may ask: token, cookie, host, origin, forms |
//! | [`place`], [`bring`] | paths inside the folder, files that are brought |
//! | [`work`] | long work: progress and stop |
//! | [`project`] | pipelines, runs and ledgers of a folder |
//! | [`page`] | templates and what all pages share |
//! | [`routes`] | which page answers what |
//! | [`overview`], [`start`], [`intake`], [`awards`], [`decide`], [`whatif`], [`variants`], [`ledger`], [`paid`], [`attribute`], [`lists`], [`progress`] | the pages |

mod attribute;
mod awards;
mod bring;
mod decide;
mod guard;
mod http;
mod intake;
mod ledger;
mod lists;
mod overview;
mod page;
mod paid;
mod place;
mod progress;
mod project;
mod routes;
mod start;
mod variants;
mod whatif;
mod work;

use std::collections::BTreeMap;
use std::fs::{File, TryLockError};
use std::io::Write;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use crate::diag::{Diagnostic, Diagnostics, Lang, codes, our_fault};
use guard::Guard;
use http::{Request, Response};
use place::Root;
use work::Bench;

/// Held while a desk is open; holds its address.
const LOCK: &str = ".jiangbu-desk";

/// Connections at a time; a browser opens six.
const MOST_AT_ONCE: usize = 128;

/// What one desk knows.
struct Desk {
    root: Root,
    guard: Guard,
    lang: Mutex<Lang>,
    bench: Bench,
    /// What the last check of each pipeline found.
    checks: Mutex<BTreeMap<String, Arc<intake::Checked>>>,
    /// The inputs of the pipeline that scenarios are tried on.
    lab: Mutex<Option<Arc<whatif::Open>>>,
    /// Who decides about duplicate support, and what can be taken back.
    decide: Mutex<decide::Memory>,
    /// Said once, on the next page.
    said: Mutex<Option<String>>,
    /// The command that does what was done last, shown on the next page.
    did: Mutex<Option<String>>,
    /// Held by whoever changes files of the folder.
    writing: Mutex<()>,
}

/// A desk that is about to answer.
pub struct Ready {
    desk: Arc<Desk>,
    listener: TcpListener,
    // Held, never read.
    _lock: File,
}

/// Opens the desk of a folder on a free port of this machine. The process stands in that folder from then on.
///
/// # Errors
/// A folder that is not there or cannot be written to (A504), or that another desk has open (A520).
pub fn open(folder: &Path, lang: Lang) -> Result<Ready, Diagnostics> {
    let refuse = |why: String| -> Diagnostics {
        let fault = Diagnostic::new(&codes::CANNOT_WRITE).arg("path", folder.display());
        fault.arg("why", why).into()
    };
    let root = Root::new(folder).map_err(|error| refuse(error.to_string()))?;
    // Files are named as a command that is typed here would name them: messages in runs say the same then.
    std::env::set_current_dir(root.path()).map_err(|error| refuse(error.to_string()))?;
    let path = root.path().join(LOCK);
    let mut options = File::options();
    let lock = options.create(true).truncate(false).read(true).write(true).open(&path);
    let mut lock = lock.map_err(|error| refuse(error.to_string()))?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let address = std::fs::read_to_string(&path).unwrap_or_default();
            let fault = Diagnostic::new(&codes::DESK_OPEN).arg("path", folder.display());
            return Err(fault.arg("address", address.trim()).into());
        }
        Err(TryLockError::Error(error)) => return Err(refuse(error.to_string())),
    }
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
    let listener = listener.map_err(|error| refuse(error.to_string()))?;
    let port = listener.local_addr().map_err(|error| refuse(error.to_string()))?.port();
    bring::sweep(&project::brought(&root));
    let guard = Guard::new(port).map_err(|error| refuse(error.to_string()))?;
    let written = lock.set_len(0).and_then(|()| writeln!(lock, "{}", guard.home()));
    written.map_err(|error| refuse(error.to_string()))?;
    let desk = Desk {
        root,
        guard,
        lang: Mutex::new(lang),
        bench: Bench::default(),
        checks: Mutex::default(),
        lab: Mutex::default(),
        decide: Mutex::default(),
        said: Mutex::default(),
        did: Mutex::default(),
        writing: Mutex::default(),
    };
    Ok(Ready { desk: Arc::new(desk), listener, _lock: lock })
}

impl Ready {
    /// What a browser is to open; it holds the token.
    pub fn address(&self) -> String {
        self.desk.guard.address()
    }

    /// Answers until the process ends.
    pub fn serve(&self) {
        let busy = Arc::new(AtomicUsize::new(0));
        for stream in self.listener.incoming().flatten() {
            if busy.fetch_add(1, Ordering::SeqCst) >= MOST_AT_ONCE {
                Response::new(503, "text/plain", "").send(stream);
                busy.fetch_sub(1, Ordering::SeqCst);
                continue;
            }
            let (desk, busy) = (Arc::clone(&self.desk), Arc::clone(&busy));
            std::thread::spawn(move || {
                let answer = std::panic::AssertUnwindSafe(|| desk.answer(stream));
                // A fault of one page ends its connection and nothing else.
                let _ = std::panic::catch_unwind(answer);
                busy.fetch_sub(1, Ordering::SeqCst);
            });
        }
    }
}

impl Desk {
    fn answer(self: &Arc<Self>, stream: TcpStream) {
        match Request::read(stream) {
            Ok(mut request) => {
                let page = std::panic::AssertUnwindSafe(|| routes::respond(self, &mut request));
                // A fault of one page ends that page and nothing else, and is said there.
                let response = std::panic::catch_unwind(page)
                    .unwrap_or_else(|panic| page::problem(self, 500, &[our_fault(&*panic)]));
                request.answer(response);
            }
            // Nobody is there to be answered.
            Err((refused, _)) if refused.0 == 0 => {}
            Err((refused, stream)) => routes::plain(refused.0).send(stream),
        }
    }

    fn lang(&self) -> Lang {
        *locked(&self.lang)
    }

    /// Shows on the next page the command that does what was just done.
    fn did(&self, words: &[String]) {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        *locked(&self.did) = Some(page::command(&words));
    }

    /// Says something on the next page.
    fn say(&self, text: String) {
        *locked(&self.said) = Some(text);
    }
}

/// A lock whose last holder panicked protects whole values all the same.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
