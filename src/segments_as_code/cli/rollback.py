"""``segments rollback``."""

from __future__ import annotations

from typing import TypedDict, Unpack

import click

from segments_as_code.cli.carrying_out import Manner, settle
from segments_as_code.cli.options import (
    REMEDIES,
    application_option,
    filled,
    json_option,
    owner_option,
    pinpoint,
    service_options,
    yes_option,
)
from segments_as_code.cli.owner import find_owner
from segments_as_code.cli.painting import show
from segments_as_code.cli.plan import Proposal
from segments_as_code.cli.printing import print_text
from segments_as_code.model.document import Definition
from segments_as_code.model.plan import Delete, Plan
from segments_as_code.model.problem import SegmentsError
from segments_as_code.model.segment import Target
from segments_as_code.pipeline import propose_rollback
from segments_as_code.ports import Connection, Provider
from segments_as_code.render.spans import Span
from segments_as_code.render.visible import visible as plain_text
from segments_as_code.render.yaml_text import definition_yaml

_FOR_GIT = (
    "Git must follow, or the next apply undoes this. Name and criteria of {key} are to be written as below, in {key}.yaml of the "
    "definitions folder or wherever its Key stands:"
)


class _Given(TypedDict):
    key: str
    version: int
    application_id: str | None
    region: str | None
    endpoint_url: str | None
    owner: str | None
    as_json: bool
    yes: bool


@click.command("rollback")
@click.argument("key", callback=filled)
@click.option("--to", "version", type=click.IntRange(min=1), metavar="VERSION", required=True, help="The version to go back to.")
@application_option
@service_options
@owner_option
@json_option
@yes_option
def command(**given: Unpack[_Given]) -> int:
    """Put back the name and the criteria that a deployed segment had: show the plan, ask, and carry it out.

    KEY is the segment's key; the record of an apply names the version that stood before it. Its tags stay as they are, and so
    does every other segment. What is printed last is for git: until the file says it too, the next apply undoes this. Exits
    with 1 where the segment cannot go back, or could not be changed.
    """
    provider, key, version = pinpoint(), given["key"], given["version"]
    proposal = _propose(provider, given)
    definition = _definition(proposal.plan, key)
    nothing = f"Nothing to apply: {key} is deployed as it was at version {version}."
    more = {"definition": provider.dialect.simplify(definition)}
    code = settle(proposal, provider, Manner(given["yes"], given["as_json"], nothing, "Roll back again", more))
    if code == 0 and not given["as_json"]:
        show([Span("\n"), Span(plain_text(_FOR_GIT.format(key=key))), Span("\n"), Span("\n")])
        print_text(definition_yaml(definition, provider.dialect))  # not broken into lines: it is to be copied
    return code


def _propose(provider: Provider, given: _Given) -> Proposal:
    scope = given["application_id"]
    if scope is None:
        raise SegmentsError("no-application", "a rollback has to be told the application.", "give --application-id.")
    connection = Connection(scope, given["region"], given["endpoint_url"], remedies=REMEDIES)
    owner = find_owner(given["owner"], ".")
    reader = provider.open_reader(connection)
    target = Target(provider.dialect.name, scope, reader.region, owner)
    plan = propose_rollback(given["key"], given["version"], reader, provider.dialect, target=target)
    return Proposal(plan, (), connection, reader)


def _definition(plan: Plan, key: str) -> Definition:
    """Return what the plan makes of the segment of ``key``, or finds it to be."""
    return next(change.desired.definition for change in plan.changes if not isinstance(change, Delete) and change.desired.key == key)
