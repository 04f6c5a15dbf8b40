"""Every case on disk (tests/cases) finds what its first lines expect, and nothing else."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from itertools import takewhile
from pathlib import Path

import pytest

from segments_as_code.definitions.validator import DocumentValidator
from segments_as_code.definitions.yaml_reader import read_file
from segments_as_code.error_codes import SCHEMA as VALIDATE_CODES
from segments_as_code.error_codes import TOGETHER as RESOLVE_CODES
from segments_as_code.error_codes import YAML as LOAD_CODES
from segments_as_code.files import FolderFiles
from segments_as_code.meaning.lint import Linter
from segments_as_code.model.document import SourceFile
from segments_as_code.model.problem import Problem, sorted_problems
from segments_as_code.pipeline import check_definitions
from segments_as_code.ports import Dialect
from segments_as_code.providers.customer_profiles.provider import CustomerProfilesDialect
from segments_as_code.providers.pinpoint.provider import PinpointDialect

CASES = Path(__file__).parents[1] / "cases"
DIALECTS: Mapping[str, Dialect] = {"pinpoint": PinpointDialect(), "customer_profiles": CustomerProfilesDialect()}
INVALID = sorted(file for service in DIALECTS for file in (CASES / service / "invalid").iterdir())
VALID = sorted(file for service in DIALECTS for file in (CASES / service / "valid").iterdir())
FOLDERS = sorted(folder for service in DIALECTS for folder in (CASES / service / "folders").iterdir())
GOLDEN = CASES.parent / "golden" / "cases.txt"

VALIDATORS = {service: DocumentValidator(dialect, Linter(dialect)) for service, dialect in DIALECTS.items()}
EXPECTATION = re.compile(r"# expect: (\d+:\d+ (?:error|warning) [a-z0-9-]+)\r?")

SHOWN_ELSEWHERE = {
    "either-or": "Pinpoint's schema has codes of its own for each such case; tests/definitions/test_validator_messages.py has it",
    "repeated-value": "Pinpoint's schema has no list whose items must differ; tests/definitions/test_validator_messages.py has it",
    "too-many-values": "Pinpoint's schema has codes of its own for each such case; tests/definitions/test_validator_messages.py has it",
    "unknown-value": "Pinpoint's schema has codes of its own for each such case; tests/definitions/test_validator_messages.py has it",
}

# The columns of the table of what other tools say of the same mistakes; each is caught here, at its line, offline.
COLUMNS = {
    "Metrics with DimensionType and Values": ("metric-spelling.yaml", "metric-spelling"),
    "AttributeType GREATER_THAN": ("date-operator.yaml", "date-operator"),
    "misspelt Dimension": ("misspelt-member.yaml", "unknown-member"),
    "BETWEEN with one value": ("between-with-one-value.yaml", "two-dates"),
    "Recency DAY_8": ("unknown-duration.yaml", "unknown-duration"),
    "country USA": ("country-code.yaml", "country-code"),
    "empty SegmentGroups": ("empty-groups.yaml", "empty-groups"),
    "no Name": ("missing-name.yaml", "missing-name"),
    "group Dimensions not a list": ("group-dimensions-not-a-list.yaml", "dimensions-not-a-list"),
}


def check_case(file: Path) -> tuple[Problem, ...]:
    """Return all that is wrong with a file and its documents."""
    documents, problems = read_file(SourceFile(file.name, file.stem, file.read_bytes()))
    validator = VALIDATORS[file.parents[1].name]
    found = [problem for document in documents for problem in validator.validate(document)[1]]
    return sorted_problems([*problems, *found])


def found(problems: Iterable[Problem]) -> list[str]:
    return [f"{problem.location.line}:{problem.location.column} {problem.severity} {problem.code}" for problem in problems]


def expected(file: Path) -> list[str]:
    """Return what the first lines of a file expect; the rest of it may be no text at all."""
    lines = file.read_bytes().decode("latin-1").split("\n")
    return [match[1] for match in takewhile(bool, map(EXPECTATION.fullmatch, lines)) if match]


@pytest.mark.parametrize("file", INVALID, ids=lambda file: file.name)
def test_an_invalid_example_yields_exactly_what_its_first_lines_expect(file: Path) -> None:
    assert expected(file)
    assert found(check_case(file)) == expected(file)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_files_of_a_folder_yield_together_what_their_first_lines_expect(folder: Path) -> None:
    problems = check_definitions(FolderFiles(folder.parent, folder.name), DIALECTS[folder.parents[1].name], scope=None).problems
    files = sorted(folder.iterdir())
    assert any(map(expected, files))
    assert {file.name: found(one for one in problems if Path(one.location.path).name == file.name) for file in files} == {
        file.name: expected(file) for file in files
    }


@pytest.mark.parametrize("file", VALID, ids=lambda file: file.name)
def test_a_valid_example_yields_nothing(file: Path) -> None:
    assert check_case(file) == ()


def test_every_code_is_exercised_by_a_case() -> None:
    files = [*INVALID, *(file for folder in FOLDERS for file in folder.iterdir())]
    exercised = {line.split()[-1] for file in files for line in expected(file)}
    assert exercised | set(SHOWN_ELSEWHERE) == {
        *LOAD_CODES,
        *VALIDATE_CODES,
        *RESOLVE_CODES,
        *(code for dialect in DIALECTS.values() for code in Linter(dialect).codes),
    }
    assert exercised.isdisjoint(SHOWN_ELSEWHERE)


@pytest.mark.parametrize("column", COLUMNS)
def test_what_other_tools_miss_is_caught(column: str) -> None:
    name, code = COLUMNS[column]
    assert code in {line.split()[-1] for line in found(check_case(CASES / "pinpoint" / "invalid" / name))}


def test_the_words_of_every_problem_are_as_reviewed() -> None:
    """Compare the full text of all problems with what was read and approved; ``UPDATE_GOLDEN=1`` writes it anew.

    A new case has not been reviewed yet, and needs no text there.
    """
    texts = {file.name: "\n".join(map(str, check_case(file))) + "\n" for file in INVALID}
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text("\n".join(texts.values()), encoding="utf-8")
    blocks = [f"{block.rstrip()}\n" for block in GOLDEN.read_text(encoding="utf-8").split("\n\n")]
    reviewed = {block.partition(":")[0]: block for block in blocks}
    assert reviewed == {name: text for name, text in texts.items() if name in reviewed}
    assert len(reviewed) >= len(texts) - 5, "many new cases: UPDATE_GOLDEN=1, and review the difference"


def test_every_problem_reads_as_sentences_on_one_line_each() -> None:
    for problem in (problem for file in INVALID for problem in check_case(file)):
        assert problem.message.isprintable(), problem
        assert problem.remedy.isprintable(), problem
        assert problem.message.endswith((".", "?")) or ": " in problem.message, problem
        assert len(problem.message) < 300, problem


def test_no_problem_is_repeated_at_its_place() -> None:
    for file in INVALID:
        places = [(problem.location, problem.code, problem.message) for problem in check_case(file)]
        assert len(places) == len(set(places))
