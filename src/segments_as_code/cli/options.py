"""The arguments that commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypedDict, TypeVar

import click

from segments_as_code.cli.folder import definitions_at
from segments_as_code.pipeline import Checked, check
from segments_as_code.ports import Connection, Provider
from segments_as_code.problems import SegmentsError
from segments_as_code.providers import PROVIDERS

_Command = TypeVar("_Command", bound=Callable[..., Any])


class Given(TypedDict):
    """What plan and apply were given, by click's names."""

    path: str
    application_id: str | None
    region: str | None
    endpoint_url: str | None
    owner: str | None
    delete: Literal["owned", "never"]
    allow_deletes: int | None
    strict: bool
    as_json: bool


def _filled(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """Refuse text that is empty: ``--owner "$NAME"`` with NAME unset must not mean something else."""
    if value is not None and not value.strip():
        raise click.BadParameter("it is empty; leave it out, or give a value.", context, parameter)
    return value


def filled_paths(context: click.Context, parameter: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse empty text among several paths."""
    for path in value:
        _filled(context, parameter, path)
    return value


def folder_argument(command: _Command) -> _Command:
    """Add the folder of definitions."""
    return click.argument("path", default="segments", type=click.Path(), callback=_filled)(command)


def strict_option(command: _Command) -> _Command:
    """Add ``--strict``."""
    return click.option("--strict", is_flag=True, help="Treat warnings as errors.")(command)


def json_option(command: _Command) -> _Command:
    """Add ``--json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for programs instead of text for people.")(command)


def application_option(command: _Command) -> _Command:
    """Add ``--application-id``."""
    text = "The Pinpoint application; needed where the definitions do not name it."
    option = click.option("--application-id", callback=_filled, metavar="ID", envvar="SEGMENTS_APPLICATION_ID", show_envvar=True, help=text)
    return option(command)


def planning_options(command: _Command) -> _Command:
    """Add what plan and apply share."""
    for option in reversed([folder_argument, application_option, _service_options, _deployment_options, strict_option, json_option]):
        command = option(command)
    return command


def _service_options(command: _Command) -> _Command:
    """Add what says where Pinpoint is reached."""
    text = "The AWS region; AWS's own variables and profiles where left out."
    region = click.option("--region", callback=_filled, metavar="NAME", help=text)
    text = "Another address to reach Pinpoint at, such as that of segments emulator."
    endpoint = click.option(
        "--endpoint-url", callback=_filled, metavar="URL", envvar="AWS_ENDPOINT_URL_PINPOINT", show_envvar=True, help=text
    )
    return region(endpoint(command))


def _deployment_options(command: _Command) -> _Command:
    """Add what a plan depends on besides the definitions."""
    text = "Whose segments these are: the owner tag; the git remote's owner/name where left out."
    owner = click.option("--owner", callback=_filled, metavar="NAME", envvar="GITHUB_REPOSITORY", show_envvar=True, help=text)
    text = "Delete segments of ours that no file names any more, or none ever."
    delete = click.option("--delete", type=click.Choice(["owned", "never"]), default="owned", show_default=True, help=text)
    text = "Confirm exactly N deletions where the plan is refused for having too many."
    allow = click.option("--allow-deletes", type=click.IntRange(min=0), metavar="N", help=text)
    return owner(delete(allow(command)))


def pinpoint() -> Provider:
    """Return the provider; there is one."""
    return PROVIDERS["pinpoint"]()


def check_folder(path: str, provider: Provider, application_id: str | None) -> Checked:
    """Read and check the definitions in ``path``."""
    return check(definitions_at(path), provider.dialect, scope=application_id)


def connection_to(checked: Checked, given: Given) -> Connection:
    """Return where the segments of ``checked`` are deployed."""
    scope = given["application_id"] or checked.scope
    if scope is None:
        remedy = "give --application-id, or write ApplicationId in the definitions."
        raise SegmentsError("no-application", "neither the command line nor any definition names an application.", remedy)
    return Connection(scope, given["region"], given["endpoint_url"])
