"""The bytes of one input file: read once, hashed before anything parses them, inflated under a cap."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from counterfeit_graph.model.errors import CaseError

if TYPE_CHECKING:
    from pathlib import Path

# Largest inflation of a compressed file that is believed.
RATIO = 200
# Inflated bytes below which the ratio does not matter.
FLOOR = 16 * 2**20
# Most inflated bytes of one file.
CAP = 8 * 2**30
_STEP = 4 * 2**20
_ALIEN = {
    b"PK\x03\x04": "a zip or Excel file under another name",
    b"\xd0\xcf\x11\xe0": "an encrypted or pre-2007 Office file",
    b"\x1f\x8b": "gzip under another name",
    b"PAR1": "Parquet under another name",
    b"\x80\x02": "pickled data",
    b"\x80\x03": "pickled data",
    b"\x80\x04": "pickled data",
    b"\x80\x05": "pickled data",
    b"\x93NUMPY": "a numpy file",
}


@dataclass(frozen=True)
class Payload:
    """A file's name inside the case, its bytes (inflated) and the SHA-256 of the bytes on disk."""

    file: str
    data: bytes
    sha256: str


def fetch(path: Path, file: str) -> Payload:
    """Read, hash and, for `.gz`, inflate one file.

    Raises:
        CaseError: not a regular file, unreadable, truncated, or inflating beyond the caps.
    """
    if path.is_symlink() or not path.is_file():
        what = "is a link or no regular file"
        raise CaseError(what, where=file, remedy="put the file itself into the case")
    try:
        data = path.read_bytes()
    except OSError as error:
        what = f"cannot be read ({error.strerror})"
        raise CaseError(what, where=file) from error
    digest = hashlib.sha256(data).hexdigest()
    return Payload(file, inflate(data, file) if path.suffix == ".gz" else data, digest)


def inflate(data: bytes, file: str) -> bytes:
    """All members of a gzip file, as long as ratio and size stay believable.

    Raises:
        CaseError: broken, truncated or a bomb.
    """
    parts: list[bytes] = []
    size, rest = 0, data
    while rest.strip(b"\0"):
        member = zlib.decompressobj(wbits=31)
        while not member.eof:
            part = _inflate_step(member, rest, file=file)
            size += len(part)
            rest = member.unconsumed_tail
            parts.append(part)
            if size > min(CAP, max(FLOOR, RATIO * len(data))):
                what = "inflates beyond what is believed"
                raise CaseError(what, where=file, remedy="give it uncompressed")
        rest = member.unused_data
    return b"".join(parts)


def _inflate_step(member: zlib._Decompress, rest: bytes, *, file: str) -> bytes:
    try:
        part = member.decompress(rest, _STEP)
    except zlib.error as error:
        what = "broken gzip data"
        raise CaseError(what, where=file) from error
    if not part and not member.eof and not member.unconsumed_tail:
        what = "gzip data ends early"
        raise CaseError(what, where=file, remedy="copy the file again")
    return part


def refuse_alien(payload: Payload) -> None:
    """CaseError when a text file is in truth another format."""
    for magic, meaning in _ALIEN.items():
        if payload.data.startswith(magic):
            what = f"is {meaning}, not text"
            raise CaseError(what, where=payload.file, remedy="export it as CSV or Parquet")
