"""How often Python looks for garbage while a command runs."""

from __future__ import annotations

import gc

from segments_as_code.garbage import rare_collection


def test_garbage_is_looked_for_rarely_meanwhile_and_as_before_afterwards() -> None:
    before = gc.get_threshold()
    with rare_collection():
        assert gc.isenabled()
        assert gc.get_threshold()[0] >= 50 * before[0]
        assert gc.get_freeze_count() > 0
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == 0
