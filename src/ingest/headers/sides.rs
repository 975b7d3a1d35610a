//! What columns that are not read say of their rows: the side of trade, money that came in, rates, views of an amount.

use super::{Headers, start};
use crate::domain::text::comparable;
use crate::ingest::boxes::answer;

impl Headers {
    /// Whether a column of a bank's list says what came in.
    pub fn is_incoming(&self, heading: &str) -> bool {
        let name = name_of(heading);
        self.incoming.iter().any(|word| name.starts_with(word.as_str()))
    }

    /// Whether a column holds rates of exchange.
    pub fn is_rate(&self, heading: &str) -> bool {
        let name = name_of(heading);
        self.rates.iter().any(|end| name.ends_with(end.as_str()))
    }

    /// Whether a column says of each row on which side of trade it is: 贸易方向.
    pub fn is_direction(&self, heading: &str) -> bool {
        self.directions.contains(&name_of(heading))
    }

    /// Whether the words of a column differ from line to line by nature: 业务类型, 语言.
    pub fn differs_by_nature(&self, heading: &str) -> bool {
        let name = name_of(heading);
        self.natures.iter().any(|end| name.ends_with(end.as_str()))
    }

    /// Whether a word is one for a view of an amount that another row may give, too: 年报, 服务进口.
    pub fn is_view(&self, text: &str) -> bool {
        let text = comparable(text);
        self.views.iter().any(|word| text.contains(word.as_str()))
    }

    /// Whether a column of directions says import.
    pub fn is_import(&self, text: &str) -> bool {
        self.imports.contains(&comparable(answer(text)))
    }
}

/// A heading in comparable form without the brackets behind it.
fn name_of(heading: &str) -> String {
    let heading = comparable(start(heading));
    heading.split(['(', '[']).next().unwrap_or_default().to_string()
}
