"""What means the same as a document: in other order, in other words, or as the service may return it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from segments_as_code.model.document import Json
from tests.strategies.documents import Document

_EMPTY_SECTIONS = ("Attributes", "UserAttributes", "Metrics", "Behavior", "Demographic", "Location")
_DATES = ("BEFORE", "AFTER", "ON", "BETWEEN", "NOT_BETWEEN")
_RANGES = ("BETWEEN", "NOT_BETWEEN")


@st.composite
def equivalent(draw: DrawFn, document: Mapping[str, Json]) -> Document:
    """Return a document that means the same once normalized, pasted spellings included."""
    again = _Again(draw, pasted=True)
    result = again.criteria(document)
    if draw(st.booleans()) and "Tags" in result:
        result["tags"] = result.pop("Tags")
    return again.shuffled(result)


@st.composite
def returned(draw: DrawFn, document: Mapping[str, Json]) -> Document:
    """Return what GetSegment may answer for a document: groups or dimensions or both, nulls, empty members, doubles."""
    again = _Again(draw, pasted=False)
    result = again.criteria({name: document[name] for name in ("Name", "Dimensions", "SegmentGroups") if name in document})
    groups = result.get("SegmentGroups")
    if groups and draw(st.booleans()):
        result["Dimensions"] = draw(st.sampled_from([None, {}, {name: {} for name in _EMPTY_SECTIONS}]))
    if not groups and draw(st.booleans()):
        result["SegmentGroups"] = draw(st.sampled_from([None, {}, {"Groups": []}, {"Groups": None, "Include": None}]))
    facts: Document = {"Id": "1f6a", "Arn": "arn:aws:…", "ApplicationId": "app-123456", "SegmentType": "DIMENSIONAL", "Version": 3}
    return again.shuffled({**facts, "tags": {"a": "b"}, "LastModifiedDate": None, **result})


class _Again:
    """Say a document again; each choice is drawn."""

    def __init__(self, draw: DrawFn, *, pasted: bool) -> None:
        self._draw = draw
        self._pasted = pasted

    def criteria(self, document: Mapping[str, Json]) -> Document:
        result = dict(document)
        dimensions, groups = result.pop("Dimensions", None), result.pop("SegmentGroups", None)
        if isinstance(dimensions, dict):
            if self._maybe():
                result["Dimensions"] = self._block(dimensions)
            else:
                result["SegmentGroups"] = self._groups({"Groups": [{"Type": "ALL", "SourceType": "ALL", "Dimensions": [dimensions]}]})
        if isinstance(groups, dict):
            block = _only_block(groups)
            if block is not None and self._maybe():
                result["Dimensions"] = self._block(block)
            else:
                result["SegmentGroups"] = self._groups(groups)
        return result

    def shuffled(self, mapping: Mapping[str, Json]) -> Document:
        return {name: mapping[name] for name in self._draw(st.permutations(list(mapping)))}

    def _groups(self, groups: Mapping[str, Json]) -> Json:
        found = [self._group(group) for group in _mappings(groups["Groups"])]
        result: Document = {"Groups": self._draw(st.permutations(found))}
        return self.shuffled(self._with_connective(result, "Include", groups.get("Include", "ALL"), len(found)))

    def _group(self, group: Mapping[str, Json]) -> Json:
        blocks = [self._block(block) for block in _mappings(group.get("Dimensions"))]
        sources = [self.shuffled(source) for source in _mappings(group.get("SourceSegments"))]
        result: Document = {}
        if self._pasted and len(blocks) == 1 and self._maybe():
            result["Dimensions"] = blocks[0]
        elif blocks or self._maybe():
            result["Dimensions"] = self._draw(st.permutations(blocks))
        if sources or self._maybe():
            result["SourceSegments"] = self._draw(st.permutations(sources))
        result = self._with_connective(result, "Type", group["Type"], len(blocks))
        return self.shuffled(self._with_connective(result, "SourceType", group["SourceType"], len(sources)))

    def _with_connective(self, holder: Document, name: str, said: Json, joined: int) -> Document:
        if joined > 1 or said == "NONE":
            return {**holder, name: said}
        other = self._draw(st.sampled_from(["ALL", "ANY", None]))
        return holder if other is None else {**holder, name: other}

    def _block(self, block: Mapping[str, Json]) -> Document:
        empty: Document = {name: {} for name in self._draw(st.sets(st.sampled_from(_EMPTY_SECTIONS), max_size=2))}
        return self.shuffled({**empty, **{name: self._section(name, section) for name, section in block.items()}})

    def _section(self, name: str, section: Json) -> Json:
        assert isinstance(section, dict)
        return self.shuffled({key: self._criterion(name, key, body) for key, body in section.items()})

    def _criterion(self, section: str, name: str, body: Json) -> Json:
        assert isinstance(body, dict)
        if section == "Metrics":
            return self.shuffled(self._metric(body))
        if name == "GPSPoint" and section == "Location":
            return self._numbers(body)
        return self.shuffled(body if section == "Behavior" else self._valued(body))

    def _metric(self, body: Mapping[str, Json]) -> Document:
        operator, value = body["ComparisonOperator"], self._number(body["Value"])
        if not self._pasted or self._maybe():
            return {"ComparisonOperator": operator, "Value": value}
        text = self._draw(st.sampled_from([value, str(value)]))
        if operator == "EQUAL" and self._maybe():
            operator = "INCLUSIVE"
        word = self._draw(st.sampled_from(["DimensionType", "AttributeType"]))
        return self._draw(
            st.sampled_from([{word: operator, "Values": [text]}, {word: operator, "Values": text}, {word: operator, "Value": text}])
        )

    def _valued(self, body: Mapping[str, Json]) -> Document:
        word = "AttributeType" if "AttributeType" in body else "DimensionType"
        type_, values = body[word], body["Values"]
        assert isinstance(values, list)
        if type_ in _DATES:
            values = [self._instant(str(value)) for value in values]
        if type_ not in _RANGES:
            repeated = [values[0]] if len(values) > 1 and self._maybe() else []
            values = self._draw(st.permutations([*values, *repeated]))
        if not self._pasted:
            return {word: type_, "Values": values}
        single = len(values) == 1 and self._maybe()
        word = self._other_word(word, type_)
        if type_ in ("AFTER", "BEFORE") and self._maybe():
            type_ = "GREATER_THAN" if type_ == "AFTER" else "LESS_THAN"
        return {word: type_, "Values": values[0] if single else values}

    def _other_word(self, word: str, type_: Json) -> str:
        if self._maybe() or (word == "DimensionType" and type_ not in ("INCLUSIVE", "EXCLUSIVE")):
            return word
        return "DimensionType" if word == "AttributeType" else "AttributeType"

    def _instant(self, instant: str) -> str:
        forms = [instant]
        forms.append(
            f"{instant.removesuffix('Z')}{'0' if '.' in instant else '.000'}Z"
            if len(instant) < len("2023-11-01T00:00:00.123456789Z")
            else instant
        )
        if instant.endswith("T00:00:00Z") and self._pasted:
            forms.append(instant.removesuffix("T00:00:00Z"))
        return self._draw(st.sampled_from(forms))

    def _numbers(self, value: Json) -> Json:
        if isinstance(value, dict):
            return self.shuffled({name: self._numbers(member) for name, member in value.items()})
        return self._number(value)

    def _number(self, value: Json) -> Json:
        """Return the same double, as an int or as a float."""
        assert isinstance(value, int | float)
        same: list[Json] = [value, float(value)]
        if float(value).is_integer():
            same.append(int(float(value)))
        return self._draw(st.sampled_from(same))

    def _maybe(self) -> bool:
        return self._draw(st.booleans())


def _mappings(value: Json) -> Sequence[Mapping[str, Json]]:
    return [element for element in value if isinstance(element, dict)] if isinstance(value, list) else []


def _only_block(groups: Mapping[str, Json]) -> Mapping[str, Json] | None:
    found = _mappings(groups["Groups"])
    if len(found) != 1 or "NONE" in (groups["Include"], found[0]["Type"], found[0]["SourceType"]) or found[0].get("SourceSegments"):
        return None
    blocks = _mappings(found[0].get("Dimensions"))
    return blocks[0] if len(blocks) == 1 else None
