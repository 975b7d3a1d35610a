//! What programs get with `--json`: every command once, on a copy of the sample, held against the schema that is published
//! for it; the same keys in both languages; failures of every kind. A command that is added without a case fails here.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Stdio;

use serde_json::Value;
use tempfile::TempDir;

use jiangbu::cli::{outputs, schema};
use jiangbu::config::{self, Node, parse_file, parse_text};

use super::program;
use crate::documents::commands::copy;
use crate::runs::pipelines::{envelope, jiangbu, said};

const PIPELINE: &str = "pipelines/qianhai-2026.toml";
const ROSTERS: &str = "pipelines/qianhai-2026-rosters.toml";
const JOINT: &str = "pipelines/qianhai-joint-2026.toml";
const SCHEME: &str = "pipelines/schemes/qianhai-service-trade-2026.toml";
const STRICT: &str = "pipelines/scenarios/strict.toml";

/// Each command as one line, and the code that it ends with; in this order, since some need what others leave.
const CASES: &[(&str, i32)] = &[
    ("run pipelines/qianhai-2026-rosters.toml", 1),
    ("run pipelines/qianhai-joint-2026.toml", 1),
    ("scenario run pipelines/qianhai-2026.toml --scenario pipelines/scenarios/strict.toml", 1),
    ("check pipelines/qianhai-2026.toml --returns back", 1),
    ("check pipelines/qianhai-joint-2026.toml", 1),
    ("watch pipelines/qianhai-2026.toml --times 1", 1),
    (
        "intake sample_data/warehouse/m1.parquet --pipeline pipelines/qianhai-2026.toml --out intake",
        0,
    ),
    ("plan pipelines/qianhai-2026.toml --engine duckdb --out plan", 1),
    // Nobody ran it.
    ("adopt plan", 2),
    ("views pipelines/warehouse.toml --engine spark --out views", 0),
    (
        "scenario compare pipelines/qianhai-2026.toml pipelines/scenarios/strict.toml --xlsx c.xlsx",
        0,
    ),
    ("scenario sweep pipelines/qianhai-2026.toml --vary rates.LPR1Y=1.5%..2%/0.5%", 0),
    ("scenario tornado pipelines/qianhai-2026.toml", 0),
    ("scenario solve pipelines/qianhai-2026.toml --find annual_cap --goal approved<=5000万元", 0),
    ("scenario readings pipelines/guangzhou-2025.toml", 0),
    (
        "scenario simulate pipelines/qianhai-2026.toml --draws 5 --uncertain growth.take_up=80%..100%/1%",
        0,
    ),
    ("scenario costing pipelines/qianhai-2026.toml --scenario pipelines/scenarios/strict.toml", 0),
    ("scenario forecast pipelines/qianhai-2026.toml --years 2", 0),
    ("scenario budget pipelines/qianhai-2026.toml", 0),
    ("scenario review pipelines/qianhai-2026.toml --firm 91440300QH8H9KY28K --filings FILING", 0),
    ("settings export pipelines/qianhai-2026.toml -o settings.xlsx", 0),
    ("settings import pipelines/qianhai-2026.toml settings.xlsx", 0),
    ("explain runs/qianhai-2026-rosters-001 --firm 91440305QHK806PQ3L", 0),
    ("report runs/qianhai-2026-rosters-001 --only payments --format txt --to printed", 0),
    ("scheme check pipelines/schemes/qianhai-service-trade-2026.toml", 1),
    ("scheme test pipelines/schemes/guangzhou-service-trade-2025.toml", 0),
    ("scheme show pipelines/schemes/qianhai-service-trade-2026.toml", 0),
    (
        "scheme diff pipelines/schemes/qianhai-service-trade-2026.toml pipelines/scenarios/strict.toml",
        0,
    ),
    ("scheme tiers pipelines/guangzhou-2025.toml --budget 2600万元 --shape 1:2:3", 0),
    (
        "new next --scheme pipelines/schemes/qianhai-service-trade-2026.toml --year 2026 --deadline 2026-03-31",
        0,
    ),
    ("template payments -o payments.xlsx", 0),
    (
        "progress pipelines/plans/shenzhen-2016-2020.toml --actuals sample_data/progress/2019/指标数据.xlsx \
         --as-of 2019-12-31 --format none",
        1,
    ),
    ("duplicates decide runs/qianhai-2026-rosters-001 decided.xlsx", 0),
    (
        "duplicates evaluate --claims sample_data/warehouse/firms.parquet --roster \
         sample_data/rosters/南山区资助名册.xlsx --truth sample_data/rosters/truth/truth.parquet",
        0,
    ),
    ("ledger init", 0),
    ("approve runs/qianhai-2026-rosters-001 --on 2026-04-10 --by 王 --despite 另报 --yes", 0),
    ("sample --payments runs/qianhai-2026-rosters-001 --out pay", 0),
    ("reconcile runs/qianhai-2026-rosters-001 --as-of 2026-11-30 --payments pay/支付凭证.xlsx", 1),
    ("attribute runs/qianhai-2026-rosters-001-reconciled-001 attributed.xlsx", 0),
    ("ledger record runs/qianhai-2026-rosters-001-reconciled-001 --by 赵", 0),
    ("ledger verify --runs", 0),
    ("ledger show", 0),
    ("ledger show --firm 91440305QHK806PQ3L", 0),
    ("ledger export --scheme QH-ST-2026 -o history.parquet", 0),
    // Money was paid on it.
    ("ledger withdraw 1 --on 2026-09-10 --by 王 --reason 异议", 2),
    ("code D302", 0),
    ("schema pipeline", 0),
    ("man --to man", 0),
    ("completions bash", 0),
];

