"""The catalogue in a browser: it loads nothing, complains of nothing, is usable by keyboard and on a phone, and can be searched."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from segments_as_code.cli.commands.catalogue import load_assets
from segments_as_code.files import FolderFiles
from segments_as_code.model.segment import Usage
from segments_as_code.pipeline import check_definitions
from segments_as_code.providers.pinpoint.provider import PinpointDialect
from segments_as_code.report.catalogue import render_catalogue
from segments_as_code.report.reference_graph import Catalogue
from tests.report.hostile import FRAGMENTS
from tests.report.test_catalogue import OWNER, deployed, segment

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
AXE = ROOT / "scripts" / "node_modules" / "axe-core" / "axe.min.js"
DIALECT = PinpointDialect()
PHONE, DESK = (390, 844), (1280, 900)
_OVERFLOWS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
_AXE = "async () => (await axe.run()).violations.flatMap((found) => found.nodes.map((node) => `${found.id}: ${node.html}`))"


def page_of(catalogue: Catalogue) -> str:
    return render_catalogue(catalogue, DIALECT, load_assets())


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the address of the catalogue of the examples, with a live campaign on one of them."""
    segments = check_definitions(FolderFiles(ROOT, "examples/segments"), DIALECT, scope="app-123456").segments
    base = next(segment for segment in segments if segment.key == "retail/reachable")
    usage = Usage(f"id-{base.key}", "campaign", "c", "Winter Sale", "SCHEDULED", live=True)
    file = tmp_path_factory.mktemp("site") / "index.html"
    file.write_text(page_of(Catalogue("Our audiences", segments, (deployed(base),), (usage,), OWNER)), encoding="utf-8")
    return file.as_uri()


@contextmanager
def visit(browser: Browser, address: str, *, size: tuple[int, int] = DESK, dark: bool = False, lenient: bool = False) -> Iterator[Page]:
    """Open a page; fail if it complains, or asks for anything but itself."""
    scheme = "dark" if dark else "light"
    page = browser.new_page(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, bypass_csp=lenient)  # type: ignore[arg-type]  # either is a literal
    trouble: list[str] = []
    page.on("console", lambda message: trouble.append(message.text))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("request", lambda request: trouble.append(request.url) if request.url.partition("#")[0] != address.partition("#")[0] else None)
    try:
        page.goto(address)
        yield page
        assert trouble == []
    finally:
        page.close()


def shown(page: Page) -> list[str]:
    return [heading.text_content() or "" for heading in page.locator("article:visible h2").all()]


def test_it_shows_every_segment_and_says_who_is_in_it(browser: Browser, examples: str) -> None:
    with visit(browser, examples) as page:
        assert len(shown(page)) == 10
        assert page.locator("article").first.locator(".who").inner_text().startswith("endpoints where")
        assert "new" in page.locator('[id="alchemy/new-customers"] .who').inner_text()


def test_words_values_and_tags_are_searched_and_what_is_not_shown_is_counted(browser: Browser, examples: str) -> None:
    with visit(browser, examples) as page:
        page.keyboard.press("/")
        page.keyboard.type("denmark spenteuro")
        assert shown(page) == ["Nordic VIPs"]
        assert page.inner_text("#count") == "1 of 10 shown"
        assert page.locator("nav li:visible").count() == 1
        page.fill("#find", "nothing is like this")
        assert shown(page) == []
        page.click("#again")
        assert len(shown(page)) == 10


def test_what_is_used_and_how_it_is_tagged_can_be_filtered_for(browser: Browser, examples: str) -> None:
    with visit(browser, examples) as page:
        page.select_option("#show", "live")
        assert shown(page) == ["Reachable by e-mail"]
        page.select_option("#show", "base")
        assert shown(page) == ["Active shoppers", "Reachable by e-mail", "Bought last winter"]
        page.select_option("#show", "")
        page.select_option("#tag", "tier=vip")
        assert shown(page) == ["Nordic VIPs"]


def test_a_link_opens_the_segment_it_leads_to_even_where_that_is_filtered_out(browser: Browser, examples: str) -> None:
    with visit(browser, f"{examples}#retail/active-shoppers") as page:
        opened = page.locator('[id="retail/active-shoppers"]')
        assert opened.locator("pre").is_visible()
        page.fill("#find", "active shoppers")
        opened.locator("dd a", has_text="Reachable by e-mail").click()
        page.wait_for_function("document.getElementById('retail/reachable').querySelector('details').open")
        assert "Reachable by e-mail" in shown(page)


def test_without_a_script_everything_is_there_to_be_read(browser: Browser, examples: str) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(examples)
    assert page.locator("article").count() == 10
    assert not page.locator("form").is_visible()
    page.context.close()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_it_is_accessible_and_fits_the_screen(browser: Browser, examples: str, size: tuple[int, int], dark: bool) -> None:  # noqa: FBT001  # pytest passes by name
    if not AXE.is_file():
        pytest.skip("no axe-core here: npm ci --ignore-scripts --prefix scripts")
    with visit(browser, examples, size=size, dark=dark, lenient=True) as page:
        page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")
        assert not page.evaluate(_OVERFLOWS)
        page.add_script_tag(path=AXE)
        assert page.evaluate(_AXE) == []


def test_it_can_be_used_by_keyboard_alone(browser: Browser, examples: str) -> None:
    with visit(browser, examples) as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "To the segments"
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.locator("article details[open], article:target").count() == 1


def test_values_that_mean_harm_do_nothing(browser: Browser, tmp_path: Path) -> None:
    segments = tuple(segment(f"s/{number}", text or "x", text or "x", tag=text or "x") for number, text in enumerate(FRAGMENTS))
    file = tmp_path / "index.html"
    file.write_text(page_of(Catalogue("</title><script>alert(1)</script>", segments)), encoding="utf-8")
    with visit(browser, file.as_uri()) as page:
        assert len(shown(page)) == len(FRAGMENTS)
        assert page.locator("script").count() == 1
        assert page.locator("img, iframe").count() == 0


def test_a_thousand_segments_are_sifted_at_once(browser: Browser, tmp_path: Path) -> None:
    segments = tuple(segment(f"s/{number:04}", f"Segment {number:04}") for number in range(1_000))
    file = tmp_path / "index.html"
    file.write_text(page_of(Catalogue("Many", segments)), encoding="utf-8")
    with visit(browser, file.as_uri()) as page:
        page.fill("#find", "segment 0999")
        assert shown(page) == ["Segment 0999"]
