"""``segments catalogue`` writes one page, and says plainly where it cannot."""

from __future__ import annotations

from pathlib import Path

from tests.cli.laptop import APP, OWNER, Laptop


def test_a_page_of_all_segments_is_written(laptop: Laptop) -> None:
    ended = laptop.run("catalogue", "--output", "site", "--title", "Our audiences")
    assert (ended.code, ended.last_line) == (0, str(Path("site/index.html")))
    page = (laptop.folder / "site" / "index.html").read_text(encoding="utf-8")
    assert "<h1>Our audiences</h1>" in page
    assert page.count("<article ") == 2


def test_definitions_with_errors_are_not_published(laptop: Laptop) -> None:
    (laptop.folder / "segments" / "wrong.yaml").write_text("Name: [a]\n")
    ended = laptop.run("catalogue", "--output", "site")
    assert ended.code == 1
    assert "segments/wrong.yaml:1:7" in ended.out
    assert not (laptop.folder / "site").exists()


def test_a_place_that_cannot_be_written_is_named(laptop: Laptop) -> None:
    (laptop.folder / "site").write_text("")
    ended = laptop.run("catalogue", "--output", "site/below")
    assert ended.code == 1
    assert "site/below/index.html cannot be written" in ended.err


def test_in_a_job_of_github_actions_files_are_linked_at_the_commit(laptop: Laptop) -> None:
    job = {"GITHUB_SERVER_URL": "https://ghe.example", "GITHUB_REPOSITORY": "o/r", "GITHUB_SHA": "4f2c9d1"}
    assert laptop.spawn("catalogue", "--output", "site", environ=job).code == 0
    assert 'href="https://ghe.example/o/r/blob/4f2c9d1/segments/' in (laptop.folder / "site" / "index.html").read_text(encoding="utf-8")


def test_with_a_snapshot_it_tells_what_is_deployed_without_any_network(laptop: Laptop) -> None:
    assert laptop.apply("--yes").code == 0
    assert laptop.run("pull", *laptop.service, "--application-id", APP, "--snapshot", "deployed.json").code == 0
    asked = len(laptop.operations())
    ended = laptop.run("catalogue", "--output", "site", "--snapshot", "deployed.json", "--owner", OWNER)
    assert (ended.code, len(laptop.operations())) == (0, asked)
    page = (laptop.folder / "site" / "index.html").read_text(encoding="utf-8")
    assert page.count("deployed as <code>") == 2
    assert f"application {APP} · deployed as of 20" in page
