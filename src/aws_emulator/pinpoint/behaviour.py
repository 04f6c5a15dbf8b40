"""Named options of the embedded Pinpoint for what the service model leaves open.

Nothing here was observed on a live service. Each option says what is known; each default is the plainest reading, or the
strictest one if that finds errors. The table in ``docs/reference/emulator.md`` is generated from this class.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from aws_emulator.core.behaviour import CommonBehaviour, option


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour(CommonBehaviour):
    """The options of the embedded Pinpoint; values are checked when one is made."""

    # answers
    dimensions_come_back_as: Literal["dimensions", "groups", "both"] = option(
        "dimensions",
        "What a segment that was written with Dimensions is read back as.",
        dimensions="as written",
        groups="as one group with one block, and no Dimensions",
        both="both members, with the same meaning",
    )
    empty_members: Literal["leave", "omit", "fill"] = option(
        "leave",
        "Empty maps and lists in criteria.",
        leave="as written",
        omit="never in an answer",
        fill="every map of a block and every list of a group is there, empty if nothing was written; tags too",
    )
    defaults_for_connectives: Literal["leave", "write"] = option(
        "leave",
        "Type, SourceType, Include, DimensionType and AttributeType if the request had none.",
        leave="absent",
        write="written out: Include ALL, both dimension types INCLUSIVE, the rest as `missing_connective` says",
    )
    missing_connective: Literal["ALL", "ANY"] = option(
        "ANY",
        "The Type and SourceType that the service itself writes, if one of the two options above makes it.",
        ALL="all must match",
        ANY="any may match; so do requests that people have published",
    )
    numbers_come_back_as: Literal["written", "float", "int"] = option(
        "written",
        "Doubles: metric values, coordinates, ranges. boto3 shows every one as a float; other clients tell them apart.",
        written="5 as 5, 5.0 as 5.0",
        float="5 as 5.0",
        int="5.0 as 5; 5.5 stays",
    )
    order_of_lists: Literal["written", "shuffled"] = option(
        "written",
        "Values, blocks, groups and source segments, whose order carries no meaning (BETWEEN's two values keep theirs).",
        written="as written",
        shuffled="in another order, the same one each time",
    )
    tags_in_get: bool = option(True, "Whether GetSegment and GetSegmentVersion answer with tags.")
    tags_in_list: bool = option(True, "Whether the items of GetSegments and GetSegmentVersions carry tags.")
    tags_in_write: bool = option(True, "Whether the answers to CreateSegment, UpdateSegment and DeleteSegment carry tags.")
    version_in_answers: bool = option(True, "Whether answers carry Version, an optional member that AWS's own samples lack.")
    echo_source_version: bool = option(False, "Whether a source segment written without Version is stored with the newest one.")

    # writes
    update_semantics: Literal["replace", "merge"] = option(
        "replace",
        "What UpdateSegment does with a member that the request does not have.",
        replace="it is gone",
        merge="it stays; Dimensions and SegmentGroups replace each other",
    )
    name_only_update_bumps_version: bool = option(True, "Whether an update that changes only the name makes a new version.")
    empty_update_bumps_version: bool = option(True, "Whether an update that changes nothing makes a new version.")
    put_creates_unknown_id: bool = option(False, "Whether UpdateSegment with an unknown id makes a segment; the reference says PUT can.")
    tags_on_create: Literal["keep", "ignore"] = option(
        "keep", "Tags in CreateSegment.", keep="put on the new segment", ignore="dropped silently"
    )
    tag_existing_key: Literal["overwrite", "refuse", "keep"] = option(
        "overwrite",
        "TagResource with a key that the resource already has, and another value.",
        overwrite="the new value counts",
        refuse="400",
        keep="the old value stays, the answer is 204",
    )
    untag_unknown_key: Literal["ignore", "refuse"] = option(
        "ignore", "UntagResource with a key that the resource does not have.", ignore="204", refuse="400"
    )
    update_of_import: Literal["refuse", "allow"] = option(
        "refuse", "UpdateSegment on an imported segment.", refuse="400", allow="takes name and criteria; it stays an import"
    )
    delete_in_use: Literal["allow", "refuse"] = option(
        "allow",
        "DeleteSegment while a campaign, a journey or another segment uses it.",
        allow="deleted; the API documents no refusal",
        refuse="400",
    )

    # refused writes
    both_members: Literal["refuse", "accept"] = option(
        "refuse", "Dimensions together with SegmentGroups; the model says in prose: not both.", refuse="400", accept="both are stored"
    )
    unknown_references: Literal["refuse", "accept"] = option(
        "refuse", "A source segment, or a campaign's segment, that does not exist.", refuse="400", accept="stored as written"
    )
    not_between: Literal["accept", "refuse"] = option(
        "accept",
        "AttributeType NOT_BETWEEN, which is in the online reference but not in the model.",
        accept="as the reference says",
        refuse="400",
    )
    comparison_operators: Literal["documented", "any"] = option(
        "documented",
        "A metric's ComparisonOperator, listed in the model's prose only.",
        documented="one of the five, else 400",
        any="any text",
    )
    date_values: Literal["any", "dates", "instants"] = option(
        "dates",
        "Values of BEFORE, AFTER, ON, BETWEEN and NOT_BETWEEN, documented as ISO_INSTANT.",
        any="any text",
        dates="instants, and dates without a time, else 400",
        instants="instants such as 2023-11-01T00:00:00Z, else 400",
    )
    between_takes: Literal["two", "any"] = option(
        "two", "How many values BETWEEN and NOT_BETWEEN take.", two="exactly two, else 400", any="any number"
    )
    quotas: Literal["enforce", "ignore"] = option(
        "enforce",
        "Documented limits: 100 dimensions, names 50 and values 100 characters, one imported source a group, 50 tags, tag lengths.",
        enforce="400",
        ignore="no limit",
    )
    most_groups: int = option(0, "The most groups a segment may have; 0 is no limit. The console offers two, the API says nothing.")

    # lists
    default_page_size: int = option(100, "How many items a page has if the request names no PageSize.")
    largest_page_size: int = option(1000, "The most items on a page, whatever PageSize says (the console was seen to ask for 1000).")
    new_segments_hide_for: int = option(0, "How many GetSegments listings leave out a new segment, as if the list lagged behind.")

    # rates, while requests are throttled
    segment_writes_per_second: int = option(
        25, "The rate of CreateSegment, UpdateSegment and DeleteSegment, each, while requests are throttled."
    )
    other_requests_per_second: int = option(300, "The rate of every other operation, each, while requests are throttled.")

    # import jobs: no file is read
    import_job_polls: int = option(0, "How many times GetImportJob says PROCESSING before the job ends.")
    import_job_outcome: Literal["COMPLETED", "FAILED"] = option(
        "COMPLETED", "How import jobs end.", COMPLETED="all pieces processed", FAILED="one piece failed"
    )

    # the end of support, 2026-10-30
    segments_end_of_support: bool = option(
        False, "Whether segments, campaigns, journeys and jobs are refused, while applications and tags still answer."
    )
    end_of_support_answer: Literal["forbidden", "not_found", "bad_request", "method_not_allowed", "gone"] = option(
        "forbidden",
        "How they are refused then; what the service answers is not documented.",
        forbidden="403 ForbiddenException",
        not_found="404 NotFoundException",
        bad_request="400 BadRequestException",
        method_not_allowed="405 MethodNotAllowedException",
        gone="410, with an error class that is in no model",
    )
