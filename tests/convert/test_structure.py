"""Groups, blocks and sources keep their people; what no form has room for becomes a helper segment; nothing is dropped."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import pytest

from segments_as_code.model.document import Json
from tests.convert.converting import FULL, Converted, convert

ACTIVE: Json = {"Behavior": {"Recency": {"Duration": "DAY_7", "RecencyType": "ACTIVE"}}}
QUIET: Json = {"Behavior": {"Recency": {"Duration": "DAY_7", "RecencyType": "INACTIVE"}}}
GOLD: Json = {"Attributes": {"tier": {"AttributeType": "INCLUSIVE", "Values": ["gold"]}}}
MANY: Json = {"Attributes": {"k": {"AttributeType": "INCLUSIVE", "Values": [f"v{number}" for number in range(60)]}}}
BOTH: Json = {**GOLD, **ACTIVE} if isinstance(GOLD, dict) and isinstance(ACTIVE, dict) else None
MAPPING: Mapping[str, Json] = {**FULL, "Accept": {"activity-counted": ["*"], "version-not-kept": ["*"]}}


def group(*blocks: Json, how: str = "ALL", sources: Sequence[Json] = (), source_type: str = "ALL") -> Json:
    return {"Type": how, "SourceType": source_type, "Dimensions": [*blocks], "SourceSegments": [*sources]}


def segment(*groups: Json, include: str = "ALL") -> str:
    return json.dumps({"Name": "One", "SegmentGroups": {"Include": include, "Groups": [*groups]}})


def check(converted: Converted) -> None:
    """Check that nothing is left to decide, and that what is written is valid."""
    assert [problem for problem in converted.check().problems if problem.severity == "error"] == []


CASES: list[tuple[str, list[Json], str, int]] = [
    ("two kinds under ALL", [group(BOTH)], "ALL", 0),
    ("two kinds among alternatives", [group(BOTH, MANY, how="ANY")], "ALL", 2),
    ("none of a block with two kinds", [group(BOTH, how="NONE")], "ALL", 1),
    ("nobody quiet", [group(QUIET, how="NONE")], "ALL", 1),
    ("many values among alternatives", [group(MANY, GOLD, how="ANY")], "ALL", 0),
    ("none of many values", [group(MANY, how="NONE")], "ALL", 0),
    ("alternative groups of one entry", [group(GOLD), group(ACTIVE)], "ANY", 0),
    ("an alternative group that becomes two", [group({**GOLD, **QUIET}), group(ACTIVE)], "ANY", 1),  # type: ignore[dict-item]
    ("none of groups of one entry", [group(GOLD), group(ACTIVE)], "NONE", 0),
    ("none of groups that are more", [group(GOLD, ACTIVE), group(GOLD)], "NONE", 2),
    ("none of one group that needs a helper", [group(BOTH, how="NONE")], "NONE", 2),
    ("none of one everybody", [group()], "NONE", 1),
]


@pytest.mark.parametrize(("name", "groups", "include", "helpers"), CASES, ids=[row[0] for row in CASES])
def test_a_structure_keeps_its_people(name: str, groups: list[Json], include: str, helpers: int) -> None:
    """Proof contradicts no verdict, or the conversion would have raised."""
    del name
    converted = convert({"one.yaml": segment(*groups, include=include)}, MAPPING)
    assert len(converted["one"].helpers) == helpers
    assert [helper.purpose for helper in converted.found.conversion.helpers] == ["part of one"] * helpers
    assert converted["one"].proof is not None
    check(converted)


def test_a_helper_is_marked_as_such() -> None:
    text = convert({"one.yaml": segment(group(BOTH, how="NONE"))}, MAPPING).texts["profiles/one-part-1.yaml"]
    assert "# A helper of segments convert: part of one." in text
    assert 'Description: "Helper made by segments convert: part of one."' in text


def test_sources_stay_and_a_pinned_version_is_told() -> None:
    texts = {
        "base.yaml": json.dumps({"Name": "Base", "Dimensions": GOLD, "Lifecycle": {"Adopt": "0001"}}),
        "one.yaml": segment(group(sources=[{"Ref": "base"}]), group(sources=[{"Id": "0001", "Version": 3}], source_type="NONE")),
    }
    converted = convert(texts, MAPPING)
    assert [rule.code for rule in converted["one"].rules] == ["", "version-not-kept"]
    assert converted.texts["profiles/one.yaml"].count("Ref: base") == 2
    assert "Adopt" not in converted.texts["profiles/base.yaml"]
    check(converted)


def test_an_imported_list_becomes_the_people_with_its_mark() -> None:
    texts = {"one.yaml": segment(group(GOLD, sources=[{"Id": "1f6a"}, {"Id": "2f6a"}], source_type="ANY"))}
    assert [rule.code for rule in convert(texts, MAPPING)["one"].rules] == ["", "imported-list", "imported-list"]
    marked = {**MAPPING, "Imported": {"1f6a": {"Key": "fair", "Value": "yes"}, "2f6a": {"Key": "shop", "Value": "yes"}}}
    converted = convert(texts, marked)
    assert [helper.key for helper in converted.found.conversion.helpers] == ["imported/fair", "imported/shop"]
    assert converted["one"].proof is not None
    assert converted["one"].proof.relation == "same"
    check(converted)


def test_a_pinned_version_of_an_imported_list_is_told_and_not_said_to_be_proven() -> None:
    texts = {"one.yaml": segment(group(sources=[{"Id": "1f6a", "Version": 3}]))}
    converted = convert(texts, {**FULL, "Imported": {"1f6a": {"Key": "fair", "Value": "yes"}}})
    assert [(rule.code, rule.is_open) for rule in converted["one"].rules] == [("version-not-kept", True)]
    assert converted["one"].proof is not None
    assert converted["one"].proof.relation == "unknown"


def test_a_mark_cannot_have_the_key_of_something_else() -> None:
    texts = {"one.yaml": segment(group(sources=[{"Id": "1f6a"}])), "two.yaml": json.dumps({"Name": "Two", "Dimensions": GOLD})}
    converted = convert(texts, {**FULL, "Imported": {"1f6a": {"Key": "tier", "Value": "yes"}}})
    assert [converted[key].rules[0].code for key in ("one", "two")] == ["shared-key", "shared-key"]
    assert converted.found.conversion.helpers == ()


def test_a_helper_of_left_out_segments_alone_is_not_written() -> None:
    push: Json = {"Demographic": {"Channel": {"DimensionType": "INCLUSIVE", "Values": ["GCM"]}}}
    texts = {
        "kept.yaml": segment(group(sources=[{"Id": "1f6a"}])),
        "push.yaml": segment(group({**GOLD, **ACTIVE}, push, how="NONE", sources=[{"Id": "1f6a"}, {"Id": "2f6a"}])),  # type: ignore[dict-item]
    }
    marks: Json = {"1f6a": {"Key": "fair", "Value": "yes"}, "2f6a": {"Key": "shop", "Value": "yes"}}
    converted = convert(texts, {**MAPPING, "Imported": marks, "Accept": {"channel-not-mapped": ["push"]}})
    assert [*converted.texts] == ["profiles/kept.yaml", "profiles/imported/fair.yaml"]


def test_an_accepted_impossible_rule_leaves_the_segment_out_and_what_builds_on_it_has_to_be_decided() -> None:
    channel: Json = {"Demographic": {"Channel": {"DimensionType": "INCLUSIVE", "Values": ["GCM"]}}}
    texts = {"push.yaml": json.dumps({"Name": "Push", "Dimensions": channel}), "top.yaml": segment(group(GOLD, sources=[{"Ref": "push"}]))}
    accepted = {**MAPPING, "Accept": {"channel-not-mapped": ["push"]}}
    converted = convert(texts, accepted)
    assert [*converted.texts] == ["profiles/top.yaml"]
    assert [rule.code for rule in converted["top"].rules] == ["", "source-left-out"]
    assert "source-left-out" in converted.texts["profiles/top.yaml"]


def test_a_lost_rule_among_alternatives_never_lets_more_people_in() -> None:
    """Undecided anyway: but a block without its only condition would be everyone."""
    push: Json = {"Demographic": {"Channel": {"DimensionType": "INCLUSIVE", "Values": ["GCM"]}}}
    converted = convert({"one.yaml": segment(group(GOLD, push, how="ANY"))}, MAPPING)
    assert converted.texts["profiles/one.yaml"].count("ProfileAttributes") == 1


def test_tags_comments_key_and_protection_travel() -> None:
    text = (
        "# Who shops.\nKey: shoppers\nName: Shoppers  # as marketing calls them\nDimensions:\n  Attributes:\n"
        "    # agreed with legal\n    tier: {AttributeType: INCLUSIVE, Values: [gold]}\n"
        "Tags: {team: crm, a b: lost}\nLifecycle: {Protected: true, Adopt: '0001', Audience: {Most: 500, Least: 5}}\n"
    )
    converted = convert({"shop/one.yaml": text}, {**MAPPING, "DomainName": "retail", "Accept": {"tag-name": ["shop*"]}})
    written = converted.texts["profiles/shop/one.yaml"]
    assert written.startswith("# Who shops.\nKey: shoppers\nDomainName: retail\nDisplayName: Shoppers  # as marketing calls them\n")
    assert "              # agreed with legal\n              tier:" in written
    assert "Tags:\n  team: crm\nLifecycle:\n  Protected: true\n  Audience:\n    Most: 500\n    Least: 5\n" in written
    check(converted)


def test_two_keys_that_become_one_name_are_a_problem_on_its_line() -> None:
    texts = {"a.yaml": "Key: vips\nName: A\n", "b.yaml": "Key: VIPs\nName: B\n"}
    found = convert(texts, {}).found
    assert [(problem.code, problem.location.path) for problem in found.problems] == [("same-name", "segments/a.yaml")]
    assert found.files == ()


def test_a_person_with_two_endpoints_is_shown_if_they_would_come_in_or_go_out() -> None:
    """Either endpoint's value may win: who has gold on the other one alone goes out; a user's attribute is of both."""
    user: Json = {"UserAttributes": {"tier": {"AttributeType": "INCLUSIVE", "Values": ["gold"]}}}
    texts = {"one.yaml": json.dumps({"Name": "One", "Dimensions": GOLD}), "two.yaml": json.dumps({"Name": "Two", "Dimensions": user})}
    converted = convert(texts, MAPPING)
    one, two = converted["one"].proof, converted["two"].proof
    assert one is not None
    assert two is not None
    assert (one.relation, one.endpoints, two.relation, two.endpoints) == ("same", "narrower", "same", "")
    assert one.endpoint_people == ("no longer in: first endpoint: tier “something else”; second endpoint: tier “gold”",)


def test_either_endpoint_may_win_for_each_attribute() -> None:
    """Both endpoints have both values: only a profile that takes one of each comes in."""
    block: Json = {
        "Attributes": {"a": {"AttributeType": "INCLUSIVE", "Values": ["x"]}, "b": {"AttributeType": "INCLUSIVE", "Values": ["y"]}}
    }
    proof = convert({"one.yaml": json.dumps({"Name": "One", "Dimensions": block})}, MAPPING)["one"].proof
    assert proof is not None
    assert (proof.relation, proof.endpoints) == ("same", "overlapping")
    assert any("second endpoint" in line and line.startswith("newly in: first endpoint: ") for line in proof.endpoint_people)


def test_what_a_verdict_announces_is_not_said_to_be_the_same_people() -> None:
    texts = {
        "base.yaml": json.dumps({"Name": "Base", "Dimensions": GOLD, "Lifecycle": {"Adopt": "0001"}}),
        "pinned.yaml": segment(group(sources=[{"Id": "0001", "Version": 3}])),
        "top.yaml": segment(group(GOLD, sources=[{"Ref": "pinned"}])),
    }
    converted = convert(texts, MAPPING)
    relations = {key: proof.relation for key in ("base", "pinned", "top") if (proof := converted[key].proof) is not None}
    assert relations == {"base": "same", "pinned": "unknown", "top": "same-or-wider"}
    assert (converted["top"].verdict, converted["top"].through) == ("differs", ("pinned",))
