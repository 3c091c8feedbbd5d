"""Exact draws of counts: binomial, multinomial and hypergeometric, from uniforms alone.

In go a `Stream` (anything with `uniform()`, numbers strictly inside (0, 1)) and whole numbers; out come whole
numbers. They are ours because compiled code has no multinomial and no hypergeometric generator, and because
the compiled versions must give the same bits: so only scalar `math.exp`, `log`, `sqrt` and `floor`, one fixed
order of operations, a table of our own instead of `lgamma`, and floating point wherever a product might pass
2**53. Every sampler follows its law up to the rounding of doubles (relative error of a probability below
1e-11 up to ten million households, 1e-7 at the limit), not an approximation to it.

Variants of a plan are compared under the same luck, so a larger uniform is to mean a larger binomial count,
by either method and on both sides of p = 1/2: the mirror image is taken of the uniform too. (The
hypergeometric search, which starts in the middle, has no such order.) A certain outcome draws nothing.
"""

import math
from collections.abc import Sequence

from corridor.base.random import Stream, whole_number

# Up to here n p still has bits to spare below the unit, and marked x taken fits a signed 64-bit integer.
MAX_TRIALS = 2**48
MAX_POPULATION = 2**31

# BTRS is made for n p >= 10 (Hörmann 1993); below that the search from zero is the faster one anyway.
_REJECTION_FROM_MEAN = 10.0
# P(X > 110) < 1e-70 for a mean below 10: got there only by a uniform above the rounded sum of probabilities.
_SEARCH_LIMIT = 110
# Up to so many trials the probability of none is a product: each factor rounds by 1e-16.
_BY_PRODUCT = 8
# Up to so many draws from an urn one by one; above, one uniform and a search of a few standard deviations.
_ONE_BY_ONE = 16
# Both ends of the search together hold less than this: what is left of the uniform is rounding.
_NEGLIGIBLE = 1e-20

# log(x!) - (x log x - x) for x = 0..15, to the last bit (from 40 digits); 0 log 0 is 0.
_FACTORIAL_REST = (
    0.0,
    1.0,
    1.3068528194400546,
    1.4959226032237258,
    1.6328763858683832,
    1.7403021806115442,
    1.828694396641771,
    1.9037903176782212,
    1.9690705693065629,
    2.0268062840554952,
    2.0785616431350586,
    2.12545984509181,
    2.168334698205882,
    2.207822206123445,
    2.244418568125061,
    2.2785183673077407,
)
_HALF_LOG_TWO_PI = 0.9189385332046728


def binomial(stream: Stream, n: int, p: float) -> int:
    """A draw from Binomial(n, p): of `n` households, how many do what each does with probability `p`.

    Parameters
    ----------
    stream : Stream
        Gives the uniforms: none if n = 0, p = 0 or p = 1; one if n min(p, 1 - p) < 10; otherwise pairs, 1.2
        on average.
    n : int
        Households, in [0, 2**48].
    p : float
        Probability, in [0, 1]. Not a number is refused.

    Returns
    -------
    int
        In [0, n].

    Raises
    ------
    ValueError
        If `n` is not a whole number in its range or `p` is not in [0, 1].

    References
    ----------
    Kachitvichyanukul & Schmeiser (1988), "Binomial random variate generation", Commun. ACM 31(2), 216-222,
    doi:10.1145/42372.42381: algorithm BINV. Hörmann (1993), "The generation of binomial random variates", J.
    Stat. Comput. Simul. 46, 101-110, doi:10.1080/00949659308811496: algorithm BTRS.

    Examples
    --------
    >>> from corridor.base.random import Stream, member_key
    >>> binomial(Stream(member_key(0, 0)), 1000, 1.0)
    1000
    """
    n = _count("n", n, MAX_TRIALS)
    if not 0.0 <= p <= 1.0:
        raise ValueError(f"p: found {p!r}, expected a probability in [0, 1]")
    return _binomial(stream, n, float(p))


def _count(what: str, value: int, limit: int) -> int:
    """The value as a plain int; ValueError unless it is a whole number in [0, limit]."""
    if type(value) is not int:
        value = whole_number(what, value)
    if not 0 <= value <= limit:
        raise ValueError(f"{what}: found {value}, expected a whole number in [0, {limit}]")
    return value


