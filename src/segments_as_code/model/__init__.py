"""The words everything else is written in: frozen values, no behaviour that needs the outside.

Two sides are told apart throughout: *desired* is what the files say, *deployed* is what the service holds.
A ``definition`` (name and criteria of one segment) is opaque here: only a provider's dialect looks inside it.

Each module is imported when one of its names is first asked for: making these classes takes longer than checking ten segments.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from segments_as_code.on_demand import on_demand

if TYPE_CHECKING:
    from segments_as_code.model.comments import Comment, Fingerprints, Header, Issue
    from segments_as_code.model.phrases import Description, Part, Phrase, Role, Statement
    from segments_as_code.model.places import Document, Marks, Place, SourceFile
    from segments_as_code.model.plan import (
        Adopt,
        Applied,
        Change,
        Create,
        Delete,
        Failed,
        FieldChange,
        FieldChangeKind,
        Notice,
        NotStarted,
        Outcome,
        Plan,
        Refusal,
        Replace,
        TagChange,
        Unchanged,
        Update,
        Written,
        key_of,
        name_of,
    )
    from segments_as_code.model.segments import DeployedSegment, DesiredSegment, Lifecycle, Reference, SegmentKind, Target
    from segments_as_code.model.usages import Keeps, Neighbour, Schedule, Usage, UsageRole
    from segments_as_code.model.values import Definition, Json, Path

__all__ = [
    "Adopt",
    "Applied",
    "Change",
    "Comment",
    "Create",
    "Definition",
    "Delete",
    "DeployedSegment",
    "Description",
    "DesiredSegment",
    "Document",
    "Failed",
    "FieldChange",
    "FieldChangeKind",
    "Fingerprints",
    "Header",
    "Issue",
    "Json",
    "Keeps",
    "Lifecycle",
    "Marks",
    "Neighbour",
    "NotStarted",
    "Notice",
    "Outcome",
    "Part",
    "Path",
    "Phrase",
    "Place",
    "Plan",
    "Reference",
    "Refusal",
    "Replace",
    "Role",
    "Schedule",
    "SegmentKind",
    "SourceFile",
    "Statement",
    "TagChange",
    "Target",
    "Unchanged",
    "Update",
    "Usage",
    "UsageRole",
    "Written",
    "key_of",
    "name_of",
]

_HOMES: Final[Mapping[str, tuple[str, ...]]] = {
    "comments": ("Comment", "Fingerprints", "Header", "Issue"),
    "phrases": ("Description", "Part", "Phrase", "Role", "Statement"),
    "places": ("Document", "Marks", "Place", "SourceFile"),
    "plan": (
        "Adopt", "Applied", "Change", "Create", "Delete", "Failed", "FieldChange", "FieldChangeKind", "NotStarted", "Notice", "Outcome",
        "Plan", "Refusal", "Replace", "TagChange", "Unchanged", "Update", "Written", "key_of", "name_of",
    ),
    "segments": ("DeployedSegment", "DesiredSegment", "Lifecycle", "Reference", "SegmentKind", "Target"),
    "usages": ("Keeps", "Neighbour", "Schedule", "Usage", "UsageRole"),
    "values": ("Definition", "Json", "Path"),
}  # fmt: skip
"""Which module of this package each name comes from; a test holds it to ``__all__``."""

if not TYPE_CHECKING:  # the type checker knows where each comes from, and so that there is nothing else
    __getattr__ = on_demand(globals(), _HOMES)
