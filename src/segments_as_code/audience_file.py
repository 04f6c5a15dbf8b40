"""``audience.json``: how many people are in each segment, counted in one step of a workflow and shown by the plan of a later one.

``schemas/audience.schema.json`` describes the document. A plan shows the numbers, and neither its digest nor its result depends on them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from segments_as_code.model.audience import FEWEST, NUMBERS, SOURCE_KINDS, Audience, AudienceSource, Counts, CriterionCounts, hide_few
from segments_as_code.model.problem import SegmentsError, short
from segments_as_code.model.segment import Target

FORMAT: Final = "segments-as-code/audience"
VERSION: Final = 1
REMEDY: Final = "make it again with segments audience."
_FOR_THIS_PLAN: Final = "make it again for this plan, with segments audience."

_MOST_BYTES: Final = 64 * 2**20
_LONGEST_REASON: Final = 400
_AMONG: Final = (
    ("both", "lost", "before"),
    ("both", "gained", "after"),
    ("reachable", "", "after"),
    ("before", "", "population"),
    ("after", "", "population"),
    ("unknown", "", "population"),
)
_SUMS: Final = (("before", "both", "lost"), ("after", "both", "gained"))
_CLOCKS_DIFFER_BY: Final = timedelta(hours=1)
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z", re.ASCII)
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


class _MalformedError(ValueError):
    """An error in a document, as the end of a sentence, without values."""


class _ImplausibleError(ValueError):
    """Why the numbers of a document cannot be true, as the end of a sentence."""


def write_audience(audience: Audience) -> str:
    """Return ``audience`` as JSON text that ends in a newline."""
    source = audience.source
    document = {
        "format": FORMAT,
        "version": VERSION,
        "population": audience.population,
        "as_of": audience.as_of,
        "source": {
            "kind": source.kind,
            "provider": source.provider,
            "scope": source.scope,
            "region": source.region,
            "export": source.export or None,
        },
        "plan": audience.plan or None,
        "segments": {key: _counts_json(counts) for key, counts in audience.segments.items()},
    }
    return json.dumps(document, indent=1, ensure_ascii=True, allow_nan=False) + "\n"


def _counts_json(counts: Counts) -> Mapping[str, Any]:
    numbers = {name: getattr(counts, name) for name in NUMBERS}
    return {
        **numbers,
        "hidden": list(counts.hidden),
        "rounded": counts.is_rounded,
        "reasons": dict(counts.reasons),
        "otherwise": dict(counts.otherwise),
        **({"criteria": [_criterion_json(each) for each in counts.criteria]} if counts.criteria else {}),
    }


def _criterion_json(counts: CriterionCounts) -> Mapping[str, Any]:
    return {
        "place": counts.place,
        "criterion": counts.text,
        "alone": counts.alone,
        "without": counts.without,
        "hidden": list(counts.hidden),
        "rounded": counts.is_rounded,
    }


def is_audience_file(path: Path) -> bool:
    """Return whether a file begins as one that was written by ``write_audience``."""
    try:
        with path.open("rb") as file:
            return FORMAT.encode() in file.read(200)
    except OSError:
        return False


def load_audience(path: Path, *, plan: str, target: Target | None = None, shown: str = "") -> Audience:
    """Return the numbers in a file that were made for the plan with the digest ``plan``; messages call the file ``shown``.

    With a ``target`` they must be of its segments too: a file could name the right plan and another source.

    Numbers that are too small to show are hidden here too, so that a file that was written by something else cannot show them.

    Raises:
        SegmentsError: it cannot be read or is not such a file (``audience-unreadable``), is for another plan or
            target (``audience-differs``), or has numbers that cannot be true (``audience-implausible``).
    """
    name = shown or str(path)
    audience = _read(path, name)
    if audience.plan != plan:
        whose = f"for the plan {audience.plan[:6]}" if audience.plan else "of files alone, for no plan"
        message = f"{name} was made {whose}, and this is the plan {plan[:6]}."
        raise SegmentsError("audience-differs", message, _FOR_THIS_PLAN)
    source = audience.source
    if target is not None and (source.provider, source.scope, source.region) != (target.provider, target.scope, target.region):
        message = f"{name} has numbers of {short(source.scope)} ({short(source.provider)}, {short(source.region)}), and this plan is for "
        message += f"{target.scope} ({target.provider}, {target.region})."
        raise SegmentsError("audience-differs", message, _FOR_THIS_PLAN)
    return audience


def _read(path: Path, name: str) -> Audience:
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
        return _audience(_read_json(content))
    except OSError as error:
        raise SegmentsError("audience-unreadable", f"{name} cannot be read: {error.strerror}.", REMEDY) from error
    except _MalformedError as error:
        raise SegmentsError("audience-unreadable", f"{name} cannot be read: {error}.", REMEDY) from error
    except _ImplausibleError as error:
        raise SegmentsError("audience-implausible", f"{name} cannot be right: {error}.", REMEDY) from error
    except (ValueError, RecursionError) as error:
        raise SegmentsError("audience-unreadable", f"{name} cannot be read: it is not JSON.", REMEDY) from error


def _read_json(content: bytes) -> Any:
    if len(content) > _MOST_BYTES:
        raise _MalformedError(f"it has more than {_MOST_BYTES // 2**20} MiB")
    return json.loads(content.decode("utf-8"), parse_constant=_refuse_constant)


def _refuse_constant(name: str) -> Any:
    raise _MalformedError(f"it holds {name}, which is not a number")


def _audience(document: Any) -> Audience:
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise _MalformedError("it is JSON, but not an audience file")
    if document.get("version") != VERSION or isinstance(document["version"], bool):
        raise _MalformedError(f"it is not of version {VERSION}, which is the only one that this release reads")
    source, segments, population = document.get("source"), document.get("segments"), document.get("population")
    if not isinstance(source, dict) or not isinstance(segments, dict):
        raise _MalformedError("it has no source or no segments")
    if population is not None and not _is_count(population):
        raise _MalformedError("population is not a number of people")
    named = {member: _text(source, member) for member in ("kind", "provider", "scope", "region")}
    if named["kind"] not in SOURCE_KINDS:
        raise _MalformedError("this release does not know its source.kind")
    named |= {"export": _text(source, "export")} if source.get("export") is not None else {}
    return Audience(
        _past(_matching(document, "as_of", _INSTANT)),
        AudienceSource(**named),
        "" if document.get("plan", "") is None else _matching(document, "plan", _DIGEST),
        {str(key): hide_few(_plausible(str(key), _counts(said), population), population) for key, said in segments.items()},
        population,
    )


def _past(as_of: str) -> str:
    """Return ``as_of`` unless there is no such instant, or it is in the future; clocks differ by minutes."""
    try:
        datetime.strptime(as_of, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise _MalformedError("as_of is not a date and a time") from error
    if as_of > f"{datetime.now(UTC) + _CLOCKS_DIFFER_BY:%Y-%m-%dT%H:%M:%SZ}":
        raise _ImplausibleError(f"its numbers are as of {as_of}, which is in the future")
    return as_of


def _plausible(key: str, counts: Counts, population: int | None) -> Counts:
    """Return ``counts`` if they can be true together; each row of ``_AMONG`` is two numbers of people who are all among those of the third.

    Those before are those in both and those who are lost, and those after likewise, but for people of whom something is unknown.
    """
    found = {**counts.numbers(), **({} if population is None else {"population": population})}
    slack = 2 * FEWEST if counts.is_rounded else 0
    for one, other, whole in _AMONG:
        parts = found.get(one, 0) + found.get(other, 0)
        if whole in found and parts > found[whole] + slack:
            what = " and ".join(name for name in (one, other) if name in found)
            raise _ImplausibleError(f"of {short(key)} it counts more people in {what} than in {whole}")
    for whole, one, other in _SUMS:
        fewest, most, more = counts.bounds(whole), counts.bounds(one), counts.bounds(other)
        if fewest and most and more and fewest[0] > most[1] + more[1]:
            raise _ImplausibleError(f"of {short(key)} it counts more people in {whole} than in {one} and {other} together")
    return counts


def _counts(said: Any) -> Counts:
    if not isinstance(said, dict):
        raise _MalformedError("what a segment has is not an object")
    numbers = {name: said.get(name) for name in NUMBERS}
    if any(number is not None and not _is_count(number) for number in numbers.values()):
        raise _MalformedError("a segment has something that is not a number of people")
    hidden, reasons, otherwise = said.get("hidden", []), said.get("reasons", {}), said.get("otherwise", {})
    if not isinstance(hidden, list) or not isinstance(reasons, dict) or not isinstance(otherwise, dict):
        raise _MalformedError("hidden is not a list, or reasons or otherwise is not an object")
    kept = {name: reasons[name][:_LONGEST_REASON] for name in NUMBERS if isinstance(reasons.get(name), str)}
    names = tuple(name for name in NUMBERS if name in hidden and numbers[name] is None)
    other = {str(name): number for name, number in otherwise.items() if _is_count(number)}
    return Counts(**numbers, criteria=(), hidden=names, is_rounded=said.get("rounded") is True, reasons=kept, otherwise=other)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**15


def _text(said: Mapping[str, Any], name: str) -> str:
    if not isinstance(value := said.get(name), str) or not value:
        raise _MalformedError(f"source.{name} is not a text")
    return value


def _matching(said: Mapping[str, Any], name: str, form: re.Pattern[str]) -> str:
    if not isinstance(value := said.get(name), str) or not form.fullmatch(value):
        raise _MalformedError(f"{name} is not written as it has to be")
    return value
