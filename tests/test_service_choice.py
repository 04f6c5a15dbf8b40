"""The service of a run: that of the one container that it names, held against what the definitions say."""

from __future__ import annotations

import pytest

from segments_as_code.model.problem import SegmentsError
from segments_as_code.providers.registry import PROVIDERS
from segments_as_code.service_choice import Choice, Containers, choose_service, no_container, service_of_containers
from tests.fakes import FakeFiles

GROUPS = "SegmentGroups: {Include: ALL, Groups: []}\n"
PINPOINT, PROFILES = "Name: VIPs\n", "DisplayName: VIPs\n"


def containers(application: str | None = None, domain: str | None = None) -> Containers:
    return Containers({"application-id": application, "domain-name": domain}, prefix="--")


def chosen(text: str, named: Containers, *, otherwise: str | None = None) -> tuple[str, str | None]:
    return names(choose_service(FakeFiles({"segments/a.yaml": text} if text else {}), named, otherwise=otherwise))


def names(choice: Choice) -> tuple[str, str | None]:
    return choice.provider.dialect.name, choice.scope


def refused(text: str, named: Containers) -> SegmentsError:
    with pytest.raises(SegmentsError) as error:
        chosen(text, named)
    return error.value


@pytest.mark.parametrize("text", [PROFILES, GROUPS, ""])
def test_the_container_that_the_run_names_decides_whatever_could_be_for_it(text: str) -> None:
    assert chosen(text, containers(domain="shop")) == ("customer-profiles", "shop")


@pytest.mark.parametrize(("text", "service"), [(PINPOINT, "pinpoint"), (PROFILES, "customer-profiles"), ("", "pinpoint")])
def test_without_one_the_definitions_decide(text: str, service: str) -> None:
    assert chosen(text, containers()) == (service, None)


def test_a_snapshot_decides_for_a_folder_that_does_not_tell() -> None:
    assert chosen("", containers(), otherwise="customer-profiles") == ("customer-profiles", None)
    assert chosen(GROUPS, containers(), otherwise="pinpoint") == ("pinpoint", None)
    assert chosen(PINPOINT, containers(), otherwise="customer-profiles") == ("pinpoint", None)


def test_two_containers_are_refused() -> None:
    error = refused(PROFILES, containers("app-1", "shop"))
    assert (error.code, error.message) == (
        "two-containers",
        "--application-id and --domain-name are both given: one run is about one service.",
    )
    assert error.remedy == "leave out the one that this folder is not for."


def test_a_folder_of_the_other_service_is_refused_with_the_option_that_it_needs() -> None:
    error = refused(PROFILES, containers("app-1"))
    assert error.code == "another-service"
    assert error.message == "segments/a.yaml is for Customer Profiles, and --application-id names an application of Pinpoint."
    assert error.remedy == "give --domain-name instead, or name a folder with definitions for Pinpoint."
    assert refused(PINPOINT, containers(domain="shop")).remedy.startswith("give --application-id instead")


def test_definitions_that_could_be_for_any_service_are_refused_and_both_options_are_named() -> None:
    error = refused(GROUPS, containers())
    assert (error.code, error.message) == ("unclear-service", "segments/a.yaml does not say which service it is for.")
    assert (
        error.remedy == "write its name: DisplayName for Customer Profiles or Name for Pinpoint; or give --domain-name or --application-id."
    )
    assert refused(GROUPS, Containers({})).remedy == "write its name: DisplayName for Customer Profiles or Name for Pinpoint."


def test_a_run_without_a_container_hears_of_both() -> None:
    error = no_container(containers(), None)
    assert (error.code, error.message) == ("no-application", "neither this run nor any definition names an application or a domain.")
    options = "give --application-id for Pinpoint or --domain-name for Customer Profiles"
    assert error.remedy == f"{options}, or write ApplicationId or DomainName in the definitions."
    error = no_container(containers(), PROVIDERS["customer-profiles"]().dialect)
    assert error.message == "neither this run nor any definition names a domain."
    assert error.remedy == "give --domain-name, or write DomainName in the definitions."


def test_a_run_without_definitions_is_about_the_container_that_it_names() -> None:
    assert names(service_of_containers(containers(domain="shop"))) == ("customer-profiles", "shop")
    assert names(service_of_containers(containers())) == ("pinpoint", None)