def _binomial(stream: Stream, n: int, p: float) -> int:
    """`binomial` on arguments known to be good."""
    if n == 0 or p == 0.0:
        return 0
    if p == 1.0:
        return n
    mirrored = p > 0.5
    p_rare = 1.0 - p if mirrored else p  # exact for p in [1/2, 1]
    if n * p_rare < _REJECTION_FROM_MEAN:
        rare = _binomial_by_search(stream, n, p_rare, mirrored)
    else:
        rare = _binomial_by_rejection(stream, n, p_rare, mirrored)
    return n - rare if mirrored else rare


def _binomial_by_search(stream: Stream, n: int, p: float, mirrored: bool) -> int:
    """BINV: invert the distribution function by adding up from zero. For p <= 1/2 and n p < 10."""
    odds = p / (1.0 - p)
    p_none = _none_of(n, p)
    limit = min(n, _SEARCH_LIMIT) + 1
    # Rounding can leave the probabilities a few 1e-16 short of 1. A uniform in that gap belongs to no
    # outcome: draw again rather than give it to an arbitrary one.
    while True:
        u = stream.uniform()
        if mirrored:
            u = 1.0 - u
        p_k = p_none
        for k in range(limit):
            if u <= p_k:
                return k
            u -= p_k
            p_k *= odds * (n - k) / (k + 1)


def _none_of(n: int, p: float) -> float:
    """The probability (1 - p)**n: by products for a few, where they are as exact and faster than the logarithm."""
    if n > _BY_PRODUCT:
        return math.exp(n * _log1p(-p))
    none = 1.0
    for _ in range(n):
        none *= 1.0 - p
    return none


def _binomial_by_rejection(stream: Stream, n: int, p: float, mirrored: bool) -> int:
    """BTRS: transformed rejection with a squeeze. For p <= 1/2 and n p >= 10.

    The names are those of Hörmann's paper. The logarithm of the ratio to the mode is arranged otherwise than
    there, see `_log_binomial_ratio`.
    """
    spq = math.sqrt(n * p * (1.0 - p))
    b = 1.15 + 2.53 * spq
    a = -0.0873 + 0.0248 * b + 0.01 * p
    c = n * p + 0.5
    alpha = (2.83 + 5.1 / b) * spq
    v_r = 0.92 - 4.2 / b
    while True:
        u = stream.uniform() - 0.5
        v = stream.uniform()
        if mirrored:
            u = -u
        us = 0.5 - abs(u)  # at least 2**-53
        x = (2.0 * a / us + b) * u + c
        # Compared before it becomes an integer: near the ends of u it passes what 64 bits hold.
        if x < 0.0 or x >= n + 1:
            continue
        k = math.floor(x)
        if us >= 0.07 and v <= v_r:
            return k
        if math.log(v * alpha / (a / (us * us) + b)) <= _log_binomial_ratio(n, p, k):
            return k


def _log_binomial_ratio(n: int, p: float, k: int) -> float:
    """Logarithm of P(X = k) / P(X = mode) for X ~ Binomial(n, p), 0 < p <= 1/2, n p >= 10.

    Written with x log x - x taken out of each factorial, so that the large terms cancel on paper rather than
    in the computer (the idea of Loader 2000): an error of sqrt(n) x 1e-16, where the usual form has n x
    1e-16.

    References
    ----------
    Loader (2000), "Fast and accurate computation of binomial probabilities", Bell Laboratories.
    """
    m = math.floor((n + 1) * p)
    return (
        _factorial_rest(m)
        + _factorial_rest(n - m)
        - _factorial_rest(k)
        - _factorial_rest(n - k)
        - _x_log_ratio(k, k - m)
        - _x_log_ratio(n - k, m - k)
        + (k - m) * math.log(p / (1.0 - p) * (n - m) / m)
    )


