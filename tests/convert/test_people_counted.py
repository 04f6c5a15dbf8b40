"""``segments convert --audience``: the numbers are those of people loaded by hand, and contradict no proof without a bug."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest

from segments_as_code.audience.duckdb_engine import DuckDbPopulation
from segments_as_code.audience.sources import find_export
from segments_as_code.convert.profile_load import find_loaded, find_meanings
from segments_as_code.counting import Counting, count_conversion
from segments_as_code.meaning.evaluate import Person, is_in
from segments_as_code.meaning.predicate import Ref
from segments_as_code.model.conversion import ConvertedPeople
from segments_as_code.model.document import Json
from segments_as_code.model.problem import SegmentsError
from segments_as_code.report.conversion_people import people_json, people_lines
from tests.convert.converting import FULL, SOURCE, TARGET, Converted, convert
from tests.convert.people import load, meanings, merge_newest, random_person
from tests.convert.test_mistakes import MISTAKES, attribute, text, with_mistake

AS_OF = datetime(2026, 10, 28, tzinfo=UTC)
USERS = 60
METRIC: Json = {"Metrics": {"n": {"ComparisonOperator": "GREATER_THAN_OR_EQUAL", "Value": 5}}}
FOLDER: Mapping[str, str] = {
    "one.yaml": text("ALL", attribute("INCLUSIVE", "a"), METRIC),
    "two.yaml": text("ANY", {"Attributes": {"k": {"AttributeType": "EXCLUSIVE", "Values": ["a", "b"]}}}, METRIC),
    "three.yaml": text("NONE", {"Attributes": {"list": {"AttributeType": "INCLUSIVE", "Values": ["a", "b"]}}}),
    "four.yaml": text("ALL", {"Location": {"Country": {"DimensionType": "INCLUSIVE", "Values": ["US", "CH"]}}}),
    "five.yaml": text("ALL", {"UserAttributes": {"born": {"AttributeType": "BEFORE", "Values": ["2005-01-01T00:00:00Z"]}}}),
    "six.yaml": json.dumps(
        {
            "Name": "Six",
            "SegmentGroups": {
                "Include": "ALL",
                "Groups": [{"Type": "ALL", "SourceType": "NONE", "SourceSegments": [{"Ref": "one"}, {"Ref": "three"}]}],
            },
        }
    ),
}
MAPPING: Mapping[str, Json] = {
    **FULL,
    "Attributes": {"*": {"Key": "{name}"}, "list": {"Calculated": "recent"}},
    "UserAttributes": {"*": {"Key": "User_{name}"}, "born": {"Field": "BirthDate"}},
}


def line(person: Person, user: str, day: int) -> str:
    """Return an endpoint as an export has it; ``day`` is when it was updated."""
    found: dict[str, dict[str, Json]] = {"Attributes": {}, "UserAttributes": {}, "Metrics": {}, "Location": {}}
    for field, held in person.texts.items():
        if field.member == "Country":
            found["Location"]["Country"] = held[0]
        else:
            found[field.member][field.name] = [*held]
    for field, number in person.numbers.items():
        found["Metrics"][field.name] = float(number)
    about: dict[str, Json] = {"UserId": user} if user else {}
    more = {name: found[name] for name in ("Attributes", "Metrics", "Location")}
    updated = f"2026-01-{day:02}T00:00:00Z"
    return json.dumps({**more, "EffectiveDate": updated, "User": {**about, "UserAttributes": found["UserAttributes"]}})


def export(folder: Path, endpoints: Sequence[tuple[Person, str, int]]) -> Path:
    path = folder / "endpoints.ndjson"
    path.write_text("".join(f"{line(*endpoint)}\n" for endpoint in endpoints), encoding="utf-8")
    return path


def count(converted: Converted, data: Path) -> ConvertedPeople:
    found, dialects = converted.found, (SOURCE, TARGET)
    asked = find_meanings(found.conversion, found.sources, converted.checked.settings, dialects)
    criteria = [SOURCE.read_criteria(each.document.content) for each in found.sources.values()]
    return count_conversion(found.conversion, asked, find_loaded(criteria, converted.mapping.mapping), Counting(str(data), AS_OF), SOURCE)


@pytest.mark.parametrize("seed", range(3))
def test_each_person_is_counted_where_evaluators_have_them(tmp_path: Path, seed: int) -> None:
    random = Random(seed)  # noqa: S311  # the same people each time
    converted = convert(FOLDER, MAPPING)
    source, target = meanings(converted)
    users = {f"user-{at}": [random_person(source, random) for _ in range(random.randint(1, 3))] for at in range(USERS)}
    endpoints = [(person, user, day) for user, several in users.items() for day, person in enumerate(several, start=1)]
    endpoints.append((random_person(source, random), "", 1))
    dialects = SOURCE, TARGET
    before, after = find_meanings(converted.found.conversion, converted.found.sources, converted.checked.settings, dialects)
    criteria = [SOURCE.read_criteria(each.document.content) for each in converted.found.sources.values()]
    loaded = find_loaded(criteria, converted.mapping.mapping)
    keys = sorted(source)
    population = DuckDbPopulation(find_export(export(tmp_path, endpoints)))
    asked = [(before[key], before) for key in keys], [(after[key], after) for key in keys]
    counted, others = population.compare(*asked, loaded, AS_OF)
    expected: list[int] = []
    for key in keys:
        sides = []
        for several in users.values():
            profile = merge_newest([load(person, converted.mapping.mapping) for person in several])
            sides.append((any(is_in(person, Ref(key), source) for person in several), is_in(profile, Ref(key), target)))
        expected += [sides.count(side) for side in ((True, True), (True, False), (False, True))]
    shown = [counted[at + step] for at in range(2, len(counted), 5) for step in range(3)]
    assert shown == expected
    assert [counted[at + 4] for at in range(2, len(counted), 5)] == [0] * len(keys)
    assert (counted[0], counted[1], others[0]) == (USERS, len(endpoints) - 1, 1)
    assert others[1:] == [int(is_in(endpoints[-1][0], Ref(key), source)) for key in keys]


@pytest.mark.parametrize(("name", "source", "before", "after"), MISTAKES, ids=[row[0] for row in MISTAKES])
def test_a_mistake_that_a_proof_missed_is_found_by_counting(tmp_path: Path, name: str, source: str, before: str, after: str) -> None:
    random = Random(1)  # noqa: S311  # the same people each time
    converted = convert({"one.yaml": source}, FULL)
    people = [random_person(meanings(converted)[0], random) for _ in range(700)]
    data = export(tmp_path, [(person, f"user-{at}", 1) for at, person in enumerate(people)])
    assert count(converted, data).users == len(people)
    (right,) = converted.found.conversion.segments
    wrong = with_mistake(converted, before, after)
    (segment,) = wrong.found.conversion.segments
    conversion = replace(wrong.found.conversion, segments=(replace(segment, proof=right.proof),))
    with pytest.raises(SegmentsError, match="somebody is counted in one whom the proof excludes") as raised:
        count(replace(wrong, found=replace(wrong.found, conversion=conversion)), data)
    assert (raised.value.code, name) == ("count-contradicts-proof", name)


def test_people_for_whom_an_assumption_does_not_hold_contradict_no_proof(tmp_path: Path) -> None:
    """Two endpoints, two values, and a country in the spelling of another one."""
    converted = convert(FOLDER, {**MAPPING, "Country": {"Address": "Address", "Values": {"US": "USA"}}})
    lines = [
        {"Attributes": {"k": ["x"]}, "User": {"UserId": "1"}},
        {"Attributes": {"k": ["a"]}, "User": {"UserId": "1"}},
        {"Attributes": {"k": ["x", "a"]}, "User": {"UserId": "2"}},
        {"Location": {"Country": "USA"}, "User": {"UserId": "3"}},
        *({"User": {"UserId": f"other {at}"}} for at in range(7)),
    ]
    (tmp_path / "a.ndjson").write_text("".join(f"{json.dumps(each)}\n" for each in lines), encoding="utf-8")
    assert count(converted, tmp_path / "a.ndjson").segments["four"].hidden == ("after", "gained")


def test_what_no_export_tells_is_not_said_to_be_nobody(tmp_path: Path) -> None:
    imported = json.dumps({"Include": "ALL", "Groups": [{"Type": "ALL", "SourceType": "ALL", "SourceSegments": [{"Id": "1f6a"}]}]})
    mapping = {**MAPPING, "Imported": {"1f6a": {"Key": "fair", "Value": "yes"}}}
    converted = convert({"one.yaml": f"Name: One\nSegmentGroups: {imported}\n"}, mapping)
    (tmp_path / "a.ndjson").write_text("\n".join(json.dumps({"User": {"UserId": f"u{at}"}}) for at in range(20)), encoding="utf-8")
    people = count(converted, tmp_path / "a.ndjson")
    assert (people.users, people.segments["one"].unknown) == (20, 20)
    assert [*people_lines(converted["one"], people)] == ["Not counted on the export, which has neither loaded activity nor imported lists."]


def test_few_people_are_hidden_and_the_other_numbers_are_rounded(tmp_path: Path) -> None:
    converted = convert({"one.yaml": FOLDER["one.yaml"]}, MAPPING)
    inside: Json = {"Metrics": {"n": 7.0}, "User": {"UserAttributes": {"k": ["a"]}}}
    lines = [json.dumps({**inside, "User": {"UserId": f"u{at}", "UserAttributes": {"k": ["a"]}}}) for at in range(43)]  # type: ignore[dict-item]
    lines += [json.dumps({"Metrics": {"n": n}, "EffectiveDate": d, "User": {"UserId": "two", "UserAttributes": {"k": ["a"]}}})
              for n, d in ((7.0, "2026-01-01T00:00:00Z"), (1.0, "2026-01-02T00:00:00Z"))]  # fmt: skip
    lines += [json.dumps(inside)] * 3
    (tmp_path / "a.ndjson").write_text("\n".join(lines), encoding="utf-8")
    people = count(converted, tmp_path / "a.ndjson")
    counts = people.segments["one"]
    assert (counts.both, counts.lost, counts.gained, counts.hidden, counts.is_rounded) == (40, None, 0, ("lost",), True)
    assert (people.without_user["one"].after, people.without_user["one"].hidden) == (None, ("after",))


@pytest.mark.parametrize("users", [9, 10])
def test_an_export_of_few_users_is_not_counted(tmp_path: Path, users: int) -> None:
    converted = convert({"one.yaml": FOLDER["one.yaml"]}, MAPPING)
    (tmp_path / "a.ndjson").write_text("\n".join(json.dumps({"User": {"UserId": f"u{at}"}}) for at in range(users)), encoding="utf-8")
    with nullcontext() if users == 10 else pytest.raises(SegmentsError, match="the export has fewer than 10 people"):
        assert count(converted, tmp_path / "a.ndjson").users == users


def test_programs_are_told_that_the_endpoints_without_a_user_are_rounded(tmp_path: Path) -> None:
    converted = convert({"one.yaml": FOLDER["one.yaml"]}, MAPPING)
    inside: Json = {"Metrics": {"n": 7.0}, "User": {"UserAttributes": {"k": ["a"]}}}
    users = [{"User": {"UserId": f"u{at}"}} for at in range(20)]
    (tmp_path / "a.ndjson").write_text("\n".join(map(json.dumps, [*[inside] * 43, *[{}] * 2, *users])), encoding="utf-8")
    people: Any = people_json(count(converted, tmp_path / "a.ndjson"))
    found = people["segments"]["one"]
    assert (found["without_user"], found["without_user_is_rounded"], found["is_rounded"]) == (40, True, False)
