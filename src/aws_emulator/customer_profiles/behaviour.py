"""Named options of the embedded Customer Profiles for what the service model leaves open.

Nothing here was observed on a live service. Each option says what is known; each default is the plainest reading, or the
strictest one if that finds errors. The table in ``docs/reference/emulator.md`` is generated from this class.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from aws_emulator.core.behaviour import CommonBehaviour, option


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour(CommonBehaviour):
    """The options of the embedded Customer Profiles; values are checked when one is made."""

    # names
    taken_name: Literal["refuse", "overwrite"] = option(
        "refuse",
        "CreateSegmentDefinition with the name of an existing segment; the model has no conflict.",
        refuse="400",
        overwrite="the new definition replaces the old one, with its tags",
    )
    name_free_after_s: int = option(0, "How many seconds after its delete a name is refused with 400, as if it were still taken.")
    names_that_differ_in_case: Literal["two", "same"] = option(
        "two", "Whether Vips and vips are two names.", two="two segments", same="one name: the second is taken"
    )

    # answers
    defaults_for_connectives: Literal["leave", "write"] = option(
        "leave",
        "Type, SourceType and Include if the request had none.",
        leave="absent",
        write="written out, as `missing_connective` says",
    )
    missing_connective: Literal["ALL", "ANY"] = option(
        "ALL", "What a missing Type, SourceType or Include means, and is written as.", ALL="all must match", ANY="any may match"
    )
    empty_members: Literal["leave", "omit"] = option(
        "leave", "Empty maps and lists in criteria.", leave="as written", omit="never in an answer"
    )
    order_of_lists: Literal["written", "shuffled"] = option(
        "written",
        "Values, dimensions, groups and source segments, whose order carries no meaning (BETWEEN's two values keep theirs).",
        written="as written",
        shuffled="in another order, the same one each time",
    )
    tags_in_get: bool = option(True, "Whether GetSegmentDefinition answers with Tags.")
    tags_in_list: bool = option(True, "Whether the items of ListSegmentDefinitions carry Tags.")
    tags_in_write: bool = option(True, "Whether the answer to CreateSegmentDefinition carries Tags.")
    created_at_in_list: bool = option(True, "Whether the items of ListSegmentDefinitions carry CreatedAt, an optional member.")

    # writes, and how soon they are visible
    tags_on_create: Literal["keep", "ignore"] = option(
        "keep", "Tags in CreateSegmentDefinition.", keep="put on the new segment", ignore="dropped silently"
    )
    untag_unknown_key: Literal["ignore", "refuse"] = option(
        "ignore", "UntagResource with a key that the resource does not have.", ignore="200", refuse="400"
    )
    delete_in_use: Literal["allow", "refuse"] = option(
        "allow",
        "DeleteSegmentDefinition while a running or paused campaign, an event trigger or another segment uses it.",
        allow="deleted; the API documents no refusal",
        refuse="400",
    )
    subscription_of_deleted: Literal["ends", "stays"] = option(
        "ends",
        "The subscription of a segment that is deleted.",
        ends="it ends with the segment",
        stays="a segment of the same name has it again",
    )
    new_segments_hide_for: int = option(
        0, "How many ListSegmentDefinitions listings leave out a new segment, as if the list lagged behind."
    )
    deleted_segments_show_for: int = option(
        0, "How many ListSegmentDefinitions listings still have a deleted segment, as if the list lagged behind."
    )
    new_segments_missing_for: int = option(0, "How many GetSegmentDefinition calls for a new segment answer 404.")

    # refused writes
    no_criteria: Literal["refuse", "accept"] = option(
        "refuse", "A definition with neither SegmentGroups nor SegmentSqlQuery.", refuse="400", accept="everybody"
    )
    empty_groups: Literal["accept", "refuse"] = option("accept", "SegmentGroups without a group.", accept="everybody", refuse="400")
    both_criteria: Literal["refuse", "accept"] = option(
        "refuse", "SegmentGroups together with SegmentSqlQuery.", refuse="400", accept="both are stored"
    )
    unknown_references: Literal["refuse", "accept"] = option(
        "refuse", "A source segment that does not exist.", refuse="400", accept="stored as written; it cannot be evaluated"
    )
    unknown_calculated_attributes: Literal["refuse", "accept"] = option(
        "refuse",
        "A calculated attribute that the domain does not have.",
        refuse="400",
        accept="stored as written; no profile has a value for it",
    )
    date_values: Literal["any", "dates", "instants"] = option(
        "dates",
        "Values of BEFORE, AFTER, ON, BETWEEN and NOT_BETWEEN; the console sends instants at midnight UTC.",
        any="any text",
        dates="instants, and dates without a time, else 400",
        instants="instants such as 2023-11-01T00:00:00Z, else 400",
    )
    number_values: Literal["any", "numbers"] = option(
        "numbers", "Values of GREATER_THAN and its like, which are texts.", any="any text", numbers="numbers, else 400"
    )
    between_takes: Literal["two", "any"] = option(
        "two", "How many values BETWEEN and NOT_BETWEEN take.", two="exactly two, else 400", any="any number"
    )
    quotas: Literal["enforce", "ignore"] = option(
        "enforce",
        "Documented limits: through all source segments 60 attributes, 10 calculated ones, 5 deep; 10 subscriptions a domain.",
        enforce="400",
        ignore="no limit",
    )

    source_of_ended_campaign: Literal["refuse", "accept"] = option(
        "refuse",
        "UpdateCampaignSource of a campaign that is Stopped, Failed or Completed.",
        refuse="409 InvalidCampaignStateException",
        accept="it has the new source",
    )

    # lists and streams
    default_page_size: int = option(100, "How many items a page has if the request names no size. The model says how many it may have.")
    no_stream_answer: Literal["not_found", "empty"] = option(
        "not_found", "GetStreamForSegments of a domain without a stream.", not_found="404", empty="200 without a destination"
    )

    # estimates and snapshots: no file is written
    estimate_polls: int = option(0, "How many times GetSegmentEstimate says RUNNING before the estimate ends.")
    estimate_outcome: Literal["SUCCEEDED", "FAILED"] = option(
        "SUCCEEDED", "How estimates end.", SUCCEEDED="with the number of loaded profiles that match", FAILED="with a message"
    )
    snapshot_polls: int = option(0, "How many times GetSegmentSnapshot says IN_PROGRESS before the snapshot ends.")
    snapshot_outcome: Literal["COMPLETED", "FAILED"] = option(
        "COMPLETED", "How snapshots end.", COMPLETED="without a file", FAILED="with a message"
    )

    # who is in a segment: names and defaults of the product's readings
    exclusive_missing: Literal["included", "excluded"] = option(
        "included", "EXCLUSIVE and a profile without the attribute.", included="it is in the segment", excluded="it is not"
    )
    exclusive_several: Literal["any_match_excludes", "all_must_match"] = option(
        "any_match_excludes",
        "EXCLUSIVE and a calculated attribute that holds a list.",
        any_match_excludes="one match leaves the profile out",
        all_must_match="one value that does not match keeps it in",
    )
    between_ends: Literal["inclusive", "exclusive"] = option(
        "inclusive", "The two ends of BETWEEN.", inclusive="they are between", exclusive="they are not"
    )
    before_after_ends: Literal["exclusive", "inclusive"] = option(
        "exclusive", "The instant of BEFORE and AFTER itself.", exclusive="it is neither before nor after", inclusive="it is both"
    )
    not_between_missing: Literal["no_match", "match"] = option(
        "no_match", "NOT_BETWEEN and a profile without the attribute.", no_match="it is not in the segment", match="it is"
    )
    date_unreadable: Literal["never_matches", "midnight_utc"] = option(
        "never_matches",
        "A date without a time in a profile or a criterion.",
        never_matches="no criterion on dates matches it",
        midnight_utc="it is midnight UTC of that day",
    )
    number_text: Literal["numbers", "texts"] = option(
        "numbers",
        "GREATER_THAN and its like on texts.",
        numbers="compared as numbers; text that is not a number never matches",
        texts="compared as texts",
    )
    fold_case: bool = option(False, "Whether the operators on texts ignore case; the console's page says no.")

    # rates, while requests are throttled
    reads_per_second: int = option(
        5, "The rate of each operation that reads, while requests are throttled; AWS documents it for similar operations only."
    )
    writes_per_second: int = option(
        1, "The rate of each operation that writes, while requests are throttled; AWS documents it for similar operations only."
    )
    campaign_descriptions_per_second: int = option(25, "The documented rate of DescribeCampaign, while requests are throttled.")
    campaign_reads_per_second: int = option(
        5, "The documented rate of ListCampaigns and of campaigns' states, while requests are throttled."
    )
