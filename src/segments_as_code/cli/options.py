"""The arguments that commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from segments_as_code.files import FolderFiles
from segments_as_code.pipeline import Checked, check
from segments_as_code.ports import Connection, Provider
from segments_as_code.problems import SegmentsError
from segments_as_code.providers import PROVIDERS

_Command = TypeVar("_Command", bound=Callable[..., Any])


def folder_argument(command: _Command) -> _Command:
    """Add the folder of definitions."""
    return click.argument("path", default="segments", type=click.Path(path_type=str))(command)


def strict_option(command: _Command) -> _Command:
    """Add ``--strict``."""
    return click.option("--strict", is_flag=True, help="Treat warnings as errors.")(command)


def json_option(command: _Command) -> _Command:
    """Add ``--json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for programs instead of text for people.")(command)


def application_option(command: _Command) -> _Command:
    """Add ``--application-id``."""
    text = "The Pinpoint application; needed where the definitions do not name it."
    return click.option("--application-id", metavar="ID", envvar="SEGMENTS_APPLICATION_ID", show_envvar=True, help=text)(command)


def service_options(command: _Command) -> _Command:
    """Add what says where Pinpoint is reached."""
    region = click.option("--region", metavar="NAME", help="The AWS region; AWS's own variables and profiles where left out.")
    text = "Another address to reach Pinpoint at, such as that of segments emulator."
    endpoint = click.option("--endpoint-url", metavar="URL", envvar="AWS_ENDPOINT_URL_PINPOINT", show_envvar=True, help=text)
    return region(endpoint(command))


def planning_options(command: _Command) -> _Command:
    """Add what a plan depends on besides the definitions."""
    text = "Whose segments these are: the owner tag; the git remote's owner/name where left out."
    owner = click.option("--owner", metavar="NAME", envvar="GITHUB_REPOSITORY", show_envvar=True, help=text)
    text = "Delete segments of ours that no file names any more, or none ever."
    delete = click.option("--delete", type=click.Choice(["owned", "never"]), default="owned", show_default=True, help=text)
    text = "Confirm exactly N deletions where the plan is refused for having too many."
    allow = click.option("--allow-deletes", type=click.IntRange(min=0), metavar="N", help=text)
    return owner(delete(allow(command)))


def pinpoint() -> Provider:
    """Return the provider; there is one."""
    return PROVIDERS["pinpoint"]()


def check_folder(path: str, provider: Provider, application_id: str | None) -> Checked:
    """Read and check the definitions in ``path``, which may lie anywhere on a laptop: what it leads out of is itself."""
    here, folder = Path.cwd(), Path(path)
    inside = not folder.is_absolute() and ".." not in folder.parts
    files = FolderFiles(here, path) if inside else FolderFiles(folder.resolve().parent, folder.resolve().name)
    return check(files, provider.dialect, scope=application_id)


def connection_to(checked: Checked, application_id: str | None, region: str | None, endpoint_url: str | None) -> Connection:
    """Return where the segments of ``checked`` are deployed."""
    scope = application_id or checked.scope
    if scope is None:
        remedy = "give --application-id, or write ApplicationId in the definitions."
        raise SegmentsError("no-application", "neither the command line nor any definition names an application.", remedy)
    return Connection(scope, region, endpoint_url)
