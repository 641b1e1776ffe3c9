"""What a question about heads or plans is asked of: a gang, or a network made by hand."""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable

from counterfeit_graph.gangs.network import Network
from counterfeit_graph.model.errors import OptionError


@runtime_checkable
class HasNetwork(Protocol):
    """A gang, as far as this room needs to know one."""

    @property
    def id(self) -> str:
        """The gang's id."""

    @property
    def network(self) -> Network:
        """The gang's typed neighbourhood."""


Subject = HasNetwork | Network


def network_of(subject: Any) -> tuple[str, Network]:
    """Id and network of a gang; a network by itself has the empty id.

    Raises:
        OptionError: it is neither.

    Example:
        >>> network_of(Network.by_hand({"account:a": 1}, []))
        ('', Network(1 accounts, 1 nodes, 0 edges))
    """
    if isinstance(subject, Network):
        return "", subject
    if isinstance(subject, HasNetwork):
        return subject.id, subject.network
    fault = f"neither a gang nor a network: {type(subject).__name__}"
    raise OptionError(fault, where="gang", remedy="give a gang, or the Network of one")
