"""Render all segments as one self-contained HTML page: no network, no other file.

The page is ``templates/catalogue.html.j2``, autoescaped; this module makes its values.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from urllib.parse import quote

from jinja2 import Environment, StrictUndefined

from segments_as_code.meaning.describe import describe
from segments_as_code.model.document import Json, Location
from segments_as_code.model.phrases import Description
from segments_as_code.model.problem import Problem
from segments_as_code.model.segment import DeployedSegment, DesiredSegment
from segments_as_code.ports import Dialect
from segments_as_code.report.change_summary import plural
from segments_as_code.report.reference_graph import Catalogue, Drawing, Node, ReferenceGraph, draw_neighbourhood
from segments_as_code.report.visible import cut, visible
from segments_as_code.report.yaml_difference import yaml_lines

_LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Assets:
    """The fixed parts of the page: its template, style and script."""

    template: str
    style: str
    script: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One segment of the page; ``traits`` are the words that the page filters by, ``link`` leads to its file."""

    segment: DesiredSegment
    warnings: Sequence[Problem]
    description: Description
    traits: Sequence[str]
    tags: Sequence[tuple[str, str]]
    place: str
    link: str | None
    deployed: DeployedSegment | None
    builds_on: Sequence[Node]
    used_by: Sequence[Node]
    drawing: Drawing | None
    yaml: Sequence[str]


def render_catalogue(catalogue: Catalogue, dialect: Dialect, assets: Assets) -> str:
    """Return the page; its content security policy allows only the style and the script of ``assets``."""
    graph = ReferenceGraph(catalogue, dialect)
    warnings = _warnings(catalogue)
    segments = sorted(catalogue.segments, key=lambda segment: segment.key)
    template = _environment().from_string(assets.template)
    page = template.render(
        catalogue=catalogue,
        entries=[_entry(segment, catalogue, graph, dialect, warnings.get(segment.key, ())) for segment in segments],
        folders=[(folder, list(found)) for folder, found in groupby(segments, key=lambda segment: segment.key.rpartition("/")[0])],
        tags=sorted({tag for segment in segments for tag in segment.tags.items()}),
        policy=_policy(assets),
        style=assets.style,
        script=assets.script,
    )
    return f"{page}\n"


def _environment() -> Environment:
    """Return a Jinja2 environment that makes every character visible and every value text."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, finalize=_show, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {"cut": cut, "plural": plural, "fragment": _fragment}
    environment.globals["tag_token"] = _tag_token
    return environment


def _show(value: object) -> object:
    """Return the value to show for a ``{{ }}`` of the template; Jinja2 escapes it afterwards, unless it is markup already."""
    return value if hasattr(value, "__html__") else visible(cut(str(value), _LONGEST))


def _policy(assets: Assets) -> str:
    allowed = {"default": "'none'", "img": "data:", "style": f"'{_hash(assets.style)}'", "script": f"'{_hash(assets.script)}'"}
    return "; ".join([*(f"{kind}-src {source}" for kind, source in allowed.items()), "base-uri 'none'", "form-action 'none'"])


def _hash(inline: str) -> str:
    return "sha256-" + b64encode(sha256(inline.encode()).digest()).decode()


def _fragment(key: str) -> str:
    """Return ``key`` as an anchor on the page, for ``id`` and, after a ``#``, for ``href``."""
    return quote(key, safe="/:=+@", errors="replace")


def _tag_token(name: str, value: str) -> str:
    """Return a tag as one word, for comparison."""
    return quote(f"{name}={value}", safe="=", errors="replace")


def _warnings(catalogue: Catalogue) -> Mapping[str, Sequence[Problem]]:
    """Return, by key, the problems on the lines of each segment: from its own first line to that of the next in the file."""
    found: dict[str, list[Problem]] = {}
    for problem in catalogue.problems:
        place = problem.location
        above = [each for each in catalogue.segments if each.location.path == place.path and each.location.line <= place.line]
        if above:
            found.setdefault(max(above, key=lambda segment: segment.location.line).key, []).append(problem)
    return found


def _entry(segment: DesiredSegment, catalogue: Catalogue, graph: ReferenceGraph, dialect: Dialect, warnings: Sequence[Problem]) -> Entry:
    node = graph.node_of(segment.key)
    builds_on, used_by = graph.builds_on(node), graph.used_by(node)
    return Entry(
        segment=segment,
        warnings=warnings,
        description=describe(segment.definition, dialect, graph.name_of),
        traits=[*_traits(segment, builds_on, used_by), *(["warned"] if warnings else [])],
        tags=sorted(segment.tags.items()),
        place=_place(segment.location),
        link=_link(segment.location, catalogue.files),
        deployed=graph.deployed.get(segment.key),
        builds_on=builds_on,
        used_by=used_by,
        drawing=draw_neighbourhood(node, graph) if builds_on or used_by else None,
        yaml=_yaml(segment, dialect),
    )


def _traits(segment: DesiredSegment, builds_on: Sequence[Node], used_by: Sequence[Node]) -> Iterator[str]:
    if segment.lifecycle.protected:
        yield "protected"
    if builds_on:
        yield "builds"
    if any(user.kind == "segment" for user in used_by):
        yield "base"
    if any(user.kind != "segment" for user in used_by):
        yield "used"
    if any(user.is_live for user in used_by):
        yield "live"


def _place(location: Location) -> str:
    return f"{location.path}, line {location.line}" if location.line > 1 else location.path


def _link(location: Location, files: str | None) -> str | None:
    if files is None:
        return None
    return f"{files}{quote(location.path, safe='/', errors='replace')}#L{location.line}"


def _yaml(segment: DesiredSegment, dialect: Dialect) -> Sequence[str]:
    written: dict[str, Json] = {"Key": segment.key, **dialect.simplify(segment.definition)}
    if segment.tags:
        written["Tags"] = dict(sorted(segment.tags.items()))
    if lifecycle := _lifecycle(segment):
        written["Lifecycle"] = dict(lifecycle)
    return yaml_lines(written)


def _lifecycle(segment: DesiredSegment) -> Mapping[str, Json]:
    protected: dict[str, Json] = {"Protected": True} if segment.lifecycle.protected else {}
    adopt: dict[str, Json] = {"Adopt": segment.lifecycle.adopt} if segment.lifecycle.adopt else {}
    limits: dict[str, Json] = {"Most": segment.lifecycle.most, "Least": segment.lifecycle.least}
    audience: Json = {name: limit for name, limit in limits.items() if limit is not None}
    return {**protected, **adopt, **({"Audience": audience} if audience else {})}
