"""``segments convert``."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Final, Literal, TypeAlias, TypedDict, Unpack

import click

from segments_as_code.cli.commands.validate import check_result_text, checked_json
from segments_as_code.cli.console import print_json, print_notice, print_styled, print_text
from segments_as_code.cli.folder import definitions_at, folder_at
from segments_as_code.cli.options import INSTANT, check_folder, folder_argument, provider_of, require_text, style_option
from segments_as_code.cli.write_atomically import write_atomically
from segments_as_code.convert.folder_conversion import FolderConversion, convert_folder, read_sources
from segments_as_code.convert.mapping import FieldMapping
from segments_as_code.convert.mapping_file import MappingFile, preset_mapping, read_mapping_file
from segments_as_code.convert.mapping_starter import start_mapping
from segments_as_code.convert.presets import PRESETS
from segments_as_code.convert.profile_load import find_loaded, find_meanings
from segments_as_code.counting import Counting, count_conversion
from segments_as_code.definitions.reserved_files import sort_files
from segments_as_code.model.document import SourceFile
from segments_as_code.model.problem import Problem, SegmentsError, has_errors
from segments_as_code.model.settings import Settings
from segments_as_code.pipeline import CheckResult, check_definitions
from segments_as_code.ports import Dialect
from segments_as_code.providers.registry import PROVIDERS
from segments_as_code.report.conversion_report import conversion_json, conversion_markdown, conversion_text
from segments_as_code.report.conversion_summary import readiness
from segments_as_code.report.text import END, Span, Style, problems_text, to_span

_Style: TypeAlias = Literal["text", "markdown", "json"]
_SOURCE: Final = "pinpoint"
_MAPPING: Final = "mapping.yaml"


class _Options(TypedDict):
    path: str
    target: str
    mapping: str | None
    out: str | None
    force: bool
    init_mapping: bool
    check: bool
    audience: str | None
    as_of: datetime | None
    style: _Style


@click.command("convert")
@folder_argument
@click.option("--to", "target", type=click.Choice(["customer-profiles"]), required=True, help="The service to convert the definitions to.")
@click.option(
    "--mapping",
    callback=require_text,
    metavar="FILE",
    help=f"Where each value is found on a profile: a mapping file, or the name of a preset ({', '.join(PRESETS)}).",
)
@click.option("--out", callback=require_text, metavar="DIR", help="Write the converted definitions into this folder.")
@click.option("--force", is_flag=True, help="Write into a folder that has files, or over a mapping file.")
@click.option("--init-mapping", is_flag=True, help=f"Write a mapping file to begin with, to the path of --mapping or to {_MAPPING}.")
@click.option(
    "--check", is_flag=True, help="Write nothing; exit with 1 if DIR differs from what would be written, or if anything is undecided."
)
@click.option(
    "--audience",
    callback=require_text,
    metavar="EXPORT",
    help="Count the people of an export of Pinpoint's endpoints, a file, a folder or s3://…, in each segment on both sides.",
)
@click.option("--as-of", type=INSTANT, metavar="INSTANT", help="When the export was made, if it does not say so.")
@style_option
def command(**options: Unpack[_Options]) -> int:
    """Convert the Pinpoint definitions in PATH to Customer Profiles, with a verdict on each rule. Needs no network and no AWS account.

    Prints which rules keep the same people, under which assumptions, which may select others and which have no form, with what is left to
    decide first. Every segment whose rules all have a form is compared with its source by proof. A segment with open decisions is written
    with the member Undecided, which segments validate refuses.

    Exits with 1 for errors in the definitions or in the mapping file, before anything is written.
    """
    out = options["out"]
    if out is not None and _overlap(out, options["path"]):
        raise click.UsageError(f"--out {out} overlaps with {options['path']}, which is converted; name a folder beside it.")
    source, target = (PROVIDERS[name]().dialect for name in (_SOURCE, options["target"]))
    files, checked = _read(options["path"], source)
    if has_errors(checked.problems, strict=False):
        _show(checked, source, options["style"])
        return 1
    if options["init_mapping"]:
        return _init_mapping(files, checked, source, options)
    mapping = _mapping(options["mapping"])
    if has_errors(mapping.problems, strict=False):
        _show(CheckResult(None, (), mapping.problems), target, options["style"])
        return 1
    folder = folder_at(out) if out is not None else ""
    found = convert_folder(files, checked.segments, mapping, checked.settings, (source, target), folder=folder)
    problems = [*found.problems, *_problems_of_result(found, target)]
    if has_errors(problems, strict=False):
        _show(CheckResult(None, checked.segments, tuple(problems)), target, options["style"])
        return 1
    print_styled(problems_text(problems), to_stderr=True)
    if (data := options["audience"]) is not None:
        found = _count(found, mapping.mapping, checked.settings, Counting(data, options["as_of"]), (source, target))
    _report(found, source, target, options["style"])
    if options["check"]:
        return _check(found, out)
    if out is not None:
        _write(found, out, force=options["force"])
    return 0


def _overlap(one: str | Path, other: str | Path) -> bool:
    """Return whether two paths, with their links followed, are one, or one is inside the other."""
    first, second = Path(os.path.realpath(one)), Path(os.path.realpath(other))
    return first.is_relative_to(second) or second.is_relative_to(first)


def _read(path: str, source: Dialect) -> tuple[Sequence[SourceFile], CheckResult]:
    """Return the files of a folder, and what they say.

    Raises:
        SegmentsError: they are not for Pinpoint (``another-service``).
    """
    files = definitions_at(path)
    provider = provider_of(files)
    if provider.dialect.name != source.name:
        message = (
            f"the definitions in {path} are for {provider.dialect.nouns.service}, and segments convert reads {source.nouns.service}'s."
        )
        raise SegmentsError("another-service", message, f"name a folder with definitions for {source.nouns.service}.")
    return files.read()[0], check_folder(path, provider, None)


def _mapping(given: str | None) -> MappingFile:
    if given is None:
        return MappingFile(FieldMapping())
    if given in PRESETS and not Path(given).exists():
        return preset_mapping(given)
    if not Path(given).is_file():
        said = f"{given} is not a file" if Path(given).exists() else f"there is no file {given}"
        close = get_close_matches(given, PRESETS, 1)
        meant = f" Did you mean {close[0]}?" if close else ""
        remedy = f"name a YAML file, write one with --init-mapping, or name a preset: {', '.join(PRESETS)}."
        raise SegmentsError("mapping-unreadable", f"{said}, and no preset has this name.{meant}", remedy)
    sources, problems = definitions_at(given).read()
    return MappingFile(FieldMapping(), None, tuple(problems)) if problems else read_mapping_file(sources[0])


def _problems_of_result(found: FolderConversion, target: Dialect) -> Iterator[Problem]:
    """Yield the errors that the converted definitions have beside their open decisions, at the places of their sources."""
    for problem in check_definitions(_Given(found.files), target, scope=None).problems:
        if problem.code != "undecided" and has_errors([problem], strict=False):
            location = found.places.get(problem.location.path, problem.location)
            message = f"once converted: {problem.message}"
            yield Problem(location, problem.code, message, problem.remedy, problem.severity)


class _Given:
    """Files in memory."""

    def __init__(self, files: Sequence[SourceFile]) -> None:
        self._files = files

    def read(self) -> tuple[Sequence[SourceFile], Sequence[Problem]]:
        return self._files, ()


def _count(
    found: FolderConversion, mapping: FieldMapping, settings: Settings, counting: Counting, dialects: tuple[Dialect, Dialect]
) -> FolderConversion:
    """Return ``found`` with how many people of an export are in each segment on both sides."""
    meanings = find_meanings(found.conversion, found.sources, settings, dialects)
    loaded = find_loaded([dialects[0].read_criteria(each.document.content) for each in found.sources.values()], mapping)
    people = count_conversion(found.conversion, meanings, loaded, counting, dialects[0])
    return replace(found, conversion=replace(found.conversion, people=people))


def _report(found: FolderConversion, source: Dialect, target: Dialect, style: _Style) -> None:
    nouns = source.nouns, target.nouns
    match style:
        case "json":
            print_json(json.dumps(conversion_json(found.conversion, *nouns), indent=1, ensure_ascii=False) + "\n")
        case "markdown":
            print_text(conversion_markdown(found.conversion, *nouns))
        case "text":
            print_styled(conversion_text(found.conversion, *nouns))


def _check(found: FolderConversion, out: str | None) -> int:
    """Return 1 if the folder is not what would be written, or anything is undecided, and say why."""
    undecided = sorted(segment.key for segment in found.conversion.segments if segment.is_undecided)
    lines = [f"not decided: {key}" for key in undecided]
    lines += [f"waits for what is not decided: {key}" for key in sorted(found.conversion.waiting)]
    if out is not None:
        wanted = {file.path: file.content for file in found.files}
        found_there = definitions_at(out).read()[0] if Path(out).exists() else ()
        there = {file.path: file.content for file in sort_files(found_there).definitions}
        lines += [f"not written yet: {path}" for path in sorted(wanted.keys() - there.keys())]
        lines += [f"not what the conversion writes: {path}" for path in sorted(wanted.keys() & there.keys()) if wanted[path] != there[path]]
        lines += [f"not from this conversion: {path}" for path in sorted(there.keys() - wanted.keys())]
    spans = [part for line in lines for part in (to_span(line, Style.WARNING), END)]
    print_styled(spans or [Span("Everything is decided and as converted.", Style.CREATE), END], to_stderr=True)
    return 1 if lines else 0


def _write(found: FolderConversion, out: str, *, force: bool) -> None:
    """Write the files; settings, policies and tests that are there already stay, since somebody may have gone on with them.

    Raises:
        SegmentsError: the folder has files (``out-not-empty``).
    """
    folder = Path(out)
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir()) and not force):
        raise SegmentsError("out-not-empty", f"{out} has files already.", "name an empty folder, or pass --force to write into this one.")
    for file in found.files:
        write_atomically(file.content.decode(), Path(file.path))
    new = [file for file in found.reserved if not Path(file.path).exists()]
    for file in new:
        write_atomically(file.content.decode(), Path(file.path))
    written = len(found.files) + len(new)
    print_notice(f"Wrote {written:,} file{'' if written == 1 else 's'} into {out}. {readiness(found.conversion)}".rstrip())


def _init_mapping(files: Sequence[SourceFile], checked: CheckResult, source: Dialect, options: _Options) -> int:
    """Write a mapping file with everything that the definitions need.

    Raises:
        SegmentsError: there is such a file (``out-not-empty``).
        UsageError: it would be among the definitions.
    """
    given = options["mapping"]
    preset = given if given in PRESETS else None
    path = Path(_MAPPING if given is None or preset else given)
    if _overlap(path, options["path"]):
        message = f"{path} would be read as a definition, since it is in {options['path']}; name a file elsewhere with --mapping."
        raise click.UsageError(message)
    if path.exists() and not options["force"]:
        raise SegmentsError("out-not-empty", f"{path} exists already.", "name another file with --mapping, or pass --force.")
    sources = read_sources(files, checked.segments, source)
    criteria = [source.read_criteria(each.document.content) for each in sources.values()]
    write_atomically(start_mapping(criteria, preset), path)
    print_notice(f"Wrote {path}. Decide what its comments ask, then run segments convert --to {options['target']} --mapping {path}.")
    return 0


def _show(checked: CheckResult, dialect: Dialect, style: _Style) -> None:
    if style == "json":
        print_json(checked_json(checked, dialect))
    else:
        print_styled(check_result_text(checked))
