"""What people judged: a log that only grows, and what stands after it.

A judgement says that two accounts (or two parties) are under one control or are not. Undoing one is a further row,
so the log tells who said what and in which order; nothing is erased.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from counterfeit_graph.model.errors import CaseError, OptionError, OutputError
from counterfeit_graph.model.table import Table

COLUMNS = ("sequence", "of", "a", "b", "judgement", "by", "why")
JUDGEMENTS = ("confirmed", "rejected", "undone")
_RISKY = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def empty() -> Table:
    """A log without rows."""
    return Table(pa.table({n: pa.array([], pa.int64() if n == "sequence" else pa.string()) for n in COLUMNS}))


def log_of(rows: Iterable[Mapping[str, Any]]) -> Table:
    """The log of these rows, such as those that `run.json` tells.

    Example:
        >>> log = appended(empty(), "account", pair=("b", "a"), judgement="confirmed", signed=("me", "passport"))
        >>> log_of(log.rows()).rows() == log.rows()
        True
    """
    return Table(pa.Table.from_pylist(list(rows), empty().arrow.schema))


def appended(log: Table, of: str, *, pair: tuple[str, str], judgement: str, signed: tuple[str, str]) -> Table:
    """The log with one row more; `of` is "account" or "party", `signed` who says so and why.

    Raises:
        OptionError: nobody signs, or the two are the same.

    Example:
        >>> log = appended(empty(), "account", pair=("b", "a"), judgement="confirmed", signed=("me", "passport"))
        >>> standing(log).rows()
        [{'a': 'a', 'b': 'b', 'judgement': 'confirmed', 'by': 'me', 'why': 'passport', 'of': 'account'}]
    """
    by, why = signed
    if not by.strip() or not why.strip():
        what = "a judgement is signed and has a reason"
        raise OptionError(what, where="by, why", remedy="give both")
    # One writing for each pair, whichever of the two was named first.
    a, b = sorted(pair)
    if a == b:
        what = "a judgement is about two different ones"
        raise OptionError(what, where="a, b")
    row = dict(zip(COLUMNS, (len(log) + 1, of, a, b, judgement, by, why), strict=True))
    return Table(pa.concat_tables([log.arrow, pa.Table.from_pylist([row], log.arrow.schema)]))


def standing(log: Table) -> Table:
    """What stands now: the last word on each pair, if it was not undone; columns `a b judgement by why of`."""
    last = {(row["of"], row["a"], row["b"]): row for row in log.rows()}
    kept = [last[pair] for pair in sorted(last) if last[pair]["judgement"] != "undone"]
    names = ("a", "b", "judgement", "by", "why", "of")
    return Table(pa.Table.from_pylist(kept, pa.schema([(name, pa.string()) for name in names])))


def pairs(log: Table, of: str, *, judgement: str) -> Iterator[tuple[str, str]]:
    """The pairs of one sort ("account", "party") on which one judgement stands."""
    return ((r["a"], r["b"]) for r in standing(log).rows() if r["of"] == of and r["judgement"] == judgement)


def save(log: Table, path: str | Path) -> None:
    """Write the log as CSV, cells that a spreadsheet would run defused by a leading apostrophe.

    Raises:
        OutputError: the file cannot be written.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([_defused(str(row[name])) for name in COLUMNS] for row in log.rows())
    try:
        Path(path).write_text(text.getvalue(), "utf-8")
    except OSError as error:
        what = "the judgements cannot be written"
        raise OutputError(what, where=str(path), remedy="check the folder") from error


def load(path: str | Path) -> Table:
    """Read a log that `save` wrote.

    Raises:
        CaseError: the file is missing, or is no log of judgements.
    """
    try:
        rows = list(csv.DictReader(io.StringIO(Path(path).read_text("utf-8-sig"), newline="")))
    except (OSError, UnicodeDecodeError) as error:
        what = "the judgements cannot be read"
        raise CaseError(what, where=str(path), remedy="check the path") from error
    columns = [[_restored(row.get(name) or "") for row in rows] for name in COLUMNS]
    _check(rows, path)
    typed = [[int(n) for n in columns[0]], *columns[1:]]
    return Table(pa.table(dict(zip(COLUMNS, typed, strict=True)), schema=empty().arrow.schema))


def _check(rows: list[dict[str, str]], path: str | Path) -> None:
    for number, row in enumerate(rows, 1):
        if row.get("sequence") != str(number) or row.get("judgement") not in JUDGEMENTS:
            where = f"{path}, record {number}"
            remedy = "the log only grows: restore the file that was saved"
            what = "no log of judgements, or one with rows missing"
            raise CaseError(what, where=where, remedy=remedy)


def _defused(cell: str) -> str:
    return f"'{cell}" if cell.startswith((*_RISKY, "'")) else cell


def _restored(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith((*_RISKY, "'")) else cell
