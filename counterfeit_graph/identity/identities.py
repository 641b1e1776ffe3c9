"""`Identities`: who is who in a case, and what people judged about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz import fuzz, process

from counterfeit_graph import __version__
from counterfeit_graph.identity import judgements as log_book
from counterfeit_graph.identity.adding import Extension, extended
from counterfeit_graph.identity.building import build
from counterfeit_graph.identity.gather import RESOLVED, Case
from counterfeit_graph.identity.index import Index
from counterfeit_graph.identity.spelling import Spelling
from counterfeit_graph.identity.unusable import unusable
from counterfeit_graph.model.errors import NotFoundError, OptionError
from counterfeit_graph.model.result import Result
from counterfeit_graph.model.table import Deferred, Table, concat, taken
from counterfeit_graph.records import Records
from counterfeit_graph.records.adding import Addition, add

_PREFIXES = {"account": "account", "party": "party", "person": "party", "company": "party"}


@dataclass(frozen=True, repr=False, eq=False)
class Identities(Result):
    """Accounts, the values they used, the parties behind them and the facts that say so.

    Attributes:
        table: `account_id platform kind name opened closed close_reason region` of the accounts, in canonical order:
            the row number is the account's code. `opened` and `closed` are days since 1970, -2^31 where unknown.
        values: `kind key shown`; the row number is the value's code. Values with several users come first.
        facts: `account value kind relation first last rows table file record`; account and value are codes.
        parties: `party_id root kind name`; parties with one root are one.
        ties: `from_party to_party from_root to_root relation source file record`.
        transfers: `from_value to_value amount currency at file record`; amount in minor units.
        holders: `value party_id root file record`: who a bank or registrar says stands behind a value.
        unusable: `table file record kind reason`: values that cannot join, and why.
        history: every judgement ever made, `sequence of a b judgement by why`.
        records: the case this was resolved from.
        made_with: seed and version.

    Example:
        >>> from types import SimpleNamespace
        >>> accounts = Table.of({"account_id": ["41", "97"], "platform": ["p", "q"]})
        >>> resolve(SimpleNamespace(tables={"accounts": accounts}))
        Identities(2 accounts, 0 values, 0 facts)
    """

    table: Table
    values: Table
    facts: Table
    parties: Table
    ties: Table
    transfers: Table
    holders: Table
    unusable: Table
    history: Table
    records: Case
    made_with: Mapping[str, Any]

    @property
    def accounts(self) -> Table:
        """The accounts in canonical order, which are this result's rows."""
        return self.table

    @property
    def judgements(self) -> Table:
        """The judgements that stand: `a b judgement by why of`, judgement "confirmed" or "rejected"."""
        return log_book.standing(self.history)

    def account(self, account_id: str) -> int:
        """Code of an account, by its id or by "kind:id", "platform:id" or "account:id".

        Raises:
            NotFoundError: the case has no such account.
        """
        at = self._find(account_id)
        if at < 0:
            nearest = _nearest(account_id, self.accounts.arrow.column("account_id"))
            what = "no such account"
            raise NotFoundError(what, where=account_id, nearest=nearest)
        return at

    @cached_property
    def relations(self) -> tuple[str, ...]:
        """The relations that facts name, in alphabetical order."""
        return tuple(sorted(self.facts.arrow["relation"].unique().to_pylist()))

    def ids(self, codes: np.ndarray[Any, Any]) -> pa.Array:
        """Ids of some accounts."""
        index: Index | None = vars(self).get("index")
        if index is None:
            return taken(self.accounts.arrow["account_id"], codes)
        return taken(index.ids, index.order[codes])

    def codes(self, ids: Sequence[str | None] | np.ndarray[Any, Any] | pa.ChunkedArray) -> np.ndarray[Any, Any]:
        """int64 code of each account id; -1 where it is blank or the case has no such account."""
        given = ids if isinstance(ids, (pa.Array, pa.ChunkedArray)) else pa.array(ids, pa.string())
        if not len(given):
            return np.zeros(0, np.int64)
        known = self.accounts.arrow.column("account_id").combine_chunks()
        return np.asarray(pc.fill_null(pc.index_in(given, value_set=known), -1)).astype(np.int64)

    def confirm(self, a: str, b: str, *, by: str, why: str) -> Identities:
        """The same with a judgement that two accounts (or parties) are under one control.

        Args:
            a: an account id ("41", "shop:41"), or a party id ("P7", "party:P7").
            b: another of the same sort.
            by: who says so.
            why: for which reason.

        Raises:
            NotFoundError: the case has no such account or party.
            OptionError: no signature, no reason, or one account given twice.

        Example:
            >>> from types import SimpleNamespace
            >>> accounts = Table.of({"account_id": ["41", "97"], "platform": ["p", "q"], "kind": ["shop", "shop"]})
            >>> who = resolve(SimpleNamespace(tables={"accounts": accounts}))
            >>> who = who.confirm("shop:41", "q:97", by="reviewer 2", why="same passport")
            >>> len(who.judgements), len(who.undo("41", "97", by="reviewer 2", why="mistaken").judgements)
            (1, 0)
        """
        return self._judged(a, b, judgement="confirmed", signed=(by, why))

    def reject(self, a: str, b: str, *, by: str, why: str) -> Identities:
        """The same with a judgement that two accounts (or parties) are not under one control; see `confirm`."""
        return self._judged(a, b, judgement="rejected", signed=(by, why))

    def undo(self, a: str, b: str, *, by: str, why: str) -> Identities:
        """The same with the last judgement on a pair taken back, by a further row of the log; see `confirm`."""
        return self._judged(a, b, judgement="undone", signed=(by, why))

    def save_judgements(self, path: str | Path) -> None:
        """Write the log of judgements as CSV, to be given to `resolve` again.

        Raises:
            OutputError: the file cannot be written.
        """
        log_book.save(self.history, path)

    def with_records(self, records: Case) -> Identities:
        """The identities of other records, such as later ones of the same case, under the same seed and judgements."""
        return resolve(records, seed=self.made_with["seed"], judgements=self.history)

    @cached_property
    def spelling(self) -> Spelling:
        """What gives written texts their keys; of a case that is updated, it knows those that it gave before."""
        return Spelling()

    @cached_property
    def index(self) -> Index:
        """What the case knows, by slots that no new row moves; made when it is updated for the first time."""
        return Index.of(self)

    def prepare(self) -> None:
        """Make what updates look things up in now; else the first update makes it."""
        if isinstance(self.records, Records):
            self.records.seen.ready()
        _ = self.index
        if not self._two:
            self._remembering().read(self.records)

    def _remembering(self) -> Spelling:
        """The spelling, from now on one that keeps what it gives."""
        if self.spelling.known is None:
            vars(self)["spelling"] = Spelling({})
        return self.spelling

    @property
    def _two(self) -> bool:
        """Whether the case has but accounts and identifiers, to which new ones are added without resolving it again."""
        others = (self.records.tables.get(name) for name in RESOLVED if name not in ("accounts", "identifiers"))
        return not any(others)

    def update(self, new: Any) -> Identities:
        """The identities of the case with new rows.

        Args:
            new: a folder, a mapping of tables or `Records`, with new rows only; see `records.add`.

        Returns:
            What `resolve` gives for old and new rows together, under the same seed and judgements.

        Example:
            >>> from counterfeit_graph.records import read
            >>> who = resolve(read({"accounts": [{"account_id": "41", "platform": "p"}]}))
            >>> who.update({"accounts": [{"account_id": "97", "platform": "q"}]})
            Identities(2 accounts, 0 values, 0 facts)
        """
        return self.extended(new)[0]

    def extended(self, new: Any) -> tuple[Identities, Extension | None]:
        """The same as `update`, and how it came about: None where everything was resolved anew, or nothing.

        Tables stay the very objects that they were where no new row says who is who.
        """
        if not isinstance(self.records, Records):
            what = "only a case that was read can be updated"
            raise OptionError(what, where="update", remedy="resolve what read() gave")
        addition = add(self.records, new)
        if not any(len(addition.rows[name]) or len(addition.displaced[name]) for name in RESOLVED):
            kept = replace(self, records=addition.records)
            names = {"index", "relations", "spelling"} & set(vars(self))
            vars(kept).update({name: vars(self)[name] for name in sorted(names)})
            return kept, None
        if not self._extends(addition):
            spelling = self._remembering()
            return _resolved(addition.records, self.made_with["seed"], history=self.history, spelling=spelling), None
        found = extended(self.index, addition.rows, roots=self.parties.arrow)
        index = found.index
        more = unusable(SimpleNamespace(tables={"identifiers": Table(addition.rows["identifiers"])}), found.reads)
        who = replace(
            self,
            table=Deferred(index.account_table),
            values=Deferred(lambda: index.value_table(np.argsort(index.value_codes()))),
            facts=Deferred(index.fact_table),
            unusable=concat([self.unusable, more]).sort("table", "file", "record", "kind", "reason"),
            records=addition.records,
        )
        vars(who)["index"], vars(who)["spelling"] = index, self.spelling
        vars(who)["relations"] = tuple(sorted({*self.relations, *found.relations}))
        return who, found

    def _extends(self, addition: Addition) -> bool:
        """Whether there are but new accounts and identifiers, and nothing else that names values by their codes."""
        others = any(len(rows) for name, rows in addition.rows.items() if name not in ("accounts", "identifiers"))
        displaced = any(len(rows) for rows in addition.displaced.values())
        return not (others or displaced or len(self.transfers) or len(self.holders))

    def _judged(self, a: str, b: str, *, judgement: str, signed: tuple[str, str]) -> Identities:
        (of, first), (other, second) = self._named(a), self._named(b)
        if of != other:
            what = "a judgement is about two accounts or two parties"
            raise OptionError(what, where="a, b")
        history = log_book.appended(self.history, of, pair=(first, second), judgement=judgement, signed=signed)
        # Parties under one root share their values, so everything is coded anew.
        if of == "party":
            return resolve(self.records, seed=self.made_with["seed"], judgements=history)
        return replace(self, history=history)

    def _named(self, name: str) -> tuple[str, str]:
        """What a name means: ("account", id) or ("party", id)."""
        prefix, _, rest = name.partition(":")
        party = rest if _PREFIXES.get(prefix) == "party" else name
        at = self._find(name)
        if at < 0 and _index(self.parties, "party_id", name=party) >= 0:
            return "party", party
        return "account", str(self.accounts.arrow.column("account_id")[at if at >= 0 else self.account(name)])

    def _find(self, name: str) -> int:
        at = _index(self.accounts, "account_id", name=name)
        prefix, _, rest = name.partition(":")
        if at >= 0 or not rest:
            return at
        at = _index(self.accounts, "account_id", name=rest)
        row = self.accounts.arrow.slice(at, 1).to_pylist()[0] if at >= 0 else {}
        return at if prefix in {"account", row.get("kind"), row.get("platform")} else -1

    def __repr__(self) -> str:
        return f"Identities({len(self.accounts):,} accounts, {len(self.values):,} values, {len(self.facts):,} facts)"


