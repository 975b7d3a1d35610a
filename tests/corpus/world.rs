//! The contracts of the scheme in force, and the one place where the corpus calls the reader.

use std::path::{Path, PathBuf};

use jiangbu::diag::Diagnostics;
use jiangbu::frame::columns as c;
use jiangbu::frame::fields::{FIRM_FIELDS, Field};
use jiangbu::frame::tables::TableContract;
use jiangbu::ingest::{Batch, Headers, InputFile, Limits, headers, read};
use jiangbu::scheme::{Choices, SchemeFile};

const SCHEME: &str = "pipelines/schemes/qianhai-service-trade-2026.toml";
const HEADERS: &str = "pipelines/headers.toml";

/// What a run of the scheme reads.
pub struct World {
    pub contracts: Vec<TableContract>,
    pub headers: Headers,
}

impl World {
    pub fn new() -> Self {
        let scheme =
            SchemeFile::load(Path::new(SCHEME)).unwrap_or_else(|faults| panic!("{faults:?}"));
        let (scheme, _) =
            scheme.resolve(&Choices::default()).unwrap_or_else(|faults| panic!("{faults:?}"));
        let headers =
            headers::load(Path::new(HEADERS)).unwrap_or_else(|faults| panic!("{faults:?}"));
        let mut contracts = vec![firms(&headers)];
        contracts.extend(scheme.measures.iter().map(|measure| measure.contract()));
        Self { contracts, headers }
    }

    /// Reads files; what is shown of each is its path as given.
    pub fn read(&self, paths: &[PathBuf]) -> Result<Batch, Diagnostics> {
        let files = paths.iter().map(|path| InputFile {
            path: path.clone(),
            shown: path.display().to_string(),
            root: None,
        });
        read(
            &files.collect::<Vec<_>>(),
            &self.contracts,
            &self.headers,
            &Limits::default(),
            &|_: &str| {},
        )
    }
}

/// As a run asks for the basic facts.
fn firms(headers: &Headers) -> TableContract {
    let needed = [c::FIRM_NAME, c::USCC, c::ENTITY_TYPE];
    let (required, optional): (Vec<&Field>, Vec<&Field>) =
        FIRM_FIELDS.iter().partition(|field| needed.contains(&field.name));
    TableContract {
        key: "firms".to_string(),
        title: "基本情况".to_string(),
        sheets: headers.sheet_names("firms").to_vec(),
        required,
        optional,
        lenient: false,
        foreign: false,
        ceiling: None,
    }
}
