"""Kernels that grow groups of accounts by pooled evidence; slow twins in tests/naive_gangs.py.

A group is scored on *values*, not on pairs: many weak traces that its members share each add a little. All scores are
decibans; an account's or a group's candidates are visited in the order of their codes, so that the answer depends on
the case alone.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit

from counterfeit_graph.evidence._kernels import ascend, stable_order

Array = np.ndarray[Any, Any]
# A value that more groups than this use proposes no group to join; it only adds to what others propose.
CROWDED = 40
# Most decibans that a value says for joining two groups when few members of one of them use it.
STRAY = 10.0


@njit(cache=True, inline="always")
def pooled(value_decibans: Array, group: Array, discount: Array, best: Array) -> float:
    """Sum of clues under the group rule: the strongest of each group whole, the next times `discount`, then squared.

    `best` is scratch, two rows of one cell a group; afterwards the first holds the strongest clue of each group.
    """
    for g in range(discount.shape[0]):
        best[0, g], best[1, g] = 0.0, 1.0
    total = 0.0
    if value_decibans.shape[0] > 16:
        for i in stable_order(-value_decibans):
            total += _clue(value_decibans[i], group[i], discount, best)
        return total
    # Of a few clues the next is found by looking through them: ever lower ones, equal ones in their order.
    last, at = np.inf, -1
    for _ in range(value_decibans.shape[0]):
        following = -1
        for i in range(value_decibans.shape[0]):
            after = value_decibans[i] < last or (value_decibans[i] == last and i > at)
            if after and (following < 0 or value_decibans[i] > value_decibans[following]):
                following = i
        last, at = value_decibans[following], following
        total += _clue(last, group[at], discount, best)
    return total


@njit(cache=True, inline="always")
def _clue(decibans: float, group: int, discount: Array, best: Array) -> float:
    """What the next clue of a group counts."""
    if decibans <= 0.0:
        return 0.0
    counted = decibans * best[1, group]
    best[0, group] = max(best[0, group], decibans)
    best[1, group] *= discount[group]
    return float(counted)


@njit(cache=True, inline="always")
def _mask(best: Array) -> int:
    """Bit mask of the groups whose strongest clue says 3 decibans or more."""
    mask = 0
    for g in range(best.shape[1]):
        if best[0, g] >= 3.0:
            mask |= 1 << g
    return mask


@njit(cache=True)
def share_decibans(alone: float, m: float, used: float, size: float) -> float:
    """What an account's use of a value says for a group of which `used` of `size` members use it.

    10 log10(p / u) with p = (used + m) / (size + 1): the pair's weight with the group's own share in the place of m.
    """
    return alone + 10.0 * math.log10((used + m) / ((size + 1.0) * m))


@njit(cache=True)
def touch_decibans(alone: float, m: float, used: float, size: float, others: float, common: float) -> float:
    """What a value used by `used` of a group's `size` members says when a group of `others` accounts touches it.

    10 log10 of (1 - (1 - p)^others) / (1 - (1 - u)^others): a larger group touches more values by chance. The chance is
    taken to be at least `common`, the share of groups that touch the value: those who trade use suppliers more than
    most.
    """
    p = min((used + m) / (size + 1.0), 0.999999)
    u = min(m * 10.0 ** (-alone / 10.0), 0.999999)
    same = -math.expm1(others * math.log1p(-p))
    differ = max(-math.expm1(others * math.log1p(-u)), common)
    return 10.0 * math.log10(same / differ)


@njit(cache=True, nogil=True)
def value_members(value_ptr: Array, value_use: Array, use_account: Array, label: Array) -> tuple[Array, Array, Array]:
    """Which groups use each value: compressed rows (pointers, group, members using it), groups ascending."""
    size = value_ptr.shape[0] - 1
    ptr = np.zeros(size + 1, np.int64)
    groups = np.empty(value_use.shape[0], np.int64)
    counts = np.empty(value_use.shape[0], np.int64)
    # One scratch for all values: nearly none has more than one user in a group.
    most = 0
    for value in range(size):
        most = max(most, value_ptr[value + 1] - value_ptr[value])
    found = np.empty(most, np.int64)
    n = 0
    for value in range(size):
        k = 0
        for i in range(value_ptr[value], value_ptr[value + 1]):
            if label[use_account[value_use[i]]] >= 0:
                found[k] = label[use_account[value_use[i]]]
                k += 1
        ascend(found[:k])
        for i in range(k):
            if i > 0 and found[i] == found[i - 1]:
                counts[n - 1] += 1
            else:
                groups[n], counts[n] = found[i], 1
                n += 1
        ptr[value + 1] = n
    return ptr, groups[:n], counts[:n]


@njit(cache=True, inline="always")
def _count_roots(use_root: Array, via: Array, decibans: Array) -> int:
    """Number of distinct own values (two columns) that those uses hang on which say 3 decibans or more."""
    count = 0
    for i in range(2 * via.shape[0]):
        root, new = use_root[via[i // 2], i % 2], decibans[i // 2] >= 3.0
        for j in range(i):
            new &= decibans[j // 2] < 3.0 or use_root[via[j // 2], j % 2] != root
        count += new
    return count


@njit(cache=True, inline="always")
def _pooled_of(wanted: Array, via: Array, clues: Any) -> float:
    """Pooled decibans of those clues (decibans, group, discount, two scratches) whose use (`via`) is wanted."""
    decibans, group, discount, best, some = clues
    any_wanted = False
    for i in range(via.shape[0]):
        some[i] = decibans[i] if wanted[via[i]] > 0 else 0.0
        any_wanted |= wanted[via[i]] > 0
    return float(pooled(some[: via.shape[0]], group, discount, best)) if any_wanted else 0.0


@njit(cache=True)
def _row_of(group: int, low: int, high: int, member_group: Array) -> int:
    """The row, of rows low to high in ascending order of group, at which `group` stands or would stand."""
    while low < high:
        middle = (low + high) // 2
        if member_group[middle] < group:
            low = middle + 1
        else:
            high = middle
    return low


@njit(cache=True)
def _room(account_ptr: Array, accounts: Array, use_value: Array, member_ptr: Array) -> int:
    """Most rows that `_candidates` gives for any of some accounts."""
    most = 1
    for account in accounts:
        few = 0
        for i in range(account_ptr[account], account_ptr[account + 1]):
            groups = member_ptr[use_value[i] + 1] - member_ptr[use_value[i]]
            few += groups if groups <= CROWDED else 0
        most = max(most, few * (1 + account_ptr[account + 1] - account_ptr[account]))
    return most


@njit(cache=True, nogil=True)
def shares_unforged(near: Array, group: Array, label: Array, uses: Any, members: Any, alone: Array) -> Array:
    """Whether accounts share with another member of `group` a value that both use in ways that are hard to forge.

    Args:
        near: the accounts.
        group: of each, -1 for none.
        label: group of every account.
        uses: (account_ptr, use_value, forge).
        members: what `value_members` gives of the uses that are hard to forge, of values that count.
        alone: what each value counts.
    """
    account_ptr, use_value, forge = uses
    member_ptr, member_group, member_count = members
    shared = np.zeros(near.shape[0], np.bool_)
    for n in range(near.shape[0]):
        for use in range(account_ptr[near[n]], account_ptr[near[n] + 1] if group[n] >= 0 else account_ptr[near[n]]):
            x = use_value[use]
            if forge[use] > 0 and alone[x] > 0.0:
                j = _row_of(group[n], member_ptr[x], member_ptr[x + 1], member_group)
                if j < member_ptr[x + 1] and member_group[j] == group[n]:
                    shared[n] |= member_count[j] > (label[near[n]] == group[n])
    return shared


@njit(cache=True, inline="always")
def _candidates(account: int, own: int, uses: Any, members: Any, worth: Any, found: Array, says: Array) -> int:
    """Groups that an account shares values with: rows (group, use, member row) and what they say, groups ascending.

    A value that many groups use proposes none by itself; it is looked up for the groups that others propose. `found`
    and `says` take the rows; how many there are is given. Of its own group, an account is no member here.
    """
    account_ptr, use_value = uses
    member_ptr, member_group, member_count = members
    alone, m, sizes, said = worth
    first, last = account_ptr[account], account_ptr[account + 1]
    n, crowded = 0, False
    for i in range(first, last):
        x = use_value[i]
        low, high = member_ptr[x], member_ptr[x + 1]
        crowded |= high - low > CROWDED
        for j in range(low, high if high - low <= CROWDED and alone[x] > 0.0 else low):
            if np.isnan(said[j]):
                said[j] = share_decibans(alone[x], m[x], member_count[j], sizes[member_group[j]])
            if said[j] != 0.0 and (member_group[j] != own or member_count[j] > 1):
                found[n, 0], found[n, 1], found[n, 2], says[n] = member_group[j], i, j, said[j]
                n += 1
    if crowded and n:
        proposed = found[:n, 0].copy()
        ascend(proposed)
        k = 0
        for i in range(n):
            if i == 0 or proposed[i] != proposed[k - 1]:
                proposed[k] = proposed[i]
                k += 1
        for i in range(first, last):
            x = use_value[i]
            low, high = member_ptr[x], member_ptr[x + 1]
            for g in proposed[: k if high - low > CROWDED and alone[x] > 0.0 else 0]:
                j = _row_of(g, low, high, member_group)
                if j < high and member_group[j] == g and (g != own or member_count[j] > 1):
                    decibans = share_decibans(alone[x], m[x], member_count[j], sizes[g])
                    if decibans != 0.0:
                        found[n, 0], found[n, 1], found[n, 2], says[n] = g, i, j, decibans
                        n += 1
    _by_group(found[:n], says[:n])
    return n


@njit(cache=True, inline="always")
def _by_group(found: Array, says: Array) -> None:
    """Bring the rows into the order of their first column, equal ones as they stand."""
    n = found.shape[0]
    if n > 64:
        order, rows, said = stable_order(found[:, 0].copy()), found.copy(), says.copy()
        for i in range(n):
            at = order[i]
            found[i, 0], found[i, 1], found[i, 2], says[i] = rows[at, 0], rows[at, 1], rows[at, 2], said[at]
        return
    for i in range(1, n):
        g, use, row, decibans, j = found[i, 0], found[i, 1], found[i, 2], says[i], i
        while j > 0 and found[j - 1, 0] > g:
            found[j, 0], found[j, 1], found[j, 2] = found[j - 1, 0], found[j - 1, 1], found[j - 1, 2]
            says[j] = says[j - 1]
            j -= 1
        found[j, 0], found[j, 1], found[j, 2], says[j] = g, use, row, decibans


@njit(cache=True, nogil=True)
def score_joins(accounts: Array, label: Array, sizes: Array, uses: Any, members: Any, worth: Any) -> tuple[Array, ...]:
    """For each of `accounts`: the group with the best pooled evidence, that evidence, and how it is made up.

    Args:
        accounts: codes to score.
        label: group of every account, -1 for none; a member is scored against its own group without itself.
        sizes: accounts in each group.
        uses: (account_ptr, use_value, forge, roots, trade of each use); roots are the account's own values it hangs on.
        members: what `value_members` returns.
        worth: (alone decibans, m, independence group, discount) of each value (discount: of each group).

    Returns:
        (group or -1, decibans, decibans that a third party cannot write, bit mask of groups with 3 decibans or more,
        number of the account's own values that the evidence hangs on, decibans of trade, and whether another group is
        as good: of equals the one with the lowest number is given).
    """
    account_ptr, use_value, use_forge, use_root, use_trade = uses
    alone, m, group, discount = worth
    best_group = np.full(accounts.shape[0], -1, np.int64)
    best_score, best_hard, best_trade = np.zeros((3, accounts.shape[0]))
    best_mask, best_roots = np.zeros(accounts.shape[0], np.int64), np.zeros(accounts.shape[0], np.int64)
    level, scratch = np.zeros(accounts.shape[0], np.bool_), np.zeros((2, discount.shape[0]))
    room, said = _room(account_ptr, accounts, use_value, members[0]), np.full(members[1].shape[0], np.nan)
    found, decibans, kinds = np.empty((room, 3), np.int64), np.empty(room), np.empty(room, np.int64)
    some = np.empty(room)
    for a in range(accounts.shape[0]):
        account = accounts[a]
        own = label[account]
        n = _candidates(account, own, (account_ptr, use_value), members, (alone, m, sizes, said), found, decibans)
        for h in range(n):
            x = use_value[found[h, 1]]
            if found[h, 0] == own:
                decibans[h] = share_decibans(alone[x], m[x], members[2][found[h, 2]] - 1, sizes[own] - 1)
            kinds[h] = group[x]
        start = begin = end = 0
        while start < n:
            stop = start
            while stop < n and found[stop, 0] == found[start, 0]:
                stop += 1
            score = pooled(decibans[start:stop], kinds[start:stop], discount, scratch)
            level[a] |= score == best_score[a]
            if score > best_score[a] or best_group[a] < 0:
                level[a] = False
                best_group[a], best_score[a], best_mask[a] = found[start, 0], score, _mask(scratch)
                begin, end = start, stop
            start = stop
        if end > begin:
            via = found[begin:end, 1]
            best_roots[a] = _count_roots(use_root, via, decibans[begin:end])
            clues = (decibans[begin:end], kinds[begin:end], discount, scratch, some)
            best_hard[a] = _pooled_of(use_forge, via, clues)
            best_trade[a] = _pooled_of(use_trade, via, clues)
    return best_group, best_score, best_hard, best_mask, best_roots, best_trade, level


@njit(cache=True)
def _most_pairs(member_ptr: Array, most_groups: int) -> int:
    """Pairs of groups that values bring together, values of more than `most_groups` groups left out."""
    total = 0
    for x in range(member_ptr.shape[0] - 1):
        k = member_ptr[x + 1] - member_ptr[x]
        if k <= most_groups:
            total += k * (k - 1) // 2
    return total


@njit(cache=True, nogil=True)
def score_merges(
    sizes: Array, groups: int, members: Any, worth: Any, most_groups: int, least_share: float
) -> tuple[Array, Array, Array, Array]:
    """Pooled evidence between groups that share values: (c, d, decibans, bit mask), c < d, ascending.

    The case has `groups` groups, those of `sizes` among them: what many of them use they touch by chance.
    A value that more than `most_groups` groups use says nothing and is passed over; one that less than `least_share` of
    either group uses says no more than `STRAY`, for single values stray between groups.
    """
    member_ptr, member_group, member_count = members
    alone, m, group, discount = worth
    total = _most_pairs(member_ptr, most_groups)
    key, decibans, kinds = np.empty(total, np.int64), np.empty(total), np.empty(total, np.int64)
    count = sizes.shape[0]
    n = 0
    for x in range(member_ptr.shape[0] - 1):
        if member_ptr[x + 1] - member_ptr[x] > most_groups or alone[x] <= 0.0:
            continue
        for i in range(member_ptr[x], member_ptr[x + 1]):
            common = (member_ptr[x + 1] - member_ptr[x] - 1.5) / groups
            for j in range(i + 1, member_ptr[x + 1]):
                c, d = member_group[i], member_group[j]
                straying = min(member_count[i] / sizes[c], member_count[j] / sizes[d]) < least_share
                there = touch_decibans(alone[x], m[x], member_count[i], sizes[c], sizes[d], common)
                back = touch_decibans(alone[x], m[x], member_count[j], sizes[d], sizes[c], common)
                worth_here = min(there, back, STRAY) if straying else min(there, back)
                if worth_here > 0.0:
                    key[n], decibans[n], kinds[n] = c * count + d, worth_here, group[x]
                    n += 1
    order = stable_order(key[:n])
    out_c, out_d, out_mask = np.empty(n, np.int64), np.empty(n, np.int64), np.empty(n, np.int64)
    out_score = np.empty(n)
    scratch = np.zeros((2, discount.shape[0]))
    pairs = start = stop = 0
    while start < n:
        while stop < n and key[order[stop]] == key[order[start]]:
            stop += 1
        part = order[start:stop]
        out_score[pairs] = pooled(decibans[part], kinds[part], discount, scratch)
        out_c[pairs], out_d[pairs], out_mask[pairs] = (
            key[order[start]] // count,
            key[order[start]] % count,
            _mask(scratch),
        )
        pairs += 1
        start = stop
    return out_c[:pairs], out_d[:pairs], out_score[:pairs], out_mask[:pairs]
