"""The command `segments emulator`."""

from __future__ import annotations

import errno
import signal
import sys
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypedDict, Unpack

import click

from aws_emulator.core.account import Clock, random_ids, seeded_ids
from aws_emulator.core.faults import Fault
from aws_emulator.core.options import Option, options_of, shown_value
from aws_emulator.core.request_log import Request
from aws_emulator.emulator import SERVICES, Emulator

_FILE = click.Path(dir_okay=False, path_type=Path)
_LOOK_S = 0.1  # how often it looks whether it was asked to end


class _Given(TypedDict):
    """The command-line options."""

    services: tuple[str, ...]
    port: int
    host: str
    applications: tuple[str, ...]
    domains: tuple[str, ...]
    state: Path | None
    seed: Path | None
    region: str
    account: str
    throttle: bool
    latency: float
    settings: tuple[str, ...]
    seed_ids: str | None
    frozen_clock: str | None
    verbose: bool
    list_behaviours: bool


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--service",
    "services",
    type=click.Choice(list(SERVICES)),
    multiple=True,
    default=["pinpoint"],
    show_default=True,
    help="A service to emulate. Many.",
)
@click.option("--port", type=click.IntRange(0, 65535), default=4610, show_default=True, help="Port to listen on; 0 takes a free one.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Loopback address to listen on; no other is allowed.")
@click.option("--application", "applications", multiple=True, metavar="ID", help="Make this Pinpoint application. Many.")
@click.option("--domain", "domains", multiple=True, metavar="NAME", help="Make this domain of Customer Profiles. Many.")
@click.option("--state", type=_FILE, help="Keep everything in this SQLite file; without it, in memory.")
@click.option("--seed", type=_FILE, help="Start from this YAML or JSON file.")
@click.option("--region", default="us-east-1", show_default=True, help="AWS Region that ARNs name.")
@click.option("--account", default="123456789012", show_default=True, help="AWS account that ARNs name.")
@click.option("--throttle", is_flag=True, help="Refuse with 429 beyond the rates that the options name.")
@click.option("--latency", type=click.FloatRange(min=0), default=0.0, metavar="MS", help="Answer each call this many milliseconds late.")
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", help="An option of the emulator's behaviour. Many.")
@click.option("--seed-ids", metavar="TEXT", help="Make the same ids in every run with this text.")
@click.option("--frozen-clock", metavar="INSTANT", help="Give every date as this one, such as 2026-11-23T09:30:00Z.")
@click.option("--verbose", is_flag=True, help="Write each request to standard error.")
@click.option("--list-behaviours", is_flag=True, help="Describe every NAME and VALUE of --set, and exit.")
def emulator(**given: Unpack[_Given]) -> None:
    """Serve emulated AWS services on a loopback port.

    The first line on standard output is the address. The command ends on Ctrl-C or SIGTERM.
    """
    if given["list_behaviours"]:
        click.echo("\n\n".join(behaviours_table(options_of(SERVICES[name].behaviour_class)) for name in given["services"]))
        return
    stopping: list[int] = []  # an exception that a signal handler raises is lost if a destructor happens to be running
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, lambda number, _: stopping.append(number))
    try:
        with _make_emulator(given) as made:
            click.echo(made.endpoint_url)
            if sys.stdout.isatty():
                click.echo(export_lines(made, given["region"]))
            while not stopping:
                time.sleep(_LOOK_S)
    except OSError as error:
        raise click.ClickException(_explain(error, given["port"])) from error
    except ValueError as error:
        raise click.ClickException(str(error)) from error


def behaviours_table(options: Iterable[Option]) -> str:
    """Return the options as text for a terminal: each with its default, its description and its values."""
    lines: list[str] = []
    for option in options:
        default = shown_value(option.default)
        lines += ["", f"{click.style(option.name, bold=True)} = {default}    ({option.allowed})", f"    {option.says}"]
        lines += [f"    {value}: {meaning}" for value, meaning in option.values.items()]
    return "\n".join(lines[1:])


def export_lines(emulator: Emulator, region: str) -> str:
    """Return the lines to paste into another terminal, so that AWS's clients and `segments` use the emulator."""
    addresses = [
        f"export AWS_ENDPOINT_URL_{api.model.service_id.upper().replace(' ', '_')}={emulator.endpoint_url}"
        for service in emulator.services
        for api in service.apis.values()
    ]
    return "\n".join(
        [
            f"\nserving {' and '.join(service.title for service in emulator.services)}. To use it, in another terminal:\n",
            *addresses,
            f"export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_REGION={region}",
            "\nIt ends with Ctrl-C.",
        ]
    )


def _explain(error: OSError, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is in use.\n    fix: segments emulator --port 0 takes a free port."
    return str(error)


def _make_emulator(given: _Given) -> Emulator:
    """Return the emulator that the options describe."""
    made = Emulator(
        services=tuple(dict.fromkeys(given["services"])),
        applications=given["applications"],
        domains=given["domains"],
        region=given["region"],
        account=given["account"],
        behaviour=_settings(given["settings"]),
        state=given["state"],
        seed=given["seed"],
        throttle=given["throttle"],
        host=given["host"],
        port=given["port"],
        clock=_clock(given["frozen_clock"]),
        ids=random_ids if given["seed_ids"] is None else seeded_ids(given["seed_ids"]),
        on_request=_print_request if given["verbose"] else None,
    )
    if given["latency"]:
        made.faults.add(Fault(delay_s=given["latency"] / 1000, count=None))
    return made


def _settings(given: Iterable[str]) -> dict[str, object]:
    """Return NAME=VALUE texts as a mapping; of two with the same name the last counts."""
    settings: dict[str, object] = {}
    for setting in given:
        name, equals, value = setting.partition("=")
        if not equals:
            raise ValueError(f"--set takes NAME=VALUE, such as update_semantics=merge; {setting} has no =.")
        settings[name.strip()] = value.strip()
    return settings


def _clock(instant: str | None) -> Clock:
    if instant is None:
        return time.time
    moment = datetime.fromisoformat(instant)
    seconds = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    return lambda: seconds


def _print_request(request: Request) -> None:
    parameters = " ".join(f"{name}={value}" for name, value in request.parameters.items())
    click.echo(f"{request.status or 'dropped'} {request.operation or '?'} {parameters} {request.error}".rstrip(), err=True)
