"""A label that a policy allows, on a pull request with several targets."""

from __future__ import annotations

import re

from segments_as_code.model.comment import Header
from segments_as_code.review.comment_header import seal_comment, write_header
from tests.action.job import NUMBER, REPOSITORY, Job
from tests.action.test_action_policies import NEVER_WIDER, NEW, OLD, is_refused, start


def test_with_several_targets_a_label_counts_only_for_the_target_that_it_names(job: Job) -> None:
    start(job, NEVER_WIDER, before=OLD, after={**NEW, "policies.yaml": NEVER_WIDER})
    assert is_refused(job, job.pull_request(), "policy-broken")
    (ours,) = job.comments()
    sibling = seal_comment(f"{write_header(Header('staging', 'c0ffee', '0' * 64, 'plan'))}\ntext")
    job.github.world.add_comment(REPOSITORY, NUMBER, ours.author, sibling)
    job.labels = ["widens"]
    job.github.world.set_labels(REPOSITORY, NUMBER, job.labels)
    refused = job.pull_request()
    assert is_refused(job, refused, "policy-broken")
    (right,) = {found for line in refused.log for found in re.findall(r"put the label (\S+) on", line)}
    assert right.startswith("widens-")
    job.labels = [right]
    job.github.world.set_labels(REPOSITORY, NUMBER, job.labels)
    assert job.pull_request().code == 0
