"""The watch over botocore's description of Pinpoint: what is committed is what is pinned, and a change is seen."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from botocore.loaders import Loader

from scripts.model_watch.__main__ import KNOWN, MOST_LINES, report
from scripts.model_watch.facts import OPERATIONS, difference, facts
from segments_as_code.providers.pinpoint.api import READS, WRITES


@pytest.fixture
def model() -> dict[str, Any]:
    copied: dict[str, Any] = json.loads(json.dumps(Loader().load_service_model("pinpoint", "service-2")))
    return copied


def known() -> list[str]:
    return KNOWN.read_text(encoding="utf-8").splitlines()


def test_the_operations_that_are_watched_are_those_that_we_call() -> None:
    assert OPERATIONS == READS | WRITES


def test_the_committed_facts_are_those_of_the_pinned_botocore(model: dict[str, Any]) -> None:
    assert difference(known(), facts(model)) == []


def test_a_member_that_comes_or_goes_or_changes_is_a_difference(model: dict[str, Any]) -> None:
    members = model["shapes"]["SegmentDimensions"]["members"]
    del members["Demographic"]
    members["Weather"] = {"shape": "__string"}
    members["Behavior"]["shape"] = "SegmentLocation"
    told = difference(known(), facts(model))
    assert {"- SegmentDimensions.Demographic: SegmentDemographics", "+ SegmentDimensions.Weather: __string"} <= set(told)
    assert "+ SegmentDimensions.Behavior: SegmentLocation" in told


def test_a_new_value_of_an_enum_is_a_difference(model: dict[str, Any]) -> None:
    model["shapes"]["DimensionType"]["enum"].append("MAYBE")
    assert any(line.startswith("+ DimensionType") and "MAYBE" in line for line in difference(known(), facts(model)))


def test_a_shape_that_no_call_of_ours_reaches_is_none(model: dict[str, Any]) -> None:
    model["shapes"]["GetEmailChannelResponse"] = {"type": "string"}
    assert difference(known(), facts(model)) == []


def test_the_report_shows_the_difference_and_is_never_too_long() -> None:
    told = report([f"+ fact {number}" for number in range(10_000)], "9.9.9")
    assert told.startswith("botocore 9.9.9")
    assert f"… and {10_000 - MOST_LINES} more" in told


def test_the_watch_needs_nothing_but_botocore() -> None:
    program = "import sys, scripts.model_watch.__main__; print([name for name in sys.modules if name.startswith(('segments', 'pinpoint'))])"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=KNOWN.parents[2], timeout=60)
    assert ended.stdout == "[]\n"
