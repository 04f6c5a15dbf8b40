"""The ``segments`` command itself, and what its exit codes say."""

from __future__ import annotations

import sys

import click

from segments_as_code import __version__
from segments_as_code.cli.group import Commands
from segments_as_code.cli.printing import print_text
from segments_as_code.model.problem import SegmentsError

FAILED, OUR_FAULT, INTERRUPTED = 1, 3, 130


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "--version", prog_name="segments")
def segments() -> None:
    """Keep Amazon Pinpoint audience segments as YAML in git.

    Exit codes: 0 all is well; 1 something for you to fix; 2 changes (plan --detailed-exitcode) or a wrong command line;
    3 a fault of ours; 130 interrupted.
    """


def main(arguments: list[str] | None = None) -> None:
    """Run the command line (``sys.argv`` if none is given) and exit with its code."""
    sys.exit(run(arguments))


def run(arguments: list[str] | None) -> int:
    """Run the command line (``sys.argv`` where none is given) and return its exit code; nobody sees a traceback for their own mistake."""
    try:
        code = segments.main(arguments, prog_name="segments", standalone_mode=False)
    except (click.exceptions.Abort, KeyboardInterrupt):
        print_text("Interrupted.\n", to_stderr=True)
        return INTERRUPTED
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except SegmentsError as error:
        _fail(error)
        return FAILED
    except Exception:  # noqa: BLE001  # the one place where a fault of ours ends: told as such
        _own_up()
        return OUR_FAULT
    return code if isinstance(code, int) else 0


def _fail(error: SegmentsError) -> None:
    from segments_as_code.cli.painting import show  # noqa: PLC0415  # `segments --help` does without what renders
    from segments_as_code.render.remarks import error_text  # noqa: PLC0415

    show(error_text(error), to_stderr=True)


def _own_up() -> None:
    import traceback  # noqa: PLC0415  # hardly ever needed

    print_text(traceback.format_exc(), to_stderr=True)
    print_text("This is a fault of Segments as Code: please report it with the lines above.\n", to_stderr=True)
