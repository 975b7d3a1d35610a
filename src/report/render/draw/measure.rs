//! How wide a text is, well enough to place it: the faces are not asked, so that a drawing is the same
//! whatever fonts print it.

/// Width of a text in hundredths of a point at a size in hundredths of a point.
pub fn width(text: &str, size: i64) -> i64 {
    text.chars().map(|c| em_hundredths(c) * size).sum::<i64>() / 100
}

/// Width of one character in hundredths of an em: ideographs are square, letters and digits about half.
fn em_hundredths(c: char) -> i64 {
    match c {
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' => 0,
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '!' | '|' => 29,
        ' ' | 'f' | 'r' | 't' | '(' | ')' | '[' | ']' | '/' | '-' => 36,
        'm' | 'w' | 'M' | 'W' | '%' | '@' => 90,
        'A'..='Z' => 65,
        '\0'..='\u{2ff}' => 56,
        '\u{2010}'..='\u{2012}' | '\u{2212}' => 56,
        _ => 100,
    }
}

/// Cuts a text to a width, the last character an ellipsis where something is missing.
pub fn cut(text: &str, size: i64, most: i64) -> String {
    if width(text, size) <= most {
        return text.to_string();
    }
    let mut kept = String::new();
    for c in text.chars() {
        kept.push(c);
        if width(&kept, size) + size > most {
            kept.pop();
            break;
        }
    }
    let mut kept = kept.trim_end().to_string();
    kept.push('…');
    kept
}

/// Breaks a text into at most `lines` lines of a width; what does not fit is cut with an ellipsis. Latin
/// breaks between words, ideographs anywhere but before a closing sign.
pub fn wrap(text: &str, size: i64, most: i64, lines: usize) -> Vec<String> {
    let mut done: Vec<String> = Vec::new();
    let mut line = String::new();
    let pieces = pieces(text);
    for (at, piece) in pieces.iter().enumerate() {
        let grown = format!("{line}{piece}");
        if line.is_empty() || width(grown.trim_end(), size) <= most {
            line = grown;
            continue;
        }
        if done.len() + 1 >= lines {
            // The last line takes the rest, and is cut.
            let rest: String = pieces[at..].concat();
            line.push_str(&rest);
            break;
        }
        done.push(cut(line.trim_end(), size, most));
        line = piece.trim_start().to_string();
    }
    if !line.trim().is_empty() {
        done.push(cut(line.trim_end(), size, most));
    }
    done
}

/// The parts between which a line may be broken.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut open = false;
    for c in text.chars() {
        let wide = em_hundredths(c) == 100 && c != '…';
        let closes = "，。；：、）》〕”％…)]%".contains(c);
        let glued = pieces.last().is_some_and(|last| last.ends_with(['（', '《', '〔', '“']));
        match pieces.last_mut() {
            Some(last) if closes || glued || (!wide && open) => last.push(c),
            _ => pieces.push(c.to_string()),
        }
        open = !wide && c != ' ';
    }
    pieces
}
