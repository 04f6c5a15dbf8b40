"""What came of example people: as text for a terminal, as JSON, and as JUnit's XML."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from segments_as_code.meaning.examples import Outcome, Result, TriedExamples
from segments_as_code.meaning.person_text import person_json, person_text
from segments_as_code.model.document import Json
from segments_as_code.model.phrases import Phrase
from segments_as_code.model.problem import Severity
from segments_as_code.report.explanation import spoken
from segments_as_code.report.text import END, Span, Style, plain_text, problems_text, to_span
from segments_as_code.report.visible import visible

if TYPE_CHECKING:
    from segments_as_code.meaning.coverage import Coverage  # it brings the prover

_STYLES: Final = {Outcome.PASS: Style.CREATE, Outcome.FAIL: Style.ERROR, Outcome.OPEN: Style.WARNING, Outcome.WRONG: Style.ERROR}
_MOST_REASONS: Final = 8
_INDENT: Final = "      "


# ── text ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def examples_text(tried: TriedExamples, *, with_coverage: bool) -> list[Span]:
    """Return what is wrong, who is not where they are to be and why, what the examples miss, and last how many there are of each."""
    spans = problems_text(tried.problems)
    for result in tried.results:
        if result.outcome is not Outcome.PASS:
            spans += _result_lines(result)
    if with_coverage:
        spans += [*([END] if spans else []), *_coverage_lines(tried)]
    return [*spans, *([END] if spans else []), *_summary(tried)]


def _result_lines(result: Result) -> Iterator[Span]:
    example = result.example
    expected, opposite = ("in", "out") if example.is_in else ("out", "in")
    yield Span(f"{result.outcome.upper()}  ", _STYLES[result.outcome])
    yield to_span(f"{example.segment} / {example.name}", Style.HEADING)
    if result.outcome is Outcome.FAIL:
        yield to_span(f": expected {expected}, is {opposite}")
    else:
        yield to_span(
            f": {expected} as expected, but AWS does not document it" if not _is_unread(result) else ": whether they are in it is not known"
        )
    yield from (END, to_span(f"{_INDENT}{example.location}", Style.QUIET), END)
    for number, reason in enumerate(result.reasons[:_MOST_REASONS]):
        yield from (to_span(f"{_INDENT}{'and ' if number else 'because '}{reason.text}"), END)
    if len(result.reasons) > _MOST_REASONS:
        yield from (to_span(f"{_INDENT}and {len(result.reasons) - _MOST_REASONS} more"), END)
    for said in result.depends_on:
        yield from (to_span(f"{_INDENT}{_dependence(result, said)}"), END)


def _dependence(result: Result, said: str) -> str:
    if _is_unread(result):
        return said
    other = "in" if result.example.is_in else "out"
    if result.outcome is Outcome.FAIL:
        return f"would be {other} as expected if {said}, which AWS does not document"
    return f"would be {'out' if result.example.is_in else 'in'} if {said}"


def _is_unread(result: Result) -> bool:
    return result.outcome is Outcome.OPEN and all(said.endswith("cannot be read") for said in result.depends_on)


def _summary(tried: TriedExamples) -> Iterator[Span]:
    total = len(tried.results)
    if not total and not tried.problems:
        yield Span("No example people: no file here ends in .test.yaml.\n")
        return
    parts = [Span(f"{total:,} {'person' if total == 1 else 'people'}")]
    for outcome, word in ((Outcome.PASS, "passed"), (Outcome.FAIL, "failed"), (Outcome.OPEN, "open")):
        if number := tried.count(outcome):
            parts.append(Span(f"{number:,} {word}", _STYLES[outcome]))
    for severity, style in ((Severity.ERROR, Style.ERROR), (Severity.WARNING, Style.WARNING)):
        if number := sum(problem.severity is severity for problem in tried.problems):
            parts.append(Span(f"{number:,} {severity.value}{'' if number == 1 else 's'}", style))
    for number, part in enumerate(parts):
        yield from (*([Span(", " if number > 1 else ": ")] if number else []), part)
    yield Span(".\n")


def _coverage_lines(tried: TriedExamples) -> Iterator[Span]:
    tested = [each for each in tried.coverage if each.tested_by]
    counted = [each for each in tried.coverage if not each.is_needless]
    with_examples = {result.example.segment for result in tried.results}
    yield Span(f"{len(tested):,} of {len(counted):,} criteria are tested: without each of them an example fails.\n")
    for each in tried.coverage:
        if each.is_needless:
            yield from (Span("NEEDLESS  ", Style.WARNING), *_criterion(each), END)
            yield from (to_span(f"{_INDENT}without it the same people are in the segment", Style.QUIET), END)
        elif not each.tested_by and each.key in with_examples:
            yield from (Span("UNTESTED  ", Style.WARNING), *_criterion(each), END)
            yield from _witness_line(each)
    lacking = Counter(each.key for each in tried.coverage if not each.tested_by and each.key not in with_examples)
    for key, number in sorted(lacking.items()):
        yield from (Span("NO EXAMPLE  ", Style.WARNING), to_span(key, Style.HEADING))
        yield Span(f": {number} {'criterion' if number == 1 else 'criteria'} untested\n")


def _criterion(coverage: Coverage) -> Iterator[Span]:
    yield from (to_span(coverage.key, Style.HEADING), Span(": "), *spoken(coverage.criterion))


def _witness_line(coverage: Coverage) -> Iterator[Span]:
    if coverage.witness is not None:
        side = "In" if coverage.witness.is_in else "Out"
        yield from (to_span(f"{_INDENT}would notice, under {side}: {person_text(coverage.witness.person)}", Style.QUIET), END)


# ── JSON ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def examples_json(tried: TriedExamples, problems: Sequence[Json], *, with_coverage: bool, passes: bool) -> dict[str, Json]:
    """Return all of it as ``schemas/test-result.schema.json`` has it; ``problems`` are those of the files as JSON."""
    found: dict[str, Json] = {
        "format": "segments-as-code/test-result",
        "version": 1,
        "passes": passes,
        "summary": {outcome.value: tried.count(outcome) for outcome in Outcome},
        "people": [_person(result) for result in tried.results],
        "problems": [*problems],
    }
    if with_coverage:
        found["coverage"] = [_coverage(each) for each in tried.coverage]
    return found


def _person(result: Result) -> Json:
    example, location = result.example, result.example.location
    return {
        "segment": example.segment,
        "name": example.name,
        "expected": "in" if example.is_in else "out",
        "outcome": result.outcome.value,
        "path": location.path,
        "line": location.line,
        "column": location.column,
        "reasons": [
            {"criterion": each.criterion, "held": each.held, "hint": each.hint, "asked_by": each.asked_by} for each in result.reasons
        ],
        "depends_on": [*result.depends_on],
    }


def _coverage(coverage: Coverage) -> Json:
    witness = coverage.witness
    example: Json = None
    if witness is not None:
        example = {"expected": "in" if witness.is_in else "out", "person": person_json(witness.person)}
    return {
        "segment": coverage.key,
        "criterion": criterion_text(coverage.criterion),
        "state": "tested" if coverage.tested_by else "needless" if coverage.is_needless else "untested",
        "tested_by": [f"{each.segment} / {each.name}" for each in coverage.tested_by],
        "example": example,
    }


def criterion_text(phrase: Phrase) -> str:
    """Return a criterion as bare text, with its values in quotation marks."""
    return plain_text(spoken(phrase))


# ── JUnit ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def junit_xml(tried: TriedExamples, *, strict: bool) -> str:
    """Return a JUnit report: a suite for each file, a case for each person and for each error in a file."""
    suites = Element("testsuites", name="segments test")
    files: dict[str, Element] = {}
    errors = [problem for problem in tried.problems if strict or problem.severity is Severity.ERROR]
    for path in sorted({*(result.example.location.path for result in tried.results), *(error.location.path for error in errors)}):
        files[path] = SubElement(suites, "testsuite", name=visible(path))
    for result in tried.results:
        _add_case(files[result.example.location.path], result, strict=strict)
    for error in errors:
        case = SubElement(
            files[error.location.path],
            "testcase",
            classname=visible(error.location.path),
            name=f"{error.code} in line {error.location.line}",
        )
        SubElement(case, "error", type=error.code, message=visible(error.message)).text = visible(f"{error.location}: fix: {error.remedy}")
    for suite in (*files.values(), suites):
        kinds = {"tests": "testcase", "failures": "failure", "errors": "error"}
        for name, kind in kinds.items():
            suite.set(name, str(sum(1 for _ in suite.iter(kind))))
    indent(suites)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(suites, encoding="unicode")}\n'


def _add_case(suite: Element, result: Result, *, strict: bool) -> None:
    example, location = result.example, result.example.location
    case = SubElement(
        suite,
        "testcase",
        classname=visible(example.segment),
        name=visible(example.name),
        file=visible(location.path),
        line=str(location.line),
    )
    if result.outcome is Outcome.PASS:
        return
    first, *rest = [visible(line.strip()) for line in plain_text(_result_lines(result)).splitlines()]
    if result.outcome is Outcome.FAIL or strict:
        SubElement(case, "failure", type=result.outcome.value, message=first).text = "\n".join(rest)
    else:
        SubElement(case, "system-out").text = "\n".join([first, *rest])