def _factorial_rest(x: int) -> float:
    """The rest log(x!) - (x log x - x): a table, then Stirling's series (NIST DLMF 5.11.1) to 2e-14."""
    if x < 16:
        return _FACTORIAL_REST[x]
    r = 1.0 / x
    r2 = r * r
    return 0.5 * math.log(x) + _HALF_LOG_TWO_PI + r * (1 / 12 - r2 * (1 / 360 - r2 * (1 / 1260 - r2 / 1680)))


def _x_log_ratio(x: float, excess: float) -> float:
    """The term x log(x / (x - excess)), accurate for a small excess < x; 0 where x is 0."""
    if x == 0:
        return 0.0
    return x * _log1p(excess / (x - excess))


def _log1p(x: float) -> float:
    """The logarithm of 1 + x, x > -1, within a few units of the last place, from `log` alone.

    The error of log(1 + x), that of rounding 1 + x, is undone by the quotient: Goldberg (1991), "What every
    computer scientist should know about floating-point arithmetic", ACM Comput. Surv. 23(1), theorem 4.
    """
    y = 1.0 + x
    if y == 1.0:
        return x
    return x * math.log(y) / (y - 1.0)


def multinomial(stream: Stream, n: int, probabilities: Sequence[float]) -> list[int]:
    """A draw from Multinomial(n, probabilities): `n` households shared among cells, each choosing by itself.

    Drawn as binomials, each cell against all that follow it; the last cell takes the rest. The sums of what
    follows are taken from the back, so that no quotient passes 1 and cells of probability 0 get nothing
    wherever they stand.

    Parameters
    ----------
    stream : Stream
        Gives the uniforms; none once every household is placed.
    n : int
        Households, in [0, 2**48].
    probabilities : sequence of float, shape (cell,)
        Zero or more each, finite, with a positive sum; need not sum to 1.

    Returns
    -------
    list of int, shape (cell,)
        Households; sums to `n` exactly.

    Raises
    ------
    ValueError
        If `n` is not a whole number in its range, or the probabilities are none, negative, not finite or all
        zero.

    References
    ----------
    Devroye (1986), "Non-uniform random variate generation", Springer, chapter XI: the conditional
    distribution method.
    """
    n = _count("n", n, MAX_TRIALS)
    for i, p in enumerate(probabilities):
        if not 0.0 <= p < math.inf:
            raise ValueError(f"probabilities[{i}]: found {p!r}, expected a finite number, zero or more")
    following = []
    total = 0.0
    for p in reversed(probabilities):
        total += float(p)
        following.append(total)
    if not 0.0 < total < math.inf:
        raise ValueError(f"probabilities: found a sum of {total} over {len(following)} cells, expected above 0")
    following.reverse()
    left = n
    counts = []
    for p, p_from_here in zip(probabilities, following, strict=True):
        # Only cells of probability 0 are left where the sum from here is 0, and nobody is left by then.
        drawn = _binomial(stream, left, float(p) / p_from_here) if left > 0 else 0
        counts.append(drawn)
        left -= drawn
    return counts


def hypergeometric(stream: Stream, good: int, bad: int, draws: int) -> int:
    """A draw from the hypergeometric law: `draws` taken without replacement, how many of them are good.

    The law is symmetric in good and bad, in taken and left behind, and in good and taken; with the smallest
    of the four in the place of `draws`, up to 16 are taken one by one, and more by inversion, searching
    outwards from the mode by the ratios of neighbouring probabilities. The search is exact and takes about
    1.6 standard deviations, 1,300 ratios for half of ten million.

    Parameters
    ----------
    stream : Stream
        Gives the uniforms: none if the outcome is certain, else the smallest of the four numbers, but one if
        above 16.
    good, bad : int
        Households of either kind, zero or more, together at most 2**31.
    draws : int
        Households taken, in [0, good + bad].

    Returns
    -------
    int
        In [max(0, draws - bad), min(good, draws)].

    Raises
    ------
    ValueError
        If a number is not whole, is negative, or is larger than there are.

    References
    ----------
    Kachitvichyanukul & Schmeiser (1985), "Computer generation of hypergeometric random variates", J. Stat.
    Comput. Simul. 22, 127-145, doi:10.1080/00949658508810839: symmetries and recurrence (HIN). Kemp (1986),
    Commun. Stat. Theory Methods 15, 805-813: the search from the mode (there for the binomial).
    """
    good = _count("good", good, MAX_POPULATION)
    bad = _count("bad", bad, MAX_POPULATION)
    if good + bad > MAX_POPULATION:
        raise ValueError(f"good + bad: found {good + bad}, expected at most {MAX_POPULATION}")
    draws = _count("draws", draws, good + bad)
    return _hypergeometric(stream, good, bad, draws)


