"""Talk to Amazon Pinpoint: one object that can only read, and another that can only write."""

from __future__ import annotations

from segments_as_code.providers.pinpoint.gateway.pace import Paces
from segments_as_code.providers.pinpoint.gateway.reader import READS, PinpointReader
from segments_as_code.providers.pinpoint.gateway.writer import WRITES, PinpointWriter

__all__ = ["READS", "WRITES", "Paces", "PinpointReader", "PinpointWriter"]
