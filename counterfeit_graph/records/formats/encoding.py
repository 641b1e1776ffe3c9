"""Encodings of text files: UTF-8, UTF-16 with a mark, GB18030; strict, so that no character is replaced in silence.

GB18030 has no mark. It is chosen when the bytes are no UTF-8, when most lines with non-ASCII bytes decode as GB18030
and when most of its characters lie in the plane that GB2312 gave to common Chinese text. A few strange lines in a file
of another kind are refused one by one; where there are many, the reader asks.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa

from counterfeit_graph.model.errors import CaseError

if TYPE_CHECKING:
    from counterfeit_graph.records.formats.payload import Payload

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_WIDE = re.compile(rb"[^\r\n]*[\x80-\xff][^\r\n]*")
_COMMON = re.compile(rb"[\xa1-\xf7][\xa1-\xfe]")
_DOUBLE = re.compile(rb"[\x81-\xfe][\x30-\x39\x40-\xfe]")
_LOOK = 20_000
_START = 16
_FEW, _SHARE = 20, 0.05
_ASK = "declare `encoding:` in case.yaml, such as utf-8 or gb18030"


class Text(NamedTuple):
    """A file as UTF-8 bytes; unless `clean`, some lines hold bytes that are no UTF-8."""

    data: bytes
    encoding: str
    clean: bool


def to_utf8(payload: Payload, declared: str = "") -> Text:
    """The file as UTF-8, in its declared or recognised encoding.

    Raises:
        CaseError: the encoding cannot be told, or a marked UTF-16 file is cut.
    """
    data = payload.data
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _decode(data[len(mark) :], name, file=payload.file)
    if declared:
        return _decode(data, declared, file=payload.file)
    if 3 * data[:_START].count(b"\0") > _START:
        remedy = "declare `encoding: utf-16-le` in case.yaml"
        what = "looks like UTF-16 without a mark"
        raise CaseError(what, where=payload.file, remedy=remedy)
    if is_utf8(data):
        return Text(data, "utf-8", clean=True)
    return _decode(data, _recognise(data, payload.file), file=payload.file)


def is_utf8(data: bytes) -> bool:
    """Whether all bytes are UTF-8; checked by Arrow without building a string."""
    offsets = pa.py_buffer(len(data).to_bytes(8, "little").rjust(16, b"\0"))
    array = pa.Array.from_buffers(pa.large_binary(), 1, [None, offsets, pa.py_buffer(data)])
    try:
        array.cast(pa.large_string())
    except pa.ArrowInvalid:
        return False
    return True


def _decode(data: bytes, encoding: str, *, file: str) -> Text:
    name = codecs.lookup(encoding).name
    if name == "utf-8":
        return Text(data, name, is_utf8(data))
    if name.startswith("utf-16") and len(data) % 2:
        what = "UTF-16 text of an odd number of bytes"
        raise CaseError(what, where=file, remedy="copy the file again")
    try:
        return Text(data.decode(name).encode(), name, clean=True)
    except UnicodeDecodeError:
        marked = data.decode(name, "surrogatepass" if name.startswith("utf-16") else "surrogateescape")
        return Text(marked.encode("utf-8", "surrogatepass"), name, clean=False)


def _recognise(data: bytes, file: str) -> str:
    lines = [match.group() for match, _ in zip(_WIDE.finditer(data), range(_LOOK), strict=False)]
    strange = [line for line in lines if not _decodes(line, "utf-8")]
    if 2 * len(strange) <= len(lines):
        return "utf-8"
    if _is_chinese(lines):
        return "gb18030"
    if len(strange) > max(_FEW, _SHARE * data.count(b"\n")):
        what = "the encoding cannot be told"
        raise CaseError(what, where=file, remedy=_ASK)
    return "utf-8"


def _is_chinese(lines: list[bytes]) -> bool:
    good = [line for line in lines if _decodes(line, "gb18030")]
    common, double = (sum(len(found.findall(line)) for line in good) for found in (_COMMON, _DOUBLE))
    return 2 * len(good) >= len(lines) and 2 * common >= double > 0


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
