from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfeit_graph.model.errors import OptionError
from counterfeit_graph.records.dates import parse_dates, read_date
from counterfeit_graph.records.settings import Settings
from tests.records.made import clock

_DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31))
_TIMES = st.datetimes(min_value=clock(1900, 1, 1), max_value=clock(2199, 12, 31)).map(
    lambda t: t.replace(microsecond=0)
)


def _parse(values: list, settings: Settings | None = None):
    return parse_dates(pa.chunked_array([values]), settings or Settings())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-02-29", clock(2024, 2, 29)),
        ("2024/2/9", clock(2024, 2, 9)),
        ("2024.02.09", clock(2024, 2, 9)),
        ("20240209", clock(2024, 2, 9)),
        ("2024年2月9日", clock(2024, 2, 9)),
        ("2024年2月9日 8时5分", clock(2024, 2, 9, 8, 5)),
        ("2024-02-09 08:05:07", clock(2024, 2, 9, 8, 5, 7)),
        ("2024-02-09T08:05:07.123Z", clock(2024, 2, 9, 8, 5, 7)),
        ("2024-02-09T08:05+08:00", clock(2024, 2, 9, 0, 5)),
        ("2024-02-09T08:05:07-0130", clock(2024, 2, 9, 9, 35, 7)),
    ],
)
def test_dates_that_begin_with_the_year_are_read(text, expected):
    assert _parse([text]).values.to_pylist() == [expected]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2024-02-30", "no_such_date"),
        ("2024-13-01", "no_such_date"),
        ("2024-01-01 25:00", "no_such_date"),
        ("01/02/2024", "ambiguous_date"),
        ("25/02/2024", "ambiguous_date"),
        ("45321", "not_a_date"),
        ("1707437107000", "not_a_date"),
        ("soon", "not_a_date"),
        ("9999-12-31", "date_out_of_range"),
        ("0001-01-01", "date_out_of_range"),
    ],
)
def test_other_dates_are_refused_with_a_reason(text, reason):
    parsed = _parse(["2024-01-01", text, None])
    assert (parsed.bad.tolist(), parsed.reasons) == ([1], (reason,))
    assert parsed.values.to_pylist() == [clock(2024, 1, 1), None, None]


@pytest.mark.parametrize(
    ("date_format", "text"),
    [
        ("DD/MM/YYYY", "09/02/2024"),
        ("%m/%d/%Y", "02/09/2024"),
        ("excel", "45331"),
        ("epoch_s", "1707436800"),
        ("epoch_ms", "1707436800000"),
        ("DD/MM/YYYY", "2024-02-09"),
        ("%d/%m/%Y %H:%M %z", "09/02/2024 08:00 +0800"),
        ("excel", "2024-02-09"),
    ],
)
def test_a_declared_format_is_read(date_format, text):
    assert _parse([text], Settings(date_format=date_format)).values.to_pylist() == [clock(2024, 2, 9)]


def test_times_with_an_offset_come_to_the_declared_zone():
    parsed = _parse(["2024-01-01T20:00:00Z", "2024-01-01"], Settings(timezone="Asia/Shanghai"))
    assert parsed.values.to_pylist() == [clock(2024, 1, 2, 4), clock(2024, 1, 1)]


def test_typed_times_are_kept():
    zoned = pa.chunked_array([pa.array([datetime(2024, 1, 1, 20, tzinfo=UTC)], pa.timestamp("us", "UTC"))])
    assert parse_dates(zoned, Settings(timezone="Asia/Shanghai")).values.to_pylist() == [clock(2024, 1, 2, 4)]
    assert _parse([date(2024, 1, 2), None]).values.to_pylist() == [clock(2024, 1, 2), None]
    assert _parse([date(9999, 12, 31)]).reasons == ("date_out_of_range",)


@given(st.lists(_TIMES, max_size=5))
def test_fast_and_slow_paths_agree(times):
    texts = [time.isoformat() for time in times]
    fast = _parse(pa.array(texts, pa.string())).values.to_pylist()
    slow = [read_date(text, Settings())[0] for text in texts]
    assert fast == times == [time.replace(tzinfo=None) for time in slow]


@given(_DAYS, st.integers(-14, 14))
def test_an_offset_moves_the_clock_by_itself(day, hours):
    if 1900 < day.year < 2199:
        value, reason = read_date(f"{day.isoformat()}T12:00{hours:+03d}:00", Settings())
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        assert (value, reason) == (noon - timedelta(hours=hours), "")


@pytest.mark.parametrize(
    "wrong",
    [
        {"date_format": "exel"},
        {"timezone": "Asia/Shanghi"},
        {"currency": "yuan"},
        {"decimal": ";"},
        {"delimiter": ",,"},
        {"encoding": "gb18031"},
    ],
)
def test_settings_say_what_is_wrong_with_them(wrong):
    with pytest.raises(OptionError) as caught:
        Settings(**wrong)
    assert next(iter(wrong)) in str(caught.value)
