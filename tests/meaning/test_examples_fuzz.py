"""No test file raises, whatever it says."""

from __future__ import annotations

import json
from random import Random

import pytest

from segments_as_code.meaning.examples import find_failures
from segments_as_code.model.document import Json
from tests.meaning.test_examples_words import tried

DEEP: Json = [[]]
MIXED: Json = ["a", 1]
ODD: tuple[Json, ...] = (
    *(
        None,
        True,
        0,
        -1,
        1.5,
        1e308,
        "",
        " ",
        "x" * 300,
        "never",
        "3 days ago",
        "99999999999999999999 weeks ago",
        "9999-12-31",
        "0001-01-01",
    ),
    *(
        [],
        [None],
        DEEP,
        MIXED,
        [55, 12],
        [1e308, 1],
        {},
        {"a": None},
        {"": ""},
        {"Like": "ann"},
        {"In": {}},
        "ann",
        "a",
        "\ud83d\ude00",
        "\u202e",
    ),
)
TEST: dict[str, Json] = {
    "Segment": "b",
    "AsOf": "2026-05-01",
    "In": {"ann": {"Country": "SE", "LastActive": "2026-04-30", "Metrics": {"orders": 6}, "UserAttributes": {"consent": ["yes"]}}},
    "Out": {"bob": {"Like": "ann", "Position": [1, 2], "InImported": ["x"]}},
}


@pytest.mark.parametrize("seed", range(3))
def test_no_test_raises_whatever_it_says(seed: int) -> None:
    rng = Random(seed)  # noqa: S311  # the same tests every time
    for _ in range(150):
        test = json.loads(json.dumps(TEST))
        for _ in range(rng.randint(1, 3)):
            _put_something_odd(test, rng)
        result = tried(json.dumps(test))
        assert result.results or result.problems
        list(find_failures(result.results, strict=True))


def _put_something_odd(inside: dict[str, Json], rng: Random) -> None:
    name = rng.choice(sorted(inside)) if inside and rng.random() < 0.8 else rng.choice(["Like", "In", "x", "LastActive", "Position", "a"])
    held = inside.get(name)
    if isinstance(held, dict) and held and rng.random() < 0.8:
        _put_something_odd(held, rng)
    else:
        inside[name] = rng.choice(ODD)
