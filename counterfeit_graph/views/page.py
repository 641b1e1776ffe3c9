"""One self-contained page: assets inlined, nothing fetched, scripts and styles named by their hash.

The content security policy allows exactly the script and the style that the page was written with, so that text from
a case cannot run even if an escape were missed.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from counterfeit_graph.model.schema import ACTIONS, GROUPS, KINDS, RELATIONS, ROLES, SIGNALS
from counterfeit_graph.model.units import SCALE, SUPPORTED
from counterfeit_graph.views.palette import ROLE_COLOURS
from counterfeit_graph.views.text import script_json

# Everything is forbidden but what the page itself holds, pictures it draws included.
_POLICY = (
    "default-src 'none'; script-src {script}; style-src '{style}'; img-src data:; base-uri 'none'; form-action 'none'"
)
_ACCOUNT = {"account": ("account", "账号")}
_VERDICTS = {"confirmed": ("confirmed", "已确认"), "rejected": ("rejected", "不成立"), "open": ("open", "待定")}


@cache
def asset(name: str) -> str:
    """A file of `views/static` as text.

    Example:
        >>> "CG.graph" in asset("graph.js")
        True
    """
    return resources.files("counterfeit_graph.views").joinpath(f"static/{name}").read_text("utf-8")


@cache
def words() -> dict[str, tuple[str, str]]:
    """Every word of the pages: key -> (English, Chinese).

    Example:
        >>> words()["step"]
        ('Step', '步骤')
    """
    return {key: (pair[0], pair[1]) for key, pair in json.loads(asset("words.json")).items()}


@cache
def labels() -> dict[str, Any]:
    """The vocabulary as the scripts want it: group -> name -> (English, Chinese), and the verbal scale.

    Example:
        >>> labels()["roles"]["head"]
        ('head', '主犯')
    """
    tables: dict[str, Mapping[str, Any]] = {
        "kinds": KINDS,
        "roles": ROLES,
        "actions": ACTIONS,
        "relations": RELATIONS,
        "groups": GROUPS,
        "signals": SIGNALS,
    }
    found: dict[str, Any] = {
        group: {name: (word.label, word.label_zh) for name, word in table.items()} for group, table in tables.items()
    }
    # Accounts are no kind of value, yet the commonest node.
    found["kinds"] = _ACCOUNT | found["kinds"]
    return found | {"verdicts": _VERDICTS, "scale": SCALE, "supported": SUPPORTED, "colours": ROLE_COLOURS}


def page(title: str, body: str, *, styles: tuple[str, ...], scripts: tuple[str, ...], data: Mapping[str, Any]) -> str:
    """A whole HTML document.

    Args:
        title: shown in the tab; escaped here.
        body: markup, already escaped.
        styles: assets, in order.
        scripts: assets, in order, run when the body is there.
        data: element id -> JSON value, for the scripts to read.

    Example:
        >>> "<title>&lt;x&gt;</title>" in page("<x>", "<p>", styles=(), scripts=(), data={})
        True
    """
    # The policy names digests of the very text that is written below; any other script or style does not run.
    style = "".join(asset(name) for name in styles)
    script = "".join(asset(name) for name in scripts)
    policy = _POLICY.format(script=f"'{_digest(script)}'" if script else "'none'", style=_digest(style))
    blocks = "".join(
        f'<script type="application/json" id="{html.escape(key)}">{script_json(value)}</script>\n'
        for key, value in data.items()
    )
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{html.escape(policy)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{html.escape(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n{body}\n{blocks}"
        f"{f'<script>{script}</script>' if script else ''}\n</body>\n</html>\n"
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
