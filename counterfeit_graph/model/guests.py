"""Libraries that may be there: found when first asked for, with a clear word where they are not."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from counterfeit_graph.model.errors import OptionError


def installed(library: str) -> bool:
    """Whether a library can be loaded; it is not.

    Example:
        >>> installed("json"), installed("no_such_library")
        (True, False)
    """
    return find_spec(library) is not None


def guest(library: str) -> ModuleType:
    """An optional library. It is named here and not imported, so that nothing depends on it and on its licence.

    Raises:
        OptionError: it is not installed.

    Example:
        >>> guest("no_such_library")
        Traceback (most recent call last):
        counterfeit_graph.model.errors.OptionError: no_such_library is not installed; ...
    """
    if not installed(library):
        msg = f"{library} is not installed"
        raise OptionError(msg, remedy=f"python -m pip install {library}")
    return import_module(library)
