"""`python -m counterfeit_graph.simulate FOLDER`: write a world to disk."""

from __future__ import annotations

import argparse

from counterfeit_graph.simulate.world import simulate


def main() -> None:
    """Read the command line, make the world, write it."""
    parser = argparse.ArgumentParser(
        prog="python -m counterfeit_graph.simulate", description="Write a simulated case and its truth."
    )
    parser.add_argument("folder")
    parser.add_argument("--accounts", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--evasion", type=float, default=0.5)
    given = parser.parse_args()
    simulate(given.accounts, seed=given.seed, evasion=given.evasion).save(given.folder)


if __name__ == "__main__":
    main()
