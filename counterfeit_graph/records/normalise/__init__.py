"""Values brought to one canonical key each, so that two writings of one value join and two values do not.

One file per normaliser, each with `keys(values)`: an Arrow text column of *distinct* values in, a column of keys out,
null where a value cannot join anybody (a placeholder, a masked or an impossible value). A key never depends on the
other values of the column. Which normaliser serves which kind of value is said in `model/vocabulary/kinds.yaml`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.model.errors import OptionError, nearest_of
from counterfeit_graph.model.schema import KINDS
from counterfeit_graph.records.normalise import (
    address,
    device,
    document,
    domain,
    email,
    handle,
    ip,
    name,
    payment,
    phone,
    text,
    title,
)

__all__ = ["NORMALISERS", "keys_of", "normalise", "reasons"]

# Normaliser name (as in `kinds.yaml`) to its function.
NORMALISERS: Mapping[str, Callable[[pa.Array], pa.Array]] = MappingProxyType(
    {
        module.__name__.rpartition(".")[2]: module.keys
        for module in (address, device, document, domain, email, handle, ip, name, payment, phone, text, title)
    }
)


def normalise(kind: str, values: pa.Array | pa.ChunkedArray | Sequence[str | None]) -> pa.Array:
    """Canonical key of every value of one kind; null where a value cannot join.

    Args:
        kind: an identifier kind of the vocabulary, such as "phone".
        values: n values as text, nulls allowed, in any order.

    Returns:
        An Arrow string array of n keys.

    Raises:
        OptionError: the vocabulary has no such kind.

    Example:
        >>> normalise("tracker", ["UA-1", "ua-1 ", None]).to_pylist()
        ['ua-1', 'ua-1', None]
    """
    column = values if isinstance(values, (pa.Array, pa.ChunkedArray)) else pa.array(values, pa.string())
    encoded = _encoded(column)
    return keys_of(kind, encoded.dictionary).take(encoded.indices)


def keys_of(kind: str, distinct: pa.Array) -> pa.Array:
    """Keys of values that are known to be distinct: `normalise` without its first step."""
    if kind not in KINDS:
        what = f"no kind of value {kind!r}"
        raise OptionError(what, nearest=nearest_of(kind, KINDS))
    found = NORMALISERS[KINDS[kind].normaliser](distinct)
    foreign = pc.invert(pc.string_is_ascii(found))
    return text.only_where(found, foreign, change=_composed)


def _composed(values: pa.Array) -> pa.Array:
    """Letters and accents as one sign, also where the signs between them were dropped."""
    accented = pc.match_substring_regex(values, r"\p{M}")
    return text.only_where(values, accented, change=lambda found: pc.utf8_normalize(found, form="NFKC"))


def _encoded(column: pa.Array | pa.ChunkedArray) -> pa.DictionaryArray:
    if not pa.types.is_dictionary(column.type):
        column = column.cast(pa.string()).dictionary_encode()
    combined = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return combined if isinstance(combined, pa.Array) else combined.chunk(0)


def reasons(values: pa.Array) -> pa.Array:
    """Why values have no key, for values that were found to have none: "masked", "placeholder" or "not valid".

    Example:
        >>> reasons(pa.array(["138****8000", "none", "12"])).to_pylist()
        ['masked', 'placeholder', 'not valid']
    """
    cleaned = text.clean(values)
    other = pc.if_else(text.is_placeholder(text.fold(cleaned)), "placeholder", "not valid")
    return pc.if_else(text.is_masked(cleaned), "masked", other)
