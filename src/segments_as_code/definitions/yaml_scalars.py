"""Scalars by the core schema of YAML 1.2 (https://yaml.org/spec/1.2.2/#1032-tag-resolution)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import inf, isfinite
from typing import TYPE_CHECKING, Final, TypeAlias

from segments_as_code.definitions.yaml_errors import shorten

if TYPE_CHECKING:
    from segments_as_code.definitions.yaml_errors import ProblemCollector
    from segments_as_code.definitions.yaml_events import Event, Mark

Scalar: TypeAlias = str | int | float | bool | None

MERGE_KEY: Final = "<<"

LARGEST_EXACT: Final = 2**53
"""The largest whole number that JSON readers, and Pinpoint's doubles, represent exactly (RFC 8259, 6)."""

_CONSTANTS: Final[Mapping[str, bool | None]] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True,
    "false": False, "False": False, "FALSE": False,
}  # fmt: skip
"""Words that are not text, one line for each value."""
_NUMBER_STARTS: Final = frozenset("+-.0123456789")
_NUMBER: Final = re.compile(
    r"(?P<whole>[-+]?[0-9]+)|(?P<based>0o[0-7]+|0x[0-9a-fA-F]+)"
    r"|(?P<decimal>[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)"
    r"|(?P<special>[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))"
)
_FEW_DIGITS: Final = 18

_STANDARD: Final = "tag:yaml.org,2002:"
_FUNCTIONS: Final = (
    "And", "Base64", "Cidr", "Equals", "FindInMap", "GetAZs", "GetAtt", "If", "ImportValue", "Join", "Length", "Not", "Or", "Select",
    "Split", "Sub", "ToJsonString", "Transform",
)  # fmt: skip
TEMPLATE_TAGS: Final = {"!Ref": "Ref", "!Condition": "Condition"} | {f"!{name}": f"Fn::{name}" for name in _FUNCTIONS}
"""CloudFormation's tags, and for each the member of the mapping that it is short for."""
_TEXT_TAGS: Final = frozenset({"!", _STANDARD + "str"})
_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    _STANDARD + "null": (type(None),),
    _STANDARD + "bool": (bool,),
    _STANDARD + "int": (int,),
    _STANDARD + "float": (float, int),
}
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_LONG: Final = 40


class NotFiniteError(Exception):
    """The scalar is infinite, not a number, or too large for a double."""


class InexactError(Exception):
    """The scalar is a whole number beyond LARGEST_EXACT."""


def read_scalar(event: Event, problems: ProblemCollector) -> Scalar:
    """Return the value of a scalar; if it has none, add the problem and return its text."""
    if event.tag is None and event.implicit[0]:
        return _read_plain(event.value, event.start_mark, problems)
    if event.tag is not None and event.tag not in _TEXT_TAGS:
        return _read_tagged(event.tag, event.value, event.start_mark, problems)
    control = None if event.value.isprintable() else _CONTROL.search(event.value)
    if control is not None:
        message = f"this text holds the control character U+{ord(control.group()):04X}, written as an escape."
        problems.reject_document(event.start_mark, "control-character", message, "take the escape out of the text.")
    return event.value


def check_collection_tag(event: Event, kind: str, problems: ProblemCollector) -> None:
    """Add a problem if a collection has another tag than that of its ``kind`` (map or seq)."""
    if event.tag not in (None, "!", _STANDARD + kind):
        _refuse_tag(event.tag or "", event.start_mark, problems)


def _read_plain(text: str, at: Mark, problems: ProblemCollector) -> Scalar:
    try:
        return resolve_plain(text)
    except NotFiniteError:
        message = f"{shorten(text, _LONG)} is a number that cannot be kept: infinite, undefined or too large."
        problems.reject_document(at, "not-finite", message, "write an ordinary number, or put the value in quotes if it is text.")
    except InexactError:
        message = f"{shorten(text, _LONG)} is too large to be kept exactly; whole numbers go up to {LARGEST_EXACT}."
        remedy = "put it in quotes if it is an identifier or other text; otherwise write a smaller number."
        problems.add(at, "inexact-number", message, remedy)
    return text


def _read_tagged(tag: str, text: str, at: Mark, problems: ProblemCollector) -> Scalar:
    if tag not in _TYPES:
        _refuse_tag(tag, at, problems)
        return text
    value = _read_plain(text, at, problems)
    if type(value) not in _TYPES[tag] and not problems.document_rejected:
        message = f"the tag {_as_written(tag)} does not fit the value {shorten(text, _LONG)}."
        problems.reject_document(at, "yaml-tag", message, "take the tag away.")
    return value


def _refuse_tag(tag: str, at: Mark, problems: ProblemCollector) -> None:
    if tag in TEMPLATE_TAGS:
        message = f"the tag {tag} is a function of CloudFormation, and a definition has its values written out."
        problems.reject_document(at, "yaml-tag", message, "write the value itself.")
        return
    message = f"the tag {_as_written(tag)} has no meaning in a definition."
    remedy = "take the tag away, or put the whole value in quotes if the exclamation mark belongs to the text."
    problems.reject_document(at, "yaml-tag", message, remedy)


def _as_written(tag: str) -> str:
    """Return a tag as its author probably wrote it."""
    return shorten("!!" + tag.removeprefix(_STANDARD) if tag.startswith(_STANDARD) else tag, _LONG)


def resolve_plain(text: str) -> Scalar:
    """Return the value of a plain scalar, in time linear in its length; raise for a number that JSON cannot hold exactly."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    match = _NUMBER.fullmatch(text) if text[0] in _NUMBER_STARTS else None
    if match is None:
        return text
    match match.lastgroup:
        case "whole":
            return _read_whole(text)
        case "based":
            return _exact(int(text, base=0))
        case _:
            return _finite(text)


def _read_whole(text: str) -> int:
    """Return a decimal whole number; ``int`` itself is not linear and refuses more than 4,300 digits."""
    digits = text.lstrip("+-0") or "0"
    if len(digits) <= _FEW_DIGITS:
        return _exact(int(text[:1] + digits if text.startswith("-") else digits))
    _finite(text)
    raise InexactError


def _exact(number: int) -> int:
    if abs(number) <= LARGEST_EXACT:
        return number
    try:
        float(number)
    except OverflowError as error:
        raise NotFiniteError from error
    raise InexactError


def _finite(text: str) -> float:
    number = float(text) if text[-1] not in "fFnN" else inf
    if not isfinite(number):
        raise NotFiniteError
    return number
