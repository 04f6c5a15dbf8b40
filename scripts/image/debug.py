"""Cut debugging information off a shared library: what no program header covers is never loaded.

Some wheels carry it (PyYAML's is six sevenths of the file). ``strip`` would do the same, and is not in Python's slim image.
Source of the layout: elf(5); 64 bits and little-endian, as on amd64 and arm64.
"""

from __future__ import annotations

import struct
from pathlib import Path

_ELF64_LITTLE = b"\x7fELF\x02\x01"
_PROGRAM_HEADERS, _SECTION_HEADERS, _SIZES = 0x20, 0x28, 0x36  # of their offsets, and of four counts, in the file's header
_SEGMENT = struct.Struct("<IIQQQQQQ")


def cut_debug(site: Path) -> None:
    """Rewrite every shared library below ``site`` without what is never loaded."""
    for path in site.rglob("*.so"):
        path.write_bytes(loaded_part(path.read_bytes()))


def loaded_part(library: bytes) -> bytes:
    """Return ``library`` up to the end of its last segment, and no longer speaking of sections.

    Raises:
        ValueError: this is no library of the kind that is known here.
    """
    if not library.startswith(_ELF64_LITTLE):
        raise ValueError("not a 64-bit little-endian ELF file")
    (start,) = struct.unpack_from("<Q", library, _PROGRAM_HEADERS)
    size, count = struct.unpack_from("<HH", library, _SIZES)
    segments = [_SEGMENT.unpack_from(library, start + size * index) for index in range(count)]
    ends = [offset + in_file for _, _, offset, _, _, in_file, _, _ in segments]
    cut = bytearray(library[: max(start + size * count, *ends)])
    struct.pack_into("<Q", cut, _SECTION_HEADERS, 0)
    struct.pack_into("<HHH", cut, _SIZES + 4, 0, 0, 0)  # size, number and names of section headers
    return bytes(cut)
