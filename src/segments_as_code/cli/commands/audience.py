"""``segments audience``."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Unpack

import click

from segments_as_code.audience.criteria_counts import CriteriaQuestions, questions_of_criteria, with_criteria
from segments_as_code.audience.export_cache import ExportCache
from segments_as_code.audience.impact import make_audience, questions_of_folder
from segments_as_code.audience.invented import write_invented
from segments_as_code.audience_file import is_audience_file, write_audience
from segments_as_code.cli.commands.plan import check_and_plan
from segments_as_code.cli.commands.validate import check_result_text
from segments_as_code.cli.console import can_move_cursor, print_json, print_notice, print_styled, print_text, width_of
from segments_as_code.cli.folder import definitions_at
from segments_as_code.cli.options import (
    INSTANT,
    PlanOptions,
    TargetOptions,
    check_folder,
    choose_for,
    reading_options,
    remedies_for,
    require_text,
    require_texts,
)
from segments_as_code.cli.plan_file import load_plan
from segments_as_code.cli.write_atomically import write_atomically
from segments_as_code.counting import Counting, count_people, count_plan, folder_meaning, read_members, refuse_few, source_of
from segments_as_code.exports import is_in_s3
from segments_as_code.meaning.declarations import declare
from segments_as_code.meaning.folder_meaning import read_folder
from segments_as_code.meaning.readings import READING_VALUES
from segments_as_code.meaning.single_criteria import Criterion, find_criteria
from segments_as_code.model.audience import Audience
from segments_as_code.model.document import Document
from segments_as_code.model.plan import Plan, Unchanged, key_of
from segments_as_code.model.problem import SegmentsError, has_errors
from segments_as_code.pipeline import CheckResult
from segments_as_code.plan import estimation
from segments_as_code.plan.estimation import find_questions
from segments_as_code.ports import Connection, DefinitionFiles, Dialect, Provider
from segments_as_code.providers.registry import ESTIMATORS, PROVIDERS
from segments_as_code.proving import find_documents, judge
from segments_as_code.report.audience_text import audience_text, folder_text
from segments_as_code.report.change_summary import plural
from segments_as_code.report.text import Span


class _Options(TargetOptions):
    strict: bool
    as_json: bool
    estimate: bool
    data: str | None
    as_of: datetime | None
    members: tuple[str, ...]
    settings: tuple[str, ...]
    invent: int | None
    cache: Path | None
    keys: tuple[str, ...]
    criteria: bool
    changed: Path | None
    out: Path | None


@click.command("audience")
@reading_options
@click.option("--data", metavar="EXPORT", callback=require_text, help="Count on this export: a file, a folder, or s3://bucket/folder/.")
@click.option("--estimate", is_flag=True, help="Ask the service for its estimates instead; Customer Profiles has them.")
@click.option("--key", "keys", multiple=True, metavar="KEY", callback=require_texts, help="Only this segment; can be repeated.")
@click.option("--criteria", is_flag=True, help="Count each criterion too: which line empties a segment.")
@click.option("--changed", type=click.Path(path_type=Path), metavar="PLAN", help="Before and after this saved plan.")
@click.option("--as-of", type=INSTANT, metavar="INSTANT", help="When the export was made, if nothing says so: 2026-10-28T18:00:00Z.")
@click.option("--members", multiple=True, metavar="KEY=FILE", callback=require_texts, help="The users in an imported segment.")
@click.option("--set", "settings", multiple=True, metavar="READING=VALUE", callback=require_texts, help="What AWS does not document.")
@click.option("--cache", type=click.Path(path_type=Path), metavar="FOLDER", help="Keep the export in FOLDER, as Parquet without ids.")
@click.option("--invent", type=click.IntRange(1, 10_000_000), metavar="N", help="Write N invented endpoints to EXPORT, and count them.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write the numbers to FILE, for segments plan --audience.")
def command(**options: Unpack[_Options]) -> int:
    """Count, or estimate, how many people are in each segment.

    With --data people are counted on an export of endpoints or profiles, on this machine: each segment as the definitions in PATH
    say, offline; with --changed before and after a saved plan, and who comes in and who goes out. No number below ten is shown, and
    nothing else about a person.

    With --estimate Customer Profiles is asked, for each segment as it is deployed and as the definitions in PATH say. With --changed
    neither the definitions nor what is deployed is read, so the AWS role needs only the two calls that estimate. The first of them
    counts as a write in IAM, so no plan makes it. An estimate that fails, or takes more than two minutes, has no number and says why.

    segments plan --audience FILE shows the numbers beside what changes. Exits with 1 if there can be no numbers at all.
    """
    if options["estimate"] == (options["data"] is not None):
        raise click.UsageError("say where the numbers come from: --data EXPORT or --estimate.")
    if options["criteria"] and (options["data"] is None or options["changed"] is not None):
        raise click.UsageError("--criteria counts the definitions as they are, on an export: pass --data, and leave --changed out.")
    if options["invent"] is not None and is_in_s3(options["data"] or ""):
        raise click.UsageError("--invent writes to a folder on this machine: name one with --data.")
    if options["out"] is not None:
        _clear(options["out"], options)
    if options["data"] is not None:
        return _count(options, options["data"])
    planned = _plan_of(options)
    if planned is None:
        return 1
    plan, provider, connection = planned
    audience = _estimate(plan, provider, connection, _wanted(plan, options))
    return _show(audience, audience_text(plan, audience, provider.dialect.nouns, width_of(sys.stdout)), options)


def _clear(out: Path, options: _Options) -> None:
    """Remove the numbers of an earlier run, which must not stay if this one fails; refuse any other file that is read or would be lost."""
    read = [Path(options["path"]), *(Path(path) for path in (options["data"], options["changed"]) if path is not None)]
    read += [Path(each.partition("=")[2]) for each in options["members"]]
    if any(out.resolve().is_relative_to(path.resolve()) for path in read):
        raise click.BadParameter(f"{out} is read in this run, or lies in a folder that is.", param_hint="--out")
    if out.exists() and not is_audience_file(out):
        raise click.BadParameter(f"{out} exists, and is no audience file.", param_hint="--out")
    with suppress(OSError):
        out.unlink(missing_ok=True)


def _show(audience: Audience, text: Iterable[Span], options: _Options) -> int:
    if options["out"] is not None:
        write_atomically(write_audience(audience), options["out"])
    if options["as_json"]:
        print_json(write_audience(audience))
    else:
        print_styled(list(text))
    return 0


def _count(options: _Options, data: str) -> int:
    """Count people on an export: of the definitions as they are, or before and after a saved plan."""
    if options["cache"] is not None and not is_in_s3(data) and options["cache"].resolve().is_relative_to(Path(data).resolve()):
        raise click.BadParameter(f"{options['cache']} lies in {data}: its files would be counted as people.", param_hint="--cache")
    cache = ExportCache(options["cache"]) if options["cache"] is not None else None
    counting = Counting(data, options["as_of"], dict(map(read_members, options["members"])), cache=cache)
    chosen = choose_for(options["path"], options) if options["changed"] is None else None
    plan = load_plan(str(options["changed"])) if options["changed"] is not None else None
    provider = chosen.provider if chosen is not None else _provider_of(plan, str(options["changed"]))
    checked = check_folder(options["path"], provider, None)
    if has_errors(checked.problems, strict=options["strict"]):
        print_styled(check_result_text(checked), to_stderr=True)
        return 1
    settings = replace(checked.settings, readings={**checked.settings.readings, **dict(map(_reading, options["settings"]))})
    dialect = provider.dialect
    if options["invent"] is not None:
        if dialect.name != "pinpoint":
            raise SegmentsError("no-counts", f"no {dialect.nouns.members} are invented, only Pinpoint's endpoints.", "name an export.")
        meaning = folder_meaning(checked.segments, dialect, settings)
        write_invented(Path(data), meaning, options["invent"], options["as_of"] or datetime.now(UTC).replace(microsecond=0))
    if plan is None:
        keys = _known_keys({segment.key for segment in checked.segments}, options["keys"])
        scope, files = chosen.scope if chosen else None, definitions_at(options["path"]) if options["criteria"] else None
        audience = _count_folder(replace(checked, settings=settings), keys, counting, dialect, scope, files)
        return _show(audience, folder_text(audience, dialect.nouns, width_of(sys.stdout)), options)
    keys = _known_keys({key_of(change) for change in plan.changes}, options["keys"])
    audience = count_plan(plan, dialect, settings, judge(plan, dialect, settings), counting, keys)
    return _show(audience, audience_text(plan, audience, dialect.nouns, width_of(sys.stdout)), options)


def _count_folder(
    checked: CheckResult, keys: Sequence[str], counting: Counting, dialect: Dialect, scope: str | None, files: DefinitionFiles | None
) -> Audience:
    """Count people in segments as their definitions are; with ``files``, from which those were read, in each criterion too."""
    questions = questions_of_folder(checked.segments, dialect, checked.settings, keys)
    asked, documents = CriteriaQuestions({}, ()), dict[str, Document]()
    if files is not None:
        documents = find_documents(files, checked, dialect, keys)
        folder = read_folder(checked.segments, dialect.read_criteria, declare(checked.settings, dialect.read_criteria))
        asked = questions_of_criteria(folder, {key: _criteria_by_line(each, dialect) for key, each in documents.items()})
    counts, export, as_of = count_people([*questions, *asked.questions], counting, dialect)
    refuse_few(counts.population, export)
    counted = replace(counts, segments=[count for count in counts.segments if count.key in keys])
    audience = make_audience(counted, source_of(export, dialect, scope), as_of)
    return with_criteria(audience, asked, counts, lambda key, path: str(documents[key].location(path)))


def _criteria_by_line(document: Document, dialect: Dialect) -> Sequence[Criterion]:
    """Return a definition's criteria in the order of its lines, which is not always that of its groups."""

    def place(criterion: Criterion) -> tuple[int, int]:
        location = document.location(criterion.path)
        return location.line, location.column

    return sorted(find_criteria(dialect.read_criteria(document.content)), key=place)


