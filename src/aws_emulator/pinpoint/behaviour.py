"""What the emulator does where the service model does not say: one named option for each such question.

Nothing here was seen on a live service. Each option says what is known; each default is the most plain reading, or the
strictest one where strictness finds mistakes. The table in ``docs/reference/emulator.md`` is made from this class.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from aws_emulator.core.options import check, options_of, parse

Choice = TypeVar("Choice")


def _option(default: Choice, says: str, **values: str) -> Choice:
    """Return a dataclass field that carries its documentation: what the option is about, and what each value does."""
    made: Choice = field(default=default, metadata={"default": default, "says": says, "values": values})
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """Answers to every question that the service model leaves open; values are checked when one is made."""

    # what an answer looks like
    dimensions_come_back_as: Literal["dimensions", "groups", "both"] = _option(
        "dimensions",
        "What a segment that was written with Dimensions is read back as.",
        dimensions="as written",
        groups="as one group with one block, and no Dimensions",
        both="both members, saying the same",
    )
    empty_members: Literal["leave", "omit", "fill"] = _option(
        "leave",
        "Empty maps and lists in criteria.",
        leave="as written",
        omit="never in an answer",
        fill="every map of a block and every list of a group is there, empty where nothing was written; tags too",
    )
    defaults_for_connectives: Literal["leave", "write"] = _option(
        "leave",
        "Type, SourceType, Include, DimensionType and AttributeType where the request had none.",
        leave="absent",
        write="written out: Include ALL, both dimension types INCLUSIVE, the rest as `missing_connective` says",
    )
    missing_connective: Literal["ALL", "ANY"] = _option(
        "ANY",
        "The Type and SourceType that the service itself writes, where one of the two options above makes it.",
        ALL="all must match",
        ANY="any may match; the set that circulates in public requests",
    )
    numbers_come_back_as: Literal["written", "float", "int"] = _option(
        "written",
        "Doubles: metric values, coordinates, ranges. boto3 shows every one as a float; other clients tell them apart.",
        written="5 as 5, 5.0 as 5.0",
        float="5 as 5.0",
        int="5.0 as 5; 5.5 stays",
    )
    order_of_lists: Literal["written", "shuffled"] = _option(
        "written",
        "Values, blocks, groups and source segments, whose order carries no meaning (BETWEEN's two values keep theirs).",
        written="as written",
        shuffled="in another order, the same one each time",
    )
    tags_in_get: bool = _option(True, "Whether GetSegment and GetSegmentVersion answer with tags.")
    tags_in_list: bool = _option(True, "Whether the items of GetSegments and GetSegmentVersions carry tags.")
    tags_in_write: bool = _option(True, "Whether the answers to Create-, Update- and DeleteSegment carry tags.")
    version_in_answers: bool = _option(True, "Whether answers carry Version, an optional member that AWS's own samples lack.")
    echo_source_version: bool = _option(False, "Whether a source segment written without Version is stored with the newest one.")

    # what a write does
    update_semantics: Literal["replace", "merge"] = _option(
        "replace",
        "What UpdateSegment does with a member that the request does not have.",
        replace="it is gone",
        merge="it stays; Dimensions and SegmentGroups replace each other",
    )
    name_only_update_bumps_version: bool = _option(True, "Whether an update that changes only the name makes a new version.")
    empty_update_bumps_version: bool = _option(True, "Whether an update that changes nothing makes a new version.")
    put_creates_unknown_id: bool = _option(False, "Whether UpdateSegment with an unknown id makes a segment; the reference says PUT can.")
    tags_on_create: Literal["keep", "ignore"] = _option(
        "keep", "Tags in CreateSegment.", keep="put on the new segment", ignore="dropped without a word"
    )
    tag_existing_key: Literal["overwrite", "refuse", "keep"] = _option(
        "overwrite",
        "TagResource with a key that the resource has, and another value.",
        overwrite="the new value counts",
        refuse="400",
        keep="the old value stays, the answer is 204",
    )
    untag_unknown_key: Literal["ignore", "refuse"] = _option(
        "ignore", "UntagResource with a key that the resource has not.", ignore="204", refuse="400"
    )
    update_of_import: Literal["refuse", "allow"] = _option(
        "refuse", "UpdateSegment on an imported segment.", refuse="400", allow="takes name and criteria; it stays an import"
    )
    delete_in_use: Literal["allow", "refuse"] = _option(
        "allow",
        "DeleteSegment while a campaign, a journey or another segment uses it.",
        allow="deleted; the API documents no refusal",
        refuse="400",
    )

    # what a write refuses
    both_members: Literal["refuse", "accept"] = _option(
        "refuse", "Dimensions together with SegmentGroups; the model says in prose: not both.", refuse="400", accept="both are stored"
    )
    unknown_references: Literal["refuse", "accept"] = _option(
        "refuse", "A source segment, or a campaign's segment, that is not there.", refuse="400", accept="stored as written"
    )
    not_between: Literal["accept", "refuse"] = _option(
        "accept",
        "AttributeType NOT_BETWEEN, which the online reference has and the model has not.",
        accept="as the reference says",
        refuse="400",
    )
    comparison_operators: Literal["documented", "any"] = _option(
        "documented",
        "A metric's ComparisonOperator, listed in the model's prose only.",
        documented="one of the five, else 400",
        any="any text",
    )
    date_values: Literal["any", "dates", "instants"] = _option(
        "dates",
        "Values of BEFORE, AFTER, ON, BETWEEN and NOT_BETWEEN, documented as ISO_INSTANT.",
        any="any text",
        dates="instants, and dates without a time, else 400",
        instants="instants such as 2023-11-01T00:00:00Z, else 400",
    )
    between_takes: Literal["two", "any"] = _option(
        "two", "How many values BETWEEN and NOT_BETWEEN take.", two="exactly two, else 400", any="any number"
    )
    quotas: Literal["enforce", "ignore"] = _option(
        "enforce",
        "Documented limits: 100 dimensions, names 50 and values 100 characters, one imported source a group, 50 tags, tag lengths.",
        enforce="400",
        ignore="no limit",
    )
    most_groups: int = _option(0, "The most groups a segment may have; 0 is no limit. The console offers two, the API says nothing.")
    null_members: Literal["ignore", "refuse"] = _option("ignore", "A JSON null in a request.", ignore="as if absent", refuse="400")

    # lists
    default_page_size: int = _option(100, "How many items a page has where the request names no PageSize.")
    largest_page_size: int = _option(1000, "The most items a page has, whatever PageSize says (the console was seen to ask for 1000).")
    empty_first_page: bool = _option(False, "Whether every list begins with an empty page and a NextToken (seen in a sibling service).")
    end_of_list: Literal["absent", "null", "empty", "repeated"] = _option(
        "absent",
        "NextToken on the last page.",
        absent="not there",
        null="null",
        empty="an empty text",
        repeated="the token of the last page again, for ever: a client must notice",
    )
    list_order: Literal["oldest", "newest", "mixed"] = _option(
        "oldest", "The order of lists.", oldest="oldest first", newest="newest first", mixed="by a hash of the id"
    )
    new_segments_hide_for: int = _option(0, "From how many GetSegments listings a new segment is missing, as in a list that lags.")

    # import jobs: no file is read
    import_job_polls: int = _option(0, "How many times GetImportJob says PROCESSING before the job ends.")
    import_job_outcome: Literal["COMPLETED", "FAILED"] = _option(
        "COMPLETED", "How import jobs end.", COMPLETED="all pieces processed", FAILED="one piece failed"
    )

    # the end of support, 2026-10-30
    segments_end_of_support: bool = _option(
        False, "Whether segments, campaigns, journeys and jobs are out of reach, while applications and tags still answer."
    )
    end_of_support_answer: Literal["forbidden", "not_found", "bad_request", "method_not_allowed", "gone"] = _option(
        "forbidden",
        "How they are refused then; nobody has written down what the service says.",
        forbidden="403 ForbiddenException",
        not_found="404 NotFoundException",
        bad_request="400 BadRequestException",
        method_not_allowed="405 MethodNotAllowedException",
        gone="410 with a class that no model has",
    )

    def __post_init__(self) -> None:
        check(self)

    def changed(self, settings: Mapping[str, object]) -> Behaviour:
        """Return this with ``settings``: values, or texts as on a command line; raise ValueError for a name or value that is not one."""
        current = {option.name: getattr(self, option.name) for option in OPTIONS}
        return Behaviour(**{**current, **parse(OPTIONS, settings)})


OPTIONS = options_of(Behaviour)
