"""From YAML text to deployed segments and back, over everything the schema allows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pytest
import yaml
from hypothesis import Phase, given
from hypothesis import strategies as st

from aws_emulator.emulator import Emulator
from aws_emulator.pinpoint.behaviour import Behaviour
from segments_as_code.model.document import Json
from segments_as_code.model.plan import Plan, Unchanged, Update
from segments_as_code.model.problem import Severity
from segments_as_code.model.segment import Target
from segments_as_code.pipeline import carry_out, check_definitions, propose
from segments_as_code.plan.plan_json import read_plan, write_plan
from segments_as_code.plan.safety import DeletePolicy
from segments_as_code.ports import Connection
from segments_as_code.providers.registry import PROVIDERS
from tests.examples import examples
from tests.fakes import FakeFiles
from tests.strategies import equivalent, estates, mutated

APP = "app-123456"
TARGET = Target("pinpoint", APP, "eu-west-1", "octo/segments")
PINPOINT = PROVIDERS["pinpoint"]()

pytestmark = pytest.mark.slow

UNSHRUNK = [Phase.explicit, Phase.generate]
"""Shrinking an estate takes minutes; a failure is shown as it was found."""


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator(applications=[APP], region="eu-west-1") as running:
        yield running


def behaviours() -> st.SearchStrategy[Behaviour]:
    """Return every way of answering that the service might have."""
    return st.builds(
        Behaviour,
        dimensions_come_back_as=st.sampled_from(["dimensions", "groups", "both"]),
        empty_members=st.sampled_from(["leave", "omit", "fill"]),
        defaults_for_connectives=st.sampled_from(["leave", "write"]),
        missing_connective=st.sampled_from(["ALL", "ANY"]),
        numbers_come_back_as=st.sampled_from(["written", "float", "int"]),
        order_of_lists=st.sampled_from(["written", "shuffled"]),
        tags_in_list=st.booleans(),
        tags_in_get=st.booleans(),
        tags_in_write=st.booleans(),
        tags_on_create=st.sampled_from(["keep", "ignore"]),
        tag_existing_key=st.sampled_from(["overwrite", "refuse", "keep"]),
        echo_source_version=st.booleans(),
        empty_first_page=st.booleans(),
        unknown_references=st.just("accept"),
        quotas=st.just("ignore"),
    )


class Estate:
    """One application, and the definitions that are planned against it."""

    def __init__(self, emulator: Emulator, behaviour: Behaviour) -> None:
        emulator.reset()
        emulator.behaviour = behaviour
        connection = Connection(APP, "eu-west-1", emulator.endpoint_url)
        self.reader, self.writer = PINPOINT.open_reader(connection), PINPOINT.open_writer(connection)

    def plan(self, documents: Sequence[Mapping[str, Json]]) -> Plan:
        checked = check_definitions(FakeFiles({"segments/all.yaml": written(documents)}), PINPOINT.dialect, scope=APP)
        assert [str(problem) for problem in checked.problems if problem.severity is Severity.ERROR] == []
        return propose(checked.segments, self.reader, PINPOINT.dialect, target=TARGET, policy=DeletePolicy())

    def apply(self, plan: Plan) -> None:
        outcomes = carry_out(plan, self.reader, self.writer, PINPOINT.dialect, report=lambda _: None)
        assert {type(outcome).__name__ for outcome in outcomes} <= {"Applied"}, outcomes


def written(documents: Sequence[Mapping[str, Json]]) -> str:
    """Return documents as the text of one file, without adopting and without naming another application."""
    told = []
    for document in documents:
        lifecycle = document.get("Lifecycle")
        kept = {name: value for name, value in document.items() if name not in {"ApplicationId", "Lifecycle"}}
        if isinstance(lifecycle, dict) and lifecycle.get("Protected") is not None:
            kept["Lifecycle"] = {"Protected": lifecycle["Protected"]}
        told.append(kept)
    return yaml.safe_dump_all(told, allow_unicode=True, sort_keys=False)


@examples(50, phases=UNSHRUNK)
@given(data=st.data(), documents=estates(), behaviour=behaviours())
def test_plan_apply_plan_ends_with_nothing_to_do(
    emulator: Emulator, data: st.DataObject, documents: list[dict[str, Json]], behaviour: Behaviour
) -> None:
    estate = Estate(emulator, behaviour)
    first = estate.plan(documents)
    assert len(first.changes) == len(documents)
    assert read_plan(write_plan(first)) == first
    estate.apply(first)
    assert estate.plan(documents).is_empty

    again = data.draw(st.permutations([data.draw(equivalent(document)) for document in documents]))
    assert estate.plan(again).is_empty, "reordered and re-spelled"

    which = data.draw(st.integers(0, len(documents) - 1))
    changed = [data.draw(mutated(document)) if at == which else document for at, document in enumerate(documents)]
    second = estate.plan(changed)
    changes = [change for change in second.changes if not isinstance(change, Unchanged)]
    assert [type(change) for change in changes] == [Update]
    assert isinstance(changes[0], Update)
    assert changes[0].fields
    estate.apply(second)
    assert estate.plan(changed).is_empty


@examples(30, phases=UNSHRUNK)
@given(data=st.data(), documents=estates(max_size=2), behaviour=behaviours())
def test_changed_tags_are_found_applied_and_then_at_rest(
    emulator: Emulator, data: st.DataObject, documents: list[dict[str, Json]], behaviour: Behaviour
) -> None:
    estate = Estate(emulator, behaviour)
    estate.apply(estate.plan(documents))
    names = st.sampled_from(["team", "stage", "cost centre", "ü"])
    tags = data.draw(st.dictionaries(names, st.sampled_from(["", "a", "b c"]), max_size=3))
    old = documents[0].get("Tags", {})
    changed = [{**documents[0], "Tags": tags}, *documents[1:]]
    plan = estate.plan(changed)
    assert plan.is_empty == (tags == old)
    estate.apply(plan)
    assert estate.plan(changed).is_empty
    estate.apply(estate.plan(documents))
    assert estate.plan(documents).is_empty
