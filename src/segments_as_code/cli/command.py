"""The ``segments`` command: its subcommands, loaded when used, and its exit codes."""

from __future__ import annotations

import importlib
import sys
import traceback
from collections.abc import Mapping
from difflib import get_close_matches

import click
from click.shell_completion import CompletionItem

from segments_as_code import __version__
from segments_as_code.cli.console import is_terminal, print_styled, print_text, use_renderer
from segments_as_code.model.problem import SegmentsError
from segments_as_code.report.text import error_text

FAILED, OUR_FAULT, INTERRUPTED = 1, 3, 130

_COMMANDS: Mapping[str, str] = {
    "init": "Write the first segment, workflows and policies.",
    "validate": "Check the definitions: schema, then meaning. Offline.",
    "test": "Test the definitions with example people. Offline.",
    "fmt": "Rewrite definitions in canonical spelling. Offline.",
    "plan": "Show what would change. Changes nothing.",
    "apply": "Show the plan, ask, and apply it.",
    "rollback": "Restore an earlier definition of one segment.",
    "drift": "Show what was changed outside git.",
    "convert": "Convert definitions to Customer Profiles. Offline.",
    "pull": "Write what is deployed to YAML files, ready to adopt.",
    "explain": "Say in English who is in a segment. Offline.",
    "audience": "Count, or estimate, how many people are in each segment.",
    "graph": "Draw which segments build on which, and what uses them.",
    "catalogue": "Write a web page of all segments. Offline.",
    "rule": "Say what the code of a problem or refusal means. Offline.",
    "schema": "Print the JSON Schemas. Offline.",
    "completion": "Print the completion script for a shell.",
    "emulator": "Serve emulated AWS services on a loopback port.",
    "demo": "Show the life of one change on an emulated service. Offline.",
}


class _LazyCommands(click.Group):
    """Loads a command's module, ``cli/commands/NAME.py``, when the command is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        del ctx
        return [*_COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, or None if there is none of that name."""
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"segments_as_code.cli.commands.{cmd_name}").command
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command to run; suggest one if it does not exist."""
        known = self.list_commands(ctx)
        if args and args[0] not in known and not args[0].startswith("-"):
            close = get_close_matches(args[0], known, n=1)
            ctx.fail(f"No such command {args[0]!r}." + (f" Did you mean {close[0]!r}?" if close else ""))
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return completions, without loading any command."""
        del ctx
        known = {**_COMMANDS, "--help": "Show this message and exit.", "--version": "Show the version and exit."}
        is_option = incomplete.startswith("-")
        return [
            CompletionItem(name, help=text)
            for name, text in known.items()
            if name.startswith(incomplete) and name.startswith("-") is is_option
        ]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without loading any of them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([*_COMMANDS.items()])


@click.group(cls=_LazyCommands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "--version", prog_name="segments")
def segments() -> None:
    """Keep segments of Amazon Pinpoint and Amazon Connect Customer Profiles as YAML in git.

    Exit codes: 0 success; 1 something for you to fix; 2 changes (plan --detailed-exitcode, drift) or a wrong command line;
    3 a bug in Segments as Code; 130 interrupted.
    """


def main(arguments: list[str] | None = None) -> None:
    """Run the command line (``sys.argv`` if none is given) and exit with its code."""
    sys.exit(run(arguments))


def run(arguments: list[str] | None) -> int:
    """Run the command line (``sys.argv`` if none is given) and return its exit code; only a bug shows a traceback."""
    if is_terminal(sys.stdout) or is_terminal(sys.stderr):
        use_renderer(importlib.import_module("segments_as_code.cli.terminal_text").render_spans)
    try:
        code = segments.main(arguments, prog_name="segments", standalone_mode=False)
    except (click.exceptions.Abort, KeyboardInterrupt):
        print_text("Interrupted.\n", to_stderr=True)
        return INTERRUPTED
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except SegmentsError as error:
        print_styled(error_text(error), to_stderr=True)
        return FAILED
    except Exception:  # noqa: BLE001  # the one place where a bug of ours ends: reported as such
        print_text(traceback.format_exc(), to_stderr=True)
        print_text("This is a bug in Segments as Code: please report it with the lines above.\n", to_stderr=True)
        return OUR_FAULT
    return code if isinstance(code, int) else 0
