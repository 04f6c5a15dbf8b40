"""``segments catalogue``."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import TypedDict, Unpack

import click

from segments_as_code.cli.commands.validate import check_result_text
from segments_as_code.cli.console import print_styled, print_text
from segments_as_code.cli.git import find_owner
from segments_as_code.cli.options import (
    application_option,
    check_folder,
    connection_of,
    folder_argument,
    owner_option,
    pinpoint,
    service_of,
    snapshot_option,
    strict_option,
)
from segments_as_code.model.problem import SegmentsError, has_errors
from segments_as_code.ports import Provider
from segments_as_code.report.catalogue import Assets, render_catalogue
from segments_as_code.report.reference_graph import Catalogue
from segments_as_code.report.text import problems_text
from segments_as_code.snapshot import load_snapshot

_FOLDER = click.Path(file_okay=False, path_type=Path)
_LINK = "The address of the files, such as https://github.com/o/r/blob/main/; by default that of the commit in a GitHub Actions job."


class _Given(TypedDict):
    path: str
    application_id: str | None
    strict: bool
    output: Path
    title: str
    link: str | None
    owner: str | None
    snapshot: Path | None


@click.command("catalogue")
@folder_argument
@application_option
@strict_option
@snapshot_option
@owner_option
@click.option(
    "--output",
    type=_FOLDER,
    default="catalogue",
    show_default=True,
    metavar="DIR",
    help="Where to write it.",
)
@click.option("--title", default="Segments", show_default=True, metavar="TEXT", help="The title of the page.")
@click.option("--link", metavar="URL", help=_LINK)
def command(**given: Unpack[_Given]) -> int:
    """Write a web page of all segments in PATH: who is in each, how it is connected to others, its YAML.

    It is one file, DIR/index.html, that needs only a browser: put it on any web server, or open it from the disk. With --snapshot
    it also shows what is deployed, and which campaigns and journeys use each segment. Exits with 1 for errors in the
    definitions.
    """
    provider = pinpoint()
    checked = check_folder(given["path"], provider, given["application_id"])
    if has_errors(checked.problems, strict=given["strict"]):
        print_styled(check_result_text(checked))
        return 1
    print_styled(problems_text(checked.problems), to_stderr=True)
    catalogue = Catalogue(given["title"], checked.segments, files=given["link"] or _address_of_files(os.environ), seen=_seen(checked.scope))
    if given["snapshot"] is not None:
        catalogue = _with_deployed(catalogue, provider, given, given["snapshot"], checked.scope)
    page = render_catalogue(catalogue, provider.dialect, load_assets())
    file = given["output"] / "index.html"
    _write(file, page)
    print_text(f"{file}\n")
    return 0


def _with_deployed(catalogue: Catalogue, provider: Provider, given: _Given, file: Path, scope: str | None) -> Catalogue:
    """Return ``catalogue`` with what a snapshot says about the service."""
    snapshot = load_snapshot(file)
    connection = connection_of(given["application_id"] or scope or snapshot.scope, None, None)
    reader = service_of(provider, snapshot).open_reader(connection)
    deployed = reader.list_segments()
    return replace(
        catalogue,
        deployed=deployed,
        usages=reader.list_usages([segment.id for segment in deployed]),
        owner=find_owner(given["owner"], given["path"]),
        seen=_seen(connection.scope, f"deployed as of {(reader.as_of or '').replace('T', ' ').replace('Z', ' UTC')}"),
    )


def _seen(scope: str | None, *more: str) -> str:
    return " · ".join([*([f"application {scope}"] if scope else []), *more])


def _address_of_files(environ: Mapping[str, str]) -> str | None:
    """Return the address of this commit's files, in a job of GitHub Actions.

    Source: docs.github.com, "Variables reference": GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_SHA.
    """
    parts = [environ.get(name) for name in ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_SHA")]
    server, repository, commit = parts
    return f"{server}/{repository}/blob/{commit}/" if all(parts) else None


def load_assets() -> Assets:
    """Return the page's template, style and script from the package."""
    templates = files("segments_as_code.report") / "templates"
    names = ("catalogue.html.j2", "catalogue.css", "catalogue.js")
    return Assets(*((templates / name).read_text(encoding="utf-8") for name in names))


def _write(file: Path, page: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(page, encoding="utf-8")
    except OSError as error:
        raise SegmentsError(
            "cannot-write", f"{file} cannot be written: {error.strerror}.", "choose another folder for --output."
        ) from error
