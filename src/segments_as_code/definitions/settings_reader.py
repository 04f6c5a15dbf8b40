"""Read ``segments-settings.yaml``: what a project declares about its people, and how it reads what AWS leaves open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from segments_as_code.definitions.inline_criteria import read_criteria
from segments_as_code.definitions.reserved_files import SETTINGS, find_definitions, find_misplaced, text_of, texts_of
from segments_as_code.definitions.validator import DocumentValidator, SchemaValidator, locate
from segments_as_code.definitions.yaml_reader import read_file
from segments_as_code.model.document import Document, Json, SourceFile
from segments_as_code.model.problem import Problem
from segments_as_code.model.settings import Fact, Settings
from segments_as_code.ports import Dialect

_NAMES: Final[Mapping[str, Json]] = {"type": "array", "uniqueItems": True, "items": {"type": "string", "minLength": 1}}


def settings_schema(readings: Mapping[str, Sequence[str]]) -> dict[str, Json]:
    """Return the JSON Schema of a settings file; ``readings`` has the values that each reading can be given."""
    described: dict[str, Json] = {name: {"enum": [*values], "description": f"The reading {name}."} for name, values in readings.items()}
    fact: Json = {
        "type": "object",
        "additionalProperties": False,
        "required": ["name", "criteria"],
        "properties": {
            "name": {"type": "string", "minLength": 1, "description": "What is true, as a verdict names it: everyone has consented."},
            "criteria": {"type": "object", "minProperties": 1, "description": "Criteria, as in the definition of a segment."},
        },
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://raw.githubusercontent.com/segments-as-code/segments-as-code/main/schemas/segments-settings.schema.json",
        "title": "Segments as Code: settings",
        "description": "What a project declares about its people, in segments-settings.yaml next to the definitions.",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "single": {**_NAMES, "description": "Attributes that hold one value at most, such as customerType."},
            "whole": {**_NAMES, "description": "Metrics that are whole numbers, such as orders."},
            "facts": {"type": "array", "items": fact, "description": "What is true of everyone."},
            "readings": {
                "type": "object",
                "additionalProperties": False,
                "properties": described,
                "description": "How AWS is assumed to behave where its documentation says nothing; open says that it is not known.",
            },
        },
    }


class SettingsReader:
    """Reads settings for one dialect; ``readings`` has the values that each reading can be given."""

    def __init__(self, dialect: Dialect, validator: DocumentValidator, readings: Mapping[str, Sequence[str]]) -> None:
        self._dialect = dialect
        self._validator = validator
        self._readings = readings

    def read(self, sources: Sequence[SourceFile]) -> tuple[Settings, tuple[Problem, ...]]:
        """Return the settings in ``sources`` and all their problems; no settings if there are errors."""
        problems = [*find_misplaced(sources, SETTINGS)]
        documents: list[Document] = []
        for source in sources:
            found, wrong = read_file(source, SETTINGS)
            documents += found
            problems += [*wrong, *find_definitions(found, SETTINGS, members_of(self._dialect))]
        if problems or not documents:
            return Settings(), tuple(problems)
        schema = SchemaValidator(settings_schema(self._readings), "this file of settings")
        for document in documents:
            problems += [locate(problem, document) for problem in schema.explain(document.content)]
        problems += _find_second(documents)
        if problems:
            return Settings(), tuple(problems)
        return self._settings(documents[0])

    def _settings(self, document: Document) -> tuple[Settings, tuple[Problem, ...]]:
        content, facts, problems = document.content, list[Fact](), list[Problem]()
        readings = content.get("readings")
        said = content.get("facts")
        for index, fact in enumerate(said if isinstance(said, list) else ()):
            made, wrong = self._fact(fact, index, document)
            facts += [made] if made else []
            problems += wrong
        chosen = {name: str(value) for name, value in readings.items()} if isinstance(readings, Mapping) else {}
        settings = Settings(frozenset(texts_of(content, "single")), frozenset(texts_of(content, "whole")), chosen, tuple(facts))
        return (Settings(), tuple(problems)) if problems else (settings, ())

    def _fact(self, fact: Mapping[str, Json], index: int, document: Document) -> tuple[Fact | None, Sequence[Problem]]:
        at = ("facts", index, "criteria")
        criteria = fact["criteria"]
        assert isinstance(criteria, Mapping)  # noqa: S101  # for the type checker: the schema has looked
        canonical, problems = read_criteria(criteria, at, document, self._dialect, self._validator)
        if canonical is None:
            return None, problems
        if references := self._dialect.reference_paths(canonical.content):
            location = canonical.location(references[0][0])
            message = "a fact must not build on a segment, and this one does."
            return None, [Problem(location, "fact-with-source", message, "write the criteria themselves.")]
        return Fact(text_of(fact, "name"), self._dialect.definition(canonical.content), document.location(("facts", index))), ()


def _find_second(documents: Sequence[Document]) -> Iterator[Problem]:
    for document in documents[1:]:
        message = "a settings file has one document, and this one comes after it."
        yield Problem(document.location(), "misplaced-file", message, "write all settings into the first document.")


def members_of(dialect: Dialect) -> Sequence[str]:
    """Return the names of the members of a definition."""
    properties = dialect.schema.get("properties")
    return [*properties] if isinstance(properties, Mapping) else []
