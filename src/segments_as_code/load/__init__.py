"""Read definition files: bytes in, documents with their places out, and a problem for everything that cannot be read.

Scalars follow YAML 1.2's core schema (https://yaml.org/spec/1.2.2/#103-core-schema), so ``ON``, ``NO``, ``yes`` and dates
are text. A file that cannot be read never hides another, and no input raises.
"""

from __future__ import annotations

from segments_as_code.load.codes import CODES
from segments_as_code.load.read import load, load_each

__all__ = ["CODES", "load", "load_each"]
