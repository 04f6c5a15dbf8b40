"""What a count says beside its number: who comes and goes, what cannot be known, and what could not be read."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from segments_as_code.audience import duckdb_engine
from segments_as_code.audience.duckdb_engine import DuckDbPopulation
from segments_as_code.audience.population import Count
from segments_as_code.audience.questions import ask
from segments_as_code.audience.sources import Export
from segments_as_code.meaning.predicate import And, AnyText, Environment, Field, Given, Not, NumberIn, OneOf, Or, Ref, Some, Span
from segments_as_code.model.document import Json
from segments_as_code.model.problem import SegmentsError

AS_OF = datetime(2026, 10, 28, 18, 2, tzinfo=UTC)
PLAN = Field("Attributes", "plan", "list")
PRO, FREE = Some(PLAN, OneOf(frozenset({"pro"}))), Some(PLAN, OneOf(frozenset({"free"})))
SECRET = "anna.secret@example.com"


def write(folder: Path, *people: Mapping[str, Json] | str, name: str = "part-0.gz") -> Path:
    """Write an export of one file; a text is a line as it stands."""
    file = folder / name
    lines = (person if isinstance(person, str) else json.dumps(person) for person in people)
    with gzip.open(file, "wt", encoding="utf-8") if name.endswith(".gz") else file.open("w", encoding="utf-8") as stream:
        stream.write("".join(f"{line}\n" for line in lines))
    return file


def holding(*plans: str, user: str = "", **more: Json) -> dict[str, Json]:
    return {"Attributes": {"plan": list(plans)}, "User": {"UserId": user}, **more}


def counted(file: Path, before: Environment, after: Environment, **members: tuple[str, ...]) -> Mapping[str, Count]:
    found = DuckDbPopulation(Export([file], "lines")).count(ask(sorted({**before, **after}), before, after), AS_OF, members)
    return {count.key: count for count in found.segments}


def test_who_comes_and_who_goes_are_counted_apart(tmp_path: Path) -> None:
    file = write(tmp_path, holding("pro"), holding("pro"), holding("free"), holding("pro", "free"), {})
    found = counted(file, {"a": PRO, "gone": PRO}, {"a": FREE, "new": FREE, "builds-on": Not(Ref("a"))})
    assert (found["a"].before, found["a"].after, found["a"].gained, found["a"].lost) == (3, 2, 1, 2)
    assert (found["new"].before, found["new"].after, found["new"].gained, found["new"].lost) == (None, 2, None, None)
    assert (found["gone"].before, found["gone"].after) == (3, None)
    assert found["builds-on"].after == 3


def test_a_source_means_before_what_is_deployed_and_after_what_the_files_say(tmp_path: Path) -> None:
    file = write(tmp_path, holding("pro"), holding("pro"), holding("free"))
    found = counted(file, {"base": PRO, "top": Ref("base")}, {"base": FREE, "top": Ref("base")})
    assert (found["top"].before, found["top"].after, found["top"].gained, found["top"].lost) == (2, 1, 1, 2)


def test_whoever_opted_out_is_in_the_segment_and_not_reachable(tmp_path: Path) -> None:
    file = write(tmp_path, holding("pro"), holding("pro", OptOut="ALL"), holding("pro", OptOut="NONE", EndpointStatus="INACTIVE"))
    assert (counted(file, {}, {"a": PRO})["a"].after, counted(file, {}, {"a": PRO})["a"].reachable) == (3, 1)


def test_what_cannot_be_known_is_counted_apart_and_only_where_it_matters(tmp_path: Path) -> None:
    file = write(tmp_path, holding("pro"), holding("free"), holding())
    unknown = Given("list", "winter")
    found = counted(file, {}, {"both": And((PRO, unknown)), "either": Or((PRO, unknown)), "none": unknown})
    assert {key: (count.after, count.unknown) for key, count in found.items()} == {"both": (0, 1), "either": (1, 2), "none": (0, 3)}


def test_only_who_surely_moves_is_counted_as_coming_or_going(tmp_path: Path) -> None:
    file = write(tmp_path, *[holding("pro")] * 3, *[holding("free")] * 4)
    found = counted(file, {"a": Given("list", "winter"), "b": And((PRO, Given("list", "winter")))}, {"a": PRO, "b": PRO})
    assert [(found[key].gained, found[key].lost, found[key].unknown) for key in "ab"] == [(0, 0, 7), (0, 0, 3)]


def test_the_members_of_an_imported_segment_can_be_given(tmp_path: Path) -> None:
    file = write(tmp_path, holding("pro", user="u1"), holding("pro", user="u2"), holding("pro", user="u1"), holding("pro"))
    found = counted(file, {}, {"a": Given("list", "winter")}, winter=("u1", "it's", "nobody"))
    assert (found["a"].after, found["a"].unknown) == (2, 0)


def test_a_reading_is_told_only_if_it_changes_the_number(tmp_path: Path) -> None:
    lacks = Not(Some(PLAN, AnyText()))
    bit = Given("reading", "exclusive-missing")
    no_pro = Or((And((Not(bit), Not(PRO))), And((bit, And((Not(PRO), Not(lacks)))))))
    with_lacking = counted(write(tmp_path, holding("free"), {}, {}), {}, {"a": no_pro, "top": Not(Ref("a"))})
    assert (with_lacking["a"].after, with_lacking["a"].otherwise) == (3, {"exclusive-missing": 1})
    assert (with_lacking["top"].after, with_lacking["top"].otherwise) == (0, {"exclusive-missing": 2})
    assert counted(write(tmp_path, holding("free"), name="b.gz"), {}, {"a": no_pro})["a"].otherwise == {}


def test_activity_is_looked_at_as_of_the_export(tmp_path: Path) -> None:
    active = NumberIn(Field("LastActive", "", "number"), (Span(None, 24),))
    dates = ("2026-10-27T18:02:00.000Z", "2026-10-27T18:01:59.999Z", "2026-10-29T00:00:00Z", "yesterday")
    file = write(tmp_path, *({"EffectiveDate": date} for date in dates), {})
    found = counted(file, {}, {"active": active, "inactive": Not(active)})
    assert (found["active"].after, found["inactive"].after) == (2, 3)


def test_lines_that_cannot_be_read_are_counted_and_never_counted_in(tmp_path: Path) -> None:
    twice = '{"Attributes": {"plan": ["pro"], "plan": ["free"]}}'
    file = write(tmp_path, *[holding("pro")] * 2_999, twice, '{"Attributes": {"pl')
    found = DuckDbPopulation(Export([file], "lines")).count(ask(["a"], {}, {"a": Not(FREE)}), AS_OF)
    assert (found.population, found.unreadable, found.segments[0].after) == (2_999, 2, 2_999)


@pytest.mark.parametrize("damage", ["cut", "no JSON", "no gzip", "an array", "missing"])
def test_an_export_that_is_damaged_is_refused_without_a_word_of_it(damage: str, tmp_path: Path) -> None:
    people = [holding(SECRET), holding("pro")]
    match damage:
        case "cut":
            file = write(tmp_path, *people, f'{{"Attributes": {{"plan": ["{SECRET}')
        case "no JSON":
            file = write(tmp_path, f"Address,{SECRET}", SECRET, name="a.json")
        case "no gzip":
            file = tmp_path / "a.gz"
            file.write_text(SECRET)
        case "an array":
            file = write(tmp_path, f'["{SECRET}"]', name="a.json")
        case _:
            file = tmp_path / f"{SECRET}.gz"
    with pytest.raises(SegmentsError, match="export") as raised:
        DuckDbPopulation(Export([file], "lines")).count(ask(["a"], {}, {"a": PRO}), AS_OF)
    assert raised.value.code == "export-unreadable"
    assert SECRET not in f"{raised.value} {raised.value.remedy}"


class Recording(DuckDbPopulation):
    """Keeps the statements that it runs."""

    def __init__(self, export: Export) -> None:
        super().__init__(export)
        self.statements: list[str] = []

    def _rows(self, sql: str) -> list[tuple[Any, ...]]:
        self.statements.append(sql)
        return super()._rows(sql)


def test_an_export_is_read_once(tmp_path: Path) -> None:
    population = Recording(Export([write(tmp_path, holding("pro"))], "lines"))
    segments = {f"s{index}": (PRO, FREE)[index % 2] for index in range(50)}
    population.count(ask(segments, segments, segments), AS_OF)
    assert sum(statement.count("read_json") for statement in population.statements) == 1


def test_each_criterion_is_printed_once(tmp_path: Path) -> None:
    population = Recording(Export([write(tmp_path, holding("pro"))], "lines"))
    same = Or((PRO, FREE))
    found = population.count(ask(["a", "b", "c"], {"a": same}, {"a": same, "b": same, "c": Not(same)}), AS_OF)
    assert population.statements[0].count("'pro'") == 1
    assert [count.after for count in found.segments] == [1, 1, 0]


@pytest.mark.parametrize(
    "statement",
    [
        "COPY (SELECT 1) TO '{folder}/out.csv'",
        "SELECT * FROM read_text('/etc/passwd')",
        "ATTACH '{folder}/other.db'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "SET memory_limit = '100GB'",
    ],
)
def test_the_engine_can_read_the_export_and_nothing_else(statement: str, tmp_path: Path) -> None:
    population = DuckDbPopulation(Export([write(tmp_path, holding("pro"))], "lines"))
    with pytest.raises(duckdb.Error):
        population._connection.execute(statement.format(folder=tmp_path.parent))  # noqa: SLF001  # what a statement could do


def test_the_engine_takes_few_threads_and_little_memory_however_large_the_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 64)
    population = DuckDbPopulation(Export([write(tmp_path, holding("pro"))], "lines"))
    settings = "SELECT current_setting('threads'), current_setting('memory_limit'), current_setting('temp_directory')"
    assert population._connection.execute(settings).fetchone() == (4, "953.6 MiB", "")  # noqa: SLF001  # what it runs with


def test_what_does_not_fit_into_memory_is_said_and_nothing_is_spilled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(duckdb_engine, "MEMORY", "3MB")
    file = write(tmp_path, *(holding(f"plan {number}", user=f"{SECRET} {number}") for number in range(5_000)))
    with pytest.raises(SegmentsError) as caught:
        DuckDbPopulation(Export([file], "lines")).count_by_user(ask(["a"], {}, {"a": PRO}), AS_OF)
    assert caught.value.message == "counting needs more than 3MB of memory."
    assert [*tmp_path.rglob("*")] == [file]
