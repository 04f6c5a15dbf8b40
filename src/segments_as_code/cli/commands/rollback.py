"""``segments rollback``."""

from __future__ import annotations

from typing import Unpack

import click

from segments_as_code.cli.commands.plan import Proposal
from segments_as_code.cli.confirm_and_apply import ApplyOptions, confirm_and_apply
from segments_as_code.cli.console import print_styled, print_text
from segments_as_code.cli.git import find_owner
from segments_as_code.cli.keys import KEY
from segments_as_code.cli.options import (
    ContainerOptions,
    container_options,
    containers_of,
    json_option,
    owner_option,
    remedies_for,
    require_text,
    service_options,
    yes_option,
)
from segments_as_code.model.document import Definition
from segments_as_code.model.plan import Delete, Plan
from segments_as_code.model.problem import SegmentsError
from segments_as_code.model.segment import Target
from segments_as_code.pipeline import propose_rollback
from segments_as_code.ports import Connection
from segments_as_code.report.text import Span
from segments_as_code.report.visible import visible as plain_text
from segments_as_code.report.yaml_difference import definition_yaml
from segments_as_code.service_choice import service_of_containers

_FOR_GIT = (
    "Git must follow, or the next apply undoes this. Name and criteria of {key} are to be written as below, in {key}.yaml of the "
    "definitions folder or wherever its Key stands:"
)


class _Options(ContainerOptions):
    key: str
    version: int
    region: str | None
    endpoint_url: str | None
    owner: str | None
    as_json: bool
    yes: bool


@click.command("rollback")
@click.argument("key", type=KEY, callback=require_text)
@click.option("--to", "version", type=click.IntRange(min=1), metavar="VERSION", required=True, help="The version to go back to.")
@container_options
@service_options
@owner_option
@json_option
@yes_option
def command(**options: Unpack[_Options]) -> int:
    """Restore the name and the criteria that a deployed segment had before: show the plan, ask, and apply it.

    KEY is the segment's key; the record of an apply names the version before it. Tags and other segments do not
    change. The last lines of the output are for the file in git: until the file says the same, the next apply undoes the
    rollback. Exits with 1 if the segment cannot be rolled back or could not be changed.
    """
    key, version = options["key"], options["version"]
    proposal = _propose(options)
    provider = proposal.provider
    definition = _definition(proposal.plan, key)
    nothing = f"Nothing to apply: {key} is deployed as it was at version {version}."
    more = {"definition": provider.dialect.simplify(definition)}
    code = confirm_and_apply(proposal, ApplyOptions(options["yes"], options["as_json"], nothing, "Roll back again", more))
    if code == 0 and not options["as_json"]:
        print_styled([Span("\n"), Span(plain_text(_FOR_GIT.format(key=key))), Span("\n"), Span("\n")])
        print_text(definition_yaml(definition, provider.dialect))  # not wrapped, so that it can be copied
    return code


def _propose(options: _Options) -> Proposal:
    chosen = service_of_containers(containers_of(options))
    provider, scope = chosen.provider, chosen.scope
    if scope is None:
        message = "a rollback needs the application or the domain of the segment."
        raise SegmentsError("no-application", message, "pass --application-id for Pinpoint or --domain-name for Customer Profiles.")
    connection = Connection(scope, options["region"], options["endpoint_url"], remedies=remedies_for(provider.dialect))
    owner = find_owner(options["owner"], ".")
    reader = provider.open_reader(connection)
    target = Target(provider.dialect.name, scope, reader.region, owner)
    plan = propose_rollback(options["key"], options["version"], reader, provider.dialect, target=target)
    return Proposal(plan, provider, (), connection, reader)


def _definition(plan: Plan, key: str) -> Definition:
    """Return the segment of ``key`` as it is after the plan."""
    return next(change.desired.definition for change in plan.changes if not isinstance(change, Delete) and change.desired.key == key)
