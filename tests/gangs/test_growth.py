"""Growth of groups: what coincidence begins does not go on by coincidence."""

from __future__ import annotations

import numpy as np
import pytest

from counterfeit_graph.gangs import Growth, growth
from counterfeit_graph.gangs.field import Field
from counterfeit_graph.gangs.significance import Cards, dealt
from counterfeit_graph.model.seeds import generator
from tests import small_world


def largest(seed: int) -> int:
    """Accounts of the largest group where all that ties accounts is coincidence: values dealt out anew."""
    evidence = small_world.run().evidence
    uses, deck = evidence.uses, Cards.of(evidence.uses).deck
    # Among those alone who share anything, so that coincidence is dense.
    cards = Cards(uses, uses.account, deck[: len(uses.account)])
    field = Field.of(dealt(evidence, cards, rng=generator(seed, "a world of noise")))
    label = growth.grow(field, Growth())
    return int(np.bincount(label[label >= 0], minlength=1).max())


@pytest.mark.parametrize("seed", range(4))
def test_coincidence_does_not_snowball(seed: int) -> None:
    assert largest(seed) <= 30


def test_without_the_rule_it_would(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growth, "_tied", lambda label, _field: label)
    assert largest(0) > 100
