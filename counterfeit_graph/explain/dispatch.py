"""`explain`: one verb for everything that can be explained."""

from __future__ import annotations

from typing import Any

from counterfeit_graph.evidence import EvidenceGraph
from counterfeit_graph.explain import gangs, heads, plans
from counterfeit_graph.explain.accounts import account as of_account
from counterfeit_graph.explain.explanation import Explanation
from counterfeit_graph.explain.pairs import pair
from counterfeit_graph.explain.phoenix import phoenix
from counterfeit_graph.gangs.result import Gang, Gangs
from counterfeit_graph.identity import Identities
from counterfeit_graph.model.errors import NotFoundError, OptionError, nearest_of
from counterfeit_graph.takedown.heads import Heads
from counterfeit_graph.takedown.plan import Plan, Step


def explain(
    what: Any,
    *,
    between: tuple[str, str] | None = None,
    account: str | None = None,
    at: int = 1,
    language: str = "en",
) -> Explanation:
    """Say why, in sentences whose every figure names the records it was read from.

    | `what` | with | explains |
    |---|---|---|
    | an investigation, evidence, gangs or a gang | `between=(a, b)` | what ties two accounts |
    | an investigation, gangs or a gang | `account=...` | why an account is counted in, and what would have to fall |
    | a gang | | what it is, what ties it, what is suspected |
    | heads | `at=rank` | the terms of a head's score |
    | a plan, or one step | `at=number` | what a step does |
    | identities | `between=(closed, reopened)` | why one shop is taken to continue another |

    Alternatives (family, agency, market, resale, hijack, second-hand number, framing) are tested on the case and told
    with what speaks for them and against them.

    Args:
        what: the result.
        between: two account ids.
        account: an account id.
        at: which head or step, from 1.
        language: "en" or "zh".

    Raises:
        OptionError: `what` cannot be explained, or not in this way.
        NotFoundError: an account, head or step that the result does not hold.

    Example:
        >>> import counterfeit_graph as cg
        >>> shops = [{"account_id": name, "platform": "p", "contact_email": f"{name}@mail.com"} for name in "abcdef"]
        >>> evidence = cg.weigh(cg.resolve(cg.read({"accounts": shops})))
        >>> print(cg.explain(evidence, between=("a", "b")).section("total")[0])
        Nothing in the case ties the two accounts.
    """
    # Two accounts or one account are asked about before the result as a whole.
    if between is not None:
        return _of_two(what, between, language=language)
    if account is not None:
        return of_account(_gang_of(what, account), account, language=language)
    if isinstance(what, Gang):
        return gangs.gang(what, language=language)
    if isinstance(what, Heads):
        return heads.head(what, rank=at, language=language)
    if isinstance(what, Plan | Step):
        return plans.step(what, number=at, language=language)
    fault = f"a {type(what).__name__} by itself cannot be explained"
    remedy = "give between=(a, b) or account=..., or a gang, heads, a plan or a step"
    raise OptionError(fault, where="explain", remedy=remedy)


def _of_two(what: Any, between: tuple[str, str], *, language: str) -> Explanation:
    if isinstance(what, Identities):
        return phoenix(what, between, language=language)
    # Gangs and a gang carry the evidence that they were found on.
    evidence = what if isinstance(what, EvidenceGraph) else getattr(what, "evidence", None)
    if not isinstance(evidence, EvidenceGraph):
        fault = f"a {type(what).__name__} holds no evidence between accounts"
        raise OptionError(fault, where="explain, between", remedy="give evidence, gangs, a gang or identities")
    return pair(evidence, between, language=language)


def _gang_of(what: Any, account: str) -> Gang:
    """The gang itself, or the one of several, or of a whole investigation, that counts the account in."""
    if isinstance(what, Gang):
        return what
    held = what if isinstance(what, Gangs) else getattr(what, "gangs", None)
    if not isinstance(held, Gangs):
        fault = f"a {type(what).__name__} has no members"
        raise OptionError(fault, where="explain, account", remedy="give gangs or a gang")
    # Who was taken into a gang and is not listed with it is explained too: why not is a question as well.
    for listed in (held.members, held.unlisted):
        found = listed.where(listed["account_id"] == account)
        if len(found):
            return held[found["gang_id"][0]]
    fault = "the account is in no gang"
    raise NotFoundError(
        fault, where="explain, account", nearest=nearest_of(account, held.members["account_id"].tolist())
    )
