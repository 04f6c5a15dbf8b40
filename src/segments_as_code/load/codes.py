"""The codes of what can be wrong with a file's text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

CODES: Final[Mapping[str, str]] = {
    "bad-yaml": "The text is not YAML: a quote, bracket, colon or indentation is not as it must be.",
    "control-character": "An invisible character that has no place in a definition, often from pasted text.",
    "duplicate-key": "One mapping names the same key twice; only one of the two values could count.",
    "empty-file": "The file holds no document, or nothing but comments.",
    "encoding": "The file is not UTF-8.",
    "inexact-number": "A whole number too large to be kept exactly (beyond 2 to the power of 53).",
    "key-not-text": "A key is a number, true, false, empty, a list or a mapping, where only text can be a key.",
    "merge-key": "The merge key << of YAML 1.1, which YAML 1.2 does not have.",
    "not-a-mapping": "A document is a list or a single value, where a segment is a mapping of members.",
    "not-finite": "A number that is infinite, not a number, or too large for any computer's numbers.",
    "recursive-alias": "An alias that stands inside the very value it repeats.",
    "tab": "A tab where YAML allows only blanks.",
    "too-deep": "Values nested more than a hundred levels deep.",
    "too-many-aliases": "Aliases that repeat so much that the document would grow out of all proportion.",
    "unknown-alias": "An alias (*name) without an anchor (&name) before it.",
    "yaml-tag": "A YAML tag (!name) that is none of the standard ones.",
}
