"""What came of a conversion: on a terminal, as Markdown for a pull request, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from segments_as_code.model.conversion import (
    ASSUMPTIONS,
    VERDICT_CODES,
    VERDICT_ORDER,
    Conversion,
    ConvertedPeople,
    ConvertedRule,
    ConvertedSegment,
    RuleVerdict,
)
from segments_as_code.model.document import Json
from segments_as_code.model.phrases import Nouns, Phrase, Role, Statement
from segments_as_code.report.conversion_people import counted_on, people_cell, people_json, people_lines
from segments_as_code.report.conversion_summary import (
    by_assumption,
    by_code,
    count_verdicts,
    mapping_advice,
    proof_lines,
    rule_words,
    summarize,
    verdict_words,
)
from segments_as_code.report.explanation import quoted, spoken, statement_lines
from segments_as_code.report.markdown import Markdown, code, details, fill, join, join_sections, strong, text
from segments_as_code.report.people_markdown import render_phrase
from segments_as_code.report.text import END, Span, Style, to_span
from segments_as_code.report.visible import visible

FORMAT: Final = "segments-as-code/conversion"
VERSION: Final = 1

_STYLES: Final = {"exact": Style.CREATE, "exact-if": Style.CREATE, "differs": Style.WARNING, "impossible": Style.ERROR}
_MOST_SHOWN: Final = 8
_ORDER: Final = "What the most segments wait for comes first."
_ALL_FIXES: Final = "--format json has the fix of each."


# ── text ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def conversion_text(conversion: Conversion, before: Nouns, after: Nouns) -> list[Span]:
    """Return the two shares, what is left to decide, what is assumed, and each segment with its source and its target in English."""
    rules, segments = summarize(conversion)
    spans = [Span(f"{before.service} to {after.service}", Style.HEADING), END, Span(rules), END, Span(segments), END]
    spans += [to_span(counted_on(conversion.people), Style.QUIET), END] if conversion.people is not None else []
    spans += _groups_text(conversion)
    for segment in conversion.segments:
        spans += [END, *_segment_text(segment, before, after, conversion.people)]
    for helper in conversion.helpers:
        spans += [END, to_span(helper.key, Style.HEADING), to_span(f"  helper: {helper.purpose}", Style.QUIET), END]
    spans += [END] if conversion.not_converted else []
    for path, reason in conversion.not_converted.items():
        spans += [to_span(f"Not converted, or only in part: {path}: {reason}", Style.WARNING), END]
    return spans


def _groups_text(conversion: Conversion) -> Iterator[Span]:
    undecided = by_code(conversion, is_open=True)
    yield from (END, Span("To decide first" if undecided else "Nothing is left to decide.", Style.HEADING), END)
    notes = (_ORDER, "".join(mapping_advice(conversion))) if undecided else ()
    yield from (part for line in filter(None, notes) for part in (to_span(f"  {line}", Style.QUIET), END))
    for group in undecided:
        yield from (Span("  "), Span(group.name, Style.ERROR), to_span(f"  {group.counted}: {VERDICT_CODES[group.name]}"), END)
        for remedy, rules in group.by_remedy()[:_MOST_SHOWN]:
            for rule in rules[:_MOST_SHOWN]:
                yield from (to_span(f"    {rule.location}: ", Style.QUIET), *spoken(rule.source), END)
            if len(rules) > _MOST_SHOWN:
                yield from (to_span(f"    and {len(rules) - _MOST_SHOWN:,} more", Style.QUIET), END)
            yield from (to_span(f"      fix: {remedy}", Style.QUIET), END)
        if more := sum(len(rules) for _, rules in group.by_remedy()[_MOST_SHOWN:]):
            yield from (to_span(f"    and {more:,} of the {len(group.rules):,} rules more; {_ALL_FIXES}", Style.QUIET), END)
        yield from (to_span(f"      {group.accepting[:1].lower()}{group.accepting[1:]}: {group.acceptance}", Style.QUIET), END)
    assumed = by_assumption(conversion)
    if assumed:
        yield from (END, Span("Assumed, and not confirmed under Assume in the mapping", Style.HEADING), END)
    for group in assumed:
        yield from (Span("  "), Span(group.name, Style.WARNING), to_span(f"  {group.counted}: {ASSUMPTIONS[group.name]}"), END)
    accepted = by_code(conversion, is_open=False)
    if accepted:
        yield from (END, Span("Accepted in the mapping", Style.HEADING), END)
    for group in accepted:
        yield from (to_span(f"  {group.name}  {group.counted}: {VERDICT_CODES[group.name]}"), END)


def _segment_text(segment: ConvertedSegment, before: Nouns, after: Nouns, people: ConvertedPeople | None) -> Iterator[Span]:
    yield from (to_span(segment.name, Style.HEADING), to_span(f"  {segment.key}  {segment.location}", Style.QUIET), END)
    yield from (Span("  "), to_span(verdict_words(segment), _STYLES[segment.verdict]), END)
    yield from (to_span(f"  in {before.service}:", Style.QUIET), END, *statement_lines(segment.before.long, 2))
    if segment.after is not None and segment.has_form:
        state = ", if you accept it" if segment.is_undecided else ""
        yield from (to_span(f"  in {after.service}{state}:", Style.QUIET), END, *statement_lines(segment.after.long, 2))
    if len(segment.rules) > 1:
        yield from (to_span("  rule by rule:", Style.QUIET), END)
    for rule in segment.rules if len(segment.rules) > 1 else ():
        yield from (to_span(f"    {rule.location.line}:{rule.location.column}  ", Style.QUIET), *spoken(rule.source))
        yield from (Span("  "), to_span(rule_words(rule), _STYLES[rule.verdict]), END)
    for line in (*proof_lines(segment), *people_lines(segment, people)):
        yield from (to_span(f"  {line}"), END)


# ── Markdown ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def conversion_markdown(conversion: Conversion, before: Nouns, after: Nouns) -> str:
    """Return the same as a page for a pull request."""
    rules, segments = summarize(conversion)
    head = fill("## {} to {}", Markdown(before.service), Markdown(after.service))
    shares = join("\n", [fill("- {}", Markdown(rules)), fill("- {}", Markdown(segments))])
    people = conversion.people
    sections = [head, shares, *([text(counted_on(people))] if people is not None else []), *_groups_markdown(conversion)]
    table = ["| segment | verdict | what is proven |", "| :-- | :-- | :-- |"]
    if people is not None:
        table = [f"{line} {cell} |" for line, cell in zip(table, ("people, both / only before / only after", ":--"), strict=True)]
    rows = [_row(segment, people) for segment in conversion.segments]
    sections.append(join("\n", [*map(Markdown, table), *rows]))
    sections += [_block(segment, before, after, people) for segment in conversion.segments]
    if conversion.helpers:
        made = [fill("- {}: {}", code(helper.key), text(helper.purpose)) for helper in conversion.helpers]
        sections.append(join("\n", [Markdown("**Helpers**, which converted segments build on:\n"), *made]))
    if conversion.not_converted:
        left = [fill("- {}: {}", code(path), text(reason, 300)) for path, reason in conversion.not_converted.items()]
        sections.append(join("\n", [Markdown("**Not converted**, or only in part:\n"), *left]))
    return join_sections(sections) + "\n"


def _groups_markdown(conversion: Conversion) -> Iterator[Markdown]:
    undecided = by_code(conversion, is_open=True)
    yield Markdown("### To decide first" if undecided else "Nothing is left to decide.")
    if undecided:
        yield Markdown(_ORDER)
    if undecided and (advice := mapping_advice(conversion)):
        yield join("", [code(part) if at % 2 else Markdown(part) for at, part in enumerate(advice)])
    for group in undecided:
        head = fill("**{}**, {}: {}", code(group.name), Markdown(group.counted), text(VERDICT_CODES[group.name]))
        lines: list[Markdown] = []
        for _, rules in group.by_remedy()[:_MOST_SHOWN]:
            lines.append(fill("- To fix: {}", _remedy(rules[0])))
            lines += [fill("  - {}: {}", code(str(rule.location)), render_phrase(rule.source, 120)) for rule in rules[:_MOST_SHOWN]]
            lines += [fill("  - and {} more", len(rules) - _MOST_SHOWN)] if len(rules) > _MOST_SHOWN else []
        more = sum(len(rules) for _, rules in group.by_remedy()[_MOST_SHOWN:])
        lines += [fill("- and {} of the {} rules more; {}", more, len(group.rules), Markdown(_ALL_FIXES))] if more else []
        lines.append(fill("- {}: {}", Markdown(group.accepting), code(group.acceptance)))
        yield join("\n", [head, Markdown(""), *lines])
    for title, groups, says in (
        (Markdown("### Assumed, and not confirmed"), by_assumption(conversion), ASSUMPTIONS),
        (Markdown("### Accepted"), by_code(conversion, is_open=False), VERDICT_CODES),
    ):
        if groups:
            yield title
            yield join("\n", [fill("- {}, {}: {}", code(each.name), Markdown(each.counted), text(says[each.name])) for each in groups])


def _remedy(rule: ConvertedRule) -> Markdown:
    """Return what to do; a line for the mapping file is code, so that it can be copied."""
    before, entry, after = rule.remedy.partition(rule.entry) if rule.entry else (rule.remedy, "", "")
    return fill("{} {} {}", text(before.strip(), 300), code(entry), text(after.strip(), 300)) if entry else text(before, 300)


def _row(segment: ConvertedSegment, people: ConvertedPeople | None) -> Markdown:
    proven = join(" ", [text(line, 200) for line in proof_lines(segment)[:1]])
    row = fill("| {} {} | {} | {} |", strong(segment.name), code(segment.key), Markdown(verdict_words(segment)), proven)
    return row if people is None else fill("{} {} |", row, text(people_cell(segment, people)))


def _block(segment: ConvertedSegment, before: Nouns, after: Nouns, people: ConvertedPeople | None) -> Markdown:
    """Return one segment: its source beside its target, the verdict on each rule, and what is proven."""
    rows = [fill("| in {} | in {} |", Markdown(before.service), Markdown(after.service)), Markdown("| :-- | :-- |")]
    target = segment.after.long if segment.after is not None and segment.has_form else ()
    right = _cell(target) if target else Markdown("not decided" if segment.definition is not None else "left out")
    right = fill("*If you accept it:* {}", right) if target and segment.is_undecided else right
    rows.append(fill("| {} | {} |", _cell(segment.before.long), right))
    rules = [Markdown("| line | rule | verdict |"), Markdown("| :-- | :-- | :-- |")]
    rules += [
        fill("| {} | {} | {} |", each.location.line, render_phrase(each.source, 60), text(rule_words(each))) for each in segment.rules
    ]
    lines = [fill("- {}", text(line, 400)) for line in (*proof_lines(segment), *people_lines(segment, people))]
    summary = fill("<b>{}</b> {}", text(segment.name), text(segment.key))  # no Markdown is read inside of it
    return details(summary, join("\n\n", [join("\n", rows), join("\n", rules), join("\n", lines)]))


def _cell(statements: Sequence[Statement]) -> Markdown:
    return join("<br>", [fill("{}{}", Markdown("&emsp;" * depth), render_phrase(said, 60)) for said, depth in _flat(statements)])


def _flat(statements: Sequence[Statement], depth: int = 0) -> Iterator[tuple[Phrase, int]]:
    for statement in statements:
        yield statement.phrase, depth
        yield from _flat(statement.under, depth + 1)


# ── JSON ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def conversion_json(conversion: Conversion, before: Nouns, after: Nouns) -> dict[str, Json]:
    """Return the same for programs; ``schemas/conversion.schema.json`` describes it."""
    rules, segments = count_verdicts(conversion)
    return {
        "format": FORMAT,
        "version": VERSION,
        "from": before.service,
        "to": after.service,
        "summary": {
            "rules": _counted_json(rules),
            "segments": _counted_json(segments),
            "undecided": sum(segment.is_undecided for segment in conversion.segments),
            "waiting": len(conversion.waiting),
        },
        "assumptions": [
            {"name": group.name, "says": ASSUMPTIONS[group.name], "rules": len(group.rules)} for group in by_assumption(conversion)
        ],
        "confirmed": [*conversion.confirmed],
        "segments": [_segment_json(segment) for segment in conversion.segments],
        "helpers": [{"key": helper.key, "name": helper.name, "purpose": helper.purpose} for helper in conversion.helpers],
        "not_converted": [*conversion.not_converted],
        "not_converted_because": {**conversion.not_converted},
        **({"people": people_json(conversion.people)} if conversion.people is not None else {}),
    }


def _counted_json(counted: dict[RuleVerdict, int]) -> dict[str, Json]:
    return {"total": sum(counted.values()), **{verdict: counted[verdict] for verdict in VERDICT_ORDER}}


def _segment_json(segment: ConvertedSegment) -> Json:
    proof: Json = None
    if segment.proof is not None:
        found = segment.proof
        proof = {
            "relation": found.relation,
            "people": [*found.people],
            "endpoints": found.endpoints,
            "endpoint_people": [*found.endpoint_people],
            "readings": [*found.otherwise],
        }
    return {
        "key": segment.key,
        "name": segment.name,
        "path": segment.location.path,
        "line": segment.location.line,
        "verdict": segment.verdict,
        "is_undecided": segment.is_undecided,
        "is_left_out": segment.is_left_out,
        "before": _plain(segment.before.short),
        "after": None if segment.after is None else _plain(segment.after.short),
        "rules": [_rule_json(rule) for rule in segment.rules],
        "helpers": [*segment.helpers],
        "proof": proof,
    }


def _rule_json(rule: ConvertedRule) -> Json:
    return {
        "path": rule.location.path,
        "line": rule.location.line,
        "column": rule.location.column,
        "says": _plain(rule.source),
        "verdict": rule.verdict,
        "code": rule.code,
        "reason": rule.reason,
        "remedy": rule.remedy,
        "assumes": [*rule.assumes],
        "is_accepted": rule.is_accepted,
    }


def _plain(phrase: Phrase) -> str:
    return "".join(visible(quoted(part.text)) if part.role is Role.VALUE else visible(part.text) for part in phrase)
