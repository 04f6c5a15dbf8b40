"""Definitions of Customer Profiles on a laptop: recognized by their shape, worked on offline, planned and applied in a domain."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from aws_emulator.emulator import Emulator
from segments_as_code.ownership import with_our_tags
from segments_as_code.providers.customer_profiles.provider import CustomerProfilesDialect
from segments_as_code.recreation import fingerprint, with_fingerprint
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


OFFER = """\
# Whom the offer is for.
SegmentDefinitionName: the-offer
DisplayName: The offer
SegmentGroups:
  Include: ALL
  Groups:
    - {Type: ALL, SourceType: ALL, SourceSegments: [{Ref: gold}]}
"""


def seed(*segments: Any) -> dict[str, Any]:
    """Return what the emulator has to hold: these segments in the domain."""
    return {"domains": [{"DomainName": DOMAIN, "segments": list(segments)}]}


@pytest.fixture
def deployed(laptop: Laptop) -> Laptop:
    """A laptop with two segments that are deployed as their files say, one built on the other."""
    laptop.check_out({"gold.yaml": GOLD, "offer.yaml": OFFER})
    offer = OFFER.replace("{Ref: gold}", "{SegmentDefinitionName: gold}")
    segments = [
        {**yaml.safe_load(text), "SegmentDefinitionName": name, "Tags": dict(with_our_tags({}, key=key, owner=OWNER))}
        for text, name, key in ((GOLD, "gold", "gold"), (offer, "the-offer", "offer"))
    ]
    laptop.emulator.load_seed(seed(*segments))
    return laptop


def test_a_change_of_a_segment_is_seen_by_every_command(deployed: Laptop) -> None:
    deployed.check_out({"gold.yaml": GOLD.replace("[gold]", "[gold, platinum]"), "offer.yaml": OFFER})
    assert "Segments: 1 to change, 1 to recreate" in deployed.run("plan", *given(deployed)).out  # the tag with its fingerprint
    drifted = deployed.run("drift", *given(deployed))
    assert (drifted.code, 'tier: no longer "platinum"' in drifted.out) == (2, True)
    assert 'n1[["Gold<br/>recreated"]]' in deployed.run("graph", *given(deployed), "--deployed").out
    assert deployed.run("pull", *given(deployed)).code == 0
    assert (deployed.folder / "segments/gold.yaml").read_text() == GOLD
    assert deployed.run("drift", *given(deployed)).code == 2  # the tags alone


def test_pull_writes_what_is_deployed_and_keeps_comments_and_the_name(deployed: Laptop) -> None:
    deployed.check_out({"offer.yaml": OFFER.replace("The offer", "Another").replace("{Ref: gold}", "{SegmentDefinitionName: other}")})
    assert deployed.run("pull", *given(deployed)).code == 0
    assert (deployed.folder / "segments/offer.yaml").read_text() == OFFER
    assert yaml.safe_load((deployed.folder / "segments/gold.yaml").read_text()) == yaml.safe_load(GOLD)
    (deployed.folder / "segments/offer.yaml").unlink()
    assert deployed.run("pull", *given(deployed)).code == 0
    written = (deployed.folder / "segments/offer.yaml").read_text()
    assert "SegmentDefinitionName: the-offer\n" in written  # not the name that would be made of the key


def test_a_segment_that_is_named_otherwise_is_refused(deployed: Laptop) -> None:
    deployed.check_out({"gold.yaml": GOLD, "offer.yaml": OFFER.replace("the-offer", "best-offer")})
    ended = deployed.run("plan", *given(deployed))
    assert ended.code == 1
    assert "SegmentDefinitionName is best-offer, and offer is deployed as the-offer" in ended.out
    assert "write SegmentDefinitionName: the-offer;" in ended.out
    assert deployed.run("pull", *given(deployed)).code == 0
    assert (deployed.folder / "segments/offer.yaml").read_text() == OFFER
    assert "refused" not in deployed.run("plan", *given(deployed)).out


def test_a_snapshot_stands_for_the_domain(deployed: Laptop) -> None:
    assert deployed.run("pull", *given(deployed), "--snapshot", "snap.json").code == 0
    deployed.emulator.forget_requests()
    offline = ["--snapshot", "snap.json", "--owner", OWNER]
    assert "Segments: 2 to change" in deployed.run("plan", *offline).out
    assert "the snapshot is of the domain shop" in deployed.run("plan", *offline, "--domain-name", "other").err
    assert deployed.run("catalogue", *offline).code == 0
    assert "domain shop" in (deployed.folder / "catalogue/index.html").read_text()
    assert deployed.operations() == []


def test_there_is_nothing_to_roll_back_to(deployed: Laptop) -> None:
    ended = deployed.run("rollback", "gold", "--to", "1", *given(deployed))
    assert ended.code == 1
    assert "git revert brings it back" in ended.err


def test_a_document_of_another_domain_is_an_error_on_its_line(laptop: Laptop) -> None:
    laptop.check_out({"gold.yaml": f"DomainName: other\n{GOLD}"})
    assert laptop.run("validate", "--domain-name", DOMAIN, "--json").json["domain"] == DOMAIN
    said = laptop.run("validate", "--domain-name", DOMAIN).out
    assert "gold.yaml:1:13: error: another-application: DomainName is other, but this run is for shop: one run is about one domain." in said


def test_drift_reads_a_segment_that_says_by_its_tag_that_it_is_as_in_git(deployed: Laptop) -> None:
    text = yaml.safe_load(GOLD.replace("[gold]", "[silver]"))
    tags = with_fingerprint(with_our_tags({}, key="other", owner=OWNER), CustomerProfilesDialect().definition(yaml.safe_load(GOLD)))
    deployed.emulator.load_seed(seed({**text, "SegmentDefinitionName": "other", "Tags": tags}))
    deployed.check_out({"other.yaml": GOLD})
    assert "to recreate" not in deployed.run("plan", *given(deployed), "--delete", "never").out
    said = deployed.run("drift", *given(deployed)).out
    assert '"silver"' in said
    assert "other  changed outside\n" in said
    assert "so somebody recreated it since" in said


@pytest.mark.parametrize("names", [["gold", "gold--next"], ["gold--next"]], ids=["begun", "deleted"])
def test_drift_tells_of_a_recreation_that_was_stopped_and_whose_file_is_gone(laptop: Laptop, names: list[str]) -> None:
    marks = dict(with_our_tags({}, key="gold", owner=OWNER))
    old = yaml.safe_load(GOLD)
    note = f"next gold 2026-11-26T00:00:00.000000Z {fingerprint(CustomerProfilesDialect().definition(old))}"
    segments = {
        "gold": {**old, "Tags": marks},
        "gold--next": {**yaml.safe_load(GOLD.replace("[gold]", "[platinum]")), "Tags": {**marks, "segments-as-code:recreation": note}},
    }
    laptop.emulator.load_seed(seed(*({"SegmentDefinitionName": name, **segments[name]} for name in names)))
    ended = laptop.run("drift", *given(laptop))
    assert ended.code == 2
    assert "an earlier run was stopped while it recreated gold" in ended.out + ended.err
