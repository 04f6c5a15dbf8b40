"""How often Python looks for circles of garbage, and whether it does once more at the end."""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_RARELY: Final = (100_000, 20, 100)


@contextmanager
def rare_collection() -> Iterator[None]:
    """Look a hundred times more rarely meanwhile, and never again through what is there already (the program itself).

    Reading ten thousand definitions makes half a million mappings and no garbage at all: looking through them as often as
    Python does by default takes as long as everything else together. It is not turned off, since comparing with deepdiff makes
    circles.
    """
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(*_RARELY)
    try:
        yield
    finally:
        gc.freeze()  # what was made meanwhile counts as old, so that it is not looked through at once
        gc.unfreeze()
        gc.set_threshold(*usual)


def no_last_collection() -> None:
    """Do not look for garbage once more when this process ends: whatever is left goes with it.

    Python would look through the whole program several times while it takes it apart.
    """
    atexit.unregister(gc.freeze)
    atexit.register(gc.freeze)
