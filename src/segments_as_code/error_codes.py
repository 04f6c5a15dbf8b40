"""Every code of a problem in files, with one sentence about its meaning; those of refusals, errors and notices are in ``refusal_codes``.

Codes of one provider, of criteria and of proofs are next to the code that finds them. A page of the reference is made from these tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

FILES: Final[Mapping[str, str]] = {
    "file-changed": "A file was changed by somebody else while it was being rewritten.",
    "file-name": "The name of a file or folder is not UTF-8, or has characters that cannot be shown.",
    "file-too-large": "A file is larger than a mebibyte; a segment takes about one thousandth of that.",
    "folder-too-deep": "Folders are nested more than 64 levels deep.",
    "folder-too-large": "The definitions together are larger than 64 mebibytes.",
    "missing-folder": "The folder of definitions, or the one file that was named, does not exist.",
    "no-definitions": "The folder has no YAML file.",
    "not-a-file": "Something with a YAML file's name is a pipe, a socket, a device or the like.",
    "outside-workspace": "A path, or the target of a symbolic link, is outside the workspace.",
    "symlink": "A file or folder is a symbolic link; links are not followed.",
    "too-many-files": "The folder has more than 20,000 definition files.",
    "unreadable": "A file or folder may not be read.",
    "unwritable": "There is no permission to write a file, or no space on the disk.",
}
"""Problems with files and folders."""

YAML: Final[Mapping[str, str]] = {
    "bad-yaml": "The text is not YAML: a quote, bracket, colon or indentation is not as it must be.",
    "control-character": "An invisible character that has no place in a definition, often from pasted text.",
    "duplicate-key": "One mapping names the same key twice; only one of the two values could count.",
    "empty-file": "The file has no document, or only comments.",
    "encoding": "The file is not UTF-8.",
    "inexact-number": "A whole number too large to be kept exactly (beyond 2 to the power of 53).",
    "key-not-text": "A key is a number, true, false, empty, a list or a mapping; only text can be a key.",
    "merge-key": "The merge key << of YAML 1.1, which YAML 1.2 does not have.",
    "not-a-mapping": "A document is a list or a single value; a segment is a mapping of members.",
    "not-finite": "A number that is infinite, not a number, or too large for any computer's numbers.",
    "recursive-alias": "An alias inside the value that it repeats.",
    "tab": "A tab at a place that allows only spaces.",
    "too-deep": "Values nested more than a hundred levels deep.",
    "too-many-aliases": "Aliases that repeat so much that the document would grow out of all proportion.",
    "unknown-alias": "An alias (*name) without an anchor (&name) before it.",
    "yaml-tag": "A YAML tag (!name) that is not a standard one.",
}
"""Problems in the text of a file."""

SCHEMA: Final[Mapping[str, str]] = {
    "either-or": "Members that exclude each other are used together, or a required one of several is missing.",
    "missing-member": "A member that is required is not there.",
    "needless-ignore": "Lifecycle.Ignore names a code that silences nothing in this segment.",
    "out-of-range": "A number is smaller or larger than allowed.",
    "repeated-value": "A list whose items must differ names one twice.",
    "too-few-values": "A list or a mapping has too few items.",
    "too-long": "A text, or a name, has more characters than allowed.",
    "too-many-values": "A list or a mapping has more items than allowed.",
    "too-short": "A text has too few characters.",
    "unknown-code": "Lifecycle.Ignore names a code that no problem has.",
    "unknown-member": "A member has a name that is not known at its place, often a misspelt one.",
    "unknown-value": "A value is not one of the allowed values.",
    "wrong-form": "A text is not written in the form that is needed.",
    "wrong-type": "A value is of another type: a number instead of text, text instead of a list, or nothing at all.",
}
"""Problems of any schema without a code of its own, and of `Lifecycle.Ignore`."""

TOGETHER: Final[Mapping[str, str]] = {
    "missing-key": "A file has several documents, and this one has no Key: only a single document can take its key from the path.",
    "invalid-key": "A key has characters that a tag value cannot carry, or it is too long.",
    "duplicate-segment": "Two documents have the same key.",
    "adopted-twice": "Two documents want to take over the same deployed segment.",
    "another-application": "A document names an application, or a domain, that this run is not about.",
    "unknown-reference": "A Ref names a key that no document has.",
    "reference-cycle": "Segments build on each other in a circle.",
    "same-name": "Two documents ask for one deployed name, or for the temporary name of the other one; upper and lower case are the same.",
    "duplicate-audience": "Two segments have the same criteria.",
    "everyone-as-source": "A source segment has everyone in it, so that building on it narrows nothing.",
}
"""Problems that can only be found when all definitions are known."""

BESIDE: Final[Mapping[str, str]] = {
    "contradictory-facts": "No person can meet all the facts that are declared, so that everything could be proven.",
    "fact-with-source": "A fact builds on a segment; facts are about people alone.",
    "misplaced-file": "Settings or policies are where they are not read: in a folder below the root, or a second time.",
    "reserved-name": "A file whose name is reserved for settings, policies or tests contains a definition.",
}
"""Problems in the files next to the definitions: settings, policies and tests."""

EXAMPLES: Final[Mapping[str, str]] = {
    "as-of-missing": "LastActive is a date, and the test does not say with AsOf at which date the segment is looked at.",
    "example-fails": "An example person should be in a segment and is not, or should be out and is in.",
    "example-open": "Whether an example person is in as expected depends on what AWS does not document; only a strict run says so.",
    "impossible-person": "An example person does not meet a fact that is declared for everyone.",
    "in-the-future": "An example person was last active after the date at which the segment is looked at.",
    "like-circle": "Example people are like each other in a circle.",
    "no-such-person": "Like names a person that the test file does not have.",
    "no-such-segment": "A test is for a segment that no document defines.",
    "not-mentioned": "An example person has an attribute, a metric or an imported segment that no definition asks about.",
    "not-whole": "An example person has a fraction in a metric that is declared to hold whole numbers.",
    "person-twice": "Two people of one test have the same name, one in and one out.",
    "several-values": "An example person has several values of something that holds one.",
}
"""Problems in test files, in addition to those of any file and any schema."""

PROVEN: Final[Mapping[str, str]] = {
    "changes-nothing": "A group, block, source, criterion or value without which the same people are in the segment.",
    "proven-everybody": "Everybody is in the segment, whatever the data, what it builds on included.",
    "proven-nobody": "Nobody can be in the segment, whatever the data, what it builds on included.",
    "same-people": "Two segments always have the same people, although they are written in another way.",
}
"""Problems that only proof finds: of `segments validate --prove`, and in a plan of what changes."""

FORMATTING: Final[Mapping[str, str]] = {
    "not-rewritten": "The file has a layout that segments fmt cannot rewrite without changing its meaning; it was left alone.",
}
"""Problems that only `segments fmt` reports."""

PROBLEMS: Final[Mapping[str, str]] = {**FILES, **YAML, **SCHEMA, **TOGETHER, **BESIDE, **EXAMPLES, **FORMATTING, **PROVEN}
"""In files, of any provider; a dialect has the ``codes`` of its own, and ``meaning/lint.py`` those of every definition."""
