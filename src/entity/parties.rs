//! One side of a comparison: rows with their identifiers and names read, every distinct text once.

use std::collections::HashMap;

use polars::prelude::*;
use rayon::prelude::*;

use super::characters::plain;
use super::identifiers::{self, Identifier};
use super::names::{self, Name};
use crate::domain::CreditCode;
use crate::frame::columns as c;

/// Rows of one side. Columns have the height of the table they were read from.
#[derive(Clone, Debug, Default)]
pub struct Parties {
    pub identifiers: Vec<Identifier>,
    /// The registration number where the row gives one beside another code.
    pub registrations: Vec<Option<[u8; 15]>>,
    /// Place among `names`.
    pub name: Vec<u32>,
    /// Place among `names`; [`NONE`] where none is given.
    pub former: Vec<u32>,
    pub persons: Vec<u32>,
    pub addresses: Vec<u32>,
    /// Distinct names, taken apart.
    pub names: Vec<Name>,
    /// Names of further enterprises by the name of the cell they stand in; places among `names`.
    pub further: HashMap<u32, Vec<u32>>,
    /// Distinct persons and addresses as they are compared; the first is empty.
    pub texts: Vec<String>,
}

/// No name.
pub const NONE: u32 = u32::MAX;

impl Parties {
    /// What is read.
    pub const COLUMNS: &[&str] = &[
        c::USCC,
        c::ORGANISATION_CODE,
        c::REGISTRATION_NO,
        c::FIRM_NAME,
        c::FORMER_NAME,
        c::LEGAL_REPRESENTATIVE,
        c::ADDRESS,
    ];

    /// Reads those of the [columns](Self::COLUMNS) that the table has; texts all of them.
    ///
    /// # Errors
    /// A column that holds no texts.
    pub fn read(table: &DataFrame) -> PolarsResult<Self> {
        let column = |name: &str| -> PolarsResult<Option<&StringChunked>> {
            table.column(name).ok().map(|column| column.str()).transpose()
        };
        let rows = table.height();
        let codes = [column(c::USCC)?, column(c::ORGANISATION_CODE)?, column(c::REGISTRATION_NO)?];
        let (identifiers, registrations) = read_codes(&codes, rows);
        let (own, former) = (column(c::FIRM_NAME)?, column(c::FORMER_NAME)?);
        let mut distinct = Distinct::default();
        let name = distinct.column(own, rows, NONE);
        let mut former = distinct.column(former, rows, NONE);
        let mut names: Vec<Name> =
            distinct.texts.par_iter().map(|text| names::read(text)).collect();
        drop(distinct);
        let further = note_further(&mut names);
        note_former(&mut names, &name, &mut former);
        let (persons, addresses) = (column(c::LEGAL_REPRESENTATIVE)?, column(c::ADDRESS)?);
        let mut texts = Distinct::default();
        texts.number("");
        let persons = texts.column(persons, rows, 0);
        let addresses = texts.column(addresses, rows, 0);
        let (texts, renumbered) = compared(&texts.into_texts());
        let renumber = |column: Vec<u32>| -> Vec<u32> {
            column.into_iter().map(|at| renumbered[at as usize]).collect()
        };
        let (persons, addresses) = (renumber(persons), renumber(addresses));
        Ok(Self {
            identifiers,
            registrations,
            name,
            former,
            persons,
            addresses,
            names,
            further,
            texts,
        })
    }

    pub fn rows(&self) -> usize {
        self.identifiers.len()
    }

    /// The name of a row; an empty one where it has none.
    pub fn name_of(&self, row: usize) -> &Name {
        static NAMELESS: Name = Name::EMPTY;
        self.names.get(self.name[row] as usize).unwrap_or(&NAMELESS)
    }

    /// Further enterprises that the cell of the name holds.
    pub fn further_of(&self, row: usize) -> impl Iterator<Item = &Name> {
        let numbers = self.further.get(&self.name[row]).into_iter().flatten();
        numbers.filter_map(|number| self.names.get(*number as usize))
    }

    pub fn former_of(&self, row: usize) -> Option<&Name> {
        self.names.get(self.former[row] as usize)
    }

    /// The former name of a row, and those that stand in the same cell.
    pub fn formers_of(&self, row: usize) -> impl Iterator<Item = &Name> {
        let further = self.further.get(&self.former[row]).into_iter().flatten();
        let further = further.filter_map(|number| self.names.get(*number as usize));
        self.former_of(row).into_iter().chain(further)
    }

