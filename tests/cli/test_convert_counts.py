"""``segments convert`` says what is ready: open decisions, segments that wait for them, and what is left out."""

from __future__ import annotations

import pytest

from tests.cli.laptop import Laptop

TO = ("--to", "customer-profiles")
PUSH = "Name: Push\nDimensions: {Demographic: {Channel: {DimensionType: INCLUSIVE, Values: [GCM]}}}\n"
ACTIVE = "Behavior: {Recency: {Duration: DAY_7, RecencyType: ACTIVE}}"
LEFT_OUT = f"Name: Left out\nDimensions: {{Demographic: {{Channel: {{DimensionType: INCLUSIVE, Values: [GCM]}}}}, {ACTIVE}}}\n"
ON = "Name: On {0}\nSegmentGroups: {{Include: ALL, Groups: [{{Type: ALL, SourceType: ALL, SourceSegments: [{{Ref: {0}}}]}}]}}\n"


@pytest.fixture
def mapping(laptop: Laptop) -> str:
    (laptop.folder / "m.yaml").write_text("Recency: {Calculated: activity}\nAccept: {channel-not-mapped: [left-out]}\n")
    return "m.yaml"


def test_nothing_is_to_decide_about_a_segment_that_is_left_out(laptop: Laptop, mapping: str) -> None:
    laptop.check_out({"left-out.yaml": LEFT_OUT, "all.yaml": "Name: All\n"})
    arguments = ("convert", *TO, "--mapping", mapping, "--out", "profiles")
    written = laptop.run(*arguments)
    assert written.err == "Wrote 1 file into profiles.\n"
    assert "To decide first" not in written.out
    assert laptop.run(*arguments, "--check").code == 0
    found = laptop.run(*arguments[:-2], "--format", "json").json
    assert found["summary"] == {**found["summary"], "undecided": 0}  # type: ignore[dict-item]


def test_what_builds_on_an_open_decision_is_not_ready_either(laptop: Laptop) -> None:
    segments = {"push.yaml": PUSH, "on.yaml": ON.format("push"), "on-on.yaml": ON.format("on"), "all.yaml": "Name: All\n"}
    laptop.check_out({**segments, "policies.yaml": "- name: a\n  for: [all]\n  within: all\n"})
    arguments = ("convert", *TO, "--out", "profiles")
    written = laptop.run(*arguments)
    assert written.err == (
        "Wrote 5 files into profiles. 3 of 4 segments cannot be deployed yet: 1 has an open decision, and 2 build on it.\n"
    )
    assert "  Proven, if the segments that it builds on keep their people: same people.\n" in written.out
    check = laptop.run(*arguments, "--check").err
    assert check == "not decided: push\nwaits for what is not decided: on\nwaits for what is not decided: on-on\n"


def test_a_file_that_is_converted_in_part_is_not_said_to_be_missing(laptop: Laptop) -> None:
    laptop.check_out(
        {
            "all.yaml": "Name: All\n",
            "segments-settings.yaml": "facts: [{name: n, criteria: {Dimensions: {Metrics: {n: {ComparisonOperator: EQUAL, Value: 1}}}}}]\n",
        }
    )
    assert "\nNot converted, or only in part: segments/segments-settings.yaml: " in laptop.run("convert", *TO).out
