"""Mistakes that a printer of SQL could make are seen by the worlds of ``test_counts``."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from segments_as_code.audience import duckdb_engine
from segments_as_code.audience.sql import Measures, print_counts
from segments_as_code.model.problem import SegmentsError
from tests.audience.test_counts import world

MOST_WORLDS = 12
WRONG: Mapping[str, tuple[str, str | Callable[[re.Match[str]], str]]] = {
    "a missing value matches": (r", false\)(?= AS p)", ", true)"),
    "BEFORE takes in its own instant": (r"(?<=v) < (?=')", " <= "),
    "AFTER takes in its own instant": (r"(?<=v) > (?=')", " >= "),
    "BETWEEN leaves out its first instant": (r"(?<=v) >= (?=')", " > "),
    "ON takes in the next midnight": (r"(v >= '[^']*' AND v) <", r"\1 <="),
    "a metric at the bound is in": (r"(?<=f\d) > (?=CAST)", " >= "),
    "a metric at the bound is out": (r"(?<=f\d) <= (?=CAST)", " < "),
    "numbers of six digits": (r"CAST\('[^']*' AS DOUBLE\)", lambda found: f"CAST('{float(found[0].split(chr(39))[1]):.6g}' AS DOUBLE)"),
    "a circle of one percent more": (r"12742\.0176", "12615.0"),
    "a circle without the cosine": (r"\+ cos\(radians\([^()]*\)\)", "+ 1"),
    "latitude for longitude": (r'"Longitude" -', '"Latitude" -'),
    "no guard at the antipodes": (r"least\(CAST\('1\.0' AS DOUBLE\), ", "greatest(CAST('1.0' AS DOUBLE), "),
    "a list has all for any": ("list_has_any", "list_has_all"),
    "all of several values": (r" OR coalesce\(list_contains", " AND coalesce(list_contains"),
    "CONTAINS ignores case": (r"contains\(v, ('(?:[^']|'')*')\)", r"contains(lower(v), lower(\1))"),
    "INCLUSIVE ignores case": (
        r"list_contains\((f\d+), ('(?:[^']|'')*')\)",
        r"list_contains(list_transform(\1, lambda w: lower(w)), lower(\2))",
    ),
    "CONTAINS by a pattern of LIKE": (r"contains\(v, ('(?:[^']|'')*')\)", r"v LIKE '%' || \1 || '%'"),
    "U+0000 is dropped": (r" \|\| chr\(0\)", ""),
    "days that do not exist": (r"TRY_CAST\(substr\(\w+, 1, 10\) AS DATE\) IS NOT NULL AND ", ""),
    "the year 0": (r" AND substr\(\w+, 1, 4\) <> '0000'", ""),
    "an instant anywhere in a text": ("regexp_full_match", "regexp_matches"),
    "ten digits of a second": (r"\{1,9\}", "{1,10}"),
    "fractions as they are": (r"rpad\((.*?), 29, '0'\)", r"\1"),
    "instants by the second": (r", 29, '0'\)", ", 19, '0')"),
    "attributes of the endpoint for the user's": ('"UserAttributes"', '"Attributes"'),
    "names in small letters": (r"Attributes\"\['Plan'\]", "Attributes\"['plan']"),
    "AND for OR between groups": (r" OR (?=\(?s\d)", " AND "),
    "NONE is forgotten": (r"\(NOT s\d+\)", "true"),
    "the channel is the platform": ('"ChannelType"', '"Platform"'),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_printer_is_caught(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pattern, replacement = WRONG[name]
    changed = []

    def wrong(*arguments: object, **named: object) -> Measures:
        right = print_counts(*arguments, **named)  # type: ignore[arg-type]
        sql = re.sub(pattern, replacement, right.sql)
        changed.append(sql != right.sql)
        return replace(right, sql=sql)

    monkeypatch.setattr(duckdb_engine, "print_counts", wrong)
    for seed in range(MOST_WORLDS):
        try:
            is_caught = world(seed).mistakes() != []
        except SegmentsError:
            is_caught = True
        if is_caught:
            return
    pytest.fail(f"not caught; it changed {sum(changed)} of {MOST_WORLDS} statements")
