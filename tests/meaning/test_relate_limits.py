"""What the prover says of sources, of what it cannot read, and at the end of its budget."""

from __future__ import annotations

import subprocess
import sys
from random import Random

import pytest

from segments_as_code.meaning.cells import MOST_CELLS, TooMuch, cut_texts
from segments_as_code.meaning.encoding import Encoding, Meaning
from segments_as_code.meaning.evaluate import Person, is_in, is_surely_in, kilometers_between, nanoseconds
from segments_as_code.meaning.predicate import (
    FALSE,
    TRUE,
    And,
    AnyText,
    BeginsWith,
    Contains,
    Dated,
    Environment,
    Field,
    Given,
    Near,
    Not,
    NumberIn,
    Or,
    Predicate,
    Ref,
    Some,
    Span,
)
from segments_as_code.meaning.question import Question, find_person
from segments_as_code.meaning.relate import relate
from segments_as_code.meaning.relation import Undecided
from segments_as_code.meaning.solver import Solver, Steps
from tests.meaning.test_relate import (
    BOUGHT,
    CHANNEL,
    CONSENT,
    COUNTRY,
    EMAIL,
    FORTNIGHT,
    MONTH,
    ORDERS,
    SPENT,
    TAG,
    TIER,
    TYPE,
    WEEK,
    active,
    at_least,
    compare,
    one,
    shown,
)

# ── sources, and what was not read ───────────────────────────────────────────────────────────────────────────────────

BASE: Environment = {
    "reachable": And((one(CONSENT, "yes"), EMAIL)),
    "active": And((Ref("reachable"), at_least(ORDERS, 5))),
    "nordic": And((Ref("active"), one(COUNTRY, "DK", "SE"), NumberIn(SPENT, (Span(499.5, low_in=False),)))),
}


def test_a_change_three_levels_down_is_seen_at_the_top() -> None:
    found = compare(Ref("nordic"), Ref("nordic"), BASE, {**BASE, "reachable": one(CONSENT, "yes")})
    assert found.relation == "wider"
    assert shown(found.entering) == ({"consent": "yes", "Country": "DK", "orders": 5, "spentEuro": 500}, ("Channel is not “EMAIL”",))


def test_a_change_of_a_source_may_change_nobody_above_it() -> None:
    before: Environment = {"base": active(MONTH)}
    after: Environment = {"base": active(FORTNIGHT)}
    assert compare(And((Ref("base"), active(WEEK))), And((Ref("base"), active(WEEK))), before, after).relation == "same"
    assert compare(Not(Ref("base")), Not(Ref("base")), before, after).relation == "wider"


UNREAD = Given("unread", "1f6a@3")


def test_half_of_an_unknown_is_known() -> None:
    found = compare(And((one(TIER, "vip"), UNREAD)), And((one(TIER, "vip", "gold"), UNREAD)))
    assert (found.relation, found.enters, found.leaves) == ("same-or-wider", None, False)
    assert found.undecided == (Undecided("not-read", "1f6a@3"),)


def test_a_person_is_shown_only_if_they_are_in_whatever_the_unread_part_holds() -> None:
    found = compare(Or((UNREAD, one(TIER, "vip"))), Or((UNREAD, one(TIER, "vip"), one(TAG, "a"))))
    assert found.enters is None  # the unread part may hold them already
    found = compare(And((one(TIER, "vip"), UNREAD)), one(TAG, "a"))
    assert found.enters is True
    assert found.entering is not None
    assert is_surely_in(found.entering.example, And((one(TIER, "vip"), UNREAD)), {}) is False


def test_a_person_is_found_who_is_out_whatever_the_unread_part_holds() -> None:
    either = one(TIER, "vip"), one(TAG, "a")
    for on_unread in either:  # whichever of the two the solver tries first
        assert compare(And((on_unread, UNREAD)), Or(either)).enters is True
        assert compare(And((on_unread, UNREAD)), on_unread).undecided == (Undecided("not-read", "1f6a@3"),)


def test_what_stopped_a_proof_is_an_unread_part_only_if_its_content_would_decide() -> None:
    once, day = Field("Attributes", "seen", "one"), Dated((Span(nanoseconds("2023-06-01T00:00:00Z"), nanoseconds("2023-06-02T00:00:00Z")),))
    no_sample = And((Some(once, day), Some(once, Contains(frozenset({":07Z"})))))
    sample = And((Some(once, day), Not(Some(once, Contains(frozenset({":00Z"}))))))
    told = [compare(FALSE, each).undecided for each in (And((no_sample, Or((UNREAD, EMAIL)))), And((Or((no_sample, sample)), UNREAD)))]
    assert [each.code for found in told for each in found] == ["circles-or-dates", "not-read"]
    assert compare(FALSE, And((no_sample, Near(55.0, 12.0, 10.0)))).enters is None


