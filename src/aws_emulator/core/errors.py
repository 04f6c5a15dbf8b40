"""Errors of a service. Each has a status; the error class comes from the operation's model (``api.Operation.errors``)."""

from __future__ import annotations


class ApiError(Exception):
    """An error: its status and a sentence.

    ``code`` is empty if the class is the one in the operation's model for ``status``. A ``code`` is given only if the model
    has no such class and an option of the service's Behaviour asks for it, or if the model has two with the same status.
    """

    status = 500
    code = ""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class BadRequest(ApiError):
    """The request is malformed, or breaks a rule."""

    status = 400


class Forbidden(ApiError):
    """The caller may not do this."""

    status = 403


class NotFound(ApiError):
    """What the request names does not exist."""

    status = 404


class MethodNotAllowed(ApiError):
    """The path has no such method."""

    status = 405


class Conflict(ApiError):
    """The resource is in a state that does not allow this."""

    status = 409


class PayloadTooLarge(ApiError):
    """The request is larger than the service allows."""

    status = 413


class TooManyRequests(ApiError):
    """The request exceeds the rate."""

    status = 429


class NotEmulated(ApiError):
    """The model has this operation and the emulator does not. The option ``not_emulated_answer`` asks for this class."""

    status = 501
    code = "NotImplementedException"