def _provider_of(plan: Plan | None, file: str) -> Provider:
    if plan is None or plan.target.provider not in PROVIDERS:
        message = f"{file} was planned by a release that knows other services."
        raise SegmentsError("plan-unreadable", message, "make the plan again with segments plan --out.")
    return PROVIDERS[plan.target.provider]()


def _reading(text: str) -> tuple[str, str]:
    """Return the reading and the value of ``READING=VALUE``."""
    name, _, value = text.partition("=")
    if name not in READING_VALUES or value not in READING_VALUES[name]:
        known = ", ".join(READING_VALUES.get(name, sorted(READING_VALUES)))
        what = f"its values are {known}" if name in READING_VALUES else f"the readings are {known}"
        raise click.BadParameter(f"{text} is not a reading and its value; {what}.", param_hint="--set")
    return name, value


def _known_keys(known: Collection[str], wanted: Collection[str]) -> list[str]:
    """Return the keys that were asked for, all that are known if none was."""
    for key in wanted:
        if key not in known:
            near = get_close_matches(key, known, n=1)
            remedy = f"did you mean {near[0]}?" if near else "segments validate --json lists the keys."
            raise SegmentsError("unknown-key", f"there is no segment {key} in the definitions, and none of that key is deployed.", remedy)
    return sorted(wanted or known)