    /// The valid credit code of a row.
    pub fn code_of(&self, row: usize) -> Option<&CreditCode> {
        match &self.identifiers[row] {
            Identifier::Credit(code) => Some(code),
            _ => None,
        }
    }

    pub fn person_of(&self, row: usize) -> &str {
        &self.texts[self.persons[row] as usize]
    }

    pub fn address_of(&self, row: usize) -> &str {
        &self.texts[self.addresses[row] as usize]
    }
}

type Registration = Option<[u8; 15]>;

/// The best identifier of each row, whatever column it stands in.
fn read_codes(
    columns: &[Option<&StringChunked>; 3],
    rows: usize,
) -> (Vec<Identifier>, Vec<Registration>) {
    let cells: Vec<Vec<Option<&str>>> =
        columns.iter().flatten().map(|column| column.iter().collect()).collect();
    let read = |row: usize| {
        let mut best = Identifier::Nothing;
        let mut registration = None;
        for cell in cells.iter().filter_map(|column| column[row]) {
            let found = identifiers::read(cell);
            if let Identifier::Registration(number) = &found {
                registration = Some(*number);
            }
            if rank(&found) < rank(&best) {
                best = found;
            }
        }
        (best, registration)
    };
    (0..rows).into_par_iter().map(read).unzip()
}

fn rank(identifier: &Identifier) -> u8 {
    match identifier {
        Identifier::Credit(_) => 0,
        Identifier::Repaired(_) => 1,
        Identifier::Organisation(_) => 2,
        Identifier::Registration(_) => 3,
        Identifier::Masked(_) => 4,
        Identifier::Damaged(_) => 5,
        Identifier::Nothing => 6,
    }
}

/// Further enterprises that cells name, read as names of their own.
fn note_further(names: &mut Vec<Name>) -> HashMap<u32, Vec<u32>> {
    let mut further = HashMap::new();
    for at in 0..names.len() {
        let own: Vec<Name> = names[at].further().iter().map(|text| names::read(text)).collect();
        if !own.is_empty() {
            let from = names.len() as u32;
            further.insert(at as u32, (from..from + own.len() as u32).collect());
            names.extend(own);
        }
    }
    further
}

/// A former name that stands in a note beside the name counts where no other is given.
fn note_former(names: &mut Vec<Name>, name: &[u32], former: &mut [u32]) {
    let mut noted: HashMap<u32, u32> = HashMap::new();
    for (own, former) in name.iter().zip(former) {
        let Some(text) = names.get(*own as usize).and_then(|name| name.noted()) else {
            continue;
        };
        if *former == NONE {
            *former = match noted.get(own) {
                Some(known) => *known,
                None => {
                    let read = names::read(text);
                    names.push(read);
                    let at = names.len() as u32 - 1;
                    noted.insert(*own, at);
                    at
                }
            };
        }
    }
}

/// Distinct texts and the number of each.
#[derive(Default)]
struct Distinct<'a> {
    numbers: PlHashMap<&'a str, u32>,
    texts: Vec<&'a str>,
}

impl<'a> Distinct<'a> {
    fn number(&mut self, text: &'a str) -> u32 {
        let next = self.texts.len() as u32;
        let number = *self.numbers.entry(text).or_insert(next);
        if number == next {
            self.texts.push(text);
        }
        number
    }

    fn into_texts(self) -> Vec<&'a str> {
        self.texts
    }

    /// Numbers of a column; `none` where a cell is empty or the column is not there.
    fn column(&mut self, column: Option<&'a StringChunked>, rows: usize, none: u32) -> Vec<u32> {
        let Some(column) = column else { return vec![none; rows] };
        let number = |cell: Option<&'a str>| match cell {
            None | Some("") => none,
            Some(text) => self.number(text),
        };
        column.iter().map(number).collect()
    }
}

/// Texts as they are compared, and for each text its number among those.
fn compared(texts: &[&str]) -> (Vec<String>, Vec<u32>) {
    let mut plain: Vec<String> = texts.par_iter().map(|text| plain(text)).collect();
    let mut distinct = Distinct::default();
    let renumbered: Vec<u32> = plain.iter().map(|text| distinct.number(text)).collect();
    drop(distinct);
    let mut met = 0;
    let mut numbers = renumbered.iter();
    plain.retain(|_| {
        // The first of those that are equal has the next number.
        let first = numbers.next() == Some(&met);
        met += u32::from(first);
        first
    });
    plain.shrink_to_fit();
    (plain, renumbered)
}
