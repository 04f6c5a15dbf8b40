"""Hold one document against what its provider's dialect says of it: spelling, schema, then meaning."""

from __future__ import annotations

from segments_as_code.validate.check import validate
from segments_as_code.validate.codes import CODES

__all__ = ["CODES", "validate"]
