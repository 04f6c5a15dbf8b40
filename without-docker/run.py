# ruff: noqa: INP001 - a script, not a module
"""Run the action without Docker: install what it needs, by hash, then do what the image's entry point does.

The step's inputs arrive as one JSON object in INPUTS. Nothing in the workspace is imported: Python is started with ``-I``.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements" / "audience.txt"


def main() -> int:
    """Return the action's exit code."""
    if os.open not in os.supports_dir_fd:
        sys.stdout.write("::error title=not-on-windows::Segments as Code does not run on Windows: use a Linux or macOS runner.\n")
        return 1
    try:
        packages = install(Path(os.environ["RUNNER_TEMP"]))
    except subprocess.CalledProcessError:
        sys.stdout.write("::error title=extra-missing::pip could not install what the action needs; the lines above say why.\n")
        with Path(os.environ["GITHUB_OUTPUT"]).open("a", encoding="utf-8") as outputs:
            outputs.write("failure-reason=extra-missing\n")
        return 1
    sys.path[:0] = [str(ROOT / "src"), str(packages)]
    for name, value in json.loads(os.environ["INPUTS"]).items():
        os.environ[f"INPUT_{name.upper()}"] = value
    from segments_as_code.action.step import main as run_step  # noqa: PLC0415  # it can be imported from here on

    return run_step()


def install(temporary: Path) -> Path:
    """Return a folder with the locked packages, which an earlier step of the job may have made.

    Raises:
        CalledProcessError: pip failed, and said why.
    """
    packages = temporary / f"segments-as-code-{sha256(LOCK.read_bytes()).hexdigest()[:16]}"
    if not (packages / "complete").exists():
        shutil.rmtree(packages, ignore_errors=True)  # of an interrupted step: pip would keep what is there
        pip = [sys.executable, "-I", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        locked = ["--require-hashes", "--only-binary=:all:", "--no-deps", "--requirement", str(LOCK), "--target", str(packages)]
        subprocess.run([*pip, *locked], check=True, stdout=sys.stderr)  # noqa: S603 # the words above
        (packages / "complete").touch()
    return packages


if __name__ == "__main__":
    raise SystemExit(main())
