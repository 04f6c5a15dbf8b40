"""Scalars that need a second look: what is no text by the core schema, tags, and control characters behind escapes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from segments_as_code.load.scalars import LARGEST_EXACT, InexactError, NotFiniteError, resolve

if TYPE_CHECKING:
    from segments_as_code.load.events import Event
    from segments_as_code.load.scalars import Scalar
    from segments_as_code.load.trouble import Troubles

_STANDARD: Final = "tag:yaml.org,2002:"
_TEXT_TAGS: Final = frozenset({"!", _STANDARD + "str"})
_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    _STANDARD + "null": (type(None),),
    _STANDARD + "bool": (bool,),
    _STANDARD + "int": (int,),
    _STANDARD + "float": (float, int),
}
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_LONG: Final = 40


def read_scalar(event: Event, at: int, troubles: Troubles) -> Scalar:
    """Return what a scalar means; where it means nothing, note the trouble and return its text."""
    if event.tag is not None and event.tag not in _TEXT_TAGS:
        return _read_tagged(event.tag, event.value, at, troubles)
    if event.tag is None and event.implicit[0]:
        return _read_plain(event.value, at, troubles)
    if not event.value.isprintable():
        _refuse_control_characters(event.value, at, troubles)
    return event.value


def check_collection_tag(tag: str | None, kind: str, at: int, troubles: Troubles) -> None:
    """Note the trouble where ``tag`` is not a mapping's (``kind`` is map) or a list's (seq) own."""
    if tag not in (None, "!", _STANDARD + kind):
        _refuse_tag(tag or "", at, troubles)


def _read_tagged(tag: str, text: str, at: int, troubles: Troubles) -> Scalar:
    if tag not in _TYPES:
        _refuse_tag(tag, at, troubles)
        return text
    value = _read_plain(text, at, troubles)
    if type(value) not in _TYPES[tag] and not troubles.spoilt:
        troubles.spoil(at, "yaml-tag", f"the tag {_spelled(tag)} does not fit the value {_shortened(text)}.", "take the tag away.")
    return value


def _read_plain(text: str, at: int, troubles: Troubles) -> Scalar:
    try:
        return resolve(text)
    except NotFiniteError:
        message = f"{_shortened(text)} is a number that cannot be kept: infinite, undefined or too large."
        troubles.spoil(at, "not-finite", message, "write an ordinary number, or put the value in quotes if it is text.")
        return text
    except InexactError:
        message = f"{_shortened(text)} is too large to be kept exactly; whole numbers go up to {LARGEST_EXACT}."
        troubles.add(
            at, "inexact-number", message, "put it in quotes if it is an identifier or other text; otherwise write a smaller number."
        )
        return text


def _refuse_tag(tag: str, at: int, troubles: Troubles) -> None:
    message = f"the tag {_spelled(tag)} has no meaning in a definition."
    troubles.spoil(
        at, "yaml-tag", message, "take the tag away, or put the whole value in quotes if the exclamation mark belongs to the text."
    )


def _refuse_control_characters(text: str, at: int, troubles: Troubles) -> None:
    control = _CONTROL.search(text)
    if control is not None:
        message = f"this text holds the control character U+{ord(control.group()):04X}, written as an escape."
        troubles.spoil(at, "control-character", message, "take the escape out of the text.")


def _spelled(tag: str) -> str:
    """Return a tag as its author most likely wrote it."""
    return _shortened("!!" + tag.removeprefix(_STANDARD) if tag.startswith(_STANDARD) else tag)


def _shortened(text: str) -> str:
    return text if len(text) <= _LONG else text[: _LONG - 1] + "…"
