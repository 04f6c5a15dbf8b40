"""What a change does is said in a few plain words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from segments_as_code.model.document import Definition, Json
from segments_as_code.model.phrases import Role
from segments_as_code.model.plan import Change, FieldChange, FieldChangeKind, Update
from segments_as_code.report.change_phrases import describe
from tests.report.builders import adopt, attribute, create, definition, delete, desired, replaced, update

_NAME = "City dwellers"


def _said(change: Change) -> str:
    """Return a phrase with values between stars and names between backticks."""
    marks = {Role.WORDS: "", Role.VALUE: "*", Role.NAME: "`"}
    return "".join(f"{marks[part.role]}{part.text}{marks[part.role]}" for part in describe(change))


def _update(before: Definition, after: Definition) -> Change:
    return update(desired("a", _NAME, before), desired("a", _NAME, after))


def _cities(*values: str, kind: str = "INCLUSIVE", **others: Json) -> Definition:
    return definition(_NAME, sources=(), city=attribute(*values, kind=kind), **others)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (_cities("Berlin"), _cities("Berlin", "Paris"), "adds *Paris* to `city`"),
        (_cities("Berlin", "Paris"), _cities("Paris"), "drops *Berlin* from `city`"),
        (_cities("Berlin"), _cities("Paris"), "adds *Paris* to `city`; drops *Berlin* from `city`"),
        (_cities("A"), _cities("A", "B", "C", "D", "E", "F"), "adds *B*, *C*, *D* and 2 more to `city`"),
        (_cities("A"), _cities("A", age=attribute("18")), "adds `age` (*18*)"),
        (_cities("A", age={"From": 18, "To": 35}), _cities("A"), "drops `age`"),
        (_cities("A"), _cities("A", kind="EXCLUSIVE"), "`city.AttributeType` from *INCLUSIVE* to *EXCLUSIVE*"),
        (definition(_NAME, sources=[]), definition(_NAME, sources=["retail/base"]), "adds *retail/base* to `SourceSegments`"),
        ({"Name": _NAME, "Active": True}, {"Name": _NAME, "Active": False}, "`Active` from *true* to *false*"),
        ({"Name": _NAME, "Rules": [["a"]]}, {"Name": _NAME, "Rules": [["b"]]}, "adds *b* to `Rules`; drops *a* from `Rules`"),
        ({"Name": _NAME, "Rule": "a"}, {"Name": _NAME, "Rule": {"deep": {"er": 1}}}, "changes `Rule`"),
        ({"Name": _NAME}, {"Name": _NAME, "Groups": [{"A": {"B": "c"}, "D": "e"}]}, "adds `Groups`"),
    ],
)
def test_a_change_of_a_definition_is_said_in_words(before: Definition, after: Definition, said: str) -> None:
    assert _said(_update(before, after)) == said


def test_a_change_whose_places_are_not_known_is_one_of_the_whole_definition() -> None:
    before, after = _cities("A"), _cities("B")
    change = _update(before, after)
    assert isinstance(change, Update)
    assert _said(replace(change, fields=(FieldChange(FieldChangeKind.CHANGED, (), before, after),))) == "changes the whole definition"


def test_of_more_than_three_changes_two_are_said_and_the_others_counted() -> None:
    before = _cities("A", age=attribute("18"), plan=attribute("pro"))
    assert (
        _said(_update(before, _cities("B", plan=attribute("pro", "free", kind="EXCLUSIVE"))))
        == "drops `age` (*18*); adds *B* to `city`; and 3 more changes"
    )


def test_a_new_name_is_named_by_the_old_one() -> None:
    before, after = desired("a", "Town", definition("Town")), desired("a", "City", definition("City"))
    assert _said(update(before, after)) == "renamed from *Town*"


def test_tags_are_named_and_our_own_marks_are_not() -> None:
    before, after = desired("a", _NAME, tags={"old": "1", "team": "a"}), desired("a", _NAME, tags={"new": "1", "team": "b"})
    assert _said(update(before, after)) == "adds the tag `new`; changes the tag `team`; drops the tag `old`"


def test_a_change_of_our_own_marks_alone_is_bookkeeping() -> None:
    segment = desired("a", _NAME)
    assert _said(update(desired("b", _NAME), segment)) == "bookkeeping tags only"


def test_kinds_of_changes_are_told_apart() -> None:
    before, after = desired("a", _NAME, _cities("A")), desired("a", _NAME, _cities("A", "B"))
    assert [_said(create(after)), _said(delete(before)), _said(adopt(before, before, "1f")), _said(adopt(before, after, "1f"))] == [
        "new",
        "removed",
        "taken over unchanged",
        "taken over; adds *B* to `city`",
    ]
    assert [_said(replaced(before, after)), _said(replaced(before, replace(before)))] == [
        "replaced by a new one; adds *B* to `city`",
        "replaced by a new one",
    ]
