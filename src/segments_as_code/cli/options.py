"""The arguments that commands share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, NotRequired, TypedDict, TypeVar

import click

from segments_as_code.cli.folder import definitions_at, with_policies
from segments_as_code.meaning.evaluate import nanoseconds
from segments_as_code.pipeline import CheckResult, check_definitions
from segments_as_code.ports import Connection, DefinitionFiles, Dialect, Provider, Remedies
from segments_as_code.service_choice import Choice, Containers, choose_service, no_container
from segments_as_code.snapshot import FromSnapshot, Snapshot

_Command = TypeVar("_Command", bound=Callable[..., Any])


class ContainerOptions(TypedDict):
    """The container of the segments: an application of Pinpoint, or a domain of Customer Profiles."""

    application_id: str | None
    domain_name: str | None


class TargetOptions(ContainerOptions):
    """The target of the segments, and their owner."""

    path: str
    region: str | None
    endpoint_url: str | None
    owner: str | None


class PlanOptions(TargetOptions):
    """The options that plan and apply share."""

    delete: Literal["owned", "never"]
    allow_deletes: int | None
    strict: bool
    as_json: bool
    snapshot: NotRequired[Path | None]
    policies: NotRequired[str | None]
    verbose: NotRequired[bool]
    audience: NotRequired[str | None]
    allow_audience: NotRequired[str | None]


def require_text(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """Refuse empty text: ``--owner "$NAME"`` with NAME unset must not have another meaning."""
    if value is not None and not value.strip():
        raise click.BadParameter("it is empty; leave it out, or pass a value.", context, parameter)
    return value


def require_texts(context: click.Context, parameter: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse empty text among several paths."""
    for path in value:
        require_text(context, parameter, path)
    return value


def folder_argument(command: _Command) -> _Command:
    """Add the folder of definitions."""
    return click.argument("path", default="segments", type=click.Path(), callback=require_text)(command)


def strict_option(command: _Command) -> _Command:
    """Add ``--strict``."""
    return click.option("--strict", is_flag=True, help="Treat warnings as errors.")(command)


