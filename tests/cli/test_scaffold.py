"""The templates of ``segments init``: the same as the examples, with the version that wrote them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from segments_as_code import __version__
from segments_as_code.cli.scaffold import EXAMPLE, OF_SERVICE, POLICIES, WORKFLOWS, Names, action_version, scaffold_files

ROOT = Path(__file__).parents[2]
STARTER = ROOT / "src" / "segments_as_code" / "starter"


@pytest.mark.parametrize("name", ["plan-policy.json", "apply-policy.json"])
def test_the_policies_of_customer_profiles_are_those_of_the_examples(name: str) -> None:
    ours, theirs = STARTER / "customer-profiles" / name, ROOT / "examples/iam/customer-profiles" / name
    assert ours.read_text(encoding="utf-8") == theirs.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [*WORKFLOWS, *POLICIES])
def test_what_is_shipped_is_the_example_in_the_repository(name: str) -> None:
    folder = "workflows" if name in WORKFLOWS else "iam"
    assert (STARTER / name).read_text(encoding="utf-8") == (ROOT / "examples" / folder / name).read_text(encoding="utf-8")


def test_nothing_else_is_shipped() -> None:
    assert sorted(path.name for path in STARTER.iterdir()) == sorted([*WORKFLOWS, *POLICIES, EXAMPLE, "customer-profiles"])
    assert sorted(path.name for path in (STARTER / "customer-profiles").iterdir()) == sorted(OF_SERVICE)


@pytest.mark.parametrize(
    ("direct_url", "action"),
    [
        (None, f"v{__version__}"),
        ('{"url": "file:///tmp/a.whl", "archive_info": {}}', f"v{__version__}"),
        ('{"url": "https://example.org/r", "vcs_info": {"vcs": "git", "commit_id": "' + "1f" * 20 + '"}}', "1f" * 20),
        ('{"url": "file:///work", "dir_info": {"editable": true}}', None),
    ],
)
def test_the_workflows_use_the_version_that_wrote_them(direct_url: str | None, action: str | None) -> None:
    assert action_version(direct_url) == action
    names = Names("segments", "main", "acme/audiences", "app-9", None, "eu-north-1", "210987654321", None, None, action_version(direct_url))
    for name in WORKFLOWS:
        steps = next(iter(yaml.safe_load(scaffold_files(names)[f".github/workflows/segments-{name}"])["jobs"].values()))["steps"]
        assert steps[-1]["uses"] == f"segments-as-code/segments-as-code@{action or '0' * 40}"
