"""`corridor claims`: show the ledger, add claims, decide on them, draft them from a text or take them from a sheet."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from corridor.cli.output import answer
from corridor.cli.parser import Parser, add_verb
from corridor.cli.row_arguments import add_dry_run, add_row_options, add_sheet, cells_of

__all__ = ["declare"]


def declare(verbs: Any) -> None:
    """Declare `corridor claims` and what follows below it."""
    claims = add_verb(
        verbs,
        "claims",
        "the ledger: who says what, how it is graded and pooled",
        "corridor claims show my-crisis",
        json=False,
    )
    actions = claims.add_subparsers(dest="action", metavar="ACTION", required=True, parser_class=Parser)
    look = add_verb(
        actions,
        "show",
        "show claims by quantity: sides, grades, weights, and a plot of the prior they make",
        "corridor claims show my-crisis population.total",
    )
    look.add_argument("folder", metavar="SCENARIO", nargs="?", default=".", help="scenario folder (default: this one)")
    look.add_argument("quantity", metavar="QUANTITY", nargs="?", default=None, help="one quantity (default: all)")
    look.add_argument("--as-of", metavar="TIME", help="show what was known then (default: as_of of the scenario)")
    look.set_defaults(run=_show)
    _adding(actions)
    for action, decision, what in (
        ("approve", "approved", "let claims feed the priors that rest on them"),
        ("reject", "rejected", "say that claims are not to be used"),
        ("withdraw", "withdrawn", "take back claims whose speaker has done so"),
    ):
        _deciding(actions, action, decision, what)
    _extracting(actions)
    _importing(actions)


def _adding(actions: Any) -> None:
    add = add_verb(
        actions,
        "add",
        "add one claim to claims.csv, as a draft, checked with the whole scenario before it is written",
        "corridor claims add my-crisis --quantity population.total --definition 'people living there' --value 12000 "
        "--unit persons --speaker 'Town hall' --known 2030-01-02",
    )
    add.set_defaults(run=_add)
    add.declare_when_asked(_add_arguments)


def _add_arguments(add: Parser) -> None:
    from corridor.jobs.row_options import claim_options

    add.add_argument("folder", metavar="SCENARIO", help="scenario folder")
    add_row_options(add, claim_options())
    add_dry_run(add)


def _deciding(actions: Any, action: str, decision: str, what: str) -> None:
    verb = add_verb(
        actions,
        action,
        f"{what}; appended to claims_log.csv with who, when and why",
        f"corridor claims {action} my-crisis 'town hall' --who 'IM desk' --reason 'read in the original'",
    )
    verb.add_argument("folder", metavar="SCENARIO", help="scenario folder")
    verb.add_argument("claim", metavar="CLAIM", nargs="+", help="names of claims")
    verb.add_argument("--who", required=True, metavar="WHO", help="who decides: an office, not a private person")
    verb.add_argument("--reason", required=True, metavar="REASON", help="why")
    verb.add_argument("--at", metavar="TIME", help="when it was decided (default: now)")
    verb.add_argument(
        "--known", metavar="TIME", help="by when all that it rests on was known, if decided afterwards (default: --at)"
    )
    add_dry_run(verb)
    verb.set_defaults(run=_decide, decision=decision)


def _extracting(actions: Any) -> None:
    draft = add_verb(
        actions,
        "extract",
        "draft claims from a text: every figure with unit, quantifier and who is said to say it; English",
        "corridor claims extract report.txt --json",
    )
    draft.add_argument("file", metavar="FILE", help="text file in UTF-8, at most 1 MB")
    draft.add_argument("--unit", metavar="UNIT", help="only figures in this unit, as in persons or families")
    draft.set_defaults(run=_extract)


def _importing(actions: Any) -> None:
    take = add_verb(
        actions,
        "import",
        "read a sheet of claims (.xlsx or .csv) through a saved column map, and add what is new, as drafts",
        "corridor claims import claims.xlsx --map claims.yaml --into my-crisis --dry-run",
    )
    add_sheet(take)
    take.add_argument("--into", metavar="SCENARIO", required=True, help="scenario folder")
    add_dry_run(take)
    take.set_defaults(run=_import)


def _show(arguments: argparse.Namespace) -> int:
    from corridor.jobs.ledger import LedgerRequest, show

    return answer(show(LedgerRequest(arguments.folder, arguments.quantity, arguments.as_of)), arguments.json)


def _add(arguments: argparse.Namespace) -> int:
    from corridor.jobs.add import AddRequest, add_claim

    return answer(add_claim(AddRequest(arguments.folder, cells_of(arguments), arguments.dry_run)), arguments.json)


def _decide(arguments: argparse.Namespace) -> int:
    from corridor.jobs.claim_decisions import DecideRequest, decide

    request = DecideRequest(
        arguments.folder,
        arguments.decision,
        arguments.claim,
        arguments.who,
        arguments.reason,
        arguments.at,
        arguments.known,
        arguments.dry_run,
    )
    return answer(decide(request), arguments.json)


def _extract(arguments: argparse.Namespace) -> int:
    from corridor.cli.progress import announce
    from corridor.jobs.extract import ExtractRequest, draft_claims

    drafted = draft_claims(ExtractRequest(arguments.file, arguments.unit), announce)
    if drafted.note():
        print(drafted.note(), file=sys.stderr)
    return answer(drafted, arguments.json) if arguments.json or not drafted.note() else 0


def _import(arguments: argparse.Namespace) -> int:
    from corridor.jobs.import_sheet import ImportClaimsRequest, import_claims

    request = ImportClaimsRequest(arguments.sheet, arguments.map, arguments.into, arguments.known, arguments.dry_run)
    return answer(import_claims(request), arguments.json)
