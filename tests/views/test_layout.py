from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfeit_graph.views._kernels import part, spread
from counterfeit_graph.views.layout import layout
from tests import naive_views


@st.composite
def drawings(draw):
    n = draw(st.integers(1, 7))
    node = st.integers(0, n - 1)
    edges = draw(st.lists(st.tuples(node, node, st.floats(0.1, 2.0)), max_size=10))
    xy = draw(st.lists(st.tuples(st.floats(-3, 3), st.floats(-3, 3)), min_size=n, max_size=n))
    group = draw(st.lists(st.integers(-1, n - 1), min_size=n, max_size=n))
    return np.array(xy, float), edges, np.array(group)


def columns(edges):
    kinds = (np.int64, np.int64, np.float64)
    return [np.array([edge[at] for edge in edges], kind) for at, kind in enumerate(kinds)]


@given(drawings())
def test_spread_equals_its_slow_twin(drawing):
    xy, edges, group = drawing
    expected = naive_views.spread(xy.tolist(), *map(list, columns(edges)), group.tolist(), 2.0, 0.9, 3)
    spread(xy, *columns(edges), group, 2.0, 0.9, 3)
    assert xy == pytest.approx(np.array(expected), abs=1e-6)


@given(drawings(), st.integers(1, 5))
def test_part_equals_its_slow_twin(drawing, passes):
    xy = drawing[0]
    radius = np.linspace(0.1, 1.0, len(xy))
    expected = naive_views.part(xy.tolist(), radius.tolist(), passes)
    part(xy, radius, passes)
    assert xy == pytest.approx(np.array(expected), abs=1e-6)


def ring(n):
    return np.array([(i, (i + 1) % n) for i in range(n)])


def test_no_two_marks_overlap():
    radius = np.linspace(4, 15, 60)
    at = layout(ring(60), radius, group=np.full(60, -1))
    apart = np.linalg.norm(at[:, None] - at[None], axis=2) - radius[:, None] - radius[None]
    assert apart[~np.eye(60, dtype=bool)].min() > 0


def test_components_do_not_share_room():
    edges = np.array([(0, 1), (1, 2), (3, 4), (4, 5)])
    at = layout(edges, np.full(7, 6.0), group=np.full(7, -1))
    boxes = [(at[rows].min(axis=0) - 6, at[rows].max(axis=0) + 6) for rows in ([0, 1, 2], [3, 4, 5], [6])]
    clear = [any(a[1] < b[0]) or any(b[1] < a[0]) for i, a in enumerate(boxes) for b in boxes[:i]]
    assert all(clear)


def test_members_of_a_den_stand_together():
    n = 20
    edges = np.array([(i, j) for i in range(n) for j in range(i + 1, n) if (i * 7 + j * 3) % 5 == 0])
    den = np.arange(n) % 2
    at = layout(edges, np.full(n, 5.0), group=den)
    middles = [at[den == d].mean(axis=0) for d in (0, 1)]
    own = np.array([np.linalg.norm(at[i] - middles[den[i]]) for i in range(n)])
    other = np.array([np.linalg.norm(at[i] - middles[1 - den[i]]) for i in range(n)])
    assert (own < other).mean() > 0.9


def test_the_same_graph_gives_the_same_places():
    arguments = (ring(12), np.full(12, 5.0))
    assert np.array_equal(*(layout(*arguments, group=np.zeros(12, int)) for _ in range(2)))


def test_an_empty_graph_has_no_places():
    assert layout(np.empty((0, 2)), np.empty(0), group=np.empty(0, int)).shape == (0, 2)
