"""What stands around the code: templates, pages, the Marketplace's rules, entries for SchemaStore, and the wheel."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import jsonschema
import pytest
import yaml

from segments_as_code.definitions.validator import DocumentValidator
from segments_as_code.definitions.yaml_reader import read_files
from segments_as_code.meaning.lint import Linter
from segments_as_code.model.document import SourceFile
from segments_as_code.providers.pinpoint.provider import PinpointDialect
from tests.test_guide import blocks
from tests.test_reference import broken_links

ROOT = Path(__file__).parent.parent
PAGES = ["CODE_OF_CONDUCT.md", "SUPPORT.md", "CONTRIBUTING.md", "docs/roadmap.md", "schemas/README.md"]
COLOURS = {"white", "black", "yellow", "blue", "green", "orange", "red", "purple", "gray-dark"}
"""docs.github.com, "Metadata syntax for GitHub Actions": branding.color."""
MOST_DESCRIPTION = 125
"""What the Marketplace shows of an action's description."""


@pytest.mark.parametrize("page", PAGES)
def test_every_link_of_a_page_leads_somewhere(page: str) -> None:
    assert list(broken_links(ROOT / page)) == []


def test_the_roadmap_fits_a_page() -> None:
    assert len((ROOT / "docs" / "roadmap.md").read_text(encoding="utf-8").splitlines()) <= 50


def test_the_marketplace_takes_the_action() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    assert len(action["description"]) <= MOST_DESCRIPTION
    assert action["branding"]["color"] in COLOURS
    assert action["branding"]["icon"] == "users"  # one of Feather's, which the Marketplace draws
    assert all(each["description"] for each in (*action["inputs"].values(), *action["outputs"].values()))
    assert [path.relative_to(ROOT) for path in ROOT.glob("action.y*ml")] == [Path("action.yml")]


def test_entries_for_schemastore_name_schemas_of_ours_by_their_ids() -> None:
    schemas = [json.loads(path.read_text(encoding="utf-8")) for path in (ROOT / "schemas").glob("*.schema.json")]
    for schema in schemas:
        jsonschema.Draft202012Validator.check_schema(schema)
        assert {"title", "description"} <= set(schema)
        assert schema["$id"].startswith("https://raw.githubusercontent.com/")
    entries = json.loads((ROOT / "schemas" / "schemastore.json").read_text(encoding="utf-8"))
    assert all(set(entry) == {"name", "description", "fileMatch", "url"} for entry in entries)
    assert {entry["url"] for entry in entries} <= {schema["$id"] for schema in schemas}


def test_the_definition_beside_the_schemas_is_valid() -> None:
    (text,) = blocks(ROOT / "schemas" / "README.md", "yaml")
    (document,), _ = read_files([SourceFile("README.md", "README", text.encode())])
    assert DocumentValidator(PinpointDialect(), Linter(PinpointDialect())).validate(document)[1] == ()


@pytest.mark.slow
def test_the_wheel_has_all_that_the_commands_read(tmp_path: Path) -> None:
    built, installed, folder = tmp_path / "built", tmp_path / "installed", tmp_path / "folder"
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(built)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    zipfile.ZipFile(next(built.iterdir())).extractall(installed)
    ours = {path.relative_to(ROOT / "src") for path in (ROOT / "src").rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    assert {path for path in ours if not (installed / path).is_file() and not path.parts[0].endswith("-info")} == set()
    folder.mkdir()
    says = "import segments_as_code; from segments_as_code.cli.command import run; print(segments_as_code.__file__)\n"
    says += "exit(run(['init', '--json']) or run(['validate']) or run(['demo']))"
    environ = {"PYTHONPATH": str(installed), "PATH": os.environ["PATH"]}
    ended = subprocess.run([sys.executable, "-c", says], cwd=folder, env=environ, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout.splitlines()[0]) == (0, str(installed / "segments_as_code" / "__init__.py")), ended.stderr
    assert "segments-as-code/segments-as-code@v" in (folder / ".github" / "workflows" / "segments-plan.yml").read_text(encoding="utf-8")
