"""Workflow commands and the runner's files, read back the way the runner reads them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from segments_as_code.github.job_summary import MOST_BYTES, append_summary, cut_markdown
from segments_as_code.github.workflow_commands import add_mask, annotate, group, safe_log, write_outputs
from segments_as_code.model.document import Location
from segments_as_code.model.problem import Problem, SegmentsError, Severity
from tests.github.runner import annotation, commands_in, outputs_in, unescaped

HOSTILE = st.lists(
    st.sampled_from(["::", "::error::", "##[", "##[debug]", "#", "[", ":", "\n", "\r", "\r\n", "\t", " ", "\x1b[31m", "\u2028"])
    | st.sampled_from(["\u202e", "\x85", "\ufeff", "\u200b", "\u2066"])
    | st.sampled_from(
        ["%0A", "%", ",", "=", "<<", "ghadelimiter_0", "EOF", "`", "|", "-->", "<b>", "@team", "#1", "\u3000", "\x00", "\ud800"]
    )
    | st.text(max_size=4)
).map("".join)


def problem(path: str = "segments/a.yml", line: int = 1, severity: Severity = Severity.ERROR, message: str = "wrong") -> Problem:
    return Problem(Location(path, line, 3), "unknown-duration", message, "write DAY_30", severity)


def annotated(problems: Iterable[Problem]) -> list[str]:
    lines: list[str] = []
    annotate(problems, lines.append)
    return lines


# ── annotations ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_problem_becomes_an_annotation_at_its_place() -> None:
    assert annotated([problem(line=5)]) == ["::error file=segments/a.yml,line=5,col=3,title=unknown-duration::wrong%0Afix: write DAY_30"]


def test_a_warning_becomes_a_warning() -> None:
    assert annotated([problem(severity=Severity.WARNING)])[0].startswith("::warning file=segments/a.yml,")


@given(HOSTILE, HOSTILE)
def test_no_path_or_message_changes_an_annotation_s_structure(path: str, message: str) -> None:
    (line,) = annotated([problem(path=path, message=message)])
    kind, properties, said = annotation(line)
    assert (kind, list(properties), properties["title"], commands_in(line)) == (
        "error",
        ["file", "line", "col", "title"],
        "unknown-duration",
        [line],
    )
    assert said.endswith("\nfix: write DAY_30")


def test_a_path_with_colon_comma_and_percent_arrives_as_it_is() -> None:
    (line,) = annotated([problem(path="a:b,c%2C.yml", message="100 %0A")])
    assert annotation(line)[1:] == (
        {"file": "a:b,c%2C.yml", "line": "1", "col": "3", "title": "unknown-duration"},
        "100 %0A\nfix: write DAY_30",
    )


def test_ten_errors_and_ten_warnings_are_shown_and_the_rest_is_handed_back() -> None:
    problems = [problem(line=line, severity=severity) for line in range(1, 13) for severity in Severity]
    lines: list[str] = []
    left = annotate(problems, lines.append)
    kinds = [annotation(line)[0] for line in lines]
    assert (kinds.count("error"), kinds.count("warning"), [one.location.line for one in left]) == (10, 10, [11, 11, 12, 12])


def test_the_budget_is_spent_on_distinct_files_first() -> None:
    noisy = [problem("a.yml", line) for line in range(1, 30)]
    others = [problem(f"b{number}.yml") for number in range(7)]
    files = [annotation(line)[1] for line in annotated([*noisy, *others])]
    assert [(one["file"], one["line"]) for one in files] == [
        ("a.yml", "1"),
        ("a.yml", "2"),
        ("a.yml", "3"),
        *((f"b{number}.yml", "1") for number in range(7)),
    ]


def test_a_long_message_is_cut_at_4096_characters() -> None:
    said = annotation(annotated([problem(message="%" * 5000)])[0])[2]
    assert said == "%" * 4095 + "…"


# ── the log ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@given(HOSTILE)
def test_no_text_is_a_command_in_the_log(text: str) -> None:
    assert commands_in(safe_log(text)) == []


@given(HOSTILE)
def test_nothing_in_the_log_is_invisible(text: str) -> None:
    hidden = [
        c for c in safe_log(text) if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and c not in "\n\t\N{ZERO WIDTH JOINER}"
    ]
    assert hidden == []


@pytest.mark.parametrize("text", ["", "plain", "a: b :: c", "two\nlines\n", "\ttabbed", "José 👩‍👩‍👧 日本", "# [x] ## [y]"])
def test_harmless_text_is_printed_as_it_is(text: str) -> None:
    assert safe_log(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("::error::x", "\\::error::x"),
        ("ok\n \u3000::set-output name=a::b", "ok\n \u3000\\::set-output name=a::b"),
        ("x ##[add-path]y", "x #\\#[add-path]y"),
        ("###[debug]", "##\\#[debug]"),
        ("a\r::stop-commands::x", "a\\x0d::stop-commands::x"),
        ("\x1b[2J\u202ereversed\U000e0041\ud800", "\\x1b[2J\\u202ereversed\\U000e0041\\ud800"),
    ],
)
def test_what_would_be_a_command_or_invisible_is_shown(text: str, shown: str) -> None:
    assert safe_log(text) == shown


def test_a_secret_of_several_lines_is_masked_line_by_line() -> None:
    lines: list[str] = []
    add_mask("one%\n\n  \ntwo", lines.append)
    assert lines == ["::add-mask::one%25", "::add-mask::two"]


@given(HOSTILE)
def test_a_group_s_title_is_one_line_whatever_it_holds(title: str) -> None:
    lines: list[str] = []
    with group(title, lines.append):
        lines.append("inside")
    assert (len(commands_in(lines[0])), lines[1:]) == (1, ["inside", "::endgroup::"])


def test_a_group_ends_when_what_is_inside_fails() -> None:
    lines: list[str] = []
    with pytest.raises(RuntimeError), group("Plan", lines.append):
        raise RuntimeError
    assert lines == ["::group::Plan", "::endgroup::"]


# ── outputs ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "output"


def test_outputs_arrive_as_they_were_written(output: Path) -> None:
    values = {"has-changes": "true", "empty": "", "lines": "a\n\nb\n", "tricky": "k=v\nname<<EOF\nEOF\r\n::error::"}
    assert write_outputs({"GITHUB_OUTPUT": str(output)}, values)
    assert outputs_in(output.read_bytes().decode()) == values


def test_outputs_are_added_to_those_that_are_there(output: Path) -> None:
    for name in ("one", "two"):
        write_outputs({"GITHUB_OUTPUT": str(output)}, {name: "x"})
    assert outputs_in(output.read_text(encoding="utf-8")) == {"one": "x", "two": "x"}


@given(HOSTILE)
def test_no_value_ends_itself_and_begins_another_output(value: str) -> None:
    number = count()
    with TemporaryDirectory() as folder:
        environ = {"GITHUB_OUTPUT": f"{folder}/output"}
        write_outputs(environ, {"a": value, "b": "safe"}, delimiter=lambda: f"ghadelimiter_{next(number)}")
        written = Path(folder, "output").read_bytes().decode()
    assert outputs_in(written) == {"a": value.encode(errors="backslashreplace").decode(), "b": "safe"}


def test_a_delimiter_that_the_value_holds_is_not_used(output: Path) -> None:
    delimiters = iter(["END", "END", "OTHER"])
    write_outputs({"GITHUB_OUTPUT": str(output)}, {"a": "x END y"}, delimiter=lambda: next(delimiters))
    assert output.read_text(encoding="utf-8") == "a<<OTHER\nx END y\nOTHER\n"


def test_each_output_has_a_delimiter_of_its_own(output: Path) -> None:
    write_outputs({"GITHUB_OUTPUT": str(output)}, {"a": "x", "b": "y"})
    delimiters = [line.partition("<<")[2] for line in output.read_text(encoding="utf-8").splitlines() if "<<" in line]
    assert (len(set(delimiters)), all(one.startswith("ghadelimiter_") for one in delimiters)) == (2, True)


@pytest.mark.parametrize("name", ["", "a=b", "a\nb", "a<<b", "a b"])
def test_a_name_that_is_no_output_s_name_is_our_own_mistake(output: Path, name: str) -> None:
    with pytest.raises(ValueError, match="is no name of an output"):
        write_outputs({"GITHUB_OUTPUT": str(output)}, {name: "x"})


def test_without_the_runner_s_file_nothing_is_written() -> None:
    assert not write_outputs({}, {"a": "x"})
    assert not append_summary({}, "# Plan")


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(SegmentsError) as caught:
        write_outputs({"GITHUB_OUTPUT": str(tmp_path)}, {"a": "x"})
    assert (caught.value.code, str(tmp_path) in caught.value.message) == ("output-unwritable", True)


# ── the job summary ──────────────────────────────────────────────────────────────────────────────────────────────────

NOTE = "\n> [!NOTE]\n> The rest does not fit: GitHub shows at most 1 MiB a step. The whole plan is in the plan file.\n"


def test_a_summary_is_added_to_what_is_there(tmp_path: Path) -> None:
    environ = {"GITHUB_STEP_SUMMARY": str(tmp_path / "summary")}
    assert append_summary(environ, "# Plan")
    assert append_summary(environ, "Done.\n")
    assert (tmp_path / "summary").read_bytes() == b"# Plan\nDone.\n"


def test_a_summary_never_grows_beyond_one_mebibyte(tmp_path: Path) -> None:
    environ = {"GITHUB_STEP_SUMMARY": str(tmp_path / "summary")}
    results = [append_summary(environ, "äöü € 👩\n" * 30_000) for _ in range(4)]
    assert results == [True, True, False, False]
    assert MOST_BYTES - 400 < (tmp_path / "summary").stat().st_size <= MOST_BYTES


def test_a_summary_of_exactly_one_mebibyte_is_whole(tmp_path: Path) -> None:
    assert append_summary({"GITHUB_STEP_SUMMARY": str(tmp_path / "summary")}, "x" * (MOST_BYTES - 1) + "\n")
    assert (tmp_path / "summary").stat().st_size == 1_048_576


def test_what_is_cut_ends_with_a_whole_line_and_a_note() -> None:
    assert cut_markdown("one\ntwo\nthree\n" * 100, len(NOTE) + 9) == f"one\ntwo\n{NOTE}"


def test_a_fence_and_details_that_are_cut_open_are_closed() -> None:
    text = "<details><summary>a</summary>\n\n<details>\n\n````diff\n```\n" + "+ x\n" * 1000
    assert cut_markdown(text, len(NOTE) + 94) == (
        f"<details><summary>a</summary>\n\n<details>\n\n````diff\n```\n+ x\n+ x\n+ x\n````\n\n</details></details>\n{NOTE}"
    )


def test_details_inside_a_fence_are_not_counted() -> None:
    text = "```\n<details>\n```\n" + "x\n" * 1000
    assert cut_markdown(text, len(NOTE) + 20) == f"```\n<details>\n```\nx\n{NOTE}"


def test_backticks_inside_a_block_of_html_are_no_fence() -> None:
    text = "<details>\n```\n\n</details>\n\n" + "x\n" * 1000
    assert cut_markdown(text, len(NOTE) + 31) == f"<details>\n```\n\n</details>\n\nx\nx\n{NOTE}"


def test_a_fence_longer_than_the_room_is_left_out_with_what_it_holds() -> None:
    text = f"Plan\n{'`' * 5000}\nvalue\n{'`' * 5000}\n"
    assert cut_markdown(text, len(NOTE) + 6000) == f"Plan\n{NOTE}"


def test_where_not_even_the_note_fits_nothing_is_written() -> None:
    assert cut_markdown("x\n" * 100, len(NOTE) - 1) == ""


LINES = st.lists(st.sampled_from(["```\n", "````md\n", "~~~\n", "<details>\n", "<summary>\n", "text\n", "\n", "é € x\r\n"]), max_size=60)


@given(LINES, st.integers(0, 400))
def test_a_cut_summary_fits_and_leaves_nothing_open(lines: list[str], room: int) -> None:
    whole = "".join(lines)
    cut = cut_markdown(whole, room)
    assert len(cut.encode()) <= room
    if cut not in {whole, ""}:
        tokens = MarkdownIt("commonmark").parse(cut)
        html = "".join(token.content for token in tokens if token.type == "html_block")
        assert (tokens[-1].type, html.count("</details>") >= html.count("<details>")) == ("blockquote_close", True)


def test_unescaping_is_the_reverse_of_escaping() -> None:
    lines: list[str] = []
    add_mask("100 %0A", lines.append)
    assert unescaped(lines[0]) == "::add-mask::100 %0A"
