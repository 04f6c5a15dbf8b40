from __future__ import annotations

import re
from pathlib import Path

import segments_as_code.github
from segments_as_code.refusal_codes import GITHUB as CODES

RAISED = re.compile(r'(?:SegmentsError|ForgeError|UnclearWrite)\(\s*"([a-z-]+)"')


def test_every_code_that_is_raised_is_explained_and_every_other_way_round() -> None:
    folder = Path(segments_as_code.github.__file__).parent
    raised = {code for file in folder.rglob("*.py") for code in RAISED.findall(file.read_text(encoding="utf-8"))}
    assert raised == set(CODES)
