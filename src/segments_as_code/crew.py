"""Threads for what mostly waits: the ``Crew`` port."""

from __future__ import annotations

from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread
from typing import Final, Self

_LANES: Final = 3


class Threads:
    """Does jobs in threads, ``width`` for each of three lanes.

    Leave it to send them home; nobody waits for what is still under way, and a program that is interrupted does not either. No
    module may be imported for the first time by a job, since two threads that import at once can fail.
    """

    def __init__(self, width: int = 4) -> None:
        self._width = width
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._ended: SimpleQueue[BaseException | None] = SimpleQueue()
        self._under_way = 0
        self._threads: list[Thread] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for _thread in self._threads:
            self._jobs.put(None)

    @property
    def width(self) -> int:
        """Return how many jobs of one kind may be under way at once."""
        return self._width

    def begin(self, job: Callable[[], None]) -> None:
        """Do ``job`` in a thread."""
        self._under_way += 1
        if len(self._threads) < min(self._under_way, _LANES * self._width):
            thread = Thread(target=self._work, name=f"crew-{len(self._threads)}", daemon=True)
            self._threads.append(thread)
            thread.start()
        self._jobs.put(job)

    def wait(self) -> None:
        """Return when one more of the jobs that were begun has ended; raise what it raised."""
        if not self._under_way:
            raise AssertionError("nothing is under way that could be waited for")
        failure = self._ended.get()
        self._under_way -= 1
        if failure is not None:
            raise failure

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                job()
            except BaseException as failure:  # noqa: BLE001  # whatever it is, it is raised where the job was begun
                self._ended.put(failure)
            else:
                self._ended.put(None)
