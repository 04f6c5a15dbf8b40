"""Amazon Pinpoint segments."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from segments_as_code.ports import Connection, Dialect, SegmentReader, SegmentWriter
from segments_as_code.providers.pinpoint.dialect import PinpointDialect

if TYPE_CHECKING:
    from segments_as_code.providers.pinpoint.gateway import Paces


class Pinpoint:
    """Implements Provider. botocore is imported when a reader or a writer is opened, so that offline commands go without."""

    def __init__(self) -> None:
        self._dialect = PinpointDialect()

    @property
    def dialect(self) -> Dialect:
        """Return Pinpoint's dialect."""
        return self._dialect

    def open_reader(self, connection: Connection) -> SegmentReader:
        """Return a reader on one application."""
        from segments_as_code.providers.pinpoint.gateway import PinpointReader  # noqa: PLC0415  # see the class

        return PinpointReader(connection, self._dialect)

    def open_writer(self, connection: Connection) -> SegmentWriter:
        """Return a writer on one application."""
        from segments_as_code.providers.pinpoint.gateway.writer import PinpointWriter  # noqa: PLC0415  # see the class

        return PinpointWriter(connection, paces=self._paces)

    @cached_property
    def _paces(self) -> Paces:
        from segments_as_code.providers.pinpoint.gateway import Paces  # noqa: PLC0415  # see the class

        return Paces()
