"""The files that ``segments init`` writes: the examples, with the repository's own names filled in."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files

from segments_as_code import __version__

WORKFLOWS = ("plan.yml", "apply.yml", "drift.yml")
POLICIES = ("plan-policy.json", "plan-trust.json", "apply-policy.json", "apply-trust.json")
EXAMPLE = "example.yaml"
OF_SERVICE = ("example.yaml", "plan-policy.json", "apply-policy.json")
"""The templates of which Customer Profiles has its own."""
UNKNOWN_COMMIT = "0" * 40
"""What stands in the examples for the commit of the action."""
_PROVIDER = "Whether to create GitHub's identity provider (an account has at most one), or it exists."
_PROFILES = "customer-profiles"
_REGION = {False: "eu-west-1", True: "eu-central-1"}
"""The made-up region of the files, by whether they are for Customer Profiles, which is not in all regions."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one repository; None if unknown, and left to be filled in by hand."""

    folder: str
    branch: str
    repository: str | None
    application_id: str | None
    domain_name: str | None
    region: str | None
    account_id: str | None
    role_plan: str | None
    role_apply: str | None
    action: str | None = None
    """The commit or tag of the action to use."""

    @property
    def is_profiles(self) -> bool:
        """Whether the segments are those of a domain of Customer Profiles."""
        return self.domain_name is not None

    @property
    def prefix(self) -> str:
        """The start of the names of workflows, policies and roles: a repository may have an application and a domain."""
        return "segments-profiles" if self.is_profiles else "segments"

    @property
    def roles(self) -> str:
        """The path of the template that makes the roles."""
        return f"iam/{self.prefix}-roles.json"

    @property
    def other_roles(self) -> str:
        """The path of the template that makes the roles for the other service, if the repository has segments of both."""
        return f"iam/{'segments' if self.is_profiles else 'segments-profiles'}-roles.json"

    @property
    def has_roles(self) -> bool:
        """Whether a role is given, so that none needs to be made."""
        return bool(self.role_plan or self.role_apply)

    def missing(self) -> Iterator[tuple[str, str]]:
        """Yield each placeholder that is still in the files, and the option that fills it in."""
        if self.application_id is None and not self.is_profiles:
            yield "app-123456, APPLICATION_ID", "--application-id"
        if self.region is None:
            yield f"{_REGION[self.is_profiles]}, REGION", "--region"
        if self.account_id is None:
            yield "123456789012, ACCOUNT_ID", "--account-id"
        if self.repository is None:
            yield "OWNER/REPOSITORY", "--repository"


def scaffold_files(names: Names) -> Mapping[str, str]:
    """Return each file's text by its path in the repository."""
    made = {f"{names.folder}/{EXAMPLE}": _template(EXAMPLE, names)}
    made |= {f".github/workflows/{names.prefix}-{name}": _workflow(name, names) for name in WORKFLOWS}
    policies = {name: _policy(name, names) for name in POLICIES}
    made |= {f"iam/{names.prefix}-{name}": text for name, text in policies.items()}
    return made if names.has_roles else made | {names.roles: _roles(policies, names)}


def action_version(direct_url: str | None) -> str | None:
    """Return the commit or the tag of the action that is the same as this program; None for a working copy, which has neither.

    ``direct_url`` is the text of the file of that name that installers write: packaging.python.org, "Recording the Direct URL Origin".
    """
    origin = json.loads(direct_url or "{}")
    commit = origin.get("vcs_info", {}).get("commit_id")
    return commit or (None if "dir_info" in origin else f"v{__version__}")


