"""Lets the reference show `Example:` of a docstring as code that ran, not as prose with links in it."""

from __future__ import annotations

import re
from typing import Any

import griffe

_SINGULAR = re.compile(r"^Example:[ \t]*$", re.MULTILINE)


class Examples(griffe.Extension):
    """Renames the section to the plural, the only form that the parser knows."""

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:
        """Called for every module, class, function and attribute."""
        if obj.docstring:
            obj.docstring.value = _SINGULAR.sub("Examples:", obj.docstring.value)
