"""``segments apply``."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from segments_as_code.cli.options import (
    application_option,
    check_folder,
    connection_to,
    folder_argument,
    json_option,
    pinpoint,
    planning_options,
    service_options,
    strict_option,
)
from segments_as_code.cli.painting import complain, print_text, show, width_of
from segments_as_code.cli.plan import propose_on, show_plan
from segments_as_code.cli.progress import Progress
from segments_as_code.model import Applied, Failed, Outcome, Plan, key_of
from segments_as_code.pipeline import carry_out
from segments_as_code.plan import Allowance, read_plan, require_fresh
from segments_as_code.ports import Connection, Provider, SegmentReader
from segments_as_code.problems import Refused, SegmentsError, has_errors
from segments_as_code.render import outcomes_text, plan_text, problems_text


@dataclass(frozen=True, slots=True)
class _Ready:
    """A plan that was shown, and where to carry it out."""

    plan: Plan
    connection: Connection
    reader: SegmentReader


@click.command("apply")
@folder_argument
@application_option
@service_options
@planning_options
@strict_option
@json_option
@click.option("--yes", is_flag=True, help="Do not ask.")
def command(  # noqa: PLR0913  # click passes each option by name
    *,
    path: str,
    application_id: str | None,
    region: str | None,
    endpoint_url: str | None,
    owner: str | None,
    delete: str,
    allow_deletes: int | None,
    strict: bool,
    as_json: bool,
    yes: bool,
) -> int:
    """Deploy the definitions in PATH: show the plan, ask, and carry it out.

    PATH may also be a file that segments plan --out saved: exactly that plan is applied, or none.
    """
    provider = pinpoint()
    if Path(path).suffix == ".json":
        ready: _Ready | None = _saved(Path(path), provider, endpoint_url, quiet=as_json)
    else:
        allowance = Allowance(delete=delete == "owned", deletes=allow_deletes)
        ready = _planned(path, provider, (application_id, region, endpoint_url), owner, allowance, strict=strict, quiet=as_json)
    if ready is None:
        return 1
    for refusal in ready.plan.refusals:
        raise Refused(refusal.code, f"refused: {refusal.message}", refusal.remedy)
    if not ready.plan.is_empty and not yes:
        _ask()
    outcomes = _carry_out(ready, provider, quiet=as_json)
    if as_json:
        print_text(_json(outcomes))
    return 0 if all(isinstance(outcome, Applied) for outcome in outcomes) else 1


def _planned(
    path: str,
    provider: Provider,
    where: tuple[str | None, str | None, str | None],
    owner: str | None,
    allowance: Allowance,
    *,
    strict: bool,
    quiet: bool,
) -> _Ready | None:
    """Make the plan and show it; None where there are findings, which were shown."""
    application_id, region, endpoint_url = where
    checked = check_folder(path, provider, application_id)
    if has_errors(checked.problems, strict=strict):
        show(problems_text(checked.problems), to_stderr=True)
        return None
    connection = connection_to(checked, application_id, region, endpoint_url)
    reader = provider.open_reader(connection)
    plan = propose_on(checked, provider, connection, reader, owner=owner, allowance=allowance)
    if not quiet:
        show_plan(plan, checked, provider.dialect, "text")
    return _Ready(plan, connection, reader)


def _saved(file: Path, provider: Provider, endpoint_url: str | None, *, quiet: bool) -> _Ready:
    """Read a saved plan, hold it against what is deployed now, and show it."""
    try:
        plan = read_plan(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise SegmentsError("plan-unreadable", f"{file} cannot be read: {error}.", "name a file that segments plan --out wrote.") from error
    connection = Connection(plan.target.scope, plan.target.region, endpoint_url)
    reader = provider.open_reader(connection)
    require_fresh(plan, reader.list_segments())
    if not quiet:
        show(plan_text(plan, (), provider.dialect, width=width_of(sys.stdout)))
    return _Ready(plan, connection, reader)


def _ask() -> None:
    if not sys.stdin.isatty():
        raise Refused("not-confirmed", "nobody is there to say yes: the input is not a terminal.", "give --yes to apply without asking.")
    click.confirm("\nApply this plan?", abort=True, err=True)


def _carry_out(ready: _Ready, provider: Provider, *, quiet: bool) -> Sequence[Outcome]:
    if ready.plan.is_empty:
        return ()
    writer = provider.open_writer(ready.connection)
    with Progress(ready.plan, quiet=quiet) as progress:
        outcomes = carry_out(ready.plan, ready.reader, writer, provider.dialect, report=progress.report)
    if not quiet:
        show(outcomes_text(outcomes, width=width_of(sys.stdout)))
    if any(isinstance(outcome, Failed) for outcome in outcomes):
        complain("What is done stays done. Once the cause is mended, apply again: it goes on with what is left.")
    return outcomes


def _json(outcomes: Sequence[Outcome]) -> str:
    def told(outcome: Outcome) -> dict[str, object]:
        about = {"key": key_of(outcome.change), "change": type(outcome.change).__name__.lower()}
        if isinstance(outcome, Applied):
            written = outcome.written
            return {**about, "outcome": "applied", "id": written and written.id, "version": written and written.version}
        return {**about, "outcome": "failed" if isinstance(outcome, Failed) else "not-started", "reason": outcome.reason}

    return json.dumps({"outcomes": [told(outcome) for outcome in outcomes]}, indent=1, ensure_ascii=False) + "\n"
