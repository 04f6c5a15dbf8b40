"""Definitions of Customer Profiles on a laptop: recognized by their shape, checked, rewritten, explained and tested offline."""

from __future__ import annotations

import pytest

from tests.cli.laptop import Laptop

VIPS = """\
DisplayName: VIPs
SegmentGroups:
  Include: ALL
  Groups:
    - Type: ALL
      SourceType: ALL
      Dimensions:
        - ProfileAttributes:
            Attributes: {tier: {DimensionType: INCLUSIVE, Values: [gold]}, points: {DimensionType: GREATER_THAN, Values: [5]}}
        - CalculatedAttributes:
            orders: {DimensionType: EQUAL, Values: ["5"], ConditionOverrides: {Range: {Start: 30, Unit: DAYS}}}
"""
PEOPLE = """\
Segment: vips
In:
  a regular: {Attributes: {tier: gold, points: "7"}, CalculatedAttributes: {"orders (30 to 0 days ago)": "5"}}
Out:
  a guest: {Attributes: {tier: silver}}
"""


@pytest.fixture(autouse=True)
def definitions(laptop: Laptop) -> None:
    laptop.check_out({"vips.yaml": VIPS, "vips.test.yaml": PEOPLE})


def test_they_are_checked_and_rewritten_by_their_own_dialect(laptop: Laptop) -> None:
    ended = laptop.run("validate")
    assert ended.code == 0
    assert "vips.yaml:9:123: warning: number-as-text" in ended.out
    assert laptop.run("fmt").code == 0
    assert laptop.run("validate").out == "1 segment valid.\n"


def test_they_are_explained_in_english_and_compared_by_proof(laptop: Laptop) -> None:
    said = laptop.run("explain", "vips").out
    assert '- the calculated orders (from 30 days ago) is exactly "5"' in said
    assert '- points is more than "5"' in said
    laptop.check_out({"vips.yaml": VIPS, "strict.yaml": VIPS.replace("[5]", "[9]")})
    assert "fewer people" in laptop.run("explain", "vips", "strict").out


def test_example_people_are_profiles(laptop: Laptop) -> None:
    assert laptop.run("test").code == 0
    laptop.check_out({"vips.yaml": VIPS, "vips.test.yaml": PEOPLE.replace("tier: silver", "tier: gold").replace("Out:", "Out:\n  x: 5")})
    assert laptop.run("test").code == 1


@pytest.mark.parametrize("command", [["plan"], ["graph"], ["catalogue"], ["drift"], ["apply", "--yes"]])
def test_what_does_not_work_for_them_yet_says_so_and_calls_nothing(laptop: Laptop, command: list[str]) -> None:
    ended = laptop.run(*command)
    assert ended.code == 1
    assert "Traceback" not in ended.err
    assert "these definitions are for customer-profiles, and this command does not work for it yet." in ended.err
    assert laptop.operations() == []


def test_a_mixed_folder_is_refused(laptop: Laptop) -> None:
    laptop.check_out({"vips.yaml": VIPS, "old.yaml": "Name: Old\n"})
    ended = laptop.run("validate")
    assert ended.code == 1
    assert "one folder is about one service" in ended.err
