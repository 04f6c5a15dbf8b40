"""A provider whose service is a file: it reads as another day's service did, and writes nothing."""

from __future__ import annotations

from segments_as_code.ports import Connection, Dialect, Provider, SegmentReader, SegmentWriter
from segments_as_code.problems import Refused, SegmentsError
from segments_as_code.snapshot.document import Snapshot
from segments_as_code.snapshot.reader import SnapshotReader


class FromSnapshot:
    """Implements Provider over a snapshot: what else is known of the provider stays, and no client is ever made."""

    def __init__(self, provider: Provider, snapshot: Snapshot) -> None:
        """Stand in for ``provider``.

        Raises:
            SegmentsError: the snapshot is another provider's (``snapshot-differs``).
        """
        self._provider = provider
        self._snapshot = snapshot
        _require("provider", snapshot.provider, provider.dialect.name)

    @property
    def dialect(self) -> Dialect:
        """Return the dialect of the provider that the snapshot was taken from."""
        return self._provider.dialect

    def open_reader(self, connection: Connection) -> SegmentReader:
        """Return what reads the snapshot.

        Raises:
            SegmentsError: it is of another application or region than ``connection`` leads to (``snapshot-differs``).
        """
        _require("application", self._snapshot.scope, connection.scope)
        _require("region", self._snapshot.region, connection.region)
        return SnapshotReader(self._snapshot, self.dialect)

    def open_writer(self, connection: Connection) -> SegmentWriter:
        """Raise Refused: a file is no service (``plan-from-snapshot``)."""
        message = f"{connection.scope} is read from a snapshot here, and nothing is applied to that."
        raise Refused("plan-from-snapshot", message, "apply without the snapshot.")


def _require(what: str, found: str, wanted: str | None) -> None:
    if wanted is not None and found != wanted:
        message = f"the snapshot is of the {what} {found}, and this run is about {wanted}."
        raise SegmentsError("snapshot-differs", message, f"take a snapshot of {wanted} with segments pull --snapshot, or name {found}.")
