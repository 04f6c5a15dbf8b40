"""Test files: people, what they share with others, and a problem on its line for everything that is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from textwrap import dedent

import pytest

from segments_as_code.definitions.example_files import ExampleReader
from segments_as_code.model.document import Json, SourceFile
from segments_as_code.model.example import Example
from segments_as_code.model.problem import Problem
from segments_as_code.providers.pinpoint.provider import PinpointDialect

KEYS = ("retail/reachable", "retail/vips")


def read(text: str) -> tuple[list[Example], list[Problem]]:
    return ExampleReader(PinpointDialect().test_schema, KEYS).read([SourceFile("a.test.yaml", "a.test", text.encode())])


def said(text: str) -> Mapping[str, Mapping[str, Json]]:
    """Return what is said of each person of a file without problems."""
    examples, problems = read(dedent(text))
    assert problems == []
    return {example.name: example.says for example in examples}


def found(text: str) -> list[str]:
    return [f"{each.location.line}:{each.location.column} {each.code}" for each in read(dedent(text))[1]]


def test_one_test_stands_alone_and_several_in_a_list_or_in_documents() -> None:
    one, other = "Segment: retail/vips\nIn: {ann: {}}\n", "Segment: retail/reachable\nOut: {bob: {}}\n"
    listed = "".join(f"- {test.replace(chr(10), chr(10) + '  ').rstrip()}\n" for test in (one, other))
    for text, names in ((one, ["ann"]), (f"{one}---\n{other}", ["ann", "bob"]), (listed, ["ann", "bob"])):
        examples, problems = read(text)
        assert (problems, [example.name for example in examples]) == ([], names)
    ann, bob = read(listed)[0]
    assert (ann.segment, ann.is_in, bob.segment, bob.is_in) == ("retail/vips", True, "retail/reachable", False)
    assert (ann.location.line, bob.location.line) == (2, 4)


def test_somebody_who_is_like_another_has_all_that_is_not_said_otherwise() -> None:
    people = said("""\
        Segment: retail/vips
        In:
          ann: {Country: SE, Metrics: {orders: 6, visits: 1}, InImported: [x, y]}
          bob: {Like: ann, Metrics: {orders: 7}, InImported: [z]}
        Out:
          cid: {Like: bob, Country: null, LastActive: never}
        """)
    assert people["bob"] == {"Country": "SE", "Metrics": {"orders": 7, "visits": 1}, "InImported": ["z"]}
    assert people["cid"] == {**people["bob"], "Country": None, "LastActive": "never"}


def test_the_person_of_the_same_test_is_meant_before_one_of_another() -> None:
    people = said("""\
        - {Segment: retail/vips, In: {ann: {Country: SE}}}
        - {Segment: retail/reachable, In: {ann: {Country: NO}, bob: {Like: ann}}}
        - {Segment: retail/reachable, Out: {cid: {Like: bob}}}
        """)
    assert people["bob"] == people["cid"] == {"Country": "NO"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Segment: retail/vip\nIn: {ann: {}}\n", ["1:10 no-such-segment"]),
        ("In: {ann: {}}\n", ["1:1 missing-member"]),
        ("Segment: retail/vips\n", ["1:1 missing-member"]),
        ("Segment: retail/vips\nIn: {}\n", ["2:5 too-few-values"]),
        ("Segment: retail/vips\nInn: {ann: {}}\nOut: {bob: {}}\n", ["2:1 unknown-member"]),
        ("Segment: retail/vips\nIn:\n  ann: {Contry: SE}\n", ["3:9 unknown-member"]),
        ("Segment: retail/vips\nIn:\n  ann:\n    UserAttributes: {consent: 1}\n", ["4:31 wrong-type"]),
        ("Segment: retail/vips\nIn:\n  ann:\n    UserAttributes: {consent: [a, true]}\n", ["4:35 wrong-type"]),
        ("Segment: retail/vips\nIn:\n  ann: {Metrics: {orders: '6'}}\n", ["3:27 wrong-type"]),
        ("Segment: retail/vips\nIn: {ann: {Country: 5}}\n", ["2:21 wrong-type"]),
        ("Segment: retail/vips\nIn: {ann: {LastActive: lately}}\n", ["2:24 wrong-form"]),
        ("Segment: retail/vips\nIn: {ann: {LastActive: 3}}\n", ["2:24 wrong-type"]),
        ("Segment: retail/vips\nIn: {ann: {Position: [91, 0]}}\n", ["2:23 out-of-range"]),
        ("Segment: retail/vips\nIn: {ann: {Position: [1]}}\n", ["2:22 too-few-values"]),
        ("Segment: retail/vips\nIn: [ann]\n", ["2:5 wrong-type"]),
        ("Segment: retail/vips\nAsOf: 2026-02-30\nIn: {ann: {}}\n", ["2:7 no-such-date"]),
        ("Segment: retail/vips\nIn: {ann: {Like: ana}}\n", ["2:18 no-such-person"]),
        ("Segment: retail/vips\nIn: {ann: {}}\nOut: {ann: {}}\n", ["3:7 person-twice"]),
        ("Segment: retail/vips\nIn: {ann: {Like: bob}, bob: {Like: cid}, cid: {Like: bob}}\n", ["2:36 like-circle"]),
        ("Segment: retail/vips\nIn: {ann: {Like: ann}}\n", ["2:18 like-circle"]),
        ("- Segment: retail/vips\n  In: {ann: {}}\n- 5\n", ["3:3 not-a-mapping"]),
        ("just words\n", ["1:1 not-a-mapping"]),
        ("", ["1:1 empty-file"]),
    ],
)
def test_what_is_wrong_is_a_problem_on_its_line(text: str, expected: list[str]) -> None:
    assert found(text) == expected


def test_what_is_wrong_with_one_person_keeps_only_those_out_who_are_like_them() -> None:
    examples, problems = read(
        "Segment: retail/vips\nIn: {ann: {Country: 5}, bob: {Like: ann}, cid: {Like: bob, Country: SE}, dan: {}, eve: {Like: dan}}\n"
    )
    assert [example.name for example in examples] == ["dan", "eve"]
    assert [problem.code for problem in problems] == ["wrong-type"]


def test_the_nearest_name_is_guessed() -> None:
    problems = read("Segment: retail/vip\nIn: {ann: {Contry: SE}, bob: {Like: an}}\n")[1]
    assert [problem.remedy for problem in problems] == ["write Country.", "did you mean retail/vips?", "did you mean ann?"]


WORDS = (
    *("Segment:", "In:", "Out:", "Like:", "AsOf:", "- ", "  ", "\n", "{", "}", "[", "]", ",", "&a ", "*a", "ann", "bob", "null", "~"),
    *("1e999", "5", "'", '"', "UserAttributes:", "Metrics:", "LastActive:", "never", "3 days ago", "99999999999999 weeks ago", "---\n"),
)
WHOLE = """\
- Segment: retail/vips
  AsOf: 2026-05-01
  In:
    ann: {Country: SE, LastActive: 3 days ago, UserAttributes: {consent: "yes"}, Position: [55.7, 12.6]}
  Out:
    bob: {Like: ann, Metrics: {orders: 6}, InImported: [x]}
"""


@pytest.mark.parametrize("seed", range(4))
def test_no_text_raises(seed: int) -> None:
    rng = Random(seed)  # noqa: S311  # the same texts every time
    kept = 0
    for _ in range(150):
        text = list(WHOLE)
        for _ in range(rng.randint(1, 2)):
            start = rng.randrange(len(text))
            text[start : start + rng.randint(0, 3)] = rng.choice(WORDS)
        examples, problems = read("".join(text))
        assert examples or problems
        kept += bool(examples)
    assert kept > 10
