"""Keyed randomness and exact draws, compiled: the functions of `base.random` and `base.samplers` once more.

A stream is two small arrays: `g` (unsigned 64-bit: key, step and process, cell, block) and `half` (the second uniform
of the block, 0 where none is left). Every function here does the same operations in the same order as its namesake,
so that both give the same bits; what each means, and its source, stands there.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from corridor.base import samplers
from corridor.model.compiled.jit import inlined, jit

Array = Any  # NumPy arrays, seen by the compiler with their types

_MASK = np.uint64(0xFFFFFFFF)
_S32, _S30, _S27, _S31, _S20, _S12 = (np.uint64(n) for n in (32, 30, 27, 31, 20, 12))
_M0, _M1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_W0, _W1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
_GAMMA = np.uint64(0x9E3779B97F4A7C15)
_MIX0, _MIX1 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_ZERO, _ONE = np.uint64(0), np.uint64(1)

_REST = np.array(samplers._FACTORIAL_REST)
_HALF_LOG_TWO_PI = samplers._HALF_LOG_TWO_PI
_FROM_MEAN = samplers._REJECTION_FROM_MEAN
_LIMIT = samplers._SEARCH_LIMIT
_ONE_BY_ONE = samplers._ONE_BY_ONE
_BY_PRODUCT = samplers._BY_PRODUCT
_NEGLIGIBLE = samplers._NEGLIGIBLE


@jit
def _finalise(z: Any) -> Any:
    z = (z ^ (z >> _S30)) * _MIX0
    z = (z ^ (z >> _S27)) * _MIX1
    return z ^ (z >> _S31)


@jit
def mix(a: Any, b: Any) -> Any:
    """As `base.random.mix`."""
    return _finalise(_finalise(a + _GAMMA) ^ b)


@inlined
def at(g: Array, half: Array, step: int, process: int, cell: Any) -> None:
    """Move the stream to draw 0 of a step, process and cell."""
    g[1] = np.uint64(step * 256 + process)
    g[2] = cell
    g[3] = _ZERO
    half[0] = 0.0


@inlined
def uniform(g: Array, half: Array) -> float:
    """As `Stream.uniform`."""
    second = half[0]
    if second != 0.0:
        half[0] = 0.0
        return second
    c0, c1, c2, c3 = g[3], g[1], g[2] & _MASK, g[2] >> _S32
    k0, k1 = g[0] & _MASK, g[0] >> _S32
    g[3] += _ONE
    g[4] += _ONE
    for _ in range(10):
        low = _M0 * c0
        high = _M1 * c2
        c0, c1, c2, c3 = (high >> _S32) ^ c1 ^ k0, high & _MASK, (low >> _S32) ^ c3 ^ k1, low & _MASK
        k0 = (k0 + _W0) & _MASK
        k1 = (k1 + _W1) & _MASK
    half[0] = (float((c2 << _S20) | (c3 >> _S12)) + 0.5) * 2.220446049250313e-16
    return (float((c0 << _S20) | (c1 >> _S12)) + 0.5) * 2.220446049250313e-16


@jit
def _log1p(x: float) -> float:
    y = 1.0 + x
    if y == 1.0:
        return x
    return x * math.log(y) / (y - 1.0)


@jit
def _factorial_rest(x: int) -> float:
    if x < 16:
        return _REST[x]
    r = 1.0 / x
    r2 = r * r
    return 0.5 * math.log(x) + _HALF_LOG_TWO_PI + r * (1 / 12 - r2 * (1 / 360 - r2 * (1 / 1260 - r2 / 1680)))


@jit
def _x_log_ratio(x: float, excess: float) -> float:
    if x == 0:
        return 0.0
    return x * _log1p(excess / (x - excess))


@jit
def _log_binomial_ratio(n: int, p: float, k: int) -> float:
    m = math.floor((n + 1) * p)
    return (
        _factorial_rest(m)
        + _factorial_rest(n - m)
        - _factorial_rest(k)
        - _factorial_rest(n - k)
        - _x_log_ratio(float(k), float(k - m))
        - _x_log_ratio(float(n - k), float(m - k))
        + (k - m) * math.log(p / (1.0 - p) * (n - m) / m)
    )


@jit
def _none_of(n: int, p: float) -> float:
    if n > _BY_PRODUCT:
        return math.exp(n * _log1p(-p))
    none = 1.0
    for _ in range(n):
        none *= 1.0 - p
    return none


@jit
def _binomial_by_search(g: Array, half: Array, n: int, p: float, mirrored: bool) -> int:
    odds = p / (1.0 - p)
    p_none = _none_of(n, p)
    limit = min(n, _LIMIT) + 1
    while True:
        u = uniform(g, half)
        if mirrored:
            u = 1.0 - u
        p_k = p_none
        for k in range(limit):
            if u <= p_k:
                return k
            u -= p_k
            p_k *= odds * (n - k) / (k + 1)


@jit
def _binomial_by_rejection(g: Array, half: Array, n: int, p: float, mirrored: bool) -> int:
    spq = math.sqrt(n * p * (1.0 - p))
    b = 1.15 + 2.53 * spq
    a = -0.0873 + 0.0248 * b + 0.01 * p
    c = n * p + 0.5
    alpha = (2.83 + 5.1 / b) * spq
    v_r = 0.92 - 4.2 / b
    while True:
        u = uniform(g, half) - 0.5
        v = uniform(g, half)
        if mirrored:
            u = -u
        us = 0.5 - abs(u)
        x = (2.0 * a / us + b) * u + c
        if x < 0.0 or x >= n + 1:
            continue
        k = math.floor(x)
        if us >= 0.07 and v <= v_r:
            return k
        if math.log(v * alpha / (a / (us * us) + b)) <= _log_binomial_ratio(n, p, k):
            return k


@jit
def binomial(g: Array, half: Array, n: int, p: float) -> int:
    """As `base.samplers.binomial`."""
    if n == 0 or p == 0.0:
        return 0
    if p == 1.0:
        return n
    mirrored = p > 0.5
    p_rare = 1.0 - p if mirrored else p
    if n * p_rare < _FROM_MEAN:
        rare = _binomial_by_search(g, half, n, p_rare, mirrored)
    else:
        rare = _binomial_by_rejection(g, half, n, p_rare, mirrored)
    return n - rare if mirrored else rare


@jit
def conditional(weights: Array, n: int) -> None:
    """Turn weights into the chances that `multinomial` uses: each against all that follow it, itself included."""
    total = 0.0
    for i in range(n - 1, -1, -1):
        total += weights[i]
        weights[i] = weights[i] / total if total > 0.0 else 0.0


@jit
def _urn_one_by_one(g: Array, half: Array, marked: int, total: int, taken: int) -> int:
    found = 0
    for i in range(taken):
        if uniform(g, half) * (total - i) < marked - found:
            found += 1
    return found


@jit
def _log_hypergeometric(marked: int, total: int, taken: int, k: int) -> float:
    excess = (k * total - marked * taken) / total
    others, left = total - marked, total - taken
    return (
        _factorial_rest(marked)
        + _factorial_rest(others)
        + _factorial_rest(taken)
        + _factorial_rest(left)
        - _factorial_rest(total)
        - _factorial_rest(k)
        - _factorial_rest(marked - k)
        - _factorial_rest(taken - k)
        - _factorial_rest(others - taken + k)
        - _x_log_ratio(float(k), excess)
        - _x_log_ratio(float(marked - k), -excess)
        - _x_log_ratio(float(taken - k), -excess)
        - _x_log_ratio(float(others - taken + k), excess)
    )


@jit
def _urn_by_search(g: Array, half: Array, marked: int, total: int, taken: int) -> int:
    mode = (taken + 1) * (marked + 1) // (total + 2)
    p_mode = math.exp(_log_hypergeometric(marked, total, taken, mode))
    spare = float(total - marked - taken)
    while True:
        u = uniform(g, half) - p_mode
        if u <= 0.0:
            return mode
        below = float(mode)
        above = float(mode)
        p_below = p_mode
        p_above = p_mode
        while p_below > _NEGLIGIBLE or p_above > _NEGLIGIBLE:
            p_below *= below * (spare + below) / ((marked - below + 1.0) * (taken - below + 1.0))
            below -= 1.0
            u -= p_below
            if u <= 0.0:
                return int(below)
            p_above *= (marked - above) * (taken - above) / ((above + 1.0) * (spare + above + 1.0))
            above += 1.0
            u -= p_above
            if u <= 0.0:
                return int(above)


@jit
def hypergeometric(g: Array, half: Array, good: int, bad: int, draws: int) -> int:
    """As `base.samplers.hypergeometric`."""
    total = good + bad
    if good == 0 or draws == 0:
        return 0
    if bad == 0:
        return draws
    if draws == total:
        return good
    rare = min(good, bad)
    few = min(draws, total - draws)
    marked, taken = max(rare, few), min(rare, few)
    if taken <= _ONE_BY_ONE:
        found = _urn_one_by_one(g, half, marked, total, taken)
    else:
        found = _urn_by_search(g, half, marked, total, taken)
    if rare < good:
        found = few - found
    return good - found if few < draws else found


@jit
def _one_of(g: Array, half: Array, n: int, counts: Array, total: int) -> int:
    """Give the group of one household out of `total` > 1, by the draws that `multivariate_hypergeometric` makes."""
    following = total
    for i in range(n):
        good = counts[i]
        if good == 0:
            continue
        here = following
        following -= good
        if following == 0:
            return i
        rare = min(good, following)
        found = uniform(g, half) * here < rare
        if found == (rare == good):
            return i
    return n - 1


@jit
def share_out(
    g: Array,
    half: Array,
    n: int,
    counts: Array,
    sizes: Array,
    budget: float,
    overshoot: bool,
    taken: Array,
    left: Array,
) -> float:
    """As in `model.share_out`: fills `taken[:n]` from `counts` and `sizes`, gives the rest; `left` is scratch."""
    need = 0.0
    for i in range(n):
        need += counts[i] * sizes[i]
    if need <= budget:
        for i in range(n):
            taken[i] = counts[i]
        return budget - need
    total = 0
    for i in range(n):
        taken[i] = 0
        left[i] = counts[i]
        total += counts[i]
    while total > 0:
        largest = 0.0
        for i in range(n):
            if left[i] > 0 and sizes[i] > largest:
                largest = sizes[i]
        sure = total
        if largest > 0.0:
            fit = budget / largest
            if fit < total:
                sure = math.floor(fit)
        draws = sure if sure > 1 else 1
        if draws == 1 and total > 1:
            picked = _one_of(g, half, n, left, total)
            if overshoot:
                if budget <= 0.0:
                    break
            elif sure <= 1 and sizes[picked] > budget:
                break
            budget -= sizes[picked]
            taken[picked] += 1
            left[picked] -= 1
            total -= 1
            continue
        # the batch is kept apart until it is known to count: `left[n:]` holds it
        used = 0.0
        following, remaining = total, draws
        for i in range(n):
            following -= left[i]
            k = hypergeometric(g, half, left[i], following, remaining)
            remaining -= k
            left[n + i] = k
            used += k * sizes[i]
        if sure <= 1:
            if overshoot:
                if budget <= 0.0:
                    break
            elif used > budget:
                break
        budget -= used
        for i in range(n):
            taken[i] += left[n + i]
            left[i] -= left[n + i]
        total -= draws
    return budget
