"""Count people on an export: which engine does it, and as of when they are looked at."""

from __future__ import annotations

import csv
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

from segments_as_code.audience.conversion_sql import read_comparison
from segments_as_code.audience.export_cache import ExportCache, Kept
from segments_as_code.audience.file_check import view_of
from segments_as_code.audience.impact import asks_for_activity, find_contradiction, make_audience, questions_of_plan
from segments_as_code.audience.population import Counts
from segments_as_code.audience.questions import Question
from segments_as_code.audience.sources import DamagedExportError, Export
from segments_as_code.audience.tables import ENDPOINT_PEOPLE, PROFILE_PEOPLE, People
from segments_as_code.audience_file import load_audience
from segments_as_code.exports import OpenedExport, is_audience_name, open_export, open_file, shown_place
from segments_as_code.meaning.declarations import declare
from segments_as_code.meaning.evaluate import nanoseconds
from segments_as_code.meaning.folder_meaning import read_folder
from segments_as_code.meaning.predicate import LAST_ACTIVE, And, Environment, Given, NumberIn, atoms
from segments_as_code.meaning.relation import Verdicts
from segments_as_code.model.audience import CONTRADICTION, FEWEST, Audience, AudienceSource, AudienceView
from segments_as_code.model.conversion import Conversion, ConvertedPeople, LoadedField
from segments_as_code.model.plan import Plan, key_of
from segments_as_code.model.problem import SegmentsError
from segments_as_code.model.segment import DesiredSegment
from segments_as_code.model.settings import Settings
from segments_as_code.ports import Dialect

if TYPE_CHECKING:
    from segments_as_code.audience.duckdb_engine import DuckDbPopulation


_USER_ID: Final = "User.UserId"
_PEOPLE: Final[Mapping[str, People]] = {"pinpoint": ENDPOINT_PEOPLE, "customer-profiles": PROFILE_PEOPLE}
"""By the name of a provider, what its exports are of."""
_UNDATED: Final = "nothing says when the export was made (--as-of can), so nobody knows how long ago people were active"
_DAY_S: Final = 86_400
_DAY_NS: Final = _DAY_S * 10**9


@dataclass(frozen=True, slots=True)
class Counting:
    """Where people are counted, as of when (None: as the export says), and the users in imported segments, by the segment's name.

    ``data`` is a path, or ``s3://bucket/folder``; messages and pages call it ``shown``, or if that is empty by its name. With a ``cache``
    an export of endpoints is kept in it, without ids; it is not used if there are ``members``, who are known by their ids.
    """

    data: str
    as_of: datetime | None = None
    members: Mapping[str, Sequence[str]] = field(default_factory=dict)
    shown: str = ""
    cache: ExportCache | None = None


def count_people(questions: Sequence[Question], counting: Counting, dialect: Dialect) -> tuple[Counts, Export, datetime]:
    """Return how many people are in each segment, the export that they were counted on, and as of when.

    Raises:
        SegmentsError: they cannot be counted; no message has data about a person.
    """
    if dialect.name not in _PEOPLE:
        raise SegmentsError("no-counts", f"{dialect.nouns.members} of {dialect.nouns.service} cannot be counted.", "leave the counts out.")
    _refuse_unknown_lists(questions, counting.members)
    people = _PEOPLE[dialect.name]
    cache = counting.cache if not counting.members and people is ENDPOINT_PEOPLE else None
    with open_export(counting.data, counting.shown, cache) as opened:
        try:
            return _count_opened(questions, counting, people, opened, cache)
        except DamagedExportError:
            if cache is None or not opened.is_kept:
                raise
            cache.forget(opened.name)
    return count_people(questions, counting, dialect)  # on the export itself, since what was kept of it is damaged


def _count_opened(
    questions: Sequence[Question], counting: Counting, people: People, opened: OpenedExport, cache: ExportCache | None
) -> tuple[Counts, Export, datetime]:
    export = opened.export
    population = open_population(export, people, kept_in=cache.folder if cache is not None else None)
    if cache is not None and not opened.is_kept:
        kept = _keep(population, cache, opened.name)
        export = replace(export, files=[kept.file], form="parquet", headers=(), unreadable=kept.unreadable)
        population = open_population(export, people)
    as_of = counting.as_of or export.as_of or _newest(population)
    now = datetime.now(UTC)
    if as_of is not None or not asks_for_activity(questions):
        return population.count(questions, as_of or now, counting.members), export, as_of or now
    undated = replace(people, layout=replace(people.layout, last_active=None))
    counts = open_population(export, undated).count(questions, now, counting.members)
    asked = zip(counts.segments, questions, strict=True)
    segments = [replace(count, why_unknown=_UNDATED if asks_for_activity([question]) else "") for count, question in asked]
    return replace(counts, segments=segments), export, now


