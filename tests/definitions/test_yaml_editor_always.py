"""What holds of editing whatever the schema allows, however it is typed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from hypothesis import assume, example, given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from segments_as_code.definitions.tree_editor import Edit, is_same
from segments_as_code.definitions.yaml_editor import change_text, lay_out, read_contents
from segments_as_code.definitions.yaml_gaps import count_comments
from segments_as_code.definitions.yaml_tree import CannotEditError
from segments_as_code.model.document import Json
from tests.definitions.test_reader_fuzz import TEXTS
from tests.examples import examples
from tests.strategies import documents, laid_out, mutated


@st.composite
def typed(draw: DrawFn) -> tuple[str, list[str], list[dict[str, Json]]]:
    """Draw a file of one or two documents, its comments, and what its documents say."""
    said = [draw(documents()) for _ in range(draw(st.integers(1, 2)))]
    text, comments = draw(laid_out(said))
    return text, comments, said


@st.composite
def files(draw: DrawFn) -> tuple[str, list[str], list[dict[str, Json]]]:
    """Draw a file, its comments, and what its documents shall say: the same, a little else, or all else."""
    text, comments, said = draw(typed())
    return text, comments, [draw(st.just(document) | mutated(document) | documents()) for document in said]


@examples(30)
@given(files())
def test_a_file_says_what_is_wanted_keeps_its_comments_and_a_second_time_nothing_changes(
    file: tuple[str, list[str], list[dict[str, Json]]],
) -> None:
    text, comments, wanted = file
    said = read_contents(text)
    assert said is not None
    after = change_text(text, [Edit(*pair) for pair in zip(said, wanted, strict=True)])
    contents = read_contents(after)
    assert contents is not None
    assert all(map(is_same, contents, wanted))
    assert count_comments(after) == Counter(comments)
    assert change_text(after, [Edit(*pair) for pair in zip(contents, wanted, strict=True)]) == after


@examples(15)
@given(typed())
def test_only_the_line_that_says_something_else_changes(file: tuple[str, list[str], list[dict[str, Json]]]) -> None:
    text, _, said = file
    assume(all(document["Name"] != "Changed" for document in said))
    after = change_text(text, [Edit(document, {**document, "Name": "Changed"}) for document in said])
    kept = Counter(line.rstrip() for line in text.splitlines()) - Counter(line.rstrip() for line in after.splitlines())
    assert [line for line in kept if "Name" not in line and line.strip()] == []


@examples(300)
@given(TEXTS)
@example("? # lost\n  a\n: b\n")
@example("a: b # c\n\t\n")
def test_whatever_the_text_it_is_edited_as_wanted_or_refused(text: str) -> None:
    said = read_contents(text)
    if not said:
        return
    for edit in (sort, add_member):
        try:
            after = edit(text, said)
        except CannotEditError:
            continue
        assert count_comments(after) == count_comments(text.replace("\r\n", "\n").replace("\r", "\n"))
        assert [{**one, "New": 1} for one in read_contents(after) or []] == [{**one, "New": 1} for one in said]


def sort(text: str, said: Sequence[Mapping[str, Json]]) -> str:
    return lay_out(text, [Edit(one, one) for one in said], lambda _, names: sorted(names))


def add_member(text: str, said: Sequence[Mapping[str, Json]]) -> str:
    return change_text(text, [Edit(one, {**one, "New": 1}) for one in said])
