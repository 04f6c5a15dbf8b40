"""``segments explain``."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Literal, TypedDict, Unpack

import click

from segments_as_code.cli.commands.validate import check_result_text, checked_json
from segments_as_code.cli.console import print_json, print_styled, print_text
from segments_as_code.cli.options import check_folder, folder_argument, json_option, pinpoint, style_option
from segments_as_code.model.problem import SegmentsError, has_errors
from segments_as_code.model.segment import DesiredSegment
from segments_as_code.pipeline import CheckResult
from segments_as_code.report.explanation import KnownNames, explanation_json, explanation_markdown, explanation_text
from segments_as_code.report.text import problems_text
from segments_as_code.report.visible import visible as plain_text


class _Options(TypedDict):
    which: str
    path: str
    style: Literal["text", "markdown", "json"]
    as_json: bool


@click.command("explain")
@click.argument("which", metavar="KEY|FILE")
@folder_argument
@style_option
@json_option
def command(**options: Unpack[_Options]) -> int:
    """Say in English who is in the segment KEY, or in every segment of FILE. Needs no network and no AWS account.

    PATH is the folder of definitions, from which the names of source segments are taken. A FILE outside of it is
    read alone. Exits with 1 for errors in the definitions, or if the segment does not exist.
    """
    provider, which = pinpoint(), options["which"]
    style = "json" if options["as_json"] else options["style"]
    path = which if _stands_alone(which, options["path"]) else options["path"]
    checked = check_folder(path, provider, None)
    if has_errors(checked.problems, strict=False):
        _show_problems(checked, style)
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
    known = [*(segment.key for segment in segments), *_paths(segments)]
    close = get_close_matches(which, sorted(known), n=1)
    remedy = f"did you mean {close[0]}?" if close else "give the key of a segment, or the path of its file."
    return SegmentsError("unknown-segment", f"{plain_text(which)} is neither the key of a segment here nor a file of definitions.", remedy)


def _paths(segments: Sequence[DesiredSegment]) -> set[str]:
    return {segment.location.path for segment in segments}


def _show_problems(checked: CheckResult, style: str) -> None:
    if style == "json":
        print_json(checked_json(checked))
    else:
        print_styled(check_result_text(checked))
