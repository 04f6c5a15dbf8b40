"""Settings beside the definitions: what they declare, what is wrong with them, and the names that are reserved."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from segments_as_code.model.problem import Severity
from segments_as_code.model.settings import Settings
from segments_as_code.pipeline import CheckResult, check_definitions, reformat
from segments_as_code.providers.pinpoint.provider import PinpointDialect
from segments_as_code.pull.file_names import FileNames
from tests.fakes import FakeFiles

DIALECT = PinpointDialect()
LOYAL = "Name: Loyal\nDimensions: {Attributes: {customerType: {AttributeType: INCLUSIVE, Values: [loyal]}}}\n"
CONSENT = 'Dimensions: {UserAttributes: {consent: {AttributeType: INCLUSIVE, Values: ["yes"]}}}'
SETTINGS = f"""\
single: [customerType]
whole: [orders]
facts:
  - name: everyone has consented
    criteria: {{{CONSENT}}}
readings:
  exclusive-missing: excluded
  between-ends: open
"""


def check(**files: str) -> CheckResult:
    texts = {"segments/loyal.yaml": LOYAL, **{f"segments/{name}.yaml": text for name, text in files.items()}}
    return check_definitions(FakeFiles(texts), DIALECT, scope=None)


def settings(text: str) -> CheckResult:
    return check(**{"segments-settings": text})


def errors(checked: CheckResult) -> list[str]:
    return [f"{each.location} {each.code}" for each in checked.problems if each.severity is Severity.ERROR]


def test_settings_declare_single_values_whole_numbers_facts_and_readings() -> None:
    checked = settings(SETTINGS)
    assert checked.problems == ()
    found = checked.settings
    assert (found.single, found.whole) == (frozenset({"customerType"}), frozenset({"orders"}))
    assert found.readings == {"exclusive-missing": "excluded", "between-ends": "open"}
    (fact,) = found.facts
    assert (fact.name, str(fact.location)) == ("everyone has consented", "segments/segments-settings.yaml:4:5")
    assert [segment.key for segment in checked.segments] == ["loyal"]


def test_a_folder_without_settings_declares_nothing() -> None:
    assert check().settings == Settings()


@pytest.mark.parametrize(
    ("text", "error", "says"),
    [
        ("singel: [a]\n", "1:1 unknown-member", "did you mean single?"),
        ("single: customerType\n", "1:9 wrong-type", "a list is wanted"),
        ("single: [5]\n", "1:10 wrong-type", "the number 5"),
        ("readings: {exclusive-mising: excluded}\n", "1:12 unknown-member", "did you mean exclusive-missing?"),
        ("readings: {exclusive-missing: exclude}\n", "1:31 unknown-value", "exclusive-missing"),
        ("readings: {fold-case: open}\n", "1:23 unknown-value", "off or on"),
        ("facts: [{name: a}]\n", "1:9 missing-member", "criteria"),
        ("facts: [{name: a, criteria: {Dimension: {}}}]\n", "1:30 unknown-member", "did you mean Dimensions?"),
        ("facts: [{name: a, criteria: {Key: b, Dimensions: {}}}]\n", "1:30 unknown-member", "Key is not a criterion"),
        ("- single\n", "1:1 not-a-mapping", "settings are a mapping"),
        ("single: [a]\n---\nwhole: [b]\n", "3:1 misplaced-file", "one document"),
        ("# nothing\n", "1:1 empty-file", "no setting"),
        ("single: [\n", "1:10 bad-yaml", ""),
    ],
)
def test_a_mistake_in_settings_is_a_problem_on_its_line(text: str, error: str, says: str) -> None:
    checked = settings(text)
    assert errors(checked) == [f"segments/segments-settings.yaml:{error}"]
    assert says in f"{checked.problems[0].message} {checked.problems[0].remedy}"
    assert checked.settings == Settings()


def test_a_fact_about_a_segment_is_refused_because_whoever_edits_the_segment_would_edit_the_fact() -> None:
    on = "{SegmentGroups: {Include: ALL, Groups: [{Type: ALL, SourceType: ALL, SourceSegments: [{Ref: loyal}]}]}}"
    assert errors(settings(f"facts:\n- {{name: a, criteria: {on}}}\n")) == ["segments/segments-settings.yaml:2:115 fact-with-source"]


def test_facts_that_nobody_can_meet_are_an_error_on_the_line_of_the_one_too_many() -> None:
    no = CONSENT.replace('"yes"', '"no"')
    both = f"facts:\n- {{name: a, criteria: {{{CONSENT}}}}}\n- {{name: b, criteria: {{{no}}}}}\n"
    assert errors(settings(both)) == []
    assert errors(settings(f"single: [consent]\n{both}")) == ["segments/segments-settings.yaml:4:3 contradictory-facts"]


# ── reserved names ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["segments-settings", "policies", "Policies", "loyal.test", "retail/vip.TEST", "retail/policies"])
def test_a_reserved_file_that_holds_a_definition_is_an_error_and_not_a_deletion(name: str) -> None:
    checked = check(**{name: LOYAL})
    assert f"segments/{name}.yaml:1:1 reserved-name" in errors(checked)
    (problem,) = [problem for problem in checked.problems if problem.code == "reserved-name"]
    assert "rename it, for example to segments/" in problem.remedy
    assert f"write Key: {name} in it" in problem.remedy


def test_a_reserved_file_whose_definition_has_a_key_needs_only_another_name() -> None:
    (problem,) = check(policies=f"Key: rules\n{LOYAL}").problems
    assert problem.remedy == "rename it, for example to segments/policies-segment.yaml; its Key keeps the segment what it is."


def test_following_the_advice_keeps_the_segment() -> None:
    checked = check(**{"policies-segment": f"Key: policies\n{LOYAL.replace('loyal', 'rules')}"})
    assert errors(checked) == []
    assert [segment.key for segment in checked.segments] == ["loyal", "policies"]


@pytest.mark.parametrize("text", ["Dimension: {}\n", "[1]\n", "a\n", "Name: [\n", "# nothing\n"])
@pytest.mark.parametrize("name", ["policies", "loyal.test"])
def test_a_reserved_file_that_may_have_been_a_definition_is_an_error(name: str, text: str) -> None:
    assert errors(check(**{name: text}))


def test_a_test_file_is_no_definition() -> None:
    checked = check(**{"loyal.test": "- Segment: loyal\n  In: {somebody: {}}\n"})
    assert (checked.problems, [segment.key for segment in checked.segments]) == ((), ["loyal"])


def test_settings_and_policies_below_the_root_are_an_error_because_they_would_not_count() -> None:
    checked = check(**{"retail/segments-settings": "single: [a]\n", "retail/policies": "- name: a\n"})
    assert sorted({error.rpartition(" ")[2] for error in errors(checked)}) == ["misplaced-file"]


def test_two_files_of_settings_are_an_error() -> None:
    texts = {
        "segments/loyal.yaml": LOYAL,
        "segments/segments-settings.yaml": "single: [a]\n",
        "segments/segments-settings.yml": "whole: [b]\n",
    }
    assert errors(check_definitions(FakeFiles(texts), DIALECT, scope=None)) == ["segments/segments-settings.yml:1:1 misplaced-file"]


def test_json_files_keep_their_names() -> None:
    texts = {"segments/policies.segment.json": '{"Name": "Policies"}'}
    checked = check_definitions(FakeFiles(texts), DIALECT, scope=None)
    assert (errors(checked), len(checked.segments)) == ([], 1)


def test_fmt_leaves_reserved_files_alone() -> None:
    rewritten = reformat(FakeFiles({"segments/loyal.yaml": LOYAL, "segments/segments-settings.yaml": SETTINGS}), DIALECT)
    assert [source.path for source, _ in rewritten.files] == ["segments/loyal.yaml"]
    assert rewritten.problems == ()


def test_pull_gives_no_segment_a_reserved_file() -> None:
    names = FileNames((), ())
    stems = [names.of_name("Policies", "1f6a0c2e"), names.of_key("retail/loyal.test", "2b7d1e3f"), names.of_name("Loyal", "3c8e2f40")]
    assert [name and name.stem for name in stems] == ["policies-1f6a0c2e", "retail/loyal.test-2b7d1e3f", "loyal"]


def test_the_settings_of_the_guide_are_valid() -> None:
    page = (Path(__file__).parents[2] / "docs" / "guide" / "settings.md").read_text(encoding="utf-8")
    checked = settings(re.findall(r"(?ms)^```yaml\n(.*?)^```$", page)[0])
    assert (checked.problems, len(checked.settings.facts)) == ((), 1)
