#!/usr/bin/env python3
"""The queue of duplicates as a person works it: what is settled after the answers that pay, why the rest is not, and what is
left to ask; the same with a register, and a second year on the answers of the first.

    python3 benches/open_questions.py --program target/release/jiangbu [--firms 5000 20000] [--seed 1] [--keep FOLDER]

For each number of enterprises `sample --rosters realistic` writes lists with their truth. Answers are taken from the truth,
as an office would know them, and given in the sheets of the run: the sample of exact names and its signature, so many texts
from the top (`--texts`), the year of each list, whether any of a list was returned later, and rows of what districts say was
returned. A true duplicate is settled where a case of its row and measure is a duplicate. A question is a row of a sheet that
asks; a row that stands below a question about many, as those one year off do, is none, and counts as asked about: how many
such rows there are is told. For the second year all questions of the first that are left are answered, too. Not part of the tests; pyarrow and
openpyxl are installed into a virtual environment on first use (`--venv`).
"""

import argparse
import csv
import shutil
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

from environment import in_venv

ROOT = Path(__file__).resolve().parent.parent
NEEDED = ["pyarrow==26.0.1", "openpyxl>=3.1"]
BY, ON = "王审核", "2026-04-02"
ASKED = ["kinds_open", "lists_open", "suspected", "year_off", "name_sample"]
CLAUSES = dict(zip((f"m{n}" for n in range(1, 10)), "一二三四五六七八九"))


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


class Truth:
    """What is true of all lists of a folder, by what the program shows of them."""

    def __init__(self, folder, years):
        self.who, self.file_of, self.repeats, self.kinds = {}, {}, {}, {}
        self.texts, self.years, self.states, self.returned = {}, {}, {}, []
        for year in years:
            read = lambda name: rows_of(folder / f"truth{year}" / name)
            for row in read("identity.csv"):
                at = (f"rosters{year}/{row['file']}", int(row["row"]))
                self.who[at] = row
                self.file_of[row["record_no"]] = at
            for row in read("duplicates.csv"):
                at = self.file_of[row["record_no"]]
                self.kinds[at] = row
                if row["repeats"] == "yes":
                    self.repeats[(at, row["measure"])] = row
            for row in read("texts.csv"):
                self.texts[(row["scheme"], row["text"])] = row
            for row in read("lists.csv"):
                self.years[f"rosters{year}/{row['file']}"] = row["year"]
                self.states[f"rosters{year}/{row['file']}"] = row["states"] == "yes"
            self.returned += read("returned.csv")

    def list_returned(self, file):
        """Whether any row of a list was returned later."""
        return any(self.file_of[row["记录编号"]][0] == file for row in self.returned)


def place(text):
    """`file·sheet·row` as file and row."""
    parts = text.split("·")
    return parts[0], int(parts[-1])


