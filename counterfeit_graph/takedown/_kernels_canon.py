"""A node order that depends on the structure alone: colour refinement, one node of a tie singled out at a time.

Nodes that no refinement tells apart are, but for rare regular graphs, images of each other under a symmetry, so it
does not matter which of them is singled out. Source: McKay 1981, of whose search tree one path is followed.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from counterfeit_graph.evidence._kernels import stable_order
from counterfeit_graph.takedown._kernels_between import reach

Array = np.ndarray[Any, Any]


class _Cells(NamedTuple):
    """An ordered partition: nodes cell by cell; a cell is named after its first place."""

    node: Array
    place: Array  # node -> place
    cell: Array  # node -> its cell
    length: Array  # cell -> nodes in it
    hits: Array  # node -> neighbours in the splitter
    marked: Array  # cell -> nodes with hits, which stand at its end
    queue: Array  # ring of cells that have yet to split others
    queued: Array
    ends: Array  # first place and number of entries of the ring


@njit(cache=True)
def _push(cells: _Cells, cell: int) -> None:
    if not cells.queued[cell]:
        cells.queued[cell] = True
        cells.queue[(cells.ends[0] + cells.ends[1]) % cells.queue.size] = cell
        cells.ends[1] += 1


@njit(cache=True)
def _swap(cells: _Cells, a: int, b: int) -> None:
    """Exchange the nodes at two places."""
    cells.node[a], cells.node[b] = cells.node[b], cells.node[a]
    cells.place[cells.node[a]] = a
    cells.place[cells.node[b]] = b


@njit(cache=True)
def _hit(indptr: Array, indices: Array, cells: _Cells, splitter: int) -> Array:
    """Count the neighbours that each node has in the splitter; gives the cells so touched, ascending."""
    members = cells.node[splitter : splitter + cells.length[splitter]].copy()
    touched = np.empty(np.sum(indptr[members + 1] - indptr[members]), np.int64)
    count = 0
    for member in members:
        for at in range(indptr[member], indptr[member + 1]):
            node = indices[at]
            cell = cells.cell[node]
            if cells.length[cell] == 1:
                continue
            if cells.hits[node] == 0:
                if cells.marked[cell] == 0:
                    touched[count] = cell
                    count += 1
                cells.marked[cell] += 1
                _swap(cells, cells.place[node], cell + cells.length[cell] - cells.marked[cell])
            cells.hits[node] += 1
    return np.sort(touched[:count])


@njit(cache=True)
def _split(cells: _Cells, cell: int) -> None:
    """Part a touched cell by hits, none first, and queue all parts but the largest (all, if it was queued)."""
    end = cell + cells.length[cell]
    start = end - cells.marked[cell]
    hit = cells.node[start:end].copy()
    hit = hit[stable_order(cells.hits[hit])]
    cells.length[cell] = start - cell
    largest, begun, last = cell, cell, 0
    for i in range(hit.size):
        node = hit[i]
        if cells.hits[node] != last and start + i > cell:
            begun = start + i
            cells.length[begun] = 0
        last = cells.hits[node]
        cells.node[start + i] = node
        cells.place[node] = start + i
        cells.cell[node] = begun
        cells.length[begun] += 1
        cells.hits[node] = 0
    cells.marked[cell] = 0
    at = cell
    while at < end:
        if cells.length[at] > cells.length[largest]:
            largest = at
        at += cells.length[at]
    waits = cells.queued[cell]
    at = cell
    while at < end:
        if waits or at != largest:
            _push(cells, at)
        at += cells.length[at]


@njit(cache=True)
def _refine(indptr: Array, indices: Array, cells: _Cells) -> None:
    """Split cells until the nodes of each have equally many neighbours in every other."""
    while cells.ends[1] > 0:
        splitter = cells.queue[cells.ends[0]]
        cells.ends[0] = (cells.ends[0] + 1) % cells.queue.size
        cells.ends[1] -= 1
        cells.queued[splitter] = False
        for cell in _hit(indptr, indices, cells, splitter):
            _split(cells, cell)


@njit(cache=True)
def _first_cells(colour: Array) -> _Cells:
    """Cells of equal colour, ascending, all queued."""
    n = colour.size
    node = stable_order(colour)
    cells = _Cells(
        node, np.zeros(n, np.int64), np.zeros(n, np.int64), np.zeros(n, np.int64), np.zeros(n, np.int64),
        np.zeros(n, np.int64), np.zeros(n, np.int64), np.zeros(n, np.bool_), np.zeros(2, np.int64),
    )  # fmt: skip
    begun = 0
    for place in range(n):
        if colour[node[place]] != colour[node[begun]]:
            begun = place
        cells.place[node[place]] = place
        cells.cell[node[place]] = begun
        cells.length[begun] += 1
        _push(cells, begun)
    return cells


@njit(cache=True)
def canonical_order(indptr: Array, indices: Array, colour: Array) -> Array:
    """Nodes in an order that renaming does not change, up to symmetries; colours are kept apart, ascending."""
    cells = _first_cells(colour)
    _refine(indptr, indices, cells)
    start = 0
    while start < colour.size:
        size = cells.length[start]
        if size == 1:
            start += 1
            continue
        alone = start + size - 1
        cells.length[start] -= 1
        cells.length[alone] = 1
        cells.cell[cells.node[alone]] = alone
        _push(cells, alone)
        _refine(indptr, indices, cells)
    return cells.node


@njit(cache=True)
def profiles(indptr: Array, indices: Array) -> Array:
    """A hash of how many nodes stand at each distance of each node, and by how many shortest paths (uint64)."""
    n = indptr.size - 1
    depth = np.full(n, -1, np.int32)
    queue = np.zeros(n, np.int32)
    paths = np.zeros(n, np.uint64)
    found = np.zeros(n, np.uint64)
    for source in range(n):
        count = reach(indptr, indices, depth, source, queue)
        paths[queue[:count]] = 0
        paths[source] = 1
        for i in range(count):
            node = queue[i]
            for at in range(indptr[node], indptr[node + 1]):
                if depth[indices[at]] == depth[node] + 1:
                    paths[indices[at]] += paths[node]
            mixed = (paths[node] + np.uint64(depth[node] + 1)) * np.uint64(0x9E3779B97F4A7C15)
            mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9 + 2 * depth[node])
            found[source] += mixed ^ (mixed >> np.uint64(27))
        depth[queue[:count]] = -1
    return found
