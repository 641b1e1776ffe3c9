"""Community finders: small frozen options, checked when built, each turning a weighted graph into labels.

`Leiden` with the constant Potts objective is the default: its resolution has a meaning (what is asked of each pair of a
group) and the answer for one component does not depend on any other. The others are there for comparison and for
habits. All take the nodes in an order that the structure sets, so that neither names nor the order of rows change
anything.
"""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields, replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Protocol, runtime_checkable

import numpy as np

from counterfeit_graph.gangs._kernels_graph import heaviest_labels
from counterfeit_graph.gangs._kernels_leiden import LEIDEN, LOUVAIN, communities
from counterfeit_graph.gangs.graph import DECIBANS, first_seen, row_sums
from counterfeit_graph.model.errors import OptionError, nearest_of
from counterfeit_graph.model.fields import check_fields
from counterfeit_graph.model.runs import in_turn
from counterfeit_graph.model.seeds import generator

if TYPE_CHECKING:
    from counterfeit_graph.gangs.graph import WeightedGraph

Array = np.ndarray[Any, Any]
Objective = Literal["cpm", "modularity"]
# Modularity is nearly flat where communities could be merged or not (Good, de Montjoye and Clauset 2010): they are
# merged only for a tenth more weight between them than the price: of nearly equal partitions the finer is given.
MARGIN = 1.1
# What is asked of each pair of a group where weights have no unit: a share of their mean.
SHARE = 0.2


def described(finder: Any, name: str, *, untold: tuple[str, ...] = ()) -> str:
    """A finder in words: its name, its resolution, and whatever else was chosen.

    Example:
        >>> described(Leiden(2.0, iterations=1), "Leiden", untold=("objective",))
        'Leiden, resolution 2, iterations 1'
    """
    told = [name]
    for each in fields(finder):
        value = getattr(finder, each.name)
        chosen = value is not None and (each.name == "resolution" or value != each.default)
        if chosen and each.default is not MISSING and each.name not in untold:
            told.append(f"{each.name} {value:g}")
    return ", ".join(told)


@runtime_checkable
class Finder(Protocol):
    """Anything that turns a weighted graph into one label a node."""

    def labels(self, graph: WeightedGraph) -> Array:
        """Community of each node, 0.. in order of first appearance."""
        ...


def known_finder(finder: Any) -> Finder:
    """The finder, if it is one.

    Raises:
        OptionError: it is none; where it names one, that is told.

    Example:
        >>> known_finder("leidn")
        Traceback (most recent call last):
        counterfeit_graph.model.errors.OptionError: finder: takes an object such as Leiden(); did you mean 'Leiden()'?
    """
    if isinstance(finder, Finder) and not isinstance(finder, type):
        return finder
    own = {kind.__name__.lower(): f"{kind.__name__}()" for kind in (Leiden, Louvain, LabelPropagation, Components)}
    meant = finder if isinstance(finder, str) else getattr(finder, "__name__", "")
    msg = "takes an object such as Leiden()"
    raise OptionError(msg, where="finder", nearest=own.get(nearest_of(meant.lower(), own), ""))


def labels_of(graph: WeightedGraph, finder: Finder) -> Array:
    """What a finder says of a graph; where there are no nodes, no finder is asked.

    Example:
        >>> from counterfeit_graph.gangs.graph import WeightedGraph
        >>> labels_of(WeightedGraph(0, np.zeros(0, int), np.zeros(0, int), np.zeros(0)), Leiden()).tolist()
        []
    """
    return np.asarray(known_finder(finder).labels(graph) if graph.size else (), np.int64)


@dataclass(frozen=True)
class _Levels:
    """What Leiden and Louvain share: an objective, its price, and levels of ever larger communities."""

    resolution: float | None = None
    objective: Objective = "cpm"
    iterations: int = 4

    _name: ClassVar[str]
    _usual: ClassVar[Objective]
    _method: ClassVar[int]

    def __post_init__(self) -> None:
        check_fields(self)
        if (self.resolution is not None and self.resolution <= 0) or self.iterations < 1:
            msg = "resolution must be above 0 and iterations 1 or more"
            raise OptionError(msg, where=self._name)

    def labels(self, graph: WeightedGraph) -> Array:
        """Community of each node; each hangs together."""
        price = self.resolution or graph.asked
        if self.objective == "modularity":
            # Summed in ascending order, so that no order of edges shows.
            price = (self.resolution or 1.0) / max(2.0 * float(np.sort(graph.weight).sum()), 1e-12)
        return graph.by_components(partial(self._found, price=price))

    def __str__(self) -> str:
        words = {"cpm": "by constant Potts", "modularity": "by modularity"}
        name = self._name if self.objective == self._usual else f"{self._name} {words[self.objective]}"
        return described(self, name, untold=("objective",))

    def on(self, graph: WeightedGraph) -> str:
        """In words, with the resolution that it takes on a graph where none was chosen."""
        if self.resolution is not None:
            return str(self)
        usual = 1.0 if self.objective == "modularity" else graph.asked
        if usual is None:
            return f"{self}, resolution {SHARE:g} of the mean weight"
        return str(replace(self, resolution=usual))

    def _found(self, graph: WeightedGraph, *, price: float | None) -> Array:
        rows, mass, margin = graph.rows, np.ones(graph.size), 1.0
        if self.objective == "modularity":
            mass, margin = row_sums(rows[0], rows[2]), MARGIN
        if price is None:
            rows, price = (rows[0], rows[1], graph.relative_weight), SHARE
        prices, component = (price, price * margin), graph.row_component
        return graph.named(communities(rows, component, mass, prices, self.iterations, self._method))


