"""A real example of each problem: the tests' invalid cases, and folders for what a single file cannot show."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import wrap

from segments_as_code.convert.folder_conversion import convert_folder
from segments_as_code.convert.mapping_file import read_mapping_file
from segments_as_code.definitions.validator import DocumentValidator
from segments_as_code.definitions.yaml_reader import read_files
from segments_as_code.files import FolderFiles
from segments_as_code.meaning.lint import Linter
from segments_as_code.model.document import SourceFile
from segments_as_code.model.problem import Problem
from segments_as_code.pipeline import check_definitions
from segments_as_code.ports import Dialect
from segments_as_code.providers.customer_profiles.provider import CustomerProfilesDialect
from segments_as_code.providers.pinpoint.provider import PinpointDialect
from segments_as_code.proving import check_examples, find_proven_problems
from segments_as_code.report.text import plain_text, problems_text

_CASES = Path(__file__).parents[2] / "tests" / "cases"
_DIALECTS: Mapping[str, Dialect] = {"pinpoint": PinpointDialect(), "customer_profiles": CustomerProfilesDialect()}
_CHOSEN = {
    "bad-yaml": "yaml-second-colon.yaml",
    "encoding": "encoding-latin-1.yaml",
    "missing-connective": "missing-connectives.yaml",
    "ref-or-id": "source-segments.yaml",
    "too-long": "name-too-long.yaml",
    "too-short": "name-without-characters.yaml",
    "unknown-connective": "unknown-connective.yaml",
    "wrong-form": "key-form.yaml",
    "wrong-type": "name-is-a-number.yaml",
}
_WIDTH = 92  # what GitHub shows without scrolling sideways


@dataclass(frozen=True, slots=True)
class Example:
    """A problem and its line (empty if it cannot be shown)."""

    problem: Problem
    line: str

    def text(self) -> str:
        """Return the line with a mark below the position, and what `segments validate` prints, in wrapped lines."""
        marked = [self.line, f"{' ' * (self.problem.location.column - 1)}^"] if self.line else []
        said = [line for whole in plain_text(problems_text([self.problem])).splitlines() for line in _wrapped(whole)]
        return "\n".join([*marked, *said])


def _wrapped(text: str) -> list[str]:
    return wrap(text, _WIDTH, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False)


@cache
def examples() -> Mapping[str, Sequence[Example]]:
    """Return examples by code, the one to show first."""
    found: dict[str, list[Example]] = {}
    for example in (*_from_files(), *_from_scenes()):
        found.setdefault(example.problem.code, []).append(example)
    return {code: sorted(several, key=_is_not_chosen) for code, several in found.items()}


def _is_not_chosen(example: Example) -> bool:
    return example.problem.location.path != _CHOSEN.get(example.problem.code, f"{example.problem.code}.yaml")


def _from_files() -> Iterator[Example]:
    for service, dialect in _DIALECTS.items():
        validator = DocumentValidator(dialect, Linter(dialect))
        for file in sorted((_CASES / service / "invalid").iterdir()):
            content = file.read_bytes()
            documents, problems = read_files([SourceFile(file.name, file.stem, content)])
            found = [*problems, *(problem for document in documents for problem in validator.validate(document)[1])]
            yield from (Example(problem, _line(content.decode("utf-8", errors="replace"), problem)) for problem in found)


def _line(text: str, problem: Problem) -> str:
    lines = text.split("\n")
    line = lines[problem.location.line - 1].rstrip() if problem.location.line <= len(lines) else ""
    is_shown = line.isprintable() and len(line) <= _WIDTH and not line.startswith("# expect")
    return line if is_shown else ""


# ── definitions that do not fit together ─────────────────────────────────────────────────────────────────────────────

_NAMED = "Name: New Customers\n"
_ON = "Name: {}\nSegmentGroups:\n  Include: ALL\n  Groups:\n    - {{Type: ALL, SourceType: ALL, SourceSegments: [{{Ref: {}}}]}}\n"

_LOYAL = "Name: {}\nDimensions: {{Attributes: {{customerType: {{AttributeType: INCLUSIVE, Values: [loyal]}}}}}}\n"

_FACT_WITH_SOURCE = """\
facts:
  - name: everyone is new
    criteria: {SegmentGroups: {Include: ALL, Groups: [{Type: ALL, SourceType: ALL, SourceSegments: [{Ref: new}]}]}}
"""
_CONTRADICTION = """\
single: [consent]
facts:
  - name: everyone has consented
    criteria: {Dimensions: {UserAttributes: {consent: {AttributeType: INCLUSIVE, Values: ["yes"]}}}}
  - name: everyone has refused
    criteria: {Dimensions: {UserAttributes: {consent: {AttributeType: INCLUSIVE, Values: ["no"]}}}}
