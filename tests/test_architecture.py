"""The rule of docs/architecture.md bites: each deliberate violation of it is caught, and what no import shows is looked for here."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "src").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
PRODUCT = ROOT / "src" / "segments_as_code"

CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
CONTRACTS = {contract["id"]: contract for contract in CONFIG["contracts"]}
LAYERS = [re.findall(r"\w+", layer) for layer in CONTRACTS["layers"]["layers"]]
PURE = [module.removeprefix("segments_as_code.") for module in CONTRACTS["pure"]["source_modules"]]

NO_NEED_OF_IMPORT = {"open", "print", "input", "eval", "exec", "compile", "__import__", "breakpoint"}
CLOCKS = {"now", "utcnow", "today"}


# ── the import contracts ─────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Violation:
    contract: str
    module: str
    line: str

    def __str__(self) -> str:
        return f"{self.contract}-{self.module}-{self.line}"


VIOLATIONS = (
    Violation("layers", "segments_as_code.model", "import segments_as_code.ownership"),
    Violation("layers", "segments_as_code.ports", "import segments_as_code.ownership"),
    Violation("layers", "segments_as_code.review.comment_header", "import segments_as_code.report"),
    Violation("layers", "segments_as_code.plan", "import segments_as_code.report"),
    Violation("layers", "segments_as_code.definitions", "import segments_as_code.github"),
    Violation("layers", "segments_as_code.apply", "def late() -> None:\n    import segments_as_code.files"),
    Violation("layers", "segments_as_code.pipeline", "import segments_as_code.providers.pinpoint"),
    Violation("layers", "segments_as_code.convert", "import segments_as_code.report"),
    Violation("layers", "segments_as_code.convert", "import segments_as_code.pipeline"),
    Violation("pure", "segments_as_code.convert", "import pathlib"),
    Violation("layers", "segments_as_code.github", "import segments_as_code.files"),
    Violation("layers", "segments_as_code.pipeline", "import segments_as_code.cli"),
    Violation("layers", "segments_as_code.action", "import segments_as_code.cli"),
    Violation("layers", "segments_as_code.helpers", '"""A module without a layer."""'),
    Violation("outside", "segments_as_code.providers.pinpoint", "import segments_as_code.definitions"),
    Violation("outside", "segments_as_code.files", "import segments_as_code.definitions"),
    Violation("pure", "segments_as_code.report", "import os.path"),
    Violation("pure", "segments_as_code.plan", "from time import time"),
    Violation("pure", "segments_as_code.apply", "import logging.handlers"),
    Violation("criteria", "segments_as_code.plan", "import segments_as_code.model.criteria"),
    Violation("predicate", "segments_as_code.meaning.evaluate", "import segments_as_code.ports"),
    Violation("providers", "segments_as_code.providers.connect", "import segments_as_code.providers.pinpoint.reader"),
    Violation("providers", "segments_as_code.providers.aws", "import segments_as_code.providers.pinpoint.api"),
    Violation("emulator", "segments_as_code.cli", "import aws_emulator"),
    Violation("demo", "segments_as_code.cli", "import segments_demo.command"),
    Violation("emulator", "aws_emulator", "import segments_as_code.review.comment_header"),
    Violation("yaml", "segments_as_code.files", "import yaml"),
    Violation("jsonschema", "segments_as_code.providers.pinpoint", "import jsonschema"),
    Violation("deepdiff", "segments_as_code.plan", "from deepdiff import DeepDiff"),
    Violation("layers", "segments_as_code.report", "import segments_as_code.audience.population"),
    Violation("outside", "segments_as_code.snapshot", "import segments_as_code.audience.sql"),
    Violation("duckdb", "segments_as_code.audience.sql", "import duckdb"),
    Violation("boto3", "segments_as_code.files", "import boto3.session"),
    Violation("boto3", "segments_as_code.providers.pinpoint", "import botocore.session"),
    Violation("boto3", "segments_as_code.exports", "import s3transfer.manager"),
    Violation("urllib3", "segments_as_code.action", "import urllib3"),
    Violation("jinja2", "segments_as_code.cli", "import jinja2"),
    Violation("terminal", "segments_as_code.report", "import rich.markup"),
    Violation("emulator-services", "aws_emulator.core.store", "import aws_emulator.pinpoint.behaviour"),
)


def file_of(module: str, below: Path) -> Path:
    path = below / "src" / Path(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def lint_imports(root: Path) -> tuple[int, str]:
    linter = str(Path(sys.executable).with_name("lint-imports"))
    command = [linter, "--no-logo", "--no-cache", "--config", str(root / "pyproject.toml")]
    environment = os.environ | {"COLUMNS": "400", "NO_COLOR": "1"}
    ended = subprocess.run(command, cwd=root / "src", env=environment, capture_output=True, text=True, check=False, timeout=60)
    return ended.returncode, ended.stdout + ended.stderr


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__", "schemas"))
    return tmp_path


def test_every_import_contract_holds(checkout: Path) -> None:
    code, said = lint_imports(checkout)
    assert code == 0, said


@pytest.mark.parametrize("violation", VIOLATIONS, ids=str)
def test_a_violation_of_an_import_contract_is_caught(checkout: Path, violation: Violation) -> None:
    file = file_of(violation.module, checkout)
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    file.write_text(f"{before}\n{violation.line}\n", encoding="utf-8")
    code, said = lint_imports(checkout)
    assert (code, f"{CONTRACTS[violation.contract]['name']} BROKEN" in said) == (1, True), said


def test_every_contract_is_tried_with_a_violation() -> None:
    assert {violation.contract for violation in VIOLATIONS} == set(CONTRACTS)


def test_the_contracts_agree_on_what_the_steps_are() -> None:
    """Only ``audience`` stands among the steps and does input and output: it reads an export."""
    _, _, _, _, edges, first, steps, *words = LAYERS
    assert [f"segments_as_code.{step}" for step in (*steps, *first)] == CONTRACTS["outside"]["forbidden_modules"]
    assert {f"segments_as_code.{edge}" for edge in edges} == {"segments_as_code.pipeline", *CONTRACTS["outside"]["source_modules"]}
    assert sorted([*PURE, "audience"]) == sorted([*steps, *first, "pipeline", "proving", *(word for layer in words for word in layer)])


# ── what no import shows ─────────────────────────────────────────────────────────────────────────────────────────────


def parts_of(module: str) -> list[Path]:
    folder = PRODUCT / module
    return sorted(folder.rglob("*.py")) if folder.is_dir() else [folder.with_suffix(".py")]


def name_called(node: ast.Call) -> str:
    match node.func:
        case ast.Name(id=name) if name in NO_NEED_OF_IMPORT:
            return name
        case ast.Attribute(attr=name) if name in CLOCKS:
            return name
        case _:
            return ""


def impurities(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and (name := name_called(node)):
            yield f"line {node.lineno} calls {name}"
        if isinstance(node, ast.Import | ast.ImportFrom) and "urllib.request" in ast.unparse(node):
            yield f"line {node.lineno} imports urllib.request"


@pytest.mark.parametrize("module", PURE)
def test_words_and_steps_open_nothing_print_nothing_and_ask_no_clock(module: str) -> None:
    found = {file.name: list(impurities(file.read_text(encoding="utf-8"))) for file in parts_of(module)}
    assert {name: impure for name, impure in found.items() if impure} == {}


def test_an_impurity_is_found() -> None:
    source = "from urllib.request import urlopen\nprint(datetime.now())\nopen(1)"
    assert sorted(impurities(source)) == ["line 1 imports urllib.request", "line 2 calls now", "line 2 calls print", "line 3 calls open"]


def test_a_providers_own_words_stay_with_the_providers() -> None:
    """A provider's spelling elsewhere would have to be unpicked for the next provider."""
    strangers = [file for file in PRODUCT.rglob("*.py") if "/providers/" not in file.as_posix()]
    assert [
        str(file.relative_to(ROOT))
        for file in strangers
        if re.search(r"SegmentGroups|WriteSegmentRequest|SourceSegments", file.read_text(encoding="utf-8"))
    ] == []


