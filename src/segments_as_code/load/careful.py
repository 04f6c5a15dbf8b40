"""The careful reading: every value with its position, every mistake with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yaml import YAMLError
from yaml.events import AliasEvent, CollectionStartEvent, DocumentStartEvent, MappingStartEvent, ScalarEvent

from segments_as_code.load.aliases import Anchors
from segments_as_code.load.events import is_a, is_nothing
from segments_as_code.load.frames import ListFrame, MappingFrame
from segments_as_code.load.limits import MAX_DEPTH
from segments_as_code.load.odd_scalars import check_collection_tag, read_scalar
from segments_as_code.load.positions import NodePositions, pack
from segments_as_code.load.syntax import explain

if TYPE_CHECKING:
    from segments_as_code.load.events import Event, NextEvent, OpenEvents
    from segments_as_code.load.trouble import Troubles
    from segments_as_code.model.values import Json


class _StopReadingError(Exception):
    """The rest of the file cannot be read; why is among its troubles."""


class CarefulReading:
    """One file, read to its end or to where it cannot be read any further.

    ``documents`` are those that can be used. ``count`` also counts those that cannot, and what is left unread.
    """

    def __init__(self, text: str, open_events: OpenEvents, troubles: Troubles) -> None:
        self.documents: list[tuple[dict[str, Json], NodePositions]] = []
        self.count = 0
        self._troubles = troubles
        self._anchors = Anchors(troubles)
        try:
            self._read_documents(open_events(text))
        except YAMLError as error:
            explain(error, text, troubles)
            self.count += 1
        except _StopReadingError:
            self.count += 1

    def _read_documents(self, next_event: NextEvent) -> None:
        next_event()
        while is_a(next_event(), DocumentStartEvent):
            event = next_event()
            if not is_nothing(event):
                self._read_document(event, next_event)
                self.count += 1
            else:
                next_event()

    def _read_document(self, event: Event, next_event: NextEvent) -> None:
        self._anchors.forget()
        self._troubles.spoilt = False
        at = pack(event.start_mark)
        reading = _DocumentReading(NodePositions(at), self._anchors, self._troubles)
        while not reading.take(event):
            event = next_event()
        next_event()
        if self._troubles.spoilt:
            return
        if isinstance(reading.root, dict):
            self.documents.append((reading.root, reading.positions))
        else:
            found = "a list" if isinstance(reading.root, list) else "a single value"
            message = f"a segment is a mapping of members such as Name; this document is {found}."
            self._troubles.add(
                at, "not-a-mapping", message, "write one member a line, with a space after the colon: 'Name: New Customers'."
            )


class _DocumentReading:
    """One document: takes its events, has its value in ``root``."""

    def __init__(self, positions: NodePositions, anchors: Anchors, troubles: Troubles) -> None:
        self.root: Json = None
        self.positions = positions
        self._anchors = anchors
        self._troubles = troubles
        self._open: list[ListFrame | MappingFrame] = []

    def take(self, event: Event) -> bool:
        """Take the next event; return whether the document is complete."""
        at = pack(event.start_mark)
        if is_a(event, CollectionStartEvent):
            self._begin(event, at)
            return False
        if is_a(event, ScalarEvent):
            value: Json = read_scalar(event, at, self._troubles)
            self._anchors.finish(event.anchor, value)
        elif is_a(event, AliasEvent):
            value = self._anchors.follow(event.anchor or "", at, len(self._open))
        else:
            at, value = self._finish()
        return self._place(value, at, event)

    def _begin(self, event: Event, at: int) -> None:
        if len(self._open) == MAX_DEPTH:
            message = f"values are nested more than {MAX_DEPTH} levels deep."
            self._troubles.spoil(at, "too-deep", message, "nest less; a segment needs about ten levels.")
            raise _StopReadingError
        is_mapping = is_a(event, MappingStartEvent)
        check_collection_tag(event.tag, "map" if is_mapping else "seq", at, self._troubles)
        self._anchors.begin(event.anchor)
        self._open.append((MappingFrame if is_mapping else ListFrame)(at, event.anchor))

    def _finish(self) -> tuple[int, Json]:
        """End the innermost mapping or list; return where it began, and itself."""
        frame = self._open.pop()
        frame.report(self._troubles)
        self.positions.add(frame.content, frame.places)
        self._anchors.finish(frame.anchor, frame.content)
        return frame.at, frame.content

    def _place(self, value: Json, at: int, event: Event) -> bool:
        """Put a complete value where it belongs; return whether it is the document's own."""
        if self._open:
            self._open[-1].add(value, at, event, self._troubles)
            return False
        self.root = self.positions.root = value
        return True