"""

_TOGETHER: Sequence[Mapping[str, str]] = (
    {"segments/loyal.yaml": _LOYAL.format("Loyal"), "segments/regulars.yaml": _LOYAL.format("Regulars")},
    {"segments/all.yaml": "Name: Everyone\n", "segments/sale.yaml": _ON.format("Sale", "all")},
    {"segments/new.yaml": f"Key: retail/new\n{_NAMED}---\n{_NAMED}"},
    {"segments/summer sale.yaml": _NAMED},
    {"segments/new.yaml": _NAMED, "segments/newer.yaml": f"Key: new\n{_NAMED}"},
    {f"segments/{name}.yaml": f"{_NAMED}Lifecycle: {{Adopt: 1f6a0c2e}}\n" for name in ("new", "newer")},
    {"segments/new.yaml": f"ApplicationId: app-123456\n{_NAMED}", "segments/other.yaml": f"ApplicationId: app-654321\n{_NAMED}"},
    {"segments/vips.yaml": _ON.format("VIPs", "retail/loyal"), "segments/loyal.yaml": _NAMED},
    {"segments/policies.yaml": _NAMED},
    {"segments/retail/policies.yaml": "- name: everyone has consented\n", "segments/new.yaml": _NAMED},
    {"segments/segments-settings.yaml": _FACT_WITH_SOURCE, "segments/new.yaml": _NAMED},
    {"segments/segments-settings.yaml": _CONTRADICTION, "segments/new.yaml": _NAMED},
    {"segments/loyal.yaml": _ON.format("Loyal", "vips"), "segments/vips.yaml": _ON.format("VIPs", "loyal")},
)


_PEOPLE: Mapping[str, str] = {
    "segments/loyal.yaml": _LOYAL.format("Loyal"),
    "segments/others.yaml": "Name: Others\nDimensions: {Attributes: {customerType: {AttributeType: EXCLUSIVE, Values: [loyal]}}}\n",
    "segments/buyers.yaml": "Name: Buyers\nDimensions: {Metrics: {orders: {ComparisonOperator: GREATER_THAN, Value: 0}}}\n",
    "segments/segments-settings.yaml": (
        "single: [customerType]\nwhole: [orders]\nfacts:\n  - name: nobody has ordered a thousand times\n"
        "    criteria: {SegmentGroups: {Include: ALL, Groups: [{Type: NONE, SourceType: ALL, Dimensions: "
        "[{Metrics: {orders: {ComparisonOperator: GREATER_THAN_OR_EQUAL, Value: 1000}}}]}]}}\n"
    ),
    "segments/lately.yaml": "Name: Here lately\nDimensions: {Behavior: {Recency: {Duration: DAY_30, RecencyType: ACTIVE}}}\n",
}
_TESTS: Sequence[str] = (
    "Segment: loyal\nIn:\n  a regular:\n    Attributes: {customerType: Loyal}\n",
    "Segment: others\nIn:\n  nobody in particular: {}\n",
    "Segment: loyal\nOut:\n  a guest:\n    Attributes: {custmerType: guest}\n",
    "Segment: loyals\nOut:\n  nobody in particular: {}\n",
    "Segment: loyal\nOut:\n  a guest: {}\n  another guest: {Like: a gest}\n",
    "Segment: loyal\nOut:\n  a guest: {Like: a visitor}\n  a visitor: {Like: a guest}\n",
    "Segment: others\nIn:\n  a guest: {}\nOut:\n  a guest: {}\n",
    "Segment: lately\nIn:\n  a visitor: {LastActive: 2026-11-20}\n",
    "Segment: loyal\nIn:\n  a regular:\n    Attributes: {customerType: [loyal, new]}\n",
    "Segment: buyers\nIn:\n  somebody odd:\n    Metrics: {orders: 1.5}\n",
    "Segment: buyers\nIn:\n  somebody who buys a lot:\n    Metrics: {orders: 2000}\n",
    "Segment: lately\nAsOf: 2026-11-19\nIn:\n  a visitor: {LastActive: 2026-11-20}\n",
)


_ON_NEW = """\
Name: New in Norway
SegmentGroups:
  Include: {}
  Groups:
    - SourceSegments: [{{Ref: norway}}]
      SourceType: ALL
      Type: ALL
      Dimensions:
        - Location: {{Country: {{DimensionType: INCLUSIVE, Values: [{}]}}}}
