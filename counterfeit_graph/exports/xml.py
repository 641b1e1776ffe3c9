"""XML written by hand: nothing but what XML 1.0 may hold, and the same bytes every time."""

from __future__ import annotations

import re
from collections.abc import Iterable

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
_SPECIAL = re.compile("|".join(map(re.escape, _ESCAPES)))


def escaped(text: str) -> str:
    r"""Text for an element or a quoted attribute; a character that XML cannot hold becomes its control picture.

    Example:
        >>> escaped('</a> "&" \x00')
        '&lt;/a&gt; &quot;&amp;&quot; ␀'
    """
    allowed = _FORBIDDEN.sub(lambda found: chr(0x2400 + ord(found[0])) if ord(found[0]) < 0x20 else "\ufffd", text)
    return _SPECIAL.sub(lambda found: _ESCAPES[found[0]], allowed)


def attributes(named: Iterable[tuple[str, object]]) -> str:
    """Attributes of a tag, each with a blank before it.

    Example:
        >>> attributes([("id", "a<b"), ("n", 2)])
        ' id="a&lt;b" n="2"'
    """
    return "".join(f' {name}="{escaped(str(value))}"' for name, value in named)
