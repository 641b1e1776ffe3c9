"""The clues: everything that can tie two accounts. `all` is the default set; pick with `without` and `only`."""

from __future__ import annotations

from counterfeit_graph.evidence.clues.clue import Clue, ClueSet
from counterfeit_graph.evidence.clues.judgements import confirmed_pairs
from counterfeit_graph.evidence.clues.money import money_behind
from counterfeit_graph.evidence.clues.names import same_names
from counterfeit_graph.evidence.clues.paper import parties_behind
from counterfeit_graph.evidence.clues.stock import same_titles
from counterfeit_graph.evidence.clues.supply import same_suppliers

phone = Clue("phone", ("phone",))
email = Clue("email", ("email",))
handle = Clue("handle", ("handle",))
person = Clue("person", ("person",))
company = Clue("company", ("company",))
id_document = Clue("id_document", ("id_document",))
payment = Clue("payment", ("payment", "card"))
address = Clue("address", ("address",))
device = Clue("device", ("device",))
ip = Clue("ip", ("ip",))
domain = Clue("domain", ("domain",))
tracker = Clue("tracker", ("tracker",))
image = Clue("image", ("image",))
name = Clue("name", ("name",))
money = Clue("money", derive=money_behind)
paper = Clue("paper", derive=parties_behind)
stock = Clue("stock", derive=same_titles)
supply = Clue("supply", derive=same_suppliers)
names = Clue("names", derive=same_names)
judgements = Clue("judgements", derive=confirmed_pairs)

all = ClueSet(  # noqa: A001 - read as `clues.all`
    (
        *(
            phone,
            email,
            handle,
            person,
            company,
            id_document,
            payment,
            address,
            device,
            ip,
            domain,
            tracker,
            image,
            name,
        ),
        *(money, paper, supply, stock, names, judgements),
    )
)

__all__ = [
    *(
        "Clue",
        "ClueSet",
        "address",
        "all",
        "company",
        "device",
        "domain",
        "email",
        "handle",
        "id_document",
        "image",
        "ip",
    ),
    *("judgements", "money", "name", "names", "paper", "payment", "person", "phone", "stock", "supply", "tracker"),
]
