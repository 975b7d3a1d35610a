//! The summary of a run for a terminal.

use std::fmt::Write;

use crate::diag::{Lang, Severity, in_line, say};
use crate::domain::Fen;
use crate::domain::text::{cells, pad, pad_left};
use crate::report::model::explain::Explained;
use crate::report::model::not_counted::NotCounted;
use crate::report::model::{Programmes, Summary};
use crate::tables::joint::SchemeRow;

/// The summary as lines of text.
pub fn summary(summary: &Summary, lang: Lang) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = head(&mut out, summary, lang)
        .and_then(|()| measures(&mut out, summary, lang))
        .and_then(|()| stages(&mut out, summary, lang))
        .and_then(|()| findings(&mut out, summary, lang));
    out
}

/// Several schemes side by side as lines of text.
pub fn programmes(programmes: &Programmes, lang: Lang) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = side_by_side(&mut out, programmes, lang);
    out
}

fn side_by_side(out: &mut String, p: &Programmes, lang: Lang) -> std::fmt::Result {
    writeln!(out, "{}", in_line(p.title.get(lang)))?;
    let (firms, several) = (p.firms, p.firms_in_several);
    let sums = say!(
        lang,
        "企业 {firms} 家，其中 {several} 家申报多个方案",
        "{firms} enterprises, {several} of them under several schemes"
    );
    writeln!(out, "{sums}")?;
    let draft = lang.pick("（推演）", " (simulated)");
    let title = |one: &SchemeRow| {
        format!("{}{}", one.title.get(lang), if one.simulated() { draft } else { "" })
    };
    let widest = p.rows.iter().map(|one| cells(&title(one))).max().unwrap_or_default().max(22);
    let row = |out: &mut String, cells: [&str; 7], pool: &str| {
        let [title, claims, firms, requested, approved, payable, used] = cells;
        writeln!(
            out,
            "{} {} {} {} {} {} {}  {pool}",
            pad(title, widest),
            pad_left(claims, 6),
            pad_left(firms, 6),
            pad_left(requested, 13),
            pad_left(approved, 13),
            pad_left(payable, 13),
            pad_left(used, 8)
        )
    };
    writeln!(out)?;
    let heading = [
        ("方案（万元）", "Scheme (RMB 10,000)"),
        ("申报", "claims"),
        ("企业", "firms"),
        ("申请额", "requested"),
        ("核定金额", "approved"),
        ("拟拨付金额", "payable"),
        ("用款", "used"),
    ];
    row(out, heading.map(|(zh, en)| lang.pick(zh, en)), lang.pick("资金池", "pool"))?;
    for one in &p.rows {
        let title = title(one);
        let cells = [
            one.claims.to_string(),
            one.firms.to_string(),
            one.requested.wan(),
            one.approved.wan(),
            one.payable.wan(),
            one.used.clone(),
        ];
        let [a, b, c, d, e, f] = &cells;
        row(out, [&title, a, b, c, d, e, f], &one.pool)?;
    }
    for (code, severity, said) in &p.across {
        writeln!(out, "  {code} {} {}", severity.label(lang), said.get(lang))?;
    }
    Ok(())
}