LOADED_LATE = {
    "segments_as_code.audience.duckdb_engine": "counting.py",
    "boto3.s3.transfer, s3transfer.exceptions": "providers/aws/object_store.py",
    "boto3.session, botocore.config, botocore.parsers": "providers/aws/boto_client.py",
    "botocore.session": "providers/aws/boto_client.py",
    "deepdiff": "plan/diff.py",
    "jsonschema": "definitions/validator.py",
    "segments_as_code.action.applying": "action/step.py",
    "segments_as_code.apply.executor": "pipeline.py",
    "segments_as_code.meaning.prover": "pipeline.py",
    "segments_as_code.providers.customer_profiles.estimator": "providers/customer_profiles/provider.py",
}
"""What a function imports, and where. Seven are slow to load; the three others write, and promise 5 says that no plan loads what writes."""


def imports_in_functions(source: str) -> list[str]:
    """Return the modules that functions import, function by function."""
    inside = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    imported = ([*map(modules_of, ast.walk(function))] for function in inside)
    return [", ".join(names) for each in imported if (names := [name for names in each for name in names])]


def modules_of(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else []


def test_what_is_loaded_late_is_imported_in_one_place() -> None:
    """A provider's writer comes on top: its ``provider.py`` loads it when it opens it."""
    found = [
        (name, file.relative_to(PRODUCT).as_posix()) for file in SOURCES for name in imports_in_functions(file.read_text(encoding="utf-8"))
    ]
    writers = [(f"segments_as_code.providers.{path.parent.name}.writer", path) for path in PRODUCT.glob("providers/*/provider.py")]
    assert sorted(found) == sorted([*LOADED_LATE.items(), *((name, path.relative_to(PRODUCT).as_posix()) for name, path in writers)])


def test_the_page_of_the_architecture_names_every_module() -> None:
    """Commands are named by their folder, and each provider's modules by those of Pinpoint, in which they are alike."""
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = {word for code in re.findall(r"`([^`\n]+)`", page) for word in re.findall(r"\w+", code)}
    others = [PRODUCT / "cli" / "commands", *(path for path in (PRODUCT / "providers").iterdir() if path.name not in {"aws", "pinpoint"})]
    modules = [path for path in PRODUCT.rglob("*.py") if path.stem not in {"__init__", "__main__"} and path.parent not in others]
    assert [str(path.relative_to(ROOT)) for path in modules if path.stem not in named] == []


def test_no_base_name_stands_in_two_sibling_packages() -> None:
    """A command's file is called what the command is called, and stands in a folder of its own."""
    product = ROOT / "src" / "segments_as_code"
    siblings = Counter(file.name for file in product.glob("*/*.py") if file.name != "__init__.py")
    assert [name for name, number in siblings.items() if number > 1] == []


def test_no_file_is_longer_than_300_lines() -> None:
    lengths = {str(file.relative_to(ROOT)): len(file.read_text(encoding="utf-8").splitlines()) for file in [*SOURCES, *TESTS]}
    assert {file: length for file, length in lengths.items() if length > 300} == {}


def test_no_function_is_longer_than_40_lines() -> None:
    lengths = {
        f"{file.relative_to(ROOT)}:{node.lineno} {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for file in [*SOURCES, *TESTS]
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {function: length for function, length in lengths.items() if length > 40} == {}
