"""Colours and shapes: a role has a colour, a kind has a shape, and neither is needed to read the other.

The eight colours are those of Okabe and Ito (2008), which remain apart under the common colour blindnesses; every
coloured mark also has a shape, a letter or a label.
"""

from __future__ import annotations

ROLE_COLOURS: dict[str, str] = {
    "store": "#0072B2",
    "cashier": "#E69F00",
    "warehouse": "#009E73",
    "supplier": "#CC79A7",
    "promoter": "#56B4E9",
    "registrar": "#F0E442",
    "manager": "#333333",
    "head": "#D55E00",
}
PLAIN = "#9AA1A9"
INK = "#1C2733"
MUTED = "#5B6672"
RULE = "#D5DADF"

# Kinds that are held in the same way share a shape: papers, money, contact.
KIND_SHAPES: dict[str, str] = {
    "account": "circle",
    "person": "square",
    "company": "square",
    "id_document": "square",
    "payment": "diamond",
    "card": "diamond",
    "sink": "diamond",
    "address": "triangle",
    "phone": "hexagon",
    "email": "hexagon",
    "handle": "hexagon",
    "supplier": "pentagon",
}
OTHER_SHAPE = "small"


def colour(role: str) -> str:
    """The colour of a role, grey for none.

    Example:
        >>> colour("cashier"), colour("")
        ('#E69F00', '#9AA1A9')
    """
    return ROLE_COLOURS.get(role, PLAIN)


def shape(kind: str) -> str:
    """The shape of a kind of node.

    Example:
        >>> shape("payment"), shape("image")
        ('diamond', 'small')
    """
    return KIND_SHAPES.get(kind, OTHER_SHAPE)


def is_dark(hex_colour: str) -> bool:
    """Whether white letters read better than black ones on a colour: relative luminance of WCAG 2 under 0.3.

    Example:
        >>> is_dark("#0072B2"), is_dark("#F0E442")
        (True, False)
    """
    parts = [int(hex_colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.3