fn head(out: &mut String, s: &Summary, lang: Lang) -> std::fmt::Result {
    writeln!(out, "{}", in_line(s.title.get(lang)))?;
    writeln!(out, "{} · {}", in_line(s.scheme.get(lang)), in_line(&s.document))?;
    if s.draft {
        let words =
            lang.pick("征求意见稿·模拟，不得据以拨付", "DRAFT, simulation only: never to be paid");
        writeln!(out, "!! {words}")?;
    }
    if let Some(missing) = &s.missing {
        writeln!(out, "!! {}", missing.said(lang))?;
    }
    let c = &s.counts;
    let claims = say!(
        lang,
        "企业 {} 家，申报 {} 项；支持 {} 家 {} 项",
        "{} enterprises, {} claims; supported: {} enterprises, {} claims",
        c.firms,
        c.claims,
        c.firms_paid,
        c.claims_paid
    );
    let rows = say!(
        lang,
        "读入 {} 行，退回 {} 行；门槛附近 {} 项",
        "{} rows read, {} quarantined; {} claims near a threshold",
        c.rows_read,
        c.quarantined,
        c.near_threshold
    );
    let unused = say!(
        lang,
        "未采用：合计与备注 {} 行，列 {} 个，工作表 {} 个，文件 {} 个",
        "not used: {} rows of totals and remarks, {} columns, {} sheets, {} files",
        c.rows_aside,
        c.columns_unread,
        c.sheets_unread,
        c.files_unread
    );
    writeln!(out, "{claims}\n{rows}\n{unused}")
}

fn measures(out: &mut String, s: &Summary, lang: Lang) -> std::fmt::Result {
    writeln!(out)?;
    let heading = [
        ("措施（万元）", "Measure (RMB 10,000)"),
        ("申报", "claims"),
        ("支持", "paid"),
        ("申请额", "requested"),
        ("核定金额", "approved"),
        ("拟拨付金额", "payable"),
    ];
    let most = lang.pick("核减最多的限制", "heaviest limit");
    of_measure(out, heading.map(|(zh, en)| lang.pick(zh, en)), most)?;
    for m in &s.measures {
        let title = format!("{} {}", m.clause, m.title.get(lang));
        let limit = m.heaviest.as_ref().map(|(clause, text, claims, amount)| {
            let (text, wan) = (text.get(lang), amount.wan());
            say!(
                lang,
                "{clause} {text}：{claims} 项 {wan}",
                "{clause} {text}: {claims} claims, {wan}"
            )
        });
        let counts = [m.claims.to_string(), m.claims_paid.to_string()];
        let sums = [m.requested, m.approved, m.payable].map(Fen::wan);
        let ([a, b], [c, d, e]) = (&counts, &sums);
        of_measure(out, [&title, a, b, c, d, e], &limit.unwrap_or_default())?;
    }
    let counts = [s.counts.claims.to_string(), s.counts.claims_paid.to_string()];
    let sums = [s.requested, s.approved, s.payable].map(Fen::wan);
    let ([a, b], [c, d, e]) = (&counts, &sums);
    of_measure(out, [lang.pick("合计", "Total"), a, b, c, d, e], "")
}

fn of_measure(out: &mut String, cells: [&str; 6], limit: &str) -> std::fmt::Result {
    let [title, claims, paid, requested, approved, payable] = cells;
    writeln!(
        out,
        "{} {} {} {} {} {}  {limit}",
        pad(title, 44),
        pad_left(claims, 6),
        pad_left(paid, 6),
        pad_left(requested, 13),
        pad_left(approved, 13),
        pad_left(payable, 13)
    )
}

fn stages(out: &mut String, s: &Summary, lang: Lang) -> std::fmt::Result {
    writeln!(out)?;
    let line = |out: &mut String, label: &str, amount: Fen, note: String| {
        writeln!(out, "{} {}  {note}", pad(label, 22), pad_left(&amount.to_string(), 18))
    };
    line(out, lang.pick("申请额（元）", "Requested (yuan)"), s.requested, String::new())?;
    for (title, claims, amount) in s.stages.iter().filter(|(_, claims, _)| *claims > 0) {
        let note = say!(lang, "{claims} 项", "{claims} claims");
        line(out, &format!("  − {}", title.get(lang)), *amount, note)?;
    }
    line(out, lang.pick("拟拨付金额（元）", "Payable (yuan)"), s.payable, String::new())?;
    if let Some(b) = &s.budget {
        line(out, lang.pick("可用预算（元）", "Available (yuan)"), b.available, b.pool.clone())?;
        line(out, lang.pick("结余（元）", "Unspent (yuan)"), b.unspent, String::new())?;
    }
    for note in &s.notes {
        writeln!(out, "· {}", note.get(lang))?;
    }
    Ok(())
}

