"""The ``segments`` command: on a laptop what the action is on GitHub."""

from __future__ import annotations

import importlib
import sys
import traceback
from collections.abc import Mapping

import click

from segments_as_code import __version__
from segments_as_code.cli.painting import complain, fail
from segments_as_code.problems import SegmentsError

__all__ = ["main"]

FAILED, OUR_FAULT, INTERRUPTED = 1, 3, 130

_COMMANDS: Mapping[str, str] = {
    "validate": "segments_as_code.cli.validate",
    "plan": "segments_as_code.cli.plan",
    "apply": "segments_as_code.cli.apply",
    "schema": "segments_as_code.cli.schema",
}
_PLUGINS = "segments_as_code.commands"
_EXTRAS: Mapping[str, str] = {"emulator": "pip install 'segments-as-code[emulator]'"}


class _Commands(click.Group):
    """Commands that are imported when they are used: ``validate`` never loads what talks to AWS."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, ours and those of installed extras."""
        del ctx
        return [*_COMMANDS, *_EXTRAS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, or None where there is none of that name."""
        del ctx
        if cmd_name in _COMMANDS:
            command = importlib.import_module(_COMMANDS[cmd_name]).command
        elif cmd_name in _EXTRAS:
            command = _plugin(cmd_name)
        else:
            return None
        assert isinstance(command, click.Command)  # noqa: S101  # told to the type checker
        return command


def _plugin(name: str) -> click.Command:
    """Return the command that an installed package adds, or one that says how to install it."""
    from importlib.metadata import entry_points  # noqa: PLC0415  # reads every installed package's metadata: only where needed

    for entry in entry_points(group=_PLUGINS, name=name):
        try:
            loaded: click.Command = entry.load()
        except ModuleNotFoundError:
            break
        return loaded

    @click.command(name, help=f"Not installed: {_EXTRAS[name]}", context_settings={"ignore_unknown_options": True})
    @click.argument("arguments", nargs=-1)
    def missing(arguments: tuple[str, ...]) -> None:
        del arguments
        raise SegmentsError("extra-missing", f"segments {name} is not installed.", f"{_EXTRAS[name]}")

    return missing


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "--version", prog_name="segments")
def segments() -> None:
    """Keep Amazon Pinpoint audience segments as YAML in git.

    Exit codes: 0 all is well; 1 something for you to mend; 2 changes (plan --detailed-exitcode) or a wrong command line;
    3 a fault of ours; 130 interrupted.
    """


def main(arguments: list[str] | None = None) -> None:
    """Run the command line (``sys.argv`` where none is given) and exit with its code; nobody sees a traceback for their own mistake."""
    try:
        code = segments.main(arguments, prog_name="segments", standalone_mode=False)
    except click.exceptions.Abort:
        complain("Interrupted.")
        sys.exit(INTERRUPTED)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except SegmentsError as error:
        fail(error)
        sys.exit(FAILED)
    except KeyboardInterrupt:
        complain("Interrupted.")
        sys.exit(INTERRUPTED)
    except Exception:  # noqa: BLE001  # the one place where a fault of ours ends: told as such
        complain(traceback.format_exc().rstrip())
        complain("This is a fault of Segments as Code: please report it with the lines above.")
        sys.exit(OUR_FAULT)
    sys.exit(code if isinstance(code, int) else 0)
