"""``segments test``."""

from __future__ import annotations

import json
from difflib import get_close_matches
from pathlib import Path, PurePath
from typing import TypedDict, Unpack

import click

from segments_as_code.cli.commands.validate import check_result_text, problems_json
from segments_as_code.cli.console import print_json, print_notice, print_styled, print_text
from segments_as_code.cli.folder import definitions_at
from segments_as_code.cli.options import check_folder, folder_argument, json_option, provider_of, require_text
from segments_as_code.cli.write_atomically import write_atomically
from segments_as_code.definitions.reserved_files import TESTS, kind_of
from segments_as_code.definitions.yaml_writer import write_document
from segments_as_code.meaning.examples import TriedExamples
from segments_as_code.model.problem import SegmentsError, has_errors
from segments_as_code.model.segment import DesiredSegment
from segments_as_code.pipeline import CheckResult
from segments_as_code.ports import Provider
from segments_as_code.proving import generate_examples, try_examples
from segments_as_code.report.examples_report import examples_json, examples_text, junit_xml
from segments_as_code.report.visible import visible


class _Options(TypedDict):
    path: str
    strict: bool
    with_coverage: bool
    as_json: bool
    junit: Path | None
    generate: str | None
    out: str | None
    overwrite: bool


@click.command("test")
@folder_argument
@click.option("--strict", is_flag=True, help="Let warnings fail, and examples whose outcome AWS does not document.")
@click.option("--coverage", "with_coverage", is_flag=True, help="Also say which criteria no example would miss.")
@json_option
@click.option("--junit", type=click.Path(path_type=Path), metavar="FILE", help="Also write a JUnit report for CI.")
@click.option(
    "--generate", callback=require_text, metavar="KEY", help="Write example people for this segment into a test file, to be reviewed."
)
@click.option(
    "--out", callback=require_text, metavar="FILE", help="The file for --generate; - is standard output. By default next to the definition."
)
@click.option("--overwrite", is_flag=True, help="Let --generate replace a file that is there.")
def command(**options: Unpack[_Options]) -> int:
    """Test the definitions in PATH with example people. Needs no network and no AWS account.

    Examples are in files that end in .test.yaml, next to the definitions. Exits with 1 if a person who should be in is out, or
    the other way round, and for errors.
    """
    if kind_of(PurePath(options["path"]).stem, options["path"]) is TESTS:
        raise click.BadParameter("a test file alone has no segments; name the folder of definitions.", param_hint="PATH")
    provider = provider_of(definitions_at(options["path"]))
    checked = check_folder(options["path"], provider, None)
    if has_errors(checked.problems, strict=False):
        _show_findings(checked, options)
        return 1
    if options["generate"] is not None:
        return _generate(options["generate"], checked, provider, options)
    tried = try_examples(checked, provider.dialect, with_coverage=options["with_coverage"])
    passes = tried.passes(strict=options["strict"])
    if options["junit"] is not None:
        write_atomically(junit_xml(tried, strict=options["strict"]), options["junit"])
    if options["as_json"]:
        _print_json(tried, checked, options, passes=passes)
    else:
        print_styled(examples_text(tried, with_coverage=options["with_coverage"]))
    return 0 if passes else 1


def _show_findings(checked: CheckResult, options: _Options) -> None:
    """Report that the definitions have errors, so that no example was tested."""
    untried = TriedExamples(problems=checked.problems)
    if options["junit"] is not None:
        write_atomically(junit_xml(untried, strict=False), options["junit"])
    if options["as_json"]:
        _print_json(untried, checked, options, passes=False)
    else:
        print_styled(check_result_text(checked))
        print_notice("No example was tried: the definitions have errors.")


def _print_json(tried: TriedExamples, checked: CheckResult, options: _Options, *, passes: bool) -> None:
    del checked
    found = examples_json(tried, problems_json(tried.problems), with_coverage=options["with_coverage"], passes=passes)
    print_json(json.dumps(found, indent=1, ensure_ascii=False) + "\n")


def _generate(key: str, checked: CheckResult, provider: Provider, options: _Options) -> int:
    segment = _find_segment(key, checked)
    found = generate_examples(key, checked, provider.dialect)
    comments = [f"People who show each criterion of {key}, written by segments test --generate. Give them names, and keep what you expect."]
    text = write_document(found.test(key), "\n".join(f"# {visible(line)}" for line in (*comments, *found.remarks)))
    if options["out"] == "-":
        print_text(text)
        return 0
    file = Path(options["out"] or _file_for(segment))
    if file.exists() and not options["overwrite"]:
        message = f"{file} exists already, and somebody may have written it."
        raise SegmentsError(
            "file-exists", message, "pass --overwrite to replace it, or --out FILE to write elsewhere (- to standard output)."
        )
    write_atomically(text, file)
    print_notice(f"{file} written: read it, and run segments test.")
    return 0


def _find_segment(key: str, checked: CheckResult) -> DesiredSegment:
    known = {segment.key: segment for segment in checked.segments}
    if key not in known:
        close = get_close_matches(key, sorted(known), n=1)
        remedy = f"did you mean {close[0]}?" if close else "segments validate --json lists the keys."
        raise SegmentsError("unknown-key", f"no segment has the key {visible(key)}.", remedy)
    return known[key]


def _file_for(segment: DesiredSegment) -> str:
    """Return the path of a test file next to a definition, named after the last part of its key."""
    folder, slash, _ = segment.location.path.rpartition("/")
    return f"{folder}{slash}{segment.key.rpartition('/')[2]}.test.yaml"
