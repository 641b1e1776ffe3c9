"""What the package needs to run may be passed on by anybody."""

from __future__ import annotations

import re
from importlib import metadata

from packaging.requirements import Requirement

from tests.house.source import none_of

_COPYLEFT = re.compile(r"\bA?GPL|GNU (Affero )?General Public", re.IGNORECASE)


def _needed(name: str, seen: dict[str, metadata.Distribution]) -> dict[str, metadata.Distribution]:
    """The distribution and all it needs here, extras apart."""
    if name not in seen:
        seen[name] = metadata.distribution(name)
        for line in seen[name].requires or ():
            wanted = Requirement(line)
            if wanted.marker is None or wanted.marker.evaluate({"extra": ""}):
                _needed(wanted.name.lower(), seen)
    return seen


def _licence(distribution: metadata.Distribution) -> str:
    told = distribution.metadata
    classified = [line for line in told.get_all("Classifier") or () if line.startswith("License")]
    free_text = (told["License"] or "").partition("\n")[0]
    return " ".join([told["License-Expression"] or "", free_text, *classified])


def test_nothing_the_package_needs_is_copyleft():
    needed = _needed("counterfeit-graph", {})
    bound = [f"{name}: {_licence(each)}" for name, each in sorted(needed.items()) if _COPYLEFT.search(_licence(each))]
    none_of(bound, "what the package needs to run has a permissive licence")
    assert len(needed) > len(metadata.requires("counterfeit-graph") or ())
