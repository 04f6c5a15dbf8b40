"""The report of a conversion can be acted on: what it says to write can be copied, and each number says of how many."""

from __future__ import annotations

import re

from segments_as_code.report.conversion_report import conversion_markdown
from segments_as_code.report.conversion_summary import by_code, proof_lines, summarize, verdict_words
from tests.convert.converting import SOURCE, TARGET, Converted, convert, mapping_file

IMPORTED = "a" * 32
GROUP = "Name: On\nSegmentGroups: {{Include: ALL, Groups: [{{Type: ALL, SourceType: ALL, SourceSegments: [{0}]}}]}}\n"


def page_of(converted: Converted) -> str:
    return conversion_markdown(converted.found.conversion, SOURCE.nouns, TARGET.nouns)


def test_a_line_for_the_mapping_can_be_copied_from_the_page() -> None:
    texts = {
        "on.yaml": GROUP.format(f"{{Id: {IMPORTED}}}"),
        "n.yaml": "Name: N\nDimensions: {Metrics: {'yes': {ComparisonOperator: EQUAL, Value: 1}}}\n",
    }
    page = page_of(convert(texts, {}))
    lines = re.findall(r"^- To fix: .*`(\w+: \{.*\})` to the mapping\.\n  - `segments/", page, re.MULTILINE)
    assert lines == [f"Imported: {{{IMPORTED}: {{Key: …, Value: …}}}}", 'Metrics: {"yes": {Key: …}}']
    mapped = convert(texts, "\n".join(lines).replace("…, V", "In_list, V").replace("…", "x"))
    assert [rule.code for segment in mapped.found.conversion.segments for rule in segment.rules] == ["", ""]
    assert mapping_file("\n".join(lines)).problems != ()  # … is not a key: somebody has to write one


ONE = "Name: N\nDimensions: {Attributes: {k: {AttributeType: %s, Values: [a]}}}\n"
TAG = "Name: T\nDimensions: {UserAttributes: {k: {AttributeType: INCLUSIVE, Values: [a]}}}\nTags: {é: x}\n"
NUMBERS = ", ".join(f"n{at}: {{ComparisonOperator: EQUAL, Value: 1}}" for at in range(10))
TEN = f"Name: M\nDimensions: {{Metrics: {{{NUMBERS}}}}}\n"


def test_a_segment_that_loses_only_a_tag_has_the_same_people_and_a_tag_is_no_rule() -> None:
    converted = convert({"t.yaml": TAG, "n.yaml": ONE % "INCLUSIVE"})
    assert verdict_words(converted["t"]) == "the same people, without a tag"
    assert summarize(converted.found.conversion) == (
        "2 of 2 rules (100 %) with the same people: 2 under assumptions",
        "2 of 2 segments (100 %) with the same people throughout: 1 under assumptions, 1 without a tag",
    )
    assert [group.counted for group in by_code(converted.found.conversion, is_open=True)] == ["1 tag in 1 of 2 segments"]


def test_rules_that_only_name_another_segment_are_told_apart() -> None:
    converted = convert({"n.yaml": ONE % "INCLUSIVE", "on.yaml": GROUP.format("{Ref: n}")}, {})
    assert summarize(converted.found.conversion)[0] == (
        "1 of 2 rules (50 %) with the same people: 1 exactly (1 of them only names another segment)"
    )


def test_what_only_lacks_a_line_of_the_mapping_is_not_without_an_equivalent() -> None:
    push = "Name: Push\nDimensions: {Demographic: {Channel: {DimensionType: INCLUSIVE, Values: [GCM]}}}\n"
    converted = convert({"n.yaml": ONE % "INCLUSIVE", "push.yaml": push}, {})
    assert verdict_words(converted["n"]) == "cannot be converted yet: a rule is not mapped yet"
    assert proof_lines(converted["n"]) == ["Not compared: a rule is not mapped yet."]
    assert verdict_words(converted["push"]) == "cannot be converted yet: a rule has no equivalent"


def test_both_endpoints_of_a_person_are_shown() -> None:
    line = proof_lines(convert({"n.yaml": ONE % "EXCLUSIVE"})["n"])[-1]
    assert line == ("If a person's endpoints do not agree: fewer people. No longer in: first endpoint: k “a”; second endpoint: no value.")


def test_who_comes_in_and_who_goes_out_are_both_shown() -> None:
    two = "Name: N\nDimensions: {Metrics: {n: {ComparisonOperator: EQUAL, Value: 1}, m: {ComparisonOperator: EQUAL, Value: 1}}}\n"
    line = proof_lines(convert({"n.yaml": two})["n"])[-1]
    assert ("some in, some out" in line, "Newly in: " in line, "No longer in: " in line) == (True, True, True)


def test_more_rules_than_are_shown_are_counted_of_all_with_where_their_fixes_are() -> None:
    page = page_of(convert({"m.yaml": TEN, "all.yaml": "Name: All\n"}, {}))
    assert "10 of 11 rules in 1 of 2 segments:" in page
    assert "- and 2 of the 10 rules more; --format json has the fix of each.\n- To leave 1 of 2 segments out: " in page


def test_a_verdict_says_what_is_proven_of_who_comes_in_and_goes_out() -> None:
    text = ONE.replace("[a]", "['2023-11-01T12:00:00Z', '2023-11-02T12:00:00Z']") % "BETWEEN"
    segment = convert({"n.yaml": text})["n"]
    assert segment.proof is not None
    assert (segment.proof.relation, verdict_words(segment)) == ("overlapping", "has other people")
