"""Amazon Pinpoint segments."""

from __future__ import annotations

from segments_as_code.ports import Connection, Dialect, SegmentReader, SegmentWriter
from segments_as_code.providers.aws.rate_limit import RateLimits
from segments_as_code.providers.pinpoint.api import QUOTA
from segments_as_code.providers.pinpoint.dialect import PinpointDialect
from segments_as_code.providers.pinpoint.reader import PinpointReader


class Pinpoint:
    """Implements Provider. All of its writers keep to one quota."""

    def __init__(self) -> None:
        self._dialect = PinpointDialect()
        self._limits = RateLimits(QUOTA)

    @property
    def dialect(self) -> Dialect:
        """Return Pinpoint's dialect."""
        return self._dialect

    def open_reader(self, connection: Connection) -> SegmentReader:
        """Return a reader on one application."""
        return PinpointReader(connection, self._dialect)

    def open_writer(self, connection: Connection) -> SegmentWriter:
        """Return a writer on one application."""
        from segments_as_code.providers.pinpoint.writer import PinpointWriter  # noqa: PLC0415  # what writes is not loaded by a plan

        return PinpointWriter(connection, limits=self._limits)
