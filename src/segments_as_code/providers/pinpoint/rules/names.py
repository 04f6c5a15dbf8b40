"""A name that says one thing where the rule says another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from segments_as_code.model.values import Json
from segments_as_code.problems import Finding
from segments_as_code.providers.pinpoint.rules.logic import Whole, texts_of, type_of
from segments_as_code.providers.pinpoint.rules.saying import doubt, unless_meant
from segments_as_code.providers.pinpoint.wording import shown

CODES: Mapping[str, str] = {
    "contrary-name": "A segment is named after the very value that it excludes.",
}

_PEOPLE = frozenset(
    {
        *("audience", "buyers", "clients", "contacts", "customers", "guests", "members", "people", "segment", "shoppers"),
        *("subscribers", "users", "visitors"),
    }
)
"""What may follow the value in a name without changing what it says: loyal, and loyal customers."""
_WORD = re.compile(r"\w+")


def find_contrary_names(whole: Whole) -> Iterator[Finding]:
    """Yield each excluded value that is all the name says.

    Any word besides (not, all but, former) may turn the meaning, so that nothing is certain. Neither is it under NONE, which
    turns it once more, nor where the same value is asked for elsewhere.
    """
    name = whole.content.get("Name")
    excluding = [criterion for criterion in whole.criteria if type_of(criterion) == "EXCLUSIVE"]
    words = _words(name) if excluding else ()
    if not words or whole.include == "NONE":
        return
    criteria = [criterion for group in whole.groups if group.type != "NONE" for block in group.blocks for criterion in block.criteria]
    asked = {_words(text) for criterion in criteria if type_of(criterion) != "EXCLUSIVE" for text in texts_of(criterion)}
    for criterion in (criterion for criterion in criteria if type_of(criterion) == "EXCLUSIVE"):
        for index, value in enumerate(criterion.values):
            meant = _words(value)
            if meant and meant not in asked and (words == meant or (words[:-1] == meant and words[-1] in _PEOPLE)):
                message = f"this segment is named {shown(name)}, and {shown(value)} is excluded from it."
                remedy = unless_meant("write INCLUSIVE for those who are, or a name for those who are not", "contrary-name")
                yield doubt((*criterion.at, "Values", index), "contrary-name", message, remedy)


def _words(text: Json) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold())) if isinstance(text, str) else ()
