#!/usr/bin/env python3
"""Writes the corpus of ugly files: tests/data, tests/bad, and what must be read from each.

Run by hand from anywhere: `python3 tests/corpus/make.py`; its outputs stay in
the repository. Everything in them is invented.

Needs Python 3.11 and: openpyxl 3.1.5, XlsxWriter 3.3.1, pandas 3.1.1, pyarrow 26.0.1, polars 2.1.0,
xlwt 1.3.0, odfpy 1.4.1, msoffcrypto-tool 6.1.0 (pip), LibreOffice 7.4 (`soffice`). Other versions
will do; what the tables hold must not depend on them. All but what LibreOffice writes, and the
encrypted workbook, comes out the same every time.

What must come is reasoned from what such a file means to a person, never copied from what the
program does. See the heads of the two files `expected.toml`.
"""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import hostile  # noqa: E402
import layouts  # noqa: E402
import traps  # noqa: E402
from filing import FILING, normal  # noqa: E402

DATA, BAD = HERE.parent / "data", HERE.parent / "bad"
MOST, MOST_OF_ALL = 30 << 10, 1536 << 10

HEAD = """\
# Written by tests/corpus/make.py; change it there.
#
# files       below this folder, read together; each holds what `what` says
# same_as     the accepted tables are those of canonical/*.csv, but for source and row
# rows, accepted, quarantined   over all sheets, where the file has a table of its own
# values      [sheet or Parquet file, row, column, value] of accepted rows: fen, ISO dates, true and false,
#             shares in millionths; "" is null; a * at the end: begins with
# findings    every error and warning, and every note of the codes that the test names, stands here, and
#             each of these is found. code: one of; sheet, row, column: where given. may: it need not be said
# stage       "read": jiangbu::ingest::read; "check": `jiangbu check` on the file, codes D… and F…
# or_codes    the file may as well be refused as a whole, with one of these
"""
BAD_HEAD = """\
# Written by tests/corpus/make.py; change it there.
#
# files       below this folder; `jiangbu check` reads each alone, in bounded time and memory
# codes       the file is refused: the program ends with 2 and says at least one of these about it
# says        in both languages of the message or the help, a word that must occur
# never       what may not occur in anything that the program says
# same_as     read in spite of all: no finding but `findings`; tables that the file has are those of
#             tests/data/canonical (`but`: columns that may differ)
# rows_said   read, with at least one of these codes for rows of it; nothing is lost in silence
# or_same     refused with one of `codes`, or read as `same_as` or `rows_said` say
# findings    warnings that must come where the file is read
"""


def toml(value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{k} = {toml(v)}" for k, v in value.items()) + " }"
    items = [toml(item) for item in value]
    if sum(map(len, items)) > 80 or any(isinstance(item, dict) for item in value):
        return "[\n" + "".join(f"    {item},\n" for item in items) + "]"
    return "[" + ", ".join(items) + "]"


class Corpus:
    """The files of one folder and what must come of them."""

    def __init__(self, folder, head):
        self.folder, self.head, self.entries = folder, head, []

    def add(self, paths, what, tool=None, made_by=None, **expected):
        paths = paths if isinstance(paths, list) else [paths]
        names = [p.relative_to(self.folder).as_posix() for p in paths]
        for path, name in zip(paths, names):
            assert path.stat().st_size < MOST, f"{name}: {path.stat().st_size} bytes"
            assert name not in [f for e in self.entries for f in e["files"]], name
        for finding in expected.get("findings", []):
            code = finding["code"]
            finding["code"] = code if isinstance(code, list) else [code]
        tools = {"by_openpyxl": "openpyxl", "by_xlsxwriter": "XlsxWriter", "by_xlwt": "xlwt"}
        made_by = made_by or tools[tool.__name__]
        expected = {k: v for k, v in expected.items() if v not in (None, [], ())}
        self.entries.append({"files": names, "what": what, "made_by": made_by, **expected})

    def write(self):
        out = [self.head]
        for entry in sorted(self.entries, key=lambda e: e["files"]):
            out.append("[[file]]\n" + "".join(f"{k} = {toml(v)}\n" for k, v in entry.items()))
        (self.folder / "expected.toml").write_text("\n".join(out), encoding="utf-8")
        sizes = [p.stat().st_size for p in self.folder.rglob("*") if p.is_file()]
        files = sum(len(entry["files"]) for entry in self.entries)
        print(f"{self.folder.name}: {len(self.entries)} entries, {files} files, {sum(sizes) >> 10} KiB")
        return sum(sizes)


def canonical():
    folder = DATA / "canonical"
    folder.mkdir(parents=True, exist_ok=True)
    for table in FILING:
        lines = [",".join(column[0] for column in table.columns)]
        lines += [",".join(normal(c[1], v) for c, v in zip(table.columns, row)) for row in table.rows]
        (folder / f"{table.key}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main():
    canonical()
    data, bad = Corpus(DATA, HEAD), Corpus(BAD, BAD_HEAD)
    layouts.make(data.add, DATA)
    traps.make(data.add, DATA)
    hostile.make(bad.add, BAD, DATA)
    assert data.write() + bad.write() < MOST_OF_ALL


if __name__ == "__main__":
    main()
