"""Tiers: how far a gang has come from a hint to a case. Nobody is in a tier for being linked alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from counterfeit_graph.model.errors import OptionError
from counterfeit_graph.model.fields import check_fields

Array = np.ndarray[Any, Any]
TIERS: tuple[str, ...] = ("watch", "review", "platform", "police")


@dataclass(frozen=True)
class Tiers:
    """What each tier asks for, in decibans of suspicion and kinds of evidence.

    Attributes:
        review, platform, police: posterior decibans of suspicion from which on.
        signs: accounts with a confirmed sign that `platform` and `police` ask for.
        persons: persons that `police` asks for, unless sales reach `sales`.
        sales: sales in minor units of the case's currency at which `police` does not ask for `persons`.
        ties: own values that must tie a member even without any one other member for it to be named to the police;
            members with strong signs of their own need none.

    Example:
        >>> Tiers(police=50.0).police
        50.0
    """

    review: float = 10.0
    platform: float = 20.0
    police: float = 40.0
    signs: int = 2
    persons: int = 3
    sales: int = 5_000_000
    ties: int = 3

    def __post_init__(self) -> None:
        check_fields(self)
        if not 0 <= self.review <= self.platform <= self.police:
            msg = "review, platform and police must not fall"
            raise OptionError(msg, where="Tiers")


@dataclass(frozen=True)
class Grounds:
    """What tiers are decided on, one entry a gang.

    Suspicion in decibans, confirmed signs, independent groups of evidence, whether a verified kind is among them,
    persons, sales in minor units, stability.
    """

    suspicion: Array
    signs: Array
    groups: Array
    verified: Array
    persons: Array
    sales: Array
    stability: Array


def tier_of(grounds: Grounds, rules: Tiers) -> list[str]:
    """The tier of each gang."""
    signed = grounds.signs >= rules.signs
    review = grounds.suspicion >= rules.review
    platform = (grounds.suspicion >= rules.platform) & signed & (grounds.groups >= 2)
    several = (grounds.persons >= rules.persons) | (grounds.sales >= rules.sales)
    police = platform & (grounds.suspicion >= rules.police) & grounds.verified & several & (grounds.stability >= 0.5)
    level = review.astype(int) + (review & platform) + (review & police)
    return [TIERS[i] for i in level.tolist()]


def member_tier(gang_tier: Array, *, member: Array, firm: Array) -> Array:
    """The highest tier in whose lists each account of a gang is named; at most `watch` where it is uncertain.

    Args:
        gang_tier: tier of each account's gang.
        member: whether each account is a member, and not an uncertain one.
        firm: whether its membership bears being told to the police.

    Example:
        >>> tier = np.array(["police", "police", "police"], object)
        >>> member_tier(tier, member=np.array([True, True, False]), firm=np.array([True, False, True])).tolist()
        ['police', 'platform', 'watch']
    """
    told = np.where((gang_tier == "police") & ~firm, "platform", gang_tier)
    return np.where(member, told, "watch")
