"""Findings: what the program says about files, cells and claims."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .errors import Lang, pick


@dataclass(frozen=True)
class Finding:
    """One finding; `docs/en/reference/findings.md` lists all codes."""

    #: Such as `D325`.
    code: str
    #: `error`, `warning` or `note`; the first two need a person.
    severity: str
    #: What is wrong, in Chinese and English.
    zh: str
    en: str
    #: How to mend it; empty where there is nothing to do.
    help_zh: str
    help_en: str
    #: Where, as far as known: file (of a text file with `:line:column`), sheet, row and column of a table.
    file: str
    sheet: str
    row: int | None
    column: str

    @property
    def needs_person(self) -> bool:
        """Whether somebody has to look at it."""
        return self.severity != "note"

    def text(self, lang: Lang | None = None) -> str:
        """Place, code, message and help in one line; in both languages where none is named."""
        place = ":".join(str(part) for part in (self.file, self.sheet, self.row, self.column) if part)
        said = pick(self.zh, self.en, lang), pick(self.help_zh, self.help_en, lang)
        return " ".join(part for part in (place, f"[{self.code}]", *said) if part)


def of_json(found: Mapping[str, Any]) -> Finding:
    """A finding as the program prints it with `--json`."""
    keys, place = ("code", "severity", "zh", "en", "help_zh", "help_en"), found["place"] or {}
    line = f":{place['line']}:{place['column']}" if "line" in place else ""
    column = "" if line else place.get("column") or ""
    where = place.get("file", "") + line, place.get("sheet") or "", place.get("row") or None, column
    return Finding(*[*(found[key] for key in keys), *where])


def of_row(row: Mapping[str, Any]) -> Finding:
    """A finding as a row of the table `findings`."""
    keys = ("code", "severity", "message_zh", "message_en", "help_zh", "help_en", "file", "sheet")
    return Finding(*[*(row[key] for key in keys), row["row"] or None, row["column"]])
