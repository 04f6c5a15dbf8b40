"""``segments init``."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from segments_as_code.cli.git import default_branch
from segments_as_code.cli.scaffold import POLICIES, WORKFLOWS
from tests.cli.conftest import git
from tests.cli.laptop import Ended, Laptop

ROLES = "iam/segments-roles.json"
FILES = [
    "segments/example.yaml",
    *(f".github/workflows/segments-{name}" for name in WORKFLOWS),
    *(f"iam/segments-{name}" for name in POLICIES),
    ROLES,
]
NAMES = ["--application-id", "app-9", "--region", "eu-north-1", "--account-id", "210987654321"]
MADE_UP = ("app-123456", "eu-west-1", "123456789012", "REGION", "ACCOUNT_ID", "APPLICATION_ID", "OWNER", "REPOSITORY")


def texts(laptop: Laptop) -> dict[str, str]:
    """Return every file there is, but git's own."""
    found = [path for path in laptop.folder.rglob("*") if path.is_file() and ".git" not in path.relative_to(laptop.folder).parts]
    return {path.relative_to(laptop.folder).as_posix(): path.read_text(encoding="utf-8") for path in sorted(found)}


def fates(ended: Ended) -> dict[str, str]:
    files = ended.json["files"]
    assert isinstance(files, list)
    return {file["path"]: file["fate"] for file in files}


# ── what is written ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_file_is_written_and_named_and_what_is_still_to_do(repository: Laptop) -> None:
    ended = repository.run("init", *NAMES)
    assert (ended.code, sorted(texts(repository))) == (0, sorted(FILES))
    told = "".join(f"  written  {path}\n" for path in FILES)
    assert ended.out.startswith(f"In {repository.folder}:\n{told}\nTo do:\n  1. put a commit of Segments as Code in place of 000")


def test_every_name_is_filled_in(repository: Laptop) -> None:
    repository.run("init", *NAMES)
    written = texts(repository)
    assert {name: path for path, text in written.items() for name in MADE_UP if name in text} == {}
    apply = yaml.safe_load(written[".github/workflows/segments-apply.yml"])
    _, credentials, action = apply["jobs"]["apply"]["steps"]
    assert apply[True]["push"]["branches"] == ["trunk"]  # to YAML 1.1 `on` is true
    assert credentials["with"] == {"role-to-assume": "arn:aws:iam::210987654321:role/segments-apply", "aws-region": "eu-north-1"}
    assert (action["with"]["path"], action["with"]["application-id"], action["with"]["aws-region"]) == ("segments", "app-9", "eu-north-1")
    policy = json.loads(written["iam/segments-plan-policy.json"])
    assert policy["Statement"][0]["Resource"] == "arn:aws:mobiletargeting:eu-north-1:210987654321:apps/app-9"
    trust = json.loads(written["iam/segments-apply-trust.json"])
    assert (
        trust["Statement"][0]["Condition"]["StringEquals"]["token.actions.githubusercontent.com:sub"]
        == "repo:acme/audiences:ref:refs/heads/trunk"
    )


def test_other_names_are_taken_from_options(repository: Laptop) -> None:
    roles = ["--role-plan", "arn:aws:iam::111122223333:role/team/plan", "--role-apply", "arn:aws:iam::111122223333:role/team/apply"]
    repository.run("init", "audiences", *NAMES[:4], *roles, "--branch", "release/1.0", "--repository", "acme/other")
    written = texts(repository)
    assert "role-to-assume: arn:aws:iam::111122223333:role/team/plan " in written[".github/workflows/segments-plan.yml"]
    assert "path: audiences\n" in written[".github/workflows/segments-plan.yml"]
    assert 'paths: ["audiences/**", ' in written[".github/workflows/segments-plan.yml"]
    assert 'branches: ["release/1.0"]' in written[".github/workflows/segments-apply.yml"]
    assert "role-to-assume: arn:aws:iam::111122223333:role/team/apply " in written[".github/workflows/segments-apply.yml"]
    assert "repo:acme/other:ref:refs/heads/release/1.0" in written["iam/segments-apply-trust.json"]
    assert "arn:aws:iam::111122223333:oidc-provider/" in written["iam/segments-apply-trust.json"]
    assert "audiences/example.yaml" in written
    assert ROLES not in written  # the roles exist


