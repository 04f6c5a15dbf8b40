"""The verdicts on a plan of Pinpoint segments: what changes, what changes through it, and what stays the same."""

from __future__ import annotations

from segments_as_code.meaning.declarations import Declarations
from segments_as_code.meaning.person_text import person_json, person_text
from segments_as_code.meaning.predicate import And, Field, OneOf, Some
from segments_as_code.meaning.readings import Assumptions, Readings
from segments_as_code.meaning.relation import Undecided, Verdict, Verdicts
from segments_as_code.meaning.verdict_text import DRIFT, assumption_sentence, headline, relation_json, sentences, verdict_json
from segments_as_code.meaning.verdicts import judge_drift, judge_plan
from segments_as_code.model.document import Json
from segments_as_code.model.plan import Change, Create, Delete, Plan, TagChange, Unchanged, Update
from segments_as_code.model.segment import DeployedSegment
from segments_as_code.providers.pinpoint.criteria_reader import read_criteria
from tests.builders import TARGET, desired

Content = dict[str, Json]


def attributes(name: str, *values: str, how: str = "INCLUSIVE") -> Content:
    return {"Attributes": {name: {"AttributeType": how, "Values": list(values)}}}


def segment(*blocks: Content, on: tuple[Content, ...] = (), how: str = "ALL", source_how: str = "ALL") -> Content:
    group: Content = {"Type": how, "SourceType": source_how, "Dimensions": list(blocks), "SourceSegments": list(on)}
    return {"Name": "x", "SegmentGroups": {"Include": "ALL", "Groups": [group]}}


def there(key: str, content: Content, version: int = 3) -> DeployedSegment:
    return DeployedSegment(f"id-{key}", f"arn:{key}", "x", version, content, {})


def change(key: str, before: Content | None, after: Content | None) -> Change:
    if before is None:
        assert after is not None
        return Create(desired(key, after), {})
    if after is None:
        return Delete(key, there(key, before))
    if before == after:
        return Unchanged(desired(key, after), there(key, before))
    return Update(desired(key, after), there(key, before), (), TagChange())


def judge(*changes: Change, imported: tuple[str, ...] = (), assumptions: Assumptions | None = None) -> Verdicts:
    plan = Plan(TARGET, changes, {}, (), (), (), "0" * 64)
    return judge_plan(plan, read_criteria, Declarations(assumptions or Assumptions(Readings(is_open=True))), imported=imported)


def words(verdict: Verdict) -> str:
    assert verdict.relation is not None
    return headline(verdict.relation)


VIP, GOLD = segment(attributes("tier", "vip")), segment(attributes("tier", "vip", "gold"))
ON_BASE = segment(attributes("city", "Oslo"), on=({"Ref": "base"},))


def test_a_changed_segment_is_told_with_a_person_and_a_proof() -> None:
    verdict = judge(change("loyal", VIP, GOLD)).changed["loyal"]
    assert verdict.relation is not None
    assert sentences(verdict.relation) == (
        "Newly in, for example: tier “gold”.",
        "Everyone newly in: tier is “gold”; tier is not “vip”.",
        "Nobody leaves.",
        "Proven for every possible person.",
    )
    assert relation_json(verdict.relation)["entering"] == {
        "example": {"Attributes": {"tier": "gold"}},
        "everyone": ["tier is “gold”", "tier is not “vip”"],
    }


def test_what_builds_on_a_changed_segment_changes_with_it() -> None:
    top = segment(on=({"Ref": "middle"},))
    found = judge(change("base", VIP, GOLD), change("middle", ON_BASE, ON_BASE), change("top", top, top), change("apart", VIP, VIP))
    assert [(each.key, words(each), each.through) for each in found.also] == [
        ("middle", "more people", ("base",)),
        ("top", "more people", ("base",)),
    ]
    assert found.same == ()


def test_what_excludes_a_wider_segment_narrows() -> None:
    without = segment(attributes("city", "Oslo"), on=({"Ref": "base"},), source_how="NONE")
    (verdict,) = judge(change("base", VIP, GOLD), change("others", without, without)).also
    assert words(verdict) == "fewer people"


def test_what_stays_the_same_above_a_change_is_named_without_a_verdict() -> None:
    top = segment(attributes("tier", "vip"), on=({"Ref": "base"},))
    found = judge(change("base", VIP, GOLD), change("top", top, top))
    assert (found.also, found.same) == ((), ("top",))


def test_a_change_of_text_alone_moves_nobody() -> None:
    both = segment(attributes("tier", "vip"), attributes("tier", "vip"), how="ANY")
    found = judge(change("loyal", VIP, both), change("top", ON_BASE, ON_BASE))
    assert words(found.changed["loyal"]) == "same people"
    assert found.also == ()


