"""Random numbers that depend on the seed and the name of the draw, and on nothing else."""

from __future__ import annotations

import hashlib

import numpy as np


def generator(seed: int, *names: str) -> np.random.Generator:
    """A generator for one named draw: other draws, their order and threads do not disturb it.

    Example:
        >>> bool(generator(7, "bootstrap").random() == generator(7, "bootstrap").random())
        True
    """
    text = "\x1f".join((str(seed), *names)).encode()
    return np.random.Generator(np.random.PCG64(int.from_bytes(hashlib.sha256(text).digest()[:16], "big")))
