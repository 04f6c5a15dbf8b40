"""From valid documents to desired segments."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from segments_as_code.definitions.resolver import Entry, Resolved, read_segment, resolve
from segments_as_code.definitions.validator import SchemaValidator
from segments_as_code.definitions.yaml_reader import read_file
from segments_as_code.model.document import Document, DocumentSource, Json, Location, Path, SourceFile
from segments_as_code.model.problem import Problem
from segments_as_code.model.segment import Lifecycle
from segments_as_code.providers.pinpoint.provider import PinpointDialect
from tests.builders import TOY, toy


class _Lines:
    """Puts each top-level member on a line of its own, in their order, below ``first``."""

    def __init__(self, content: Mapping[str, Json], first: int) -> None:
        self._lines = {name: first + number for number, name in enumerate(content)}
        self._first = first

    def position(self, at: Path, *, of_key: bool = False) -> tuple[int, int]:
        return self._lines.get(str(at[0]), self._first) if at else self._first, 1 if of_key or not at else 9


def doc(path: str, content: Mapping[str, Json], *, alone: bool = True, line: int = 1) -> Document:
    return Document(path.removeprefix("segments/").removesuffix(".yaml"), alone, content, DocumentSource(path, _Lines(content, line)))


def resolved_from(documents: Sequence[Document], *, scope: str | None = None, broken: Collection[str] = ()) -> Resolved:
    """Return what ``documents`` ask for together, with what is wrong with the key of any."""
    entered = [read_segment(document, TOY) for document in documents]
    keyless = [found for found in entered if isinstance(found, Problem)]
    resolved = resolve([entry for entry in entered if isinstance(entry, Entry)], TOY, scope=scope, broken=broken)
    return replace(resolved, problems=(*keyless, *resolved.problems))


def found(resolved: Resolved) -> list[str]:
    return [f"{problem.location} {problem.code}" for problem in resolved.problems]


def test_the_key_is_the_path_below_the_folder_unless_the_document_says_another() -> None:
    documents = [doc("segments/retail/new.yaml", {"Name": "New"}), doc("segments/old.yaml", {"Key": "legacy/old", "Name": "Old"})]
    resolved = resolved_from(documents)
    assert [segment.key for segment in resolved.segments] == ["legacy/old", "retail/new"]
    assert resolved.problems == ()


def test_a_segment_is_what_its_document_says() -> None:
    content: dict[str, Json] = {
        "Name": "New",
        "Values": ["b", "a"],
        "Tags": {"team": "crm"},
        "Lifecycle": {"Protected": True, "Adopt": "1f6a", "Ignore": ["everyone"]},
    }
    (segment,) = resolved_from([doc("segments/new.yaml", content)]).segments
    assert segment.definition == toy("New", "a", "b")
    assert segment.tags == {"team": "crm"}
    assert segment.lifecycle == Lifecycle(protected=True, adopt="1f6a", ignore=("everyone",))
    assert segment.location == Location("segments/new.yaml", 1, 1)


def test_a_limit_counts_however_the_schema_lets_a_whole_number_be_written() -> None:
    text = "Name: New\nDimensions: {}\nLifecycle: {Audience: {Most: 1e3, Least: 10.0}}\n"
    (document,), _ = read_file(SourceFile("segments/new.yaml", "new", text.encode()))
    assert SchemaValidator(PinpointDialect().schema).accepts(document.content)
    (segment,) = resolved_from([document]).segments
    assert (segment.lifecycle.most, segment.lifecycle.least) == (1_000, 10)


def test_a_file_of_several_documents_must_give_each_a_key() -> None:
    documents = [
        doc("segments/all.yaml", {"Key": "a", "Name": "A"}, alone=False),
        doc("segments/all.yaml", {"Name": "B"}, alone=False, line=5),
    ]
    assert found(resolved_from(documents)) == ["segments/all.yaml:5:1 missing-key"]


def test_a_key_that_a_tag_cannot_carry_is_refused_where_it_is_written() -> None:
    documents = [doc("segments/a b.yaml", {"Name": "A"}), doc("segments/c.yaml", {"Name": "C", "Key": "ключ"})]
    assert found(resolved_from(documents)) == ["segments/a b.yaml:1:1 invalid-key", "segments/c.yaml:2:9 invalid-key"]


def test_two_documents_with_one_key_are_told_at_the_second_with_the_first_beside_it() -> None:
    documents = [doc("segments/a.yaml", {"Name": "A"}), doc("segments/b.yaml", {"Name": "B", "Key": "a"})]
    (problem,) = resolved_from(documents).problems
    assert (problem.location, problem.code) == (Location("segments/b.yaml", 2, 9), "duplicate-segment")
    assert problem.related == (Location("segments/a.yaml", 1, 1),)


def test_one_deployed_segment_is_adopted_once() -> None:
    adopt: dict[str, Json] = {"Adopt": "1f6a"}
    documents = [doc("segments/a.yaml", {"Lifecycle": adopt}), doc("segments/b.yaml", {"Lifecycle": adopt})]
    assert found(resolved_from(documents)) == ["segments/b.yaml:1:9 adopted-twice"]


def test_the_application_that_all_documents_name_is_the_runs() -> None:
    resolved = resolved_from([doc("segments/a.yaml", {"Box": "b1"}), doc("segments/b.yaml", {"Name": "B"})])
    assert (resolved.scope, resolved.problems) == ("b1", ())


def test_a_document_for_another_application_than_the_runs_is_a_problem() -> None:
    resolved = resolved_from([doc("segments/a.yaml", {"Box": "b1"}), doc("segments/b.yaml", {"Box": "b2"})], scope="b2")
    assert found(resolved) == ["segments/a.yaml:1:9 another-application"]
    assert resolved.scope == "b2"


def test_a_reference_to_no_document_is_told_with_the_nearest_key() -> None:
    documents = [doc("segments/vip.yaml", {"Name": "V", "On": [{"Ref": "bsae"}]}), doc("segments/base.yaml", {"Name": "B"})]
    (problem,) = resolved_from(documents).problems
    assert (str(problem.location), problem.code, problem.remedy) == ("segments/vip.yaml:2:9", "unknown-reference", "did you mean base?")


def test_a_reference_to_a_document_that_is_not_valid_is_no_second_mistake() -> None:
    resolved = resolved_from([doc("segments/vip.yaml", {"On": [{"Ref": "base"}]})], broken={"base"})
    assert resolved.problems == ()


def test_each_circle_of_references_is_told_once_and_spelled_out() -> None:
    documents = [
        doc("segments/a.yaml", {"On": [{"Ref": "b"}]}),
        doc("segments/b.yaml", {"On": [{"Ref": "c"}]}),
        doc("segments/c.yaml", {"On": [{"Ref": "a"}]}),
        doc("segments/self.yaml", {"Name": "S", "On": [{"Ref": "self"}]}),
    ]
    problems = resolved_from(documents).problems
    assert [(str(p.location), p.message) for p in problems] == [
        ("segments/a.yaml:1:9", "these segments build on each other in a circle: a -> b -> c -> a."),
        ("segments/self.yaml:2:9", "these segments build on each other in a circle: self -> self."),
    ]


# ── doubts ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def valued(path: str, *values: str, **more: Json) -> Document:
    return doc(path, {"Name": path, "Values": list(values), **more})


def ignoring(*codes: str) -> Json:
    return {"Ignore": list(codes)}


def test_segments_with_one_audience_are_told_at_each_but_the_first_key() -> None:
    documents = [valued("segments/c.yaml", "x", "y"), valued("segments/b.yaml", "x"), valued("segments/a.yaml", "y", "x")]
    (problem,) = resolved_from(documents).problems
    assert str(problem) == (
        "segments/c.yaml:1:1: warning: duplicate-audience: this segment has the same criteria as a at segments/a.yaml:1:1.\n"
        "    fix: keep one of them; if both are intended, write Lifecycle: {Ignore: [duplicate-audience]} in one."
    )
    assert problem.related == (Location("segments/a.yaml", 1, 1),)


def test_a_segment_that_is_meant_to_share_its_audience_says_so_whichever_it_is() -> None:
    quiet = ignoring("duplicate-audience")
    for first, second in ((quiet, {}), ({}, quiet)):
        documents = [valued("segments/a.yaml", "x", Lifecycle=first), valued("segments/b.yaml", "x", Lifecycle=second)]
        assert found(resolved_from(documents)) == []


def test_those_that_do_not_say_so_are_still_told_of_each_other() -> None:
    documents = [valued("segments/a.yaml", "x", Lifecycle=ignoring("duplicate-audience")), *map(_same, "bcd")]
    assert found(resolved_from(documents)) == [
        "segments/c.yaml:1:1 duplicate-audience",
        "segments/d.yaml:1:1 duplicate-audience",
    ]


def _same(name: str) -> Document:
    return valued(f"segments/{name}.yaml", "x")


def test_segments_that_everyone_is_in_are_not_called_duplicates_as_well() -> None:
    assert found(resolved_from([valued("segments/a.yaml"), valued("segments/b.yaml")])) == []


def test_a_segment_without_criteria_is_no_source_worth_building_on() -> None:
    documents = [valued("segments/all.yaml"), valued("segments/sale.yaml", "x", On=[{"Ref": "all"}, {"Id": "1f6a"}])]
    (problem,) = resolved_from(documents).problems
    assert (str(problem.location), problem.code) == ("segments/sale.yaml:3:9", "everyone-as-source")
    assert problem.message == "everyone is in all: building on it does not narrow anything, and excluding it leaves nobody."


def test_a_source_that_everyone_is_in_can_be_meant() -> None:
    quiet = ignoring("everyone-as-source")
    documents = [valued("segments/all.yaml"), valued("segments/sale.yaml", "x", On=[{"Ref": "all"}], Lifecycle=quiet)]
    assert found(resolved_from(documents)) == []
