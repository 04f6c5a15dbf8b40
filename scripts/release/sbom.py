"""The bill of materials of the Python packages in the image: CycloneDX 1.6, from the lock they were installed from.

What Debian's base image brings is in the bill that the image's builder attaches to the image itself.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from typing import TypeAlias

Json: TypeAlias = "Mapping[str, Json] | Sequence[Json] | str | int"

_PIN = re.compile(
    r"^(?P<name>[\w.-]+)==(?P<version>[^\s;]+)(?P<marker> ;[^\\\n]*)?(?P<hashes>(?: \\\n +--hash=sha256:[0-9a-f]{64})+)", re.MULTILINE
)
_NAMESPACE = uuid.UUID("5f5b2d2c-6f0e-5a51-9d0c-0d4f5a9f6a11")
"""Ours, so that the same lock makes the same serial number."""


def make_sbom(lock: str, version: str) -> Json:
    """Return the bill of materials for the text of a requirements file with hashes.

    Hashes are those of the distributions of every platform: the lock cannot know which of them was installed.

    Raises:
        ValueError: the lock pins nothing.
    """
    components = [_component(found) for found in _PIN.finditer(lock)]
    if not components:
        raise ValueError("the lock pins no package with a hash.")
    ours = f"pkg:pypi/segments-as-code@{version}"
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(_NAMESPACE, version + lock)}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": ours,
                "name": "segments-as-code",
                "version": version,
                "purl": ours,
                "licenses": [{"license": {"id": "Apache-2.0"}}],
            }
        },
        "components": components,
    }


def _component(found: re.Match[str]) -> Json:
    name, version = found["name"].lower(), found["version"]
    purl = f"pkg:pypi/{name}@{version}"
    component: dict[str, Json] = {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl}
    distributions: list[Json] = [
        {
            "type": "distribution",
            "url": purl,
            "hashes": [{"alg": "SHA-256", "content": content} for content in re.findall(r"sha256:([0-9a-f]{64})", found["hashes"])],
        }
    ]
    if found["marker"]:
        component["scope"] = "optional"
    return {**component, "externalReferences": distributions}
