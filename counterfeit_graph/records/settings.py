"""What a case declares about its text: currency, time zone, date format, decimal mark, encoding, delimiter."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from counterfeit_graph.model.errors import OptionError, nearest_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_TOKENS = (("YYYY", "%Y"), ("MM", "%m"), ("DD", "%d"), ("hh", "%H"), ("mm", "%M"), ("ss", "%S"))
# Date formats that are numbers: days since 1899-12-30, seconds and milliseconds since 1970.
SERIALS = ("excel", "epoch_s", "epoch_ms")


@dataclass(frozen=True)
class Settings:
    """How the text of a case is to be read; nothing here is guessed from the data.

    Args:
        currency: ISO 4217 code of amounts that carry none.
        timezone: zone of times that carry none; times that carry an offset are brought to it.
        date_format: `DD/MM/YYYY`, strptime's `%d/%m/%Y`, or `excel`, `epoch_s`, `epoch_ms`. Dates that begin with the
            year are read without it; others are refused until it is declared.
        decimal: decimal mark of amounts and numbers, "." or ",".
        encoding: of text files, such as `gb18030`; recognised when empty.
        delimiter: of CSV files, one character; "," when empty.

    Raises:
        OptionError: a value is out of its range.

    Example:
        >>> Settings(date_format="DD/MM/YYYY").strptime
        '%d/%m/%Y'
    """

    currency: str = "CNY"
    timezone: str = "UTC"
    date_format: str = ""
    decimal: str = "."
    encoding: str = ""
    delimiter: str = ""

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[A-Z]{3}", str(self.currency)):
            what = "must be three capital letters"
            raise OptionError(what, where="currency", remedy="such as CNY")
        if self.decimal not in {".", ","}:
            what = "must be '.' or ','"
            raise OptionError(what, where="decimal")
        if len(self.delimiter) > 1 or self.delimiter in {'"', "\n", "\r"}:
            what = "must be one character"
            raise OptionError(what, where="delimiter")
        self._check_names()

    def _check_names(self) -> None:
        try:
            ZoneInfo(self.timezone)
            codecs.lookup(self.encoding or "utf-8")
        except (ZoneInfoNotFoundError, ValueError) as error:
            what = "unknown time zone"
            raise OptionError(what, where="timezone", remedy="such as Asia/Shanghai") from error
        except LookupError as error:
            what = "unknown encoding"
            raise OptionError(what, where="encoding", remedy="such as utf-8 or gb18030") from error
        if self.date_format and self.date_format not in SERIALS and "%" not in self.strptime:
            near = nearest_of(self.date_format, SERIALS)
            what = "unknown date format"
            raise OptionError(what, where="date_format", nearest=near, remedy="such as DD/MM/YYYY")

    @property
    def strptime(self) -> str:
        """The date format in strptime's words; empty when none is declared."""
        text = self.date_format
        for token, code in _TOKENS:
            text = text.replace(token, code)
        return text

    @classmethod
    def of(cls, declared: Mapping[str, Any]) -> Settings:
        """Settings from the keys of a mapping; a blank value means the default."""
        return cls(**{name: str(value) for name, value in declared.items() if value not in {None, ""}})


# The names of the settings, as `case.yaml` writes them.
NAMES: tuple[str, ...] = tuple(field.name for field in fields(Settings))