def test_a_change_from_all_to_any_is_named() -> None:
    two = (attributes("tier", "vip"), attributes("city", "Oslo"))
    verdict = judge(change("loyal", segment(*two), segment(*two, how="ANY"))).changed["loyal"]
    assert words(verdict) == "more people"
    assert verdict.connectives == ("any of the blocks of criteria instead of all",)


def test_a_new_segment_and_a_deleted_one() -> None:
    nobody = segment(attributes("tier", "vip"), attributes("tier", "vip", how="EXCLUSIVE"))
    found = judge(change("new", None, VIP), change("odd", None, nobody), change("old", VIP, None))
    assert {key: verdict.result for key, verdict in found.changed.items()} == {"new": "some", "odd": "nobody", "old": "nobody"}


def test_everybody_after_a_change_is_said() -> None:
    verdict = judge(change("loyal", VIP, {"Name": "x"})).changed["loyal"]
    assert words(verdict) == "more people: everybody"


def test_an_imported_source_is_a_list_that_the_example_is_in() -> None:
    before, after = segment(attributes("tier", "vip")), segment(on=({"Id": "fair"},))
    verdict = judge(change("loyal", before, after), imported=("fair",)).changed["loyal"]
    assert verdict.relation is not None
    assert verdict.relation.entering is not None
    assert person_text(verdict.relation.entering.example) == "in the imported list “fair”"
    assert person_json(verdict.relation.entering.example) == {"InImported": ["fair"]}


def test_a_foreign_source_is_mentioned_only_if_the_verdict_depends_on_it() -> None:
    foreign: Content = {"Id": "theirs"}
    before, after = (segment(attributes("tier", *values), on=(foreign,)) for values in (("vip",), ("vip", "gold")))
    verdict = judge(change("loyal", before, after)).changed["loyal"]
    assert words(verdict) == "same or more people"
    assert verdict.relation is not None
    assert verdict.relation.undecided == (Undecided("not-read", "theirs"),)
    assert sentences(verdict.relation)[-1] == "Not proven: whether somebody comes in. It depends on what could not be read: “theirs”."
    reordered = segment(attributes("tier", "vip"), attributes("tier", "vip"), on=(foreign,), how="ANY")
    assert words(judge(change("loyal", before, reordered)).changed["loyal"]) == "same people"


def test_a_version_that_is_pinned_is_read_if_it_is_the_deployed_one() -> None:
    pinned = segment(attributes("city", "Oslo"), on=({"Id": "id-base", "Version": 3},))
    found = judge(change("base", VIP, GOLD), change("pinned", pinned, pinned))
    assert (found.also, found.same) == ((), ())
    follows = segment(attributes("city", "Oslo"), on=({"Ref": "base"},))
    verdict = judge(change("base", VIP, GOLD), change("pinned", pinned, follows)).changed["pinned"]
    assert (words(verdict), verdict.through) == ("more people", ("base",))
    earlier = segment(attributes("city", "Oslo"), on=({"Id": "id-base", "Version": 2},))
    verdict = judge(change("base", VIP, GOLD), change("pinned", earlier, follows)).changed["pinned"]
    assert verdict.relation is not None
    assert Undecided("not-read", "id-base version 2") in verdict.relation.undecided


def test_a_circle_among_deployed_segments_is_not_read_and_no_crash() -> None:
    one, other = segment(attributes("city", "Oslo"), on=({"Ref": "b"},)), segment(attributes("city", "Oslo"), on=({"Ref": "a"},))
    found = judge(change("a", one, segment(attributes("city", "Oslo"))), change("b", other, other))
    assert found.changed["a"].relation is not None


def test_a_verdict_hangs_on_a_reading_and_says_so() -> None:
    before, after = segment(attributes("role", "staff", how="EXCLUSIVE")), segment(attributes("role", "staff"), how="NONE")
    verdict = judge(change("others", before, after)).changed["others"]
    assert verdict.relation is not None
    assert words(verdict) == "same people"
    assert any("EXCLUSIVE leaves out those without the attribute" in each for each in sentences(verdict.relation))
    settled = Assumptions(Readings({"exclusive-missing": "included", "exclusive-several": "any-match-excludes"}, is_open=True))
    verdict = judge(change("others", before, after), assumptions=settled).changed["others"]
    assert verdict.relation is not None
    assert verdict.relation.otherwise == ()


