"""Ask for what is deployed while the files are read."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from threading import Thread

from segments_as_code.model.deployed import DeployedSegment
from segments_as_code.model.usages import Usage
from segments_as_code.ports import SegmentReader


class ReadAhead:
    """Implements SegmentReader over another one, whose listing begins at once, in a thread.

    Whoever lists first waits for that listing and gets what came of it, an error too: nothing depends on which of the two is
    done first. The thread ends with the process, should nobody ask. What ``reader`` needs is imported by now.
    """

    def __init__(self, reader: SegmentReader) -> None:
        self._reader = reader
        self._listed: Sequence[DeployedSegment] | None = None
        self._failure: BaseException | None = None
        self._thread: Thread | None = Thread(target=self._list, name="read-ahead", daemon=True)
        self._thread.start()

    @property
    def region(self) -> str:
        """Return the region that is read from."""
        return self._reader.region

    @property
    def as_of(self) -> str | None:
        """Return when what is read was taken, where that is not now."""
        return self._reader.as_of

    def list_segments(self, *, expecting: Collection[str] = ()) -> Sequence[DeployedSegment]:
        """Return what was listed ahead; from the second time on, what is deployed by then."""
        if self._thread is None:
            return self._reader.list_segments(expecting=expecting)
        self._thread.join()
        self._thread = None
        listed, failure, self._listed, self._failure = self._listed, self._failure, None, None
        if failure is not None:
            raise failure
        assert listed is not None  # noqa: S101  # the thread ended with the one or the other
        return listed

    def get_segment(self, segment_id: str) -> DeployedSegment | None:
        """Return one deployed segment as it stands now."""
        return self._reader.get_segment(segment_id)

    def get_version(self, segment_id: str, version: int) -> DeployedSegment | None:
        """Return a segment as it stood at one version."""
        return self._reader.get_version(segment_id, version)

    def list_usages(self, segment_ids: Collection[str]) -> Sequence[Usage]:
        """Return what uses these segments."""
        return self._reader.list_usages(segment_ids)

    def _list(self) -> None:
        try:
            self._listed = self._reader.list_segments()
        except BaseException as failure:  # noqa: BLE001  # whatever it is, it is raised where the listing is asked for
            self._failure = failure
