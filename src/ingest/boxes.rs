//! Answers of forms that are ticked by hand: `■是 □否`, `是√ / 否□`, `是（√）否（ ）`, `（是）`.

const TICKED: [char; 9] = ['■', '☑', '☒', '√', '✓', '✔', '●', '◉', '⊙'];
const EMPTY: [char; 7] = ['□', '☐', '○', '◯', '×', '✗', '✘'];
const BRACKETS: [(char, char); 4] = [('(', ')'), ('（', '）'), ('[', ']'), ('【', '】')];

enum Piece<'a> {
    Box(bool),
    Answer(&'a str),
}

/// What a cell answers, without boxes and brackets around it.
pub fn answer(text: &str) -> &str {
    ticked(text).unwrap_or(text)
}

/// The one answer that is ticked: each answer has a box, all before their answers or all behind them.
fn ticked(text: &str) -> Option<&str> {
    let text = text.trim();
    let marked = |c: char| {
        TICKED.contains(&c) || EMPTY.contains(&c) || BRACKETS.iter().any(|(open, _)| *open == c)
    };
    if !text.contains(marked) {
        return None;
    }
    if let Some((inside, "")) = bracketed(text).filter(|(inside, _)| !inside.contains(marked)) {
        return Some(inside).filter(|inside| !inside.is_empty());
    }
    let pieces = pieces(text);
    let mut chosen = pieces.chunks(2).map(|pair| match pair {
        [Piece::Box(ticked), Piece::Answer(answer)] => Some((true, *ticked, *answer)),
        [Piece::Answer(answer), Piece::Box(ticked)] => Some((false, *ticked, *answer)),
        _ => None,
    });
    let all: Vec<_> = chosen.by_ref().collect::<Option<_>>()?;
    let alike = all.iter().all(|(before, ..)| *before == all[0].0);
    let mut ticked = all.iter().filter(|(_, ticked, _)| alike && *ticked);
    let (_, _, answer) = ticked.next()?;
    ticked.next().is_none().then_some(*answer)
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let parts = |c: char| c.is_whitespace() || "/／、,，;；|".contains(c);
    let mut out = Vec::new();
    let (mut from, mut at) = (0, 0);
    while let Some(sign) = text[at..].chars().next() {
        let (ticked, end) = match bracketed(&text[at..]).and_then(|(inside, rest)| {
            let mut signs = inside.chars();
            let sign = signs.next().filter(|_| signs.next().is_none());
            let empty = inside.is_empty() || sign.is_some_and(|sign| EMPTY.contains(&sign));
            let ticked = sign.is_some_and(|sign| TICKED.contains(&sign));
            (empty || ticked).then_some((ticked, text.len() - rest.len()))
        }) {
            Some(found) => found,
            None if TICKED.contains(&sign) => (true, at + sign.len_utf8()),
            None if EMPTY.contains(&sign) => (false, at + sign.len_utf8()),
            None => {
                at += sign.len_utf8();
                continue;
            }
        };
        let answer = text[from..at].trim_matches(parts);
        out.extend((!answer.is_empty()).then_some(Piece::Answer(answer)));
        out.push(Piece::Box(ticked));
        (from, at) = (end, end);
    }
    let answer = text[from..].trim_matches(parts);
    out.extend((!answer.is_empty()).then_some(Piece::Answer(answer)));
    out
}

/// What stands in the bracket that a text begins with, and what stands behind it.
fn bracketed(text: &str) -> Option<(&str, &str)> {
    let first = text.chars().next()?;
    let (open, close) = BRACKETS.iter().find(|(open, _)| *open == first)?;
    let (inside, rest) = text[open.len_utf8()..].split_once(*close)?;
    Some((inside.trim(), rest))
}

#[cfg(test)]
mod tests {
    use super::answer;

    #[test]
    fn the_answer_that_is_ticked_is_the_one() {
        for text in [
            "■是 □否",
            "☑是□否",
            "是√ / 否□",
            "是☑否☐",
            "是（√）否（　）",
            "[√]是 [ ]否",
            "√ 是",
            "是√",
            "(是)",
            "【是】",
            "●是 ○否",
            "是√ 否×",
            "（√）是、（ ）否",
        ] {
            assert_eq!(answer(text), "是", "{text}");
        }
        for text in ["□是 ☑否", "是□ / 否√", "是（ ）否（√）", "（否）", "☐是 ☒否", "是× 否√"]
        {
            assert_eq!(answer(text), "否", "{text}");
        }
        // None or both ticked, boxes on both sides: nobody can tell.
        for text in
            ["□是 □否", "☑是 ☑否", "是√ 否√", "是/否", "是□√否", "是×", "√", "×", "是（平台）", ""]
        {
            assert_eq!(answer(text), text, "{text}");
        }
    }
}
