"""Talk to Amazon Pinpoint: one object that can only read, and another, in a module that a plan never loads, that can only write."""

from __future__ import annotations

from segments_as_code.providers.pinpoint.gateway.pace import Paces
from segments_as_code.providers.pinpoint.gateway.reader import READS, PinpointReader

__all__ = ["READS", "Paces", "PinpointReader"]