"""
_NOT_NEW = "    - {Type: ALL, SourceType: NONE, SourceSegments: [{Ref: norway}]}\n"
_NORWAY = "Name: Norway\nDimensions: {Location: {Country: {DimensionType: INCLUSIVE, Values: ['NO']}}}\n"

_PROVEN: Sequence[Mapping[str, str]] = tuple(
    {"segments/norway.yaml": _NORWAY, "segments/new.yaml": text}
    for text in (_ON_NEW.format("ALL", "SE"), _ON_NEW.format("ANY", "'NO', SE") + _NOT_NEW, _ON_NEW.format("ALL", "'NO', SE"))
)


@dataclass(frozen=True, slots=True)
class _Texts:
    """Definition files that exist only here."""

    texts: Mapping[str, str]

    def read(self) -> tuple[Sequence[SourceFile], Sequence[Problem]]:
        """Return them."""
        files = [(path, path.removeprefix("segments/").removesuffix(".yaml"), text.encode()) for path, text in sorted(self.texts.items())]
        return [SourceFile(*file) for file in files], ()


# ── a folder that cannot be read ─────────────────────────────────────────────────────────────────────────────────────


def _a_large_file(folder: Path) -> None:
    with (folder / "customers.yaml").open("wb") as file:
        file.truncate(3 * 2**20)


def _a_link(folder: Path) -> None:
    (folder / "shared.yaml").symlink_to("new.yaml")


def _a_link_that_leads_out(folder: Path) -> None:
    (folder / "shared.yaml").symlink_to("../../shared.yaml")


def _a_pipe(folder: Path) -> None:
    os.mkfifo(folder / "new.yaml")


def _an_odd_name(folder: Path) -> None:
    (folder / "new\u200b.yaml").touch()


def _nothing(_: Path) -> None:
    return


def _no_yaml(folder: Path) -> None:
    (folder / "new.txt").touch()


_FOLDERS: Sequence[tuple[str, Callable[[Path], None]]] = (
    ("segments", _nothing),
    ("segments/new.txt", _no_yaml),
    ("segmnets", _nothing),
    ("segments", _a_large_file),
    ("segments", _a_link),
    ("segments", _a_link_that_leads_out),
    ("segments", _a_pipe),
    ("segments", _an_odd_name),
)


def _from_scenes() -> Iterator[Example]:
    for name in ("same-name", "sources-too-deep", "too-many-attributes", "too-many-calculated"):
        files = FolderFiles(_CASES / "customer_profiles" / "folders", name)
        yield from _unmarked(check_definitions(files, CustomerProfilesDialect(), scope=None).problems)
    for texts in _TOGETHER:
        found = check_definitions(_Texts(texts), PinpointDialect(), scope=None).problems
        yield from (Example(problem, _line(texts[problem.location.path], problem)) for problem in found)
    for texts in _PROVEN:
        given = _Texts(texts)
        proven = find_proven_problems(given, check_definitions(given, PinpointDialect(), scope=None), PinpointDialect())
        yield from (Example(problem, _line(texts[problem.location.path], problem)) for problem in proven.problems)
    for test in _TESTS:
        texts = {**_PEOPLE, "segments/all.test.yaml": test}
        checked = check_examples(check_definitions(_Texts(texts), PinpointDialect(), scope=None), PinpointDialect(), strict=True)
        yield from (Example(problem, _line(test, problem)) for problem in checked.problems if problem.location.path.endswith(".test.yaml"))
    yield from _from_mappings()
    for name, prepare in _FOLDERS:
        with TemporaryDirectory() as workspace:
            folder = Path(workspace, "segments")
            folder.mkdir()
            prepare(folder)
            yield from _unmarked(FolderFiles(Path(workspace), name).read()[1])


_MAPPINGS: Sequence[str] = (
    "Attributes:\n  customerTypes: {Key: customerType}\n",
    "Attributes:\n  tier: {Key: level}\n  rank: {Key: level}\n",
    "Attributes: {customerType: {Key: customerType}}\nAccept:\n  channel-as-address: [loyal]\n",
)


def _from_mappings() -> Iterator[Example]:
    """Yield the problems of mapping files, for a folder of one segment."""
    files = _Texts({"segments/loyal.yaml": _LOYAL.format("Loyal")})
    checked = check_definitions(files, PinpointDialect(), scope=None)
    dialects = PinpointDialect(), CustomerProfilesDialect()
    for text in _MAPPINGS:
        mapping = read_mapping_file(SourceFile("mapping.yaml", "mapping", text.encode()))
        found = convert_folder(files.read()[0], checked.segments, mapping, checked.settings, dialects, folder="profiles")
        yield from (Example(problem, _line(text, problem)) for problem in (*mapping.problems, *found.problems))


def _unmarked(problems: Iterable[Problem]) -> Iterator[Example]:
    yield from (Example(problem, "") for problem in problems)
