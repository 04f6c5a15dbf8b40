"""``segments catalogue``."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Unpack

import click

from segments_as_code.cli.commands.validate import check_result_text
from segments_as_code.cli.console import print_styled, print_text
from segments_as_code.cli.git import commit_of, find_owner
from segments_as_code.cli.options import (
    ContainerOptions,
    check_folder,
    choose_for,
    container_options,
    folder_argument,
    owner_option,
    service_of,
    snapshot_option,
    strict_option,
)
from segments_as_code.model.problem import SegmentsError, has_errors
from segments_as_code.ports import Connection, Dialect, Provider
from segments_as_code.report.catalogue import Assets, render_catalogue
from segments_as_code.report.reference_graph import Catalogue
from segments_as_code.report.text import problems_text
from segments_as_code.snapshot import Snapshot, load_snapshot

_FOLDER = click.Path(path_type=Path)
_LINK = "The address of the files, such as https://github.com/o/r/blob/main/; by default that of the commit in a GitHub Actions job."


class _Given(ContainerOptions):
    path: str
    strict: bool
    output: Path
    title: str
    link: str | None
    owner: str | None
    snapshot: Path | None


@click.command("catalogue")
@folder_argument
@container_options
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
    snapshot = load_snapshot(given["snapshot"]) if given["snapshot"] is not None else None
    chosen = choose_for(given["path"], given, snapshot=snapshot)
    provider = chosen.provider
    checked = check_folder(given["path"], provider, chosen.scope)
    if has_errors(checked.problems, strict=given["strict"]):
        print_styled(check_result_text(checked))
        return 1
    print_styled(problems_text(checked.problems), to_stderr=True)
    commit, link = commit_of(given["path"]), given["link"] or _address_of_files(os.environ)
    catalogue = Catalogue(given["title"], checked.segments, files=link, problems=checked.problems)
    catalogue = replace(catalogue, seen=_seen(checked.scope, provider.dialect, commit))
    if snapshot is not None:
        catalogue = _with_deployed(catalogue, provider, given, snapshot, checked.scope, commit)
    page = render_catalogue(catalogue, provider.dialect, load_assets())
    file = given["output"] / "index.html"
    _write(file, page)
    print_text(f"{file}\n")
    return 0


def _with_deployed(
    catalogue: Catalogue, provider: Provider, given: _Given, snapshot: Snapshot, scope: str | None, commit: str
) -> Catalogue:
    """Return ``catalogue`` with what a snapshot says about the service."""
    connection = Connection(scope or snapshot.scope)
    reader = service_of(provider, snapshot).open_reader(connection)
    deployed = reader.list_segments()
    since = f"deployed as of {(reader.as_of or '').replace('T', ' ').replace('Z', ' UTC')}"
    return replace(
        catalogue,
        deployed=deployed,
        usages=reader.list_usages([segment.id for segment in deployed]),
        owner=find_owner(given["owner"], given["path"]),
        seen=_seen(connection.scope, provider.dialect, commit, since),
    )


def _seen(scope: str | None, dialect: Dialect, *more: str) -> str:
    return " · ".join([*([f"{dialect.nouns.container} {scope}"] if scope else []), *filter(None, more)])


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