class Run:
    def __init__(self, program, folder, pipeline):
        subprocess.run([program, "run", pipeline, "--quiet"], cwd=folder, check=False,
                       stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        runs = sorted((folder / "runs").iterdir(), key=lambda path: path.stat().st_mtime_ns)
        self.tables = runs[-1] / "tables"
        self.read = {}

    def table(self, name):
        import pyarrow.parquet as pq

        if name not in self.read:
            path = self.tables / f"{name}.parquet"
            self.read[name] = pq.read_table(path).to_pylist() if path.exists() else []
        return self.read[name]

    def untimely(self):
        """Enterprises and measures of which no line lies in the time that the measure supports."""
        out = set()
        for measure in CLAUSES:
            lines = self.table(f"lines_{measure}")
            timely = {line["uscc"] for line in lines if not line["line_reason"].endswith(".period")}
            out |= {(line["uscc"], measure) for line in lines if line["uscc"] not in timely}
        return out

    def questions(self):
        """Rows that ask, by sheet; what was answered or signed asks no more, and what stands below a question does not."""
        below = lambda row: "likely_zh" in row and row.get("rows", 1) is None
        open_ = lambda row: not (row.get("verdict") or row.get("same_measures") or below(row))
        return Counter({name: sum(map(open_, self.table(name))) for name in ASKED})


class Answers:
    """Answers of an office, kept in one workbook over all runs."""

    HEADS = {
        "待归类事项": ["他项来源", "他项事项", "同类措施", "可能同类措施", "决定人", "决定日期"],
        "名册待补": ["名册", "名册标题", "所写年度", "年度", "其后有无退回", "决定人", "决定日期"],
        "名称抽样": ["疑点编号", "证据指纹", "结论", "决定人", "决定日期"],
        "相差一年": ["疑点编号", "证据指纹", "结论", "决定人", "决定日期"],
        "疑似重复": ["疑点编号", "证据指纹", "结论", "是否同一企业", "统一社会信用代码", "单位名称", "名册单位名称",
                 "名册代码", "决定人", "决定日期"],
    }

    def __init__(self, truth):
        self.truth = truth
        self.rows = {sheet: [] for sheet in self.HEADS}
        self.lists, self.marks = set(), 0

    def texts(self, run, most):
        for row in run.table("kinds_open")[:most]:
            fits = [of for (source, text), of in self.truth.texts.items()
                    if text == row["other_item"] and source in row["other_scheme"].split("、")]
            if not fits:
                continue
            of = fits[0]
            named = "、".join(CLAUSES[m] for m in of["measures"].split("+") if m) or "无"
            same, possible = (named, "") if of["relation"] != "possible" else ("", named)
            self.rows["待归类事项"].append([row["other_scheme"], row["other_item"], same, possible, BY, ON])

    def of_lists(self, run):
        for row in run.table("lists_open"):
            file = row["other_place"].split("·")[0]
            back = ""
            if not self.truth.states.get(file, True):
                back = "有" if self.truth.list_returned(file) else "没有"
            key = (row["other_place"], row["list_title"], row["stated_year"])
            if key in self.lists:
                continue
            self.lists.add(key)
            year, stated = "", row["stated_year"]
            if "无年度" in row["ground_zh"]:
                year = self.truth.years.get(file, "")
            if stated:
                # Single rows of another year stand among those of the year.
                year = "、".join(sorted({stated, *self.meant(run, file, stated)}))
            self.rows["名册待补"].append([*key, year, back, BY, ON])

    def meant(self, run, file, stated):
        """The years of the matters of rows that a list puts into a wrong one."""
        for case in run.table("duplicates"):
            at, measure = place(case["other_place"]), case["claim_id"].split("-")[0]
            wrong = at[0] == file and "wrong-year" in self.truth.kinds.get(at, {}).get("kind", "")
            if wrong and case["other_period"][:4] == stated and (at, measure) in self.truth.repeats:
                yield case["own_period"][:4]

    def names(self, run):
        """Looks at whom a sample drew, and signs."""
        for row in run.table("name_sample"):
            if row["verdict"]:
                continue
            right = not row["uscc"] or self.truth.who[place(row["other_place"])]["uscc"] == row["uscc"]
            said = "同一企业" if right else "非同一企业"
            self.rows["名称抽样"].append([row["finding_id"], row["evidence"], said, BY, ON])

    def cases(self, run):
        """What is left of the first year, one by one. Of several claims one may be repeated: each is asked next."""
        for row in run.table("suspected"):
            at = place(row["other_place"])
            one = self.truth.who[at]["uscc"] == row["uscc"]
            measures = [claim.split("-")[0] for claim in row["claim_id"].split("、")]
            repeats = one and any((at, measure) in self.truth.repeats for measure in measures)
            verdict = "重复" if repeats else "不重复"
            self.rows["疑似重复"].append([row["finding_id"], row["evidence"], verdict, "是" if one else "否", row["uscc"],
                                      row["firm_name"], row["other_name"], row["other_code"], BY, ON])

    def year_off(self, run):
        """Marks the rows below each question that are the claim's own matter, and says of the question that the others are
        not."""
        for row in run.table("year_off"):
            repeats = False
            if row["rows"] in (None, 1):
                at, measure = place(row["other_place"]), row["claim_id"].split("-")[0]
                one = self.truth.who[at]["uscc"] == row["uscc"]
                repeats = one and (at, measure) in self.truth.repeats
            if row["rows"] is None and not repeats:
                continue
            self.marks += row["rows"] is None
            verdict = "重复" if repeats else "不重复"
            self.rows["相差一年"].append([row["finding_id"], row["evidence"], verdict, BY, ON])

    def count(self):
        """Questions that were answered. What is marked below a question is a part of its answer."""
        return sum(map(len, self.rows.values())) - self.marks

    def write(self, path):
        import openpyxl

        book = openpyxl.Workbook()
        book.remove(book.active)
        for sheet, rows in self.rows.items():
            if rows:
                of = book.create_sheet(sheet)
                for row in [self.HEADS[sheet], *rows]:
                    of.append(row)
        book.save(path)


def pipeline(folder, name, register, decisions, returned, levels):
    """The pipeline of a sample, with names signed for, and what is asked of the run."""
    text = (folder / f"{name}.toml").read_text(encoding="utf-8").replace("workbook = true", "workbook = false")
    text = text.replace("\n[budget]", "\n[duplicates.levels]\n" + levels + "\n[budget]")
    if register:
        text = text.replace("[inputs]\n", '[inputs]\nregister = ["register.csv"]\n')
    if decisions:
        text = text.replace("decisions = []", 'decisions = ["answers.xlsx"]')
    for scheme, file in returned:
        text = text.replace("\n[duplicates]", f'\n[[inputs.rosters]]\nscheme = "{scheme}"\nfiles = ["{file}"]\n\n[duplicates]')
    (folder / "asked.toml").write_text(text, encoding="utf-8")
    return "asked.toml"


def returned_lists(folder, truth):
    """What districts say was returned, as lists of theirs."""
    by_source = defaultdict(list)
    for row in truth.returned:
        by_source[row["scheme"]].append(row)
    out = []
    for scheme, rows in sorted(by_source.items()):
        file = f"returned_{scheme}.csv"
        with (folder / file).open("w", encoding="utf-8", newline="") as lines:
            of = csv.DictWriter(lines, [key for key in rows[0] if key != "scheme"], extrasaction="ignore")
            of.writeheader()
            of.writerows(rows)
        out.append((scheme, file))
    return out


def judged(run):
    """Cases by row and measure of the claim, the verdict that settles first."""
    order = ["duplicate", "suspected", "unsorted", "year-off", "outside", "clear"]
    best = {}
    for case in run.table("duplicates"):
        file_row = place(case["other_place"])
        measures = [case["claim_id"].split("-")[0]]
        # A text to be sorted has one case for all claims that wait.
        if case["verdict_now"] == "unsorted":
            measures = list(CLAUSES)
        for measure in measures:
            key = (file_row, measure, case["uscc"])
            known = best.get(key)
            if known is None or order.index(case["verdict_now"]) < order.index(known["verdict_now"]):
                best[key] = case
    return best


def report(what, run, truth, show):
    best = judged(run)
    settled, seen, traced, reasons, late, idle, idle_seen = 0, 0, 0, Counter(), 0, 0, 0
    untimely = run.untimely()
    asked_below = {row["finding_id"] for row in run.table("year_off")}
    for (at, measure), row in truth.repeats.items():
        case = best.get((at, measure, row["uscc"]))
        written = truth.who[at]["written"]
        if case and case["verdict_now"] == "duplicate":
            settled += 1
        asks = case and (case["verdict_now"] in ("duplicate", "suspected", "unsorted") or case["finding_id"] in asked_below)
        seen += bool(asks)
        traced += bool(case)
        never = not case and (row["uscc"], measure) in untimely
        late += never
        # A claim that gets nothing cannot be paid twice: nobody is asked about it.
        idle += never or bool(case and not case["at_risk"])
        idle_seen += bool(asks and not case["at_risk"])
        if not case or case["verdict_now"] != "duplicate":
            said = f"{case['verdict_now']}: {case['ground_zh']}" if case else "no case"
            wrong_year = " (wrong year)" if "wrong-year" in row["kind"] else ""
            reasons[f"{said}{wrong_year} [{case['level'] if case else written}]"] += 1
    wrong, lowered = Counter(), 0
    for case in run.table("duplicates"):
        if case["verdict_now"] != "duplicate":
            continue
        at = place(case["other_place"])
        measure = case["claim_id"].split("-")[0]
        # Rows of what districts returned are no rows of the truth.
        if at not in truth.who:
            continue
        lowered += 1
        of = truth.who[at]
        if of["uscc"] != case["uscc"]:
            wrong[f"another firm [{case['level']}]"] += 1
        elif (at, measure) not in truth.repeats:
            wrong[f"{truth.kinds.get(at, {}).get('kind', of['kind'])} [{case['ground_zh']}]"] += 1
    asked, all_ = run.questions(), len(truth.repeats)
    cases = Counter(case["verdict_now"] for case in run.table("duplicates"))
    precision = 1 - sum(wrong.values()) / max(1, lowered)
    open_ = sum(asked.values()) / max(1, all_)
    print(f"{what}: {all_} true duplicates, settled {settled / max(1, all_):.4f}, or asked {seen / max(1, all_):.4f}, "
          f"or on record {traced / max(1, all_):.4f} "
          f"({late} never: the claim gets nothing, all of its lines lie outside of the time supported; asked "
          f"{(seen - idle_seen) / max(1, all_ - idle):.4f} of the {all_ - idle} on which money hangs), "
          f"precision {precision:.4f} ({lowered - sum(wrong.values())}/{lowered}), open {open_:.3f} each: {dict(asked)}, "
          f"{len(run.table('year_off'))} rows one year off")
    if show:
        print(f"    cases {dict(cases)}")
        for title, counts in [("not settled", reasons), ("settled wrongly", wrong)]:
            for reason, count in counts.most_common(25):
                print(f"    {title:16}{count:6}{count / all_:8.4f}  {reason}")
        why = Counter((row["ground_zh"].split("（")[0], row["level_zh"]) for row in run.table("suspected"))
        for reason, count in why.most_common(20):
            print(f"    {'asks':16}{count:6}{count / all_:8.4f}  {' · '.join(reason)}")
    return sum(asked.values())


def until_nothing_is_new(go, answers, path, run, most_texts=None, cases=False):
    """Answers what a run asks and runs again, until nothing is new."""
    while True:
        before = answers.count()
        if most_texts:
            answers.texts(run, most_texts)
        answers.of_lists(run)
        answers.names(run)
        if cases:
            answers.cases(run)
            answers.year_off(run)
        if answers.count() == before:
            return run
        answers.write(path)
        run = go()
        most_texts = most_texts if cases else None


def one(asked, firms, folder):
    sample = [asked.program, "sample", "--rosters", "realistic", "--firms", str(firms), "--seed", str(asked.seed), "--quiet"]
    if not (folder / "pipeline.toml").exists():
        subprocess.run([*sample, "--out", folder], check=True, cwd=ROOT)
    print(f"== {firms} enterprises, seed {asked.seed}")
    levels = "".join(f'{level} = "confirmed"\n' for level in asked.sign)
    for register in [False, True] if asked.register is None else [asked.register]:
        shutil.rmtree(folder / "runs", ignore_errors=True)
        what = "with a register" if register else "without a register"
        truth, both = Truth(folder, [""]), Truth(folder, ["", "_year2"])
        answers, path = Answers(truth), folder / "answers.xlsx"

        def go(name="pipeline", decisions=True, returned=()):
            file = pipeline(folder, name, register, decisions, returned, levels)
            return Run(asked.program, folder, file)

        run = go(decisions=False)
        report(f"{what}, nothing answered", run, truth, False)
        run = until_nothing_is_new(go, answers, path, run, most_texts=asked.texts)
        report(f"{what}, answered", run, truth, False)
        returned = returned_lists(folder, truth)
        run = until_nothing_is_new(lambda: go(returned=returned), answers, path, go(returned=returned))
        given = answers.count()
        left = report(f"{what}, and what was returned named", run, truth, not asked.short)
        if asked.first:
            continue
        run = until_nothing_is_new(lambda: go(returned=returned), answers, path, run, 10_000, True)
        first = answers.count()
        report(f"{what}, all answered", run, truth, False)
        returned, answers.truth = returned_lists(folder, both), both
        go = lambda before=go: before("pipeline_year2", returned=returned)
        run = go()
        report(f"{what}, second year", run, both, False)
        run = until_nothing_is_new(go, answers, path, run, 10_000)
        left2 = report(f"{what}, second year, answered", run, both, False)
        second = answers.count() - first
        print(f"    first year: {given} questions answered, {left} left ({first} in all); second year: {second} and {left2} left, "
              f"{(second + left2) / max(1, first):.3f} of the first")


def main():
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--program", default="target/release/jiangbu", type=Path)
    asked.add_argument("--firms", nargs="+", type=int, default=[5000, 20000])
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--texts", type=int, default=50)
    asked.add_argument("--sign", nargs="+", default=["name-exact", "branch-exact"])
    asked.add_argument("--register", action=argparse.BooleanOptionalAction, help="only with, or only without one")
    asked.add_argument("--first", action="store_true", help="the first answers alone, no second year")
    asked.add_argument("--short", action="store_true", help="no reasons")
    asked.add_argument("--keep", type=Path, help="where samples are kept and found again")
    asked.add_argument("--venv", type=Path, default=Path("/tmp/jiangbu-queue"))
    asked = asked.parse_args()
    in_venv(asked.venv, NEEDED)
    asked.program = asked.program.resolve()
    sys.stdout.reconfigure(line_buffering=True)
    with tempfile.TemporaryDirectory() as spare:
        for firms in asked.firms:
            folder = (asked.keep or Path(spare)).resolve() / f"{firms}-{asked.seed}"
            folder.mkdir(parents=True, exist_ok=True)
            one(asked, firms, folder)


if __name__ == "__main__":
    main()
