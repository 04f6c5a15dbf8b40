"""What is printed for each engine can be parsed, and values come back as they were."""

from __future__ import annotations

from random import Random

import duckdb
import pytest
import sqlglot
from hypothesis import given
from hypothesis import strategies as st

from segments_as_code.audience.layout import ENDPOINTS
from segments_as_code.audience.questions import ask
from segments_as_code.audience.sql import print_counts
from segments_as_code.audience.sql_dialects import DuckDb, Spark, SqlDialect, Trino
from tests.audience.test_counts import meaning_of
from tests.audience.worlds import random_folder

DIALECTS = {"duckdb": DuckDb(), "trino": Trino(), "spark": Spark()}
TEXTS = st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from(["\0", "'", "\\", "'; --", "\\'", "a\0b", "\n", "\\u0041"])


@given(TEXTS)
def test_duckdb_reads_a_literal_as_it_was(value: str) -> None:
    assert duckdb.execute(f"SELECT {DuckDb().text(value)}").fetchall() == [(value,)]


@given(TEXTS)
def test_a_name_of_a_column_is_read_as_it_was(value: str) -> None:
    name = value.replace("\0", "") or "x"
    assert [each[0] for each in duckdb.execute(f"SELECT 1 AS {DuckDb().name(name)}").description] == [name]


@given(TEXTS, st.sampled_from(["trino", "spark"]))
def test_other_dialects_have_one_literal_for_a_text(value: str, name: str) -> None:
    parsed = sqlglot.parse_one(f"SELECT {DIALECTS[name].text(value)} AS x, 1", read=name)
    assert len(parsed.expressions) == 2
    literals = [each.this for each in parsed.expressions[0].find_all(sqlglot.exp.Literal) if each.is_string]
    if name == "trino":
        assert sorted(literals) == sorted(value.split("\0"))


def test_spark_escapes_what_its_literals_would_read_otherwise() -> None:
    assert Spark().text("a'b\\c\n\0") == r"'a\u0027b\u005cc\u000a\u0000'"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_are_read_to_their_last_bit(number: float) -> None:
    assert duckdb.execute(f"SELECT {DuckDb().number(number)}").fetchall() == [(number,)]


@pytest.mark.parametrize("name", DIALECTS)
@pytest.mark.parametrize("seed", range(3))
def test_a_statement_is_one_statement_of_its_dialect(name: str, seed: int) -> None:
    dialect: SqlDialect = DIALECTS[name]
    folder = random_folder(Random(seed), 12)  # noqa: S311  # the same folder each time
    printed = print_counts(ask(folder, {}, meaning_of(folder)), dialect, ENDPOINTS, "endpoints", as_of=0)
    statements = sqlglot.parse(printed.sql, read=name)
    assert len(statements) == 1
    assert isinstance(statements[0], sqlglot.exp.Select)
    assert len(statements[0].expressions) == 1 + max(place for columns in printed.columns for place in columns.values())


def test_a_statement_grows_with_what_differs() -> None:
    """Fifty segments before and after, with criteria that many share, stay below 64 KB."""
    folder = random_folder(Random(1), 50)  # noqa: S311  # the same folder each time
    meaning = meaning_of(folder)
    printed = print_counts(ask(folder, meaning, meaning), Trino(), ENDPOINTS, "endpoints", as_of=0)
    assert len(printed.sql.encode()) < 64 * 1024
