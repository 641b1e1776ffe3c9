"""What the sellers' care changes: every rate that moves with evasion, in one table."""

from __future__ import annotations

from typing import Final

import numpy as np

_KNOTS: Final = (0.0, 0.5, 0.9, 1.0)

# Chance (or count) at evasion 0, 0.5, 0.9 and 1. Links fall, rented values, hops, hubs and coincidences rise.
_RATES: Final[dict[str, tuple[float, float, float, float]]] = {
    # share of a den's accounts whose own value is one that a few of the den use
    "till": (0.58, 0.18, 0.22, 0.18),
    "payout": (0.45, 0.22, 0.14, 0.12),
    "phone": (0.36, 0.12, 0.10, 0.08),
    "email": (0.20, 0.06, 0.03, 0.02),
    "device": (0.48, 0.17, 0.12, 0.10),
    "ip": (0.46, 0.19, 0.17, 0.14),
    "straw": (0.45, 0.22, 0.14, 0.12),
    "company": (0.30, 0.12, 0.06, 0.05),
    "return": (0.42, 0.23, 0.19, 0.15),
    "warehouse": (0.68, 0.46, 0.46, 0.42),
    "sender_phone": (0.52, 0.20, 0.18, 0.15),
    # what the dens of one gang have in common
    "own_supplier": (0.06, 0.04, 0.08, 0.06),
    "supplier": (0.66, 0.70, 0.70, 0.66),
    "stock_photo": (0.06, 0.05, 0.12, 0.10),
    "den_photo": (0.46, 0.28, 0.26, 0.22),
    "stock_title": (0.48, 0.58, 0.60, 0.58),
    "front": (0.28, 0.18, 0.14, 0.12),
    "front_variant": (0.25, 0.55, 0.80, 0.85),
    "advert": (0.88, 0.84, 0.78, 0.74),
    "tie": (0.64, 0.60, 0.55, 0.50),
    # money behind the till
    "upstream": (0.98, 0.96, 0.95, 0.94),
    "mule": (0.15, 0.55, 0.80, 0.85),
    "second_mule": (0.00, 0.10, 0.35, 0.45),
    "nominee": (0.10, 0.35, 0.55, 0.60),
    "holder_known": (0.92, 0.85, 0.80, 0.78),
    # hiding in what everybody uses
    "hub_sender": (0.15, 0.35, 0.50, 0.55),
    "hub_payee": (0.08, 0.20, 0.32, 0.35),
    "hub_ip": (0.10, 0.25, 0.38, 0.42),
    "unbranded": (0.15, 0.35, 0.50, 0.55),
    "honest_listing": (0.35, 0.55, 0.68, 0.72),
    # chance events that point at innocents
    "leak": (0.008, 0.045, 0.055, 0.060),
    "coincidence": (0.006, 0.015, 0.018, 0.020),
    "churn": (0.14, 0.20, 0.26, 0.28),
    # who looks, and what he sees
    "signals": (0.55, 0.34, 0.25, 0.22),
    "least_confirmed": (3.0, 3.0, 2.0, 2.0),
    "closed": (0.16, 0.14, 0.12, 0.12),
    "survives": (0.60, 0.42, 0.30, 0.26),
    "discount": (0.45, 0.62, 0.76, 0.80),
}


class Dials:
    """The rates at one evasion, interpolated between the knots.

    Example:
        >>> Dials(0.0)["leak"] < Dials(0.25)["leak"] < Dials(0.9)["leak"]
        True
    """

    def __init__(self, evasion: float) -> None:
        self.evasion = evasion

    def __getitem__(self, name: str) -> float:
        return float(np.interp(self.evasion, _KNOTS, _RATES[name]))
