"""The pages on test files and on the JSON of `segments test`, from their schemas."""

from __future__ import annotations

from scripts.reference.markdown import heading, joined, prose
from scripts.reference.members import member_sections, overview
from scripts.reference.schema import Schema
from scripts.reference.values import JSON, YAML

_TEST = """\
`segments test` reads them, and so does every plan; [tests](../guide/tests.md) shows how they are used. `segments schema {name}`
prints the schema. For completion and checks while you type, begin a file with this line:

```yaml
# yaml-language-server: $schema=https://raw.githubusercontent.com/segments-as-code/segments-as-code/main/schemas/{file}
```"""
_RESULT = "`segments schema test-result` prints the schema."


def test_page() -> str:
    """Return the page on test files."""
    return _test_page("Test files", "test", "segments-test.schema.json")


def profiles_test_page() -> str:
    """Return the page on test files for Customer Profiles."""
    return _test_page("Test files for Customer Profiles", "customer-profiles-test", "customer-profiles-test.schema.json")


def _test_page(title: str, name: str, file: str) -> str:
    schema, intro = Schema(file), _TEST.replace("{name}", name).replace("{file}", file)
    start = [heading(title, 1), prose(str(schema.root["description"])), intro, heading("At a glance"), overview(schema)]
    return joined([*start, *member_sections(schema, YAML)])


def test_result_page() -> str:
    """Return the page on the result."""
    schema = Schema("test-result.schema.json")
    start = [heading("The result of segments test as JSON", 1), prose(str(schema.root["description"])), _RESULT]
    return joined([*start, heading("At a glance"), overview(schema), *member_sections(schema, JSON)])
