"""How alike the names of two accounts are, and the wording of their offers.

A text is cut into pieces: names into runs of four letters and pairs of Han characters, whatever alphabet they are
written in; titles into pairs of neighbouring words, a Han character being a word. Two accounts are as alike as the
cosine of their pieces, rare ones heavier (Salton and Buckley 1988). What a likeness is worth is measured on the case:
how often two accounts taken by lot are at least as alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy import sparse

from counterfeit_graph.identity.gather import UNKNOWN, sheet
from counterfeit_graph.model.runs import distinct, in_turn
from counterfeit_graph.model.schema import KINDS
from counterfeit_graph.model.seeds import generator
from counterfeit_graph.records.normalise.name import pinyin

if TYPE_CHECKING:
    from counterfeit_graph.evidence.clues._survived import Lives
    from counterfeit_graph.identity import Identities

Array = np.ndarray[Any, Any]
_SAMPLE = 200_000
_LETTERS = 4
# A name longer than this is cut: nobody reads on, and one row must not cost as much as a thousand.
_LONGEST = 40
_HAN = 0x2E80


@dataclass(frozen=True)
class Likeness:
    """Accounts by the pieces of their texts.

    Attributes:
        kind: "name" or "title".
        rows: accounts x pieces, rare pieces heavier, rows of length one.
        account, piece: the distinct uses of pieces that two accounts or more have.
    """

    kind: str
    rows: sparse.csr_array
    account: Array
    piece: Array

    @property
    def users(self) -> Array:
        """Number of accounts that use each piece."""
        return np.bincount(self.piece, minlength=self.rows.shape[1])

    def cosine(self, a: Array, b: Array) -> Array:
        """Likeness of pairs of accounts, from 0 to 1."""
        found = [
            np.asarray((self.rows[a[at : at + _SAMPLE]] * self.rows[b[at : at + _SAMPLE]]).sum(axis=1)).ravel()
            for at in range(0, len(a), _SAMPLE)
        ]
        return np.concatenate([np.zeros(0), *found]).round(9)

    def milli(self, closed: Array, reopened: Array, *, lives: Lives) -> Array:
        """Milli-decibans of the likeness s of each pair: 10 log10((m s + t) / t), t of all pairs being as alike."""
        # The draw is part of the measure, not of the user's run: the same case gives the same scale under any seed.
        rng = generator(0, "phoenix", self.kind)
        pools = [np.flatnonzero(day != UNKNOWN) for day in (lives.closed, lives.opened)]
        if not all(len(pool) for pool in pools) or not len(closed):
            return np.zeros(len(closed), np.int64)
        drawn = np.sort(self.cosine(*(rng.choice(pool, _SAMPLE) for pool in pools)))
        alike = self.cosine(closed, reopened)
        # One is added on both sides: no likeness is taken to be rarer than the draw can show.
        chance = (len(drawn) - np.searchsorted(drawn, alike) + 1) / (len(drawn) + 1)
        ratio = (KINDS[self.kind].m * alike + chance) / chance
        return np.where(alike > 0, np.floor(10_000 * np.log10(ratio)), 0.0).astype(np.int64)


def likenesses(who: Identities) -> tuple[Likeness, ...]:
    """The likeness of names (with handles, by their sound) and of titles."""
    accounts, listings = sheet(who.records, "accounts"), sheet(who.records, "listings")
    handles = who.facts.where(who.facts.isin("kind", ["handle"]))
    # A handle is the name that a seller takes along when the platform shows another one.
    spoken = who.values.take(handles["value"]).arrow["key"]
    named = who.codes(accounts.text("account_id"))
    texts = pa.chunked_array([*accounts.text("name").chunks, *spoken.chunks], pa.string())
    owner = np.concatenate([named, handles["account"].astype(np.int64)])
    seller = who.codes(listings.text("account_id"))
    size = len(who.accounts)
    return (
        _likeness("name", _pieces(owner, texts, cut=letter_runs), accounts=size),
        _likeness("title", _pieces(seller, listings.text("title"), cut=word_pairs), accounts=size),
    )


def _pieces(owner: Array, texts: pa.ChunkedArray, *, cut: Any) -> tuple[Array, Array]:
    """(account, piece) of every piece of every text; each distinct text is cut once."""
    # Distinct texts are few beside the rows that repeat them, and cutting is the dear part.
    coded = pc.utf8_lower(pc.utf8_normalize(texts, form="NFKC")).combine_chunks().dictionary_encode()
    text = np.asarray(pc.fill_null(coded.indices, -1)).astype(np.int64)
    known = np.flatnonzero((text >= 0) & (owner >= 0))
    row, piece = cut(coded.dictionary)
    order = np.argsort(row, kind="stable")
    width = np.bincount(row, minlength=len(coded.dictionary))
    start, many = np.cumsum(width) - width, width[text[known]]
    at = np.repeat(start[text[known]], many) + in_turn(many)
    return np.repeat(owner[known], many), piece[order][at]


def word_pairs(texts: pa.Array) -> tuple[Array, Array]:
    """(row, piece) of every pair of neighbouring words, a Han character being a word; a single word is a piece itself.

    Example:
        >>> row, piece = word_pairs(pa.array(["red shoe 42", "red shoe", "鞋"]))
        >>> row.tolist(), int(piece[0]) == int(piece[2])
        ([0, 0, 1, 2], True)
    """
    # Chinese is written without blanks.
    apart = pc.replace_substring_regex(texts, r"(\p{Han})", r" \1 ")
    words = pc.split_pattern_regex(pc.utf8_trim_whitespace(apart), r"[^\p{L}\p{M}\p{N}]+")
    flat = pc.list_flatten(words).dictionary_encode()
    code = np.asarray(flat.indices).astype(np.int64)
    row = np.asarray(pc.list_parent_indices(words)).astype(np.int64)
    size = len(flat.dictionary) + 1
    # A pair never reaches over the end of its text.
    follows = np.append(row[1:] == row[:-1], False)[: len(row)]
    alone = np.bincount(row, minlength=len(texts))[row] == 1
    pair = (code + 1) * size + np.append(code[1:] + 1, 0)[: len(code)]
    kept = follows | (alone & (np.asarray(pc.utf8_length(flat.dictionary))[code] > 0))
    return row[kept], np.where(follows, pair, (code + 1) * size)[kept]


def letter_runs(texts: pa.Array) -> tuple[Array, Array]:
    """(row, piece) of every run of four letters in the sound of a text, its ends marked, and of every pair of Han.

    Example:
        >>> row, piece = letter_runs(pa.array(["锦绣鞋坊", "jinxiu_xiefang"]))
        >>> len(set(piece[row == 0].tolist()) & set(piece[row == 1].tolist()))
        12
    """
    sound = pc.replace_substring_regex(pc.fill_null(pinyin(texts), ""), r"[^\p{L}\p{N}]+", "")
    # Marks at both ends let a short name be a run, and a common beginning count as one.
    row, piece = _runs(pc.binary_join_element_wise("", sound, "", "|"), length=_LETTERS, least=0)
    han_row, han = _runs(pc.replace_substring_regex(texts, r"[^\p{L}]+", ""), length=2, least=_HAN)
    return np.concatenate([row, han_row]), np.concatenate([piece, -han - 1])


def _runs(texts: pa.Array, *, length: int, least: int) -> tuple[Array, Array]:
    """Runs of neighbouring characters whose code points are all above `least`, as numbers."""
    points = np.array(texts.to_pylist(), f"U{_LONGEST}").view(np.uint32).reshape(len(texts), _LONGEST).astype(np.int64)
    shape = (len(texts), _LONGEST - length + 1)
    piece, whole = np.zeros(shape, np.int64), np.ones(shape, bool)
    for offset in range(length):
        part = points[:, offset : offset + piece.shape[1]]
        # A rolling number in place of text; wrapping around is harmless, two runs rarely meet.
        piece = piece * 131_071 + part
        whole &= part > least
    row, column = np.nonzero(whole)
    return row, piece[row, column] & (2**62 - 1)


def _likeness(kind: str, pieces: tuple[Array, Array], *, accounts: int) -> Likeness:
    """The matrix of distinct uses; pieces of a single account count towards its length and tie nobody."""
    account, raw = pieces
    _, piece = np.unique(raw, return_inverse=True)
    width = int(piece.max(initial=-1)) + 1
    both = distinct(account * max(width, 1) + piece)
    account, piece = both // max(width, 1), both % max(width, 1)
    # How rare a piece is, is counted over accounts: a seller who repeats himself makes nothing common.
    users = np.bincount(piece, minlength=width)
    rarity = np.log1p(accounts / np.maximum(users, 1))[piece]
    length = np.sqrt(np.bincount(account, rarity**2, accounts))
    shared = users[piece] > 1
    weight = (rarity / np.maximum(length[account], 1e-12))[shared]
    rows = sparse.csr_array((weight, (account[shared], piece[shared])), shape=(accounts, max(width, 1)))
    return Likeness(kind, rows, account[shared], piece[shared])
