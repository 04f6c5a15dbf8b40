"""The README as it stands: every block of code is run or compared with what it is copied from, and it stays short."""

from __future__ import annotations

import re
import shlex
import shutil
import struct
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import yaml

from tests.cli.laptop import INTERRUPTIBLE, Laptop, environment, started
from tests.test_guide import blocks, check_command

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
START = ROOT / "docs" / "guide" / "start.md"
ACTION = ROOT / "docs" / "guide" / "action.md"
COLUMN, MOST_PIXELS, MOST_LINES = 838, 900, 200
SOURCE = "git+https://github.com/segments-as-code/segments-as-code"


def joined(text: str) -> str:
    """Return ``text`` with lines that end in a backslash joined to the next, as a shell does."""
    return text.replace("\\\n", "")


def check_set_up(laptop: Laptop, block: str) -> None:
    """Run ``init`` as it stands; the next command is the one that it prints."""
    installed, init, deploy = joined(block).splitlines()
    assert shlex.split(installed) == ["pip", "install", f"segments-as-code @ {SOURCE}"]
    ended = laptop.run(*shlex.split(init)[1:])
    assert (ended.code, shlex.join(shlex.split(deploy)) in " ".join(joined(ended.out).split())) == (0, True)


def check_set_up_of_a_domain(laptop: Laptop, block: str) -> None:
    """Run it in another repository: beside an application, ``init`` prints that the provider exists."""
    laptop.check_out({})
    shutil.rmtree(laptop.folder / "iam")
    init, deploy = joined(block).splitlines()
    ended = laptop.run(*shlex.split(init)[1:])
    words = shlex.split(deploy)
    assert (ended.code, shlex.join(words) in " ".join(joined(ended.out).split())) == (0, True)
    assert (laptop.folder / words[words.index("--template-file") + 1]).is_file()


def check_demo(laptop: Laptop, block: str) -> None:
    """``segments demo`` itself is run in tests/cli/test_demo.py."""
    del laptop
    uvx, option, source, command, *words = shlex.split(block)
    assert (uvx, option, source, command) == ("uvx", "--from", SOURCE, "segments")
    check_command(words)


def check_plan_workflow(laptop: Laptop, block: str) -> None:
    """The workflow is the example; only comments are left out."""
    del laptop
    assert yaml.safe_load(block) == yaml.safe_load((ROOT / "examples" / "workflows" / "plan.yml").read_text(encoding="utf-8"))


def check_pre_commit(laptop: Laptop, block: str) -> None:
    """The hooks are those of the manifest, which tests/test_pre_commit.py runs."""
    del laptop
    offered = [hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))]
    (repository,) = yaml.safe_load(block)["repos"]
    assert sorted(hook["id"] for hook in repository["hooks"]) == sorted(offered)


def check_definition(laptop: Laptop, block: str) -> None:
    """With the definitions that stand before it, and none after it, a definition is valid and canonical."""
    file = laptop.folder / block.splitlines()[0].removeprefix("# ")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(block, encoding="utf-8")
    assert laptop.run("validate", "--strict").out in {"1 segment valid.\n", "2 segments valid.\n"}
    assert laptop.run("fmt", "--check").code == 0


CHECKS: Mapping[str, Callable[[Laptop, str], None]] = {
    f"pip install 'segments-as-code @ {SOURCE}'": check_set_up,
    "segments init --domain-name retail --region eu-central-1 --account-id 123456789012": check_set_up_of_a_domain,
    f"uvx --from {SOURCE} segments demo": check_demo,
    "name: Plan segments": check_plan_workflow,
    "repos:": check_pre_commit,
    "# segments/retail/reachable.yaml": check_definition,
    "# segments/retail/nordic-vips.yaml": check_definition,
}


def test_every_block_of_code_is_checked_as_it_stands(laptop: Laptop) -> None:
    text = README.read_text(encoding="utf-8")
    found = re.findall(r"(?ms)^```\w*\n(.*?)^```$", text)
    assert (text.count("```"), [block.splitlines()[0] for block in found if block.splitlines()[0] not in CHECKS]) == (2 * len(found), [])
    assert len(found) == len(CHECKS)
    laptop.check_out({})
    for block in found:
        if CHECKS[block.splitlines()[0]] is check_definition and (laptop.folder / "segments" / "example.yaml").exists():
            laptop.check_out({})
        CHECKS[block.splitlines()[0]](laptop, block)


def test_the_page_about_the_action_says_the_same_commands() -> None:
    _, commands = blocks(README, "sh")[0].split("\n", 1)
    assert blocks(ACTION, "sh")[0] == commands


def test_it_is_short_and_so_is_its_picture() -> None:
    assert len(README.read_text(encoding="utf-8").splitlines()) <= MOST_LINES
    (picture,) = re.findall(r"!\[[^\]]*\]\((docs/[^)]*)\)", README.read_text(encoding="utf-8"))
    width, height = struct.unpack(">II", (ROOT / picture).read_bytes()[16:24])
    assert height * COLUMN / width <= MOST_PIXELS


def test_playing_on_goes_as_the_guide_says(laptop: Laptop) -> None:
    first, second = [block for block in blocks(START, "sh") if "emulator" in block or "export" in block]
    serving, (exported, *commands) = shlex.split(first), [shlex.split(line) for line in second.splitlines()]
    environ = dict(word.split("=", 1) for word in exported[1:])
    laptop.check_out({})
    shutil.copytree(ROOT / "examples" / "segments", laptop.folder / "segments", dirs_exist_ok=True)
    with started(
        [*INTERRUPTIBLE, *serving[1:], "--port", "0"],
        cwd=laptop.folder,
        env=environment({}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as emulator:
        assert emulator.stdout is not None
        address = re.search(r"http://127\.0\.0\.1:\d+", emulator.stdout.readline().decode())
        assert address is not None
        assert environ["AWS_ENDPOINT_URL_PINPOINT"] == "http://127.0.0.1:4610"
        mine = {**environ, "AWS_ENDPOINT_URL_PINPOINT": address[0]}
        plan, apply, again = commands
        assert (plan, plan[1]) == (again, "plan")
        with laptop.terminal(*apply[1:], environ=mine) as terminal:
            terminal.wait_for("[y/N]: ")
            terminal.type("y\n")
            assert terminal.end() == 0
        planned = laptop.spawn(*again[1:], "--detailed-exitcode", environ=mine)
    assert "Segments: 10 applied" in terminal.seen
    assert planned.code == 0
    assert "10 unchanged" in planned.last_line
