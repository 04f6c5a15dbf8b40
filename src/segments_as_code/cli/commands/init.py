"""``segments init``."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

import click

from segments_as_code.cli.console import print_json, print_styled
from segments_as_code.cli.git import default_branch, origin_of, owner_of, remote_branch, root_of
from segments_as_code.cli.options import containers_of, json_option
from segments_as_code.cli.scaffold import EXAMPLE, UNKNOWN_COMMIT, Names, action_version, scaffold_files
from segments_as_code.files import FolderFiles
from segments_as_code.model.problem import SegmentsError
from segments_as_code.providers.customer_profiles.provider import require_region
from segments_as_code.providers.registry import PROVIDERS
from segments_as_code.report.text import Span, Style
from segments_as_code.service_choice import Containers, choose_service

_ROLE = r"arn:aws[a-z-]*:iam::(?P<account>[0-9]{12}):role/[A-Za-z0-9+=,.@_/-]+"
_PATTERNS = {
    "folder": (r"[A-Za-z0-9_][A-Za-z0-9_./-]*", "a folder below the current one, of letters, digits and . _ / -"),
    "application_id": (r"[A-Za-z0-9_-]+", "the project id, as Pinpoint's console shows it"),
    "domain_name": (r"[A-Za-z0-9_-]{1,64}", "the name of a domain, as Customer Profiles shows it"),
    "region": (r"[a-z]{2}(-[a-z]+)+-[0-9]+", "a region such as eu-west-1"),
    "account_id": (r"[0-9]{12}", "the twelve digits of an AWS account"),
    "role_plan": (_ROLE, "a role's ARN, such as arn:aws:iam::123456789012:role/segments-plan"),
    "role_apply": (_ROLE, "a role's ARN, such as arn:aws:iam::123456789012:role/segments-apply"),
    "repository": (r"[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+", "owner/name, as on GitHub"),
    "branch": (r"[A-Za-z0-9_][A-Za-z0-9_./-]*", "a branch's name of letters, digits and . _ / -"),
}

_MAKE_ROLES = "make the two roles in AWS, with GitHub's identity provider (if the account has it: GitHubProvider=exists):"
_MAKE_MORE_ROLES = (
    "make the two roles in AWS, after those of {other}, which make GitHub's identity provider (if the account has none: create):"
)
_CHECK_BRANCH = "if {branch} is not the branch to deploy, run again with --branch and --force: the apply role trusts no other branch."
_ROLES_EXIST = "give the two roles in AWS their policies and their trust from iam/."


@dataclass(frozen=True, slots=True)
class _File:
    """One file: its path, its text, and the result (``written``, ``exists`` or ``would be written``)."""

    path: str
    text: str
    fate: str


def _check_name(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """Refuse a name that does not have the right form: it is written into YAML, JSON and policies."""
    pattern, what = _PATTERNS[parameter.name or ""]
    if value is not None and (re.fullmatch(pattern, value) is None or ".." in value.split("/")):
        raise click.BadParameter(f"{value!r} is not {what}.", context, parameter)
    return value


@click.command("init")
@click.argument("folder", default="segments", callback=_check_name)
@click.option(
    "--application-id",
    callback=_check_name,
    metavar="ID",
    envvar="SEGMENTS_APPLICATION_ID",
    show_envvar=True,
    help="The Pinpoint application.",
)
@click.option(
    "--domain-name",
    callback=_check_name,
    metavar="NAME",
    envvar="SEGMENTS_DOMAIN_NAME",
    show_envvar=True,
    help="The Customer Profiles domain, instead of an application.",
)
@click.option(
    "--region", callback=_check_name, metavar="NAME", envvar=["AWS_REGION", "AWS_DEFAULT_REGION"], show_envvar=True, help="The AWS region."
)
@click.option("--account-id", callback=_check_name, metavar="ID", help="The AWS account; without it, that of a role.")
@click.option("--role-plan", callback=_check_name, metavar="ARN", help="The role that plans; without it, segments-plan in the account.")
@click.option("--role-apply", callback=_check_name, metavar="ARN", help="The role that applies; without it, segments-apply in the account.")
@click.option(
    "--repository",
    callback=_check_name,
    metavar="OWNER/NAME",
    envvar="GITHUB_REPOSITORY",
    show_envvar=True,
    help="This repository; without it, the git remote's.",
)
@click.option("--branch", callback=_check_name, metavar="NAME", help="The branch that is deployed; without it, git's default branch.")
@click.option("--force", is_flag=True, help="Rewrite files that exist already, too.")
@click.option("--dry-run", is_flag=True, help="Write nothing; say what would be written.")
@json_option
def command(  # noqa: PLR0913  # an option each
    folder: str,
    *,
    application_id: str | None,
    domain_name: str | None,
    region: str | None,
    account_id: str | None,
    role_plan: str | None,
    role_apply: str | None,
    repository: str | None,
    branch: str | None,
    force: bool,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Write the first files: FOLDER with an example segment, three workflows, and the policies of their roles. Offline.

    Known names are filled in, from the options and from git. Files that exist already are not changed. Workflows and policies go to the
    root of the repository, or outside of a repository to the current folder.
    """
    root = root_of(Path.cwd()) or Path.cwd()
    option, container = containers_of({"application_id": application_id, "domain_name": domain_name}).named() or ("", None)
    names = Names(
        folder=_below(root, folder),
        branch=branch or default_branch(root),
        repository=repository or owner_of(origin_of(root)),
        application_id=container if option == "application-id" else None,
        domain_name=container if option == "domain-name" else None,
        region=_possible_region(region, domain_name),
        account_id=account_id or _account_of(role_plan) or _account_of(role_apply),
        role_plan=role_plan,
        role_apply=role_apply,
        action=action_version(distribution("segments-as-code").read_text("direct_url.json")),
    )
    is_second, is_guess = _is_second(root, names), branch is None and not remote_branch(root)
    written = [_write(root, path, text, force=force, dry_run=dry_run) for path, text in _needed_files(root, names, force=force).items()]
    text = [*_files_text(root, written), *_steps_text(names, written, is_second=is_second, is_guess=is_guess)]
    print_json(_json(root, names, written)) if as_json else print_styled(text)
    return 0


