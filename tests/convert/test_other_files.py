"""Settings, policies and tests of a folder are converted as far as the mapping says how, and the report says what is left."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.convert.converting import FULL, convert

GOLD = "Name: Gold\nDimensions: {UserAttributes: {tier: {AttributeType: INCLUSIVE, Values: [gold]}}}\n"
PUSH = "Name: Push\nDimensions: {Demographic: {Channel: {DimensionType: INCLUSIVE, Values: [GCM]}}}\n"
QUIET = "Name: Quiet\nDimensions: {Behavior: {Recency: {Duration: DAY_7, RecencyType: INACTIVE}}}\n"
MAPPING = {**FULL, "Imported": {"1f6a": {"Key": "fair", "Value": "yes"}}, "Accept": {"channel-not-mapped": ["push"]}}
PEOPLE = """\
- Segment: gold
  In:
    a Swede:
      Attributes: {size: [s]}
      UserAttributes: {tier: gold}
      Metrics: {orders: 2.5, visits: 3}
      Country: US
      Channel: EMAIL
      Platform: iOS
      Position: [55.5, 12]
      LastActive: 3 days ago
      InImported: [1f6a]
  Out:
    somebody who left: {Like: a Swede, UserAttributes: {tier: null}, LastActive: never}
    somebody of two sizes: {Attributes: {size: [s, m]}}
    somebody like that: {Like: somebody of two sizes}
- Segment: push
  In:
    somebody with a phone: {Channel: GCM}
"""
PROFILES = """\
Segment: gold
In:
  a Swede:
    Attributes:
      size: s
      Metrics_orders: "2.5"
      Metrics_visits: "3"
      Device_Platform: iOS
      Latitude: "55.5"
      Longitude: "12"
      fair: "yes"
      User_tier: gold
    Address:
      Country: USA
    EmailAddress: "@"
    CalculatedAttributes:
      app_activity (7 to 0 days ago): "1"
Out:
  somebody who left:
    Like: a Swede
    Attributes:
      User_tier: null
    CalculatedAttributes:
      app_activity (7 to 0 days ago): null
"""


def converted(name: str, text: str) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return the files that a reserved file becomes, and what is said of it."""
    found = convert({"gold.yaml": GOLD, "push.yaml": PUSH, "quiet.yaml": QUIET, name: text}, MAPPING).found
    return {file.path: file.content.decode() for file in found.reserved}, found.conversion.not_converted


def test_people_of_a_test_become_profiles_as_the_mapping_loads_them() -> None:
    """Those of whom the mapping has no place for something are named; the test of a segment that is left out goes with it."""
    files, reasons = converted("gold.test.yaml", PEOPLE)
    head, _, rest = files["profiles/gold.test.yaml"].partition("\n")
    assert head.endswith("customer-profiles-test.schema.json")
    assert sorted(rest.splitlines()) == sorted(PROFILES.splitlines())
    assert reasons == {
        "segments/gold.test.yaml": "the mapping does not cover everything about “somebody of two sizes”, “somebody like that”. "
        "Write them anew."
    }


POLICIES = [
    ("- name: a\n  for: [quiet]\n  within: gold\n", ""),
    ("- name: a\n  for: [quiet]\n  within: push\n", "the policy a is about push, which is left out. Take it out."),
    (
        "- name: a\n  for: [quiet]\n  within: {Dimensions: {Metrics: {n: {ComparisonOperator: EQUAL, Value: 1}}}}\n",
        "the policy a is written in criteria of Pinpoint. Write it in those of Customer Profiles.",
    ),
]


@pytest.mark.parametrize(("text", "reason"), POLICIES)
def test_policies_by_key_stay_as_they_are(text: str, reason: str) -> None:
    files, reasons = converted("policies.yaml", text)
    assert (files, reasons) == (({}, {"segments/policies.yaml": reason}) if reason else ({"profiles/policies.yaml": text}, {}))


def test_settings_keep_their_readings() -> None:
    """Profiles hold one value of each, so ``single`` says nothing about them."""
    files, reasons = converted("segments-settings.yaml", "single: [tier]\nreadings: {between-ends: inclusive}\n")
    assert files["profiles/segments-settings.yaml"].endswith("readings:\n  between-ends: inclusive\n")
    assert reasons == {}
    criteria = "{Dimensions: {Metrics: {age: {ComparisonOperator: GREATER_THAN, Value: 17}}}}"
    fact = f"facts:\n  - name: all are adults\n    criteria: {criteria}\n"
    _, reasons = converted("segments-settings.yaml", fact)
    assert reasons["segments/segments-settings.yaml"].startswith("its facts are written in criteria of Pinpoint.")
