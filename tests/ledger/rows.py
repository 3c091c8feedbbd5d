"""Claims and decisions for tests, written as in the files."""

from datetime import UTC

from corridor.base.errors import Problems
from corridor.base.files import Cells
from corridor.base.rows import parse_row
from corridor.ledger.claims import ClaimRow, DecisionRow, statuses
from corridor.ledger.grades import Grades
from corridor.ledger.pool import pooled
from corridor.ledger.standing import considered

GRADES = Grades.of()
ABOUT, COUNTED = "population.total", "people living there"


def claim(name, value="", **cells):
    """Give the row of a claim of which the cells are given as text, or its problems."""
    cells = {
        "claim": name,
        "quantity": ABOUT,
        "definition": COUNTED,
        "value": str(value),
        "unit": "persons",
        "speaker": f"speaker of {name}",
        "source_grade": "B",
        "information_grade": "2",
        "known": "2030-01-01",
        **cells,
    }
    problems = Problems()
    row = parse_row(Cells(2, {c: t for c, t in cells.items() if t}), ClaimRow, UTC, problems)
    return problems.found if row is None else row


def decision(name, what="approved", at="2030-02-02T00:00Z", **cells):
    problems = Problems()
    cells = {"at": at, "claim": name, "decision": what, "who": "the desk", "reason": "read and graded", **cells}
    row = parse_row(Cells(2, cells), DecisionRow, UTC, problems)
    assert row is not None, problems.found
    return row


def stand(*claims, approve=None, grades=GRADES):
    log = [decision(row.claim) for row in claims if approve is None or row.claim in approve]
    return considered(claims, statuses(log, None), ABOUT, COUNTED, grades)


def pool(*claims, spec=None, size=1.0, grades=GRADES):
    from corridor.base.quantity import Spec

    problems = Problems()
    made = pooled(stand(*claims, grades=grades), spec or Spec("persons", low=0, high=1e10), grades, problems, size)
    assert not problems.found, problems.found
    return made


def states(*claims, **how):
    return {one.claim.claim: one.state for one in stand(*claims, **how)}