def _below(root: Path, folder: str) -> str:
    """Return the path from the root of the repository to ``folder``, which is relative to the current folder."""
    whole = Path(os.path.normpath(Path.cwd() / folder))
    if not whole.is_relative_to(root) or whole == root:
        message = f"{folder} is not below the root of the repository, {root}."
        raise SegmentsError("outside-workspace", message, "name a folder of the repository, such as segments.")
    return whole.relative_to(root).as_posix()


def _possible_region(region: str | None, domain_name: str | None) -> str | None:
    if region is not None and domain_name is not None:
        require_region(region)
    return region


def _account_of(role: str | None) -> str | None:
    found = re.fullmatch(_ROLE, role or "")
    return found and found["account"]


def _other_definitions(root: Path, names: Names) -> list[Path]:
    """Return the files of the folder, without the example."""
    return [found for found in (root / names.folder).rglob("*.y*ml") if found != root / names.folder / EXAMPLE]


def _require_one_service(root: Path, names: Names, *, force: bool) -> None:
    """Refuse a folder whose definitions are for the other service: every run of the workflows would stop.

    With ``force``, the example alone is no reason: it is rewritten.

    Raises:
        SegmentsError: that is so (``another-service``), or the folder has definitions for both (``mixed-folder``).
    """
    if force and not _other_definitions(root, names):
        return
    wanted = "customer-profiles" if names.is_profiles else "pinpoint"
    has = choose_service(FolderFiles(root, names.folder), Containers({}), otherwise=wanted).provider.dialect.nouns
    wants = PROVIDERS[wanted]().dialect.nouns
    if has.service == wants.service:
        return
    message = f"{names.folder} has definitions for {has.service}, and this would write workflows for {wants.service}: a folder is for one."
    if names.domain_name is not None or names.application_id is not None:
        container = f"--{wants.option} {names.domain_name or names.application_id}"
        remedy = f"name a folder of its own: segments init {'profiles' if names.is_profiles else 'pinpoint'} {container}."
    else:
        remedy = f"give --{has.option}, or name another folder."
    raise SegmentsError("another-service", message, remedy)


def _needed_files(root: Path, names: Names, *, force: bool) -> Mapping[str, str]:
    """Return the files, without the example if there are definitions already: it would be deployed with them.

    Raises:
        SegmentsError: see ``_require_one_service``.
    """
    _require_one_service(root, names, force=force)
    files = scaffold_files(names)
    others = _other_definitions(root, names)
    return {path: text for path, text in files.items() if path != f"{names.folder}/{EXAMPLE}" or not others}