@dataclass(frozen=True)
class Leiden(_Levels):
    """Leiden (Traag, Waltman and van Eck 2019), own kernel; it depends on the structure alone, not on names or order.

    Attributes:
        resolution: weight that each pair of a group must bring in the mean (constant Potts), decibans for evidence;
            or gamma (modularity). If left out: 3 decibans for evidence; a fifth of the mean weight of the component's
            edges for any other graph, so that of a group's pairs at least one in five is linked; gamma 1.
        objective: "cpm" or "modularity". By modularity the answer for one component depends on all others.
        iterations: most passes.

    Example:
        >>> from counterfeit_graph.gangs.graph import WeightedGraph
        >>> graph = WeightedGraph(4, np.array([0, 2]), np.array([1, 3]), np.array([9.0, 9.0]))
        >>> Leiden(resolution=3.0).labels(graph).tolist()
        [0, 0, 1, 1]
        >>> print(Leiden(), Leiden(2.5), Leiden(objective="modularity"), sep="; ")
        Leiden; Leiden, resolution 2.5; Leiden by modularity
    """

    _name, _usual, _method = "Leiden", "cpm", LEIDEN


@dataclass(frozen=True)
class Louvain(_Levels):
    """Louvain (Blondel et al. 2008), own kernel; as `Leiden` it depends on the structure alone.

    Levels are refined from the coarsest down (Rotta and Noack 2011), so that nodes leave communities that were merged
    too early, and what fell apart is split: every community hangs together.

    Attributes:
        resolution: as in `Leiden`.
        objective: "modularity" or "cpm".
        iterations: most passes.

    Example:
        >>> from counterfeit_graph.gangs.graph import WeightedGraph
        >>> graph = WeightedGraph(4, np.array([0, 2]), np.array([1, 3]), np.array([9.0, 9.0]))
        >>> Louvain().labels(graph).tolist()
        [0, 0, 1, 1]
        >>> print(Louvain(), Louvain(2.5, "cpm"), sep="; ")
        Louvain; Louvain by constant Potts, resolution 2.5
    """

    objective: Objective = "modularity"

    _name, _usual, _method = "Louvain", "modularity", LOUVAIN


# What joins groups where nothing else is chosen; its resolution is spelt out, so that a run tells it.
JOINING = Leiden(DECIBANS)


@dataclass(frozen=True)
class LabelPropagation:
    """Weighted label propagation (Raghavan, Albert and Kumara 2007): each node takes its neighbours' heaviest label.

    Example:
        >>> from counterfeit_graph.gangs.graph import WeightedGraph
        >>> graph = WeightedGraph(4, np.array([0, 2]), np.array([1, 3]), np.array([9.0, 9.0]))
        >>> LabelPropagation().labels(graph).tolist()
        [0, 0, 1, 1]
    """

    rounds: int = 30
    seed: int = 0

    def __post_init__(self) -> None:
        check_fields(self)
        if self.rounds < 1:
            msg = "rounds must be 1 or more"
            raise OptionError(msg, where=f"LabelPropagation(rounds={self.rounds})")

    def labels(self, graph: WeightedGraph) -> Array:
        """Community of each node."""
        return graph.by_components(self._found)

    def __str__(self) -> str:
        return described(self, "label propagation")

    def _found(self, graph: WeightedGraph) -> Array:
        component = graph.row_component
        by_component = np.argsort(component, kind="stable")
        size = np.bincount(component, minlength=graph.size)
        # Each component draws the same numbers from the start, so that no other one changes its order.
        drawn = np.empty(graph.size)
        draws = generator(self.seed, "label propagation").random(int(size.max(initial=0)))
        drawn[by_component] = draws[in_turn(size)]
        order = np.argsort(drawn, kind="stable")
        return graph.named(heaviest_labels(graph.rows, order, self.rounds))


@dataclass(frozen=True)
class Components:
    """Connected components: the coarsest answer.

    Example:
        >>> from counterfeit_graph.gangs.graph import WeightedGraph
        >>> Components().labels(WeightedGraph(3, np.array([0]), np.array([1]), np.array([1.0]))).tolist()
        [0, 0, 1]
    """

    def labels(self, graph: WeightedGraph) -> Array:
        """Community of each node."""
        return first_seen(graph.component)

    def __str__(self) -> str:
        return "components"
