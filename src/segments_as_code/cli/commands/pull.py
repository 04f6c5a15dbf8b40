"""``segments pull``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import click

from segments_as_code.cli.commands.validate import check_result_text, checked_json
from segments_as_code.cli.console import print_json, print_notice, print_styled
from segments_as_code.cli.folder import definitions_at, folder_at
from segments_as_code.cli.git import find_owner
from segments_as_code.cli.options import (
    TargetOptions,
    check_folder,
    choose_for,
    connection_to,
    container_options,
    containers_of,
    folder_argument,
    json_option,
    owner_option,
    service_options,
)
from segments_as_code.cli.saved_files import read_saved
from segments_as_code.cli.write_atomically import write_atomically
from segments_as_code.model.problem import SegmentsError, has_errors
from segments_as_code.pipeline import CheckResult, pull_definitions
from segments_as_code.ports import Connection, Provider
from segments_as_code.report.text import Span, Style
from segments_as_code.report.visible import visible as plain_text
from segments_as_code.service_choice import service_of_containers
from segments_as_code.snapshot import FromSnapshot, take_snapshot, write_snapshot

if TYPE_CHECKING:
    from segments_as_code.pull.puller import Pulled


class _Given(TargetOptions):
    snapshot: Path | None
    saved: tuple[Path, ...]
    dry_run: bool
    as_json: bool


@click.command("pull")
@folder_argument
@container_options
@service_options
@owner_option
@click.option(
    "--from",
    "saved",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Read FILE instead of the service: a saved answer of Pinpoint, a snapshot, or a CloudFormation template. May be repeated.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
@click.option(
    "--snapshot",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write everything that is deployed into FILE instead, for plans with the network off.",
)
@json_option
def command(**given: Unpack[_Given]) -> int:
    """Write what is deployed into YAML files below the folder PATH, ready to adopt.

    In an existing file only the entries that differ are changed, and every comment stays. No file is ever
    deleted. A plan of the files then only adopts segments without an owner. Exits with 1 if the existing files have errors.
    """
    path = Path(given["path"])
    if path.exists() and not path.is_dir():
        raise click.UsageError(f"{given['path']} is a file; segments are pulled into a folder.")
    chosen = choose_for(given["path"], given) if path.exists() else service_of_containers(containers_of(given))
    provider = chosen.provider
    if given["saved"]:
        owner = find_owner(given["owner"], str(_nearest(path)))
        provider = read_saved(provider, given["saved"], chosen.scope, owner=owner, region=given["region"])
    checked = check_folder(given["path"], provider, chosen.scope) if path.exists() else CheckResult(chosen.scope, (), ())
    snapshot = provider.snapshot if isinstance(provider, FromSnapshot) else None
    connection = connection_to(checked, provider, given, snapshot=snapshot)
    if given["snapshot"] is not None:
        return _take_snapshot(provider, connection, given["snapshot"])
    if has_errors(checked.problems, strict=False):
        print_json(checked_json(checked, provider.dialect)) if given["as_json"] else print_styled(check_result_text(checked))
        return 1
    pulled = _pull(provider, connection, given)
    if not given["dry_run"]:
        for file in (*pulled.created, *pulled.changed):
            write_atomically(file.content.decode(), Path(file.path))
    print_json(_json(pulled)) if given["as_json"] else print_styled(list(_told(pulled, is_dry=given["dry_run"])))
    return 0


def _pull(provider: Provider, connection: Connection, given: _Given) -> Pulled:
    folder = folder_at(given["path"])
    owner = find_owner(given["owner"], str(_nearest(Path(given["path"]))))
    files, reader = definitions_at(given["path"]), provider.open_reader(connection)
    return pull_definitions(files, reader, provider.dialect, scope=connection.scope, owner=owner, folder=folder)


def _nearest(path: Path) -> Path:
    """Return the first existing folder, at ``path`` or above."""
    return next((folder for folder in (path, *path.parents) if folder.is_dir()), Path())


def _told(pulled: Pulled, *, is_dry: bool) -> Iterator[Span]:
    for sign, style, files in (("+", Style.CREATE, pulled.created), ("~", Style.CHANGE, pulled.changed)):
        for file in files:
            yield from (Span(f"  {sign} ", style), Span(plain_text(file.path)), Span("\n"))
    for left in pulled.skipped:
        named = f"{left.segment.name} ({left.segment.id})"
        yield from (Span("left out: ", Style.WARNING), Span(plain_text(f"{named}: {left.reason.rstrip('.')}.")), Span("\n"))
    would = "to be " if is_dry else ""
    numbers = [
        (len(pulled.created), f"{would}written"),
        (len(pulled.changed), f"{would}changed"),
        (len(pulled.kept), "said as deployed already"),
        (len(pulled.skipped), "left out"),
    ]
    counted = ", ".join(f"{number:,} {words}" for number, words in numbers if number) or "none deployed"
    yield from (Span(f"Segments: {counted}", Style.HEADING), Span("\n"))


def _json(pulled: Pulled) -> str:
    left_out = [{"id": left.segment.id, "name": left.segment.name, "reason": left.reason} for left in pulled.skipped]
    created, changed = [file.path for file in pulled.created], [file.path for file in pulled.changed]
    document = {"created": created, "changed": changed, "kept": len(pulled.kept), "left_out": left_out}
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _take_snapshot(provider: Provider, connection: Connection, file: Path) -> int:
    """Write a snapshot, and print what is in it.

    Raises:
        SegmentsError: it would be of no region (``no-region``).
    """
    reader = provider.open_reader(connection)
    if not reader.region:
        raise SegmentsError("no-region", "these files do not say which region their segments are in.", "give --region.")
    taken = take_snapshot(reader, provider=provider.dialect.name, scope=connection.scope, now=datetime.now(UTC))
    write_atomically(write_snapshot(taken), file)
    counted = [_plural(len(taken.segments), "segment")]
    counted += [_plural(len({usage.id for usage in taken.usages if usage.kind == kind}), kind) for kind in ("campaign", "journey")]
    print_notice(f"Saved {', '.join(counted)} of {taken.scope} in {taken.region}: segments plan --snapshot {file} needs no network.")
    return 0


def _plural(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
