"""Folders opened: every amount against sums by hand and what the program itself says."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import jiangbu

ZERO = Decimal(0)
STAGES = ["gates", "evidence", "item", "item_cap", "history", "duplicates", "count", "annual_cap", "budget"]
CLAIM = "m6-91440306QH6D8D9A2Y"


def manifest(run: jiangbu.Run) -> Any:
    return json.loads((run.folder / "manifest.json").read_text("utf-8"))


def test_every_claim_walks_from_request_to_award(run: jiangbu.Run) -> None:
    claims = run.table("claims").to_pylist()
    fell: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for claim in claims:
        amounts = [claim["requested"], *(claim[f"after_{stage}"] for stage in STAGES)]
        assert amounts[-1] == claim["payable"]
        for stage, before, after in zip(STAGES, amounts, amounts[1:]):
            assert after <= before
            assert (claim[f"reason_{stage}"] != "") == (after < before)
            fell[stage.replace("_", "-")] += before - after
    stated = manifest(run)["control_totals"]
    assert {stage: f"{fell[stage]:.2f}" for stage in fell} == stated["reductions"]
    for key in ("requested", "payable"):
        assert str(sum(claim[key] for claim in claims)) == stated[key]
        assert run.manifest.control_totals[key] == Decimal(stated[key])


def test_cuts_are_the_reductions_of_the_program(run: jiangbu.Run) -> None:
    by_claim, by_limit, claims = Counter[str](), Counter[Any](), Counter[Any]()
    for row in run.cuts().to_pylist():
        assert row["cut"] == row["before"] - row["after"] > 0
        key = (row["measure"], row["stage"], row["reason"], row["clause"], row["reason_zh"], row["reason_en"])
        by_claim[row["claim_id"]] += row["cut"]
        by_limit[key] += row["cut"]
        claims[key] += 1
    for claim in run.table("claims").to_pylist():
        assert by_claim[claim["claim_id"]] == claim["requested"] - claim["payable"]
    # The program adds them up by itself.
    keys = ("reason", "clause", "reason_zh", "reason_en")
    for row in run.table("limits").to_pylist():
        key = (row["measure"], row["stage"], *(row[key] for key in keys))
        assert (by_limit.pop(key), claims[key]) == (row["reduction"], row["claims"])
    assert not by_limit
    # One code, two stages, other words.
    assert run.reasons["gates", "m3.catalogue"].zh != run.reasons["evidence", "m3.catalogue"].zh


def test_reasons_are_the_words_of_explain(run: jiangbu.Run, printed: Callable[..., Any]) -> None:
    own = [row for row in run.cuts().to_pylist() if row["claim_id"] == CLAIM]
    assert len(own) == 1
    reason = run.reasons["budget", own[0]["reason"]]
    for lang in ("zh-CN", "en"):
        [claim] = printed("explain", run.folder, "--claim", CLAIM, "--lang", lang)["data"]["claims"]
        [step] = [step for step in claim["steps"] if step["reason"]]
        assert reason.text(lang) == step["reason"]
        assert f"{own[0]['before']}" == step["before_yuan"]
        assert f"{own[0]['after']}" == step["after_yuan"]
    assert reason.text() == f"{reason.text('en')} / {reason.text('zh-CN')}"
    with pytest.raises(ValueError, match="fr"):
        reason.text("fr")  # type: ignore[arg-type]


def test_a_reason_has_one_meaning(run: jiangbu.Run, joint: jiangbu.Run) -> None:
    for own in (run, *joint.schemes.values()):
        for row in own.table("reasons").to_pylist():
            reason = own.reasons[row["stage"], row["reason"]]
            assert (reason.clause, reason.zh, reason.en) == (row["clause"], row["reason_zh"], row["reason_en"])


def test_no_table_holds_a_float(run: jiangbu.Run, joint: jiangbu.Run) -> None:
    tables = 0
    for folder in (run, joint, *joint.schemes.values()):
        schema = json.loads((folder.folder / "tables/schema.json").read_text("utf-8"))
        assert set(folder.tables) == set(schema) == set(manifest(folder)["tables"])
        for name in folder.tables:
            tables += 1
            table, declared = folder.table(name), schema[name]
            assert table.schema.metadata[b"zh"].decode() == declared["zh"]
            for field, column in zip(table.schema, declared["columns"]):
                about = {key.decode(): text.decode() for key, text in field.metadata.items()}
                assert about == {key: column[key] for key in ("unit", "zh", "en")}
                assert field.name == column["name"]
                assert not pa.types.is_floating(field.type)
                assert field.type.equals(pa.decimal128(18, 2)) or column["unit"] == ""
                assert folder.columns(name)[field.name].title("zh-CN") == column["zh"]
    assert tables > 90


def test_fen_are_whole_numbers(run: jiangbu.Run) -> None:
    yuan, fen = run.table("claims"), run.table("claims", money="fen")
    for name, column in run.columns("claims").items():
        if column.unit == "yuan":
            assert fen.schema.field(name).type == pa.int64()
            assert fen.schema.field(name).metadata[b"unit"] == b"fen"
            assert fen[name].to_pylist() == [int(amount * 100) for amount in yuan[name].to_pylist()]
        else:
            assert fen[name].equals(yuan[name])
    with pytest.raises(ValueError, match="dollar"):
        run.table("claims", money="dollar")  # type: ignore[arg-type]


def test_days_and_nulls(run: jiangbu.Run) -> None:
    table = run.table("lines_m6")
    assert table.schema.field("accepted_on").type == pa.date32()
    assert date(2025, 8, 5) in table["paid_on"].to_pylist()
    # Nothing was asked for expressly: that is no zero, in fen neither.
    assert table["requested"].null_count == len(table)
    assert run.columns("lines_m6")["amount"].unit == ""


def test_frames_are_exact(run: jiangbu.Run) -> None:
    payable = Decimal(manifest(run)["control_totals"]["payable"])
    frame, other = run.polars("claims"), run.pandas("claims")
    assert frame.schema["payable"] == pl.Decimal(18, 2)
    assert frame.schema["accepted_on"] == pl.Date
    assert frame["payable"].sum() == other["payable"].sum() == payable
    assert other["payable"].dtype == pd.ArrowDtype(pa.decimal128(18, 2))
    assert other.attrs["columns"]["payable"] == {"unit": "yuan", "zh": "拟拨付金额", "en": "Payable"}
    assert run.polars("claims", money="fen")["payable"].sum() == payable * 100
    assert run.pandas("claims", money="fen")["payable"].sum() == payable * 100


def test_the_manifest_is_exact(run: jiangbu.Run) -> None:
    own, raw = run.manifest, manifest(run)
    assert own.deadline == date(2026, 3, 31)
    assert own.budget.available - own.control_totals.payable == own.budget.unspent == Decimal("0.98")
    assert own.rates[0].value == raw["rates"][0]["value"]
    assert dict(own.in_force) == raw["in_force"]
    assert own.payments.waits[0].amount == Decimal(raw["payments"]["waits"][0]["amount"])
    assert own.control_totals.reductions["item-cap"] == Decimal(raw["control_totals"]["reductions"]["item-cap"])
    with pytest.raises(AttributeError, match="did you mean 'control_totals'"):
        _ = own.control_total
    with pytest.raises(TypeError):
        own["lang"] = "en"


def test_findings_are_those_of_the_table(run: jiangbu.Run) -> None:
    counts = Counter(finding.severity for finding in run.findings)
    own = run.manifest.counts
    assert (counts["error"], counts["warning"], counts["note"]) == (own.errors, own.warnings, own.notes)
    placed = [finding for finding in run.findings if finding.sheet == "六 数据跨境合规" and finding.needs_person]
    assert placed
    for finding in placed:
        assert finding.row
        assert f"六 数据跨境合规:{finding.row}:" in finding.text("zh-CN")
        assert finding.zh in finding.text("zh-CN")
        assert finding.zh not in finding.text("en")
        assert finding.en in finding.text()


def test_several_schemes(joint: jiangbu.Run, run: jiangbu.Run) -> None:
    assert (joint.kind, run.kind) == ("joint", "run")
    assert list(joint.schemes) == ["service-trade", "data-industry"]
    totals = joint.manifest.control_totals
    for name, key in (("service-trade", "payable"), ("data-industry", "simulated")):
        by_hand = sum(joint[name].table("claims")["payable"].to_pylist())
        assert by_hand == joint[name].manifest.control_totals.payable == totals[key]
    # Filings that are the same have the same claims, whatever stands beside them.
    assert joint["service-trade"].table("claims").equals(run.table("claims"))
    rows = joint.table("programmes").to_pylist()
    assert [row["payable"] for row in rows][:2] == [totals.payable, totals.simulated]
    assert len(joint.findings) == sum(len(own.findings) for own in joint.schemes.values()) > 80
    with pytest.raises(jiangbu.UnknownTableError, match="service-trade"):
        joint["service"]
    with pytest.raises(jiangbu.UnknownTableError, match="across_sums"):
        joint.cuts()
