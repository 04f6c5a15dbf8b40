"""``segments init`` for a domain of Customer Profiles."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from tests.cli.laptop import Laptop
from tests.cli.test_init import MADE_UP, NAMES, texts

EXAMPLES = Path(__file__).parents[2] / "examples" / "workflows"


def test_a_domain_gets_workflows_policies_and_an_example_of_customer_profiles(repository: Laptop) -> None:
    repository.run("init", "--domain-name", "shop", "--region", "eu-central-1", "--account-id", "210987654321")
    written = texts(repository)
    assert {name: path for path, text in written.items() for name in (*MADE_UP, "DOMAIN", "mobiletargeting") if name in text} == {}
    for kind in ("plan", "apply"):
        workflow = yaml.safe_load(written[f".github/workflows/segments-profiles-{kind}.yml"])
        inputs = workflow["jobs"][kind]["steps"][-1]["with"]
        assert (inputs["domain-name"], inputs["aws-region"], inputs.get("application-id")) == ("shop", "eu-central-1", None)
    policy = json.loads(written["iam/segments-profiles-apply-policy.json"])
    assert policy["Statement"][-1]["Resource"][0] == "arn:aws:profile:eu-central-1:210987654321:domains/shop"
    assert repository.run("validate", "--strict", "--domain-name", "shop").out == "1 segment valid.\n"
    assert repository.run("fmt", "--check").code == 0


def test_a_domain_without_a_region_gets_one_that_has_customer_profiles(repository: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_REGION", raising=False)
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    ended = repository.run("init", "--domain-name", "shop")
    assert "fill in eu-central-1, REGION, or run again with --region and --force." in ended.out
    assert "aws-region: eu-central-1" in texts(repository)[".github/workflows/segments-profiles-plan.yml"]
    assert "are both given" in repository.run("init", "--domain-name", "shop", "--application-id", "app-9").err


def test_the_examples_for_a_domain_are_those_for_an_application_with_its_words() -> None:
    """The plan workflow for a domain also estimates, so only the apply workflow can be compared whole."""
    words = {
        "segments-apply": "segments-profiles-apply",
        "name: Apply segments\n": "name: Apply segments of a domain\n",
        "the region, the application,": "the region, the domain,",
        "examples/iam/apply": "examples/iam/customer-profiles/apply",
        "eu-west-1": "eu-central-1",
        "application-id: app-123456": "domain-name: retail",
    }
    text = (EXAMPLES / "apply.yml").read_text(encoding="utf-8")
    for word, other in words.items():
        assert word in text
        text = text.replace(word, other)
    assert text == (EXAMPLES / "apply-customer-profiles.yml").read_text(encoding="utf-8")
    plan = (EXAMPLES / "plan-customer-profiles.yml").read_text(encoding="utf-8")
    assert "group: segments-profiles-plan-" in plan
    assert "role/segments-plan" not in plan


def test_a_region_without_customer_profiles_is_an_error_and_nothing_is_written(repository: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "not-on-this-machine")
    for region in ("eu-west-1", "us-east-2", "eu-nowhere-1"):
        ended = repository.run("init", "--domain-name", "shop", "--region", region)
        assert ended.code == 1
        said = " ".join(ended.err.split())
        assert f"Amazon Connect Customer Profiles is not known to be in {region}." in said
        assert "choose one of its regions: af-south-1, ap-northeast-1," in said
    assert texts(repository) == {}
    assert repository.run("init", "--region", "eu-west-1", "--application-id", "app-9", "--dry-run").code == 0


def test_a_domain_beside_an_application_gets_workflows_roles_and_a_stack_of_its_own(repository: Laptop) -> None:
    repository.run("init", *NAMES)
    before = texts(repository)
    ended = repository.run("init", "profiles", "--domain-name", "shop", "--region", "eu-central-1", "--account-id", "210987654321")
    assert "  exists" not in ended.out
    assert "--stack-name segments-profiles-roles" in ended.out
    assert "--template-file iam/segments-profiles-roles.json" in ended.out
    assert "GitHubProvider=exists" in ended.out
    assert "GitHubProvider=create" not in ended.out
    written = texts(repository)
    assert before.items() <= written.items()
    made = [written[path] for path in sorted(written) if path not in before]
    assert len(made) == len(before)
    for names in (r"group: (\S+)", r"^name: (.+)$", r'"RoleName": "(\S+)"'):
        ours, theirs = (set(re.findall(names, "\n".join(files), re.MULTILINE)) for files in (made, before.values()))
        assert ours
        assert ours & theirs == set()
    roles = re.findall(r"role-to-assume: arn:aws:iam::210987654321:role/(\S+)", "\n".join(made))
    assert set(roles) == {"segments-profiles-plan", "segments-profiles-apply"} == set(re.findall(r'"RoleName": "(\S+)"', "\n".join(made)))


def test_a_folder_for_the_other_service_is_refused_and_nothing_is_written(repository: Laptop) -> None:
    repository.run("init", *NAMES)
    before = texts(repository)
    ended = repository.run("init", "--domain-name", "shop", "--region", "eu-central-1")
    said = " ".join(ended.err.split())
    assert (ended.code, texts(repository)) == (1, before)
    assert "segments has definitions for Pinpoint, and this would write workflows for Customer Profiles: a folder is for one." in said
    assert "fix: name a folder of its own: segments init profiles --domain-name shop." in said
    assert repository.run("init", "profiles", "--domain-name", "shop", "--region", "eu-central-1").code == 0
    assert "init pinpoint --application-id app-9" in " ".join(repository.run("init", "profiles", *NAMES).err.split())
    assert "fix: give --domain-name, or name another folder." in " ".join(repository.run("init", "profiles").err.split())


def test_force_may_put_the_example_of_the_other_service_in_place_of_ours_but_not_among_other_files(repository: Laptop) -> None:
    repository.run("init", *NAMES)
    assert repository.run("init", "--domain-name", "shop", "--region", "eu-central-1", "--force").code == 0
    assert repository.run("validate", "--domain-name", "shop").out == "1 segment valid.\n"
    (repository.folder / "segments" / "example.yaml").rename(repository.folder / "segments" / "other.yaml")
    assert repository.run("init", *NAMES, "--force").code == 1
