"""The pages follow the rooms, and no page points at nothing."""

from __future__ import annotations

import re

from tests.house.source import PACKAGE, ROOT, none_of, show, text

_DOCS = ROOT / "docs"
_LINK = re.compile(r"\]\((?!\w+:|#)(?P<target>[^)#\s]+)")


def test_every_room_has_a_reference_page():
    rooms = {
        p.stem for p in PACKAGE.iterdir() if (p / "__init__.py").is_file() or (p.suffix == ".py" and p.stem[0] != "_")
    }
    pages = {p.stem for p in (_DOCS / "reference").glob("*.md")} - {"index"}
    none_of(sorted(rooms - pages - {"cli"}), "a room has its page in docs/reference")
    none_of(sorted(pages - rooms), "a reference page belongs to a room")


def test_every_link_between_pages_leads_somewhere():
    pages = [*_DOCS.rglob("*.md"), ROOT / "README.md"]
    links = [(page, target) for page in sorted(pages) for target in _LINK.findall(text(page))]
    none_of([f"{show(p)}: {t}" for p, t in links if not (p.parent / t).exists()], "a link leads to a file of the tree")


def test_decisions_are_numbered_and_listed():
    names = sorted(p.name for p in (_DOCS / "decisions").glob("[0-9]*.md"))
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    listed = text(_DOCS / "decisions" / "index.md")
    none_of([name for name in names if f"({name})" not in listed], "a decision is listed in docs/decisions/index.md")