def json_option(command: _Command) -> _Command:
    """Add ``--json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for programs instead of text for people.")(command)


def container_options(command: _Command) -> _Command:
    """Add ``--application-id`` and ``--domain-name``; one run is about one of them."""
    text = "The Pinpoint application; needed if the definitions do not name it."
    application = click.option(
        "--application-id", callback=require_text, metavar="ID", envvar="SEGMENTS_APPLICATION_ID", show_envvar=True, help=text
    )
    text = "The Customer Profiles domain, instead of an application; needed if the definitions do not name it."
    domain = click.option(
        "--domain-name", callback=require_text, metavar="NAME", envvar="SEGMENTS_DOMAIN_NAME", show_envvar=True, help=text
    )
    return application(domain(command))


def reading_options(command: _Command) -> _Command:
    """Add the options of every command that compares the definitions with what is deployed."""
    for option in reversed([folder_argument, container_options, service_options, owner_option, strict_option, json_option]):
        command = option(command)
    return command


def planning_options(command: _Command) -> _Command:
    """Add the options that plan and apply share."""
    shared = [folder_argument, container_options, service_options, owner_option, _deployment_options, _policies_option, _verbose_option]
    for option in reversed([*shared, strict_option, json_option]):
        command = option(command)
    return command


def service_options(command: _Command) -> _Command:
    """Add ``--region`` and ``--endpoint-url``."""
    text = "The AWS region; without it, that of AWS's own variables and profiles."
    region = click.option("--region", callback=require_text, metavar="NAME", help=text)
    text = (
        "Another address for Pinpoint, or for Customer Profiles and the campaigns of Amazon Connect, such as that of segments emulator; "
        "without it, and for S3, AWS's own variables (AWS_ENDPOINT_URL and the like) are read."
    )
    endpoint = click.option("--endpoint-url", callback=require_text, metavar="URL", help=text)
    return region(endpoint(command))


def owner_option(command: _Command) -> _Command:
    """Add ``--owner``."""
    text = "Whose segments these are: the owner tag; without it, the git remote's owner/name."
    option = click.option("--owner", callback=require_text, metavar="NAME", envvar="GITHUB_REPOSITORY", show_envvar=True, help=text)
    return option(command)


def yes_option(command: _Command) -> _Command:
    """Add ``--yes``."""
    return click.option("--yes", is_flag=True, help="Do not ask.")(command)


def _deployment_options(command: _Command) -> _Command:
    """Add ``--delete`` and ``--allow-deletes``."""
    text = "Delete our segments that no file names any more (owned), or no segment (never)."
    delete = click.option("--delete", type=click.Choice(["owned", "never"]), default="owned", show_default=True, help=text)
    text = "Confirm exactly N deletions if the plan is refused for having too many."
    allow = click.option("--allow-deletes", type=click.IntRange(min=0), metavar="N", help=text)
    return delete(allow(command))


def _verbose_option(command: _Command) -> _Command:
    text = "Show all YAML, and who is in each segment before and after."
    return click.option("--verbose", is_flag=True, help=text)(command)


def _policies_option(command: _Command) -> _Command:
    """Add ``--policies``: other policies than those of the folder."""
    text = "Hold the plan to the policies in FILE instead of those in the folder."
    return click.option("--policies", callback=require_text, metavar="FILE", help=text)(command)


def style_option(command: _Command) -> _Command:
    """Add ``--format`` of text, Markdown or JSON."""
    kind = click.Choice(["text", "markdown", "json"])
    return click.option("--format", "style", type=kind, default="text", show_default=True, help="How to print it.")(command)


def snapshot_option(command: _Command) -> _Command:
    """Add ``--snapshot``: what is deployed, from a file."""
    text = "Read what is deployed from a file that segments pull --snapshot wrote; no network, no AWS account."
    return click.option("--snapshot", type=click.Path(path_type=Path), metavar="FILE", help=text)(command)


def audience_option(command: _Command) -> _Command:
    """Add ``--audience``: how many people are in each segment, from a file, or counted on an export."""
    text = "Show numbers of people: a .json file that segments audience wrote for this plan, or an export; a path or s3://bucket/key."
    option = click.option("--audience", metavar="PLACE", callback=require_text, help=text)
    text = "Allow the plan whose digest begins so to break limits for numbers of people."
    return option(click.option("--allow-audience", metavar="DIGEST", callback=require_text, help=text)(command))


def service_of(provider: Provider, snapshot: Snapshot | None) -> Provider:
    """Return what to read from: ``provider`` itself, or the snapshot that replaces it."""
    return provider if snapshot is None else FromSnapshot(provider, snapshot)


def remedies_for(dialect: Dialect) -> Remedies:
    """Return the remedies in the words of the command line."""
    return Remedies(
        confirm_deletes="pass --allow-deletes {deletes}",
        check_target=f"check PATH, --owner and --{dialect.nouns.option}",
        set_owner="pass --owner {owner}",
        set_region="pass --region, or set AWS_REGION.",
        give_credentials="configure AWS credentials: run aws configure, or aws sso login.",
    )


def containers_of(options: ContainerOptions) -> Containers:
    """Return the containers that the command names; an option counts more than the environment variable of the other."""
    given = {"application-id": options["application_id"], "domain-name": options["domain_name"]}
    context, option = click.get_current_context(), click.core.ParameterSource.COMMANDLINE
    typed = {name: value for name, value in given.items() if context.get_parameter_source(name.replace("-", "_")) is option}
    return Containers(given if len(typed) != 1 else {**dict.fromkeys(given), **typed}, prefix="--")


def provider_of(files: DefinitionFiles) -> Provider:
    """Return the provider that the definitions are for, Pinpoint if there are none.

    Raises:
        SegmentsError: they are for two services, or could be for any.
    """
    return choose_service(files, Containers({})).provider


def choose_for(path: str, options: ContainerOptions, *, snapshot: Snapshot | None = None) -> Choice:
    """Return the service of a run over the definitions in ``path``; the snapshot tells it if nothing else does.

    Raises:
        SegmentsError: see ``choose_service``.
    """
    return choose_service(definitions_at(path), containers_of(options), otherwise=snapshot.provider if snapshot else None)


def check_folder(path: str, provider: Provider, scope: str | None, *, policies: str | None = None) -> CheckResult:
    """Read and check the definitions in ``path``, with the policies of the file ``policies`` if one is named."""
    files: DefinitionFiles = definitions_at(path)
    return check_definitions(with_policies(files, policies) if policies else files, provider.dialect, scope=scope)


def connection_to(checked: CheckResult, provider: Provider, options: TargetOptions, snapshot: Snapshot | None = None) -> Connection:
    """Return the target of the segments of ``checked``; a snapshot names it if nothing else does.

    Raises:
        SegmentsError: nothing names it (``no-application``).
    """
    scope = checked.scope or (snapshot.scope if snapshot else None)
    if scope is None:
        raise no_container(containers_of(options), provider.dialect if checked.segments else None)
    return Connection(scope, options["region"], options["endpoint_url"], remedies=remedies_for(provider.dialect))


class _Instant(click.ParamType[datetime]):
    """An instant in UTC, or a day, which is its midnight."""

    name = "instant"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Return the instant that ``value`` says."""
        found = nanoseconds(str(value), bare_days=True)
        if found is None:
            self.fail(f"{value} is not a date that exists; write it as 2026-10-28 or 2026-10-28T18:00:00Z.", param, ctx)
        return datetime.fromtimestamp(found // 10**9, UTC)


INSTANT = _Instant()