/// The sample in a folder of its own; its runs print nothing, which nobody reads here.
fn project() -> TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    for folder in ["pipelines", "sample_data"] {
        copy(Path::new(folder), &dir.path().join(folder));
    }
    for name in [PIPELINE, ROSTERS, JOINT, "pipelines/qianhai-data-draft.toml"] {
        let path = dir.path().join(name);
        let text = fs::read_to_string(&path).expect("a pipeline");
        let lean = text.lines().filter(|line| !line.starts_with("reports = ["));
        let lean = lean.map(|line| line.replace("workbook = true", "workbook = false"));
        fs::write(&path, lean.collect::<Vec<_>>().join("\n")).expect("written");
    }
    let text = fs::read_to_string(dir.path().join(PIPELINE)).expect("a pipeline");
    fs::write(dir.path().join("pipelines/warehouse.toml"), text + WAREHOUSE).expect("written");
    dir
}

/// A table of a warehouse for the pipeline of the sample.
const WAREHOUSE: &str = "\n[warehouse.firms]\ntable = \"ent\"\nkey = \"code\"\n\
    columns = { firm_name = \"name\", uscc = \"code\", entity_type = \"kind\" }\n";

/// The words of a line, with the filing of the sample where one is asked for.
fn words(line: &str, folder: &Path) -> Vec<String> {
    let filings = fs::read_dir(folder.join("sample_data/filings")).expect("filings");
    let filing = filings.map(|entry| entry.expect("an entry").path()).next().expect("a filing");
    let word = |word: &str| word.replace("FILING", &filing.display().to_string());
    line.split_whitespace().map(word).collect()
}

/// The command of a line, as the declarations call it.
fn command(line: &str) -> &'static str {
    let fits = outputs::OUTPUTS.iter().filter(|printed| line.starts_with(printed.command));
    fits.max_by_key(|printed| printed.command.len()).expect("a command").command
}

fn call(folder: &Path, line: &str, lang: &str) -> (Value, Option<i32>, String) {
    let words = words(line, folder);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let output = jiangbu(&words).args(["--json", "--lang", lang]).current_dir(folder).output();
    let output = output.expect("the program");
    (envelope(&output), output.status.code(), said(&output))
}

#[test]
fn every_command_prints_what_its_schema_says() {
    let project = project();
    for (line, code) in CASES {
        let (told, ended, said) = call(project.path(), line, "zh-CN");
        assert_eq!(ended, Some(*code), "{line}: {said}");
        follows(line, &told);
        let done = told["ok"] == true;
        assert_eq!(done, *code < 2, "{line}");
        assert!(!done || !told["data"].is_null(), "{line}: no data: {said}");
        assert!(done || !told["findings"].as_array().expect("a list").is_empty(), "{line}: {said}");
    }
    // What reads and leaves nothing says the same under the same keys in the other language.
    for line in [
        "scenario compare pipelines/qianhai-2026.toml pipelines/scenarios/strict.toml",
        "scenario sweep pipelines/qianhai-2026.toml --vary rates.LPR1Y=1.5%..2%/0.5%",
        "scenario budget pipelines/qianhai-2026.toml",
        "scheme diff pipelines/schemes/qianhai-service-trade-2026.toml pipelines/scenarios/strict.toml",
        "explain runs/qianhai-2026-rosters-001 --firm 91440305QHK806PQ3L",
    ] {
        let both = ["zh-CN", "en"].map(|lang| call(project.path(), line, lang).0);
        let [zh, en] = both.each_ref().map(|told| shape(told, ""));
        assert_eq!(zh, en, "{line}");
        assert_ne!(both[0], both[1], "{line}: one language");
        for path in zh {
            let key = path.rsplit('.').next().unwrap_or_default();
            assert!(key.is_ascii(), "{line}: {path}");
        }
    }
}

