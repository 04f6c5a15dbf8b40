"""The files that ``segments init`` writes: the examples, with the repository's own names filled in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files

WORKFLOWS = ("plan.yml", "apply.yml")
POLICIES = ("plan-policy.json", "plan-trust.json", "apply-policy.json", "apply-trust.json")
EXAMPLE = "example.yaml"
OF_SERVICE = ("example.yaml", "plan-policy.json", "apply-policy.json")
"""The templates of which Customer Profiles has its own."""
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

    @property
    def is_profiles(self) -> bool:
        """Whether the segments are those of a domain of Customer Profiles."""
        return self.domain_name is not None

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
    made |= {f".github/workflows/segments-{name}": _workflow(name, names) for name in WORKFLOWS}
    return made | {f"iam/segments-{name}": _policy(name, names) for name in POLICIES}


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
        " # examples/iam/": " # iam/segments-",
        f"# Copy to .github/workflows/segments-{name}. ": "# ",
    }
    return _fill_in(_template(name, names), words)


def _container_words(names: Names) -> Mapping[str, str | None]:
    if not names.is_profiles:
        return {"app-123456": names.application_id}
    return {"application-id: app-123456": f"domain-name: {names.domain_name}", "the region, the application,": "the region, the domain,"}


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


def _role(kind: str, names: Names) -> str | None:
    return names.account_id and f"arn:aws:iam::{names.account_id}:role/segments-{kind}"


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
