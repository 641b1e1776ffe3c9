"""Small cases written to disk, and the few questions that tests ask of them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from counterfeit_graph.model.table import Table
from counterfeit_graph.records import Records, read

ACCOUNTS = "account_id,platform\n1,taobao\n2,douyin\n"


def case(folder: Path, files: dict[str, str | bytes]) -> Path:
    """Files by name inside a folder; `accounts.csv` is added when no accounts are given."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    if not any(name.startswith("accounts") for name in files):
        (folder / "accounts.csv").write_text(ACCOUNTS, "utf-8")
    return folder


def read_case(folder: Path, files: dict[str, str | bytes], **options) -> Records:
    return read(case(folder, files), **options)


def clock(*parts: int) -> datetime:
    """A wall clock without a zone, as records keep it."""
    return datetime(*parts, tzinfo=UTC).replace(tzinfo=None)


def column(table: Table, name: str) -> list:
    return table[name].tolist()


def reasons(records: Records) -> list[tuple[int, str, str, str]]:
    """(record, column, reason, scope) of every refusal, in order."""
    return [(r["record"], r["column"], r["reason"], r["scope"]) for r in records.refused.rows()]


def balanced(records: Records) -> bool:
    """Whether read = accepted + refused + duplicates for every file, and the tables hold what was accepted."""
    rows = records.counts.rows()
    return all(r["read"] == r["accepted"] + r["refused"] + r["duplicates"] for r in rows)