/// Every command of the program is declared, has a case here, and nothing else is.
#[test]
fn no_command_is_without_a_schema_and_a_case() {
    fn below(path: &str, command: &clap::Command, all: &mut BTreeSet<String>) {
        for inner in command.get_subcommands().filter(|inner| inner.get_name() != "help") {
            let path = format!("{path} {}", inner.get_name()).trim().to_string();
            if inner.has_subcommands() {
                below(&path, inner, all);
            } else {
                all.insert(path);
            }
        }
    }
    let mut all = BTreeSet::new();
    below("", &jiangbu::cli::command(), &mut all);
    let declared: BTreeSet<String> =
        outputs::OUTPUTS.iter().map(|printed| printed.command.to_string()).collect();
    assert_eq!(all, declared);
    // The desk goes on until it is stopped: `desk_says_its_address_on_one_line`.
    let tried = CASES.iter().map(|(line, _)| command(line).to_string());
    let tried: BTreeSet<String> = tried.chain(["desk".to_string()]).collect();
    assert_eq!(all, tried);
}

#[cfg(feature = "desk")]
#[test]
fn desk_says_its_address_on_one_line() {
    use std::io::{BufRead, BufReader};
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("pipelines")).expect("made");
    let mut child = jiangbu(&["desk", ".", "--no-open", "--json"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program");
    let mut line = String::new();
    let out = child.stdout.take().expect("its output");
    BufReader::new(out).read_line(&mut line).expect("a line");
    child.kill().expect("ended");
    child.wait().expect("ended");
    let told: Value = serde_json::from_str(&line).expect("JSON");
    follows("desk", &told);
    assert!(told["data"]["address"].as_str().expect("an address").starts_with("http://127.0.0.1:"));
}

#[test]
fn failures_are_said_in_the_same_form() {
    let here = Path::new(".");
    for (line, name, code) in [
        ("run no/such.toml", "run", "F201"),
        ("run", "run", "A656"),
        ("scheme", "scheme", "A656"),
        ("scenario compare a.toml", "scenario compare", "A656"),
        ("--nonsense", "", "A656"),
        ("chek a.toml", "", "A656"),
        ("explain runs/nowhere --claim m1", "explain", "A501"),
        ("code X999", "code", "A519"),
        ("schema pipelin", "schema", "A657"),
        ("ledger show nowhere", "ledger show", "A506"),
        ("template nowhere", "template", "A542"),
    ] {
        let (told, ended, said) = call(here, line, "en");
        assert_eq!((ended, told["command"].as_str()), (Some(2), Some(name)), "{line}: {said}");
        assert_eq!(told["findings"][0]["code"], code, "{line}: {said}");
        assert!(told["data"].is_null(), "{line}: {said}");
        follows_that_of(outputs::printed(name), line, &told);
    }
    // Without any command, too.
    let (told, ended, _) = call(here, "", "en");
    assert_eq!((ended, &told["ok"]), (Some(2), &Value::Bool(false)), "{told}");
    follows_that_of(&outputs::PROGRAM, "nothing", &told);
    // And as people read them.
    let near = program(here, &["schema", "pipelin", "--lang", "en"], 2);
    assert!(near.contains("did you mean `pipeline`"), "{near}");
    super::compare("A657", &program(here, &["schema", "pipelin", "--lang", "zh-CN"], 2), &near);
}

#[test]
fn help_and_version_are_said_in_the_same_form() {
    for (line, name, key, part) in [
        ("--version", "", "version", env!("CARGO_PKG_VERSION")),
        ("--help", "", "help", "Commands:"),
        ("scenario compare --help", "scenario compare", "help", "--xlsx"),
        ("ledger --help", "ledger", "help", "verify"),
    ] {
        let (told, ended, said) = call(Path::new("."), line, "en");
        assert_eq!((ended, told["command"].as_str()), (Some(0), Some(name)), "{line}: {said}");
        assert!(told["data"][key].as_str().is_some_and(|text| text.contains(part)), "{told}");
        follows_that_of(&outputs::PROGRAM, line, &told);
    }
}

/// The settings files of the project are what their schemas allow.
#[test]
fn shipped_files_follow_their_schemas() {
    let all = schema::all();
    let of = |name: &str| &all.iter().find(|(known, _)| known == name).expect("a schema").1;
    let mut looked_at = 0;
    let mut look = |pattern: &str, name: &str| {
        for path in glob::glob(pattern).expect("a pattern") {
            let path = path.expect("a file");
            let root = parse_file(&path).expect("TOML");
            let several = name == "pipeline" && root.at_path("schemes").is_some();
            let own = of(if several { "joint-pipeline" } else { name });
            let faults = faults(&plain(&root), own, own, "");
            assert!(faults.is_empty(), "{}: {faults:#?}", path.display());
            looked_at += 1;
        }
    };
    look("pipelines/*-20*.toml", "pipeline");
    look("pipelines/qianhai-data-draft.toml", "pipeline");
    look("pipelines/schemes/*.toml", "scheme");
    look("pipelines/scenarios/*.toml", "scenario");
    look("pipelines/plans/*.toml", "plan");
    look("pipelines/crosswalk.toml", "crosswalk");
    look("pipelines/reconcile.toml", "reconciliation");
    look("pipelines/allocation.toml", "allocation");
    look("pipelines/headers.toml", "headers");
    assert!(looked_at >= 20, "{looked_at}");
    // And what is not allowed is seen.
    let (pipeline, text) = (of("pipeline"), fs::read_to_string(PIPELINE).expect("text"));
    for (find, replace) in [
        ("[pipeline]\n", "[pipeline]\nnonsense = 1\n"),
        ("award_year = 2026", "award_year = \"2026\""),
        ("[pipeline]\n", "[pipelin]\n"),
    ] {
        assert!(text.contains(find), "{find}");
        let spoiled = parse_text("spoiled", text.replacen(find, replace, 1)).expect("TOML");
        let spoiled = plain(&spoiled);
        assert!(!faults(&spoiled, pipeline, pipeline, "").is_empty(), "{replace}");
    }
}

/// A value of TOML as JSON holds it: days are texts.
fn plain(node: &Node) -> Value {
    match &node.value {
        config::Value::Text(text) => text.as_str().into(),
        config::Value::Int(number) => (*number).into(),
        config::Value::Bool(yes) => (*yes).into(),
        config::Value::Date(day) => day.to_string().into(),
        config::Value::Array(all) => all.iter().map(plain).collect(),
        config::Value::Table(keys) => {
            let keys = keys.entries.iter().map(|(key, node)| (key.name.clone(), plain(node)));
            Value::Object(keys.collect())
        }
    }
}

fn follows(line: &str, told: &Value) {
    follows_that_of(outputs::printed(command(line)), line, told);
}

fn follows_that_of(printed: &outputs::Printed, line: &str, told: &Value) {
    let schema = outputs::schema(printed);
    let faults = faults(told, &schema, &schema, "");
    assert!(faults.is_empty(), "{line}: {faults:#?}");
}

/// What of a value a schema does not allow; so much of JSON Schema as ours use.
fn faults(value: &Value, schema: &Value, root: &Value, at: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut no = |why: String| found.push(format!("{at}: {why}"));
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.strip_prefix("#/$defs/").expect("a definition");
        return faults(value, &root["$defs"][name], root, at);
    }
    if let Some(any) = schema["anyOf"].as_array() {
        let all: Vec<Vec<String>> = any.iter().map(|one| faults(value, one, root, at)).collect();
        if all.iter().all(|faults| !faults.is_empty()) {
            return all.into_iter().min_by_key(Vec::len).unwrap_or_default();
        }
    }
    if let Some(kind) = schema["type"].as_str() {
        let fits = match kind {
            "object" => value.is_object(),
            "array" => value.is_array(),
            "string" => value.is_string(),
            "boolean" => value.is_boolean(),
            "integer" => value.is_i64() || value.is_u64(),
            "null" => value.is_null(),
            other => panic!("{other}: not known here"),
        };
        if !fits {
            no(format!("{value} is no {kind}"));
        }
    }
    if let (Some(of), Some(text)) = (schema["pattern"].as_str(), value.as_str()) {
        if of == r"^\$" {
            if !text.starts_with('$') {
                no(format!("{text} is no parameter"));
            }
            return found;
        }
        assert_eq!(of, r"^-?\d+(\.\d+)?$", "not known here");
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
        let number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if !number(whole) || !number(part) {
            no(format!("{text} is no decimal number"));
        }
    }
    if !schema["const"].is_null() && schema["const"] != *value {
        no(format!("{value}, not {}", schema["const"]));
    }
    if schema["enum"].as_array().is_some_and(|words| !words.contains(value)) {
        no(format!("{value} is none of {}", schema["enum"]));
    }
    if let Some(keys) = value.as_object() {
        for must in schema["required"].as_array().into_iter().flatten() {
            if !keys.contains_key(must.as_str().expect("a key")) {
                no(format!("{must} is missing"));
            }
        }
        for (key, inner) in keys {
            let path = format!("{at}.{key}");
            match (&schema["properties"][key], &schema["additionalProperties"]) {
                (Value::Null, Value::Bool(false)) => found.push(format!("{path}: not declared")),
                (Value::Null, Value::Object(other)) => {
                    found.extend(faults(inner, &Value::Object(other.clone()), root, &path));
                }
                (Value::Null, _) => {}
                (own, _) => found.extend(faults(inner, own, root, &path)),
            }
        }
    }
    for (number, item) in value.as_array().into_iter().flatten().enumerate() {
        if schema["items"].is_object() {
            found.extend(faults(item, &schema["items"], root, &format!("{at}[{number}]")));
        }
    }
    found
}

