//! No one is paid twice (附七): which claims of this run are also supported elsewhere, and which
//! papers stand in two claims.
//!
//! | step | from → to | module |
//! |---|---|---|
//! | read | rosters → rows, used for whatever they have | [`roster`] |
//! | complete | 同上, firms written once, sections → the rows they hold for | [`filled`] |
//! | heed | remarks, results and amounts that say a row is no support | [`remarks`] |
//! | match | enterprises × roster rows → pairs with their evidence | `entity` |
//! | read | texts of items → same kind, possible or another, by measure | [`words`], [`kinds`] |
//! | compare | pair × claim → same support or not, by the crosswalk | [`crosswalk`], [`period`], [`papers`], [`same`] |
//! | sign | registered names to the letter, all in one | [`exact`] |
//! | returned | what another list of the source says was returned | `returns` |
//! | decide | answers of people on top, as long as what they rest on is the same | [`decisions`], [`answers`] |
//! | ask | texts that no rule knows, lists without a year or state or with one that their rows contradict → one question each; papers → one request for each enterprise, read back | [`unsorted`], `odds`, [`lists`], `contradicted`, [`requests`], [`papers_given`] |
//! | ask | rows one year off → one question for each source | [`year_off`] |
//! | tell | cases → rows for the stage of 附七, findings, the dossier, the queue | [`cases`], [`stage`], [`dossier`], [`queue`], [`amounts`] |
//! | again | the same under other rules, for scenarios | [`elsewhere`] |
//! | inside | papers, platforms and persons that several claims share | [`inside`] |
//! | try | a join against a table of the truth | [`trial`] |
//!
//! Nothing here lowers an amount: the stage `duplicates` of the award does, from the rows of cases
//! whose verdict is *duplicate*. A suspected case never does.

pub mod across;
pub mod amounts;
pub mod answers;
pub mod cases;
mod contradicted;
pub mod crosswalk;
pub mod decisions;
pub mod dossier;
pub mod elsewhere;
pub mod exact;
pub mod filled;
mod ids;
pub mod inside;
pub mod keys;
pub mod kinds;
pub mod lists;
mod odds;
pub mod papers;
pub mod papers_given;
mod people;
pub mod period;
pub mod queue;
pub mod remarks;
pub mod requests;
pub mod returns;
pub mod roster;
pub mod rows;
pub mod same;
pub mod settings;
pub mod stage;
pub mod trial;
pub mod unsorted;
pub mod usage;
pub mod words;
pub mod year_off;
