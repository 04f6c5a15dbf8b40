"""``segments validate``."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Literal, TypeAlias, Unpack

import click

from segments_as_code.cli.console import print_json, print_styled
from segments_as_code.cli.folder import definitions_at, standard_input
from segments_as_code.cli.options import ContainerOptions, container_options, containers_of, folder_argument, json_option, strict_option
from segments_as_code.model.problem import Problem, Severity, has_errors, sorted_problems
from segments_as_code.pipeline import CheckResult, check_definitions, count_fixed_by_fmt
from segments_as_code.ports import Dialect
from segments_as_code.proving import ProofResult, find_proven_problems
from segments_as_code.report.sarif import sarif_text
from segments_as_code.report.text import Span, Style, problems_text, to_span
from segments_as_code.service_choice import choose_service

Format: TypeAlias = Literal["text", "json", "sarif"]


class _Options(ContainerOptions):
    path: str
    strict: bool
    as_json: bool
    style: Format
    prove: bool


@click.command("validate")
@folder_argument
@container_options
@strict_option
@json_option
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "sarif"]),
    default="text",
    show_default=True,
    help="How to print it; sarif is what code scanning and editors read.",
)
@click.option("--prove", is_flag=True, help="Also find what only proof finds; takes seconds for a thousand segments.")
def command(**options: Unpack[_Options]) -> int:
    """Check the definitions in PATH: schema, then meaning. Needs no network and no AWS account.

    PATH is a folder or one file; - is standard input. In a folder, definitions end in .yaml, .yml or .segment.json; a file that you name
    may end in .json. Exits with 1 for errors (with --strict: or warnings).

    With --prove, every segment is examined by logic alone: whether it is nobody or everybody, what in it changes nothing, which segments
    always have the same people, and which lie within another.
    """
    path, style, strict = options["path"], options["style"], options["strict"]
    files = standard_input() if path == "-" else definitions_at(path)
    chosen = choose_service(files, containers_of(options))
    provider = chosen.provider
    checked = check_definitions(files, provider.dialect, scope=chosen.scope)
    is_proven = options["prove"] and not has_errors(checked.problems, strict=False)
    fixed = count_fixed_by_fmt(files, checked.problems, provider.dialect)
    proven = find_proven_problems(files, checked, provider.dialect) if is_proven else None
    if proven is not None:
        checked = replace(checked, problems=sorted_problems([*checked.problems, *proven.problems]))
    stops = has_errors(checked.problems, strict=strict)
    if options["as_json"] or style == "json":
        print_json(checked_json(checked, provider.dialect, proven))
    elif style == "sarif":
        print_json(sarif_text(checked.problems, provider.dialect, uri_outside=_uri_outside))
    elif stops:
        print_styled([*check_result_text(checked), *_fmt_help(path, fixed, len(checked.problems))])
    else:
        told = [*problems_text(checked.problems), *_gap(checked), *_within(proven), *_verdict(checked)]
        print_styled([*told, *_fmt_help(path, fixed, len(checked.problems))])
    return 1 if stops else 0


def _uri_outside(path: str) -> str | None:
    """Return the complete address of a path that is not below the current folder; None for one that is."""
    if PurePath(path).is_absolute() or path.startswith("../"):
        return Path(os.path.abspath(path)).as_uri()  # noqa: PTH100  # Path.resolve would follow links
    return None


def checked_json(checked: CheckResult, dialect: Dialect, proven: ProofResult | None = None) -> str:
    """Return what was found as JSON; after a proof with the pairs of keys of which the first lies within the second."""
    keys = [segment.key for segment in checked.segments]
    found: dict[str, object] = {dialect.nouns.container: checked.scope, "segments": keys, "problems": problems_json(checked.problems)}
    if proven is not None:
        found |= {"within": [*map(list, proven.within)], "unfinished": [*proven.unfinished]}
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


def problems_json(problems: Iterable[Problem]) -> list[dict[str, str | int]]:
    """Return problems as JSON values."""
    return [
        {
            "path": problem.location.path,
            "line": problem.location.line,
            "column": problem.location.column,
            "severity": problem.severity.value,
            "code": problem.code,
            "message": problem.message,
            "remedy": problem.remedy,
        }
        for problem in problems
    ]


def check_result_text(checked: CheckResult) -> list[Span]:
    """Return problems that stop the run, and their number."""
    return [*problems_text(checked.problems), *_gap(checked), Span(_counted(checked), Style.ERROR), Span(".\n")]


def _fmt_help(path: str, fixed: int, problems: int) -> list[Span]:
    """Return the command that corrects spellings, and how many of the problems are then gone."""
    if not fixed:
        return []
    command = "segments fmt" if path == "segments" else shlex.join(["segments", "fmt", path])
    return [to_span(f"{command} fixes {'this' if fixed == problems == 1 else f'{fixed:,} of {problems:,}'}.", Style.QUIET), Span("\n")]


def _within(proven: ProofResult | None) -> list[Span]:
    if proven is None:
        return []
    spans = [part for one, other in proven.within for part in (to_span(f"everybody in {one} is in {other}", Style.QUIET), Span("\n"))]
    for key in proven.unfinished:
        spans += [to_span(f"{key} is too large to be examined in full", Style.WARNING), Span("\n")]
    return [*spans, *([Span("\n")] if spans else [])]


def _verdict(checked: CheckResult) -> list[Span]:
    number = len(checked.segments)
    verdict = Span(f"{count(number, 'segment')} valid", Style.CREATE) if number else Span("no segments")
    counted = _counted(checked)
    return [verdict, *([Span(", "), Span(counted, Style.WARNING)] if counted else []), Span(".\n")]


def _gap(checked: CheckResult) -> list[Span]:
    return [Span("\n")] if checked.problems else []


def _counted(checked: CheckResult) -> str:
    numbers = {severity: sum(problem.severity is severity for problem in checked.problems) for severity in Severity}
    return ", ".join(count(number, severity.value) for severity, number in numbers.items() if number)


def count(number: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
