"""Read ``policies.yaml``: what has to stay true of the people in segments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from difflib import get_close_matches
from typing import Final, cast

from segments_as_code.definitions.inline_criteria import read_criteria
from segments_as_code.definitions.reserved_files import POLICIES, find_definitions, find_misplaced, text_of, texts_of
from segments_as_code.definitions.settings_reader import members_of
from segments_as_code.definitions.validator import DocumentValidator, SchemaValidator, locate
from segments_as_code.definitions.yaml_reader import read_file
from segments_as_code.model.document import Document, Json, Path, SourceFile
from segments_as_code.model.policy import Compared, Policy, Rule, Selector
from segments_as_code.model.problem import Problem, Severity
from segments_as_code.model.segment import DesiredSegment
from segments_as_code.ports import Dialect

_COMPARING: Final[tuple[Rule, ...]] = ("within", "apart-from", "same-as")
_CHANGING: Final[tuple[Rule, ...]] = ("never-wider", "never-narrower")
_WILD: Final = re.compile(r"[*?]")
_PERCENT: Final = "^(0|[1-9][0-9]{0,5})(\\.[0-9]{1,3})? ?%$"


def policies_schema() -> dict[str, Json]:
    """Return the JSON Schema of ``policies.yaml``, a list of policies."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://raw.githubusercontent.com/segments-as-code/segments-as-code/main/schemas/policies.schema.json",
        "title": "Segments as Code: policies",
        "description": "What has to stay true of the people in segments, in policies.yaml next to the definitions.",
        "type": "array",
        "items": {"$ref": "#/$defs/policy"},
        "$defs": {"policy": _policy_schema(), "selectors": _SELECTORS, "compared": _COMPARED},
    }


_SELECTORS: Final[Json] = {
    "type": "array",
    "minItems": 1,
    "description": "Segments by a pattern of their keys (* within one part, ** across parts) or by a tag.",
    "items": {
        "anyOf": [
            {"type": "string", "minLength": 1},
            {
                "type": "object",
                "additionalProperties": False,
                "required": ["tag"],
                "properties": {
                    "tag": {"type": "string", "minLength": 1, "description": "The tag's name."},
                    "value": {"type": "string", "description": "Its value. If this is left out: any value."},
                },
            },
        ]
    },
}
_COMPARED: Final[Json] = {
    "type": ["string", "object"],
    "minLength": 1,
    "minProperties": 1,
    "description": "The key of a segment, or criteria as a definition has them.",
}

_GROWTH: Final[Json] = {
    "type": "string",
    "pattern": _PERCENT,
    "description": "By how much a segment may grow in numbers, in percent, which only a count on an export tells. It "
    "stops a plan only if a live campaign or journey uses the segment.",
    "examples": ["20 %"],
    "x-says": {"pattern": "a limit is a number and a percent sign"},
    "x-fix": {"type": "write a percentage, for example 20 %.", "pattern": "write a percentage, for example 20 %."},
}


def _policy_schema() -> Json:
    compared: Json = {"$ref": "#/$defs/compared"}
    selectors: Json = {"$ref": "#/$defs/selectors"}
    rules = [*_COMPARING, *_CHANGING, "not", "max-growth"]
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["name", "for"],
        "anyOf": [{"required": [rule]} for rule in rules],
        "properties": {
            "name": {"type": "string", "minLength": 1, "maxLength": 200, "description": "What has to be true, in a sentence."},
            "for": selectors,
            "except": selectors,
            "within": compared,
            "apart-from": compared,
            "same-as": compared,
            "never-wider": {"enum": [True], "description": "Nobody new may come in, whatever the change comes through."},
            "never-narrower": {"enum": [True], "description": "Nobody may leave, whatever the change comes through."},
            "not": {
                "type": "array",
                "minItems": 1,
                "uniqueItems": True,
                "items": {"enum": ["everybody", "nobody"]},
                "description": "What a segment may not be.",
            },
            "max-growth": _GROWTH,
            "unless-label": {
                "type": "array",
                "minItems": 1,
                "items": {"type": "string", "minLength": 1, "maxLength": 50},
                "description": "Labels on the pull request that allow it, for the plan that the comment showed when they were added.",
            },
            "severity": {"enum": ["error", "warning"], "description": "Whether it stops a plan. If this is left out: error, which does."},
            "undecided": {
                "enum": ["fail", "warn"],
                "description": "What happens if it is not proven. Left out: fail if severity is error, and warn for max-growth uncounted.",
            },
            "strict": {"type": "boolean", "description": "Whether it also stops a plan if it was broken before."},
        },
    }