def _hypergeometric(stream: Stream, good: int, bad: int, draws: int) -> int:
    """`hypergeometric` on arguments known to be good."""
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
        found = _urn_one_by_one(stream, marked, total, taken)
    else:
        found = _urn_by_search(stream, marked, total, taken)
    # Undo the symmetries: `found` is the number of the rare kind among the few, taken or left behind.
    if rare < good:
        found = few - found
    return good - found if few < draws else found


def _urn_one_by_one(stream: Stream, marked: int, total: int, taken: int) -> int:
    """Of `taken` out of `total`, how many are among the `marked`: one uniform for each taken."""
    found = 0
    for i in range(taken):
        if stream.uniform() * (total - i) < marked - found:
            found += 1
    return found


def _urn_by_search(stream: Stream, marked: int, total: int, taken: int) -> int:
    """As `_urn_one_by_one`, by one uniform. For 0 < taken <= marked <= total / 2."""
    mode = (taken + 1) * (marked + 1) // (total + 2)
    p_mode = math.exp(_log_hypergeometric(marked, total, taken, mode))
    # Every count below is a float: products may pass 2**53, where Python's integers and compiled ones part.
    spare = float(total - marked - taken)
    # Drawn again, as in `_binomial_by_search`, when the uniform falls into what rounding lost.
    while True:
        u = stream.uniform() - p_mode
        if u <= 0.0:
            return mode
        below = above = float(mode)
        p_below = p_above = p_mode
        while p_below > _NEGLIGIBLE or p_above > _NEGLIGIBLE:
            # The ratios are 0 beyond either end of the range, and from there on nothing is subtracted.
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


def _log_hypergeometric(marked: int, total: int, taken: int, k: int) -> float:
    """Logarithm of the probability that of `taken` out of `total`, `k` are among the `marked`.

    As in `_log_binomial_ratio`, what remains of the large terms is observed x log(observed / expected) over
    the four cells of the table, and near the mode each is of order 1: an error of 1e-14 where log factorials
    would leave 1e-8.
    """
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
        - _x_log_ratio(k, excess)
        - _x_log_ratio(marked - k, -excess)
        - _x_log_ratio(taken - k, -excess)
        - _x_log_ratio(others - taken + k, excess)
    )


def multivariate_hypergeometric(stream: Stream, counts: Sequence[int], draws: int) -> list[int]:
    """`draws` households taken without replacement from several groups: how many from each.

    This is how a shortage is shared: every household has the same chance of a seat or of fuel, so the order
    of the groups does not change the law. Drawn as hypergeometrics, each group against all that follow it;
    the last takes the rest.

    Parameters
    ----------
    stream : Stream
        Gives the uniforms; none once all draws are placed.
    counts : sequence of int, shape (group,)
        Households, zero or more each, together at most 2**31.
    draws : int
        Households taken, in [0, sum of counts].

    Returns
    -------
    list of int, shape (group,)
        Households, at most `counts` each; sums to `draws` exactly.

    Raises
    ------
    ValueError
        If a number is not whole, is negative, or is larger than there are.

    References
    ----------
    Devroye (1986), "Non-uniform random variate generation", Springer, chapter XI: the conditional
    distribution method.
    """
    sizes = [_count(f"counts[{i}]", count, MAX_POPULATION) for i, count in enumerate(counts)]
    following = sum(sizes)
    if following > MAX_POPULATION:
        raise ValueError(f"counts: found a sum of {following}, expected at most {MAX_POPULATION}")
    left = _count("draws", draws, following)
    taken = []
    for size in sizes:
        following -= size
        drawn = _hypergeometric(stream, size, following, left)
        taken.append(drawn)
        left -= drawn
    return taken
