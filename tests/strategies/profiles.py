"""Documents of Customer Profiles: valid ones over the whole schema, and as the service may return them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from segments_as_code.model.document import Json
from tests.strategies.documents import CONNECTIVES, Document, instants, values

TEXT_TYPES = ("INCLUSIVE", "EXCLUSIVE", "CONTAINS", "BEGINS_WITH", "ENDS_WITH")
LIST_TYPES = ("LIST_CONTAINS", "LIST_CONTAINS_ALL")
INSTANT_TYPES = ("BEFORE", "AFTER", "ON")
RANGE_TYPES = ("BETWEEN", "NOT_BETWEEN")
NUMBER_TYPES = ("GREATER_THAN", "LESS_THAN", "GREATER_THAN_OR_EQUAL", "LESS_THAN_OR_EQUAL", "EQUAL")
FIELDS = (
    *("AccountNumber", "AdditionalInformation", "FirstName", "LastName", "MiddleName", "GenderString", "PartyTypeString", "PhoneNumber"),
    *("BusinessName", "BusinessPhoneNumber", "HomePhoneNumber", "MobilePhoneNumber", "EmailAddress", "PersonalEmailAddress"),
    "BusinessEmailAddress",
)
ADDRESSES = ("Address", "ShippingAddress", "MailingAddress", "BillingAddress")
PARTS = ("City", "Country", "County", "PostalCode", "Province", "State")
_NAMES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,20}", fullmatch=True)
_KEYS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_./-]{0,20}", fullmatch=True)
_KEYS_OF_ESTATES = st.from_regex(r"[a-z0-9][a-z0-9_./-]{0,20}", fullmatch=True)
_TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Co")), min_size=1, max_size=60)
_DISPLAY_NAMES = _TEXTS.filter(lambda name: any(letter.isalnum() for letter in name))
_TAGS: SearchStrategy[Json] = st.dictionaries(
    st.text("abcXYZ019_.:/=+-", min_size=1, max_size=12), st.text("ab 1ä", max_size=12), max_size=4
)
_ATTRIBUTES = st.sampled_from(["tier", "lastOrder", "size", "_x", "a-b"]) | st.from_regex(r"[a-zA-Z_][a-zA-Z_0-9-]{0,30}", fullmatch=True)


def profile_documents(*, keys: Sequence[str] = (), alone: bool = True) -> SearchStrategy[Document]:
    """Return valid documents; their Refs are among ``keys``. With ``alone`` they say Key, DomainName and Lifecycle too."""
    optional: dict[str, SearchStrategy[Json]] = {
        "SegmentDefinitionName": _NAMES,
        "Description": _TEXTS,
        "SegmentSort": _sorts(),
        "Tags": _TAGS,
    }
    if alone:
        optional |= {"Key": _KEYS, "DomainName": st.just("retail-domain")}
        optional |= {"Lifecycle": st.fixed_dictionaries({}, optional={"Protected": st.booleans()})}
    named: dict[str, SearchStrategy[Json]] = {"DisplayName": _DISPLAY_NAMES}
    grouped = st.fixed_dictionaries({**named, "SegmentGroups": _segment_groups(keys)}, optional=optional)
    sql = st.fixed_dictionaries({**named, "SegmentSqlQuery": st.just("SELECT profileid FROM profiles") | _TEXTS}, optional=optional)
    return st.one_of(grouped, grouped, grouped, sql)


@st.composite
def profile_estates(draw: DrawFn, *, max_size: int = 5) -> list[Document]:
    """Return documents that live together: each with its own Key and name, and Refs to earlier ones alone."""
    count = draw(st.integers(1, max_size))
    keys = draw(st.lists(_KEYS_OF_ESTATES, min_size=count, max_size=count, unique=True))
    drawn = [draw(profile_documents(keys=keys[:index], alone=False)) for index in range(count)]
    return [
        {"Key": key, **{name: value for name, value in each.items() if name != "SegmentDefinitionName"}}
        for key, each in zip(keys, drawn, strict=True)
    ]


def _segment_groups(keys: Sequence[str]) -> SearchStrategy[Json]:
    return st.fixed_dictionaries({"Include": st.sampled_from(CONNECTIVES), "Groups": st.lists(_groups(keys), min_size=1, max_size=3)})


def _groups(keys: Sequence[str]) -> SearchStrategy[Json]:
    connectives = st.sampled_from(CONNECTIVES)
    by_name: SearchStrategy[Json] = st.fixed_dictionaries({"SegmentDefinitionName": _NAMES})
    sources = by_name | st.fixed_dictionaries({"Ref": st.sampled_from(keys)}) if keys else by_name
    optional: dict[str, SearchStrategy[Json]] = {
        "Dimensions": st.lists(profile_blocks(), max_size=3),
        "SourceSegments": st.lists(sources, max_size=3),
    }
    return st.fixed_dictionaries({"Type": connectives, "SourceType": connectives}, optional=optional)


@cache
def profile_blocks() -> SearchStrategy[Document]:
    """Return blocks of at least one criterion: of the profile, or calculated."""
    profile = _some_of(
        {
            **{name: _texts() for name in FIELDS},
            "BirthDate": _dates(),
            **{name: _some_of({part: _texts() for part in PARTS}) for name in ADDRESSES},
            "Attributes": st.dictionaries(_ATTRIBUTES, _attributes(), min_size=1, max_size=3),
            "ProfileType": st.fixed_dictionaries(
                {
                    "DimensionType": st.sampled_from(["INCLUSIVE", "EXCLUSIVE"]),
                    "Values": st.sampled_from([["PROFILE"], ["ACCOUNT_PROFILE"]]),
                }
            ),
        }
    )
    calculated = st.dictionaries(_ATTRIBUTES, _calculated(), min_size=1, max_size=3)
    of_profile: SearchStrategy[Document] = st.fixed_dictionaries({"ProfileAttributes": profile})
    return of_profile | st.fixed_dictionaries({"CalculatedAttributes": calculated})


def _some_of(members: dict[str, SearchStrategy[Json]]) -> SearchStrategy[Document]:
    chosen = st.lists(st.sampled_from(sorted(members)), min_size=1, max_size=3, unique=True)
    return chosen.flatmap(lambda names: st.fixed_dictionaries({name: members[name] for name in names}))


def _texts(types: Sequence[str] = TEXT_TYPES) -> SearchStrategy[Json]:
    several = st.lists(values(), min_size=1, max_size=4, unique=True)
    return st.fixed_dictionaries({"DimensionType": st.sampled_from(types), "Values": several})


def _dates() -> SearchStrategy[Json]:
    pair = st.tuples(instants(), instants()).map(lambda both: sorted(both, key=lambda instant: instant.removesuffix("Z")))
    one = st.fixed_dictionaries({"DimensionType": st.sampled_from(INSTANT_TYPES), "Values": st.tuples(instants()).map(list)})
    return one | st.fixed_dictionaries({"DimensionType": st.sampled_from(RANGE_TYPES), "Values": pair})


def _attributes() -> SearchStrategy[Json]:
    numbers = (st.integers(-5, 100) | st.floats(-1e15, 1e15, allow_nan=False)).map(str)
    references = st.sampled_from(["{{_profile.Attributes.limit}}", "{{_calculated_attribute.orders}}"])
    number = st.fixed_dictionaries({"DimensionType": st.sampled_from(NUMBER_TYPES), "Values": st.tuples(numbers | references).map(list)})
    return st.one_of(_texts(), _texts(LIST_TYPES), _dates(), number)


@st.composite
def _calculated(draw: DrawFn) -> Json:
    body = draw(_attributes())
    assert isinstance(body, dict)
    if draw(st.booleans()):
        return body
    days: Document = {"Start": draw(st.integers(-30, 400)), "Unit": "DAYS"}
    if draw(st.booleans()):
        days["End"] = draw(st.integers(-30, 400))
    return {**body, "ConditionOverrides": {"Range": days}}


@cache
def _sorts() -> SearchStrategy[Json]:
    one = st.fixed_dictionaries(
        {"Name": st.sampled_from(["tier", "orders.last", "size"]), "Order": st.sampled_from(["ASC", "DESC"])},
        optional={"DataType": st.sampled_from(["STRING", "NUMBER", "DATE"]), "Type": st.sampled_from(["PROFILE", "CALCULATED"])},
    )
    return st.fixed_dictionaries({"Attributes": st.lists(one, min_size=1, max_size=3)})


# ── the same again ───────────────────────────────────────────────────────────────────────────────────────────────────


@st.composite
def profile_returned(draw: DrawFn, document: Mapping[str, Json]) -> Document:
    """Return what GetSegmentDefinition may answer for a document: in other order, with empty members, with what it adds."""
    again = _Again(draw)
    result = {name: value for name, value in document.items() if name not in {"Key", "DomainName", "Lifecycle", "Tags"}}
    groups = result.get("SegmentGroups")
    if isinstance(groups, dict):
        result["SegmentGroups"] = again.groups(groups)
    facts: Document = {"SegmentDefinitionArn": "arn:aws:…", "CreatedAt": 1795000000, "SegmentType": "CLASSIC", "Tags": {"a": "b"}}
    empty: Document = {} if draw(st.booleans()) else {name: None for name in ("Description", "SegmentSort") if name not in result}
    return again.shuffled({**facts, **empty, **result})


@st.composite
def profile_reordered(draw: DrawFn, document: Mapping[str, Json]) -> Document:
    """Return a valid document that means the same: in another order, and with another connective of one part."""
    again = _Again(draw, is_document=True)
    result = {**document}
    groups, tags = result.get("SegmentGroups"), result.get("Tags")
    if isinstance(groups, dict):
        result["SegmentGroups"] = again.groups(groups)
    if isinstance(tags, dict):
        result["Tags"] = again.shuffled(tags)
    return again.shuffled(result)


class _Again:
    """Say criteria again; each choice is drawn."""

    def __init__(self, draw: DrawFn, *, is_document: bool = False) -> None:
        self._draw = draw
        self._is_document = is_document

    def shuffled(self, mapping: Mapping[str, Json]) -> Document:
        return {name: mapping[name] for name in self._draw(st.permutations(list(mapping)))}

    def groups(self, groups: Mapping[str, Json]) -> Json:
        found = [self._group(group) for group in groups["Groups"]]  # type: ignore[union-attr]  # a list in every drawn document
        result: Document = {"Groups": self._draw(st.permutations(found))}
        return self.shuffled(self._with_connective(result, "Include", groups["Include"], len(found)))

    def _group(self, group: Json) -> Json:
        assert isinstance(group, dict)
        result: Document = {}
        for name, connective in (("Dimensions", "Type"), ("SourceSegments", "SourceType")):
            parts = group.get(name, [])
            assert isinstance(parts, list)
            again: list[Json] = [self._any(part) for part in parts]
            says_so = self._draw(st.booleans())
            if parts or says_so:
                result[name] = self._draw(st.permutations(again))
            result = self._with_connective(result, connective, group[connective], len(parts))
        return self.shuffled(result)

    def _with_connective(self, holder: Document, name: str, said: Json, joined: int) -> Document:
        if joined > 1 or said == "NONE":
            return {**holder, name: said}
        other = self._draw(st.sampled_from(["ALL", "ANY"] if self._is_document else ["ALL", "ANY", None]))
        return holder if other is None else {**holder, name: other}

    def _any(self, value: Json) -> Json:
        """Return a block, or what is inside of one, with its members in another order, and so the values of a set."""
        if not isinstance(value, dict):
            return value
        made = {name: self._any(member) for name, member in value.items()}
        if isinstance(made.get("Values"), list) and made.get("DimensionType") not in RANGE_TYPES:
            several = made["Values"]
            assert isinstance(several, list)
            says_one_twice = not self._is_document and self._draw(st.booleans())
            made["Values"] = [*self._draw(st.permutations(several)), *several[: int(says_one_twice)]]
        return self.shuffled(made)
