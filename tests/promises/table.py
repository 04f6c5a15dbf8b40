"""The table of faults tried and survived, at the end of a test run; under pytest-xdist too."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

import pytest


@dataclass(frozen=True)
class Survived:
    """One fault at one call, and after how many runs all was as the files say."""

    operation: str
    fault: str
    runs: int

    def as_property(self) -> str:
        """Return this as a text that travels from one pytest-xdist process to another."""
        return json.dumps(asdict(self))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what the tests recorded under ``survived``."""
    reports = [report for state in ("passed", "failed") for report in terminalreporter.getreports(state)]
    found = [
        Survived(**json.loads(value))
        for report in reports
        if report.when == "call"
        for name, value in report.user_properties
        if name == "survived"
    ]
    if found:
        terminalreporter.section("faults tried and survived: calls (of these, ended by a second run)")
        for line in table(found):
            terminalreporter.write_line(line)


def table(found: Iterable[Survived]) -> list[str]:
    """Return the lines: a row for each fault, a column for each operation."""
    cells: dict[tuple[str, str], list[int]] = {}
    for survived in found:
        cells.setdefault((survived.fault, survived.operation), []).append(survived.runs)
    faults = list(dict.fromkeys(fault for fault, _ in cells))
    operations = sorted({operation for _, operation in cells})
    first = max(map(len, faults))
    lines = [" " * first + "".join(f"{operation:>17}" for operation in operations)]
    lines += [
        f"{fault:<{first}}" + "".join(f"{_cell(cells.get((fault, name), [])):>17}" for name in operations) for fault in sorted(faults)
    ]
    total = [runs for row in cells.values() for runs in row]
    return [*lines, f"{len(total):,} faults survived; {sum(runs == 2 for runs in total):,} of them took a second run."]


def _cell(runs: list[int]) -> str:
    if not runs:
        return "·"
    second = sum(needed > 1 for needed in runs)
    return f"{len(runs)} ({second})" if second else str(len(runs))