class PoliciesReader:
    """Reads policies for one dialect."""

    def __init__(self, dialect: Dialect, validator: DocumentValidator) -> None:
        self._dialect = dialect
        self._validator = validator
        self._known: dict[str, DesiredSegment] = {}
        self._broken: frozenset[str] = frozenset()

    def read(
        self, sources: Sequence[SourceFile], segments: Sequence[DesiredSegment], broken: frozenset[str]
    ) -> tuple[tuple[Policy, ...], tuple[Problem, ...]]:
        """Return the policies in ``sources``, and everything that is wrong with them; one with errors is left out.

        ``segments`` are what they may name; ``broken`` are keys of definitions with errors of their own.
        """
        self._known, self._broken = {segment.key: segment for segment in segments}, broken
        problems = [*find_misplaced(sources, POLICIES)]
        documents: list[Document] = []
        for source in sources:
            found, wrong = read_file(source, POLICIES)
            documents += found
            problems += [*wrong, *find_definitions(found, POLICIES, members_of(self._dialect))]
        if problems or not documents:
            return (), tuple(problems)
        whole = policies_schema()
        schema = SchemaValidator({"$ref": "#/$defs/policy", "$defs": whole["$defs"]}, "this policy")
        made = [self._policy(document, schema) for document in documents]
        problems += [problem for _, wrong in made for problem in wrong]
        return tuple(policy for policy, _ in made if policy is not None), tuple(problems)

    def _policy(self, document: Document, schema: SchemaValidator) -> tuple[Policy | None, Sequence[Problem]]:
        content = document.content
        if found := schema.explain(content):
            return None, [locate(problem, document) for problem in found]
        problems: list[Problem] = [*self._unknown_keys(document)]
        rules: list[tuple[Rule, Compared | None]] = []
        for rule in _COMPARING:
            if rule in content:
                compared, wrong = self._compared(rule, document)
                problems += wrong
                rules.append((rule, compared))
        rules += [(rule, None) for rule in _CHANGING if content.get(rule) is True]
        rules += [(cast("Rule", f"not-{each}"), None) for each in texts_of(content, "not")]
        severity = Severity(text_of(content, "severity") or "error")
        undecided = text_of(content, "undecided") or ("fail" if severity is Severity.ERROR else "warn")
        policy = Policy(
            name=text_of(content, "name"),
            applies_to=_selectors(content.get("for")),
            except_for=_selectors(content.get("except")),
            rules=tuple(rules),
            labels=texts_of(content, "unless-label"),
            severity=severity,
            is_undecided_broken=undecided == "fail",
            is_strict=content.get("strict") is True,
            location=document.location(),
            most_growth=_percentage(text_of(content, "max-growth")),
            is_uncounted_broken=text_of(content, "undecided") == "fail",
        )
        return (None, problems) if problems else (policy, ())

    def _compared(self, rule: Rule, document: Document) -> tuple[Compared | None, Sequence[Problem]]:
        said = document.content[rule]
        if isinstance(said, str):
            return Compared(said), [*self._unknown(said, (rule,), document)]
        assert isinstance(said, Mapping)  # noqa: S101  # for the type checker: the schema has looked
        canonical, problems = read_criteria(said, (rule,), document, self._dialect, self._validator)
        if canonical is None:
            return None, problems
        wrong = [
            problem
            for path, reference in self._dialect.reference_paths(canonical.content)
            if reference.key is not None
            for problem in self._unknown(reference.key, path, canonical)
        ]
        return Compared(definition=self._dialect.definition(canonical.content)), wrong

    def _unknown_keys(self, document: Document) -> Iterator[Problem]:
        """Yield a problem for each key without a wildcard in ``for`` and ``except`` that no segment has."""
        for member in ("for", "except"):
            said = document.content.get(member)
            for index, item in enumerate(said if isinstance(said, list) else ()):
                if isinstance(item, str) and not _WILD.search(item):
                    yield from self._unknown(item, (member, index), document)

    def _unknown(self, key: str, at: Path, document: Document) -> Iterator[Problem]:
        if key in self._known or key in self._broken:
            return
        close = get_close_matches(key, self._known, n=1)
        remedy = f"did you mean {close[0]}?" if close else "write the key of a segment in this folder."
        yield Problem(document.location(at), "unknown-reference", f"the policy names {key}, and no document here has that key.", remedy)


def _percentage(said: str) -> Decimal | None:
    return Decimal(said.rstrip("% ")) if said else None


def _selectors(said: Json) -> tuple[Selector, ...]:
    found = []
    for item in said if isinstance(said, list) else ():
        if isinstance(item, str):
            found.append(Selector(pattern=item))
        elif isinstance(item, Mapping):
            value = item.get("value")
            found.append(Selector(tag=text_of(item, "tag"), value=value if isinstance(value, str) else None))
    return tuple(found)