def _keep(population: DuckDbPopulation, cache: ExportCache, name: str) -> Kept:
    written = cache.unfinished(name)
    try:
        return cache.keep(written, name, population.keep(written))
    finally:
        written.unlink(missing_ok=True)


def _as_of(counting: Counting, export: Export, population: DuckDbPopulation, *, is_needed: bool) -> datetime:
    as_of = counting.as_of or export.as_of or _newest(population)
    if as_of is None and is_needed:
        message = "a segment asks when people were last active, and nothing says when the export was made."
        raise SegmentsError("export-undated", message, "pass --as-of, such as --as-of 2026-10-28T18:00:00Z.")
    return as_of or datetime.now(UTC)


def count_conversion(
    conversion: Conversion, meanings: tuple[Environment, Environment], loaded: Sequence[LoadedField], counting: Counting, dialect: Dialect
) -> ConvertedPeople:
    """Return how many people are in each segment on both sides of a conversion; ``meanings`` are those before and after it.

    Raises:
        SegmentsError: they cannot be counted, or somebody for whom nothing is assumed is on one side alone of a segment that is proven to
            have the same people: one of the two has a bug.
    """
    before, after = meanings
    keys = [segment.key for segment in conversion.segments if segment.key in after]
    is_needed = any(isinstance(atom, NumberIn) and atom.field.member == LAST_ACTIVE for atom in atoms(And(tuple(before.values())), before))
    asked = [(before[key], before) for key in keys], [(after[key], after) for key in keys]
    with open_export(counting.data) as opened:
        export = opened.export
        population = open_population(export)
        as_of = _as_of(counting, export, population, is_needed=is_needed)
        compared = read_comparison(keys, *population.compare(*asked, loaded, as_of))
    proven = {segment.key for segment in conversion.segments if segment.is_proven_same}
    if wrong := proven & compared.wrong:
        _refuse_count(min(wrong))
    refuse_few(compared.users, export)
    people = compared.users, compared.endpoints, compared.segments, compared.without_user
    return ConvertedPeople(source_of(export, dialect), f"{as_of:%Y-%m-%dT%H:%M:%SZ}", *people)


def open_population(export: Export, people: People = ENDPOINT_PEOPLE, *, kept_in: Path | None = None) -> DuckDbPopulation:
    """Return the people of an export; the engine is loaded here alone, and only if somebody counts."""
    try:
        from segments_as_code.audience.duckdb_engine import DuckDbPopulation  # noqa: PLC0415  # see above
    except ModuleNotFoundError as error:
        message = "counting people needs DuckDB, which is not installed."
        raise SegmentsError("extra-missing", message, "install it: pip install 'segments-as-code[audience]'.") from error
    return DuckDbPopulation(export, people, kept_in=kept_in)


def folder_meaning(segments: Iterable[DesiredSegment], dialect: Dialect, settings: Settings) -> Environment:
    """Return what the segments of a folder mean."""
    return read_folder(segments, dialect.read_criteria, declare(settings, dialect.read_criteria)).opened


def count_plan(
    plan: Plan, dialect: Dialect, settings: Settings, verdicts: Verdicts, counting: Counting, keys: Collection[str] | None = None
) -> Audience:
    """Return how many people are in the segments ``keys`` (None: all) of ``plan`` before and after it.

    Raises:
        SegmentsError: as for ``count_people``, or the numbers contradict ``verdicts``: one of the two has a bug.
    """
    questions = questions_of_plan(plan, dialect, settings, [key_of(change) for change in plan.changes] if keys is None else keys)
    counts, export, as_of = count_people(questions, counting, dialect)
    refuse_few(counts.population, export)
    refuse_contradiction(verdicts, counts)
    return make_audience(counts, source_of(export, dialect, plan.target.scope, plan.target.region), as_of, plan=plan.digest)


def view_audience(where: str, plan: Plan, dialect: Dialect, settings: Settings, verdicts: Verdicts, *, shown: str = "") -> AudienceView:
    """Return the numbers of people for ``plan`` in the file at a place, or counted on it if it is an export.

    Numbers that contradict ``verdicts`` are not shown. What goes wrong is why there are none, and stops no plan; messages call the place
    ``shown``.
    """
    try:
        if is_audience_name(where):
            with open_file(where) as file:
                name = shown or shown_place(where)
                return view_of(load_audience(file, plan=plan.digest, target=plan.target, shown=name), verdicts, called=name)
        return AudienceView(count_plan(plan, dialect, settings, verdicts, Counting(where, shown=shown)))
    except SegmentsError as error:
        return AudienceView(None, error.message, error.code)
    except Exception as error:  # noqa: BLE001  # a failed count stops no plan, and what an error says may be of people
        message = f"counting ended with an error of Segments as Code itself ({type(error).__name__}). Please report it, without data."
        return AudienceView(None, message, "internal-error")


