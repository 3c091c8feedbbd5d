"""Two samples of runs compared, statistic by statistic: means, spreads, and what the comparison could have seen.

A statistic is one number of a run: a cell of a series at a moment, a flow between two, or a mean over time. Means are
compared by Welch's two-sample t, spreads by the ratio of variances with degrees of freedom that allow for the kurtosis
(Shoemaker 2003, The American Statistician 57:105-110, the test he calls F1). A statistic that is the same in almost all
runs has no useful standard error: there the counts of runs that differ are compared (Fisher's exact test), and one that
is the same in all runs of both must be equal. All p-values of one comparison share `alpha` (Bonferroni).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

__all__ = ["Check", "Comparison", "compare", "statistics"]

LEVELS = ("people", "food", "fuel", "deprivation", "threat", "queue", "on_route")
FLOWS = ("arrivals", "departures", "registered", "need_state")
MOMENTS = (0.2, 0.4, 0.6, 0.8, 1.0)
FEW = 20  # runs off the commonest value, in both samples together, below which they are counted
FLAT = 1e-9  # relative: differences of rounding
HEAVY = 6.0  # kurtosis above which a ratio of variances says nothing at this size


def statistics(series: Mapping[str, npt.NDArray[np.float64]]) -> dict[str, float]:
    """The numbers of one run that are compared.

    Every level (people by place and status, stocks, queues) at five moments and its mean over time; every cumulative
    flow by its increments between the moments, sharp where a queue is saturated, and its mean; open cases in total.
    """
    last = len(series["threat"]) - 1
    steps = [round(last * moment) for moment in MOMENTS]
    levels = {name: series[name].reshape(last + 1, -1) for name in LEVELS}
    levels["cases"] = series["tracing_cases"].sum(axis=1, keepdims=True)
    levels["status"] = series["people"].sum(axis=1)
    found: dict[str, float] = {}
    for name, values in levels.items():
        _add(found, name, "at", steps, values[steps], values)
    for name in FLOWS:
        values = series[name]
        _add(found, name, "up to", steps, np.diff(values[[0, *steps]], axis=0), values)
    return found


def _add(
    found: dict[str, float],
    name: str,
    when: str,
    steps: Sequence[int],
    chosen: npt.NDArray[np.float64],
    values: npt.NDArray[np.float64],
) -> None:
    for k, (column, mean) in enumerate(zip(chosen.T.tolist(), values.mean(axis=0).tolist(), strict=True)):
        found[f"{name}[{k}] mean"] = mean
        found.update((f"{name}[{k}] {when} {step}", value) for step, value in zip(steps, column, strict=True))


@dataclass(frozen=True)
class Check:
    """One comparison: what of which statistic, how unlikely the difference is, and what it would have seen.

    Attributes
    ----------
    name, what : str
        The statistic; "mean", "variance", "rare" or "equal".
    first, second : float
        The mean or variance (share of runs, for "rare") in either sample.
    p : float
    sees : float
        The relative error that this check finds with a power of 90 % (of the mean, or of the standard deviation); not
        a number for "rare", 0 for "equal".
    """

    name: str
    what: str
    first: float
    second: float
    p: float
    sees: float


@dataclass(frozen=True)
class Comparison:
    """All checks on two samples."""

    checks: tuple[Check, ...]
    alpha: float

    @property
    def limit(self) -> float:
        """The p-value below which a check fails."""
        return self.alpha / max(1, sum(check.what != "equal" for check in self.checks))

    @property
    def failed(self) -> list[Check]:
        """Checks that fail, the worst first."""
        return sorted((check for check in self.checks if check.p < self.limit), key=lambda check: check.p)

    def seeing(self, what: str, error: float) -> int:
        """How many checks of a kind find a relative error of this size with a power of 90 %."""
        return sum(check.what == what and check.sees <= error for check in self.checks)

    def report(self, most: int = 12) -> str:
        """What failed and how sharp the comparison was, in words."""
        kinds = dict(Counter(check.what for check in self.checks))
        lines = [f"{len(self.failed)} of {len(self.checks)} checks failed (p < {self.limit:.1e}); {kinds}"]
        for check in self.failed[:most]:
            lines.append(f"  {check.what} of {check.name}: {check.first:.6g} and {check.second:.6g}, p = {check.p:.1e}")
        for what, of, errors in (("mean", "mean", (0.02, 0.05, 0.1, 0.2, 0.5)), ("variance", "sd", (0.2, 0.5, 1.0))):
            seen = ", ".join(f"{error:.0%} by {self.seeing(what, error)}" for error in errors)
            lines.append(f"  an error of the {of} is seen with power 90 %: of {seen} of {kinds.get(what, 0)} checks")
        return "\n".join(lines)


def compare(
    first: Sequence[Mapping[str, float]], second: Sequence[Mapping[str, float]], alpha: float = 1e-3
) -> Comparison:
    """Compare two samples of runs.

    Parameters
    ----------
    first, second : sequence of dict
        `statistics` of each run; the same names in all.
    alpha : float
        Chance that anything fails though both samples have one law.

    Returns
    -------
    Comparison
    """
    names = list(first[0])
    x = np.array([[run[name] for name in names] for run in first])
    y = np.array([[run[name] for name in names] for run in second])
    known = [k for k in range(len(names)) if not np.isnan(x[:, k]).any() and not np.isnan(y[:, k]).any()]
    if any(np.isnan(x[:, k]).all() != np.isnan(y[:, k]).all() for k in range(len(names))):
        raise ValueError("a statistic is missing in one sample only")
    limit = alpha / (2 * len(known))  # a bound of the limit that follows, used for the power only
    checks: list[Check] = []
    for k in known:
        checks += _checks(names[k], x[:, k], y[:, k], limit)
    return Comparison(tuple(checks), alpha)


def _checks(name: str, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], limit: float) -> list[Check]:
    scale = max(np.abs(x).max(), np.abs(y).max(), 1e-300)
    rounded = np.round(np.concatenate([x, y]) / scale / FLAT)
    values, counts = np.unique(rounded, return_counts=True)
    usual = np.abs(rounded - values[counts.argmax()]) <= 1.0
    if usual.all():
        return [Check(name, "equal", x[0], y[0], 1.0, 0.0)]
    if np.ptp(x) == 0.0 and np.ptp(y) == 0.0:
        return [Check(name, "equal", x[0], y[0], 0.0, 0.0)]
    off = ~usual[: len(x)], ~usual[len(x) :]
    if off[0].sum() + off[1].sum() < FEW:
        table = [[int(side.sum()), int((~side).sum())] for side in off]
        p = float(stats.fisher_exact(table).pvalue)
        return [Check(name, "rare", off[0].mean(), off[1].mean(), p, math.nan)]
    return [_means(name, x, y, limit), *_variances(name, x, y, limit)]


def _means(name: str, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], limit: float) -> Check:
    n, m = len(x), len(y)
    a, b = x.var(ddof=1) / n, y.var(ddof=1) / m
    se = math.sqrt(a + b)
    freedom = se**4 / (a**2 / (n - 1) + b**2 / (m - 1))
    t = (x.mean() - y.mean()) / se
    p = 2.0 * float(stats.t.sf(abs(t), freedom))
    seen = (stats.t.isf(limit / 2.0, freedom) + stats.norm.isf(0.1)) * se / max(abs(y.mean()), 1e-300)
    return Check(name, "mean", x.mean(), y.mean(), p, float(seen))


def _variances(name: str, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], limit: float) -> list[Check]:
    n = min(len(x), len(y))
    u, v = x.var(ddof=1), y.var(ddof=1)
    centred = np.concatenate([(x - x.mean()) ** 2, (y - y.mean()) ** 2])
    kurtosis = float((centred**2).mean() / centred.mean() ** 2)
    if kurtosis > HEAVY or min(u, v) == 0.0:
        return []
    freedom = 2.0 * n / (kurtosis - (n - 3.0) / (n - 1.0))
    ratio = max(u / v, v / u)
    p = min(1.0, 2.0 * float(stats.f.sf(ratio, freedom, freedom)))
    # var(log s2) is about 2 / freedom; log sd is half of log variance
    seen = math.expm1(0.5 * (stats.norm.isf(limit / 2.0) + stats.norm.isf(0.1)) * math.sqrt(4.0 / freedom))
    return [Check(name, "variance", u, v, p, seen)]
