//! Texts that are written in several runs, each with its own look: what they say together, and which are struck through
//! or raised in a part.

use std::collections::BTreeSet;

use super::tags::{attribute, escaped, local};

/// So many such texts, and so long ones, are kept.
const MOST: usize = 4096;
const LONGEST: usize = 4096;

/// The runs of one text after the other.
#[derive(Debug, Default)]
pub struct Runs {
    /// Within runs of a cell's text.
    pub inside: bool,
    /// One of them is struck through, raised or lowered.
    marked: bool,
    text: String,
    /// Texts of cells of which a part is struck through or raised.
    pub struck: BTreeSet<String>,
}

impl Runs {
    /// A tag of a table of texts or of a text in its cell. True where the text behind it belongs to a run.
    pub fn tag(&mut self, tag: &[u8]) -> bool {
        match local(tag) {
            b"si" | b"is" => {
                (self.inside, self.marked) = (false, false);
                self.text.clear();
            }
            b"r" => self.inside = true,
            b"t" => return self.inside,
            b"strike" | b"dstrike" if self.inside => {
                self.marked |= !matches!(attribute(tag, "val").as_deref(), Some("0" | "false"));
            }
            b"vertAlign" if self.inside => {
                self.marked |= attribute(tag, "val").is_some_and(|val| val != "baseline");
            }
            _ => {}
        }
        false
    }

    pub fn text(&mut self, text: &[u8]) {
        if self.text.len() + text.len() <= LONGEST {
            self.text.push_str(&String::from_utf8_lossy(text));
        }
    }

    /// A tag that ends: that of a cell's text ends its runs.
    pub fn ends(&mut self, tag: &[u8]) {
        if !self.inside || !(tag.ends_with(b"si") || tag.ends_with(b"is")) {
            return;
        }
        self.inside = false;
        if std::mem::take(&mut self.marked) && self.struck.len() < MOST {
            self.struck.insert(escaped(&self.text));
        }
    }
}

/// What stands beside the cells of a part: comments, text boxes, what is printed on every page, properties of the file.
#[derive(Debug, Default)]
pub struct Spoken {
    /// The text at hand belongs to it.
    pub heard: bool,
    /// OpenDocument: within a comment, a text box or the heading of pages.
    pub noted: bool,
    said: Vec<String>,
    /// The last paragraph goes on: a change of font in the middle of a text parts nothing.
    goes_on: bool,
}

impl Spoken {
    pub fn say(&mut self, text: String) {
        /// Texts of a part that are listened to.
        const TEXTS: usize = 256;
        if self.said.len() < TEXTS {
            self.said.push(text);
        }
    }

    pub fn text(&mut self, text: &[u8]) {
        if !std::mem::take(&mut self.heard) || text.len() > LONGEST {
            return;
        }
        let text = escaped(&String::from_utf8_lossy(text));
        match self.said.last_mut() {
            Some(last) if self.goes_on && last.len() < LONGEST => last.push_str(&text),
            _ => self.say(text),
        }
        self.goes_on = true;
    }

    /// A tag that ends: a paragraph, or all that a comment, a text box or a heading says.
    pub fn ends(&mut self, tag: &[u8]) {
        if !self.goes_on && !self.noted {
            return;
        }
        match tag[1..].rsplit(|b| *b == b':').next().unwrap_or_default() {
            b"annotation" | b"header" | b"footer" | b"header-left" | b"footer-left"
            | b"text-box" => (self.noted, self.goes_on) = (false, false),
            b"p" => self.goes_on = self.said.last().is_some_and(|text| text.ends_with([':', '：'])),
            b"text" | b"comment" | b"txBody" | b"title" | b"subject" | b"description"
            | b"keywords" | b"oddHeader" | b"evenHeader" | b"firstHeader" | b"oddFooter"
            | b"evenFooter" | b"firstFooter" => self.goes_on = false,
            _ => {}
        }
    }

    /// All that was said, and each line of what has several: the first names who wrote a comment.
    pub fn all(&mut self) -> Vec<String> {
        let mut said = std::mem::take(&mut self.said);
        let several = said.iter().filter(|text| text.contains('\n'));
        let lines: Vec<String> =
            several.flat_map(|text| text.lines()).map(str::to_string).collect();
        said.extend(lines);
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Shows tags and texts as the scanner does.
    fn spoken(xml: &str) -> Vec<String> {
        let mut spoken = Spoken::default();
        for part in xml.split('<').skip(1) {
            let (tag, text) = part.split_once('>').unwrap_or((part, ""));
            if tag.starts_with('/') {
                spoken.ends(tag.as_bytes());
            }
            spoken.heard = matches!(tag, "t" | "a:t");
            spoken.text(text.as_bytes());
        }
        spoken.all()
    }

    #[test]
    fn a_change_of_font_parts_no_text() {
        let comment = "<comment><text><r><t>单位：</t></r><r><t>万元</t></r></text></comment>";
        assert_eq!(spoken(comment), ["单位：万元"]);
        let one = "<a:p><a:r><a:t>单位：</a:t></a:r></a:p><a:p><a:r><a:t>万元</a:t></a:r></a:p>";
        assert_eq!(spoken(&format!("<xdr:txBody>{one}</xdr:txBody>")), ["单位：万元"]);
        let two = one.replace("单位：", "说明").replace("万元", "另见附件");
        assert_eq!(spoken(&format!("<xdr:txBody>{two}</xdr:txBody>")), ["说明", "另见附件"]);
        assert_eq!(spoken(&[comment, comment].concat()), ["单位：万元", "单位：万元"]);
    }

    #[test]
    fn runs_that_are_struck_are_known() {
        let struck = |first: &str, second: &str| {
            let mut runs = Runs::default();
            let xml = format!(
                "<si><r><rPr>{first}</rPr><t>100</t></r><r><rPr>{second}</rPr><t>2</t></r></si>"
            );
            for part in xml.split('<').skip(1) {
                let (tag, text) = part.split_once('>').expect("a tag");
                match tag.strip_prefix('/') {
                    Some(_) => runs.ends(tag.as_bytes()),
                    None if runs.tag(tag.as_bytes()) => runs.text(text.as_bytes()),
                    None => {}
                }
            }
            runs.struck.into_iter().collect::<Vec<_>>()
        };
        assert_eq!(struck("<strike/>", ""), ["1002"]);
        assert_eq!(struck("", "<vertAlign val=\"superscript\"/>"), ["1002"]);
        assert_eq!(struck("<b/>", "<strike val=\"0\"/>"), [""; 0]);
    }
}
