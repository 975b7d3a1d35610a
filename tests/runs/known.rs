//! The same filings computed again in later years: rates and versions of the scheme published since change
//! nothing when the pipeline says as of which day it knows.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::pipelines::{files, jiangbu, said};
use crate::sample::{PIPELINE, elsewhere};

const SCHEME: &str = "pipelines/schemes/qianhai-service-trade-2026.toml";

/// A folder with the shipped pipeline, its rates and what a test adds.
struct World {
    folder: tempfile::TempDir,
    runs: u32,
}

impl World {
    fn new() -> Self {
        let world = Self { folder: tempfile::tempdir().expect("a folder"), runs: 0 };
        fs::copy("pipelines/rates/central_parity.csv", world.path("parity.csv")).expect("copied");
        fs::copy("pipelines/rates/lpr_1y.csv", world.path("lpr.csv")).expect("copied");
        fs::copy(SCHEME, world.path("first.toml")).expect("copied");
        world
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The scheme as it might be amended: half the rate of measure 六, other days.
    fn version(&self, name: &str, published: &str, from: &str) {
        let text = fs::read_to_string(SCHEME).expect("the scheme");
        let document = "document = \"深前海规〔2026〕1号\"";
        let head = format!("{document}\npublished_on = {published}");
        let (rate, half) = ("[parameters.rate_m6]\nclause = \"六\"\nvalue = \"50%\"", "25%");
        assert!(
            text.contains(document) && text.contains(rate) && text.contains("from = 2026-01-20")
        );
        let text = text.replace(document, &head).replace(rate, &rate.replace("50%", half));
        let text = text.replace("from = 2026-01-20", &format!("from = {from}"));
        fs::write(self.path(name), text).expect("written");
    }

    fn output(&self, schemes: &str, as_known_on: &str) -> std::process::Output {
        let text = fs::read_to_string(PIPELINE).expect("the pipeline");
        let scheme = "scheme = \"schemes/qianhai-service-trade-2026.toml\"";
        let rates = "rates = [\"rates/*.csv\"]";
        assert!(text.contains(scheme) && text.contains(rates));
        let known = match as_known_on {
            "" => String::new(),
            day => format!("as_known_on = {day}\n"),
        };
        let text = text
            .replace(scheme, &format!("scheme = {schemes}\n{known}"))
            .replace(rates, "rates = [\"*.csv\"]");
        fs::write(self.path("again.toml"), elsewhere(&text)).expect("written");
        let mut command = jiangbu(&["run", "--quiet", "--lang", "en", "--out"]);
        let command = command.arg(self.path("runs")).arg(self.path("again.toml"));
        command.output().expect("the program")
    }

    /// The bytes of all tables.
    fn tables(&mut self, schemes: &str, as_known_on: &str) -> BTreeMap<PathBuf, Vec<u8>> {
        let output = self.output(schemes, as_known_on);
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        self.runs += 1;
        let run = self.path(&format!("runs/again-{:03}", self.runs));
        let tables = files(&run.join("tables"));
        assert!(tables.len() > 15, "{:?}", tables.keys());
        tables
    }

    fn refused(&self, schemes: &str, as_known_on: &str) -> String {
        let output = self.output(schemes, as_known_on);
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        said(&output)
    }

    fn append(&self, name: &str, line: &str) {
        let text = fs::read_to_string(self.path(name)).expect("rates");
        fs::write(self.path(name), format!("{}\n{line}\n", text.trim_end())).expect("written");
    }
}

#[test]
fn what_is_published_later_changes_nothing() {
    const FIRST: &str = "\"first.toml\"";
    const BOTH: &str = "[\"second.toml\", \"first.toml\"]";
    let mut world = World::new();
    let before = world.tables(FIRST, "2026-03-20");
    // A parity of the deadline itself, far from the last one, and rates of later years.
    world.append("parity.csv", "2026-03-30,USD,5.0000,found,invented for a test");
    world.append("lpr.csv", "2027-12-20,LPR1Y,1.00%,found,invented for a test");
    world.version("second.toml", "2026-03-25", "2026-02-01");
    assert!(world.tables(FIRST, "2026-03-20") == before, "later rates were seen");
    assert!(world.tables(BOTH, "2026-03-20") == before, "a later version was seen");
    // Both can be seen to matter once they are known.
    let claims = Path::new("claims.parquet");
    let parity = world.tables(FIRST, "2026-03-30");
    assert!(parity[claims] != before[claims], "the parity decides nothing");
    let amended = world.tables(BOTH, "2026-03-30");
    assert!(amended[claims] != parity[claims], "the version decides nothing");
    // Without the key everything published counts, as ever.
    assert!(world.tables(BOTH, "")[claims] == amended[claims]);
}

#[test]
fn the_version_is_that_in_force_on_the_deadline() {
    let mut world = World::new();
    world.version("later.toml", "2026-02-01", "2026-06-01");
    let claims = Path::new("claims.parquet");
    // In force only after the deadline: the first one holds, in whatever order they are named.
    let alone = world.tables("\"first.toml\"", "");
    for both in ["[\"first.toml\", \"later.toml\"]", "[\"later.toml\", \"first.toml\"]"] {
        assert!(world.tables(both, "")[claims] == alone[claims], "{both}");
    }
    let none = world.refused("[\"later.toml\"]", "2026-01-31");
    assert!(none.contains("C176") && none.contains("later.toml (2026-02-01)"), "{none}");
    world.version("soon.toml", "2027-01-01", "2026-06-01");
    let none = world.refused("[\"later.toml\", \"soon.toml\"]", "");
    assert!(none.contains("C176") && none.contains("2026-03-31"), "{none}");
    world.version("days.toml", "2026-02-01", "\"$cap_annual\"");
    let none = world.refused("[\"first.toml\", \"days.toml\"]", "");
    assert!(none.contains("C177"), "{none}");
}
