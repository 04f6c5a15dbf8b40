"""How often Python looks for garbage while a command runs."""

from __future__ import annotations

import gc
import subprocess
import sys

import pytest

from segments_as_code.garbage import rare_collection


def test_garbage_is_looked_for_rarely_meanwhile_and_as_before_afterwards() -> None:
    before = gc.get_threshold()
    with rare_collection():
        assert gc.isenabled()
        assert gc.get_threshold()[0] >= 50 * before[0]
        assert gc.get_freeze_count() > 0
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == 0


CIRCLE = """
from segments_as_code import garbage

class Circle:
    def __init__(self):
        self.own = self

    def __del__(self):
        print("looked for")

kept = [Circle()]
print("ready")
"""


@pytest.mark.parametrize(("last", "said"), [("", ["ready", "looked for"]), ("garbage.no_last_collection()", ["ready"])])
def test_what_is_left_at_the_end_is_not_looked_through(last: str, said: list[str]) -> None:
    command = [sys.executable, "-c", f"{CIRCLE}\n{last}"]
    ended = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert ended.stdout.split("\n")[:-1] == said
