"""Evasion hides gangs, and an account alone tells little."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from tests.simulate.made import components, features, logistic, truth_of, users, world


def _shared(evasion: float) -> float:
    """Pairs of a gang's members, per member, that use one rare identifier value."""
    made = world(3_000, evasion=evasion)
    gang, pairs = truth_of(made, "gang_id"), 0
    for kind in ("phone", "device", "payment", "ip", "handle"):
        for who in users(made, kind).values():
            pairs += sum(gang[a] == gang[b] != "" for a, b in combinations(who, 2) if len(who) <= 12)
    return pairs / sum(map(bool, gang.values()))


def _f1(named: np.ndarray, guilty: np.ndarray) -> float:
    return 2 * (named & guilty).sum() / (named.sum() + guilty.sum())


def test_sharing_falls_with_evasion():
    open_world, careful, very_careful = (_shared(evasion) for evasion in (0.0, 0.5, 0.9))
    assert open_world > 2 * careful
    assert careful > very_careful


def test_an_account_alone_tells_little():
    learned, asked = world(6_000, seed=1), world(6_000, seed=2)
    scale = features(learned).std(axis=0) + 1e-9
    weight = logistic(
        features(learned) / scale, np.array([bool(g) for g in truth_of(learned, "gang_id").values()])[_order(learned)]
    )
    guilty = np.array([bool(g) for g in truth_of(asked, "gang_id").values()])[_order(asked)]
    odds = np.column_stack([np.ones(len(guilty)), features(asked) / scale]) @ weight
    named = odds >= np.sort(odds)[-guilty.sum()]
    groups = components(asked, most=12)
    linked = np.array([account in groups for account in truth_of(asked, "gang_id")])[_order(asked)]
    assert _f1(named, guilty) < 0.5, f"alone {_f1(named, guilty):.2f}, linked {_f1(linked, guilty):.2f}"
    assert _f1(linked, guilty) > _f1(named, guilty) + 0.1, (
        f"alone {_f1(named, guilty):.2f}, linked {_f1(linked, guilty):.2f}"
    )


def _order(made) -> list[int]:
    """Where each row of the case's accounts stands in the truth."""
    at = {account: number for number, account in enumerate(truth_of(made, "role"))}
    return [at[account] for account in made.tables["accounts"].column("account_id").to_pylist()]
