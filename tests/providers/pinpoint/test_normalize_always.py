"""Whatever is pasted, normalizing it keeps its promises."""

from __future__ import annotations

from copy import deepcopy

from hypothesis import given
from hypothesis import strategies as st

from segments_as_code.model.document import DocumentSource, Json, Path
from tests.providers.pinpoint.checking import DIALECT, RULES
from tests.strategies import documents, equivalent, json_values

Content = dict[str, Json]


class _Paths:
    """Positions that remember which path was asked for."""

    def __init__(self, content: Content) -> None:
        self._content = content

    def position(self, at: Path, *, of_key: bool = False) -> tuple[int, int]:
        """Return 1 where ``at`` leads to something that the author wrote, or 0; and its depth."""
        value: Json = self._content
        for step in at:
            match value, step:
                case dict(), str() if step in value:
                    value = value[step]
                case list(), int() if step < len(value):
                    value = value[step]
                case _:
                    return 0, len(at) + of_key
        return 1, len(at) + of_key


@given(st.data())
def test_problems_and_origins_lead_to_what_the_author_wrote(data: st.DataObject) -> None:
    pasted = data.draw(documents().flatmap(equivalent))
    result = DIALECT.normalize(pasted)
    marks = _Paths(pasted)
    writing = DocumentSource("a.yml", marks, result.origins)
    assert [problem for problem in result.problems if marks.position(problem.at)[0] == 0] == []
    for at, value in _leaves(result.content, ()):
        written_out = at[-1] in ("Type", "SourceType", "Include") and value == "ALL"
        assert (at, writing.location(at).line == 1 or written_out) == (at, True)


def _leaves(value: Json, at: Path) -> list[tuple[Path, Json]]:
    if isinstance(value, dict):
        return [leaf for name, member in value.items() for leaf in _leaves(member, (*at, name))]
    if isinstance(value, list):
        return [leaf for index, element in enumerate(value) for leaf in _leaves(element, (*at, index))]
    return [(at, value)]


@given(st.dictionaries(st.sampled_from(["Name", "Dimensions", "SegmentGroups", "tags", "Tags"]), json_values()))
def test_normalize_never_raises_and_never_changes_what_it_was_given(content: Content) -> None:
    before = deepcopy(content)
    result = DIALECT.normalize(content)
    assert repr(content) == repr(before)
    assert {problem.code for problem in result.problems} <= RULES.codes.keys()
    list(RULES.find_problems(result.content))


@given(documents(keys=["retail/a"]).flatmap(equivalent))
def test_normalizing_twice_finds_nothing_the_second_time(content: Content) -> None:
    once = DIALECT.normalize(content)
    assert DIALECT.normalize(once.content).problems == ()
