"""``segments audience``: each criterion of a segment counted, in numbers that cannot be added up to a few people; an undated export."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from tests.cli.laptop import Laptop
from tests.cli.test_audience_counts import PEOPLE, SCHEMA, TOP


@pytest.fixture
def counting(laptop: Laptop) -> Laptop:
    """A laptop with an export."""
    (laptop.folder / "people").mkdir()
    write(laptop, PEOPLE)
    return laptop


def write(counting: Laptop, people: Iterable[Mapping[str, Any]]) -> None:
    (counting.folder / "people" / "part-0.json").write_text("".join(f"{json.dumps(person)}\n" for person in people))


def test_each_criterion_is_counted_and_the_line_that_empties_a_segment_is_named(counting: Laptop) -> None:
    few = "Name: Few\nDimensions:\n  Attributes:\n    plan: {AttributeType: INCLUSIVE, Values: [gold]}\n"
    counting.check_out(
        {"few.yaml": f"{few}    country: {{AttributeType: INCLUSIVE, Values: [de]}}\n", "none.yaml": few.replace("gold", "x")}
    )
    ended = counting.run("audience", "--data", "people", "--criteria", "--out", "a.json")
    assert (ended.code, ended.err) == (0, "")
    document = json.loads((counting.folder / "a.json").read_text())
    SCHEMA.validate(document)
    found = [(each["place"], each["alone"], each["without"]) for each in document["segments"]["few"]["criteria"]]
    assert found == [("segments/few.yaml:4:11", 30, 0), ("segments/few.yaml:5:14", 0, 30)]
    assert "few.yaml:5:14 empties it: nobody meets it." in ended.out
    assert "few.yaml:4:11 empties it" not in ended.out
    assert "none.yaml:4:11 empties it: nobody meets it." in ended.out
    assert counting.run("audience", "--data", "people", "--criteria", "--changed", "p.json").code == 2


ANY = """\
Name: Few
SegmentGroups:
  Include: ALL
  Groups:
    - Type: HOW
      Dimensions:
        - Attributes: {a: {AttributeType: INCLUSIVE, Values: ["yes"]}}
        - Attributes: {b: {AttributeType: INCLUSIVE, Values: ["yes"]}}
"""


def test_numbers_of_criteria_cannot_be_added_up_to_a_few_people(counting: Laptop) -> None:
    """603 meet the one and 403 the other; 3 of them meet both, which exact numbers of the segment would give away."""
    numbers = (("a", 600), ("b", 400), ("ab", 3))
    write(counting, [{"Attributes": {name: ["yes"] for name in names}} for names, times in numbers for _ in range(times)])
    counting.check_out({"few.yaml": ANY.replace("HOW", "ANY")})
    ended = counting.run("audience", "--data", "people", "--criteria")
    assert re.findall(r"about \S+ meet it", ended.out) == ["about 600 meet it", "about 400 meet it"]
    few = json.loads(counting.run("audience", "--data", "people", "--criteria", "--json").out)["segments"]["few"]
    assert (few["after"], few["rounded"], [each["alone"] for each in few["criteria"]]) == (1000, True, [600, 400])
    counting.check_out({"few.yaml": ANY.replace("HOW", "NONE")})
    ended = counting.run("audience", "--data", "people", "--criteria")
    assert "not: a is yes  about 400 meet it" in ended.out


def test_who_is_in_an_imported_list_is_not_known_and_no_line_empties_it(counting: Laptop) -> None:
    imported = TOP.replace("{Ref: payers}", "{Id: 0123456789abcdef0123456789abcdef}")
    counting.check_out({"few.yaml": imported.replace("EXCLUSIVE", "INCLUSIVE")})
    ended = counting.run("audience", "--data", "people", "--criteria")
    lines = [line for line in ended.out.splitlines() if line.lstrip().startswith("segments/few.yaml")]
    assert [" ".join(line.split()[1:]) for line in lines] == [
        "in the segment 0123456789abcdef0123456789abcdef not known without it fewer than 10",
        "country is AT fewer than 10 meet it without it not known",
    ]
    assert (ended.code, "empties it" in ended.out) == (0, False)


def test_without_a_date_only_segments_that_need_it_are_not_known(counting: Laptop) -> None:
    recent = "Name: Recent\nDimensions:\n  Behavior: {Recency: {Duration: DAY_30, RecencyType: ACTIVE}}\n"
    plan = "{Attributes: {plan: {AttributeType: INCLUSIVE, Values: [pro]}}}"
    counting.check_out({"recent.yaml": recent, "pro.yaml": f"Name: Pro\nDimensions: {plan}\n"})
    ended = counting.run("audience", "--data", "people")
    assert ended.code == 0
    assert "Of 204 it cannot be known whether they are in it: nothing says when the export was made (--as-of can)" in ended.out
    segments = json.loads(counting.run("audience", "--data", "people", "--json").out)["segments"]
    assert [segments[key][name] for key in ("pro", "recent") for name in ("after", "unknown")] == [120, 0, 0, 204]
    dated = counting.run("audience", "--data", "people", "--as-of", "2026-10-28T18:00:00Z", "--json")
    assert json.loads(dated.out)["segments"]["recent"]["unknown"] == 0