def resolve(records: Case, *, seed: int = 0, judgements: str | Path | Table | None = None) -> Identities:
    """Who is who: every value under one key, every account and party under one number.

    Accounts are numbered by what they are and use, never by their names, so renaming them changes no later answer.

    Args:
        records: a case as read (`counterfeit_graph.read`), or anything whose `tables` maps names to `Table`.
        seed: kept in `made_with`; nothing here is drawn at random.
        judgements: a log that `Identities.save_judgements` wrote, or one in memory.

    Raises:
        CaseError: the case has no accounts, or the log cannot be read.

    Example:
        >>> from types import SimpleNamespace
        >>> accounts = Table.of({"account_id": ["a", "b"], "platform": ["p", "q"]})
        >>> phones = Table.of({"account_id": ["a", "b"], "kind": ["email"] * 2, "value": ["A@x.com", "a@x.com "]})
        >>> who = resolve(SimpleNamespace(tables={"accounts": accounts, "identifiers": phones}))
        >>> who.values.rows()
        [{'kind': 'email', 'key': 'a@x.com', 'shown': 'A@x.com'}]
    """
    history = (
        judgements if isinstance(judgements, Table) else log_book.load(judgements) if judgements else log_book.empty()
    )
    return _resolved(records, seed, history=history, spelling=Spelling())


def _resolved(records: Case, seed: int, *, history: Table, spelling: Spelling) -> Identities:
    made_with = {"seed": seed, "version": __version__}
    parts = build(records, history, spelling=spelling)
    who = Identities(**vars(parts), history=history, records=records, made_with=made_with)
    vars(who)["spelling"] = spelling
    return who


def _index(table: Table, column: str, *, name: str) -> int:
    return int(pc.index(table.arrow.column(column), pa.scalar(name)).as_py())


def _nearest(name: str, ids: pa.ChunkedArray) -> str:
    found = process.extractOne(name.rpartition(":")[2], ids.to_pylist(), scorer=fuzz.ratio, score_cutoff=60)
    return found[0] if found else ""
