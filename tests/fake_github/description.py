"""Hold requests and replies to what GitHub says of its own API (``openapi/``), in both directions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl

from openapi_core import OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_schema_validator import OAS30Validator
from werkzeug.datastructures import Headers, ImmutableMultiDict

from segments_as_code.github.members import items
from segments_as_code.model.document import Json

_HOST = "http://github.test"
_REFUSALS_OF_ALL_CALLS = frozenset({401, 403, 404, 429, 500, 502, 503})
"""What GitHub documents for the API as a whole and not call by call (docs.github.com, "Troubleshooting the REST API")."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came in: ``path`` without the API's prefix, header names in lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def parameters(self) -> dict[str, str]:
        """What stands in the query, the last of each name."""
        return dict(parse_qsl(self.query, keep_blank_values=True))

    @property
    def content(self) -> Json:
        """The JSON in the body, or None."""
        content: Json = json.loads(self.body) if self.body else None
        return content


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply as it goes out; ``content`` None is an empty body."""

    status: int
    content: Json = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def body(self) -> bytes:
        """The bytes of the body."""
        return b"" if self.content is None else json.dumps(self.content).encode()


@dataclass(slots=True)
class _Asked:
    """A request in openapi-core's own shape."""

    path: str
    method: str
    parameters: RequestParameters
    body: bytes | None
    content_type: str
    host_url: str = _HOST


@dataclass(slots=True)
class _Answered:
    """A reply in openapi-core's own shape."""

    status_code: int
    headers: Headers
    data: bytes
    content_type: str = "application/json"


class Description:
    """One edition of GitHub's own description: ``api.github.com``, or a GitHub Enterprise Server."""

    def __init__(self, edition: str) -> None:
        self._content = json.loads((Path(__file__).parent / "openapi" / f"{edition}.json").read_text(encoding="utf-8"))
        self._openapi = OpenAPI.from_dict({**self._content, "servers": [{"url": _HOST}]})
        self._patterns = {re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path)): path for path in self._content["paths"]}

    def faults_of_request(self, request: Request) -> list[str]:
        """Return how ``request`` departs from the description; also what it names that the description does not know."""
        operation = self._operation(request)
        if operation is None:
            return [f"{request.method} {request.path}: the description knows no such call"]
        faults = [_words(error) for error in self._openapi.iter_request_errors(_asked(request))]
        if not faults:
            faults += self._unknown_names(operation, request)
        return [f"{request.method} {request.path}: request: {fault}" for fault in faults]

    def faults_of_reply(self, request: Request, reply: Reply) -> list[str]:
        """Return how ``reply`` departs from the description."""
        operation = self._operation(request) or {}
        if str(reply.status) in operation.get("responses", {}):
            answered = _Answered(reply.status, Headers(dict(reply.headers)), reply.body)
            faults = [_words(error) for error in self._openapi.iter_response_errors(_asked(request), answered)]
        elif reply.status in _REFUSALS_OF_ALL_CALLS:
            faults = [error.message for error in OAS30Validator(self.schema("basic-error")).iter_errors(reply.content)]
        else:
            faults = [f"status {reply.status} is not documented"]
        return [f"{request.method} {request.path}: reply {reply.status}: {fault}" for fault in faults]

    def filled(self, schema: str, given: Mapping[str, Json]) -> dict[str, Json]:
        """Return ``given`` with whatever else a schema requires, dull values of the right types."""
        result = self._fill(self.schema(schema), dict(given))
        if not isinstance(result, dict):
            raise TypeError(f"{schema} is no object")
        return result

    def schema(self, name: str) -> dict[str, Json]:
        """Return one of the description's schemas."""
        found: dict[str, Json] = self._content["components"]["schemas"][name]
        return found

    def _operation(self, request: Request) -> dict[str, dict[str, Json]] | None:
        path = next((path for pattern, path in self._patterns.items() if pattern.fullmatch(request.path)), None)
        operation: dict[str, dict[str, Json]] | None = self._content["paths"].get(path, {}).get(request.method.lower())
        return operation

    def _unknown_names(self, operation: Mapping[str, Json], request: Request) -> Iterator[str]:
        known = {self._resolved(parameter)["name"] for parameter in items(operation, "parameters") if isinstance(parameter, dict)}
        yield from (f"it has no query parameter {name}" for name in request.parameters if name not in known)
        content = request.content
        schema = self._body_schema(operation)
        if isinstance(content, dict) and "properties" in schema and isinstance(schema["properties"], dict):
            yield from (f"its body has no member {name}" for name in content if name not in schema["properties"])

    def _body_schema(self, operation: Mapping[str, Json]) -> dict[str, Json]:
        body = operation.get("requestBody")
        if not isinstance(body, dict):
            return {}
        schema: dict[str, Json] = body["content"]["application/json"]["schema"]
        return schema

    def _resolved(self, value: dict[str, Json]) -> dict[str, Json]:
        reference = value.get("$ref")
        if not isinstance(reference, str):
            return value
        _, _, kind, name = reference.split("/")
        found: dict[str, Json] = self._content["components"][kind][name]
        return found

    def _fill(self, schema: dict[str, Json], given: Json) -> Json:
        schema = self._resolved(schema)
        properties = schema.get("properties")
        item_schema = schema.get("items")
        if isinstance(given, dict) and isinstance(properties, dict):
            required = schema.get("required", [])
            names = [*given, *(name for name in required if name not in given)] if isinstance(required, list) else list(given)
            return {name: self._member(properties.get(name, {}), given, name) for name in names}
        if isinstance(given, list) and isinstance(item_schema, dict):
            return [self._fill(item_schema, item) for item in given]
        return given

    def _member(self, schema: dict[str, Json], given: dict[str, Json], name: str) -> Json:
        return self._fill(schema, given[name]) if name in given else self._dull(schema)

    def _dull(self, schema: dict[str, Json]) -> Json:
        schema = self._resolved(schema)
        if schema.get("nullable"):
            return None
        if "enum" in schema:
            return items(schema, "enum")[0]
        texts: dict[str, Json] = {"uri": "https://github.test/", "date-time": "2026-01-01T00:00:00Z"}
        values: dict[str, Json] = {
            "string": texts.get(str(schema.get("format")), ""),
            "array": [],
            "boolean": False,
            "integer": 0,
            "number": 0,
        }
        kind = str(schema.get("type"))
        return values[kind] if kind in values else self._fill(schema, {})


@cache
def description_of(edition: str) -> Description:
    """Return the description of an edition, read once."""
    return Description(edition)


def _asked(request: Request) -> _Asked:
    parameters = RequestParameters(query=ImmutableMultiDict(request.parameters), header=Headers(dict(request.headers)))
    return _Asked(request.path, request.method.lower(), parameters, request.body or None, request.headers.get("content-type", ""))


def _words(error: Exception) -> str:
    """Return what openapi-core found, with where and what, which it hides a level below."""
    causes = [f"{cause.json_path}: {cause.message}" for cause in getattr(error.__cause__, "schema_errors", ())]
    return "; ".join(causes) or f"{error} {error.__cause__ or ''}".strip()