def test_an_unchanged_plan_is_judged_without_a_look() -> None:
    def fail(_definition: object) -> object:
        raise AssertionError

    plan = Plan(TARGET, (change("a", VIP, VIP),), {}, (), (), (), "0" * 64)
    assert judge_plan(plan, fail, Declarations()) == Verdicts()  # type: ignore[arg-type]  # it is not called


def test_a_declared_fact_is_taken_for_granted() -> None:
    consent = Some(Field("Attributes", "consent", "list"), OneOf(frozenset({"yes"})))
    before = segment(attributes("tier", "vip"), attributes("consent", "yes"))
    plan = Plan(TARGET, (change("loyal", before, VIP),), {}, (), (), (), "0" * 64)
    found = judge_plan(plan, read_criteria, Declarations(Assumptions(), {"consent": consent})).changed["loyal"]
    assert words(found) == "same people"


def drifted(*changes: Change) -> Verdicts:
    return judge_drift(Plan(TARGET, changes, {}, (), (), (), "0" * 64), read_criteria, Declarations())


def test_drift_is_told_from_what_git_says_to_what_is_deployed() -> None:
    found = drifted(change("loyal", GOLD, VIP), change("new", None, VIP), change("old", VIP, None))
    assert found.changed.keys() == {"loyal"}  # of what only one side has there is nothing to compare
    relation = found.changed["loyal"].relation
    assert relation is not None
    assert headline(relation, DRIFT) == "more people than git says"
    assert sentences(relation, DRIFT) == (
        "In it although git does not say so, for example: tier “gold”.",
        "All of them: tier is “gold”; tier is not “vip”.",
        "Nobody is missing.",
        "Proven for every possible person.",
    )


def test_what_builds_on_a_drifted_segment_holds_other_people_than_git_says() -> None:
    found = drifted(change("base", VIP, GOLD), change("top", ON_BASE, ON_BASE))
    (verdict,) = found.also
    assert verdict.relation is not None
    assert (headline(verdict.relation, DRIFT), verdict.through) == ("fewer people than git says", ("base",))
    assert sentences(verdict.relation, DRIFT)[0].startswith("Missing although git says they are in it, for example: ")


def test_a_verdict_names_the_declared_assumptions_that_bear_on_it() -> None:
    single = Assumptions(Readings({"exclusive-missing": "excluded", "between-ends": "inclusive"}, is_open=True), frozenset({"tier", "a"}))
    consent = Some(Field("UserAttributes", "consent", "list"), OneOf(frozenset({"yes"})))
    tied = And((consent, Some(Field("Attributes", "tier", "one"), OneOf(frozenset({"vip", "gold"})))))
    declared = Declarations(single, {"unrelated": Some(Field("Attributes", "zip", "list"), OneOf(frozenset({"1"}))), "vips": tied})
    plan = Plan(TARGET, (change("loyal", VIP, segment(attributes("tier", "vip", how="EXCLUSIVE"))),), {}, (), (), (), "0" * 64)
    verdict = judge_plan(plan, read_criteria, declared).changed["loyal"]
    assert verdict.assumes == ("tier holds one value", "EXCLUSIVE leaves out those without the attribute", "vips")
    assert assumption_sentence(verdict).startswith("Taken for granted by segments-settings.yaml: tier holds one value; ")
    assert verdict_json(verdict)["assumes"] == [*verdict.assumes]


def test_without_declarations_a_verdict_assumes_nothing() -> None:
    verdict = judge(change("loyal", VIP, GOLD)).changed["loyal"]
    assert (verdict.assumes, assumption_sentence(verdict)) == ((), "")


def test_a_single_attribute_and_a_whole_metric_change_the_verdict() -> None:
    more: Content = {"Metrics": {"orders": {"ComparisonOperator": "GREATER_THAN", "Value": 4}}}
    least: Content = {"Metrics": {"orders": {"ComparisonOperator": "GREATER_THAN_OR_EQUAL", "Value": 5}}}
    both = segment(attributes("tier", "vip"), attributes("tier", "gold"))
    whole = Assumptions(Readings(is_open=True), whole=frozenset({"orders"}))
    single = Assumptions(Readings(is_open=True), single=frozenset({"tier"}))
    assert words(judge(change("loyal", segment(more), segment(least))).changed["loyal"]) == "fewer people"
    assert words(judge(change("loyal", segment(more), segment(least)), assumptions=whole).changed["loyal"]) == "same people"
    assert words(judge(change("loyal", VIP, both)).changed["loyal"]) == "fewer people"
    assert words(judge(change("loyal", VIP, both), assumptions=single).changed["loyal"]) == "fewer people: nobody"
