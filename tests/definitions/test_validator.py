"""A document against its dialect, whatever the provider: the dialects here are made up."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

import pytest

from segments_as_code.definitions.validator import DocumentValidator
from segments_as_code.definitions.yaml_reader import read_files
from segments_as_code.error_codes import SCHEMA as CODES
from segments_as_code.meaning.lint import Linter
from segments_as_code.model.criteria import Criteria, Joined, Unknown
from segments_as_code.model.document import Document, Json, Location, Path, SourceFile
from segments_as_code.model.problem import DocumentProblem, Problem, Severity
from segments_as_code.ports import Normalized
from tests.toy import ToyDialect

LIFECYCLE: dict[str, Json] = {"type": "object", "properties": {"Ignore": {"type": "array", "items": {"type": "string"}}}}


@dataclass(frozen=True)
class PaperDialect(ToyDialect):
    """A dialect that says what the test wrote down for it."""

    rules: Mapping[str, Json] = field(default_factory=dict)
    says: tuple[DocumentProblem, ...] = ()
    normalized: Normalized | None = None
    known: Mapping[str, str] = field(default_factory=dict)

    @property
    def schema(self) -> Mapping[str, Json]:
        return self.rules

    @property
    def codes(self) -> Mapping[str, str]:
        return self.known

    def normalize(self, content: Mapping[str, Json]) -> Normalized:
        return self.normalized or Normalized(content)

    def read_criteria(self, definition: Mapping[str, Json]) -> Criteria:
        """Return criteria that the rules of every service have nothing to say about."""
        return Criteria(Joined("ALL", ()), (Unknown(("Paper",), dict(definition)),))

    def find_problems(self, criteria: Criteria) -> Iterable[DocumentProblem]:
        del criteria
        return self.says


def read(text: str) -> Document:
    (document,), problems = read_files([SourceFile("f.yaml", "f", text.encode())])
    assert problems == ()
    return document


def validator(dialect: PaperDialect, other_codes: Collection[str] = ()) -> DocumentValidator:
    return DocumentValidator(dialect, Linter(dialect), other_codes=other_codes)


def check(text: str, dialect: PaperDialect) -> list[str]:
    """Return each problem as it is printed, on one line without its path."""
    _, problems = validator(dialect).validate(read(text))
    return [str(problem).removeprefix("f.yaml:").replace("\n    fix:", " |") for problem in problems]


def schema(**members: Json) -> PaperDialect:
    return PaperDialect(rules={"type": "object", "properties": members, "additionalProperties": False})


def warning(at: Path, code: str, *, of_key: bool = False) -> DocumentProblem:
    return DocumentProblem(at, code, "it is odd.", "change it.", Severity.WARNING, of_key=of_key)


# ── the order of things ──────────────────────────────────────────────────────────────────────────────────────────────


def test_what_the_schema_accepts_and_the_dialect_likes_has_no_problems() -> None:
    document = read("Name: A\n")
    assert validator(schema(Name={"type": "string"})).validate(document) == (document, ())


def test_meaning_is_looked_for_where_the_schema_accepts() -> None:
    dialect = PaperDialect(says=(warning(("Name",), "odd", of_key=True), DocumentProblem(("Tags", "b"), "wrong", "b is wrong.", "fix b.")))
    expected = ["1:1: warning: odd: it is odd. | change it.", "2:11: wrong: b is wrong. | fix b."]
    assert check("Name: A\nTags: {b: c}\n", dialect) == expected


def test_meaning_is_not_looked_for_in_what_the_schema_refuses() -> None:
    dialect = PaperDialect(rules={"required": ["Name"]}, says=(warning((), "odd"),))
    assert check("Tags: {}\n", dialect) == ["1:1: missing-member: this segment has no Name; it is required. | add Name."]


def test_what_was_normalized_is_returned_with_where_it_came_from() -> None:
    origins: Mapping[Path, Path] = {("Tags",): ("tags",)}
    normalized = Normalized({"Name": "A", "Tags": {"b": "c"}}, origins=origins)
    dialect = PaperDialect(rules={"required": ["Tags"]}, normalized=normalized)
    document, problems = validator(dialect).validate(read("Name: A\ntags: {b: c}\n"))
    assert (document.content, document.source.origins, problems) == ({"Name": "A", "Tags": {"b": "c"}}, origins, ())
    assert document.location(("Tags", "b")) == Location("f.yaml", 2, 11)


def test_problems_of_a_normalizing_are_at_the_authors_paths_and_those_after_it_where_the_author_wrote_that() -> None:
    origins: Mapping[Path, Path] = {("Groups", 0): ("Groups",)}
    normalized = Normalized({"Groups": [{"a": 1}]}, (warning(("Groups", "a"), "spelling", of_key=True),), origins)
    rules: dict[str, Json] = {"properties": {"Groups": {"type": "array"}}}
    dialect = PaperDialect(rules=rules, normalized=normalized, says=(warning(("Groups", 0, "a"), "odd"),))
    assert check("Groups:\n  a: 1\n", dialect) == [
        "2:3: warning: spelling: it is odd. | change it.",
        "2:6: warning: odd: it is odd. | change it.",
    ]


def test_what_follows_from_a_spelling_without_a_reading_is_not_reported_again() -> None:
    content: Json = {"Metrics": {"x": {"Values": 5}}, "Name": 1}
    assert isinstance(content, dict)
    normalized = Normalized(content, (DocumentProblem(("Metrics", "x"), "without-reading", "no.", "fix.", of_key=True),))
    rules: Json = {
        "properties": {"Metrics": {"additionalProperties": {"type": "object", "additionalProperties": False}}, "Name": {"type": "string"}}
    }
    assert isinstance(rules, dict)
    dialect = PaperDialect(rules=rules, normalized=normalized, says=(warning((), "odd"),))
    codes = [line.split(": ")[1] for line in check("Metrics: {x: {Values: 5}}\nName: 1\n", dialect)]
    assert codes == ["without-reading", "wrong-type"]


def test_problems_come_in_the_order_of_their_places_each_once() -> None:
    dialect = PaperDialect(says=(warning(("b",), "odd"), warning(("a",), "odd"), warning(("b",), "odd")))
    assert check("a: 1\nb: 2\n", dialect) == ["1:4: warning: odd: it is odd. | change it.", "2:4: warning: odd: it is odd. | change it."]


# ── what is ignored ──────────────────────────────────────────────────────────────────────────────────────────────────

IGNORING = "Name: A\nLifecycle:\n  Ignore: [odd]\n"


def test_a_warning_that_the_segment_ignores_is_not_reported() -> None:
    dialect = PaperDialect(
        rules={"properties": {"Lifecycle": LIFECYCLE}}, says=(warning(("Name",), "odd"), warning(("Name",), "other")), known={"odd": ""}
    )
    assert check(IGNORING, dialect) == ["1:7: warning: other: it is odd. | change it."]


def test_a_warning_of_a_normalizing_can_be_ignored_too() -> None:
    normalized = Normalized({"Name": "B", "Lifecycle": {"Ignore": ["odd"]}}, (warning(("Name",), "odd"),))
    dialect = PaperDialect(rules={"properties": {"Name": {"const": "B"}}}, normalized=normalized, known={"odd": ""})
    assert check(IGNORING, dialect) == []


def test_an_error_cannot_be_ignored() -> None:
    dialect = PaperDialect(says=(DocumentProblem(("Name",), "odd", "it is wrong.", "fix it."),), known={"odd": ""})
    needless = "3:12: warning: needless-ignore: odd is an error here, and errors are never ignored. | fix the error, and take this out."
    assert check(IGNORING, dialect) == ["1:7: odd: it is wrong. | fix it.", needless]


def test_an_error_of_the_schema_cannot_be_ignored_either() -> None:
    text = "Name: 1\nLifecycle: {Ignore: [wrong-type, odd]}\n"
    dialect = replace(schema(Name={"type": "string"}, Lifecycle=LIFECYCLE), known={"odd": ""})
    assert [line.partition(": ")[0] for line in check(text, dialect)] == ["1:7", "2:22"]


def test_ignoring_what_is_not_there_is_needless() -> None:
    said = "3:12: warning: needless-ignore: this segment has no odd to ignore. | remove it, so that it hides nothing later."
    assert check(IGNORING, PaperDialect(known={"odd": ""})) == [said]


def test_that_ignoring_is_needless_can_itself_be_ignored_and_then_is_not_needless() -> None:
    assert check("Lifecycle: {Ignore: [odd, needless-ignore]}\n", PaperDialect(known={"odd": ""})) == []
    assert check("Lifecycle: {Ignore: [needless-ignore]}\n", PaperDialect()) == []


def test_ignoring_is_not_called_needless_where_not_everything_was_looked_for() -> None:
    text = "Name: 1\nLifecycle: {Ignore: [odd]}\n"
    dialect = replace(schema(Name={"type": "string"}, Lifecycle=LIFECYCLE), known={"odd": ""})
    assert [line.partition(": ")[0] for line in check(text, dialect)] == ["1:7"]


def test_ignoring_a_code_that_nothing_has_is_a_warning_with_a_guess() -> None:
    remedy = "copy the code from the problem, or remove it."
    dialect = PaperDialect(known={"everyone": "", "odd": ""}, says=(warning((), "odd"),))
    assert check("Lifecycle: {Ignore: [everyon, whatever, odd]}\n", dialect) == [
        "1:22: warning: unknown-code: everyon is no problem's code. | write everyone.",
        f"1:31: warning: unknown-code: whatever is no problem's code. | {remedy}",
    ]


def test_codes_of_other_steps_can_be_ignored() -> None:
    _, problems = validator(PaperDialect(), other_codes={"odd"}).validate(read(IGNORING))
    assert problems == ()


@pytest.mark.parametrize("text", ["Lifecycle: x\n", "Lifecycle: {Ignore: odd}\n", "Lifecycle: {Ignore: [1, [a]]}\n", "Lifecycle:\n"])
def test_a_lifecycle_of_another_form_ignores_nothing_and_breaks_nothing(text: str) -> None:
    assert check(text, PaperDialect(says=(warning((), "odd"),))) == ["1:1: warning: odd: it is odd. | change it."]


# ── places ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_document_without_problems_keeps_its_places() -> None:
    document, problems = validator(PaperDialect()).validate(read("Name: A\nTags: {a: b}\n"))
    assert (problems, document.location(("Tags", "a"))) == ((), Location("f.yaml", 2, 11))


def test_problems_are_problems_with_everything() -> None:
    _, problems = validator(schema(Name={"type": "string"})).validate(read("Name: 1\n"))
    message = "Name is the number 1; text is wanted here."
    assert problems == (Problem(Location("f.yaml", 1, 7), "wrong-type", message, "put it in quotes, exactly as it should be."),)
    assert set(CODES) >= {"wrong-type"}
