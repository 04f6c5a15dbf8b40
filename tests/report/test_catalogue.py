"""The catalogue is one page that stands alone, and whatever values it shows, it keeps its shape."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser

import pytest
from hypothesis import given

from segments_as_code.cli.commands.catalogue import load_assets
from segments_as_code.model.document import Location
from segments_as_code.model.problem import Problem, Severity
from segments_as_code.model.segment import DeployedSegment, DesiredSegment, Lifecycle, Usage
from segments_as_code.ownership import with_our_tags
from segments_as_code.providers.pinpoint.provider import PinpointDialect
from segments_as_code.report.catalogue import render_catalogue
from segments_as_code.report.reference_graph import Catalogue
from tests.examples import examples
from tests.report.hostile import hostile_text

DIALECT = PinpointDialect()
OWNER = "octo/audiences"
ASSETS = load_assets()


class Page(HTMLParser):
    """A page as a browser's parser takes it apart: its tags with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    @property
    def shape(self) -> list[tuple[str, tuple[str, ...]]]:
        """The tags and the names of their attributes: what no value may change."""
        return [(tag, tuple(attributes)) for tag, attributes in self.tags]

    def all(self, attribute: str) -> list[str]:
        return [value for _, attributes in self.tags if (value := attributes.get(attribute)) is not None]


def segment(key: str, name: str, value: str = "new", *, on: str | None = None, **more: str) -> DesiredSegment:
    sources = [{"Ref": on}] if on else []
    block = {"Attributes": {"customerType": {"AttributeType": "INCLUSIVE", "Values": [value]}}}
    definition = DIALECT.canonical({"Name": name, "SegmentGroups": {"Groups": [{"Dimensions": [block], "SourceSegments": sources}]}})
    return DesiredSegment(key, name, definition, more, Lifecycle(), Location(f"segments/{key}.yaml"))


def deployed(of: DesiredSegment) -> DeployedSegment:
    return DeployedSegment(f"id-{of.key}", "", of.name, 3, {}, with_our_tags(of.tags, key=of.key, owner=OWNER))


def campaign(of: DesiredSegment, name: str, *, live: bool = True) -> Usage:
    return Usage(f"id-{of.key}", "campaign", "c1", name, "SCHEDULED" if live else "COMPLETED", live)


def rendered(catalogue: Catalogue) -> Page:
    return Page(render_catalogue(catalogue, DIALECT, ASSETS))


def small(name: str = "x", value: str = "y") -> Catalogue:
    base = replace(segment("base", name, value, team=value), lifecycle=Lifecycle(protected=True))
    top = segment("folder/top", "Top", on="base")
    usages = (campaign(base, name), campaign(top, name, live=False))
    warning = Problem(Location("segments/base.yaml", 3), "or-trap", value, name, severity=Severity.WARNING)
    given = ((deployed(base), deployed(top)), usages, OWNER, "https://github.com/o/r/blob/main/", value, (warning,))
    return Catalogue(name, (base, top), *given)


@given(hostile_text, hostile_text)
@examples(150)
def test_no_value_changes_the_shape_of_the_page(name: str, value: str) -> None:
    assert rendered(small(name or "x", value or "y")).shape == rendered(small()).shape


def test_a_page_loads_nothing_and_its_policy_names_its_own_style_and_script_alone() -> None:
    page = rendered(small())
    policy = next(a["content"] for tag, a in page.tags if tag == "meta" and a.get("http-equiv") == "Content-Security-Policy")
    hashes = {f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in (ASSETS.style, ASSETS.script)}
    assert policy is not None
    assert set(re.findall(r"'sha256-[^']+'", policy)) == hashes
    assert policy.startswith("default-src 'none'")
    assert page.all("src") == []
    assert {tag for tag, a in page.tags if "href" in a and not (a["href"] or "").startswith("#")} == {"link", "a"}


def test_each_link_within_the_page_leads_somewhere_and_each_place_is_one() -> None:
    segments = (segment("a b/ü", "Spaces"), segment("c", "On it", on="a b/ü"), segment("d", "On nothing", on="gone"))
    page = rendered(Catalogue("Segments", segments))
    ids = page.all("id")
    assert len(ids) == len(set(ids))
    assert {href.removeprefix("#") for href in page.all("href") if href.startswith("#")} <= set(ids)
    assert "a%20b/%C3%BC" in ids


def test_what_can_be_filtered_for_is_told_of_each_segment() -> None:
    traits = {a["id"]: a["data-is"] for tag, a in rendered(small()).tags if tag == "article"}
    assert traits == {"base": "protected base used live warned", "folder/top": "builds used"}


def test_a_warning_is_told_of_the_segment_whose_lines_it_is_about() -> None:
    several = [replace(segment(f"s{line}", f"S{line}"), location=Location("segments/all.yaml", line)) for line in (1, 10, 20)]
    elsewhere = segment("other", "Other")
    places = [Location("segments/all.yaml", line) for line in (10, 19, 25)]
    problems = tuple(Problem(place, "or-trap", f"on {place.line}.", "", severity=Severity.WARNING) for place in places)
    page = render_catalogue(Catalogue("t", (*several, elsewhere), problems=problems), DIALECT, ASSETS)
    told = {part.partition('"')[0]: re.findall(r"<li>on (\d+)\.", part) for part in page.split('<article id="')[1:]}
    assert told == {"other": [], "s1": [], "s10": ["10", "19"], "s20": ["25"]}


def test_a_segment_without_relatives_has_no_picture() -> None:
    page = rendered(Catalogue("Segments", (segment("alone", "Alone"),)))
    assert not any(attributes.get("role") == "group" for _, attributes in page.tags)


@pytest.mark.parametrize(("users", "says"), [(23, False), (40, True)])
def test_a_picture_shows_a_readable_number_and_says_how_many_it_leaves_out(users: int, says: bool) -> None:  # noqa: FBT001  # pytest passes by name
    segments = (segment("base", "Base"), *(segment(f"top-{index:02}", f"Top {index}", on="base") for index in range(users)))
    html = render_catalogue(Catalogue("Segments", segments), DIALECT, ASSETS)
    first = html[html.index('<article id="base"') :]
    first = first[: first.index("</article>")]
    assert first.count("<rect ") == min(users, 24) + 1
    assert ("16 more relatives not drawn." in first) is says
    assert first.count("<dd>") == users


def test_segments_that_build_on_each_other_crosswise_are_drawn_once() -> None:
    segments = (segment("a", "A"), segment("b", "B", on="a"), segment("c", "C", on="b"), segment("d", "D", on="a"))
    html = render_catalogue(Catalogue("Segments", segments), DIALECT, ASSETS)
    article = html[html.index('<article id="b"') :]
    assert article[: article.index("</article>")].count("<rect ") == 3


def test_no_definitions_are_said_to_be_none() -> None:
    assert "There are no definitions." in rendered(Catalogue("Segments", ())).text
