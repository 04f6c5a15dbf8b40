"""``segments explain``."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Literal, TypeAlias, TypedDict, Unpack

import click

from segments_as_code.cli.commands.validate import check_result_text, checked_json
from segments_as_code.cli.console import print_json, print_styled, print_text
from segments_as_code.cli.folder import definitions_at, standard_input
from segments_as_code.cli.keys import KEY_OR_FILE
from segments_as_code.cli.options import check_folder, json_option, provider_of, require_text, require_texts, style_option
from segments_as_code.model.problem import SegmentsError, has_errors
from segments_as_code.model.segment import DesiredSegment
from segments_as_code.pipeline import CheckResult
from segments_as_code.ports import Dialect, Provider
from segments_as_code.proving import check_alone, compare
from segments_as_code.report.comparison_report import comparison_json, comparison_markdown, comparison_text
from segments_as_code.report.explanation import KnownNames, explanation_json, explanation_markdown, explanation_text
from segments_as_code.report.text import problems_text
from segments_as_code.report.visible import visible as plain_text

_STANDARD_INPUT = "-"
_FOLDER = "segments"


Style: TypeAlias = Literal["text", "markdown", "json"]

_MOST_OTHERS = 2


class _Options(TypedDict):
    which: str
    others: tuple[str, ...]
    style: Style
    as_json: bool


@click.command("explain")
@click.argument("which", type=KEY_OR_FILE, metavar="KEY|FILE", callback=require_text)
@click.argument("others", type=KEY_OR_FILE, nargs=-1, metavar="[NEW] [PATH]", callback=require_texts)
@style_option
@json_option
def command(**options: Unpack[_Options]) -> int:
    """Say in English who is in the segment KEY, or in every segment of FILE. Needs no network and no AWS account.

    With NEW, a second key or file, compare the two: who comes in and who goes out from the first to the second, with an example person
    each, proven by logic alone. A file to compare holds one segment; - is standard input.

    PATH is the folder of definitions: segments that others build on are called by their names there, and read from there. A FILE
    outside of it is read alone. Exits with 1 for errors in the definitions, or if there is no such segment.
    """
    style = "json" if options["as_json"] else options["style"]
    which, others = options["which"], options["others"]
    if len(others) > _MOST_OTHERS:
        raise click.UsageError("give a key or file, then at most a second one to compare it with and the folder of definitions.")
    if len(others) == _MOST_OTHERS:
        return _compare(which, others[0], others[1], style)
    if others and not Path(others[0]).is_dir():
        return _compare(which, others[0], _FOLDER, style)
    return _explain(which, others[0] if others else _FOLDER, style)


def _explain(which: str, folder: str, style: Style) -> int:
    if Path(which).is_dir() and not Path(folder).is_dir():
        raise _unknown(which, ())
    path = which if _stands_alone(which, folder) else folder
    provider = provider_of(definitions_at(path))
    checked = check_folder(path, provider, None)
    if has_errors(checked.problems, strict=False):
        _show_problems(checked, provider.dialect, style)
        return 1
    segments, names = _found(which, checked.segments), KnownNames(checked.segments)
    print_styled(problems_text(problem for problem in checked.problems if problem.location.path in _paths(segments)), to_stderr=True)
    match style:
        case "json":
            print_json(json.dumps(explanation_json(segments, provider.dialect, names), indent=1, ensure_ascii=False) + "\n")
        case "markdown":
            print_text(explanation_markdown(segments, provider.dialect, names))
        case "text":
            print_styled(explanation_text(segments, provider.dialect, names))
    return 0


def _compare(old: str, new: str, folder: str, style: Style) -> int:
    if old == new == _STANDARD_INPUT:
        raise click.UsageError("standard input can be read once: name a file for the other side.")
    provider = provider_of(definitions_at(next((path for path in (folder, old, new) if Path(path).exists()), folder)))
    checked = check_folder(folder, provider, None) if Path(folder).exists() else CheckResult(None, (), ())
    sides: list[DesiredSegment] = []
    for which in (old, new):
        read = _alone(which, provider)
        if read is None and has_errors(checked.problems, strict=False):
            _show_problems(checked, provider.dialect, style)
            return 1
        if read is not None and has_errors(read.problems, strict=False):
            _show_problems(read, provider.dialect, style)
            return 1
        sides.append(_only_one(which, read.segments if read is not None else _found(which, checked.segments)))
    found = compare(sides[0], sides[1], checked.segments, provider.dialect, checked.settings)
    match style:
        case "json":
            print_json(json.dumps(comparison_json(sides[0], sides[1], found), indent=1, ensure_ascii=False) + "\n")
        case "markdown":
            print_text(comparison_markdown(sides[0], sides[1], found) + "\n")
        case "text":
            print_styled(comparison_text(sides[0], sides[1], found))
    return 0


def _alone(which: str, provider: Provider) -> CheckResult | None:
    """Return what a file or standard input holds; None if ``which`` is a key."""
    if which == _STANDARD_INPUT:
        return check_alone(standard_input(), provider.dialect)
    return check_alone(definitions_at(which), provider.dialect) if Path(which).is_file() else None


def _only_one(which: str, segments: Sequence[DesiredSegment]) -> DesiredSegment:
    if len(segments) == 1:
        return segments[0]
    message = f"{plain_text(which)} holds {len(segments):,} segments, and one is compared with one."
    raise SegmentsError("several-segments", message, "give the key of one, or a file with one alone.")


def _stands_alone(which: str, folder: str) -> bool:
    """Return whether ``which`` is a file that is not below ``folder``."""
    return Path(which).is_file() and not Path(which).resolve().is_relative_to(Path(folder).resolve())


def _found(which: str, segments: Sequence[DesiredSegment]) -> list[DesiredSegment]:
    """Return the segment whose key is ``which``, or those in the file of that path, in the order of their lines."""
    if named := [segment for segment in segments if segment.key == which]:
        return named
    in_file = [segment for segment in segments if os.path.normpath(segment.location.path) == os.path.normpath(which)]
    if in_file or Path(which).is_file():
        return sorted(in_file, key=lambda segment: segment.location.line)
    raise _unknown(which, segments)


def _unknown(which: str, segments: Sequence[DesiredSegment]) -> SegmentsError:
    if Path(which).is_dir():
        message = f"{plain_text(which)} is a folder, and a folder comes last."
        return SegmentsError("unknown-segment", message, f"write the key of a segment first: segments explain KEY {plain_text(which)}.")
    known = [*(segment.key for segment in segments), *_paths(segments)]
    close = get_close_matches(which, sorted(known), n=1)
    remedy = f"did you mean {close[0]}?" if close else "give the key of a segment, or the path of its file."
    return SegmentsError("unknown-segment", f"{plain_text(which)} is neither the key of a segment here nor a file of definitions.", remedy)


def _paths(segments: Sequence[DesiredSegment]) -> set[str]:
    return {segment.location.path for segment in segments}


def _show_problems(checked: CheckResult, dialect: Dialect, style: str) -> None:
    if style == "json":
        print_json(checked_json(checked, dialect))
    else:
        print_styled(check_result_text(checked))
