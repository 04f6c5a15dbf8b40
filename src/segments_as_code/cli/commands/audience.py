"""``segments audience``."""

from __future__ import annotations

import sys
from contextlib import suppress
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Unpack

import click

from segments_as_code.audience_file import write_audience
from segments_as_code.cli.commands.plan import check_and_plan
from segments_as_code.cli.console import can_move_cursor, print_json, print_notice, print_styled, print_text, width_of
from segments_as_code.cli.options import PlanOptions, TargetOptions, reading_options, remedies_for, require_texts
from segments_as_code.cli.plan_file import load_plan
from segments_as_code.cli.write_atomically import write_atomically
from segments_as_code.model.audience import Audience
from segments_as_code.model.plan import Plan, Unchanged, key_of
from segments_as_code.model.problem import SegmentsError
from segments_as_code.plan.estimation import find_questions, make_audience
from segments_as_code.ports import Connection, Provider
from segments_as_code.providers.registry import ESTIMATORS, PROVIDERS
from segments_as_code.report.audience_text import audience_text
from segments_as_code.report.change_summary import plural


class _Options(TargetOptions):
    strict: bool
    as_json: bool
    estimate: bool
    keys: tuple[str, ...]
    changed: Path | None
    out: Path | None


@click.command("audience")
@reading_options
@click.option("--estimate", is_flag=True, help="Ask the service for its estimates; Customer Profiles has them.")
@click.option("--key", "keys", multiple=True, metavar="KEY", callback=require_texts, help="Only this segment; can be repeated.")
@click.option("--changed", type=click.Path(path_type=Path), metavar="PLAN", help="Only what this saved plan changes.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write the numbers to FILE, for segments plan --audience.")
def command(**options: Unpack[_Options]) -> int:
    """Estimate how many people are in each segment: as it is deployed, and as the definitions in PATH say.

    The numbers are for one plan: segments plan --audience FILE shows them beside what changes. With --changed neither the definitions nor
    what is deployed is read, so the AWS role needs only the two calls that estimate. The first of them counts as a write in IAM, so no
    plan makes it. An estimate that fails, or takes more than two minutes, has no number and says why. Exits with 1 if no estimate can be
    made at all.
    """
    if not options["estimate"]:
        raise click.UsageError("say where the numbers come from: --estimate.")
    if (out := options["out"]) is not None:
        with suppress(OSError):
            out.unlink(missing_ok=True)  # numbers of an earlier run must not stay if this one fails
    planned = _plan_of(options)
    if planned is None:
        return 1
    plan, provider, connection = planned
    keys = _wanted(plan, options)
    audience = _estimate(plan, provider, connection, keys)
    if out is not None:
        write_atomically(write_audience(audience), out)
    if options["as_json"]:
        print_json(write_audience(audience))
    else:
        print_styled(list(audience_text(plan, audience, provider.dialect.nouns, width_of(sys.stdout))))
    return 0


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
    for key in options["keys"]:
        if key not in known:
            near = get_close_matches(key, known, n=1)
            remedy = f"did you mean {near[0]}?" if near else "segments plan --verbose lists the keys."
            raise SegmentsError("unknown-key", f"there is no segment {key} in the definitions, and none of that key is deployed.", remedy)
    changed = {key_of(change) for change in plan.changes if not isinstance(change, Unchanged)}
    return (changed if options["changed"] is not None else known) & (set(options["keys"]) or known)


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
    return make_audience(plan, questions, estimates, as_of=as_of)
