"""Write into action.yml the image that was published."""

from __future__ import annotations

import re

_REFERENCE = re.compile(r"[a-z0-9.-]+(?::\d+)?(?:/[a-z0-9._-]+)+@sha256:[0-9a-f]{64}")
_SOURCE = "  image: Dockerfile\n"


def pin_image(action: str, image: str, digest: str) -> str:
    """Return the text of action.yml with ``image@digest`` in place of the Dockerfile; the rest stays byte for byte.

    Raises:
        ValueError: the image has no such name, the digest is none, or the text does not name the Dockerfile exactly once.
    """
    reference = f"{image}@{digest}"
    if not _REFERENCE.fullmatch(reference):
        raise ValueError(f"{reference!r} is no image by digest: it must be host/name@sha256: and 64 hex digits, all in small letters.")
    if action.count(_SOURCE) != 1:
        raise ValueError("action.yml must say 'image: Dockerfile' once.")
    return action.replace(_SOURCE, f"  image: docker://{reference}\n")