def test_what_is_not_known_stays_to_be_filled_in_and_is_told(repository: Laptop) -> None:
    ended = repository.run("init", "--json")
    assert ended.json["missing"] == ["--application-id", "--account-id"]
    assert "APPLICATION_ID" in texts(repository)["iam/segments-plan-policy.json"]
    assert (
        "1. fill in app-123456, APPLICATION_ID, or run again with --application-id and --force.\n" in repository.run("init", "--force").out
    )


def test_the_example_is_valid_canonical_and_checked_by_editors(repository: Laptop) -> None:
    repository.run("init", *NAMES)
    validated = repository.run("validate", "--strict", "--application-id", "app-9")
    assert (validated.code, validated.out) == (0, "1 segment valid.\n")
    assert repository.run("fmt", "--check").code == 0
    assert texts(repository)["segments/example.yaml"].startswith("# yaml-language-server: $schema=https://")


def test_the_workflows_are_accepted_by_githubs_schema(repository: Laptop) -> None:
    repository.run("init", *NAMES, "--branch", "1.0")
    checker = str(Path(sys.executable).with_name("check-jsonschema"))
    workflows = [str(path) for path in (repository.folder / ".github" / "workflows").iterdir()]
    ended = subprocess.run(
        [checker, "--builtin-schema", "vendor.github-workflows", *workflows], capture_output=True, text=True, check=False
    )
    assert (ended.returncode, len(workflows)) == (0, 3), ended.stdout


def test_one_template_makes_both_roles_with_the_policies_beside_it(repository: Laptop) -> None:
    ended = repository.run("init", *NAMES)
    written = texts(repository)
    resources = json.loads(written[ROLES])["Resources"]
    for kind in ("plan", "apply"):
        made = resources[f"{kind.capitalize()}Role"]["Properties"]
        assert made["RoleName"] == f"segments-{kind}"
        assert made["AssumeRolePolicyDocument"] == json.loads(written[f"iam/segments-{kind}-trust.json"])
        assert made["Policies"][0]["PolicyDocument"] == json.loads(written[f"iam/segments-{kind}-policy.json"])
        assert f"role-to-assume: arn:aws:iam::210987654321:role/segments-{kind} " in written[f".github/workflows/segments-{kind}.yml"]
    assert resources["GitHub"]["Properties"]["ClientIdList"] == ["sts.amazonaws.com"]
    told = " ".join(ended.out.replace("\\\n", " ").split())
    assert f"aws cloudformation deploy --stack-name segments-roles --template-file {ROLES} --capabilities CAPABILITY_NAMED_IAM" in told


def test_without_origin_the_only_remote_names_the_repository(repository: Laptop) -> None:
    git(repository.folder, "remote", "rename", "origin", "upstream")
    assert "--repository" not in str(repository.run("init", "--dry-run", "--json").json["missing"])
    git(repository.folder, "remote", "remove", "upstream")
    assert "--repository" in str(repository.run("init", "--json").json["missing"])
    assert repository.run("init", "--force").code == 0


# ── what is left alone ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_file_that_exists_is_left_as_it_is_and_told(repository: Laptop) -> None:
    mine = repository.folder / "iam" / "segments-plan-policy.json"
    mine.parent.mkdir()
    mine.write_text("{}")
    ended = repository.run("init", *NAMES)
    assert mine.read_text() == "{}"
    assert "  exists   iam/segments-plan-policy.json\n" in ended.out
    assert "What exists was left as it is; --force rewrites it.\n" in ended.out
    assert fates(repository.run("init", *NAMES, "--json", "--force")) == dict.fromkeys(FILES, "written")
    assert mine.read_text() != "{}"


def test_a_second_time_nothing_is_written_and_nothing_is_to_do(repository: Laptop) -> None:
    repository.run("init", *NAMES)
    before = texts(repository)
    ended = repository.run("init")
    assert (ended.code, texts(repository)) == (0, before)
    assert ended.last_line == "What exists was left as it is; --force rewrites it."


