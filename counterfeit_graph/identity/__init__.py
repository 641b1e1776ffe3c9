"""Who is who: values under one key, accounts in an order free of names, resolved parties, people's judgements."""

from __future__ import annotations

from counterfeit_graph.identity.identities import Identities, resolve

__all__ = ["Identities", "resolve"]
