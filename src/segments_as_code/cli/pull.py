"""``segments pull``."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from segments_as_code.cli.options import application_option, check_folder, connection_of, folder_argument, pinpoint, service_options
from segments_as_code.cli.painting import complain
from segments_as_code.cli.saving import save_text
from segments_as_code.ports import Connection, Provider
from segments_as_code.snapshot import take_snapshot, write_snapshot


@click.command("pull")
@folder_argument
@application_option
@service_options
@click.option(
    "--snapshot",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    required=True,
    help="The file to write.",
)
def command(path: str, application_id: str | None, region: str | None, endpoint_url: str | None, snapshot: Path) -> int:
    """Write everything that is deployed into one file, for plans with the network off."""
    provider = pinpoint()
    checked = check_folder(path, provider, application_id)
    connection = connection_of(application_id or checked.scope, region, endpoint_url)
    return _take_snapshot(provider, connection, snapshot)


def _take_snapshot(provider: Provider, connection: Connection, file: Path) -> int:
    """Write a snapshot, and say what is in it."""
    reader = provider.open_reader(connection)
    taken = take_snapshot(reader, provider=provider.dialect.name, scope=connection.scope, now=datetime.now(UTC))
    save_text(write_snapshot(taken), file)
    counted = [_plural(len(taken.segments), "segment")]
    counted += [_plural(len({usage.id for usage in taken.usages if usage.kind == kind}), kind) for kind in ("campaign", "journey")]
    complain(f"Saved {', '.join(counted)} of {taken.scope} in {taken.region}: segments plan --snapshot {file} needs no network.")
    return 0


def _plural(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
