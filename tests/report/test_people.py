"""What is new and what is gone is named, and long descriptions are cut with a count."""

from __future__ import annotations

import pytest

from segments_as_code.model.phrases import Part, Phrase, Role, Statement
from segments_as_code.report.people import Sides, describe_difference, first_lines, shorten_phrase


def phrase(start: str, *values: str) -> Phrase:
    parts = [Part(Role.NAME, "a"), Part(Role.WORDS, f" {start} ")]
    for value in values:
        parts += [*([Part(Role.WORDS, ", ")] if len(parts) > 2 else []), Part(Role.VALUE, value)]
    return tuple(parts)


def changed(before: list[Phrase], after: list[Phrase]) -> str:
    sides = Sides(tuple(map(Statement, before)), tuple(map(Statement, after)))
    return "".join(part.text for part in describe_difference(sides))


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ([phrase("is", "x")], [phrase("is", "x", "y")], "a: now also y"),
        ([phrase("is", "x", "y")], [phrase("is", "x")], "a: no longer y"),
        ([phrase("is", "x")], [phrase("is", "y")], "a is y, no longer x"),
        ([phrase("is none of", "x", "y")], [phrase("is none of", "x", "y", "z")], "a is none of: now also z"),
        ([phrase("is not", "x")], [phrase("is", "x")], "new: a is x; no longer: a is not x"),
        (
            [phrase("is", "x"), phrase("is", "y")],
            [phrase("is", "y"), phrase("is", "x")],
            "the same conditions, put together in another way",
        ),
        ([phrase("is", "x")], [phrase("is", "x")], ""),
    ],
)
def test_what_is_new_and_what_is_gone_is_named(before: list[Phrase], after: list[Phrase], said: str) -> None:
    assert changed(before, after) == said


def test_a_verb_at_the_end_of_our_words_goes_where_values_follow() -> None:
    start = Part(Role.WORDS, "the country is ")
    assert (
        changed([(start, Part(Role.VALUE, "Austria"))], [(start, Part(Role.VALUE, "Sweden"))]) == "the country is Sweden, no longer Austria"
    )


def test_how_conditions_are_put_together_is_no_condition_and_an_exclusion_is_called_one() -> None:
    def under(words: str, *phrases: Phrase, excludes: bool = False) -> tuple[Statement, ...]:
        return (Statement((Part(Role.WORDS, words),), tuple(map(Statement, phrases)), excludes),)

    x, z = phrase("is", "x"), phrase("has", "z")
    both, either = under("both:", x), under("either:", x, z)
    said = "".join(part.text for part in describe_difference(Sides(both, either)))
    assert said == "new: a has z; put together in another way"
    fewer, more = under("none:", x, excludes=True), under("none:", phrase("is", "x", "y"), z, excludes=True)
    said = "".join(part.text for part in describe_difference(Sides(fewer, more)))
    assert said == "among the exclusions, a: now also y; new: among the exclusions, a has z"


def test_a_long_description_says_how_many_lines_it_leaves_out() -> None:
    lines, more = first_lines([Statement(phrase("is", "x"), tuple(Statement(phrase("is", str(n))) for n in range(50)))], 5)
    assert ([line.depth for line in lines], more) == ([0, 1, 1, 1, 1], 46)


def test_a_long_line_says_how_many_values_it_leaves_out() -> None:
    whole = phrase("is", *(f"value {number:04}" for number in range(500)))
    short = shorten_phrase(whole)
    left = sum(part.role is Role.VALUE for part in short)
    assert sum(len(part.text) for part in short) < 800
    assert short[-1].text == f" … and {500 - left:,} more"
