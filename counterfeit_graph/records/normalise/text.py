"""Text as a key, and the cleaning that every other normaliser starts from.

Everything here works on whole Arrow columns. Plain ASCII, most of what a case holds, takes the short way; only the
other rows pay for Unicode: NFKC (which also turns full-width forms into plain ones) and the removal of characters that
are not seen (zero-width, bidirectional marks, controls).
"""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from counterfeit_graph.records.normalise.words import words

_UNSEEN = "[\\p{Cf}\\p{Cc}\u115f\u1160\u3164\uffa0]+"
_UNUSUAL = r"[^\x00-\x7f\x{4e00}-\x{9fff}]"
_MASK = r"\*{2,}|[•●]{2,}|[xX×]{4,}"
_ONE_SIGN = r"^(?:[^\p{L}\p{N}]*|" + "|".join(f"{sign}{{3,}}" for sign in "0123456789abcdefghijklmnopqrstuvwxyz") + ")$"
# Words written where nothing is known; they join nobody with anybody.
PLACEHOLDERS = pa.array(words("placeholders"))


def only_where(values: pa.Array, mask: pa.Array, *, change: Callable[[pa.Array], pa.Array]) -> pa.Array:
    """`values` with `change` applied to the rows where `mask` is true; nulls in the mask count as false.

    Example:
        >>> only_where(pa.array(["a", "b"]), pa.array([True, False]), change=pc.utf8_upper).to_pylist()
        ['A', 'b']
    """
    mask = pc.fill_null(mask, fill_value=False)
    chosen = pc.sum(mask).as_py() or 0
    if not chosen:
        return values
    if chosen == len(values):
        return change(values)
    return pc.replace_with_mask(values, mask, change(values.filter(mask)))


def null_where(values: pa.Array, mask: pa.Array) -> pa.Array:
    """`values` with null in the rows where `mask` is true.

    Example:
        >>> null_where(pa.array(["a", "b"]), pa.array([True, False])).to_pylist()
        [None, 'b']
    """
    return pc.if_else(pc.fill_null(mask, fill_value=False), pa.scalar(None, values.type), values)


def settled(values: pa.Array, step: Callable[[pa.Array], pa.Array]) -> pa.Array:
    """`step` applied until nothing changes, at most four times; rows that it leaves alone pay once.

    Example:
        >>> settled(pa.array(["xxa", "a"]), lambda v: pc.replace_substring_regex(v, "^x", "")).to_pylist()
        ['a', 'a']
    """
    found = step(values)
    for _ in range(3):
        changed = pc.not_equal(found, values)
        values, found = found, only_where(found, changed, change=step)
    return found


def clean(values: pa.Array) -> pa.Array:
    r"""Text in NFKC without unseen characters, trimmed, runs of white space made one space.

    Example:
        >>> clean(pa.array([" Ａ\u200bB  c "])).to_pylist()
        ['AB c']
    """
    # Chinese characters and ASCII are in NFKC already, and regular expressions cost more than looking.
    foreign = pc.invert(pc.string_is_ascii(values))
    values = only_where(
        values, foreign, change=lambda v: only_where(v, pc.match_substring_regex(v, _UNUSUAL), change=_unicode)
    )
    values = only_where(
        values, pc.match_substring_regex(values, r"[\s\x00-\x1f\x7f]{2}|[\x00-\x1f\x7f]"), change=_spaces
    )
    return pc.ascii_trim_whitespace(values)


def _unicode(values: pa.Array) -> pa.Array:
    values = pc.utf8_normalize(pc.replace_substring_regex(values, r"\s+", " "), form="NFKC")
    return pc.utf8_normalize(pc.replace_substring_regex(values, _UNSEEN, ""), form="NFKC")


def _spaces(values: pa.Array) -> pa.Array:
    return pc.replace_substring_regex(pc.replace_substring_regex(values, r"\s+", " "), r"[\x00-\x1f\x7f]", "")


def fold(values: pa.Array) -> pa.Array:
    """Lower case, by the full Unicode rules outside ASCII (ß becomes ss).

    Example:
        >>> fold(pa.array(["StraßE"])).to_pylist()
        ['strasse']
    """
    foreign = pc.invert(pc.string_is_ascii(values))
    return only_where(pc.ascii_lower(values), foreign, change=_fold_foreign)


def _fold_foreign(values: pa.Array) -> pa.Array:
    lowered = pc.utf8_lower(values)
    odd = pc.match_substring_regex(lowered, "[ßſςŉǰﬀ-ﬆ\u0345\u1e96-\u1e9e]")
    return only_where(lowered, odd, change=lambda v: pa.array([x.casefold() for x in v.to_pylist()], v.type))


def is_masked(values: pa.Array) -> pa.Array:
    """Whether some of the value was hidden before it was written down ("138****8000").

    Example:
        >>> is_masked(pa.array(["138****8000", "13800138001"])).to_pylist()
        [True, False]
    """
    return pc.match_substring_regex(values, _MASK)


def is_placeholder(folded: pa.Array) -> pa.Array:
    """Whether a cleaned, folded value is a word for nothing, one repeated letter or digit, or no letter at all.

    Example:
        >>> is_placeholder(pa.array(["none", "0000", "anna"])).to_pylist()
        [True, True, False]
    """
    return pc.or_(pc.is_in(folded, value_set=PLACEHOLDERS), pc.match_substring_regex(folded, _ONE_SIGN))


def keys(values: pa.Array) -> pa.Array:
    """Keys of plain text values (ids, trackers, picture hashes): cleaned and folded; null for placeholders.

    Example:
        >>> keys(pa.array(["UA-1234", "ｕａ－1234", "none"])).to_pylist()
        ['ua-1234', 'ua-1234', None]
    """
    folded = fold(clean(values))
    return null_where(folded, is_placeholder(folded))
