"""Cases that the tests of this room explain, each made once."""

from __future__ import annotations

import re
from functools import cache

import counterfeit_graph as cg

BANNED = (
    "guilt",
    "prove",
    "proof",
    "certainly",
    "undoubtedly",
    "criminal",
    "有罪",
    "罪犯",
    "证明了",
    "必然",
    "毫无疑问",
    "确凿",
)
HOSTILE = '=cmd|<script>alert(1)</script>\u202egnp"'
PHONE, TILL = "13905712846", "6222021234567894"


def shop(account, **more):
    return {"account_id": account, "platform": "p", "opened_at": "2025-01-05", **more}


def weighed(*shops, **tables):
    """Evidence of a case with some bystanders, so that shared values are rare."""
    crowd = [
        shop(f"x{n:02d}", contact_phone=f"1370571{n:02d}48", payout_payment=f"62284801234{n:02d}") for n in range(60)
    ]
    return cg.weigh(cg.resolve(cg.read({"accounts": [*shops, *crowd], **tables})))


@cache
def twins():
    """Two shops that share a phone and a till."""
    return weighed(*(shop(name, contact_phone=PHONE, payout_payment=TILL) for name in "ab"))


@cache
def gangs():
    """The gangs of a small simulated world."""
    tables = cg.simulate(900, seed=5, evasion=0.2).tables
    return cg.find_gangs(cg.weigh(cg.resolve(cg.read(dict(tables)))), reruns=2)


@cache
def explained(language):
    """One explanation of every sort."""
    found = gangs()
    gang = found.largest()
    member = gang.members["account_id"][0]
    link = gang.links.rows()[0]
    heads, plan = cg.find_heads(gang, reruns=2), cg.plan_takedown(gang, budget=2)
    reopened = gang.gangs.atlas.reopened.rows()[0]
    between = (reopened["closed_account"], reopened["reopened_account"])
    return {
        "pair": cg.explain(gang, between=(link["a"], link["b"]), language=language),
        "account": cg.explain(found, account=member, language=language),
        "gang": cg.explain(gang, language=language),
        "head": cg.explain(heads, language=language),
        "plan": cg.explain(plan, language=language),
        "step": cg.explain(plan.first, language=language),
        "phoenix": cg.explain(gang.evidence.who, between=between, language=language),
    }


def unsourced_digits(explanation):
    """Sentences that hold a digit which no figure of theirs accounts for."""
    shown = {}
    for row in explanation.rows.rows():
        shown.setdefault(row["sentence"], []).append(row["shown"])
    left = []
    for number, sentence in enumerate(explanation.told, 1):
        text = sentence.text
        for figure in sorted(shown.get(number, []), key=len, reverse=True):
            text = text.replace(figure, "")
        left += [sentence.text] if re.search(r"\d", text) else []
    return left
