"""What a change means stands in the plan's JSON, outside the digest, and is not read back."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from jsonschema import Draft202012Validator

from segments_as_code.meaning.verdict_text import verdicts_json
from segments_as_code.plan.plan_json import read_plan, write_plan
from segments_as_code.proving import judge
from tests.report.marketing import DIALECT, marketing

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "plan.schema.json").read_text(encoding="utf-8"))


def test_each_change_says_what_it_means_and_others_that_change_through_it_follow() -> None:
    plan = marketing()[0]
    written = json.loads(write_plan(plan, *verdicts_json(judge(plan, DIALECT))))
    Draft202012Validator(SCHEMA).validate(written)
    meanings = {change["desired"]["key"]: change["meaning"] for change in written["changes"] if "desired" in change and "meaning" in change}
    assert meanings["retail/loyal"]["relation"] == "overlapping"
    assert meanings["retail/loyal"]["entering"]["example"]["Country"] == "CH"
    assert [each["key"] for each in written["also"]] == ["retail/winter-mailing"]


def test_it_changes_neither_the_digest_nor_what_is_read_back() -> None:
    plan = marketing()[0]
    bare, told = write_plan(plan), write_plan(plan, *verdicts_json(judge(plan, DIALECT)))
    assert json.loads(bare)["digest"] == json.loads(told)["digest"]
    assert read_plan(told) == read_plan(bare) == replace(plan, fingerprints=None)
