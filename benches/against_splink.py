#!/usr/bin/env python3
"""Splink and jiangbu on the same rows and the same truth, one after the other: precision, recall, CPU seconds.

    python3 benches/against_splink.py FOLDER [--jiangbu target/release/jiangbu]

FOLDER was made by `jiangbu sample --rosters realistic --out FOLDER`. What is needed from PyPI is installed into a
virtual environment on first use (--venv). Not part of the tests.

Both get names, codes, organisation codes and persons, as the lists write them. For Splink, names are brought into one
width and freed of what stands behind the legal form, split into place, trade name and form, and blocked five ways;
its weights are estimated from the rows, with the frequency of names and trade names. Of each row the likeliest
enterprise counts, and its thresholds are chosen with the truth in hand, in its favour.
"""

import argparse
import csv
import json
import re
import resource
import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path

from environment import in_venv

NEEDED = ["splink==5.0.0", "pyarrow==26.0.1", "openpyxl>=3.1"]
NAME = {"单位名称", "企业名称", "申报单位", "受资助单位", "项目单位"}
CODE = {"统一社会信用代码", "社会信用代码"}
FORM = re.compile(r"^(.*?(?:公司|合伙企业(?:\(有限合伙\))?|协会|事务所(?:\(.*?合伙\))?))(.*)$")
PLACE = re.compile(r"^(深圳市?前海|深圳市?(?:南山区|宝安区|福田区|罗湖区|龙岗区)?|前海|广东省?|中国|..市|北京|上海|广州|杭州|成都)")
LEGAL = re.compile(r"(\(集团\))?(股份有限公司|集团有限公司|有限责任公司|有限公司|合伙企业.*|行业协会|.*事务所.*)$")


def cpu(who):
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def cells(path):
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as lines:
            yield from csv.reader(lines)
        return
    import openpyxl

    for sheet in openpyxl.load_workbook(path, read_only=True):
        for row in sheet.iter_rows(values_only=True):
            yield ["" if cell is None else str(cell) for cell in row]


def list_of(path):
    """Headings and rows of a list, below its title."""
    rows = iter(cells(path))
    heads = next(row for row in rows if "记录编号" in row)
    return heads, [dict(zip(heads, row)) for row in rows]


def roster_rows(folder):
    for path in sorted((folder / "rosters").iterdir()):
        for of in list_of(path)[1]:
            pick = lambda names: next((of[name] for name in names if of.get(name)), "")
            yield {
                "unique_id": of["记录编号"],
                "name": pick(NAME),
                "uscc": pick(CODE),
                "organisation": of.get("组织机构代码", "").replace("-", ""),
                "person": of.get("法定代表人", ""),
            }


def features(row):
    """A row as Splink compares it; what it does not have is null."""
    plain = re.sub(r"\s|\u200b", "", unicodedata.normalize("NFKC", row["name"]))
    found = FORM.match(plain)
    name = found.group(1) if found else plain
    place = PLACE.match(name)
    rest = name[place.end():] if place else name
    form = LEGAL.search(rest)
    core = rest[: form.start()] if form and form.start() else rest
    code = row["uscc"]
    whole = code if len(code) == 18 and "*" not in code else None
    organisation = row["organisation"] or (whole[8:17] if whole else None)
    return {
        "unique_id": row["unique_id"],
        "name": name or None,
        "core": core or None,
        "brand": core[:2] or None,
        "place": (place.group(0).replace("市", "") if place else None),
        "form": form.group(2) if form else None,
        "organisation": organisation or None,
        "shown": code[:8] if "*" in code or whole else None,
        "person": row["person"] or None,
    }


def by_splink(own, rows):
    import logging

    import duckdb
    import pyarrow as pa
    import splink.comparison_level_library as cll
    import splink.comparison_library as cl
    from splink import Linker, SettingsCreator, block_on
    from splink.internals.duckdb.database_api import DuckDBAPI

    logging.disable(logging.WARNING)
    levels = [
        cll.NullLevel("name"),
        cll.ExactMatchLevel("name", term_frequency_adjustments=True),
        cll.ExactMatchLevel("core", term_frequency_adjustments=True),
        cll.LevenshteinLevel("name", 1),
        cll.LevenshteinLevel("core", 1),
        cll.JaroWinklerLevel("name", 0.92),
        cll.ElseLevel(),
    ]
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            cl.CustomComparison(levels, output_column_name="name"),
            cl.ExactMatch("place"),
            cl.ExactMatch("form"),
            cl.LevenshteinAtThresholds("organisation", [1]),
            cl.ExactMatch("shown"),
            cl.ExactMatch("person"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("organisation"),
            block_on("name"),
            block_on("core"),
            block_on("brand", "substr(name, length(name) - 5)"),
            block_on("substr(name, 1, 8)"),
        ],
    )
    api = DuckDBAPI(connection=duckdb.connect())
    tables = [
        api.register(pa.Table.from_pylist(list(map(features, side))), dataset_display_name=name)
        for side, name in [(own, "own"), (rows, "rows")]
    ]
    linker = Linker(tables, settings, log_level=None)
    training = linker.training if hasattr(linker, "training") else linker
    inference = linker.inference if hasattr(linker, "inference") else linker
    rules = [block_on("organisation"), block_on("name")]
    training.estimate_probability_two_random_records_match(rules, recall=0.9)
    training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    for rule in [block_on("core"), block_on("organisation"), block_on("name")]:
        training.estimate_parameters_using_expectation_maximisation(rule)
    found = inference.predict(threshold_match_probability=0.0001).as_record_list()
    best = {}
    for pair in found:
        left, right = pair["unique_id_l"], pair["unique_id_r"]
        if pair.get("source_dataset_l") == "rows":
            left, right = right, left
        key = (pair["match_probability"], left)
        best[right] = max(best.get(right, key), key)
    return best


