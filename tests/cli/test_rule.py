"""``segments rule``: what a code means."""

from __future__ import annotations

import pytest

from scripts.reference.problems import GROUPS
from segments_as_code.model.conversion import ASSUMPTIONS, VERDICT_CODES
from segments_as_code.refusal_codes import GITHUB, REFUSALS
from tests.cli.laptop import Laptop

PROBLEMS = {code: meaning for _, _, codes in GROUPS for code, meaning in codes.items()}


@pytest.mark.parametrize("code", ["reference-cycle", "everyone", "bad-yaml", "plan-differs", "validated-only"])
def test_a_code_is_explained_with_a_link_to_its_page(laptop: Laptop, code: str) -> None:
    ended = laptop.run("rule", code)
    assert ended.code == 0
    assert ended.out.splitlines()[0] == code
    assert {**PROBLEMS, **REFUSALS, **GITHUB}[code] in ended.out
    assert "/docs/reference/" in ended.out


@pytest.mark.parametrize("code", ["endpoints-agree", "channel-as-address"])
def test_a_word_of_a_conversion_is_explained(laptop: Laptop, code: str) -> None:
    ended = laptop.run("rule", code)
    assert (ended.code, ended.out.splitlines()[0]) == (0, code)
    assert {**ASSUMPTIONS, **VERDICT_CODES}[code] in ended.out
    assert "/docs/reference/conversion.md" in ended.out


def test_without_a_code_all_are_listed(laptop: Laptop) -> None:
    listed = {line.split()[0] for line in laptop.run("rule").out.splitlines()}
    assert listed == {*PROBLEMS, *REFUSALS, *GITHUB, *VERDICT_CODES, *ASSUMPTIONS}


def test_an_unknown_code_is_an_error_that_names_the_nearest(laptop: Laptop) -> None:
    ended = laptop.run("rule", "reference-cycl")
    assert (ended.code, "segments rule reference-cycle" in ended.err) == (1, True)
