"""What estimating audiences needs from a service, as a protocol."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from segments_as_code.model.document import Definition


@dataclass(frozen=True, slots=True)
class Estimate:
    """How many people a service estimates to be in a segment; None if it gave no number, and ``reason`` is why, as part of a sentence."""

    number: int | None
    reason: str = ""


class AudienceEstimator(Protocol):
    """Asks a service how many people are in a segment. Neither a plan nor an apply gets this."""

    def estimate(self, definitions: Sequence[Definition], report: Callable[[int], None]) -> Sequence[Estimate]:
        """Return an estimate for each canonical definition, whose references are by id; equal criteria are asked once.

        ``report`` is called with the number of definitions that have their answer. An estimate that fails, or does not end in time, has a
        reason and no number.

        Raises:
            ServiceError: no estimate can be made at all, for example because access is denied.
        """
        ...
