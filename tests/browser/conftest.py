"""A headless Chromium, and Mermaid as npm has it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, sync_playwright

MERMAID = Path(__file__).parents[2] / "scripts" / "node_modules" / "mermaid" / "dist" / "mermaid.min.js"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_DRAW = """async ([source, number]) => {
  const { svg } = await mermaid.render(`graph${number}`, source);
  document.body.innerHTML = svg;
  const texts = (selector) => [...document.querySelectorAll(selector)].map((found) => found.innerText.replace(/\\u200b/g, ''));
  return {
    labels: texts('g.node .nodeLabel'),
    edges: texts('g.edgeLabel .edgeLabel').filter((text) => text),
    arrows: document.querySelectorAll('g.edgePaths path').length,
    classes: [...document.querySelectorAll('g.node')].map((found) => found.getAttribute('class')),
    foreign: document.querySelectorAll('svg script, svg a, svg img, svg iframe, svg image, svg form, svg input').length,
  };
}"""


@dataclass(frozen=True)
class Drawn:
    """What a reader sees of a graph: the lines of each box, the words at arrows, how many arrows; and what nobody should."""

    labels: list[str]
    edges: list[str]
    arrows: int
    classes: list[str]
    foreign: int


@dataclass
class Easel:
    """Draws Mermaid; ``trouble`` is all that the page complained of or asked the network for."""

    page: Page
    trouble: list[str] = field(default_factory=list)
    number: int = 0

    def draw(self, source: str) -> Drawn:
        self.number += 1
        return Drawn(**self.page.evaluate(_DRAW, [source, self.number]))

    def limits(self) -> tuple[int, int]:
        """Return how many arrows and how many characters Mermaid takes."""
        arrows, characters = self.page.evaluate("[mermaid.mermaidAPI.defaultConfig.maxEdges, mermaid.mermaidAPI.defaultConfig.maxTextSize]")
        return arrows, characters


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        pytest.skip("no Chromium on the PATH")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def _easel(browser: Browser) -> Iterator[Easel]:
    if not MERMAID.is_file():
        pytest.skip("no Mermaid here: npm ci --ignore-scripts --prefix scripts")
    page = browser.new_page(viewport={"width": 1_400, "height": 900})
    made = Easel(page)

    def complained(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            made.trouble.append(message.text)

    def asked(route: Route) -> None:
        made.trouble.append(f"asked for {route.request.url}")
        route.abort()

    page.on("console", complained)
    page.on("pageerror", lambda error: made.trouble.append(str(error)))
    page.route("**/*", asked)
    page.set_content("<!doctype html><title>Graph</title>")
    page.add_script_tag(path=MERMAID)
    page.evaluate("mermaid.initialize({ startOnLoad: false, securityLevel: 'strict' })")  # as GitHub has it
    yield made
    page.close()


@pytest.fixture
def easel(_easel: Easel) -> Easel:
    _easel.trouble.clear()
    return _easel
