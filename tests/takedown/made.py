"""Networks made by hand: a gang with a chain of money, and gangs drawn at random for the laws."""

from __future__ import annotations

from hypothesis import strategies as st

from counterfeit_graph.gangs.network import Network

CHAIN = [
    *((f"account:{name}", "pays_into", f"payment:till{name}", 100) for name in "abc"),
    *((f"payment:till{name}", "transfers", "payment:collector", 100) for name in "abc"),
    ("payment:collector", "transfers", "payment:purse", 290),
    ("payment:purse", "transfers", "payment:rent", 5),
    *((f"account:{name}", "ships_from", "address:depot", 0) for name in "abc"),
    ("account:a", "registered_by", "person:straw", 0),
    ("account:b", "registered_by", "person:straw", 0),
    ("person:manager", "holds", "payment:collector", 0),
    ("person:boss", "holds", "payment:purse", 0),
    ("person:boss", "tie:directs", "person:manager", 0),
    ("account:a", "uses", "device:d", 0),
    ("account:b", "uses", "device:d", 0),
]


def nodes_of(edges: list[tuple[str, str, str, int]], sales: int = 100) -> dict[str, int]:
    names = dict.fromkeys(name for edge in edges for name in (edge[0], edge[2]))
    return {name: sales if name.startswith("account:") else 0 for name in names}


def gang(edges: list[tuple[str, str, str, int]] = CHAIN, **outside: int) -> Network:
    """A network of the edges, each account with sales of 100."""
    return Network.by_hand(nodes_of(edges), edges, outside={name.replace("_", ":"): n for name, n in outside.items()})


@st.composite
def gangs(draw: st.DrawFn) -> Network:
    """A gang of two to six shops with tills, places, a chain of money and people; any part may be lacking."""
    shops = draw(st.integers(2, 6))
    money = draw(st.integers(0, 3))
    sales = draw(st.lists(st.integers(0, 1000), min_size=shops, max_size=shops))
    used = st.tuples(st.sets(st.integers(0, 3), max_size=2), st.sets(st.integers(0, 2), max_size=2))
    each = list(enumerate(draw(st.lists(used, min_size=shops, max_size=shops))))
    edges = [
        (f"account:{a}", "pays_into", f"payment:{t}", 10) for a, (tills, _) in each for t in sorted(tills) if money
    ]
    edges += [(f"account:{a}", "ships_from", f"address:{p}", 0) for a, (_, places) in each for p in sorted(places)]
    pairs = st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 50))
    edges += [
        (f"payment:{a}", "transfers", f"payment:{b}", n) for a, b, n in draw(st.lists(pairs, max_size=6)) if money
    ]
    held = st.tuples(st.integers(0, 2), st.integers(0, 5))
    edges += [(f"person:{p}", "holds", f"payment:{v}", 0) for p, v in sorted(draw(st.sets(held, max_size=4)))]
    nodes = {f"account:{shop}": sales[shop] for shop in range(shops)}
    return Network.by_hand(nodes | {n: s for n, s in nodes_of(edges).items() if n not in nodes}, edges)