def _workflow(name: str, names: Names) -> str:
    """Return a workflow, made from the example by replacing its folder, branch, application or domain, region and roles."""
    words = {
        "branches: [main]": f"branches: [{_quoted_branch(names.branch)}]",
        '"segments/**"': f'"{names.folder}/**"',
        "path: segments\n": f"path: {names.folder}\n",
        **_container_words(names),
        "eu-west-1": names.region or _REGION[names.is_profiles],
        "arn:aws:iam::123456789012:role/segments-plan": names.role_plan or _role("plan", names),
        "arn:aws:iam::123456789012:role/segments-apply": names.role_apply or _role("apply", names),
        " # examples/iam/": f" # iam/{names.prefix}-",
        "group: segments-": f"group: {names.prefix}-",
        f"{UNKNOWN_COMMIT} # the commit that you want": names.action and _pinned(names.action),
        f"# Copy to .github/workflows/segments-{name}. ": "# ",
    }
    return _fill_in(_template(name, names), words)


def _container_words(names: Names) -> Mapping[str, str | None]:
    if not names.is_profiles:
        return {"app-123456": names.application_id}
    return {
        "application-id: app-123456": f"domain-name: {names.domain_name}",
        "the region, the application,": "the region, the domain,",
        "name: Plan segments\n": "name: Plan segments of a domain\n",
        "name: Apply segments\n": "name: Apply segments of a domain\n",
        "name: Look for drift\n": "name: Look for drift in a domain\n",
    }


def _policy(name: str, names: Names) -> str:
    words = {
        "APPLICATION_ID": names.application_id,
        "DOMAIN": names.domain_name,
        "ACCOUNT_ID": names.account_id,
        "REGION": names.region,
        "OWNER/REPOSITORY": names.repository,
        "refs/heads/main": f"refs/heads/{names.branch}",
    }
    return _fill_in(_template(name, names), words)


def _pinned(version: str) -> str:
    return version if version.startswith("v") else f"{version} # {__version__}"


def _roles(policies: Mapping[str, str], names: Names) -> str:
    """Return a CloudFormation template with both roles and, if the account lacks it, GitHub's identity provider."""
    roles = {
        f"{kind.capitalize()}Role": {
            "Type": "AWS::IAM::Role",
            "DependsOn": "GitHub",
            "Properties": {
                "RoleName": f"{names.prefix}-{kind}",
                "AssumeRolePolicyDocument": json.loads(policies[f"{kind}-trust.json"]),
                "Policies": [{"PolicyName": "segments", "PolicyDocument": json.loads(policies[f"{kind}-policy.json"])}],
            },
        }
        for kind in ("plan", "apply")
    }
    provider = {
        "Type": "AWS::IAM::OIDCProvider",
        "Condition": "CreatesProvider",
        "DeletionPolicy": "Retain",
        "UpdateReplacePolicy": "Retain",
        "Properties": {"Url": "https://token.actions.githubusercontent.com", "ClientIdList": ["sts.amazonaws.com"]},
    }
    parameter = {"Type": "String", "AllowedValues": ["create", "exists"], "Default": "create", "Description": _PROVIDER}
    template = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "The two roles of Segments as Code: one plans and only reads, one applies.",
        "Parameters": {"GitHubProvider": parameter},
        "Conditions": {"CreatesProvider": {"Fn::Equals": [{"Ref": "GitHubProvider"}, "create"]}},
        "Resources": {"GitHub": provider, **roles},
    }
    return json.dumps(template, indent=2) + "\n"


def _role(kind: str, names: Names) -> str:
    return f"arn:aws:iam::{names.account_id or '123456789012'}:role/{names.prefix}-{kind}"


def _quoted_branch(branch: str) -> str:
    """Return a branch's name as YAML in brackets; release/1.0 needs no quotes, 1.0 does."""
    return branch if branch.isalpha() else f'"{branch}"'


def _fill_in(text: str, words: Mapping[str, str | None]) -> str:
    for word, name in words.items():
        text = text if name is None else text.replace(word, name)
    return text


def _template(name: str, names: Names) -> str:
    starter = files("segments_as_code") / "starter"
    folder = starter / _PROFILES if names.is_profiles and name in OF_SERVICE else starter
    return (folder / name).read_text(encoding="utf-8")
