"""Policies as they are read: what each may say, and what is wrong at its line."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from segments_as_code.model.policy import Selector
from segments_as_code.model.problem import Severity
from segments_as_code.pipeline import CheckResult, check_definitions
from segments_as_code.providers.pinpoint.provider import PinpointDialect
from tests.fakes import FakeFiles

LOYAL = "Name: Loyal\nTags: {team: crm}\nDimensions: {Attributes: {customerType: {AttributeType: INCLUSIVE, Values: [loyal]}}}\n"
CONSENT = 'Dimensions: {UserAttributes: {consent: {AttributeType: INCLUSIVE, Values: ["yes"]}}}'


def check(policies: str) -> CheckResult:
    texts = {"segments/retail/loyal.yaml": LOYAL, "segments/policies.yaml": policies}
    return check_definitions(FakeFiles(texts), PinpointDialect(), scope=None)


def test_a_policy_says_for_which_segments_it_asks_what() -> None:
    text = f"""\
- name: everyone has consented
  for: ["retail/*", {{tag: team, value: crm}}]
  except: [{{tag: internal}}]
  within: {{{CONSENT}}}
- name: the base only shrinks
  for: [retail/loyal]
  never-wider: true
  not: [everybody, nobody]
  unless-label: [audience-widens]
  severity: warning
  strict: true
  max-growth: 2.5%
"""
    checked = check(text)
    assert checked.problems == ()
    first, second = checked.policies
    assert first.applies_to == (Selector("retail/*"), Selector(tag="team", value="crm"))
    assert [(rule, compared and compared.key) for rule, compared in first.rules] == [("within", None)]
    assert (first.severity, first.is_undecided_broken, first.is_strict) == (Severity.ERROR, True, False)
    assert [rule for rule, _ in second.rules] == ["never-wider", "not-everybody", "not-nobody"]
    assert (second.severity, second.is_undecided_broken, second.is_strict) == (Severity.WARNING, False, True)
    assert (first.most_growth, second.most_growth, second.is_uncounted_broken) == (None, Decimal("2.5"), False)
    assert (second.labels, str(second.location)) == (("audience-widens",), "segments/policies.yaml:5:3")


@pytest.mark.parametrize(
    ("text", "error", "says"),
    [
        ("- {name: a, for: [x*], withn: b}\n", "1:24 unknown-member", "did you mean within?"),
        ("- {name: a, for: ['**']}\n", "1:3 either-or", "within"),
        ("- {for: ['**'], never-wider: true}\n", "1:3 missing-member", "name"),
        ("- {name: 5, for: ['**'], never-wider: true}\n", "1:10 wrong-type", "the number 5"),
        ("- {name: a, for: retail, never-wider: true}\n", "1:18 wrong-type", "a list"),
        ("- {name: a, for: [retail/loyl], never-wider: true}\n", "1:19 unknown-reference", "did you mean retail/loyal?"),
        ("- {name: a, for: ['**'], within: retail/loyl}\n", "1:34 unknown-reference", "did you mean retail/loyal?"),
        ("- {name: a, for: ['**'], not: [everyone]}\n", "1:32 unknown-value", "everybody"),
        ("- {name: a, for: ['**'], never-wider: false}\n", "1:39 unknown-value", "true"),
        ("- {name: a, for: ['**'], never-wider: true, severity: eror}\n", "1:55 unknown-value", "error"),
        ("- {name: a, for: [{tag: b, vlaue: c}], never-wider: true}\n", "1:28 unknown-member", "did you mean value?"),
        ("- {name: a, for: ['**'], within: {Dimension: {}}}\n", "1:35 unknown-member", "did you mean Dimensions?"),
        (
            "- {name: a, for: ['**'], within: {Dimensions: {UserAttributes: {consent: {AttributeType: INCLUSIVE, Values: [1]}}}}}\n",
            "1:110 wrong-type",
            "the number 1",
        ),
        (
            "- {name: a, for: ['**'], within: {SegmentGroups: {Groups: [{Type: ALL, SourceSegments: [{Ref: retail/loyl}]}]}}}\n",
            "1:95 unknown-reference",
            "did you mean retail/loyal?",
        ),
        ("- {name: a, for: ['**'], max-growth: 20}\n", "1:38 wrong-type", "write a percentage, for example 20 %."),
        ("- {name: a, for: ['**'], max-growth: 20 people}\n", "1:38 wrong-form", "a limit is a number and a percent sign"),
        ("name: a\n", "1:1 reserved-name", "holds a definition"),
        ("within: a\n", "1:1 wrong-type", "policies are a list"),
        ("- a\n", "1:3 not-a-mapping", "a policy is a mapping"),
    ],
)
def test_a_mistake_in_a_policy_is_a_problem_on_its_line(text: str, error: str, says: str) -> None:
    checked = check(text)
    found = [problem for problem in checked.problems if problem.severity is Severity.ERROR]
    assert [f"{each.location.line}:{each.location.column} {each.code}" for each in found] == [error]
    assert says in f"{found[0].message} {found[0].remedy}"
    assert checked.policies == ()


@pytest.mark.parametrize(
    ("pattern", "meant", "others"),
    [
        ("**", ["a", "a/b", "a/b/c"], []),
        ("a/*", ["a/b"], ["a", "a/b/c", "b/a"]),
        ("a/**", ["a/b", "a/b/c"], ["a", "b/a/c"]),
        ("a.b", ["a.b"], ["axb"]),
        ("a?c", ["abc"], ["a/c", "ac"]),
        ("*-vips", ["nordic-vips"], ["retail/nordic-vips", "vips"]),
    ],
)
def test_a_star_stays_within_one_part_of_a_key_and_two_do_not(pattern: str, meant: list[str], others: list[str]) -> None:
    assert [key for key in [*meant, *others] if Selector(pattern).means(key, {})] == meant


def test_a_tag_is_meant_with_any_value_or_with_one() -> None:
    tags = {"team": "crm"}
    asked = [Selector(tag="team"), Selector(tag="team", value="crm"), Selector(tag="team", value="web"), Selector(tag="tier")]
    assert [selector.means("a", tags) for selector in asked] == [True, True, False, False]


def test_the_policies_of_the_guide_are_valid() -> None:
    page = (Path(__file__).parents[2] / "docs" / "guide" / "policies.md").read_text(encoding="utf-8")
    checked = check(re.findall(r"(?ms)^```yaml\n(.*?)^```$", page)[0].replace("retail/near-the-flagship-store", "retail/loyal"))
    assert (checked.problems, len(checked.policies)) == ((), 3)
