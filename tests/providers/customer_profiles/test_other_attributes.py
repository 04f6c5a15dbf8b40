"""A value that refers to another attribute of the same profile is said in English, and nothing is proven or guessed about it."""

from __future__ import annotations

from segments_as_code.definitions.validator import DocumentValidator
from segments_as_code.definitions.yaml_reader import read_files
from segments_as_code.meaning.lint import Linter
from segments_as_code.model.document import SourceFile
from segments_as_code.pipeline import check_definitions
from segments_as_code.proving import check_examples, try_examples
from segments_as_code.report.explanation import KnownNames, explanation_text
from segments_as_code.report.text import plain_text
from tests.providers.customer_profiles.service import DIALECT

FILE = """\
DisplayName: Goals
SegmentGroups:
  Include: ALL
  Groups:
    - Type: ALL
      SourceType: ALL
      Dimensions:
        - CalculatedAttributes: {orders: {DimensionType: GREATER_THAN_OR_EQUAL, Values: ["{{_profile.Attributes.goal}}"]}}
        - ProfileAttributes:
            FirstName: {DimensionType: INCLUSIVE, Values: ["{{_profile.LastName}}", Li]}
            BirthDate: {DimensionType: ON, Values: ["{{_calculated_attribute.day}}"]}
"""
PERSON = 'Segment: goals\nIn:\n  x: {FirstName: Li, CalculatedAttributes: {orders: "5"}}\n'


class Given:
    """Files in memory."""

    def read(self) -> tuple[tuple[SourceFile, ...], tuple[()]]:
        tests = SourceFile("segments/goals.test.yaml", "goals.test", PERSON.encode())
        return (SourceFile("segments/goals.yaml", "goals", FILE.encode()), tests), ()


def test_it_is_valid_in_numbers_texts_and_dates() -> None:
    documents, problems = read_files([SourceFile("g.yaml", "g", FILE.encode())])
    assert (problems, DocumentValidator(DIALECT, Linter(DIALECT)).validate(documents[0])[1]) == ((), ())


def test_it_is_said_in_english() -> None:
    checked = check_definitions(Given(), DIALECT, scope=None)
    said = plain_text(explanation_text(checked.segments, DIALECT, KnownNames(checked.segments)))
    assert "the calculated orders is at least the profile's own Attributes.goal" in said
    assert "the profile's FirstName is \"Li\" or the profile's own LastName" in said
    assert "the profile's BirthDate is on the day of the profile's own calculated day" in said


def test_an_example_is_open_and_says_in_words_what_cannot_be_read() -> None:
    checked = check_examples(check_definitions(Given(), DIALECT, scope=None), DIALECT, strict=False)
    (result,) = try_examples(checked, DIALECT).results
    assert result.outcome == "open"
    assert '“the calculated "orders" is at least the profile\'s own "Attri…” cannot be read' in result.depends_on
    assert not [said for said in result.depends_on if "{" in said]
