"""Our own data for botocore: what they say, botocore says too."""

from __future__ import annotations

import json
from pathlib import Path

import botocore
import pytest
from botocore.exceptions import BotoCoreError
from botocore.loaders import Loader
from botocore.regions import EndpointResolver
from botocore.session import Session

from aws_emulator.core.types import Json, members
from scripts.image.services import SERVICES
from scripts.service_data.cut import OPERATIONS, READ_BY_US, cut_model, files, marked
from segments_as_code.ports import Connection
from segments_as_code.providers.pinpoint.gateway import READS
from segments_as_code.providers.pinpoint.gateway.client import DATA, _OurServices, make_client
from segments_as_code.providers.pinpoint.gateway.writer import WRITES
from tests.image.test_services import undocumented

BUILTIN = Path(botocore.__file__).parent / "data"


def whole() -> dict[str, Json]:
    model: dict[str, Json] = json.loads(json.dumps(Loader().load_service_model("pinpoint", "service-2")))
    return model


def table(folder: Path) -> dict[str, Json]:
    endpoints: dict[str, Json] = json.loads((folder / "endpoints.json").read_text(encoding="utf-8"))
    return endpoints


def ours() -> dict[str, Json]:
    model: dict[str, Json] = json.loads((DATA / "calls" / "pinpoint" / "2016-12-01" / "service-2.json").read_text(encoding="utf-8"))
    return model


def test_the_operations_kept_are_those_that_the_gateways_may_call() -> None:
    assert OPERATIONS == READS | WRITES


def test_what_is_committed_is_made_of_the_botocore_that_is_installed() -> None:
    """Endpoints aside: each release of botocore may have new ones, and where ours do not do, botocore's own are looked into."""
    made = files(whole(), table(BUILTIN))
    assert {str(path.relative_to(DATA)) for path in DATA.rglob("*.json")} == made.keys()
    assert json.loads(made["calls/pinpoint/2016-12-01/service-2.json"]) == ours()


def test_what_is_kept_of_pinpoint_is_said_as_botocore_says_it() -> None:
    said, kept = whole(), ours()
    assert kept["metadata"] == said["metadata"]
    for name, operation in members(kept, "operations").items():
        assert operation == undocumented(members(said, "operations")[name]), name
    for name, shape in members(kept, "shapes").items():
        mark = {"document": True} if name in READ_BY_US else {}
        plain = undocumented(members(said, "shapes")[name])
        assert isinstance(plain, dict)
        assert shape == {**plain, **mark}, name


def test_only_answers_are_marked() -> None:
    asked = {name: said["input"] for name, said in members(ours(), "operations").items() if isinstance(said, dict) and "input" in said}
    requests = json.dumps([members(ours(), "shapes")[shape["shape"]] for shape in asked.values() if isinstance(shape, dict)])  # type: ignore[index]
    assert not [name for name in READ_BY_US if f'"{name}"' in requests]
    assert marked(cut_model(whole())) == ours()


def test_every_endpoint_that_ours_name_is_where_botocore_has_it() -> None:
    theirs, kept = EndpointResolver(table(BUILTIN)), EndpointResolver(table(DATA / "regions"))
    for partition in kept.get_available_partitions():
        for service in SERVICES.values():
            for region in kept.get_available_endpoints(service, partition, allow_non_regional=True):
                for fips, both in ((False, False), (True, False), (False, True)):
                    assert where(kept, service, region, fips, both) == where(theirs, service, region, fips, both), (service, region)


def where(resolver: EndpointResolver, service: str, region: str, fips: bool, both: bool) -> object:  # noqa: FBT001
    try:
        return resolver.construct_endpoint(service, region, use_fips_endpoint=fips, use_dualstack_endpoint=both)
    except BotoCoreError as error:
        return str(error)


@pytest.mark.parametrize("region", ["eu-west-1", "us-gov-west-1", "cn-north-1", "eu-north-99"])
def test_a_client_goes_where_botocores_own_data_would_send_it(region: str) -> None:
    """The last is a region that our table does not know, and that is looked for in botocore's."""
    theirs = Session().create_client("pinpoint", region_name=region)
    ours = make_client(Connection("a", region), READS)
    assert ours.meta.endpoint_url == theirs.meta.endpoint_url
    assert ours.meta.service_model.signing_name == theirs.meta.service_model.signing_name


def test_a_region_that_our_table_does_not_know_is_looked_up_in_botocores() -> None:
    paths = ["/home/somebody/.aws/models", Loader.BUILTIN_DATA_PATH]
    assert _OurServices(paths, "eu-west-1").search_paths == [paths[0], str(DATA / "calls"), str(DATA / "regions"), paths[1]]
    assert _OurServices(paths, "eu-west-99").search_paths == [paths[0], str(DATA / "calls"), paths[1]]
    assert _OurServices(paths, "eu-west-1").is_builtin_path(str(DATA / "regions" / "endpoints"))
    assert not _OurServices(paths, "eu-west-1").is_builtin_path(f"{paths[0]}/endpoints")


def test_an_operation_that_does_not_exist_stops_the_cutting() -> None:
    model = whole()
    del members(model, "operations")["GetSegments"]
    with pytest.raises(KeyError, match="GetSegments"):
        cut_model(model)
