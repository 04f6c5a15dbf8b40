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
    from segments_as_code.model.comments import Comment, Header, Issue
    from segments_as_code.model.deployed import DeployedSegment, SegmentKind, Target
    from segments_as_code.model.desired import DesiredSegment, Lifecycle, Reference
    from segments_as_code.model.outcomes import Applied, Failed, NotStarted, Outcome, Written
    from segments_as_code.model.phrases import Description, Part, Phrase, Role, Statement
    from segments_as_code.model.places import Document, Marks, Place, SourceFile, Writing
    from segments_as_code.model.plan import (
        Adopt,
        Change,
        Create,
        Delete,
        FieldChange,
        FieldChangeKind,
        Fingerprints,
        Notice,
        Plan,
        Refusal,
        Replace,
        TagChange,
        Unchanged,
        Update,
        key_of,
        name_of,
    )
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
    "Writing",
    "Written",
    "key_of",
    "name_of",
]

_HOMES: Final[Mapping[str, tuple[str, ...]]] = {
    "comments": ("Comment", "Header", "Issue"),
    "deployed": ("DeployedSegment", "SegmentKind", "Target"),
    "desired": ("DesiredSegment", "Lifecycle", "Reference"),
    "outcomes": ("Applied", "Failed", "NotStarted", "Outcome", "Written"),
    "phrases": ("Description", "Part", "Phrase", "Role", "Statement"),
    "places": ("Document", "Marks", "Place", "SourceFile", "Writing"),
    "plan": (
        "Adopt", "Change", "Create", "Delete", "FieldChange", "FieldChangeKind", "Fingerprints", "Notice", "Plan", "Refusal", "Replace",
        "TagChange", "Unchanged", "Update", "key_of", "name_of",
    ),
    "usages": ("Keeps", "Neighbour", "Schedule", "Usage", "UsageRole"),
    "values": ("Definition", "Json", "Path"),
}  # fmt: skip
"""Which module of this package each name comes from; a test holds it to ``__all__``."""

if not TYPE_CHECKING:  # the type checker knows where each comes from, and so that there is nothing else
    __getattr__ = on_demand(globals(), _HOMES)
