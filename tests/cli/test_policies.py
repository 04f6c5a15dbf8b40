"""``segments plan`` and ``apply`` hold a plan to the policies of the working tree, or of a file that is named."""

from __future__ import annotations

from pathlib import Path

from tests.action.job import WRITES, segment
from tests.cli.laptop import Laptop
from tests.cli.test_plan import PLAN_SCHEMA

WITHIN = """\
- name: everybody is new
  for: ["**"]
  within: {Dimensions: {Attributes: {kind: {AttributeType: INCLUSIVE, Values: [new]}}}}
"""
EXAMPLES = Path(__file__).parents[2] / "examples" / "segments"
DEFINITIONS = [file for file in EXAMPLES.rglob("*.yaml") if file.parent.name != "alchemy" and not file.name.endswith(".test.yaml")]
CONSENT = """\
- name: everyone we write to has consented
  for: ["retail/*"]
  except: [retail/near-the-flagship-store]
  within: {Dimensions: {UserAttributes: {consent: {AttributeType: INCLUSIVE, Values: ["yes"]}}}}
"""


def check_out(laptop: Laptop, policies: str = WITHIN, **more: str) -> None:
    laptop.check_out({"new.yaml": segment("New", "new"), **more, **({"policies.yaml": policies} if policies else {})})


def test_a_plan_that_breaks_a_policy_is_refused_with_the_person_and_applies_nothing(laptop: Laptop) -> None:
    check_out(laptop, **{"old.yaml": segment("Old", "old")})
    ended = laptop.plan()
    assert ended.code == 1
    assert ended.err == "Policies: the 1 of the working tree, segments/policies.yaml; 1 of 2 questions was not answered as wanted.\n"
    assert "refused: old breaks the policy “everybody is new”" in ended.out
    assert "For example: kind “old”." in ended.out
    applied = laptop.apply("--yes")
    assert (applied.code, "Nothing was applied." in applied.err) == (1, True)
    assert WRITES.isdisjoint(request.operation for request in laptop.emulator.requests)


def test_a_plan_that_breaks_none_says_which_policies_it_was_held_to(laptop: Laptop) -> None:
    check_out(laptop)
    ended = laptop.plan()
    assert (ended.code, ended.err) == (0, "Policies: the 1 of the working tree, segments/policies.yaml; all hold.\n")


def test_a_policy_about_growth_is_answered_before_it_is_said_that_all_hold(laptop: Laptop) -> None:
    check_out(laptop, policies="")
    assert laptop.apply("--yes").code == 0
    growth = '- name: little growth\n  for: ["**"]\n  max-growth: 20 %\n'
    laptop.check_out({"new.yaml": segment("New", "new", "more"), "policies.yaml": growth})
    assert (
        laptop.plan().err == "Policies: the 1 of the working tree, segments/policies.yaml; 1 of 1 questions was not answered as wanted.\n"
    )


def test_policies_of_a_file_count_instead_of_those_in_the_folder(laptop: Laptop) -> None:
    check_out(laptop, policies="", **{"old.yaml": segment("Old", "old")})
    assert laptop.plan().code == 0
    (laptop.folder / "strict.yaml").write_text(WITHIN)
    ended = laptop.plan("--policies", "strict.yaml")
    assert (ended.code, ended.err.partition(";")[0]) == (1, "Policies: the 1 in strict.yaml")
    check_out(laptop, **{"old.yaml": segment("Old", "old")})
    (laptop.folder / "lax.yaml").write_text(WITHIN.replace("[new]", "[new, old]"))
    assert laptop.plan("--policies", "lax.yaml").code == 0
    assert "missing-folder" in laptop.plan("--policies", "gone.yaml").out


def test_the_json_of_a_plan_has_what_came_of_the_policies(laptop: Laptop) -> None:
    check_out(laptop, **{"old.yaml": segment("Old", "old")})
    found = laptop.plan("--json").json
    PLAN_SCHEMA.validate(found)
    assert found["policies"] == {
        "asked": 2,
        "results": [
            {
                "policy": "everybody is new",
                "key": "old",
                "rule": "within",
                "status": "broken",
                "severity": "error",
                "stops": True,
                "before": False,
                "reason": "somebody is in it and not in the criteria of the policy",
                "example": {"Attributes": {"kind": "old"}},
                "through": [],
            }
        ],
    }


def test_consent_taken_from_one_source_breaks_the_policy_in_all_that_build_on_it(laptop: Laptop) -> None:
    """The trial on the examples: three segments, a person each, two of them unchanged in their own text."""
    files = {f"{file.parent.name}/{file.name}": file.read_text("utf-8") for file in DEFINITIONS}
    laptop.check_out({**files, "policies.yaml": CONSENT})
    assert laptop.apply("--yes").code == 0
    reachable = files["retail/reachable.yaml"]
    consent = reachable[reachable.index("  UserAttributes:") : reachable.index("  Demographic:")]
    laptop.check_out({**files, "policies.yaml": CONSENT, "retail/reachable.yaml": reachable.replace(consent, "")})
    found = laptop.plan("--json").json
    assert isinstance(found["policies"], dict)
    results = found["policies"]["results"]
    assert [result["key"] for result in results] == ["retail/active-shoppers", "retail/nordic-vips", "retail/reachable"]
    assert [result["through"] for result in results] == [["retail/reachable"], ["retail/reachable"], []]
    assert all(result["example"]["Channel"] == "EMAIL" and "UserAttributes" not in result["example"] for result in results)
    applied = laptop.apply("--yes")
    assert (applied.code, applied.out.count("breaks the policy “everyone we write to has consented”")) == (1, 3)
