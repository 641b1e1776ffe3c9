from __future__ import annotations

import pytest

from counterfeit_graph.model.errors import CaseError, ColumnError, OptionError
from counterfeit_graph.records import read
from counterfeit_graph.records.mapping import load_mapping
from tests.records.made import case, column, read_case

_SHOPS = "店铺ID,手机号,备注\n00012,13812345678,x\n"
_YAML = """
currency: USD
accounts:
  file: 店铺.csv
  columns: {店铺ID: account_id, 手机号: contact_phone, 备注: ""}
  constants: {platform: taobao}
orders:
  file: [o/1.csv, o/2.csv]
  date_format: DD/MM/YYYY
  columns: {no: order_id, shop: account_id, paid: paid_at}
"""
_ORDERS = {
    "o/1.csv": "no,shop,amount,paid\n1,00012,5,02/01/2024\n",
    "o/2.csv": "no,shop,amount,paid\n2,00012,7,03/01/2024\n",
}


def test_a_case_brings_its_own_names(tmp_path):
    records = read_case(tmp_path, {"店铺.csv": _SHOPS, "case.yaml": _YAML, "accounts_old.txt": "", **_ORDERS})
    assert records["accounts"].rows()[0]["platform"] == "taobao"
    assert records["identifiers"].rows()[0]["source"] == "手机号"
    assert column(records["orders"], "file") == ["o/1.csv", "o/2.csv"]
    assert [row["paid_at"].day for row in records["orders"].rows()] == [2, 3]
    assert column(records["orders"], "currency") == ["USD", "USD"]
    assert column(records.ignored, "column") == ["备注", ""]


def test_what_was_mapped_is_recorded(tmp_path):
    records = read_case(tmp_path, {"店铺.csv": _SHOPS, "case.yaml": _YAML, "accounts_old.txt": "", **_ORDERS})
    assert records.made_with["mapping"]["accounts"]["columns"]["店铺ID"] == "account_id"
    assert records.settings.currency == "USD"


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ({"acounts": {}}, "mapping: unknown key 'acounts'; did you mean 'accounts'?"),
        ({"currancy": "USD"}, "did you mean 'currency'?"),
        ({"accounts": {"colums": {}}}, "accounts: unknown key 'colums'; did you mean 'columns'?"),
        ({"accounts": {"columns": ["a"]}}, "accounts.columns: must be pairs of names"),
        ({"accounts": {"constants": {"platfrom": "x"}}}, "did you mean 'platform'?"),
        ({"accounts": 7}, "must be a list of keys"),
        ({"decimal": "."}, ""),
        ({"currency": "yuan"}, "must be three capital letters"),
        ({"orders": {"date_format": "exel"}}, "did you mean 'excel'?"),
    ],
)
def test_unknown_keys_are_told_with_the_nearest(mapping, said):
    if not said:
        assert load_mapping(mapping).settings.decimal == "."
        return
    with pytest.raises(OptionError) as caught:
        load_mapping(mapping)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"shop": "acount_id"}, "did you mean 'account_id'?"),
        ({"shopp": "account_id"}, "did you mean 'shop'?"),
        ({"shop": "account_id", "name": "account_id"}, "stands 2 times"),
    ],
)
def test_wrong_columns_are_told_with_the_nearest(tmp_path, columns, said):
    folder = case(tmp_path, {"accounts.csv": "shop,platform,name\n1,tb,a\n"})
    with pytest.raises(ColumnError) as caught:
        read(folder, mapping={"accounts": {"columns": columns}})
    assert said in str(caught.value)


def test_a_slip_of_the_pen_can_be_mapped_to_nothing(tmp_path):
    folder = case(tmp_path, {"accounts.csv": "account_id,platform,nane\n1,tb,x\n"})
    records = read(folder, mapping={"accounts": {"columns": {"nane": None}}})
    assert column(records.ignored, "column") == ["nane"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("accounts: [", "is no YAML"),
        ("- a\n- b\n", "no list of tables"),
        ("accounts: {file: ../x.csv}", "outside the case"),
        ("accounts: {file: acounts.csv}", "did you mean 'accounts.csv'?"),
        ("!!python/object/apply:os.system [echo]", "is no YAML"),
    ],
)
def test_a_faulty_file_is_told_in_one_line(tmp_path, body, said):
    with pytest.raises(CaseError) as caught:
        read_case(tmp_path, {"case.yaml": body})
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_mapping_may_be_another_file(tmp_path):
    folder = case(tmp_path / "case", {"accounts.csv": "shop,platform\n1,tb\n"})
    path = tmp_path / "map.yaml"
    path.write_text("accounts: {columns: {shop: account_id}}", "utf-8")
    assert len(read(folder, mapping=path)["accounts"]) == 1
    assert len(read(folder, mapping=str(path))["accounts"]) == 1
    with pytest.raises(CaseError, match="cannot be read"):
        read(folder, mapping=tmp_path / "none.yaml")
