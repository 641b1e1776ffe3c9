"""The arithmetic of a score: pairs, B-cubed, overlaps and roles, on plain label arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Labels = npt.NDArray[Any]
Ints = npt.NDArray[np.int64]


def codes(labels: Labels) -> Ints:
    """Numbers for labels; a blank label is -1.

    Example:
        >>> codes(np.array(["b", "", "a", "b"], dtype=object)).tolist()
        [1, -1, 0, 1]
    """
    names = sorted({str(name) for name in labels if name})
    known = {name: at for at, name in enumerate(names)}
    return np.array([known.get(name, -1) for name in labels], dtype=np.int64)


def _pairs(sizes: Ints) -> int:
    return int((sizes * (sizes - 1) // 2).sum())


def f1(precision: float, recall: float) -> float:
    """The harmonic mean; 0 when both are 0.

    Example:
        >>> f1(1.0, 0.5)
        0.6666666666666666
    """
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def pair_rates(found: Ints, true: Ints) -> tuple[float, float, float]:
    """Precision, recall and F1 over pairs of things in one group; -1 is in none.

    A pair found together counts as right only if it is truly together, so a thing that belongs nowhere spoils every
    pair it is in. Nothing found has precision 1.

    Example:
        >>> pair_rates(np.array([0, 0, 0, -1]), np.array([0, 0, -1, 0]))
        (0.3333333333333333, 0.3333333333333333, 0.3333333333333333)
    """
    together = _pairs(overlap(found, true)[2])
    claimed, real = (_pairs(np.bincount(side[side >= 0])) for side in (found, true))
    precision, recall = together / claimed if claimed else 1.0, together / real if real else 1.0
    return precision, recall, f1(precision, recall)


def overlap(found: Ints, true: Ints) -> tuple[Ints, Ints, Ints]:
    """Every found group and true group that meet, and in how many things.

    Example:
        >>> [part.tolist() for part in overlap(np.array([0, 0, 1]), np.array([2, 2, -1]))]
        [[0], [2], [2]]
    """
    both = (found >= 0) & (true >= 0)
    width = int(true.max(initial=0)) + 1
    key, count = np.unique(found[both] * width + true[both], return_counts=True)
    return key // width, key % width, count


def bcubed(found: Ints, true: Ints) -> tuple[float, float, float]:
    """B-cubed precision over all that were found, recall over all that truly belong somewhere.

    Something found that belongs nowhere is right only about itself; something missed has recall 0.
    Method: Bagga and Baldwin (1998).

    Example:
        >>> bcubed(np.array([0, 0, -1]), np.array([0, -1, 0]))
        (0.5, 0.25, 0.3333333333333333)
    """
    f, t, count = overlap(found, true)
    size, real = np.bincount(found[found >= 0]), np.bincount(true[true >= 0])
    strangers = (found >= 0) & (true < 0)
    right = float((count * count / size[f]).sum()) + float((1.0 / size[found[strangers]]).sum())
    precision = right / max(int((found >= 0).sum()), 1)
    recall = float((count * count / real[t]).sum()) / max(int((true >= 0).sum()), 1)
    return precision, recall, f1(precision, recall)


def recovered(found: Ints, true: Ints) -> float:
    """Share of true groups that some found group matches at a Jaccard index of a half or more.

    Example:
        >>> recovered(np.array([0, 0, 1]), np.array([0, 0, 0]))
        1.0
    """
    f, t, count = overlap(found, true)
    size, real = np.bincount(found[found >= 0]), np.bincount(true[true >= 0])
    good = count / (size[f] + real[t] - count) >= 0.5
    return len(np.unique(t[good])) / max(len(np.unique(true[true >= 0])), 1)


def best_match(found: Ints, true: Ints) -> dict[int, int]:
    """For each true group the found group that holds most of it; the lower number on a tie.

    Example:
        >>> best_match(np.array([0, 0, 1]), np.array([5, 5, 5]))
        {5: 0}
    """
    f, t, count = overlap(found, true)
    order = np.lexsort((f, -count, t))
    _, first = np.unique(t[order], return_index=True)
    return {int(t[order][k]): int(f[order][k]) for k in first}


def macro_f1(found: Labels, true: Labels) -> float:
    """Mean over the true classes of each class's F1.

    Example:
        >>> macro_f1(np.array(["a", "a", "b"]), np.array(["a", "b", "b"]))
        0.6666666666666666
    """
    scores = []
    for name in sorted(set(true.tolist())):
        hit = int(((found == name) & (true == name)).sum())
        scores.append(2 * hit / max(int((found == name).sum()) + int((true == name).sum()), 1))
    return float(np.mean(scores)) if scores else 0.0
