"""Policies on the whole path, from pull request to apply: nobody weakens what a change is held to from within the change."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.action.job import APP, NUMBER, REPOSITORY, WRITES, Ended, Job, segment
from tests.fake_github.world import StoredFile

BASE, BEFORE = "c3" * 20, "e5" * 20
EXAMPLES = Path(__file__).parents[2] / "examples" / "segments"
EXAMPLE_FILES = {
    f"{file.parent.name}/{file.name}": file.read_text("utf-8")
    for file in EXAMPLES.rglob("*.yaml")
    if file.parent.name != "alchemy" and not file.name.endswith(".test.yaml")
}
CONSENT = """\
- name: everyone we write to has consented
  for: ["retail/*"]
  except: [retail/near-the-flagship-store]
  within: {Dimensions: {UserAttributes: {consent: {AttributeType: INCLUSIVE, Values: ["yes"]}}}}
"""
OLD = {"vip.yaml": segment("VIPs", "vip")}
NEW = {"vip.yaml": segment("VIPs", "vip", "gold")}
NOT_NOBODY = '- name: somebody\n  for: ["**"]\n  not: [nobody]\n'
NEVER_WIDER = '- name: vips only shrink\n  for: ["**"]\n  never-wider: true\n  unless-label: [widens]\n'


def commit_base(job: Job, files: Mapping[str, str], sha: str = BASE, folder: str = "segments") -> None:
    """Make ``files`` the definitions of the commit that a pull request starts from."""
    repository = job.github.world.repository(REPOSITORY)
    assert repository is not None
    repository.commits[sha] = {f"{folder}/{name}": StoredFile(text) for name, text in files.items()}


def start(job: Job, policies: str, *, before: Mapping[str, str], after: Mapping[str, str]) -> None:
    """Deploy ``before``, make it the base together with ``policies``, and check out ``after``."""
    job.check_out(before)
    job.deploy_and_then(after)
    commit_base(job, {**before, "policies.yaml": policies})
    job.emulator.forget_requests()


def is_refused(job: Job, ended: Ended, *codes: str) -> bool:
    """Return whether a step failed for one of ``codes``, and nothing was written."""
    return ended.code == 1 and ended.reason in codes and WRITES.isdisjoint(job.operations())


def comment(job: Job) -> str:
    (found,) = job.comments()
    return found.body


# ── the trial ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_consent_taken_from_one_source_is_refused_at_plan_and_at_apply_with_a_person_for_each_segment(job: Job) -> None:
    reachable = EXAMPLE_FILES["retail/reachable.yaml"]
    consent = reachable[reachable.index("  UserAttributes:") : reachable.index("  Demographic:")]
    after = {**EXAMPLE_FILES, "policies.yaml": CONSENT, "retail/reachable.yaml": reachable.replace(consent, "")}
    start(job, CONSENT, before=EXAMPLE_FILES, after=after)
    planned = job.pull_request()
    assert is_refused(job, planned, "policy-broken")
    for page in (comment(job), planned.summary):
        assert page.count("breaks the policy “everyone we write to has consented”") == 3
        assert page.count("For example: Channel “EMAIL”") == 3
        assert "It comes through retail/reachable" in page
        assert "This plan will not be applied" in page
    annotated = [line for line in planned.log if line.startswith("::error file=segments/retail/")]
    assert len(annotated) == 3
    document = json.loads((job.workspace / planned.outputs["plan-json"]).read_text("utf-8"))
    assert [result["key"] for result in document["policies"]["results"] if result["stops"]] == [
        "retail/active-shoppers",
        "retail/nordic-vips",
        "retail/reachable",
    ]
    job.merge()
    applied = job.push()
    assert is_refused(job, applied, "policy-broken")
    assert sum("For example: Channel “EMAIL”" in line for line in applied.log) >= 3


def test_a_change_that_keeps_the_policies_is_applied_and_its_comment_names_them(job: Job) -> None:
    start(job, CONSENT, before=EXAMPLE_FILES, after={**EXAMPLE_FILES, "policies.yaml": CONSENT, "vip.yaml": segment("VIPs", "vip")})
    assert job.pull_request().code == 0
    header = json.loads(comment(job).split("\n", 1)[0].removeprefix("<!-- segments-as-code ").removesuffix(" -->"))
    assert (len(header["policies"]), header["base"]) == (64, BASE)
    job.merge()
    assert job.push().code == 0


# ── weakening what a change is held to, from within the change ────────────────────────────────────────────────────────

ATTACKS: dict[str, Mapping[str, str]] = {
    "the policy is edited": {"policies.yaml": NEVER_WIDER.replace('["**"]', '["other/*"]')},
    "the policy only warns": {"policies.yaml": f"{NEVER_WIDER}  severity: warning\n"},
    "the file is deleted": {},
    "the file is emptied of policies": {"policies.yaml": "[]\n"},
    "a fact makes it vacuous": {
        "policies.yaml": NEVER_WIDER,
        "segments-settings.yaml": "facts: [{name: a, criteria: {Dimensions: {Attributes: "
        "{kind: {AttributeType: INCLUSIVE, Values: [vip]}}}}}]\n",
    },
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_policies_and_settings_of_the_base_count(job: Job, attack: str) -> None:
    start(job, NEVER_WIDER, before=OLD, after={**NEW, **ATTACKS[attack]})
    planned = job.pull_request()
    assert is_refused(job, planned, "policy-broken")
    assert any(f"Policies of the commit {BASE[:7]}" in line for line in planned.log)
    assert "his change has other policies or settings than the commit" in comment(job)
    job.merge()
    assert is_refused(job, job.push(), "policy-broken")


def test_contradictory_facts_are_an_error_and_nothing_is_planned(job: Job) -> None:
    kind = "{{Dimensions: {{Attributes: {{kind: {{AttributeType: INCLUSIVE, Values: [{}]}}}}}}}}"
    facts = f"single: [kind]\nfacts:\n- {{name: a, criteria: {kind.format('a')}}}\n- {{name: b, criteria: {kind.format('b')}}}\n"
    start(job, NEVER_WIDER, before=OLD, after={**NEW, "policies.yaml": NEVER_WIDER, "segments-settings.yaml": facts})
    assert is_refused(job, job.pull_request(), "findings", "problems")


def test_a_folder_that_is_renamed_keeps_its_policies(job: Job) -> None:
    start(job, NEVER_WIDER, before=OLD, after=NEW)
    (job.workspace / "segments").rename(job.workspace / "audiences")
    job.inputs["path"] = "audiences"
    assert is_refused(job, job.pull_request(), "policy-broken")


@pytest.mark.parametrize(
    "decoy", [{"audiences/README.md": "hello"}, {"audiences/policies.yaml": "[]\n"}, {"audiences/vip.test.yaml": "[]"}]
)
def test_a_folder_that_is_renamed_to_one_without_definitions_keeps_its_policies(job: Job, decoy: Mapping[str, str]) -> None:
    start(job, NEVER_WIDER, before=OLD, after=NEW)
    repository = job.github.world.repository(REPOSITORY)
    assert repository is not None
    repository.commits[BASE] |= {path: StoredFile(text) for path, text in decoy.items()}
    (job.workspace / "segments").rename(job.workspace / "audiences")
    job.inputs["path"] = "audiences"
    assert is_refused(job, job.pull_request(), "policy-broken", "policies-unreadable")


def test_a_run_for_one_file_reads_that_file_of_the_base_and_no_folder(job: Job) -> None:
    """Which path a run is for stands in the workflow file; a file has no policies beside it."""
    start(job, NEVER_WIDER, before=OLD, after={**NEW, "policies.yaml": NEVER_WIDER})
    job.inputs["path"] = "segments/vip.yaml"
    assert job.pull_request().code == 0


def test_a_new_folder_that_has_only_policies_yet_is_held_to_them(job: Job) -> None:
    policy = NOT_NOBODY.replace("nobody]", "everybody]")
    commit_base(job, {"policies.yaml": policy})
    job.check_out({"policies.yaml": policy, "a.yaml": "Name: Everybody\nDimensions: {}\n"})
    assert is_refused(job, job.pull_request(), "policy-broken")


RENAMES: dict[str, Mapping[str, str]] = {
    "the file is moved": {"other/vips.yaml": segment("VIPs", "vip", "gold")},
    "its key is set": {"legal/vip.yaml": segment("VIPs", "vip", "gold", more="Key: other/vips\n")},
    "the case of its name differs too": {"Legal/VIP.yaml": segment("vips", "vip", "gold")},
}


@pytest.mark.parametrize("rename", RENAMES)
def test_a_segment_under_another_key_is_held_to_the_policies_that_it_had(job: Job, rename: str) -> None:
    policy = NEVER_WIDER.replace('["**"]', '["legal/*"]')
    old = {"legal/vip.yaml": OLD["vip.yaml"], "a.yaml": segment("A", "a"), "b.yaml": segment("B", "b"), "c.yaml": segment("C", "c")}
    others = {name: text for name, text in old.items() if "/" not in name}
    start(job, policy, before=old, after={**others, **RENAMES[rename], "policies.yaml": policy.replace("legal/*", "**")})
    planned = job.pull_request()
    assert is_refused(job, planned, "policy-broken")
    assert "(until now legal/vip) breaks the policy" in comment(job).replace("`", "")


def test_a_segment_under_another_key_is_held_to_them_also_if_the_run_may_not_delete(job: Job) -> None:
    policy = NEVER_WIDER.replace('["**"]', '["legal/*"]')
    start(job, policy, before={"legal/vip.yaml": OLD["vip.yaml"]}, after={"other/vip.yaml": NEW["vip.yaml"], "policies.yaml": policy})
    job.inputs["delete"] = "never"
    assert is_refused(job, job.pull_request(), "policy-broken")
    assert "(until now legal/vip) breaks the policy" in comment(job).replace("`", "")


def test_a_change_of_the_segment_that_a_policy_names_is_held_to_it(job: Job) -> None:
    policy = '- name: apart\n  for: ["vip"]\n  apart-from: optouts\n'
    other = "Name: Opt-outs\nDimensions: {Attributes: {kind: {AttributeType: EXCLUSIVE, Values: [vip, gold]}}}\n"
    files = {**OLD, "optouts.yaml": other}
    edited = {"optouts.yaml": other.replace("vip, gold", "gold"), "policies.yaml": policy}
    start(job, policy, before=files, after={**files, **edited})
    assert is_refused(job, job.pull_request(), "policy-broken")
    assert "both in it and in optouts as this plan leaves it" in comment(job)


def test_a_segment_that_is_adopted_under_another_key_is_held_to_the_policies_that_it_had(job: Job) -> None:
    policy = NEVER_WIDER.replace('["**"]', '["legal/*"]')
    start(job, policy, before={"legal/vip.yaml": OLD["vip.yaml"]}, after={})
    (deployed,) = json.loads(job.emulator.respond("GET", f"/v1/apps/{APP}/segments").content)["Item"]
    adopting = segment("Others", "vip", "gold", more=f"Lifecycle: {{Adopt: {deployed['Id']}}}\n")
    job.check_out({"other/vip.yaml": adopting, "policies.yaml": policy})
    assert is_refused(job, job.pull_request(), "policy-broken")
    said = comment(job).replace("`", "")
    assert "other/vip (until now legal/vip) breaks the policy" in said
    assert "stays ours: its key was legal/vip until now, and is other/vip from then on" in said
    job.merge()
    assert is_refused(job, job.push(), "policy-broken")


def test_what_its_own_policies_find_in_segments_that_it_leaves_alone_is_told(job: Job) -> None:
    policy = '- name: apart\n  for: ["vip"]\n  apart-from: others\n'
    files = {**OLD, "others.yaml": segment("Others", "other"), "c.yaml": segment("C", "c")}
    own = policy.replace("others", "vip") + NOT_NOBODY
    start(job, policy, before=files, after={**files, "c.yaml": segment("C", "d"), "policies.yaml": own})
    planned = job.pull_request()
    assert planned.code == 0
    said = comment(job).replace("`", "")
    assert "under its own, it passes, and 1 of 4 answers would stop nothing but are against it." in said
    assert "under the policies of this change, without stopping it: vip breaks the policy “apart”" in said


def test_what_a_policy_names_is_what_it_is_at_the_base(job: Job) -> None:
    policy = '- name: consent\n  for: ["vip"]\n  within: consented\n'
    on = "SourceSegments: [{Ref: consented}], Type: ALL, SourceType: ALL"
    vip = f"Name: VIPs\nSegmentGroups: {{Include: ALL, Groups: [{{{on}}}]}}\n"
    before = {"consented.yaml": segment("Consented", "yes"), "vip.yaml": vip}
    after = {"consented.yaml": segment("Consented", "yes", "no"), "vip.yaml": vip, "policies.yaml": policy}
    start(job, policy, before=before, after=after)
    assert is_refused(job, job.pull_request(), "policy-broken")


def test_a_base_that_cannot_be_read_refuses(job: Job) -> None:
    start(job, NEVER_WIDER, before=OLD, after=NEW)
    commit_base(job, {**OLD, "policies.yaml": "- name: [\n"})
    assert is_refused(job, job.pull_request(), "policies-unreadable")


def test_policies_with_errors_can_be_corrected_by_a_change_that_changes_no_segment(job: Job) -> None:
    start(job, NEVER_WIDER, before=OLD, after={**OLD, "policies.yaml": NEVER_WIDER})
    commit_base(job, {**OLD, "policies.yaml": "- name: [\n"})
    assert job.pull_request().code == 0


# ── labels ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_label_that_was_put_on_while_the_plan_stood_there_allows_what_the_policy_forbids(job: Job) -> None:
    start(job, NEVER_WIDER, before=OLD, after={**NEW, "policies.yaml": NEVER_WIDER})
    assert is_refused(job, job.pull_request(), "policy-broken")
    assert "put the label widens on the pull request" in comment(job)
    job.labels = ["widens"]
    job.github.world.set_labels(REPOSITORY, NUMBER, job.labels)
    allowed = job.pull_request()
    assert (allowed.code, "octocat put on allows it" in comment(job)) == (0, True)
    job.merge()
    assert job.push().code == 0


def test_a_label_from_before_the_plan_allows_nothing(job: Job) -> None:
    start(job, NEVER_WIDER, before=OLD, after={**NEW, "policies.yaml": NEVER_WIDER})
    job.labels = ["widens"]
    assert is_refused(job, job.pull_request(), "policy-broken")
