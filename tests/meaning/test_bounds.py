"""Steps are bounded in total: of a whole plan, of its policies, of a proof of every segment; and the same under every hash seed."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise

import pytest

from segments_as_code.meaning.cells import cut_numbers, cut_texts
from segments_as_code.meaning.declarations import Declarations
from segments_as_code.meaning.policy_checks import check_policies
from segments_as_code.meaning.predicate import Contains, Field, NumberIn, Some, Span
from segments_as_code.meaning.proof_lint import Proven, prove_segments
from segments_as_code.meaning.relation import Verdicts
from segments_as_code.meaning.solver import OutOfSteps, Steps
from segments_as_code.meaning.verdicts import judge_plan
from segments_as_code.model.plan import Change, Plan
from segments_as_code.providers.pinpoint.criteria_reader import read_criteria
from tests.builders import TARGET
from tests.meaning.test_policy_checks import CONSENTED, policy
from tests.meaning.test_verdicts import Content, attributes, change, segment

PLENTY = 10**9


def before(n: int) -> Content:
    return segment(attributes("tier", f"a{n}"), attributes("city", "Oslo"))


def after(n: int) -> Content:
    return segment(attributes("tier", f"a{n}", f"b{n}"), attributes("city", "Oslo"))


def changes(count: int) -> tuple[Change, ...]:
    return tuple(change(f"s{n:03}", before(n), after(n)) for n in range(count))


def plan_of(count: int) -> Plan:
    return Plan(TARGET, changes(count), {}, (), (), (), "0" * 64)


def judged(count: int, steps: Steps | None = None) -> Verdicts:
    return judge_plan(plan_of(count), read_criteria, Declarations(), steps=steps)


def proven(count: int, steps: Steps | None = None) -> Proven:
    return prove_segments({f"s{n:03}": read_criteria(before(n)) for n in range(count)}, Declarations(), steps=steps)


def relations(verdicts: Verdicts) -> list[str]:
    return [verdict.relation.relation for verdict in verdicts.changed.values() if verdict.relation is not None]


def test_every_one_of_many_small_changes_is_proven() -> None:
    assert relations(judged(120)) == ["wider"] * 120


def test_a_plan_never_takes_more_steps_than_it_has_and_the_rest_is_not_proven() -> None:
    steps = Steps(PLENTY)
    judged(1, steps)
    one = PLENTY - steps.left
    found = judged(6, steps := Steps(3 * one + one // 2))
    assert relations(found) == ["wider"] * 3 + ["unknown"] * 3
    assert 0 <= steps.left <= one
    reasons = {each.code for verdict in found.changed.values() if verdict.relation for each in verdict.relation.undecided}
    assert reasons == {"out-of-steps"}


def test_policies_never_take_more_steps_than_they_have_and_the_rest_does_not_pass() -> None:
    def ask(count: int, steps: Steps) -> list[str]:
        report = check_policies(plan_of(count), [policy("within", CONSENTED)], [], read_criteria, Declarations(), steps=steps)
        return [result.status for result in report.results]

    ask(1, steps := Steps(PLENTY))
    one = PLENTY - steps.left
    found = ask(5, steps := Steps(2 * one + one // 8))
    assert found == ["broken", "broken", "undecided", "undecided", "undecided"]
    assert 0 <= steps.left <= one
    assert ask(5, Steps(PLENTY)) == ["broken"] * 5


def test_a_proof_of_every_segment_never_takes_more_steps_than_it_has_and_says_what_it_did_not_reach() -> None:
    proven(1, steps := Steps(PLENTY))
    one = PLENTY - steps.left
    found = proven(6, steps := Steps(3 * one + one // 2))
    assert found.unfinished == ("s003", "s004", "s005")
    assert 0 <= steps.left <= one
    assert proven(6).unfinished == ()


def test_steps_grow_with_the_number_of_segments_and_not_with_its_square() -> None:
    spent = []
    for count in (10, 20, 40):
        judged(count, steps := Steps(PLENTY))
        proven(count, more := Steps(PLENTY))
        spent.append(2 * PLENTY - steps.left - more.left)
    assert all(many < 2.5 * few for few, many in pairwise(spent))


def test_what_it_takes_to_divide_values_counts_too() -> None:
    tags = Field("Attributes", "tag", "list")
    atoms = [Some(tags, Contains(frozenset({f"part {n}"}))) for n in range(50)]
    with pytest.raises(OutOfSteps):
        cut_texts(tags, atoms, Steps(1_000))
    assert len(cut_texts(tags, atoms, Steps(10_000))) > 50
    numbers = [NumberIn(Field("Metrics", "n", "number"), (Span(n),)) for n in range(50)]
    with pytest.raises(OutOfSteps):
        cut_numbers(numbers[0].field, numbers, Steps(1_000))


SEEDED = """
import json
from segments_as_code.meaning.verdict_text import verdicts_json
from tests.meaning.test_bounds import policies_json
from tests.meaning.test_seventeen_changes import verdicts
found = verdicts()
print(json.dumps([verdicts_json(found), found.same, policies_json()]))
"""


def policies_json() -> list[object]:
    policies = [policy(rule, CONSENTED) for rule in ("within", "apart-from", "same-as")]
    given = (change("new", None, after(1)), change("gone", before(1), None), *changes(2))
    plan = Plan(TARGET, given, {}, (), (), (), "0" * 64)
    report = check_policies(plan, [*policies, policy("never-wider"), policy("never-narrower")], [], read_criteria, Declarations())
    return [[result.key, result.rule, result.status, result.reason, result.person] for result in report.results]


@pytest.mark.slow
def test_a_plan_with_every_kind_of_verdict_has_the_same_bytes_under_every_hash_seed() -> None:
    aws = {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x"}
    environs = [{"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path), **aws} for seed in ("1", "4711")]
    started = [subprocess.Popen([sys.executable, "-c", SEEDED], env=each, stdout=subprocess.PIPE) for each in environs]
    outputs = {process.communicate(timeout=60)[0] for process in started}
    assert [process.returncode for process in started] == [0, 0]
    (output,) = outputs
    for word in ("same", "wider", "narrower", "overlapping", "disjoint", "same-or-wider", "unknown", "nobody", "everybody", "broken"):
        assert f'"{word}"'.encode() in output
