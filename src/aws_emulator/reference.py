"""The parts of ``docs/reference/emulator.md`` that are made from the code: the options of Behaviour, and the operations.

``python -m aws_emulator.reference docs/reference/emulator.md`` writes them into the page; a test compares.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from aws_emulator.core.api import load_api
from aws_emulator.core.options import Option, shown_value
from aws_emulator.pinpoint.behaviour import OPTIONS
from aws_emulator.pinpoint.operations import OPERATIONS


def regenerated(page: str) -> str:
    """Return ``page`` with everything between a part's two marks replaced; raise ValueError where a mark is missing."""
    for name, content in _parts().items():
        before, begin, rest = page.partition(f"<!-- generated: {name} -->\n")
        _, end, after = rest.partition("<!-- end of generated -->\n")
        if not (begin and end):
            raise ValueError(f"The page has no place for the generated part {name}.")
        page = f"{before}{begin}\n{content}\n{end}{after}"
    return page


def _parts() -> Mapping[str, str]:
    return {"operations": _operations(), "options": _options()}


def _operations() -> str:
    operations = load_api().operations
    rows = [f"| {name} | `{operations[name].method} {operations[name].uri}` | {operations[name].status} |" for name in OPERATIONS]
    return "\n".join(["| operation | path | status |", "|---|---|---|", *rows, ""])


def _options() -> str:
    rows = [f"| `{option.name}` | `{shown_value(option.default)}` | {_says(option)} |" for option in OPTIONS]
    return "\n".join(["| option | default | what it is about, and its values |", "|---|---|---|", *rows, ""])


def _says(option: Option) -> str:
    """Return an option's text and values as one table cell."""
    values = [f"`{value}`: {meaning}" for value, meaning in option.values.items()] or [f"Takes {option.allowed}."]
    return "<br>".join([option.says, *values]).replace("|", "\\|")


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        path = Path(argument)
        path.write_text(regenerated(path.read_text(encoding="utf-8")), encoding="utf-8")
