"""Explain errors of a service in plain words."""

from __future__ import annotations

from dataclasses import dataclass

from botocore import exceptions as boto
from botocore.exceptions import BotoCoreError, ClientError

from segments_as_code.model.problem import NotFound, ServiceError, UnclearWrite
from segments_as_code.ports import Connection


@dataclass(frozen=True, slots=True)
class Service:
    """The names of one AWS service in code, in sentences and in IAM, and advice about its refusals."""

    name: str
    """The name in boto3: ``pinpoint``."""
    title: str
    iam_prefix: str
    container: str
    """The container of segments: ``application``."""
    outlook: str = ""
    if_denied: str = ""
    """What else may be missing if access is denied, a sentence."""


_EXPIRED = {"ExpiredToken", "ExpiredTokenException", "RequestExpired"}
_REJECTED = {
    "UnrecognizedClientException",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "SignatureDoesNotMatch",
    "InvalidAccessKeyId",
    "AuthFailure",
    "MissingAuthenticationToken",
    "MissingAuthenticationTokenException",
    "IncompleteSignature",
}
_NOT_SENT = (boto.EndpointConnectionError, boto.ConnectTimeoutError, boto.ProxyConnectionError)
_CREDENTIALS = (
    boto.NoCredentialsError,
    boto.PartialCredentialsError,
    boto.CredentialRetrievalError,
    boto.ProfileNotFound,
    boto.TokenRetrievalError,
    boto.SSOError,
    boto.InvalidConfigError,
)

_SERVER = 500


def explain_region(service: Service, region: str, regions: list[str], reason: str = "") -> ServiceError:
    """Return the error of a service that is not known to be in a region, but in others; ``reason`` is what it showed by."""
    shown = f" {reason.removesuffix('.')}, and it" if reason else ""
    message = f"{service.title}{shown} is not known to be in {region}."
    return ServiceError("region-without-service", message, f"choose one of its regions: {', '.join(regions)}.")


def explain(
    error: BotoCoreError | ClientError, operation: str, service: Service, connection: Connection, *, writing: bool = False
) -> ServiceError:
    """Return the explanation of ``error``; UnclearWrite if a write may have happened anyway."""
    if isinstance(error, ClientError):
        return _refused(error, operation, service, connection, writing=writing)
    if isinstance(error, boto.NoRegionError):
        return ServiceError("no-region", "no AWS region is set.", connection.remedies.set_region)
    if isinstance(error, _CREDENTIALS):
        return ServiceError("credentials-missing", f"there are no usable AWS credentials ({error}).", connection.remedies.give_credentials)
    if isinstance(error, _NOT_SENT):
        where = connection.endpoint_url or f"{service.title} in {connection.region or 'this region'}"
        message = f"{where} cannot be reached for {operation}."
        return ServiceError("service-unreachable", message, _advice("check the network, the region and the endpoint URL.", service))
    if isinstance(error, boto.ParamValidationError):
        return ServiceError("invalid-request", f"{operation} was not sent: {error}", "this is a bug in Segments as Code: please report it.")
    kind = UnclearWrite if writing else ServiceError
    return kind("connection-lost", f"the connection was lost during {operation} ({type(error).__name__}).", "run again.")


def _refused(error: ClientError, operation: str, service: Service, connection: Connection, *, writing: bool) -> ServiceError:
    code, said = error.response.get("Error", {}).get("Code", "?"), error.response.get("Error", {}).get("Message", "")
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    answer = f"{operation} was answered {status} {code}" + (f": {said}" if said else ".")
    configure = connection.remedies.give_credentials
    if code in _EXPIRED:
        return ServiceError("credentials-expired", f"the AWS credentials have expired ({answer})", configure)
    if code in _REJECTED:
        return ServiceError("credentials-rejected", f"AWS does not accept these credentials ({answer})", configure)
    if status >= _SERVER:
        kind = UnclearWrite if writing else ServiceError
        return kind("service-failed", answer, _advice("run again later.", service))
    return _by_status(status, answer, operation, service, connection)


def _by_status(status: int, answer: str, operation: str, service: Service, connection: Connection) -> ServiceError:
    container = f"{service.container} {connection.scope}"
    match status:
        case 403:
            remedy = f"allow {service.iam_prefix}:{operation} on {container} (the README has both policies). {service.if_denied}".rstrip()
            return ServiceError("access-denied", answer, _advice(remedy, service))
        case 404:
            return NotFound("not-found", answer, _advice(f"check the {container}, the region and the account.", service))
        case 429:
            return ServiceError("throttled", f"{answer} No try is left.", "run again later; what was applied stays applied.")
        case _:
            return ServiceError("service-refused", answer, _advice("if the definition looks right, please report it.", service))


def unreadable(operation: str, service: Service, *, writing: bool = False) -> ServiceError:
    """Return the error for a reply without a required member; such a reply is never treated as empty."""
    kind = UnclearWrite if writing else ServiceError
    message = f"the reply to {operation} cannot be read: a required member is missing."
    return kind("reply-unreadable", message, _advice("run again later.", service))


def _advice(remedy: str, service: Service) -> str:
    return f"{remedy} {service.outlook}".rstrip()
