"""``python -m scripts.release base|check|notes|sbom|tag|dry-run v1.2.3``; the release workflow, and ``make release-dry-run``."""

from __future__ import annotations

import argparse
import json
import shlex
import subprocess
import sys
from pathlib import Path

from scripts.release.action_file import pin_image
from scripts.release.changelog import notes_for
from scripts.release.sbom import make_sbom
from scripts.release.tagging import planned, release
from scripts.release.version import Version, base_image, disagreements, read_tag

ROOT = Path(__file__).parent.parent.parent
LOCK = Path("requirements") / "runtime.txt"
NO_DIGEST = "sha256:" + "0" * 64


def main(arguments: list[str]) -> int:
    """Do one part of a release; 1 where it cannot be."""
    parser = argparse.ArgumentParser(prog="python -m scripts.release", description=__doc__)
    parser.add_argument("part", choices=("base", "check", "notes", "sbom", "tag", "dry-run"))
    parser.add_argument("tag", type=read_tag)
    parser.add_argument("--image", default="ghcr.io/segments-as-code/segments-as-code")
    parser.add_argument("--digest", default=NO_DIGEST)
    parser.add_argument("--into", type=Path, default=ROOT / "build" / "release")
    given = parser.parse_args(arguments)
    version: Version = given.tag
    match given.part:
        case "base":
            sys.stdout.write(base_image(ROOT) + "\n")
        case "check":
            return _check(version)
        case "notes":
            sys.stdout.write(notes_for(_read("CHANGELOG.md"), str(version)) or "")
        case "sbom":
            sys.stdout.write(_sbom(version))
        case "tag":
            if given.digest == NO_DIGEST:
                parser.error("--digest: the digest of the published image")
            release(ROOT, version, given.image, given.digest)
        case "dry-run":
            _dry_run(version, given.image, given.digest, given.into)
    return 0


def _check(version: Version) -> int:
    found = list(disagreements(ROOT, version))
    sys.stderr.writelines(f"{problem}\n" for problem in found)
    return 1 if found else 0


def _dry_run(version: Version, image: str, digest: str, into: Path) -> None:
    """Leave in ``into`` what a release would publish, and print what it would do; nothing else is changed."""
    into.mkdir(parents=True, exist_ok=True)
    changelog = _read("CHANGELOG.md")
    notes = notes_for(changelog, str(version)) or notes_for(changelog, "Unreleased") or ""
    (into / "action.yml").write_text(pin_image(_read("action.yml"), image, digest), encoding="utf-8")
    (into / "notes.md").write_text(notes, encoding="utf-8")
    (into / "sbom.cdx.json").write_text(_sbom(version), encoding="utf-8")
    build = [sys.executable, "-m", "hatchling", "build", "--directory", str(into)]
    subprocess.run(build, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 # the builder of the lock
    told = [f"in {into}:", *(f"  {path.name}" for path in sorted(into.iterdir()))]
    if digest == NO_DIGEST:
        told.append("The digest in action.yml is made up: only a pushed image has one.")
    told += ["", "A release would run:", *(f"  {shlex.join(command)}" for command in planned(ROOT, version))]
    if found := list(disagreements(ROOT, version)):
        told += ["", "It would stop before that:", *(f"  {problem}" for problem in found)]
    sys.stdout.write("\n".join(told) + "\n")


def _sbom(version: Version) -> str:
    return json.dumps(make_sbom(_read(str(LOCK)), str(version)), indent=1) + "\n"


def _read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
