"""Community finders of other libraries, to compare with: python-louvain, NetworkX, and igraph and leidenalg if there.

igraph and leidenalg are under a licence that binds whoever builds on them, so nothing here depends on them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from counterfeit_graph.gangs.finders import described
from counterfeit_graph.gangs.graph import first_seen
from counterfeit_graph.model.errors import OptionError
from counterfeit_graph.model.fields import check_fields
from counterfeit_graph.model.guests import guest, installed
from counterfeit_graph.model.seeds import generator

if TYPE_CHECKING:
    from counterfeit_graph.gangs.finders import Finder
    from counterfeit_graph.gangs.graph import WeightedGraph

Array = np.ndarray[Any, Any]
Library = Literal["python-louvain", "networkx", "igraph", "leidenalg"]
LIBRARIES: tuple[Library, ...] = ("python-louvain", "networkx", "igraph", "leidenalg")
_NAMES = {"networkx": "NetworkX Louvain", "igraph": "igraph Leiden", "leidenalg": "leidenalg Leiden"}
# Iterations of Leiden in igraph and leidenalg: their own usual number.
_ITERATIONS = 2


@dataclass(frozen=True)
class Yardstick:
    """Modularity by another library: Louvain of python-louvain or networkx, Leiden of igraph or leidenalg.

    Attributes:
        library: "python-louvain", "networkx", "igraph" or "leidenalg".
        resolution: gamma of modularity.
        seed: of the library's own draws.

    Example:
        >>> from counterfeit_graph.gangs.graph import WeightedGraph
        >>> graph = WeightedGraph(4, np.array([0, 2]), np.array([1, 3]), np.array([9.0, 9.0]))
        >>> Yardstick("networkx").labels(graph).tolist()
        [0, 0, 1, 1]
        >>> print(Yardstick("igraph"))
        igraph Leiden, resolution 1
    """

    library: Library
    resolution: float = 1.0
    seed: int = 0

    def __post_init__(self) -> None:
        check_fields(self)
        if self.resolution <= 0:
            msg = "resolution must be above 0"
            raise OptionError(msg, where=repr(self))

    def labels(self, graph: WeightedGraph) -> Array:
        """Community of each node.

        Raises:
            OptionError: the library is not installed.
        """
        by = dict(zip(LIBRARIES, (self._python_louvain, self._networkx, self._igraph, self._leidenalg), strict=True))
        return first_seen(np.asarray(by[self.library](graph)))

    def __str__(self) -> str:
        return described(self, _NAMES.get(self.library, self.library))

    def _python_louvain(self, graph: WeightedGraph) -> list[int]:
        import community  # noqa: PLC0415 - python-louvain, a guest of this one call

        found = community.best_partition(graph.to_networkx(), resolution=self.resolution, random_state=self.seed)
        return [found[node] for node in range(graph.size)]

    def _networkx(self, graph: WeightedGraph) -> Array:
        made = graph.to_networkx()
        parts = guest("networkx").community.louvain_communities(made, resolution=self.resolution, seed=self.seed)
        label = np.empty(graph.size, np.int64)
        for number, part in enumerate(parts):
            label[sorted(part)] = number
        return label

    def _igraph(self, graph: WeightedGraph) -> list[int]:
        library = guest("igraph")
        made = library.Graph(n=graph.size, edges=np.stack([graph.a, graph.b], axis=1))
        library.set_random_number_generator(_Draws(self.seed))
        try:
            found = made.community_leiden(
                "modularity", weights=graph.weight, resolution=self.resolution, n_iterations=_ITERATIONS
            )
        finally:
            library.set_random_number_generator(None)
        membership: list[int] = found.membership
        return membership

    def _leidenalg(self, graph: WeightedGraph) -> list[int]:
        made = guest("igraph").Graph(n=graph.size, edges=np.stack([graph.a, graph.b], axis=1))
        library = guest("leidenalg")
        found = library.find_partition(
            made,
            library.RBConfigurationVertexPartition,
            weights=graph.weight.tolist(),
            resolution_parameter=self.resolution,
            n_iterations=_ITERATIONS,
            seed=self.seed,
        )
        membership: list[int] = found.membership
        return membership


class _Draws:
    """A generator of ours behind the three methods that igraph draws by."""

    def __init__(self, seed: int) -> None:
        self._generator = generator(seed, "igraph")

    def random(self) -> float:
        return float(self._generator.random())

    def randint(self, low: int, high: int) -> int:
        return int(self._generator.integers(low, high, endpoint=True))

    def gauss(self, mean: float, deviation: float) -> float:
        return float(self._generator.normal(mean, deviation))


def available() -> tuple[Finder, ...]:
    """One yardstick for each library that is installed here.

    Example:
        >>> print(*available()[:2], sep="; ")
        python-louvain, resolution 1; NetworkX Louvain, resolution 1
    """
    module = {"python-louvain": "community"}
    return tuple(Yardstick(name) for name in LIBRARIES if installed(module.get(name, name)))