def _is_second(root: Path, names: Names) -> bool:
    """Return whether the roles of the other service are there, which make GitHub's identity provider, and these are not yet."""
    return (root / names.other_roles).exists() and not (root / names.roles).exists()


def _write(root: Path, path: str, text: str, *, force: bool, dry_run: bool) -> _File:
    file = root / path
    if not file.parent.resolve().is_relative_to(root.resolve()):
        message = f"{path} would be written outside of the repository: a folder on the way is a symbolic link."
        raise SegmentsError("outside-workspace", message, "put the folder itself in the link's place.")
    if os.path.lexists(file) and not force:
        return _File(path, text, "exists")
    if dry_run:
        return _File(path, text, "would be written")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            file.unlink()
        with file.open("x", encoding="utf-8", newline="\n") as opened:
            opened.write(text)
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror}."
        raise SegmentsError(
            "cannot-write", message, "free some space, and run segments init again: existing files are not changed."
        ) from error
    return _File(path, text, "written")


def _json(root: Path, names: Names, files: Sequence[_File]) -> str:
    document = {
        "root": str(root),
        "files": [{"path": file.path, "fate": file.fate, "text": file.text} for file in files],
        "missing": [option for _, option in names.missing()],
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _files_text(root: Path, files: Sequence[_File]) -> list[Span]:
    """Return the result for each file."""
    styles = {"written": Style.CREATE, "exists": Style.QUIET, "would be written": Style.CHANGE}
    width = max(len(file.fate) for file in files)
    lines = [span for file in files for span in (Span(f"  {file.fate:<{width}}", styles[file.fate]), Span(f"  {file.path}"), Span("\n"))]
    kept = any(file.fate == "exists" for file in files)
    note = [Span("What exists was left as it is; --force rewrites it."), Span("\n")] if kept else []
    return [Span(f"In {root}:"), Span("\n"), *lines, *note]


def _lines(text: str) -> Iterator[Span]:
    for line in text.split("\n"):
        yield from (Span(line), Span("\n"))


def _deploy(names: Names, *, is_second: bool) -> str:
    """Return how to make the roles, and the command for it, on lines that fit a terminal; iam/ also has each policy and trust alone."""
    region = f" --region {names.region}" if names.region else ""
    lines = [
        f"aws cloudformation deploy --stack-name {names.prefix}-roles",
        f"--template-file {names.roles} --capabilities CAPABILITY_NAMED_IAM",
        f"--parameter-overrides GitHubProvider={'exists' if is_second else 'create'}{region}",
    ]
    sentence = _MAKE_MORE_ROLES.format(other=names.other_roles) if is_second else _MAKE_ROLES
    return f"{sentence}\n" + " \\\n".join(f"       {line}" for line in lines)


def _plan(names: Names) -> str:
    """Return the command that plans on a laptop."""
    container = f"--domain-name {names.domain_name}" if names.is_profiles else f"--application-id {names.application_id or 'app-123456'}"
    owner = "" if names.repository else " --owner OWNER/REPOSITORY"
    return f"segments plan {names.folder} {container} --region {names.region or 'REGION'}{owner}"


def _steps_text(names: Names, files: Sequence[_File], *, is_second: bool, is_guess: bool) -> list[Span]:
    """Return what is still to be done, if anything is new."""
    if all(file.fate == "exists" for file in files):
        return []
    steps = [
        *(f"fill in {words}, or run again with {option} and --force." for words, option in names.missing()),
        *([] if names.action else [f"put a commit of Segments as Code in place of {UNKNOWN_COMMIT} in the three workflows."]),
        *([_CHECK_BRANCH.format(branch=names.branch)] if is_guess else []),
        _ROLES_EXIST if names.has_roles else _deploy(names, is_second=is_second),
        f"change the example; segments validate{'' if names.folder == 'segments' else ' ' + names.folder} says whether it is right.",
        f"with AWS credentials, this shows the plan:\n       {_plan(names)}",
        "commit all of it on a branch, and open a pull request: the plan comes as a comment.",
    ]
    lines = [span for number, step in enumerate(steps, start=1) for span in _lines(f"  {number}. {step}")]
    return [Span("\n"), Span("To do:", Style.HEADING), Span("\n"), *lines]
