"""``segments audience --data``: people counted on an export, offline, and shown by the plan that they were counted for."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from dataclasses import replace
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from segments_as_code.audience import duckdb_engine
from segments_as_code.audience.impact import find_contradiction
from segments_as_code.audience.population import Count, Counts
from segments_as_code.audience.sql import Measures, print_counts
from segments_as_code.meaning.relation import Relation, Verdict, Verdicts
from tests.cli.laptop import Laptop

SCHEMA = Draft202012Validator(json.loads((files("segments_as_code") / "schemas" / "audience.schema.json").read_text("utf-8")))
BASE = "Name: Payers\nDimensions: {Attributes: {plan: {AttributeType: INCLUSIVE, Values: [PLANS]}}}\n"
TOP = """\
Name: Active payers
SegmentGroups:
  Include: ALL
  Groups:
    - Type: ALL
      SourceType: ALL
      SourceSegments: [{Ref: payers}]
      Dimensions: [{Attributes: {country: {AttributeType: EXCLUSIVE, Values: [AT]}}}]
"""
SECRET = "anna.secret@example.com"
PEOPLE: list[dict[str, Any]] = [
    *[{"Attributes": {"plan": ["pro"]}}] * 120,
    *[{"Attributes": {"plan": ["gold"], "country": ["DE"]}, "OptOut": "ALL"}] * 31,
    *[{"Attributes": {"plan": ["free"], "country": ["AT"]}, "Address": SECRET}] * 3,
    *[{"Address": SECRET, "Id": SECRET, "User": {"UserId": SECRET, "UserAttributes": {"name": [SECRET]}}}] * 50,
]


@pytest.fixture
def counting(laptop: Laptop) -> Laptop:
    """A deployed folder, a change that lets 31 people into a segment and the one that builds on it, and an export."""
    laptop.check_out({"payers.yaml": BASE.replace("PLANS", "pro"), "top.yaml": TOP})
    assert laptop.apply("--yes").code == 0
    laptop.check_out(
        {
            "payers.yaml": BASE.replace("PLANS", "pro, gold"),
            "top.yaml": TOP,
            "few.yaml": BASE.replace("PLANS", "free").replace("Pay", "Fre"),
        }
    )
    people = laptop.folder / "people"
    people.mkdir()
    (people / "part-0.json").write_text("".join(f"{json.dumps(person)}\n" for person in PEOPLE))
    (people / "export-job.json").write_text(json.dumps({"JobStatus": "COMPLETED", "CompletionDate": "2026-10-28T18:02:00Z"}))
    laptop.emulator.forget_requests()
    return laptop


def test_definitions_are_counted_without_a_service(counting: Laptop) -> None:
    ended = counting.run("audience", "--data", "people", "--out", "a.json")
    assert (ended.code, ended.err, counting.operations()) == (0, "", [])
    document = json.loads((counting.folder / "a.json").read_text())
    SCHEMA.validate(document)
    assert (document["population"], document["as_of"], document["plan"]) == (204, "2026-10-28T18:02:00Z", None)
    assert {key: (said["after"], said["reachable"], said["hidden"]) for key, said in document["segments"].items()} == {
        "few": (None, None, ["after", "reachable"]),
        "payers": (151, 120, []),
        "top": (151, 120, []),
    }
    assert document["segments"]["top"]["otherwise"] == {"exclusive-missing": 31}
    assert "payers  151            74.02%       120 can be reached" in ended.out
    assert "few     fewer than 10" in ended.out
    assert "top: Or 31, if EXCLUSIVE leaves out those without the attribute." in ended.out
    assert "Audience: endpoints of the export people as of 2026-10-28 18:02:00 UTC, 204 in all." in ended.out


def test_a_plan_shows_who_comes_in_and_also_what_moves_without_being_edited(counting: Laptop) -> None:
    counting.plan("--out", "plan.json")
    counting.emulator.forget_requests()
    ended = counting.run("audience", "--data", "people", "--changed", "plan.json", "--out", "a.json")
    assert (ended.code, counting.operations()) == (0, [])
    SCHEMA.validate(json.loads((counting.folder / "a.json").read_text()))
    shown = counting.plan("--audience", "a.json")
    assert shown.code == 0
    assert (
        "audience: 120 → 151 (58.82% → 74.02%) of 204 endpoints. 31 come in, nobody goes out. 120 endpoints of it can be reached"
        in shown.out
    )
    page = counting.plan("--audience", "a.json", "--format", "markdown").out
    assert "|  | Segment | Change | Audience | Used by |" in page
    assert page.count("| 120 → 151 (+31) |") == 2  # the segment that is edited, and the one that builds on it
    assert "| fewer than 10 |" in page
    assert page == counting.plan("--audience", "people", "--format", "markdown").out
    assert counting.plan("--format", "json").json == counting.plan("--audience", "people", "--format", "json").json


def test_nothing_of_a_person_is_ever_said(counting: Laptop) -> None:
    said = [counting.run("audience", "--data", "people", *more) for more in ([], ["--json"])]
    part = counting.folder / "people" / "part-0.json"
    for damage in (f'{{"Attributes": {{"plan": "{SECRET}', f'{{"Attributes": "{SECRET}"}}\n', f'{{"Location": "{SECRET}"}}\n', SECRET):
        part.write_text(f"{json.dumps(PEOPLE[-1])}\n" * 10 + damage)
        said += [counting.run("audience", "--data", "people"), counting.plan("--audience", "people")]
    shown = [ended for ended in said if SECRET in ended.out + ended.err]
    assert shown == []
    assert {ended.code for ended in said[2::2]} == {0, 1}


POISONED: Mapping[str, Any] = {
    **dict.fromkeys(("Id", "Address", "ChannelType", "EffectiveDate", "OptOut", "EndpointStatus", "RequestId", "CohortId"), SECRET),
    "Attributes": {SECRET: [SECRET], "plan": ["pro", SECRET]},
    "Metrics": {SECRET: 1.0},
    "Demographic": dict.fromkeys(("AppVersion", "Locale", "Make", "Model", "Platform", "Timezone"), SECRET),
    "Location": {**dict.fromkeys(("City", "Country", "PostalCode", "Region"), SECRET), "Latitude": 48.2},
    "User": {"UserId": SECRET, "UserAttributes": {SECRET: [SECRET]}},
    SECRET: SECRET,
}


def test_no_field_of_a_person_is_ever_said(counting: Laptop) -> None:
    part = counting.folder / "people" / "part-0.json"
    odd = [{**POISONED, name: odd} for name in POISONED for odd in (SECRET, [SECRET], {SECRET: {SECRET: SECRET}}, 7, None)]
    said = []
    for people in ([POISONED] * 30, [*odd, *[POISONED] * 30]):
        part.write_text("".join(f"{json.dumps(person)}\n" for person in people))
        said += [counting.run("audience", "--data", "people", *way) for way in (["--json"], ["--criteria"])]
        said.append(counting.plan("--audience", "people", "--format", "markdown"))
    assert [ended for ended in said if "secret" in (ended.out + ended.err).lower()] == []
    assert [ended.code for ended in said] == [0, 0, 0, 1, 1, 0]  # too many of the odd lines cannot be read
    counted = json.loads(said[0].out)
    assert (counted["population"], counted["segments"]["payers"]["after"]) == (30, 30)


def test_a_failed_count_is_a_line_and_the_plan_stands(counting: Laptop) -> None:
    (counting.folder / "people" / "part-0.json").write_text('{"Attributes": {"pl')
    ended = counting.plan("--audience", "people")
    assert (ended.code, "Audience not shown: 1 of 1 lines of the export cannot be read." in ended.out) == (0, True)
    assert "Audience not shown: there is no export at nowhere." in counting.plan("--audience", "nowhere").out


def test_a_file_without_a_plan_is_shown_by_none(counting: Laptop) -> None:
    counting.run("audience", "--data", "people", "--out", "a.json")
    assert "Audience not shown: a.json was made of files alone, for no plan" in counting.plan("--audience", "a.json").out


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ([], 2, "say where the numbers come from"),
        (["--data", "people", "--estimate"], 2, "say where the numbers come from"),
        (["--data", "nowhere"], 1, "there is no export at nowhere"),
        (["--data", "people", "--key", "payer"], 1, "did you mean payers?"),
        (["--data", "people", "--set", "exclusive-missing=maybe"], 2, "its values are included, excluded"),
        (["--data", "people", "--set", "nonsense=1"], 2, "the readings are attribute-values"),
        (["--data", "people", "--as-of", "2026-02-30"], 2, "is not a date that exists"),
        (["--data", "people", "--members", "list"], 1, "--members is KEY=FILE"),
        (["--data", "people", "--members", "list=people/export-job.json"], 1, "cannot be read"),
        (["--data", "people", "--members", "list=people/part-0.json"], 1, "cannot be read"),
        (["--data", "people", "--members", "list=segments/top.yaml"], 1, "no segment builds on the imported segment list"),
        (["--data", "people", "--changed", "no.json"], 1, "no.json"),
        (["--data", "people", "--invent", "5"], 1, "people is not empty"),
    ],
)
def test_what_is_wrong_is_said_with_a_remedy(arguments: list[str], code: int, says: str, counting: Laptop) -> None:
    ended = counting.run("audience", *arguments)
    assert (ended.code, says in ended.err) == (code, True), ended.err


def test_nearly_everybody_is_not_written_as_few(counting: Laptop) -> None:
    plan = "Name: Others\nDimensions: {Attributes: {plan: {AttributeType: EXCLUSIVE, Values: [free]}}}\n"
    counting.check_out({"others.yaml": plan})
    ended = counting.run("audience", "--data", "people")
    assert "others  about 200  98.04%" in ended.out  # 201 of 204


@pytest.mark.parametrize("out", ["people/a.json", "people/part-0.json", "segments/a.json", "plan.json", "list.csv", "notes.txt"])
def test_no_file_that_is_read_or_is_somebodys_is_replaced(out: str, counting: Laptop) -> None:
    counting.plan("--out", "plan.json")
    (counting.folder / "list.csv").write_text("u1\n")
    (counting.folder / "notes.txt").write_text("mine")
    before = {path: path.read_bytes() for path in counting.folder.rglob("*") if path.is_file()}
    ended = counting.run("audience", "--data", "people", "--changed", "plan.json", "--members", "x=list.csv", "--out", out)
    assert (ended.code, "--out" in ended.err) == (2, True)
    assert {path: path.read_bytes() for path in counting.folder.rglob("*") if path.is_file()} == before


def test_a_reading_can_be_set(counting: Laptop) -> None:
    ended = counting.run("audience", "--data", "people", "--set", "exclusive-missing=excluded", "--json")
    assert (ended.json["segments"]["top"]["after"], ended.json["segments"]["top"]["otherwise"]) == (31, {})  # type: ignore[index,call-overload]


def test_invented_people_are_called_so_everywhere(counting: Laptop) -> None:
    ended = counting.run("audience", "--data", "made-up", "--invent", "300")
    assert (ended.code, "Audience: 300 invented endpoints (made-up)." in ended.out) == (0, True)
    page = counting.plan("--audience", "made-up", "--format", "markdown").out
    assert "| Audience, invented |" in page
    assert "They do not exist: the numbers show how a change is counted" in page


def test_without_duckdb_it_says_what_to_install(counting: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    monkeypatch.delitem(sys.modules, "segments_as_code.audience.duckdb_engine", raising=False)
    ended = counting.run("audience", "--data", "people")
    assert (ended.code, "pip install 'segments-as-code[audience]'" in ended.err) == (1, True)


def relation(*, enters: bool | None, leaves: bool | None) -> Relation:
    return Relation("more", enters, leaves, "some", "some")  # type: ignore[arg-type]  # only these two are looked at


@pytest.mark.parametrize(
    ("verdict", "count", "is_contradicted"),
    [
        (Verdict("a", "some", relation(enters=True, leaves=False)), Count("a", 5, 4, 4, 0, 1), True),
        (Verdict("a", "some", relation(enters=False, leaves=True)), Count("a", 5, 6, 5, 1, 0), True),
        (Verdict("a", "some", relation(enters=True, leaves=False)), Count("a", 5, 6, 5, 1, 0), False),
        (Verdict("a", "some", relation(enters=None, leaves=None)), Count("a", 5, 6, 3, 3, 2), False),
        (Verdict("a", "some", relation(enters=True, leaves=False)), Count("a", 5, 4, 4, 0, 1, unknown=2), False),
        (Verdict("a", "some", relation(enters=True, leaves=False), assumes=("consent",)), Count("a", 5, 4, 4, 0, 1), False),
        (Verdict("a", "nobody", None, is_new=True), Count("a", None, 1), True),
        (Verdict("a", "everybody", None, is_new=True), Count("a", None, 9), True),
        (Verdict("a", "everybody", None, is_new=True), Count("a", None, 10), False),
        (Verdict("a", "everybody", None, is_new=True), Count("a", None, 0, unknown=10), False),
    ],
)
def test_a_count_that_contradicts_a_proof_is_found(verdict: Verdict, count: Count, is_contradicted: bool) -> None:  # noqa: FBT001
    found = find_contradiction(Verdicts({"a": verdict}), Counts(10, (count,)))
    assert found == ("a" if is_contradicted else None)
    assert find_contradiction(Verdicts(same=("a",)), Counts(10, (Count("a", 5, 5, 4, 1, 1),))) == "a"


def test_such_a_count_is_not_shown(counting: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("segments_as_code.counting.find_contradiction", lambda *_: "payers")
    ended = counting.plan("--audience", "people")
    assert (ended.code, "Audience not shown: somebody is counted in payers whom the proof excludes: that is a bug" in ended.out) == (
        0,
        True,
    )


def test_an_export_of_few_people_is_not_counted(counting: Laptop) -> None:
    (counting.folder / "people" / "part-0.json").write_text('{"Attributes": {"plan": ["pro"]}}\n' * 3)
    for ended in (counting.run("audience", "--data", "people", "--json"), counting.plan("--audience", "people")):
        assert "the export has fewer than 10 people" in ended.out.replace("\n", " ") + ended.err
        assert not re.search(r"\b3 ", ended.out + ended.err)
    assert counting.run("audience", "--data", "made", "--invent", "3").code == 0


def test_a_cache_in_the_folder_of_the_export_is_refused(counting: Laptop) -> None:
    ended = counting.run("audience", "--data", "people", "--cache", "people/kept")
    assert (ended.code, "people/kept lies in people: its files would be counted as people." in ended.err) == (2, True)
    assert sorted(each.name for each in (counting.folder / "people").iterdir()) == ["export-job.json", "part-0.json"]


def test_no_instant_of_a_person_is_said_but_the_end_of_its_day(counting: Laptop) -> None:
    (counting.folder / "people" / "export-job.json").unlink()
    people = [*PEOPLE, {"EffectiveDate": "2026-10-28T17:23:45.678Z"}]
    (counting.folder / "people" / "part-0.json").write_text("".join(f"{json.dumps(person)}\n" for person in people))
    ended = counting.run("audience", "--data", "people", "--json")
    assert ended.json["as_of"] == "2026-10-29T00:00:00Z"
    assert "17:23" not in ended.out + ended.err


def test_a_count_that_contradicts_a_proof_shows_neither(counting: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Proven for every possible person" in counting.plan("--audience", "people", "--format", "markdown").out

    def wrong(*arguments: object, **named: object) -> Measures:
        right = print_counts(*arguments, **named)  # type: ignore[arg-type]
        return replace(right, sql=right.sql.replace(" AND NOT ", " AND "))

    monkeypatch.setattr(duckdb_engine, "print_counts", wrong)
    for style in ("text", "markdown"):
        ended = counting.plan("--audience", "people", "--format", style)
        assert ended.code == 0
        assert "whom the proof excludes: that is a bug in Segments as Code. (count-contradicts-proof)" in ended.out.replace("\n", " ")
        assert "roven for every possible person" not in ended.out
        assert "151" not in ended.out


def test_an_error_of_our_own_is_a_line_without_its_words(counting: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object, **_named: object) -> Measures:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(duckdb_engine, "print_counts", broken)
    ended = counting.plan("--audience", "people")
    assert (ended.code, SECRET in ended.out + ended.err) == (0, False)
    assert "counting ended with an error of Segments as Code itself (RuntimeError)" in ended.out.replace("\n", " ")
