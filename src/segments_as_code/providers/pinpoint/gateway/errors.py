"""Say in plain words what went wrong between us and Pinpoint."""

from __future__ import annotations

from botocore import exceptions as boto
from botocore.exceptions import BotoCoreError, ClientError

from segments_as_code.ports import Connection
from segments_as_code.problems import NotFound, ServiceError, UnclearWrite

END_OF_SUPPORT = (
    "Amazon Pinpoint's end of support was 2026-10-30, and AWS may refuse segment calls for good: "
    "segments validate works without the service."
)
"""Source: AWS, "Amazon Pinpoint end of support" in the Pinpoint user guide (read 2026-11-23)."""

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


def explain(error: BotoCoreError | ClientError, operation: str, connection: Connection, *, writing: bool = False) -> ServiceError:
    """Return what ``error`` means to the user; UnclearWrite where a write may have happened all the same."""
    if isinstance(error, ClientError):
        return _refused(error, operation, connection, writing=writing)
    if isinstance(error, boto.NoRegionError):
        return ServiceError("no-region", "no AWS region is set.", connection.remedies.set_region)
    if isinstance(error, _CREDENTIALS):
        return ServiceError("credentials-missing", f"there are no usable AWS credentials ({error}).", connection.remedies.give_credentials)
    if isinstance(error, _NOT_SENT):
        where = connection.endpoint_url or f"Pinpoint in {connection.region or 'this region'}"
        message = f"{where} cannot be reached for {operation}."
        return ServiceError("service-unreachable", message, f"check the network, the region and the endpoint URL. {END_OF_SUPPORT}")
    if isinstance(error, boto.ParamValidationError):
        return ServiceError("invalid-request", f"{operation} was not sent: {error}", "this is a fault of ours: please report it.")
    kind = UnclearWrite if writing else ServiceError
    return kind("connection-lost", f"the connection was lost during {operation} ({type(error).__name__}).", "run again.")


def _refused(error: ClientError, operation: str, connection: Connection, *, writing: bool) -> ServiceError:
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
        return kind("service-failed", answer, f"run again later. {END_OF_SUPPORT}")
    return _by_status(status, answer, operation, connection)


def _by_status(status: int, answer: str, operation: str, connection: Connection) -> ServiceError:
    match status:
        case 403:
            remedy = f"allow mobiletargeting:{operation} on application {connection.scope} (the README has both policies). {END_OF_SUPPORT}"
            return ServiceError("access-denied", answer, remedy)
        case 404:
            remedy = f"check the application id {connection.scope}, the region and the account. {END_OF_SUPPORT}"
            return NotFound("not-found", answer, remedy)
        case 429:
            message = f"{answer} We tried for as long as we may."
            return ServiceError("throttled", message, "run again later; what was applied stays applied.")
        case _:
            return ServiceError("service-refused", answer, f"if the definition looks right, please report it. {END_OF_SUPPORT}")
