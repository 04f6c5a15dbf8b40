"""What is sent is what botocore's own validator accepts, and says what the definition says."""

from __future__ import annotations

from functools import cache

from botocore.loaders import Loader
from botocore.model import ServiceModel, Shape
from botocore.validate import ParamValidator
from hypothesis import given

from segments_as_code.model.document import Json
from segments_as_code.providers.pinpoint.simplify import write_request
from tests.providers.pinpoint.checking import DIALECT
from tests.providers.pinpoint.test_canonical import NEW, group, groups
from tests.strategies import documents


@cache
def shape() -> Shape:
    return ServiceModel(Loader().load_service_model("pinpoint", "service-2")).shape_for("WriteSegmentRequest")


@given(documents())
def test_every_definition_becomes_a_request_that_botocore_accepts(document: dict[str, Json]) -> None:
    definition = DIALECT.definition(document)
    request = write_request(definition)
    assert ParamValidator().validate(request, shape()).generate_report() == ""
    assert DIALECT.canonical(request) == definition


@given(documents())
def test_dimensions_and_groups_are_never_sent_together(document: dict[str, Json]) -> None:
    assert len(write_request(DIALECT.definition(document)).keys() & {"Dimensions", "SegmentGroups"}) == 1


def test_a_plain_definition_is_sent_as_dimensions() -> None:
    assert write_request(groups(group(Dimensions=[NEW]))) == {"Name": "x", "Dimensions": NEW}


def test_everyone_is_sent_in_so_many_words() -> None:
    assert write_request({"Name": "x"}) == {"Name": "x", "Dimensions": {}}


def test_a_request_carries_no_tags_key_or_lifecycle() -> None:
    document: dict[str, Json] = {"Key": "a", "Name": "x", "Dimensions": NEW, "Tags": {"a": "b"}, "Lifecycle": {"Protected": True}}
    assert write_request(DIALECT.definition(document)) == {"Name": "x", "Dimensions": NEW}