def test_an_unread_part_that_decides_nothing_is_not_mentioned() -> None:
    found = compare(And((one(TIER, "vip"), Or((UNREAD, TRUE)))), one(TIER, "vip", "gold"))
    assert (found.relation, found.undecided) == ("wider", ())


def test_an_unread_part_under_none_counts_the_other_way_round() -> None:
    found = compare(And((one(TIER, "vip"), Not(UNREAD))), And((one(TIER, "vip", "gold"), Not(UNREAD))))
    assert (found.relation, found.undecided) == ("same-or-wider", (Undecided("not-read", "1f6a@3"),))


def test_dates_and_digits_on_one_field_are_never_proven_by_samples_alone() -> None:
    day = Dated((Span(nanoseconds("2023-06-01T00:00:00Z"), nanoseconds("2023-06-02T00:00:00Z")),))
    once = Field("Attributes", "seen", "one")
    seconds = And((Some(once, day), Some(once, Contains(frozenset({":07Z"})))))
    assert compare(FALSE, seconds).enters is None  # 2023-06-01T00:00:07Z does, but no sample shows it
    midnights = And((Some(BOUGHT, day), Not(Some(BOUGHT, Contains(frozenset({":00Z"}))))))
    assert compare(FALSE, midnights).enters is not False
    assert compare(FALSE, And((Some(once, day), Not(Some(once, Contains(frozenset({"2023"}))))))).enters is False


def test_a_text_that_no_sample_shows_is_not_proven_and_one_that_a_sample_shows_is() -> None:
    day = Dated((Span(nanoseconds("2023-06-01T00:00:00Z"), nanoseconds("2023-06-02T00:00:00Z")),))
    once = Field("Attributes", "seen", "one")
    found = compare(FALSE, And((Some(once, day), Some(once, Contains(frozenset({":07Z"}))))))
    assert found.undecided == (Undecided("circles-or-dates", "dates in which certain digits are looked for, too"),)
    assert compare(FALSE, And((Some(BOUGHT, day), Not(Some(BOUGHT, Contains(frozenset({":00Z"}))))))).enters is True
    assert compare(FALSE, And((Some(once, day), Not(Some(once, BeginsWith(frozenset({"2023"}))))))).enters is False


def test_no_one_text_is_two_texts_whatever_else_it_passes() -> None:
    both = And((Some(COUNTRY, BeginsWith(frozenset({"S"}))), Some(COUNTRY, BeginsWith(frozenset({"N"})))))
    assert compare(FALSE, And((both, one(COUNTRY, "SE", "NO")))).relation == "same"


def test_two_circles_that_touch_are_not_proven_to_be_apart() -> None:
    here, there = (55.0, 12.0), (55.3, 12.4)
    half = kilometers_between(here, there) / 2
    found = compare(FALSE, And((Near(*here, half), Near(*there, half + 5e-8))))  # no tried point is in both
    assert (found.enters, found.undecided) == (None, (Undecided("circles-or-dates", "how several circles overlap"),))


def test_an_imported_list_is_part_of_the_example() -> None:
    fair = Given("list", "fair")
    found = compare(one(TIER, "vip"), Or((one(TIER, "vip"), fair)))
    assert found.relation == "wider"
    assert found.entering is not None
    assert found.entering.example == Person(given=frozenset({fair}))
    assert found.entering.everyone == ("tier is not “vip”", "is in the imported list “fair”")


# ── readings, facts, budget ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_verdict_says_which_reading_it_hangs_on() -> None:
    other = Given("reading", "exclusive-missing")
    opened = And((Not(one(TYPE, "staff")), Or((Not(other), Some(TYPE, AnyText())))))
    found = compare(Not(one(TYPE, "staff")), opened)
    assert found.relation == "same"
    assert [(each.reading, each.relation) for each in found.otherwise] == [("exclusive-missing", "narrower")]


def test_a_declared_fact_holds_for_everybody() -> None:
    old, new = Meaning(And((one(CONSENT, "yes"), EMAIL)), {}), Meaning(EMAIL, {})
    assert relate(old, new).relation == "wider"
    assert relate(old, new, facts=one(CONSENT, "yes")).relation == "same"


def test_a_person_between_two_segments() -> None:
    inside, outside = Meaning(EMAIL, {}), Meaning(one(CONSENT, "yes"), {})
    assert find_person([inside], [outside]) == Person(texts={CHANNEL: ("EMAIL",)})
    assert find_person([inside], [Meaning(TRUE, {})]) is None
    assert find_person([Meaning(UNREAD, {})], []) == Undecided("not-read", "1f6a@3")
    assert find_person([inside], [outside], steps=Steps(1)) == Undecided("out-of-steps", "the budget of steps was used up")


