"""Dates and times: whatever begins with the year is read; anything else waits for a declared format.

All times are kept as seconds in the declared zone, without the zone itself.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.records.parsed import Parsed, by_distinct
from counterfeit_graph.records.settings import SERIALS
from counterfeit_graph.records.text import as_text

if TYPE_CHECKING:
    from counterfeit_graph.records.settings import Settings

SECONDS = pa.timestamp("s")
_YEAR_FIRST = re.compile(
    r"(\d{4})(?:[-/.]|\s*年\s*)(\d{1,2})(?:[-/.]|\s*月\s*)(\d{1,2})(?:\s*日)?"
    r"(?:[T\s]\s*(\d{1,2})[:时](\d{1,2})[:分]?(?:(\d{1,2})(?:[.,]\d+)?秒?)?\s*(Z|[+-]\d{2}:?\d{2})?)?"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})(Z)?)?")
_NUMERIC = re.compile(r"\d{1,4}\s*[-/.]\s*\d{1,2}\s*[-/.]\s*\d{1,4}(?:\s.*)?")
_FIRST, _LAST = 1900, 2199
_LOW = int(datetime(_FIRST, 1, 1, tzinfo=UTC).timestamp())
_HIGH = int(datetime(_LAST + 1, 1, 1, tzinfo=UTC).timestamp())


def parse_dates(column: pa.ChunkedArray, settings: Settings) -> Parsed:
    """A column of dates or times as `timestamp("s")`.

    Example:
        >>> from counterfeit_graph.records.settings import Settings
        >>> parsed = parse_dates(pa.chunked_array([["2024-02-29", "2024-02-30", "01/02/2024"]]), Settings())
        >>> parsed.reasons
        ('no_such_date', 'ambiguous_date')
    """
    if pa.types.is_date(column.type):
        return _in_range(column.cast(SECONDS))
    if pa.types.is_timestamp(column.type):
        local = (
            pc.local_timestamp(column.cast(pa.timestamp("s", settings.timezone), safe=False))
            if column.type.tz
            else column
        )
        return _in_range(local.cast(SECONDS, safe=False))
    text = as_text(column).text
    try:
        return _in_range(text.cast(SECONDS))
    except pa.ArrowInvalid:
        return by_distinct(text, partial(read_date, settings=settings), kind=SECONDS)


def _in_range(times: pa.ChunkedArray) -> Parsed:
    low, high = pc.min_max(times.cast(pa.int64())).as_py().values()
    if low is None or (low >= _LOW and high < _HIGH):
        return Parsed.fine(times)
    seconds = pc.fill_null(times.cast(pa.int64()), 0).to_numpy()
    outside = (seconds < _LOW) | (seconds >= _HIGH)
    kept = pc.if_else(pa.array(outside), pa.scalar(None, SECONDS), times)
    bad = np.flatnonzero(outside)
    return Parsed(kept, bad, ("date_out_of_range",) * len(bad))


def read_date(text: str, settings: Settings) -> tuple[datetime | None, str]:
    """One date or time: (value, "") or (None, reason).

    The value is the wall clock of the declared zone, pinned to UTC so that nothing moves it again.
    """
    if settings.date_format:
        value = _declared(text, settings)
        if value:
            return _bounded(value)
    match = _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text)
    if not match:
        return None, "ambiguous_date" if _NUMERIC.fullmatch(text) and not settings.date_format else "not_a_date"
    *figures, zone = match.groups()
    year, month, day, *clock = (int(figure or 0) for figure in figures)
    try:
        hour, minute, second = clock
        value = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None, "no_such_date"
    return _bounded(_moved(value, zone, ours=settings.timezone) if zone else value)


def _bounded(value: datetime) -> tuple[datetime | None, str]:
    return (value, "") if _FIRST <= value.year <= _LAST else (None, "date_out_of_range")


def _moved(value: datetime, zone: str, *, ours: str) -> datetime:
    """From a clock with an offset to the declared zone's."""
    sign = -1 if zone[0] == "-" else 1
    offset = timedelta(0) if zone == "Z" else sign * timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
    return _pinned(value - offset, ours) if _FIRST <= value.year <= _LAST else value


def _pinned(instant: datetime, zone: str) -> datetime:
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=UTC)


def _declared(text: str, settings: Settings) -> datetime | None:
    try:
        if settings.date_format == "excel":
            return datetime(1899, 12, 30, tzinfo=UTC) + timedelta(seconds=round(float(text) * 86400))
        if settings.date_format in SERIALS:
            seconds = int(text) // (1000 if settings.date_format == "epoch_ms" else 1)
            return _pinned(datetime.fromtimestamp(seconds, UTC), settings.timezone)
        if "%z" in settings.strptime:
            return _pinned(datetime.strptime(text, settings.strptime).astimezone(UTC), settings.timezone)
        return datetime.strptime(text, settings.strptime).replace(tzinfo=UTC)
    except (ValueError, OverflowError, OSError):
        return None