def trusted_verdicts(verdicts: Verdicts, view: AudienceView | None) -> Verdicts:
    """Return what is proven, or nothing if a count contradicts it: nobody can say which of the two is wrong, so neither is shown."""
    return Verdicts() if view is not None and view.code == CONTRADICTION else verdicts


def refuse_contradiction(verdicts: Verdicts, counts: Counts) -> None:
    """Refuse numbers that contradict a proof.

    Raises:
        SegmentsError: one of the two has a bug, and nobody can say which.
    """
    if (key := find_contradiction(verdicts, counts)) is not None:
        _refuse_count(key)


def _refuse_count(key: str) -> NoReturn:
    message = f"somebody is counted in {key} whom the proof excludes: that is a bug in Segments as Code."
    raise SegmentsError("count-contradicts-proof", message, "please report it, with the definition and without data.")


def refuse_few(people: int, export: Export) -> None:
    """Refuse an export of so few people that how many they are may not be shown; invented ones may be as few as anybody likes.

    Raises:
        SegmentsError: it has fewer than ten.
    """
    if 0 < people < FEWEST and not export.is_invented:
        message = f"the export has fewer than {FEWEST} people, and no number of people below {FEWEST} is shown."
        raise SegmentsError("export-too-small", message, "count on the export of the whole application.")


def source_of(export: Export, dialect: Dialect, scope: str | None = None, region: str | None = None) -> AudienceSource:
    """Return where counts come from; the export is called by its name, without where it is."""
    return AudienceSource("invented" if export.is_invented else "export", dialect.name, scope or "-", region or "-", export.name)


def read_members(text: str) -> tuple[str, Sequence[str]]:
    """Return the imported segment and the users of ``KEY=FILE``: a file for Pinpoint's import, or one id on each line.

    Raises:
        SegmentsError: it is not written so, or the file cannot be read.
    """
    key, _, name = text.partition("=")
    if not key or not name:
        raise SegmentsError("members-unreadable", "--members is KEY=FILE.", "name an imported segment and the file of its users.")
    try:
        lines = Path(name).read_text(encoding="utf-8-sig").splitlines()
        users = _users_in(lines)
    except (OSError, ValueError, LookupError, TypeError, RecursionError) as error:
        message = "the file of the members cannot be read."
        remedy = "check that it is in UTF-8, with a column User.UserId, one JSON object a line, or one id a line."
        raise SegmentsError("members-unreadable", message, remedy) from error
    return key, sorted({user for user in users if user})


def _users_in(lines: Sequence[str]) -> list[str]:
    """Return the ids in a file: of JSON (EndpointBatchItem of botocore's model), or of CSV, in which spaces stand between several.

    Raises:
        ValueError: it is JSON of another form, or CSV with several columns of which none is User.UserId.
    """
    if lines and lines[0].lstrip().startswith("{"):
        return [str(json.loads(line)["User"]["UserId"]) for line in lines if line.strip()]
    header = next(csv.reader(lines[:1]), []) if lines and "," in lines[0] else lines[:1]
    at = header.index(_USER_ID) if _USER_ID in header else 0
    if len(header) > 1 and _USER_ID not in header:
        raise ValueError(_USER_ID)
    cells = (row[at] for row in csv.reader(lines[1:]) if len(row) > at) if len(header) > 1 else iter(lines)
    return [user for cell in cells if cell != _USER_ID for user in cell.replace('"', "").split(" ")]


def _refuse_unknown_lists(questions: Sequence[Question], members: Mapping[str, Sequence[str]]) -> None:
    sides = [side for question in questions for side in (question.before, question.after) if side is not None]
    known = {
        atom.name
        for predicate, environment in sides
        for atom in atoms(predicate, environment)
        if isinstance(atom, Given) and atom.kind == "list"
    }
    for name in members:
        if name not in known:
            remedy = f"name one of {', '.join(sorted(known))}." if known else "leave --members out: no segment builds on an imported one."
            raise SegmentsError("members-unreadable", f"no segment builds on the imported segment {name}.", remedy)


def _newest(population: DuckDbPopulation) -> datetime | None:
    """Return the end of the last day, until now, on which an endpoint was updated: no person's own instant is shown."""
    found = nanoseconds(population.newest(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S}") or "")
    return None if found is None else datetime.fromtimestamp(-(-found // _DAY_NS) * _DAY_S, UTC)
