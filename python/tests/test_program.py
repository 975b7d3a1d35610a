"""The program called: its results, and its own words where it has none."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import jiangbu


def test_a_run_says_what_the_program_says(done: jiangbu.Result, run: jiangbu.Run) -> None:
    assert done.exit_code == 1
    assert done.needs_person
    assert any(finding.needs_person for finding in done.findings)
    for key in ("requested", "approved", "payable"):
        assert done.summary[f"{key}_yuan"] == run.manifest.control_totals[key]
    assert (done.summary.claims, done.summary.errors) == (run.table("claims").num_rows, run.manifest.counts.errors)
    assert done.findings == run.findings


def test_a_check_finds_what_the_run_found(done: jiangbu.Result, desk: Path, program: str) -> None:
    checked = jiangbu.check(desk / "pipelines/qianhai-2026.toml", program=program)
    assert (checked.exit_code, checked.run, len(checked.summary)) == (1, None, 0)
    assert sorted(checked.findings, key=repr) == sorted(done.findings, key=repr)


def test_a_check_of_several_schemes(joint: jiangbu.Run, desk: Path, program: str) -> None:
    checked = jiangbu.check(desk / "pipelines/qianhai-joint-2026.toml", program=program)
    assert sorted(checked.findings, key=repr) == sorted(joint.findings, key=repr)


def test_runs_under_scenarios_compared(
    run: jiangbu.Run, desk: Path, program: str, tmp_path: Path, printed: Callable[..., Any]
) -> None:
    pipeline, scenario = desk / "pipelines/qianhai-2026.toml", desk / "pipelines/scenarios/higher-cap.toml"
    under = jiangbu.run(pipeline, scenarios=[scenario], out=tmp_path, program=program).run
    assert under is not None
    assert under.folder.parent == tmp_path
    assert under.manifest.scenario
    for lang, title in (("en", "Payable (yuan)"), ("zh-CN", "拟拨付金额（元）")):
        by_pipeline = jiangbu.scenarios(pipeline, scenario, lang=lang, program=program)  # type: ignore[arg-type]
        by_folder = jiangbu.compare(run, under.folder, lang=lang, program=program)  # type: ignore[arg-type]
        for sheets in (by_pipeline, by_folder):
            rows = sheets[0].table.to_pylist()
            for row, own in zip(rows, (run, under)):
                assert row["approved_yuan"] == own.manifest.control_totals.approved
                assert row["payable_yuan"] == own.manifest.control_totals.payable
            assert len(rows) == 2
            assert sheets[0].titles["payable_yuan"] == title
            [sheet] = [sheet for sheet in sheets if sheet.name == "by_measure"]
            before, after = ({m["clause"]: m["payable"] for m in r.table("measures").to_pylist()} for r in (run, under))
            clause, _, base, change = sheet.table.schema.names
            by_hand = {c: after.get(c, Decimal(0)) - before[c] for c in before}
            told = {row[clause]: (row[base], row[change]) for row in sheet.table.to_pylist() if row[clause] in before}
            assert told == {c: (before[c], by_hand[c]) for c in before}
            assert any(by_hand.values())
    # Nothing but types and units of headings is changed.
    raw = printed("scenario", "compare", run.folder, under.folder, "--lang", "en")["data"]["tables"]
    assert [len(sheet["rows"]) for sheet in raw] == [
        sheet.table.num_rows for sheet in jiangbu.compare(run, under, lang="en", program=program)
    ]


def test_files_that_cannot_be_used(program: str, tmp_path: Path) -> None:
    with pytest.raises(jiangbu.UnusableError) as refused:
        jiangbu.run(tmp_path / "nowhere.toml", lang="en", program=program)
    failure = refused.value
    assert (failure.exit_code, [finding.code for finding in failure.findings]) == (2, ["F201"])
    assert "the file cannot be read" in str(failure)
    assert "文件无法读取" not in str(failure)
    assert "文件无法读取" in failure.zh
    assert str(pickle.loads(pickle.dumps(failure))) == str(failure)
    with pytest.raises(jiangbu.UnusableError, match="文件无法读取"):
        jiangbu.check(tmp_path / "nowhere.toml", lang="zh-CN", program=program)


def test_arguments_that_the_program_does_not_know(desk: Path, program: str) -> None:
    pipeline = desk / "pipelines/qianhai-2026.toml"
    with pytest.raises(jiangbu.UnusableError, match="martian"):
        jiangbu.check(pipeline, lang="martian", program=program)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        jiangbu.check(pipeline, language="en")  # type: ignore[call-arg]


@pytest.mark.parametrize("name", ["--help", "$(touch pwned).toml", "a; touch pwned"])
def test_no_shell_and_no_option_in_a_path(program: str, tmp_path: Path, name: str, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(jiangbu.UnusableError) as refused:
        jiangbu.run(name, program=program)
    assert refused.value.findings[0].file == name
    with pytest.raises(jiangbu.UnusableError):
        jiangbu.run("nowhere.toml", out=name, scenarios=[name], program=program)
    assert list(tmp_path.iterdir()) == []


def script(folder: Path, text: str) -> Path:
    path = folder / "jiangbu"
    path.write_text(f"#!{sys.executable}\nimport sys, time\n{text}\n", "utf-8")
    path.chmod(0o755)
    return path


FOUND = (
    '{"schema": "urn:jiangbu:output:run:1", "command": "run", "ok": false, "data": null, "findings": '
    '[{"code": "R601", "severity": "error", "place": null, "zh": "不平", "en": "off", "help_zh": "", "help_en": ""}]}'
)


@pytest.mark.parametrize(
    ("code", "kind"), [(3, jiangbu.UnbalancedError), (4, jiangbu.ProgramFaultError), (130, jiangbu.ProgramFaultError)]
)
def test_failures_carry_what_was_found(tmp_path: Path, code: int, kind: type[jiangbu.ProgramError]) -> None:
    fake = script(tmp_path, f"print('''{FOUND}''')\nsys.exit({code})")
    with pytest.raises(kind, match=rf"exit code {code}: \[R601\] off") as refused:
        jiangbu.run("p.toml", lang="en", program=fake)
    assert type(refused.value) is kind
    assert refused.value.findings[0].zh == "不平"


@pytest.mark.parametrize("code", [0, 1, 101])
def test_what_is_no_json_is_a_fault(tmp_path: Path, code: int) -> None:
    fake = script(tmp_path, f"print('thread panicked')\nsys.exit({code})")
    with pytest.raises(jiangbu.ProgramFaultError, match="thread panicked"):
        jiangbu.check("p.toml", program=fake)


def test_a_program_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    ended = tmp_path / "ended"
    stop = f"import signal\nsignal.signal(signal.SIGTERM, lambda *_: (open({str(ended)!r}, 'w'), sys.exit(130)))"
    fake = script(tmp_path, f"{stop}\ntime.sleep(60)")
    with pytest.raises(subprocess.TimeoutExpired):
        jiangbu.run("p.toml", timeout=1, program=fake)
    assert ended.exists()


def test_where_the_program_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "named").mkdir()
    (tmp_path / "on_path").mkdir()
    named, on_path = script(tmp_path / "named", ""), script(tmp_path / "on_path", "")
    monkeypatch.setenv("PATH", str(on_path.parent))
    monkeypatch.delenv("JIANGBU", raising=False)
    assert jiangbu.find() == str(on_path)
    monkeypatch.setenv("JIANGBU", str(named))
    assert jiangbu.find() == str(named)
    assert jiangbu.find(on_path) == str(on_path)
    with pytest.raises(jiangbu.NoProgramError, match=r"JIANGBU.*指明"):
        jiangbu.run("p.toml", program=tmp_path / "nowhere")
    fake = tmp_path / "no_program"
    fake.write_bytes(b"\x00\x01")
    fake.chmod(0o755)
    with pytest.raises(jiangbu.NoProgramError, match="cannot start"):
        jiangbu.run("p.toml", program=fake)