/// The paths of all keys, whatever stands there.
fn shape(value: &Value, at: &str) -> BTreeSet<String> {
    match value {
        Value::Object(keys) => keys
            .iter()
            .flat_map(|(key, inner)| {
                let path = format!("{at}.{key}");
                let mut below = shape(inner, &path);
                below.insert(path);
                below
            })
            .collect(),
        Value::Array(all) => all.iter().flat_map(|one| shape(one, &format!("{at}[]"))).collect(),
        _ => BTreeSet::new(),
    }
}

#[test]
fn a_file_gets_everything_that_a_check_says() {
    let project = project();
    let checked =
        jiangbu(&["check", PIPELINE, "--lang", "en"]).current_dir(project.path()).output();
    let checked = checked.expect("the program");
    assert_eq!(checked.status.code(), Some(1), "{}", said(&checked));
    assert!(checked.stderr.is_empty(), "{}", String::from_utf8_lossy(&checked.stderr));
    let (told, ..) = call(project.path(), &format!("check {PIPELINE}"), "en");
    let text = String::from_utf8_lossy(&checked.stdout).into_owned();
    let heads = text
        .lines()
        .filter(|line| ["error[", "warning[", "note["].iter().any(|word| line.starts_with(word)));
    let count = told["findings"].as_array().expect("a list").len();
    assert!(count > 50, "{count}");
    assert_eq!(heads.count(), count);
    assert!(!text.contains('\u{1b}'), "no colours in a file");
    assert!(text.trim_end().ends_with("findings need a person"), "{text}");
}

#[test]
fn tables_fit_the_columns_that_a_terminal_has() {
    let wide = |columns: &str| {
        let output = jiangbu(&["scheme", "diff", SCHEME, STRICT, "--lang", "zh-CN"])
            .env("COLUMNS", columns)
            .output()
            .expect("the program");
        assert!(output.status.success(), "{}", said(&output));
        String::from_utf8(output.stdout).expect("text")
    };
    let cells = |line: &str| line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>();
    let narrow = wide("60");
    assert!(narrow.contains("--json"), "{narrow}");
    // `…` counts as one or two.
    let rows = narrow.lines().filter(|line| line.starts_with("  ") && !line.contains("--json"));
    let widest = rows.map(|line| cells(&line.replace('…', "."))).max();
    assert!(widest.is_some_and(|cells| cells <= 60), "{widest:?}: {narrow}");
    assert!(!wide("1000").contains("……有的"), "all fits");
}
