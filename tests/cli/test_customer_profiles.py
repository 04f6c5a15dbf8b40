"""Definitions of Customer Profiles on a laptop: recognized by their shape, worked on offline, planned and applied in a domain."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from aws_emulator.emulator import Emulator
from tests.cli.laptop import OWNER, Laptop

DOMAIN = "shop"

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
GOLD = """\
DisplayName: Gold
SegmentGroups:
  Include: ALL
  Groups:
    - Type: ALL
      SourceType: ALL
      Dimensions: [{ProfileAttributes: {Attributes: {tier: {DimensionType: INCLUSIVE, Values: [gold]}}}}]
"""
PEOPLE = """\
Segment: vips
In:
  a regular: {Attributes: {tier: gold, points: "7"}, CalculatedAttributes: {"orders (30 to 0 days ago)": "5"}}
Out:
  a guest: {Attributes: {tier: silver}}
"""


@pytest.fixture
def laptop(tmp_path: Path) -> Iterator[Laptop]:
    with Emulator(services=["pinpoint", "customer-profiles"], applications=["app-1"], domains=[DOMAIN], region="eu-west-1") as emulator:
        made = Laptop(tmp_path, emulator)
        made.check_out({"vips.yaml": VIPS, "vips.test.yaml": PEOPLE})
        yield made


def given(laptop: Laptop) -> list[str]:
    """Return all that a command needs to know about the domain."""
    return [*laptop.service, "--domain-name", DOMAIN, "--owner", OWNER]


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


def test_they_are_planned_and_applied_in_their_domain_and_then_there_is_nothing_left(laptop: Laptop) -> None:
    laptop.check_out({"gold.yaml": GOLD})
    planned = laptop.run("plan", *given(laptop))
    assert (planned.code, planned.out.count("Segments: 1 to create\n")) == (0, 1)
    assert laptop.run("apply", *given(laptop), "--yes").code == 0
    assert "CreateSegmentDefinition" in laptop.operations()
    assert not {"CreateSegment", "GetSegments"} & set(laptop.operations())
    laptop.emulator.forget_requests()
    assert laptop.run("plan", *given(laptop), "--detailed-exitcode").code == 0
    assert laptop.operations() == ["ListSegmentDefinitions"]


def test_a_saved_plan_goes_to_the_service_that_it_was_made_for(laptop: Laptop) -> None:
    laptop.check_out({"gold.yaml": GOLD})
    laptop.run("plan", *given(laptop), "--out", "plan.json")
    ended = laptop.run("apply", "plan.json", *laptop.service, "--yes")
    assert (ended.code, laptop.operations().count("CreateSegmentDefinition")) == (0, 1)


def test_aws_own_variables_name_the_address_of_each_service(laptop: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_CUSTOMER_PROFILES", laptop.emulator.endpoint_url)
    monkeypatch.setenv("AWS_ENDPOINT_URL_CONNECTCAMPAIGNSV2", laptop.emulator.endpoint_url)
    monkeypatch.setenv("AWS_ENDPOINT_URL_PINPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv("SEGMENTS_DOMAIN_NAME", DOMAIN)
    assert "Segments: 1 to create\n" in laptop.run("plan", "--owner", OWNER).out


def test_the_container_of_another_service_is_refused_and_nothing_is_called(laptop: Laptop) -> None:
    ended = laptop.run("plan", *laptop.service, "--application-id", "app-1", "--owner", OWNER)
    assert ended.code == 1
    assert "vips.yaml is for Customer Profiles, and --application-id names an application of Pinpoint." in ended.err
    assert "fix: give --domain-name instead" in ended.err
    both = laptop.run("plan", *given(laptop), "--application-id", "app-1")
    assert "--application-id and --domain-name are both given" in both.err
    assert laptop.operations() == []


def test_an_option_counts_more_than_the_variable_of_the_other_service(laptop: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEGMENTS_APPLICATION_ID", "app-1")
    assert "Segments: 1 to create\n" in laptop.run("plan", *given(laptop)).out


def test_a_run_without_a_domain_hears_how_to_name_it(laptop: Laptop) -> None:
    ended = laptop.run("plan", *laptop.service, "--owner", OWNER)
    assert ended.code == 1
    assert "give --domain-name, or write DomainName in the definitions." in ended.err


def test_a_mixed_folder_is_refused(laptop: Laptop) -> None:
    laptop.check_out({"vips.yaml": VIPS, "old.yaml": "Name: Old\n"})
    ended = laptop.run("validate")
    assert ended.code == 1
    assert "one folder is about one service" in ended.err
