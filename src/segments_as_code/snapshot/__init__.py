"""Snapshots: all that is deployed in one application, in one file, so that plans can be made with the network off.

A plan made against one is never an approval (docs/decisions/0008-snapshots.md): a file can be old, and anybody can edit it.
"""

from __future__ import annotations

from segments_as_code.snapshot.document import FORMAT, VERSION, Snapshot, read_snapshot, write_snapshot
from segments_as_code.snapshot.file import load_snapshot
from segments_as_code.snapshot.provider import FromSnapshot
from segments_as_code.snapshot.reader import SnapshotReader
from segments_as_code.snapshot.taking import take_snapshot

__all__ = [
    "FORMAT",
    "VERSION",
    "FromSnapshot",
    "Snapshot",
    "SnapshotReader",
    "load_snapshot",
    "read_snapshot",
    "take_snapshot",
    "write_snapshot",
]
