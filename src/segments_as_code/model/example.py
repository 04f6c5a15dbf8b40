"""Example people: what a test file says of a person, and whether they are to be in a segment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from segments_as_code.model.document import DocumentSource, Json, Location, Path


@dataclass(frozen=True, slots=True)
class Example:
    """One person of a test file, and the segment that they are to be in, or out of.

    ``says`` is all that is said of them, with what they share with the person that they are ``Like``; ``own`` is what their own lines
    say, which stand at ``at`` in the document. ``as_of`` is the instant at which the segment is looked at, if the test names one.
    """

    segment: str
    name: str
    is_in: bool
    says: Mapping[str, Json]
    own: Mapping[str, Json]
    source: DocumentSource
    at: Path
    as_of: str | None = None

    @property
    def location(self) -> Location:
        """Return where the person's name stands."""
        return self.source.location(self.at, of_key=True)
