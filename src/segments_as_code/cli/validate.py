"""``segments validate``."""

from __future__ import annotations

import json

import click

from segments_as_code.cli.options import application_option, check_folder, folder_argument, json_option, pinpoint, strict_option
from segments_as_code.cli.painting import print_text, show
from segments_as_code.pipeline import Checked
from segments_as_code.problems import has_errors
from segments_as_code.render import Span, Style, problems_text


@click.command("validate")
@folder_argument
@application_option
@strict_option
@json_option
def command(path: str, application_id: str | None, strict: bool, as_json: bool) -> int:  # noqa: FBT001  # click passes by name
    """Check the definitions in PATH: schema, then meaning. Needs no network and no AWS account.

    Exits with 1 where there are errors (with --strict: or warnings).
    """
    checked = check_folder(path, pinpoint(), application_id)
    if as_json:
        print_text(checked_json(checked))
    else:
        show([*problems_text(checked.problems), *_verdict(checked)])
    return 1 if has_errors(checked.problems, strict=strict) else 0


def checked_json(checked: Checked) -> str:
    """Return what was found as JSON."""
    problems = [
        {
            "path": problem.place.path,
            "line": problem.place.line,
            "column": problem.place.column,
            "severity": problem.severity.value,
            "code": problem.code,
            "message": problem.message,
            "remedy": problem.remedy,
        }
        for problem in checked.problems
    ]
    keys = [segment.key for segment in checked.segments]
    return json.dumps({"application": checked.scope, "segments": keys, "problems": problems}, indent=1, ensure_ascii=False) + "\n"


def _verdict(checked: Checked) -> list[Span]:
    errors = sum(problem.severity == "error" for problem in checked.problems)
    warnings = len(checked.problems) - errors
    counted = [_count(number, noun) for number, noun in ((errors, "error"), (warnings, "warning")) if number]
    if errors:
        return [Span("\n"), Span(", ".join(counted), Style.ERROR), Span(".\n")]
    verdict = f"{_count(len(checked.segments), 'segment')} valid" + (f", {counted[0]}" if counted else "")
    return [Span(verdict, Style.CREATE), Span(".\n")]


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
