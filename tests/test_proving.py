"""Mistakes that only proof finds, each at its place, and none of what a rule has said already."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from segments_as_code.model.document import Json
from segments_as_code.model.problem import Problem
from segments_as_code.model.segment import DesiredSegment
from segments_as_code.pipeline import check_definitions
from segments_as_code.providers.pinpoint.provider import PinpointDialect
from segments_as_code.proving import ProofResult, find_proven_problems, judge
from tests.builders import desired, ours, planned
from tests.fakes import FakeFiles

DIALECT = PinpointDialect()
BASE = """\
Name: Base
Dimensions:
  Demographic:
    Channel: {DimensionType: INCLUSIVE, Values: [EMAIL]}
  UserAttributes:
    consent: {AttributeType: INCLUSIVE, Values: ["yes"]}
"""
VIPS = "Name: VIPs\nDimensions: {Attributes: {tier: {AttributeType: INCLUSIVE, Values: [vip]}}}\n"


def on_base(*criteria: str, how: str = "ALL", source_how: str = "ALL", source: str = "base") -> str:
    """Return a definition that builds on another, with one block of criteria a line."""
    head = (
        f"Name: Top\nSegmentGroups:\n  Include: ALL\n  Groups:\n    - SourceSegments: [{{Ref: {source}}}]\n      SourceType: {source_how}\n"
    )
    return head + f"      Type: {how}\n      Dimensions:\n" + "".join(f"        - {each}\n" for each in criteria)


def channel(*values: str) -> str:
    return f"Demographic: {{Channel: {{DimensionType: INCLUSIVE, Values: [{', '.join(values)}]}}}}"


def attribute(name: str, *values: str, how: str = "INCLUSIVE") -> str:
    return f"Attributes: {{{name}: {{AttributeType: {how}, Values: [{', '.join(values)}]}}}}"


def prove(files: Mapping[str, str]) -> ProofResult:
    fake = FakeFiles({f"segments/{name}.yaml": text for name, text in files.items()})
    checked = check_definitions(fake, DIALECT, scope=None)
    assert [problem for problem in checked.problems if problem.severity.value == "error"] == []
    return find_proven_problems(fake, checked, DIALECT)


def told(problem: Problem) -> str:
    return f"{problem.location} {problem.code}"


def found(**files: str) -> list[str]:
    return [told(problem) for problem in prove(files).problems]


def test_nothing_is_said_of_what_is_well() -> None:
    assert found(base=BASE, top=on_base(attribute("tier", "vip"))) == []


def test_nobody_through_nesting_is_found_and_said_of_the_source_above_it() -> None:
    assert found(base=BASE, none=on_base(channel("SMS")), top=on_base(attribute("tier", "vip"), source="none")) == [
        "segments/none.yaml:2:1 proven-nobody",
        "segments/top.yaml:5:24 proven-nobody",
    ]


def test_everybody_through_none_of_is_found() -> None:
    assert found(base=BASE, none=on_base(channel("SMS")), all=on_base(channel("SMS"), how="NONE", source_how="NONE", source="none")) == [
        "segments/all.yaml:5:24 changes-nothing",
        "segments/none.yaml:2:1 proven-nobody",
    ]
    both = "Name: All\nSegmentGroups:\n  Include: ANY\n  Groups:\n"
    for how in ("ALL", "NONE"):
        both += f"    - {{Type: ALL, SourceType: {how}, SourceSegments: [{{Ref: base}}]}}\n"
    assert found(base=BASE, both=both) == ["segments/both.yaml:2:1 proven-everybody"]


@pytest.mark.parametrize(
    ("top", "place"),
    [
        (on_base(f"{channel('EMAIL', 'SMS')}\n          {attribute('tier', 'vip')}"), "9:25"),  # the source asks for it
        (on_base(channel("EMAIL"), attribute("tier", "vip")), "9:25"),  # a block of one criterion is that criterion
        (
            on_base(
                attribute("tier", "vip"),
                f"{attribute('tier', 'vip')}\n          {attribute('x', 'y').replace('Attributes', 'UserAttributes')}",
                how="ANY",
            ),
            "10:11",
        ),
        (on_base(attribute("tier", "vip", "gold"), attribute("tier", "gold"), how="ANY"), "10:24"),
    ],
)
def test_what_changes_nothing_is_found_at_its_place(top: str, place: str) -> None:
    assert found(base=BASE, top=top) == [f"segments/top.yaml:{place} changes-nothing"]


def test_a_value_a_source_and_a_group_that_change_nothing_are_found() -> None:
    value = on_base(f"{channel('EMAIL', 'SMS')}\n          {attribute('tier', 'vip')}", source="loose")
    assert found(loose=BASE.replace("EMAIL", "EMAIL, VOICE"), top=value) == ["segments/top.yaml:9:77 changes-nothing"]
    twice = on_base(attribute("tier", "vip"), source="base}, {Ref: vips")
    assert found(base=BASE, vips=VIPS, top=twice) == ["segments/top.yaml:9:24 changes-nothing"]
    groups = "Name: Groups\nSegmentGroups:\n  Include: ANY\n  Groups:\n    - {Type: ALL, SourceType: ALL, SourceSegments: [{Ref: base}]}\n"
    groups += "    - {Type: ALL, SourceType: ALL, SourceSegments: [{Ref: base}], Dimensions: [{" + attribute("tier", "vip") + "}]}\n"
    assert found(base=BASE, groups=groups) == ["segments/groups.yaml:1:1 same-people", "segments/groups.yaml:6:7 changes-nothing"]


def test_the_same_people_written_in_another_way_and_those_within_others() -> None:
    twin = on_base(channel("EMAIL"), attribute("tier", "vip")).replace("Top", "Twin")
    proven = prove({"base": BASE, "top": on_base(attribute("tier", "vip")), "twin": twin, "vips": VIPS})
    assert [told(problem) for problem in proven.problems] == [
        "segments/twin.yaml:1:1 same-people",
        "segments/twin.yaml:9:25 changes-nothing",
    ]
    assert proven.within == (("top", "vips"), ("twin", "vips"))  # both are within base, which they build on


def test_what_hangs_on_what_aws_does_not_document_is_not_said() -> None:
    either = f"{attribute('role', 'staff', how='EXCLUSIVE')}\n          UserAttributes: {{a: {{AttributeType: INCLUSIVE, Values: [b]}}}}"
    hangs = on_base(either, attribute("role", "staff", how="EXCLUSIVE"), how="ANY")
    assert found(base=BASE, top=hangs) == ["segments/top.yaml:9:11 changes-nothing"]
    open_ends = on_base(
        "Behavior: {Recency: {Duration: DAY_7, RecencyType: INACTIVE}}",
        "Behavior: {Recency: {Duration: DAY_7, RecencyType: ACTIVE}}",
        how="ANY",
    )
    assert found(base=BASE, top=open_ends) == []  # who never was active may be neither


def test_what_a_rule_says_already_is_not_said_again() -> None:
    twice = "Name: Twice\nDimensions: {Attributes: {tier: {AttributeType: INCLUSIVE, Values: [vip, vip]}}}\n"
    blocks = ", ".join(f"{{Location: {{Country: {{DimensionType: INCLUSIVE, Values: [{each}]}}}}}}" for each in ("SE", "FI"))
    nobody = "Name: None\nSegmentGroups:\n  Include: ALL\n  Groups:\n"
    nobody += f"    - {{Type: ALL, SourceType: ALL, Dimensions: [{blocks}]}}\n"
    assert found(all="Name: Everybody\n", twice=twice, copy=VIPS.replace("VIPs", "Copy"), vips=VIPS, nobody=nobody) == []


def test_what_is_meant_is_ignored() -> None:
    meant = "Lifecycle: {Ignore: [changes-nothing]}\n"
    assert found(base=BASE, top=on_base(channel("EMAIL"), attribute("tier", "vip")) + meant) == []
    assert found(base=BASE, none=on_base(channel("SMS")) + "Lifecycle: {Ignore: [proven-nobody]}\n") == []


def test_what_cannot_be_read_is_not_guessed() -> None:
    foreign = on_base(channel("EMAIL"), attribute("tier", "vip")).replace("Ref: base", "Id: 1f6a0c2e")
    assert found(base=BASE, top=foreign) == []


FACT = """\
facts:
  - name: everybody has consented
    criteria: {Dimensions: {UserAttributes: {consent: {AttributeType: INCLUSIVE, Values: ["yes"]}}}}
"""


def test_declared_facts_are_taken_for_granted() -> None:
    assert found(base=BASE, **{"segments-settings": FACT}) == ["segments/base.yaml:6:5 changes-nothing"]


def test_a_day_at_the_end_of_all_dates_is_proven_too() -> None:
    def until(value: str) -> DesiredSegment:
        block: Json = {"Attributes": {"until": {"AttributeType": "ON", "Values": [value]}}}
        return desired("a", DIALECT.canonical({"Name": "a", "Dimensions": block}))

    plan = planned([until("9999-12-31T00:00:00Z")], [ours("a", until("2020-01-01T00:00:00Z").definition)], dialect=DIALECT)
    relation = judge(plan, DIALECT).changed["a"].relation
    assert relation is not None
    assert relation.entering is not None
    assert "10000-01-01" in " ".join(relation.entering.everyone)
