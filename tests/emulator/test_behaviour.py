"""The options themselves: none without a test, none with a wrong value, texts read as values."""

from __future__ import annotations

import pytest

from aws_emulator.core.options import options_of
from aws_emulator.pinpoint.behaviour import Behaviour
from tests.emulator import test_behaviour_answers, test_behaviour_lists, test_behaviour_writes, test_errors, test_service, test_throttle

_MODULES = (test_behaviour_answers, test_behaviour_lists, test_behaviour_writes, test_errors, test_service, test_throttle)


def test_every_option_has_a_test_that_names_it() -> None:
    tests = [name for module in _MODULES for name in dir(module)]

    assert [option.name for option in options_of(Behaviour) if not any(option.name in name for name in tests)] == []


def test_every_value_of_every_option_is_described() -> None:
    bare = [f"{option.name}={value}" for option in options_of(Behaviour) for value, meaning in option.values.items() if not meaning]

    assert bare == []
    assert all(option.says.endswith(".") for option in options_of(Behaviour))


def test_texts_are_read_as_values() -> None:
    changed = Behaviour().changed({"update_semantics": "merge", "tags_in_list": "no", "most_groups": "2", "empty_first_page": True})

    assert changed == Behaviour(update_semantics="merge", tags_in_list=False, most_groups=2, empty_first_page=True)


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"update_semantics": "mend"}, "update_semantics is mend; it takes replace, merge."),
        ({"tags_in_list": "maybe"}, "tags_in_list is maybe; it takes yes, no."),
        ({"tags_in_list": 1}, "tags_in_list is 1; it takes yes, no."),
        ({"most_groups": "-1"}, "most_groups is -1; it takes a number, 0 or more."),
        ({"most_groups": True}, "most_groups is True; it takes a number, 0 or more."),
        ({"colour": "red"}, "colour is not an option of the emulator; `segments emulator --list-behaviours` lists them."),
    ],
    ids=lambda value: "" if isinstance(value, dict) else value,
)
def test_what_is_not_an_option_or_a_value_is_refused(settings: dict[str, object], says: str) -> None:
    with pytest.raises(ValueError, match=r".") as refused:
        Behaviour().changed(settings)

    assert str(refused.value) == says


def test_a_wrong_value_is_refused_from_python_too() -> None:
    with pytest.raises(ValueError, match="most_groups is -1; it takes a number, 0 or more"):
        Behaviour(most_groups=-1)
