"""What the image's build removes from the installed packages is what never runs, and nothing else."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest

from scripts.image.unused import UNUSED, remove_unused
from tests.image.conftest import ROOT, locked

NEVER_REACHED = {
    ("botocore.auth", "botocore.crt.auth"): "only where awscrt is installed",
    ("botocore.httpsession", "urllib3.contrib.pyopenssl"): "tried, and done without; urllib3 2 has nothing there that is wanted",
    ("dateutil.tz.tz", "dateutil.rrule"): "time zones in iCalendar files",
    ("dateutil.tz.tz", "dateutil.tz.win"): "tried, and done without",
    ("dateutil.tz.tz", "dateutil.zoneinfo"): "time zones by name: botocore asks for the local one and for UTC",
    ("urllib3", "urllib3.contrib.emscripten"): "only in a browser",
}
"""Modules that stay and name one that went, each with why they never come to that line, or do without."""

LEFT_TO_THE_COMMAND_LINE = {"click", "rich", "ruamel"}


def modules(site: Path) -> dict[str, Path]:
    """Return the Python modules below a folder, by name."""
    found = {}
    for path in site.rglob("*.py"):
        parts = path.relative_to(site).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def named_imports(module: str, path: Path) -> Iterator[str]:
    """Yield every module that an import statement names, wherever in the file it stands; of ``from a import b`` both a and a.b."""
    package = module.split(".") if path.name == "__init__.py" else module.split(".")[:-1]
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            source = ".".join([*base, *filter(None, [node.module])])
            yield source
            yield from (f"{source}.{alias.name}" for alias in node.names)


def test_no_module_that_stays_imports_one_that_went(installed: Path, cut: Path) -> None:
    before, after = modules(installed), modules(cut)
    went = before.keys() - after.keys()
    words = {name.rpartition(".")[2].encode() for name in went}
    suspects = {module: path for module, path in after.items() if any(word in path.read_bytes() for word in words)}
    broken = {(module, name) for module, path in suspects.items() for name in named_imports(module, path) if name in went}
    assert broken == NEVER_REACHED.keys()


def test_the_search_for_imports_finds_absolute_and_relative_ones(installed: Path) -> None:
    assert "botocore.loaders" in set(named_imports("botocore.session", installed / "botocore" / "session.py"))
    assert "urllib3.connectionpool" in set(named_imports("urllib3", installed / "urllib3" / "__init__.py"))


def test_licences_and_metadata_stay(installed: Path, cut: Path) -> None:
    def legal(site: Path) -> set[str]:
        words = ("license", "licence", "copying", "notice", "metadata")
        return {str(path.relative_to(site)) for path in site.glob("*.dist-info/**/*") if path.name.lower().startswith(words)}

    assert legal(cut) == legal(installed)
    assert len(list(cut.glob("*.dist-info/METADATA"))) == len(locked())


def test_a_pattern_that_matches_nothing_stops_the_build(tmp_path: Path) -> None:
    with pytest.raises(LookupError, match=r"botocore/crt/auth\.py"):
        remove_unused(tmp_path)


def test_every_pattern_says_why() -> None:
    assert all(UNUSED.values())


def test_the_action_and_all_that_it_needs_can_be_imported_from_what_stays(cut: Path) -> None:
    program = f"""
import sys
sys.path[:] = [path for path in sys.path if "site-packages" not in path] + [{str(cut)!r}, {str(ROOT / "src")!r}]
import segments_as_code.action.step, segments_as_code.action.applying, segments_as_code.action.drifting
import segments_as_code.providers.pinpoint.gateway, segments_as_code.apply, segments_as_code.snapshot
import deepdiff, jsonschema, jsonschema_rs, yaml, urllib3, botocore
from yaml._yaml import CParser
assert jsonschema_rs.is_valid({{"type": "integer"}}, 1)
assert deepdiff.DeepDiff([1], [2])
print({{module.__name__ for module in (deepdiff, jsonschema_rs, yaml, botocore) if not module.__file__.startswith({str(cut)!r})}})
"""
    ended = subprocess.run([sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True, check=False)
    assert (ended.stdout, ended.returncode) == ("set()\n", 0), ended.stderr


def test_the_action_reaches_nothing_that_the_image_is_without() -> None:
    graph = grimp.build_graph("segments_as_code", include_external_packages=True)
    # pipeline knows every step; what rewrites files is imported where it is used, by `segments fmt` and `segments pull` alone
    for later in ("rewrite.parse", "rewrite.comments", "pull.editing"):
        graph.remove_module(f"segments_as_code.{later}")
    reached = graph.find_upstream_modules("segments_as_code.action", as_package=True)
    outside = {name.partition(".")[0] for name in reached} - set(sys.stdlib_module_names) - {"segments_as_code"}
    provided = {top for one in locked() for top in tops(one.name)}
    assert outside <= provided | {"mypy_boto3_pinpoint", "_typeshed"}  # these two for the type checker alone
    assert not outside & LEFT_TO_THE_COMMAND_LINE
    assert "botocore" in outside
    assert not {"boto3", "s3transfer"} & outside


def tops(distribution: str) -> set[str]:
    """Return the names by which a distribution is imported."""
    (one,) = [one for one in locked() if one.name == distribution]
    return {file.parts[0].removesuffix(".py") for file in one.files or () if file.suffix in {".py", ".so"}}
