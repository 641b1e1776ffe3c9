from __future__ import annotations

import pytest
import yaml

from counterfeit_graph.model.errors import CaseError
from counterfeit_graph.model.schema import INPUT_KINDS, RELATIONS, TABLES
from counterfeit_graph.records import propose_mapping, read
from counterfeit_graph.records.columns import wide_pair
from counterfeit_graph.records.mapping import load_mapping
from counterfeit_graph.records.suggest import _names
from tests.records.made import case, column

_FILES = {
    "店铺信息.csv": (
        "店铺ID,平台,手机号,收款账号,发货地址,注册时间,备注\n"
        "007,taobao,13812345678,6222020200112233,义乌,25/02/2023,无\n008,jd,13912345678,6222,义乌,01/02/2023,无\n"
    ).encode("gb18030"),
    "订单.csv": "订单号;卖家ID;金额;付款时间\n1;007;12,50;01/02/2023\n",
    "readme.csv": "a,b\n1,2\n",
}


def test_a_chinese_folder_is_understood_and_reads(tmp_path):
    folder = case(tmp_path, _FILES)
    (folder / "accounts.csv").unlink()
    records = read(folder, mapping=yaml.safe_load(propose_mapping(folder)))
    assert column(records["accounts"], "account_id") == ["007", "008"]
    assert set(column(records["identifiers"], "relation")) == {"contact", "payout", "ship_from"}
    assert column(records["orders"], "amount") == [1250]
    assert not len(records.refused)


def test_every_line_says_how_sure_it_is(tmp_path):
    folder = case(tmp_path, {"shops.csv": "Shop ID,marketplace,x\n1,tb,a@b.cn\n", "accounts.csv": "q\n1\n"})
    lines = propose_mapping(folder).splitlines()
    assert '    "Shop ID": account_id  # 0.9, a known name' in lines
    assert '    "x": email  # 0.6, 100% of its values look like one' in lines
    assert '# "accounts.csv": no table found for it' in lines or any("also of this table" in line for line in lines)


def test_what_is_missing_is_said_and_never_filled_in(tmp_path):
    (tmp_path / "sellers.csv").write_text("seller_id,opened\n1,01/02/2024\n", "utf-8")
    text = propose_mapping(tmp_path)
    assert "# required and not found: platform" in text
    assert "# date_format: day and month cannot be told apart" in text
    assert "platform" not in load_mapping(yaml.safe_load(text)).of("accounts").constants


def test_part_files_are_named_together(tmp_path):
    for part in ("a", "b"):
        (tmp_path / f"{part}.csv").write_text("订单号,店铺ID,金额\n1,2,3\n", "utf-8")
    assert 'file: ["a.csv", "b.csv"]' in propose_mapping(tmp_path)


def test_folders_without_tables_are_refused(tmp_path):
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(CaseError):
            propose_mapping(folder)


def test_the_known_names_lead_to_columns_that_exist():
    columns = {column.name for spec in TABLES.values() for column in spec.columns}
    assert set(_names("tables")) <= set(TABLES)
    assert set(_names("columns")) <= columns
    assert all(wide_pair(name) for name in _names("wide"))
    assert all(r in RELATIONS and k in INPUT_KINDS for r, k in map(wide_pair, _names("wide")))
