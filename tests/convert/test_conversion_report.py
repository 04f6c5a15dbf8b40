"""The report of a conversion can be acted on: what it says to write can be copied, and each number says of how many."""

from __future__ import annotations

import re

from segments_as_code.report.conversion_report import conversion_markdown
from tests.convert.converting import SOURCE, TARGET, Converted, convert, mapping_file

IMPORTED = "a" * 32
GROUP = "Name: On\nSegmentGroups: {{Include: ALL, Groups: [{{Type: ALL, SourceType: ALL, SourceSegments: [{0}]}}]}}\n"


def page_of(converted: Converted) -> str:
    return conversion_markdown(converted.found.conversion, SOURCE.nouns, TARGET.nouns)


def test_a_line_for_the_mapping_can_be_copied_from_the_page() -> None:
    texts = {
        "on.yaml": GROUP.format(f"{{Id: {IMPORTED}}}"),
        "n.yaml": "Name: N\nDimensions: {Metrics: {'yes': {ComparisonOperator: EQUAL, Value: 1}}}\n",
    }
    page = page_of(convert(texts, {}))
    lines = re.findall(r"^- To fix: .*`(\w+: \{.*\})` to the mapping\.\n  - `segments/", page, re.MULTILINE)
    assert lines == [f"Imported: {{{IMPORTED}: {{Key: …, Value: …}}}}", 'Metrics: {"yes": {Key: …}}']
    mapped = convert(texts, "\n".join(lines).replace("…, V", "In_list, V").replace("…", "x"))
    assert [rule.code for segment in mapped.found.conversion.segments for rule in segment.rules] == ["", ""]
    assert mapping_file("\n".join(lines)).problems != ()  # … is not a key: somebody has to write one
