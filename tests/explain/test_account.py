"""Accounts in a gang: pooled evidence, and what would have to fall."""

from __future__ import annotations

import numpy as np
import pytest

import counterfeit_graph as cg
from counterfeit_graph.explain.accounts import growth_of
from counterfeit_graph.explain.pool import Pool
from counterfeit_graph.model.errors import NotFoundError
from tests.explain.made import explained, gangs, unsourced_digits


def pool():
    return Pool.of(gangs().largest())


def test_pooled_evidence_is_what_the_gang_was_grown_on():
    found = gangs().largest()
    listed = {row["account_id"]: row["decibans"] for row in found.members.rows()}
    ids = found.evidence.who.accounts["account_id"][found.codes]
    known = np.array([listed[name] for name in ids])
    assert np.abs(pool().pooled(pool().everything()) - known).max() < 0.1


def test_the_values_sum_to_the_total():
    rows = explained("en")["account"].rows
    values = rows.where((rows["section"] == "ties") & (rows["quantity"] == "decibans"))["value"]
    total = rows.where((rows["section"] == "total") & (rows["quantity"] == "decibans"))["value"][0]
    assert round(values.sum(), 3) == round(total, 3)


def test_what_has_to_fall_really_drops_the_account_and_nothing_of_it_can_be_spared():
    found, growth = pool(), growth_of(gangs().largest())
    for member in range(min(8, len(found.gang.codes))):
        gone = found.to_drop(member, growth)
        kept = found.everything()
        kept[gone] = False
        assert not found.holds(kept, growth)[member]
        for row in gone:
            kept[row] = True
            assert found.holds(kept, growth)[member]
            kept[row] = False


def test_more_evidence_never_says_less():
    found = pool()
    kept = found.everything()
    whole = found.pooled(kept)
    kept[::2] = False
    assert (found.pooled(kept) <= whole + 1e-9).all()


def test_an_account_of_no_gang_is_refused():
    with pytest.raises(NotFoundError, match="in no gang"):
        cg.explain(gangs(), account="nobody")


def test_an_account_of_another_gang_is_refused():
    with pytest.raises(NotFoundError, match="no such account in the gang"):
        cg.explain(gangs().largest(), account="nobody")


def test_an_uncertain_account_is_told_to_be_one():
    rows = [row for row in gangs().members.rows() if row["state"] == "uncertain"]
    told = cg.explain(gangs(), account=rows[0]["account_id"])
    assert any("uncertain" in text for text in told.section("standing"))
    assert told.section("total") == ()


@pytest.mark.parametrize(("language", "words"), [("en", "is not listed with it"), ("zh", "未列入该团伙")])
def test_who_is_not_listed_is_told_why(language, words):
    row = gangs().unlisted.rows()[0]
    told = [cg.explain(of, account=row["account_id"], language=language) for of in (gangs(), gangs()[row["gang_id"]])]
    assert str(told[0]) == str(told[1])
    standing = told[0].section("standing")
    assert words in standing[0]
    assert len(standing) > 2
    assert told[0].section("total") == ()
    assert unsourced_digits(told[0]) == []