def thresholds(best, truth):
    """Thresholds that are kind to Splink, chosen with the truth in hand: threshold, pairs, right ones."""
    ranked = sorted(((chance, truth.get(row) == code) for row, (chance, code) in best.items()), reverse=True)
    points, right = [], 0
    for at, (chance, same) in enumerate(ranked):
        right += same
        if at + 1 == len(ranked) or ranked[at + 1][0] < chance:
            points.append((chance, at + 1, right))
    none = (1.0, 0, 0)
    pure = [p for p in points if p[2] >= 0.999 * p[1]]
    return {
        "probability of .95": max((p for p in points if p[0] >= 0.95), key=lambda p: p[1], default=none),
        "best F1": max(points, key=lambda p: 2 * p[2] / (p[1] + len(truth)), default=none),
        "precision of .999": max(pure, key=lambda p: p[2], default=none),
    }


def by_jiangbu(program, folder, rosters, truth):
    """What `duplicates evaluate` says of lists, and its CPU seconds."""
    headers = Path(__file__).resolve().parent.parent / "pipelines/headers.toml"
    asked = [program, "duplicates", "evaluate", "--json", "--headers", headers]
    asked += ["--claims", folder / "warehouse/firms.parquet", "--truth", truth]
    asked += ["--roster", *sorted(rosters.iterdir())]
    before = cpu(resource.RUSAGE_CHILDREN)
    said = subprocess.run(asked, check=True, capture_output=True).stdout
    return json.loads(said)["data"], cpu(resource.RUSAGE_CHILDREN) - before


def as_tables(folder, out):
    """The lists as tables, which is what Splink starts from: the same columns and rows in Parquet, and the truth of them."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    (out / "rosters").mkdir()
    places = {}
    for path in sorted((folder / "rosters").iterdir()):
        heads, rows = list_of(path)
        name = f"{path.stem}.parquet"
        places.update({row["记录编号"]: (name, at) for at, row in enumerate(rows, 1)})
        columns = {head: pa.array([row.get(head) or None for row in rows], pa.string()) for head in heads if head}
        pq.write_table(pa.table(columns), out / "rosters" / name)
    with (folder / "truth/identity.csv").open(encoding="utf-8", newline="") as lines:
        truth = list(csv.DictReader(lines))
    with (out / "identity.csv").open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, truth[0])
        writer.writeheader()
        for row in truth:
            row["file"], row["row"] = places[row["record_no"]]
            writer.writerow(row)
    return out / "rosters", out / "identity.csv"


def main():
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("folder", type=Path)
    asked.add_argument("--jiangbu", default="target/release/jiangbu")
    asked.add_argument("--venv", type=Path, default=Path("/tmp/jiangbu-splink"))
    asked = asked.parse_args()
    in_venv(asked.venv, NEEDED)

    import pyarrow.parquet as pq

    firms = pq.read_table(asked.folder / "warehouse/firms.parquet").to_pylist()
    own = [
        {"unique_id": f["uscc"], "name": f["firm_name"], "uscc": f["uscc"], "organisation": "",
         "person": f.get("legal_representative") or ""}
        for f in firms
    ]
    rows = list(roster_rows(asked.folder))
    with (asked.folder / "truth/identity.csv").open(encoding="utf-8", newline="") as lines:
        truth = {r["record_no"]: r["uscc"] for r in csv.DictReader(lines) if r["applicant"] == "yes"}

    before = cpu(resource.RUSAGE_SELF)
    best = by_splink(own, rows)
    spent = cpu(resource.RUSAGE_SELF) - before
    print(f"{len(own)} applicants, {len(rows)} rows, {len(truth)} of them applicants in truth")
    line = "{:44}{:>9}{:>11}{:>9}"
    print(line.format("", "pairs", "precision", "recall"))
    for name, (least, found, right) in thresholds(best, truth).items():
        shares = [f"{right / max(1, whole):.4f}" for whole in (found, len(truth))]
        print(line.format(f"Splink, {name} (≥ {least:.4f})", found, *shares))

    identity = asked.folder / "truth/identity.csv"
    ours, of_files = by_jiangbu(asked.jiangbu, asked.folder, asked.folder / "rosters", identity)
    with tempfile.TemporaryDirectory() as scratch:
        of_tables, mine = by_jiangbu(asked.jiangbu, asked.folder, *as_tables(asked.folder, Path(scratch)))
    if of_tables["names_signed"] != ours["names_signed"]:
        sys.exit("the tables are not the files")
    ours_by = [("confirmed", "confirmed"), ("names signed", "names_signed"), ("confirmed or asked", "confirmed_or_review")]
    for name, key in ours_by:
        one = ours[key]
        print(line.format(f"jiangbu, {name}", one["pairs"], one["precision"], one["recall"]))
    print(f"CPU seconds: Splink {spent:.1f} (tables read before), jiangbu {mine:.1f} from tables, {of_files:.1f} from the files")


if __name__ == "__main__":
    main()