fn findings(out: &mut String, s: &Summary, lang: Lang) -> std::fmt::Result {
    let grave: Vec<_> = s.findings.iter().filter(|f| f.1 > Severity::Note).collect();
    if grave.is_empty() {
        return Ok(());
    }
    writeln!(out)?;
    let (errors, warnings) = (s.counts.errors, s.counts.warnings);
    let head = say!(
        lang,
        "需要处理的问题：错误 {errors}，警告 {warnings}",
        "Findings: {errors} errors, {warnings} warnings"
    );
    writeln!(out, "{head}")?;
    for (code, severity, count, example) in grave {
        let (label, example) = (severity.label(lang), example.get(lang));
        let line = say!(
            lang,
            "  {code} {label} {count:>5} 条，如：{example}",
            "  {code} {label} {count:>5} ×, e.g. {example}"
        );
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// Explanations as lines of text.
pub fn explained(claims: &[Explained], refused: &[NotCounted], lang: Lang) -> String {
    let mut out = String::new();
    for claim in claims {
        // Writing to a string cannot fail.
        let _ = explained_claim(&mut out, claim, lang);
    }
    if !refused.is_empty() {
        let _ = not_counted(&mut out, refused, lang);
    }
    out
}

fn not_counted(out: &mut String, all: &[NotCounted], lang: Lang) -> std::fmt::Result {
    writeln!(out, "{}", lang.pick("未计入的行和文件：", "Rows and files that do not count:"))?;
    for one in all {
        let kind = match one.not_counted.as_str() {
            "row" => lang.pick("退回", "refused"),
            "unusable" => lang.pick("整份搁置", "set aside"),
            "same_bytes" => lang.pick("重复", "a copy"),
            _ => lang.pick("已被取代", "replaced"),
        };
        writeln!(out, "  {kind} {}", in_line(&one.place))?;
        for why in &one.why {
            writeln!(out, "    {}", in_line(why))?;
        }
        if !one.read.is_empty() {
            writeln!(out, "    {}", in_line(&one.read))?;
        }
    }
    Ok(())
}

fn explained_claim(out: &mut String, e: &Explained, lang: Lang) -> std::fmt::Result {
    writeln!(out, "{}  {} {}", e.claim, e.clause, in_line(&e.measure))?;
    writeln!(out, "{}  {}", in_line(&e.firm), e.credit_code)?;
    facts(out, e, lang)?;
    amounts(out, e, lang)?;
    cases(out, e, lang)?;
    happened(out, e, lang)?;
    evidence(out, e, lang)?;
    writeln!(out)
}

/// What it is about, and what its amount comes of.
fn facts(out: &mut String, e: &Explained, lang: Lang) -> std::fmt::Result {
    let published = e.published.iter().map(|value| ("利率汇率", "Published value", value));
    let before = [
        ("申报编号", "Filing", &e.filing),
        ("受理日期", "Accepted on", &e.accepted_on),
        ("项目", "Item", &e.item),
        ("支持标准", "Rate", &e.rate),
    ];
    let after = [
        ("得分", "Score", &e.score),
        ("门槛", "Threshold", &e.threshold),
        ("单项上限", "Cap", &e.cap),
        ("核定基数（元）", "Base (yuan)", &e.base),
        ("取整前金额（元）", "Before rounding (yuan)", &e.unrounded),
        ("此前已获（元）", "Granted before (yuan)", &e.granted_before),
    ];
    let all = before.into_iter().chain(published).chain(after);
    all.filter(|(_, _, value)| !value.is_empty()).try_for_each(|(zh, en, value)| {
        writeln!(out, "  {} {}", pad(lang.pick(zh, en), 22), in_line(value))
    })
}

/// From what was asked for, stage by stage, to what is paid, and what decided it.
fn amounts(out: &mut String, e: &Explained, lang: Lang) -> std::fmt::Result {
    let end = |out: &mut String, zh: &str, en: &str, amount: &str| {
        writeln!(out, "  {} {}", pad(lang.pick(zh, en), 22), pad_left(amount, 16))
    };
    end(out, "申请额", "Requested", &e.requested)?;
    for step in &e.steps {
        let mark = if step.reason.is_empty() { "" } else { "← " };
        let amount = pad_left(&step.after, 16);
        let line = format!("  {} {amount}  {mark}{}", pad(&step.stage, 22), step.reason);
        writeln!(out, "{}", line.trim_end())?;
    }
    end(out, "拟拨付金额", "Payable", &e.payable)?;
    writeln!(out, "  {}{}", lang.pick("决定因素：", "Decided by: "), e.decided_by)?;
    for change in &e.to_change {
        writeln!(out, "  {}{change}", lang.pick("若要改变：", "To change it: "))?;
    }
    Ok(())
}

/// What else was granted for it, and what reviewers and invoices say.
fn cases(out: &mut String, e: &Explained, lang: Lang) -> std::fmt::Result {
    for case in &e.duplicates {
        let (head, colon) = (lang.pick("他项支持", "Other support"), lang.pick("：", ": "));
        let verdict = format!("{}{colon}{}", case.verdict, case.ground);
        writeln!(out, "  {head} {}  {verdict}", case.finding)?;
        for (name, value) in &case.values {
            writeln!(out, "    {} {value}", pad(name, 20))?;
        }
    }
    let reviews = e.reviews.iter().map(|review| (lang.pick("审定", "Review"), review));
    let trade = e.trade.iter().map(|doubt| (lang.pick("凭据", "Invoice"), doubt));
    for (head, review) in reviews.chain(trade) {
        let standing = &review.standing;
        writeln!(out, "  {head} {}  {standing}", in_line(&review.about))?;
        values(out, &review.values)?;
    }
    Ok(())
}

/// Its events, its parts and the changes of its enterprise; then what was asked of the condition.
fn happened(out: &mut String, e: &Explained, lang: Lang) -> std::fmt::Result {
    let events = e.events.iter().map(|event| (lang.pick("案卷", "Case"), event));
    let parts = e.instalments.iter().map(|part| (lang.pick("分期", "Paid in parts"), part));
    let changes = e.changes.iter().map(|change| (lang.pick("变更", "Change"), change));
    for (head, said) in events.chain(parts).chain(changes) {
        writeln!(out, "  {head} {}", in_line(said))?;
    }
    for asked in &e.asked {
        let (head, colon) = (lang.pick("核查", "Asked"), lang.pick("：", ": "));
        let (of, condition) = (in_line(&asked.of), in_line(&asked.condition));
        writeln!(out, "  {head} {of}{colon}{}  {condition}", asked.outcome)?;
        values(out, &asked.values)?;
    }
    Ok(())
}

fn values(out: &mut String, values: &[(String, String)]) -> std::fmt::Result {
    let mut all = values.iter();
    all.try_for_each(|(name, value)| writeln!(out, "    {} {}", pad(name, 20), in_line(value)))
}

fn evidence(out: &mut String, e: &Explained, lang: Lang) -> std::fmt::Result {
    writeln!(out, "  {}", lang.pick("凭证：", "Evidence:"))?;
    for line in &e.lines {
        let values: Vec<String> = line
            .values
            .iter()
            .map(|(name, v)| in_line(&format!("{name} {v}")).into_owned())
            .collect();
        let (colon, comma) = (lang.pick("：", ": "), lang.pick("，", ", "));
        writeln!(out, "    {}{colon}{}", in_line(&line.place), values.join(comma))?;
        if !line.left_out.is_empty() {
            writeln!(out, "      {}{}", lang.pick("未计入：", "does not count: "), line.left_out)?;
        }
    }
    Ok(())
}
