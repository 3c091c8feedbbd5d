"""`corridor forecast`, `simulate` and `demo`: run the ensemble, write the files, say what it shows."""

from __future__ import annotations

import argparse
from typing import Any

from corridor.cli.output import answer_with_files
from corridor.cli.parser import add_run_options, add_single_run_options, add_verb, run_options

__all__ = ["declare_demo", "declare_forecast", "declare_simulate"]

_AS_OF = "use nothing known later"


def declare_forecast(verbs: Any) -> None:
    """Declare `corridor forecast`."""
    verb = add_verb(
        verbs,
        "forecast",
        "forecast from what was known at a time",
        "corridor forecast my-crisis --as-of 2023-09-22T12:00+04:00 --members 200",
    )
    verb.add_argument("folder", metavar="DIR", help="scenario folder")
    verb.add_argument("--as-of", metavar="TIME", help=f"{_AS_OF} (default: as_of of the scenario)")
    add_run_options(verb)
    add_single_run_options(verb)
    verb.set_defaults(run=_forecast)


def declare_simulate(verbs: Any) -> None:
    """Declare `corridor simulate`."""
    verb = add_verb(
        verbs,
        "simulate",
        "simulate the whole scenario as written, no as-of time; try out changes",
        "corridor simulate my-crisis --set population.total=50000",
    )
    verb.add_argument("folder", metavar="DIR", help="scenario folder")
    add_run_options(verb)
    add_single_run_options(verb)
    verb.set_defaults(run=_simulate, as_of=None)


def declare_demo(verbs: Any) -> None:
    """Declare `corridor demo`."""
    verb = add_verb(
        verbs, "demo", "forecast the case that travels with corridor: Nagorno-Karabakh, September 2023", "corridor demo"
    )
    verb.add_argument("--as-of", metavar="TIME", help=f"{_AS_OF} (default: 22 September 2023 12:00)")
    add_run_options(verb)
    add_single_run_options(verb)
    verb.set_defaults(run=_demo)


def _forecast(arguments: argparse.Namespace) -> int:
    return _run(arguments, arguments.folder)


def _simulate(arguments: argparse.Namespace) -> int:
    return _run(arguments, arguments.folder, as_written=True)


def _demo(arguments: argparse.Namespace) -> int:
    from corridor.jobs.shipped import DEMO, shipped

    return _run(arguments, shipped(DEMO))


def _run(arguments: argparse.Namespace, folder: Any, as_written: bool = False) -> int:
    from corridor.cli.progress import Meter
    from corridor.jobs.forecast import ForecastRequest, forecast

    request = ForecastRequest(
        folder,
        **run_options(arguments),
        as_written=as_written,
        brief=arguments.brief,
        pictures=arguments.pictures == "all",
        resume=arguments.resume,
    )
    with Meter() as meter:
        outcome = forecast(request, meter)
        outcome.write()
    return answer_with_files(outcome, arguments.json)
