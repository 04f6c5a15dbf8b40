"""The words everything else is written in: frozen values, no behaviour that needs the outside.

Two sides are told apart throughout: *desired* is what the files say, *deployed* is what the service holds.
A ``definition`` (name and criteria of one segment) is opaque here: only a provider's dialect looks inside it.
"""

from __future__ import annotations

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