def _plan_of(options: _Options) -> tuple[Plan, Provider, Connection] | None:
    """Return the plan that the numbers are for: a saved one, or that of the definitions; None if those have errors, which were shown."""
    file = options["changed"]
    if file is None:
        given: PlanOptions = {
            "path": options["path"],
            "application_id": options["application_id"],
            "domain_name": options["domain_name"],
            "region": options["region"],
            "endpoint_url": options["endpoint_url"],
            "owner": options["owner"],
            "strict": options["strict"],
            "as_json": options["as_json"],
            "delete": "owned",
            "allow_deletes": None,
        }
        proposal = check_and_plan(given, "json" if options["as_json"] else "text")
        return None if proposal is None else (proposal.plan, proposal.provider, proposal.connection)
    plan = load_plan(str(file))
    if plan.as_of is not None or plan.target.provider not in PROVIDERS:
        message = f"{file} was planned against a snapshot, or by a release that knows other services."
        raise SegmentsError("plan-unreadable", message, "make the plan again with segments plan --out.")
    provider = PROVIDERS[plan.target.provider]()
    remedies = remedies_for(provider.dialect)
    return plan, provider, Connection(plan.target.scope, plan.target.region, options["endpoint_url"], remedies=remedies)


def _wanted(plan: Plan, options: _Options) -> set[str]:
    """Return the keys of the segments to estimate."""
    known = {key_of(change) for change in plan.changes}
    changed = {key_of(change) for change in plan.changes if not isinstance(change, Unchanged)}
    return (changed if options["changed"] is not None else known) & set(_known_keys(known, options["keys"]))


def _estimate(plan: Plan, provider: Provider, connection: Connection, keys: set[str]) -> Audience:
    if provider.dialect.name not in ESTIMATORS:
        message = f"{provider.dialect.nouns.service} does not estimate how many people are in a segment."
        raise SegmentsError("no-estimates", message, "estimates are made by Customer Profiles alone.")
    estimator = ESTIMATORS[provider.dialect.name](connection)
    questions = find_questions(plan, provider.dialect, keys)
    definitions = [question.definition for question in questions if question.definition is not None]
    as_of = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    print_notice(f"{provider.dialect.nouns.service} estimates how many people are in {plural(len(keys), 'segment')}.")

    def report(answered: int) -> None:
        if can_move_cursor(sys.stderr):
            print_text(f"\r{answered:,} of {plural(len(definitions), 'estimate')} made", to_stderr=True)

    estimates = estimator.estimate(definitions, report)
    if definitions and can_move_cursor(sys.stderr):
        print_text("\n", to_stderr=True)
    return estimation.make_audience(plan, questions, estimates, as_of=as_of)
