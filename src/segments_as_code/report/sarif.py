"""Problems as SARIF 2.1.0, for code scanning and for editors (https://docs.oasis-open.org/sarif/sarif/v2.1.0/)."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from urllib.parse import quote

from segments_as_code import __version__
from segments_as_code.error_codes import BESIDE, FILES
from segments_as_code.error_codes import SCHEMA as VALIDATE
from segments_as_code.error_codes import TOGETHER as RESOLVE
from segments_as_code.error_codes import YAML as LOAD
from segments_as_code.meaning.lint import Linter
from segments_as_code.model.document import Json, Location
from segments_as_code.model.problem import Problem
from segments_as_code.ports import Dialect
from segments_as_code.report.page import PROJECT

_HELP = f"{PROJECT}/blob/main/docs/reference/problems.md"
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"
_SPECIAL = re.compile(r"[\\\[\]]")


def sarif_text(problems: Sequence[Problem], dialect: Dialect, *, uri_outside: Callable[[str], str | None]) -> str:
    """Return ``problems`` as one SARIF log.

    Paths are relative to the working directory, which is assumed to be the repository's root. ``uri_outside`` returns the
    complete address of a path that is not below it, and None for others.
    """
    rules = sorted({problem.code for problem in problems})
    run: dict[str, Json] = {
        "tool": {"driver": _driver(rules, {**FILES, **LOAD, **VALIDATE, **RESOLVE, **BESIDE, **Linter(dialect).codes})},
        "invocations": [{"executionSuccessful": True}],
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the repository, in which the command ran."}}},
        "columnKind": "unicodeCodePoints",
        "results": _results(problems, rules, uri_outside),
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1, ensure_ascii=False) + "\n"


def _driver(rules: Sequence[str], meanings: Mapping[str, str]) -> Json:
    return {
        "name": "Segments as Code",
        "informationUri": PROJECT,
        "version": __version__,
        "rules": [_rule(code, meanings[code]) for code in rules],
    }


def _rule(code: str, meaning: str) -> Json:
    uri = f"{_HELP}#{code}"
    return {
        "id": code,
        "name": "".join(word.capitalize() for word in code.split("-")),
        "shortDescription": {"text": meaning},
        "helpUri": uri,
        "help": {"text": f"{meaning} An example: {uri}", "markdown": f"{meaning} [An example]({uri})"},
        "properties": {"precision": "very-high", "tags": ["segments"]},
    }


def _results(problems: Sequence[Problem], rules: Sequence[str], uri_outside: Callable[[str], str | None]) -> list[Json]:
    """Return a result for each problem, with a fingerprint that does not depend on line numbers."""
    seen: Counter[str] = Counter()
    results: list[Json] = []
    for problem in problems:
        said = f"{problem.location.path}\n{problem.code}\n{problem.message}"
        known_by = sha256(said.encode("utf-8", "surrogateescape")).hexdigest()
        seen[known_by] += 1
        result: dict[str, Json] = {
            "ruleId": problem.code,
            "ruleIndex": rules.index(problem.code),
            "level": problem.severity.value,
            "message": {"text": escape_links(f"{problem.message}\nfix: {problem.remedy}")},
            "locations": [_location(problem.location, uri_outside)],
            "partialFingerprints": {"problem/v1": f"{known_by}:{seen[known_by]}"},
        }
        if problem.related:
            result["relatedLocations"] = [
                {**_location(place, uri_outside), "id": number, "message": {"text": "this is the other place"}}
                for number, place in enumerate(problem.related, start=1)
            ]
        results.append(result)
    return results


def escape_links(text: str) -> str:
    r"""Return ``text`` so that nothing in it is a link: ``[text](target)`` is one in a message (SARIF 2.1.0, 3.11.6).

    The standard escapes brackets and backslashes with a backslash. Text that cannot contain a link is not
    changed, because not every viewer removes the backslashes again.
    """
    return _SPECIAL.sub(r"\\\g<0>", text) if "](" in text else text


def _location(location: Location, uri_outside: Callable[[str], str | None]) -> dict[str, Json]:
    """Return a location; a path that is not below the root is given in full, because SARIF does not allow ``..``."""
    whole = uri_outside(location.path)
    artifact: dict[str, Json] = {"uri": quote(location.path), "uriBaseId": _ROOT} if whole is None else {"uri": whole}
    region: Json = {"startLine": location.line, "startColumn": location.column}
    return {"physicalLocation": {"artifactLocation": artifact, "region": region}}
