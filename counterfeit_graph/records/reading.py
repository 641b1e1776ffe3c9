"""`read`: any tables in, `Records` out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from counterfeit_graph import __version__
from counterfeit_graph.model.schema import TABLES
from counterfeit_graph.model.table import Table
from counterfeit_graph.records.draft import Draft, Terms, draft
from counterfeit_graph.records.intake import Intake, take_in
from counterfeit_graph.records.keep import holds_records, load_records
from counterfeit_graph.records.links import settle_all
from counterfeit_graph.records.mapping import FILE, load_mapping
from counterfeit_graph.records.records import Records, count
from counterfeit_graph.records.refuse import gather
from counterfeit_graph.stores.embedded import Embedded

if TYPE_CHECKING:
    from counterfeit_graph.records.mapping import CaseMap
    from counterfeit_graph.records.settings import Settings

# What `read` takes as mapping: the content or the path of a `case.yaml`, or None.
MappingSource = Mapping[str, Any] | str | Path | None


def read(case: Any, *, mapping: MappingSource = None, settings: Settings | None = None) -> Records:
    """Read a case: every record is accepted, refused with a reason, or a duplicate of another.

    Args:
        case: a folder (path), a dict of frames by table name (pandas, polars, Arrow, DuckDB relation, list of dicts,
            anything with an Arrow stream), a DuckDB file, or a store such as `stores.Neo4j`.
        mapping: path or content of a `case.yaml`; by default the one inside the folder, if there is one.
        settings: currency, time zone, date format, decimal mark; they win over the mapping's.

    Raises:
        CaseError: a file, folder or table cannot be used as a whole.
        ColumnError: a column is missing, doubled or misspelt.
        OptionError: `case.yaml` or `settings` hold something unknown.

    Example:
        >>> shops = [{"account_id": "00012", "platform": "taobao", "contact_phone": "13812345678"}]
        >>> records = read({"accounts": shops, "orders": [{"order_id": "1", "account_id": "7", "amount": "12.50"}]})
        >>> records["identifiers"].select("account_id", "relation", "kind", "value").rows()
        [{'account_id': '00012', 'relation': 'contact', 'kind': 'phone', 'value': '13812345678'}]
        >>> records.refused.select("table", "record", "reason").rows()
        [{'table': 'orders', 'record': 1, 'reason': 'unknown_account'}]
    """
    if isinstance(case, Embedded) and holds_records(case):
        return load_records(case)
    case_map = load_mapping(own_mapping(case) if mapping is None else mapping, settings)
    intake = take_in(case, case_map)
    drafts: dict[str, list[Draft]] = defaultdict(list)
    inputs: dict[str, str] = {}
    for table, raw, digest in intake.parts:
        how = case_map.of(table)
        drafts[table].append(draft(raw, TABLES[table], terms=Terms(how.columns, how.constants, how.settings)))
        inputs[raw.file] = digest
    return _assemble(drafts, inputs, case_map=case_map, intake=intake)


def own_mapping(case: Any) -> Path | None:
    """The `case.yaml` inside a folder, if there is one."""
    if isinstance(case, (str, Path)) and (Path(case) / FILE).is_file():
        return Path(case) / FILE
    return None


def _assemble(
    drafts: Mapping[str, list[Draft]], inputs: Mapping[str, str], *, case_map: CaseMap, intake: Intake
) -> Records:
    every = [part for parts in drafts.values() for part in parts]
    settled = settle_all(drafts)
    parts = [part for draft in every for part in draft.refused]
    refused = gather([*parts, *(part for name in settled for part in settled[name].refused)])
    duplicates = pa.concat_tables([settled[name].duplicates for name in TABLES])
    own = {name: found.arrow.slice(0, found.own) for name, found in settled.items()}
    reads = {(part.table, part.file): part.read for part in every}
    return Records(
        tables=MappingProxyType({name: Table(settled[name].arrow) for name in TABLES}),
        refused=Table(refused),
        table=count(reads, own, refused=refused, duplicates=duplicates),
        ignored=_ignored(every, intake),
        duplicates=Table(duplicates),
        inputs=MappingProxyType(dict(sorted(inputs.items()))),
        settings=case_map.settings,
        made_with=MappingProxyType(_made_with(case_map, inputs)),
        waiting=MappingProxyType({name: Table(each.waiting) for name, each in settled.items() if len(each.waiting)}),
    )


def _ignored(drafts: list[Draft], intake: Intake) -> Table:
    rows = [(part.table, part.file, name) for part in drafts for name in part.ignored]
    rows += [("", name, "") for name in intake.ignored]
    columns = {name: [row[at] for row in rows] for at, name in enumerate(("table", "file", "column"))}
    return Table.of(columns, types=dict.fromkeys(columns, "string"))


def _made_with(case_map: CaseMap, inputs: Mapping[str, str]) -> dict[str, Any]:
    tables = {
        name: {
            "files": list(how.files),
            "sheet": how.sheet,
            "columns": dict(how.columns),
            "constants": dict(how.constants),
            "settings": asdict(how.settings),
        }
        for name, how in case_map.tables.items()
    }
    settings = asdict(case_map.settings)
    return {"version": __version__, "settings": settings, "mapping": tables, "inputs": dict(sorted(inputs.items()))}
