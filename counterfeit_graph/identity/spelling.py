"""`Spelling`: the keys of written texts, which a case that is updated works out once for each text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.identity.gather import PARTY_KINDS, raws, sheet
from counterfeit_graph.records.normalise import keys_of

if TYPE_CHECKING:
    from counterfeit_graph.identity.gather import Case

# Texts that clues compare, besides the values of the case: the table and column, and the kind whose keys they have.
_TEXTS = (("accounts", "name", "handle"), ("listings", "title", "title"))


@dataclass(frozen=True)
class Spelling:
    """Keys of texts by kind. A text has one key in every run, so that only new texts need be brought into theirs.

    Attributes:
        known: by kind, the texts met so far and their keys; None where nothing is kept, as in a run that nobody
            updates: the texts of a large case would fill its memory.

    Example:
        >>> spelling = Spelling({})
        >>> [spelling.keys("email", pa.array(texts)).to_pylist() for texts in (["A@x.cn"], ["b@x.cn", "A@x.cn"])]
        [['a@x.cn'], ['b@x.cn', 'a@x.cn']]
        >>> spelling.known["email"][0].to_pylist()
        ['A@x.cn', 'b@x.cn']
    """

    known: dict[str, tuple[pa.Array, pa.Array]] | None = None

    def keys(self, kind: str, distinct: pa.Array) -> pa.Array:
        """Key of each of some distinct texts, null where it cannot join."""
        if self.known is None:
            return keys_of(kind, distinct)
        texts, keys = self.known.get(kind, (pa.array([], pa.string()),) * 2)
        at = pc.index_in(distinct, value_set=texts)
        fresh = np.asarray(at.is_null())
        if fresh.any():
            new = distinct.filter(pa.array(fresh))
            texts, keys = pa.concat_arrays([texts, new]), pa.concat_arrays([keys, keys_of(kind, new)])
            # Another thread may put its own in this place: either is right, and nobody reads it twice.
            self.known[kind] = texts, keys
        place = np.where(fresh, len(texts) - fresh.sum() + np.cumsum(fresh) - 1, np.asarray(pc.fill_null(at, -1)))
        return keys.take(pa.array(place))

    def normalised(self, kind: str, texts: pa.ChunkedArray) -> pa.Array:
        """Key of each text of a column, as `normalise` gives it.

        Example:
            >>> Spelling().normalised("email", pa.chunked_array([["A@x.cn", None, "A@x.cn"]])).to_pylist()
            ['a@x.cn', None, 'a@x.cn']
        """
        encoded = texts.cast(pa.string()).combine_chunks().dictionary_encode()
        return self.keys(kind, encoded.dictionary).take(encoded.indices)

    def read(self, case: Case) -> None:
        """Meet all texts of a case."""
        for raw in (raw for raw in raws(case) if raw.kind not in PARTY_KINDS):
            self.keys(raw.kind, raw.values.unique())
        for table, column, kind in _TEXTS:
            self.keys(kind, sheet(case, table).text(column).unique().drop_null())