def test_what_the_budget_does_not_reach_is_not_proven() -> None:
    random = Random(1)  # noqa: S311
    texts = [f"t{i}" for i in range(30)]

    def clause() -> Predicate:
        tests = [one(TAG, *random.sample(texts, 3)) for _ in range(3)]
        return Or(tuple(test if random.random() < 0.5 else Not(test) for test in tests))

    parts = tuple(clause() for _ in range(60))
    found = relate(Meaning(And(parts), {}), Meaning(And(parts[1:]), {}), steps=Steps(500))
    assert found.relation == "unknown"
    assert {each.code for each in found.undecided} == {"out-of-steps"}


def test_nobody_and_everybody_before_and_after() -> None:
    assert compare(FALSE, EMAIL).before == "nobody"
    assert compare(TRUE, TRUE).result == "everybody"
    assert compare(EMAIL, FALSE).result == "nobody"


def test_a_chain_of_a_thousand_sources_is_no_deep_recursion() -> None:
    chain: dict[str, Predicate] = {"0": EMAIL}
    chain.update({str(i): And((Ref(str(i - 1)), at_least(ORDERS, i % 7))) for i in range(1, 1000)})
    found = compare(Ref("999"), Ref("999"), chain, {**chain, "0": TRUE})
    assert found.relation == "wider"
    assert is_in(Person(texts={CHANNEL: ("EMAIL",)}, numbers={ORDERS: 6}), Ref("999"), chain)


def test_a_field_may_have_as_many_cells_as_the_limit_says_and_none_more() -> None:
    tests = [range(1, count) for count in (MOST_CELLS, MOST_CELLS + 1)]  # one cell more is of texts that are not mentioned
    few, many = ([one(TAG, *(f"t{n}" for n in numbers if n >> bit & 1)) for bit in range(15)] for numbers in tests)
    assert len(cut_texts(TAG, few, Steps(10**9))) == MOST_CELLS
    with pytest.raises(TooMuch):
        cut_texts(TAG, many, Steps(10**9))


def test_a_person_may_hold_as_many_values_as_the_service_allows_and_none_more() -> None:
    question = Question((Meaning(TRUE, {}),), (), Meaning(TRUE, {}))
    held = [tuple(f"t{n}" for n in range(count)) for count in (50, 51)]
    assert [question.is_met(Person(texts={TAG: texts})) for texts in held] == [True, False]


def test_what_is_left_of_a_person_does_not_depend_on_the_order_in_which_it_was_found() -> None:
    lists = [Given("list", f"{n:02}") for n in range(20)]
    first, second = at_least(ORDERS, 1), at_least(SPENT, 1)
    either, any_list, any_text = Or((first, second)), Or((*lists,)), Or((one(TAG, "a"), one(TIER, "a")))
    meaning = Meaning(And((either, any_list, any_text)), {})
    question = Question((meaning,), (), Meaning(TRUE, {}))
    encoding = Encoding(question.meanings, Solver(Steps(10**6)))
    numbers, texts = [(ORDERS, 1), (SPENT, 1)], [(TAG, ("a",)), (TIER, ("a",))]
    people = [Person(dict(texts[::way]), dict(numbers[::way]), given=frozenset(lists[::way])) for way in (1, -1)]
    forwards, backwards = (question.smallest(encoding, person) for person in people)
    assert forwards == backwards
    assert forwards.given == {lists[-1]}


def smallest(predicate: Predicate, person: Person) -> Person:
    """Return what is left of a person who meets a predicate."""
    question = Question((Meaning(predicate, {}),), (), Meaning(TRUE, {}))
    return question.smallest(Encoding(question.meanings, Solver(Steps(10**6))), person)


def test_what_can_be_left_out_once_something_else_is_gone_is_left_out_too() -> None:
    everything = Person({TAG: ("a",), TIER: ("b",), COUNTRY: ("SE",)})
    assert smallest(And((Or((Not(one(TIER, "b")), one(TAG, "a"))), one(COUNTRY, "SE"))), everything) == Person({COUNTRY: ("SE",)})


def test_what_an_unread_part_may_hold_is_not_left_out() -> None:
    meaning = Or((And((UNREAD, EMAIL)), one(TIER, "b"), one(TAG, "c")))
    everything = Person({TIER: ("b",), TAG: ("a",), CHANNEL: ("EMAIL",)})
    assert smallest(meaning, everything) == Person({TIER: ("b",)})


SEEDED = "import sys; from tests.meaning.test_relate import CASES, compare; print([compare(case[1], case[2]) for case in CASES])"


def test_the_same_bytes_under_every_hash_seed() -> None:
    outputs = set()
    for seed in ("0", "1", "4711"):
        environ = {"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)}
        outputs.add(subprocess.run([sys.executable, "-c", SEEDED], env=environ, capture_output=True, text=True, check=True).stdout)
    assert len(outputs) == 1
