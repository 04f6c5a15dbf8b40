"""``segments fmt``."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import unified_diff

import click

from segments_as_code.cli.commands.validate import count, problems_json
from segments_as_code.cli.console import is_terminal, print_json, print_styled, print_text
from segments_as_code.cli.folder import definitions_at, standard_input
from segments_as_code.cli.options import json_option, provider_of, require_texts
from segments_as_code.model.document import SourceFile
from segments_as_code.model.problem import Problem, has_errors, sorted_problems
from segments_as_code.pipeline import reformat
from segments_as_code.report.text import Span, Style, problems_text
from segments_as_code.report.visible import visible as plain_text

_STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True)
class _Done:
    """One file: its old and new content, and whether it was written."""

    source: SourceFile
    after: bytes
    is_written: bool

    @property
    def is_changed(self) -> bool:
        return self.after != self.source.content

    @property
    def diff(self) -> list[str]:
        """Return the difference as a patch."""
        before, after = (content.decode().splitlines(keepends=True) for content in (self.source.content, self.after))
        return list(unified_diff(before, after, self.source.path, self.source.path))


@click.command("fmt")
@click.argument("paths", nargs=-1, type=click.Path(), metavar="[PATHS...]", callback=require_texts)
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if a file would be rewritten.")
@click.option("--diff", is_flag=True, help="Write nothing; print what would change, as a patch.")
@json_option
def command(paths: tuple[str, ...], check: bool, diff: bool, as_json: bool) -> int:  # noqa: FBT001  # click passes by name
    """Rewrite the definitions in PATHS in canonical spelling and order, with every comment kept. Offline.

    PATHS are folders or files (default: segments); - alone reads standard input and writes the result to standard output.

    Spellings that validate warns about are corrected: group Dimensions as
    a list, a missing Type, SourceType or Include, metrics written like attributes, GREATER_THAN and LESS_THAN on a date, dates as
    instants, tags for Tags. Members are written in the order of the reference; attributes, values, groups and documents stay in your order.

    Levels are indented by two blanks, lists below their key. Quotes, anchors, line ends, blank lines between members, and brackets on
    one line stay as you wrote them; brackets over several lines become a list or mapping without. A comment moves with the line that it is
    on, or above; comments at the top of a document stay there.

    JSON stays JSON, with two blanks a level.

    The content of a file never changes: the new text is read again first, and a file whose content would change, or that would lose
    a comment, is left alone. So is a file that has errors, which are reported as by validate. Exits with 1 for such files, and with
    --check if a file would be rewritten.
    """
    if _STANDARD_INPUT in paths and (len(paths) > 1 or diff or as_json):
        raise click.UsageError("- reads standard input alone, and goes with --check only.")
    if paths == (_STANDARD_INPUT,):
        return _filter(is_check=check)
    done, problems = _rewrite(paths or ("segments",), writes=not (check or diff))
    changed = [each for each in done if each.is_changed]
    if as_json:
        print_json(_json(done, problems, with_diff=diff))
    else:
        print_styled(problems_text(problems))
        if diff:
            _print_diffs(changed)
        _tell(done, problems, paths, is_dry=check or diff, to_stderr=diff)
    return 1 if has_errors(problems, strict=False) or (check and changed) else 0


def _filter(*, is_check: bool) -> int:
    """Rewrite standard input to standard output; with errors, print nothing there."""
    files = standard_input()
    made = reformat(files, provider_of(files).dialect)
    print_styled(problems_text(made.problems), to_stderr=True)
    if has_errors(made.problems, strict=False):
        return 1
    for _, text in () if is_check else made.files:
        print_text(text.decode())
    return 1 if is_check and any(text != source.content for source, text in made.files) else 0


def _rewrite(paths: Sequence[str], *, writes: bool) -> tuple[list[_Done], tuple[Problem, ...]]:
    """Rewrite the files in ``paths``, each once, in memory, and with ``writes`` on disk."""
    done: dict[str, _Done] = {}
    problems: list[Problem] = []
    for path in paths:
        files = definitions_at(path)
        made = reformat(files, provider_of(files).dialect)
        problems += made.problems
        for source, after in made.files:
            if source.path in done:
                continue
            must_write = writes and after != source.content
            trouble = files.replace(source, after) if must_write else None
            problems += [trouble] if trouble else []
            done[source.path] = _Done(source, after, must_write and trouble is None)
    return sorted(done.values(), key=lambda each: each.source.path), sorted_problems(problems)


def _json(done: Sequence[_Done], problems: Sequence[Problem], *, with_diff: bool) -> str:
    files = [
        {"path": each.source.path, "changed": each.is_changed, "written": each.is_written}
        | ({"diff": "".join(each.diff)} if with_diff else {})
        for each in done
    ]
    return json.dumps({"files": files, "problems": problems_json(problems)}, indent=1, ensure_ascii=False) + "\n"


def _print_diffs(changed: Sequence[_Done]) -> None:
    """Print patches: with colours to a terminal, unchanged bytes to a pipe."""
    lines = [line for each in changed for line in each.diff]
    if is_terminal(sys.stdout):
        print_styled([span for line in lines for span in (Span(plain_text(line.rstrip("\r\n")), _style(line)), Span("\n"))])
    else:
        print_text("".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines))


def _style(line: str) -> Style:
    if line.startswith(("---", "+++")):
        return Style.HEADING
    return {"+": Style.ADDED, "-": Style.REMOVED, "@": Style.QUIET}.get(line[:1], Style.PLAIN)


def _tell(done: Sequence[_Done], problems: Sequence[Problem], paths: Sequence[str], *, is_dry: bool, to_stderr: bool) -> None:
    """Print the result for each file, and the counts; with a patch, to standard error."""
    changed = [each for each in done if (each.is_changed if is_dry else each.is_written)]
    verb = "would be rewritten" if is_dry else "rewritten"
    gap = [Span("\n")] if problems else []
    files = [span for each in changed for span in (Span(f"{each.source.path} {verb}", Style.CHANGE), Span("\n"))]
    print_styled([*gap, *files, *_counts(len(changed), len(done) - len(changed), len(problems), verb)], to_stderr=to_stderr)
    if is_dry and changed:
        print_styled([Span(f"    fix: {shlex.join(['segments', 'fmt', *paths])}"), Span("\n")], to_stderr=to_stderr)


def _counts(changed: int, unchanged: int, problems: int, verb: str) -> Iterator[Span]:
    told = [f"{count(changed, 'file')} {verb}"] if changed else []
    told += [f"{count(unchanged, 'file')} unchanged"] if unchanged or not changed else []
    told += [f"{count(problems, 'problem')}"] if problems else []
    yield from (Span(", ".join(told)), Span(".\n"))
