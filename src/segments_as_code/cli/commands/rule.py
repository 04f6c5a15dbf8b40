"""``segments rule``."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache

import click
from click.shell_completion import CompletionItem

from segments_as_code import error_codes, refusal_codes
from segments_as_code.cli.console import print_styled
from segments_as_code.convert.mapping_file import CODES as MAPPING_CODES
from segments_as_code.meaning.lint import Linter
from segments_as_code.model.conversion import ASSUMPTIONS, VERDICT_CODES
from segments_as_code.model.problem import SegmentsError
from segments_as_code.providers.registry import PROVIDERS
from segments_as_code.report.page import PROJECT
from segments_as_code.report.text import END, Span, Style, to_span

_REFERENCE = f"{PROJECT}/blob/main/docs/reference"


class _Code(click.ParamType[str]):
    name = "code"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        del ctx, param
        return [CompletionItem(code, help=meaning) for code, meaning in sorted(_meanings().items()) if code.startswith(incomplete)]


@click.command("rule")
@click.argument("wanted", type=_Code(), required=False, metavar="[CODE]")
def command(wanted: str | None) -> int:
    """Say what a code means, such as unknown-reference; without CODE, list them all.

    A code stands in every problem, warning, refusal and notice, and in the report of segments convert.
    """
    meanings = _meanings()
    if wanted is None:
        for name in sorted(meanings):
            print_styled([Span(f"{name:<27}", Style.HEADING), to_span(f" {meanings[name]}"), END])
        return 0
    if wanted not in meanings:
        close = get_close_matches(wanted, meanings, n=1)
        fix = f"segments rule {close[0]}" if close else "segments rule (lists all codes)"
        raise SegmentsError("no-such-code", f"there is no code {wanted}.", fix)
    of_conversion = wanted in VERDICT_CODES or wanted in ASSUMPTIONS
    page = "refusals.md" if wanted in _of_runs() else "conversion.md" if of_conversion else f"problems.md#{wanted}"
    print_styled([Span(wanted, Style.HEADING), END, to_span(meanings[wanted]), END, to_span(f"{_REFERENCE}/{page}", Style.QUIET), END])
    return 0


@cache
def _meanings() -> Mapping[str, str]:
    of_services = {code: says for make in PROVIDERS.values() for code, says in Linter(make().dialect).codes.items()}
    assumptions = {name: f"An assumption: {says}." for name, says in ASSUMPTIONS.items()}
    return {**_of_runs(), **error_codes.PROBLEMS, **of_services, **MAPPING_CODES, **VERDICT_CODES, **assumptions}


def _of_runs() -> Mapping[str, str]:
    return {**refusal_codes.REFUSALS, **refusal_codes.GITHUB}
