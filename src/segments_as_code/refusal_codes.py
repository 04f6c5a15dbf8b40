"""Every code of a refusal, an error of a run or a notice, with one sentence about its meaning. The reference has a page of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

RUN: Final[Mapping[str, str]] = {
    "findings": "The definitions have errors, or warnings in a strict run; each is reported on its line.",
    "invalid-input": "An input of the step has a value that it cannot have.",
    "no-application": "Neither the run nor any definition says which application, or which domain, the segments belong to.",
    "two-containers": "The run names both an application of Pinpoint and a domain of Customer Profiles.",
    "another-service": "The definitions are for another service than the application or domain that the run names.",
    "mixed-folder": "The definitions of one folder are for two services.",
    "unclear-service": "The definitions could be for Pinpoint or for Customer Profiles: none says its name.",
    "event-unsupported": "The event that started the run asks for nothing that is done, and the step's command does not settle it.",
    "internal-error": "A bug in Segments as Code; the log has what to report.",
}
"""How the run was set up, and how it ended."""

REVIEW: Final[Mapping[str, str]] = {
    "no-pull-request": "No merged pull request brought this commit, so no plan was reviewed.",
    "another-branch": "The pull request that brought this commit was merged into another branch than the one that is applied.",
    "no-approval": "The pull request has no plan comment for this target by this action, or one without a plan to approve.",
    "foreign-approval": "The plan comment was written by another account than that of this job's token.",
    "several-approvals": "The pull request has several plan comments for this target, and which was reviewed is not certain.",
    "stale-head": "The plan comment is for another commit than the last one of the pull request that was merged.",
    "approval-tampered": "The plan comment was edited by hand: the checksum in its hidden first line does not match, or is missing.",
    "definitions-changed": "The plan made now is not the reviewed one: the definitions are not those that were reviewed.",
    "deployment-changed": "The plan made now is not the reviewed one: the definitions are, so deployed segments changed in between.",
    "plan-from-snapshot": "The plan was made against a snapshot, which approves nothing: only a plan against the service itself does.",
    "plan-differs": "The new plan is not the approved one, and the digest alone does not show why.",
    "no-token": "Without a GitHub token neither the reviewed plan nor the head of the branch can be read.",
    "outdated-run": "The branch has moved on since this run's commit, and wants something else for what this plan touches.",
    "head-unreadable": "The branch has moved on since this run's commit, and what its newest commit says cannot be read.",
}
"""Apply: the plan is not the reviewed one, or that is not certain."""

SAFETY: Final[Mapping[str, str]] = {
    "too-many-deletes": "The plan deletes more of our segments than the limit, and the exact number was not confirmed.",
    "deletes-everything": "The plan deletes every segment of this owner, or the folder has no definitions left.",
    "allow-deletes-differs": "The number of deletions that was confirmed is not the number that the plan has.",
    "protected": "A protected segment would be deleted, replaced or recreated.",
    "delete-in-use": "A segment would be deleted that a live campaign, a journey or another segment uses.",
    "recreate-in-use": "A segment would be recreated that a running campaign, or one about to start, uses: it would not find it.",
    "definition-renamed": "A document names its segment otherwise than it is deployed: Customer Profiles cannot rename a segment.",
    "cannot-adopt": "Lifecycle.Adopt names a segment that cannot be adopted: it does not exist, or it already has an owner.",
    "policies-changed": "The policies at the commit that the plan comment names are not those that the plan was held to.",
    "policies-unreadable": "The policies of the commit that a change starts from cannot be read, so nothing is applied.",
    "policy-broken": "A policy does not hold for a segment once the plan is applied; the message shows the person.",
    "policy-undecided": "It is not proven that a policy holds, and what is not proven does not pass.",
    "two-segments-one-key": "Two deployed segments carry the same key and owner, so which one a definition means is not certain.",
}
"""Plan and apply: the plan is not safe."""

CHANGE: Final[Mapping[str, str]] = {
    "apply-incomplete": "Some changes failed or were not started; the others stay, and a second run applies the rest.",
    "changed-meanwhile": "Somebody changed the deployed segment after the plan was made.",
    "gone-meanwhile": "The deployed segment was deleted after the plan was made.",
    "created-without-tags": "An untagged segment of the same name and definition is as new as our newest: an earlier run may have left it.",
    "no-duplicate": "The segment to delete as a duplicate is not one of several that carry the same key and owner.",
    "stored-differently": "The service stored another definition than was sent; the segment that was to be recreated is as it was.",
    "tags-full": "A segment has as many tags as AWS allows, and needs one more while it is recreated.",
    "not-ours": "The segment to delete no longer carries the key and owner it had; it was left alone.",
}
"""Apply: one change could not be applied; the others go on."""

SERVICE: Final[Mapping[str, str]] = {
    "no-region": "No AWS region is set.",
    "credentials-missing": "There are no usable AWS credentials.",
    "credentials-expired": "The AWS credentials have expired.",
    "credentials-rejected": "AWS does not accept the credentials.",
    "access-denied": "The credentials may not make this call.",
    "application-not-found": "The application is not there, for these credentials in this region.",
    "domain-not-found": "The domain is not there, for these credentials in this region, or access to it is denied.",
    "region-without-service": "The service is not known to be in the region of the run, or of the files that segments init writes.",
    "not-found": "The service says that the requested thing does not exist.",
    "throttled": "The service refused for the rate of requests, for as long as we may try.",
    "service-failed": "The service answered with an error of its own (5xx).",
    "service-refused": "The service understood the request and will not carry it out.",
    "service-unreachable": "No connection to the service could be made; nothing was sent.",
    "connection-lost": "The connection to the service was lost before its reply came.",
    "reply-unreadable": "The service's reply lacks a required member; it is never treated as an empty one.",
    "endless-listing": "A listing led back to a page that was read already.",
    "invalid-endpoint": "The endpoint URL is not one.",
    "invalid-request": "The request was not sent, because it does not fit the service's model: a bug in Segments as Code.",
    "forbidden-call": "A call was stopped that this run may not make: a bug in Segments as Code.",
}
"""The service refused, or could not be reached; nothing is concluded about what is deployed."""

GITHUB: Final[Mapping[str, str]] = {
    "comment-gone": "The comment that was to be edited has been deleted by somebody else.",
    "comment-superseded": "The comment was not written: while the run waited for GitHub, a newer commit arrived.",
    "comment-too-long": "GitHub refused a comment for its length: more than 65,536 characters.",
    "comment-unclear": "The reply to a new comment or a new issue was lost: it may exist or not.",
    "event-incomplete": "The event that started this run, or its environment, lacks something that every such event has.",
    "event-missing": "There is no event to read: this is not running in GitHub Actions, or the runner did not pass the event.",
    "event-unreadable": "The event file does not contain a JSON object.",
    "github-forbidden": "The token may not do this: the workflow lacks a permission, or the run is a fork's or Dependabot's.",
    "github-moved": "GitHub answered with a redirect, which is never followed, so that the token goes nowhere else.",
    "github-not-found": "GitHub knows no such thing, or the token may not see it.",
    "github-paging": "A list's link to its next page cannot be followed: it leads to another host, or round in a circle.",
    "github-rate-limited": "GitHub's rate limit was reached, and waiting for its end would take too long.",
    "github-rejected": "GitHub understood the request and will not carry it out.",
    "github-repository": "The repository's name is not of the form owner/name.",
    "github-token": "The token is missing, or has invalid characters.",
    "github-unauthorized": "GitHub does not know the token, or no longer.",
    "github-unavailable": "GitHub answered with an error of its own (5xx), several times.",
    "github-unreachable": "No reply came from GitHub, several times.",
    "github-unreadable": "GitHub's reply is not what its API documents; often a proxy answered in its place.",
    "output-unwritable": "A file that the runner provides for outputs or the job summary cannot be written.",
    "several-pull-requests": "Several merged pull requests contain this commit, and none was merged as exactly this commit.",
}
"""GitHub refused, could not be reached, or the event lacks something."""

LAPTOP: Final[Mapping[str, str]] = {
    "no-owner": "The owner of these segments is unknown: it was not given, and the folder has no git remote that names it.",
    "not-confirmed": "The plan cannot be confirmed: standard input is not a terminal.",
    "plan-unreadable": "A saved plan cannot be read, or is of another version.",
    "plan-tampered": "A saved plan was changed after it was written.",
    "plan-stale": "What is deployed changed since the plan was saved.",
    "plan-elsewhere": "A saved plan was made in another AWS account, or before anything was deployed in this one.",
    "unknown-key": "No segment (for a rollback: no deployed segment of this owner) has the given key.",
    "file-exists": "A file that would be written exists already, and somebody may have written it.",
    "cannot-write": "A file cannot be written at the path that was given.",
    "snapshot-unreadable": "A snapshot cannot be read, is not a snapshot, or has another version.",
    "snapshot-differs": "A snapshot is of another application, domain or region than the run is about.",
    "audience-unreadable": "An audience file cannot be read, is not one, or has another version; the plan is shown without it.",
    "audience-implausible": "The numbers of an audience file cannot be true together, or are of the future; the plan is shown without it.",
    "audience-differs": "An audience file was made for another plan or target; the plan is shown without it.",
    "no-estimates": "The service does not estimate how many people are in a segment.",
    "no-such-code": "No problem, refusal or notice has the requested code.",
    "several-segments": "A file that is to be compared holds several segments, or none.",
    "unknown-segment": "The requested segment has no definition.",
    "extra-missing": "The package that has the command is not installed, or not with all it needs.",
    "mapping-unreadable": "What segments convert was given as a mapping file is a folder, or no YAML file.",
    "out-not-empty": "The folder or file that segments convert would write has something in it already.",
    "saved-empty": "Saved answers of Pinpoint have no segment in them.",
    "saved-refused": "A file that was to hold segments holds an error of AWS.",
    "saved-unreadable": "A file that segments pull --from was given cannot be read, or has no segments that are known.",
    "saved-two-applications": "Saved answers are from several applications.",
    "saved-two-templates": "Two templates have a segment with one logical name.",
}
"""Only the command line."""

LIMITS: Final[Mapping[str, str]] = {
    "audience-grows": "A segment grows by more than half, and by at least 1,000 people.",
    "audience-shrinks": "A segment shrinks by more than half, and by at least 1,000 people.",
    "audience-turnover": "More than half of a segment's people, and at least 1,000, come in or go out, though its size stays similar.",
    "audience-emptied": "Nobody would be in a segment any more.",
    "audience-most": "A segment would have more than half of all people, and does not have them today.",
    "audience-above-limit": "A segment would have more people than the Lifecycle.Audience.Most of its file.",
    "audience-below-limit": "A segment would have fewer people than the Lifecycle.Audience.Least of its file.",
    "limits-unreadable": "Limits for numbers of people are in use, and no comment says which of them the plan breaks; nothing is applied.",
    "audience-allowed": "A limit for numbers of people is broken, and a label or an option allows it.",
}
"""Numbers of people: refused if a live campaign or journey uses the segment, and otherwise a notice."""

EXPORT: Final[Mapping[str, str]] = {
    "no-counts": "People cannot be counted for this service.",
    "members-unreadable": "The file of the people in an imported segment cannot be read.",
    "export-undated": "A segment asks when people were last active, and nothing says when the export was made.",
    "count-contradicts-proof": "Somebody is counted whom a proof excludes, which is a bug; neither numbers nor proofs are shown.",
    "export-missing": "There is no export of people at the path, it is one of other people, or there are files of several kinds.",
    "export-unreadable": "The files of an export are damaged, or more than one line in a thousand cannot be read; nothing is counted.",
    "export-incomplete": "An export has only the people of one segment, its job failed in part, or files are missing; nothing is counted.",
    "export-too-small": "An export has fewer than ten people, and no number of people below ten is shown.",
}
"""Counting people on an export."""

ROLLBACK: Final[Mapping[str, str]] = {
    "imported-segment": "The segment came from an import job, and those cannot be changed.",
    "no-versions": "The service keeps no versions of segments; an earlier definition is in git alone.",
    "no-such-version": "The service has no such version of the segment.",
    "source-gone": "The earlier definition builds on a segment that is not deployed any more.",
    "rollback-circle": "With the earlier definition, segments would build on each other in a circle.",
}
"""The segment cannot be rolled back to that version; nothing was done."""

NOTICES: Final[Mapping[str, str]] = {
    "not-taken-up": "A live campaign or journey uses a segment that changes, and will not pick the change up by itself.",
    "taken-up-later": "A live journey uses a segment that changes, and will pick the change up when it next looks for people.",
    "uptake-unknown": "A live campaign or journey uses a segment that changes; whether it picks the change up is not documented.",
    "name-taken": "A segment of this name is deployed and is not ours; the message says whether a second one is created.",
    "another-owner": "Segments with the same keys are deployed by another owner, possibly this repository under a former name.",
    "probable-rename": "One segment would be deleted and one with the same definition created: probably one with a new key.",
    "version-not-in-file": "A segment is deployed with a version of a source that its file does not name; its next change removes it.",
    "recreation-unfinished": "An earlier run was stopped while it recreated the segment; the apply finishes that or takes it back.",
    "left-in-place": "No file names the segment any more, and it stays deployed, because this run may not delete.",
    "policies-differ": "A change has other policies or settings than the commit that it starts from, whose policies count.",
    "policy-allowed": "A policy does not hold, and a label on the pull request allows it.",
    "policy-broken-before": "A policy does not hold, and did not before this change either.",
    "policy-out-of-reach": "A policy is no longer for a segment: it has another key or other tags, or new ones take its place.",
    "policy-warning": "A policy that only warns does not hold, or is not proven to; or a merge queue leaves its label to the apply.",
    "from-snapshot": "The plan was made against a snapshot; what changed since it was taken is not in the plan.",
    "validated-only": "The definitions are valid and were not compared with what is deployed: GitHub gives such a run no credentials.",
}
"""What a reader should know; these do not stop the run."""

PROOF: Final[Mapping[str, str]] = {
    "not-read": "It depends on a part that could not be read: an unknown member, a foreign or missing segment, a pinned version.",
    "circles": "The segment has more circles on the map than are compared.",
    "circles-or-dates": "It depends on how several circles overlap, or on dates that also have to contain certain digits.",
    "too-many-parts": "Too many parts of one text are looked for to try all their combinations.",
    "mixed-case": "One text is compared both with and without regard to its case.",
    "too-many-held": "An example person would need more values in one attribute than Pinpoint keeps.",
    "out-of-steps": "The proof would take more steps than a plan spends on it.",
}
"""Why it is not proven who comes in or goes out."""

REFUSALS: Final[Mapping[str, str]] = {
    **RUN,
    **REVIEW,
    **SAFETY,
    **CHANGE,
    **SERVICE,
    **LAPTOP,
    **LIMITS,
    **EXPORT,
    **ROLLBACK,
    **NOTICES,
    **PROOF,
}
"""All codes that end or refuse a run or are notices, except GitHub's own."""
