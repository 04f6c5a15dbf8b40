"""The commands there are; each is imported when it is used, so that ``validate`` never loads what talks to AWS."""

from __future__ import annotations

import importlib
from collections.abc import Mapping

import click
from click.shell_completion import CompletionItem

from segments_as_code.model.problem import SegmentsError

_COMMANDS: Mapping[str, str] = {
    "init": "Write segments, workflows and policies to begin with.",
    "validate": "Check the definitions: schema, then meaning. Offline.",
    "fmt": "Write definitions anew in canonical spelling. Offline.",
    "plan": "Show what would change. Changes nothing.",
    "apply": "Show the plan, ask, and carry it out.",
    "rollback": "Put an earlier definition of one segment back.",
    "drift": "Show what was changed outside git.",
    "pull": "Write what is deployed into YAML files, ready to adopt.",
    "explain": "Say in English who is in a segment. Offline.",
    "graph": "Draw how segments hang together, and what uses them.",
    "catalogue": "Write a web page of all segments. Offline.",
    "schema": "Print the JSON Schemas. Offline.",
    "completion": "Print what makes a shell complete this command.",
}
_EXTRAS: Mapping[str, str] = {"emulator": "Serve an embedded Pinpoint on a loopback port."}
_PLUGINS = "segments_as_code.commands"


class Commands(click.Group):
    """Commands by name: a module of this package each, or what an installed extra adds."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, ours and those of extras."""
        del ctx
        return [*_COMMANDS, *_EXTRAS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, or None where there is none of that name."""
        del ctx
        if cmd_name in _COMMANDS:
            command = importlib.import_module(f"segments_as_code.cli.{cmd_name}").command
            assert isinstance(command, click.Command)  # noqa: S101  # told to the type checker
            return command
        return _plugin(cmd_name) if cmd_name in _EXTRAS else None

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return what a command line may go on with, without importing any command."""
        del ctx
        known = {**_COMMANDS, **_EXTRAS, "--help": "Show this message and exit.", "--version": "Show the version and exit."}
        is_option = incomplete.startswith("-")
        return [
            CompletionItem(name, help=text)
            for name, text in known.items()
            if name.startswith(incomplete) and name.startswith("-") is is_option
        ]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any of them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([*_COMMANDS.items(), *_EXTRAS.items()])


def _plugin(name: str) -> click.Command:
    """Return the command that an installed extra adds, or one that says how to install it."""
    from importlib.metadata import entry_points  # noqa: PLC0415  # reads every installed package's metadata: only where needed

    for entry in entry_points(group=_PLUGINS, name=name):
        try:
            loaded: click.Command = entry.load()
        except ModuleNotFoundError:
            break
        return loaded
    return _missing(name)


def _missing(name: str) -> click.Command:
    install = f"pip install 'segments-as-code[{name}]'"

    @click.command(name, help=f"Not installed: {install}", context_settings={"ignore_unknown_options": True})
    @click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
    def missing(arguments: tuple[str, ...]) -> None:
        del arguments
        raise SegmentsError("extra-missing", f"segments {name} is not installed.", f"{install}.")

    return missing
