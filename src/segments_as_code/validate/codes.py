"""The codes that any provider's schema can give, where it does not name one of its own, and those of ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

CODES: Final[Mapping[str, str]] = {
    "either-or": "Members that exclude each other stand together, or none of those of which one is needed is there.",
    "missing-member": "A member that is required is not there.",
    "needless-ignore": "Lifecycle.Ignore names a code that silences nothing in this segment.",
    "out-of-range": "A number is smaller or larger than allowed.",
    "repeated-value": "A list whose items must differ names one twice.",
    "too-few-values": "A list or a mapping has fewer items than needed, or none.",
    "too-long": "A text, or a name, has more characters than allowed.",
    "too-many-values": "A list or a mapping has more items than allowed.",
    "too-short": "A text has fewer characters than needed, or none.",
    "unknown-code": "Lifecycle.Ignore names a code that no finding has.",
    "unknown-member": "A member has a name that is not known at its place, often a misspelt one.",
    "unknown-value": "A value is none of those that are allowed.",
    "wrong-form": "A text is not written in the form that is needed.",
    "wrong-type": "A value is of another type: a number where text is needed, text where a list is needed, or nothing at all.",
}
