"""What can go wrong, said in Chinese and English."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from .findings import Finding

#: A language of words.
Lang = Literal["zh-CN", "en"]


def pick(zh: str, en: str, lang: Lang | None) -> str:
    """One of two texts; both where no language is asked for.

    Raises:
        ValueError: a language that the program does not speak.
    """
    if lang is None:
        return f"{en} / {zh}" if zh != en else en
    if lang not in get_args(Lang):
        raise ValueError(f"lang is 'zh-CN' or 'en', not {lang!r}")
    return zh if lang == "zh-CN" else en


class Error(Exception):
    """Something that this package refuses; `zh` and `en` say the same."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh, en)
        self.zh, self.en = zh, en

    def __str__(self) -> str:
        return pick(self.zh, self.en, None)


class FolderError(Error):
    """A folder that is no finished result of the program, or one of another format."""


class AlteredError(Error):
    """A table that is not as the manifest vouches for it: changed, taken away, added or damaged."""


class SchemaError(Error):
    """A table whose columns are not those that `schema.json` declares."""


class UnknownTableError(Error, KeyError):
    """A table or scheme that the folder does not hold."""


class NoProgramError(Error):
    """The program was not found, or could not be started."""


class ProgramError(Error):
    """The program ended without a result; its own words are in `findings` and `stderr`."""

    def __init__(self, code: int, findings: Sequence[Finding], stderr: str, lang: Lang | None = None) -> None:
        def said(own: Lang | None) -> str:
            return "\n".join(finding.text(own) for finding in findings) or stderr.strip()

        super().__init__(said("zh-CN"), said("en"))
        self.args = (code, findings, stderr, lang)
        self.exit_code, self.findings, self.stderr = code, tuple(findings), stderr
        # A language that the program does not speak is the fault itself: it is said in both.
        self._said = said(lang if lang in get_args(Lang) else None)

    def __str__(self) -> str:
        return f"exit code {self.exit_code}: {self._said}"


class UnusableError(ProgramError):
    """Exit code 2: arguments, settings or files that cannot be used; nothing was written."""


class UnbalancedError(ProgramError):
    """Exit code 3: control totals do not balance; nothing was written."""


class ProgramFaultError(ProgramError):
    """Exit code 4, or any other: a fault of the program, or it was stopped."""