def test_where_there_are_definitions_no_example_is_put_among_them(repository: Laptop) -> None:
    repository.check_out({"retail/new.yml": "Name: New\n"})
    assert set(fates(repository.run("init", "--json"))) == set(FILES) - {"segments/example.yaml"}
    assert not (repository.folder / "segments" / "example.yaml").exists()


def test_a_dry_run_writes_nothing(repository: Laptop) -> None:
    ended = repository.run("init", "--dry-run")
    assert (texts(repository), ended.code) == ({}, 0)
    assert "  would be written  segments/example.yaml\n" in ended.out


def test_nothing_is_written_through_a_link_that_leads_out(repository: Laptop, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (repository.folder / "iam").symlink_to(outside)
    ended = repository.run("init")
    assert (ended.code, [*outside.iterdir()]) == (1, [])
    assert "a folder on the way is a symbolic link" in ended.err


def test_a_link_in_a_files_place_is_replaced_and_not_followed(repository: Laptop, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "policy.json"
    outside.write_text("{}")
    (repository.folder / "iam").mkdir()
    (repository.folder / "iam" / "segments-plan-policy.json").symlink_to(outside)
    assert fates(repository.run("init", "--json"))["iam/segments-plan-policy.json"] == "exists"
    repository.run("init", "--force")
    assert outside.read_text() == "{}"


def test_what_is_to_do_has_the_plan_as_a_command_and_a_branch_that_was_only_guessed(repository: Laptop) -> None:
    guessed, plan = (
        "is not the branch to deploy, run again with --branch",
        "segments plan segments --application-id app-9 --region eu-north-1\n",
    )
    git(repository.folder, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk")
    told = repository.run("init", *NAMES).out
    assert (guessed in told, plan in told) == (False, True)
    git(repository.folder, "symbolic-ref", "--delete", "refs/remotes/origin/HEAD")
    git(repository.folder, "remote", "remove", "origin")
    told = repository.run("init", *NAMES, "--force").out
    assert f"if trunk {guessed} and --force: the apply role trusts no other branch.\n" in told
    assert f"{plan[:-1]} --owner OWNER/REPOSITORY\n" in told
    assert guessed not in repository.run("init", *NAMES, "--force", "--branch", "main").out


@pytest.mark.parametrize(
    "wrong",
    [
        ["--application-id", "app 1"],
        ["--region", "mars"],
        ["--account-id", "12"],
        ["--role-plan", "segments-plan"],
        ["--repository", "acme"],
        ["--branch", 'x"\ny'],
        ["../elsewhere"],
        ["seg ments"],
    ],
)
def test_a_name_that_cannot_be_one_is_refused_and_nothing_is_written(repository: Laptop, wrong: list[str]) -> None:
    assert (repository.run("init", *wrong).code, texts(repository)) == (2, {})


# ── where, and on which branch ───────────────────────────────────────────────────────────────────────────────────────


def test_from_a_folder_of_the_repository_workflows_go_to_its_root(repository: Laptop) -> None:
    inside = Laptop(repository.folder / "services" / "crm", repository.emulator)
    inside.folder.mkdir(parents=True)
    assert "services/crm/segments/example.yaml" in fates(inside.run("init", "--json"))
    assert "path: services/crm/segments\n" in texts(repository)[".github/workflows/segments-plan.yml"]


def test_without_git_all_goes_to_the_current_folder(laptop: Laptop) -> None:
    laptop.check_out({})
    ended = laptop.spawn("init", "--json", environ={"GIT_CEILING_DIRECTORIES": str(laptop.folder.parent)})
    assert (ended.code, "--repository" in str(ended.json["missing"])) == (0, True)
    assert "branches: [main]" in texts(laptop)[".github/workflows/segments-apply.yml"]


def test_the_default_branch_is_the_remotes_then_main_or_master_then_the_current_one(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "feature")
    assert default_branch(tmp_path) == "feature"
    git(tmp_path, "commit", "-q", "--allow-empty", "-m", "first")
    git(tmp_path, "branch", "master")
    assert default_branch(tmp_path) == "master"
    git(tmp_path, "update-ref", "refs/remotes/origin/develop", "HEAD")
    git(tmp_path, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/develop")
    assert default_branch(tmp_path) == "develop"
