"""Rows added by a program: every job takes a request, gives text and document, and writes only where it is asked to."""

import csv
import dataclasses

import pytest

from corridor.base.errors import InputError
from corridor.jobs.add import AddRequest, add_claim, add_count
from corridor.jobs.claim_decisions import DecideRequest, decide
from corridor.jobs.extract import ExtractRequest, draft_claims
from corridor.jobs.import_sheet import ImportClaimsRequest, ImportCountsRequest, import_claims, import_counts
from corridor.jobs.ledger import LedgerRequest, show

COUNT = {
    "place": "Border town",
    "value": "377",
    "kind": "arrivals",
    "at": "2030-01-02T05:00+00:00",
    "source": "Town hall, 2 Jan",
}
CLAIM = {
    "claim": "priest",
    "quantity": "population.total",
    "definition": "people living there",
    "value": "12000",
    "unit": "persons",
    "speaker": "a priest",
    "known": "2030-01-01T08:00+00:00",
}
AT = "2030-01-02T08:00+00:00"


def sheet_of(folder, row, constants):
    """Write a sheet of one row and its map."""
    (folder / "map.yaml").write_text(
        f"columns: {{{', '.join(f'{name}: {name}' for name in row)}}}\nconstants: {{{constants}}}\nzone: UTC\n", "utf-8"
    )
    with (folder / "sheet.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([row, row.values()])
    return folder / "sheet.csv", folder / "map.yaml"


def counts(folder, dry_run):
    return add_count(AddRequest(folder, COUNT, dry_run))


def claims(folder, dry_run):
    return add_claim(AddRequest(folder, CLAIM, dry_run))


def decisions(folder, dry_run):
    claims(folder, False)
    return decide(DecideRequest(folder, "rejected", ["priest"], "the desk", "hearsay", AT, dry_run=dry_run))


def counts_of_a_sheet(folder, dry_run):
    row = {name: COUNT[name] for name in ("at", "place", "value")}
    sheet, made = sheet_of(folder.parent, row, "kind: arrivals, cumulative: yes, source: made up, known: by rule")
    return import_counts(ImportCountsRequest(sheet, made, folder, dry_run=dry_run))


def claims_of_a_sheet(folder, dry_run):
    row = {name: text for name, text in CLAIM.items() if name != "unit"}
    sheet, made = sheet_of(folder.parent, row, "unit: persons")
    return import_claims(ImportClaimsRequest(sheet, made, folder, dry_run=dry_run))


JOBS = {
    "observations.csv": (counts, counts_of_a_sheet),
    "claims.csv": (claims, claims_of_a_sheet),
    "claims_log.csv": (decisions,),
}
PAIRS = [(job, file) for file, jobs in JOBS.items() for job in jobs]


@pytest.mark.parametrize(("job", "file"), PAIRS, ids=[job.__name__ for job, _ in PAIRS])
def test_a_job_writes_its_file_once_and_nothing_on_a_dry_run(job, file, small):
    was = (small / file).read_bytes() if (small / file).exists() else None
    tried = job(small, True)
    assert ((small / file).read_bytes() if (small / file).exists() else None) == was
    done = job(small, False) if job is not decisions else decide(dataclasses.replace(tried.request, dry_run=False))
    assert (small / file).read_bytes() == done.trial.made.text.encode()
    assert (tried.document()["added"], done.document()["added"]) == (1, 1)
    assert (tried.document()["dry_run"], done.document()["dry_run"]) == (True, False)
    assert file in done.text() and file in tried.text()


def test_a_count_that_is_there_is_no_count_to_add(small):
    counts(small, False)
    was = (small / "observations.csv").read_bytes()
    again = counts(small, False)
    assert (again.trial, again.document()["added"]) == (None, 0)
    assert (small / "observations.csv").read_bytes() == was


@pytest.mark.parametrize(("column", "text"), [("speaker", " "), ("known", None)])
def test_what_a_program_leaves_out_is_told_as_its_option(column, text, small):
    with pytest.raises(InputError) as refused:
        add_claim(AddRequest(small, {**CLAIM, column: text}))
    assert [(fault.code, fault.file) for fault in refused.value.problems] == [("field-missing", f"--{column}")]


@pytest.mark.parametrize(("job", "cells"), [(add_count, COUNT), (add_claim, CLAIM)])
def test_a_column_that_is_none_is_refused(job, cells, small):
    with pytest.raises(InputError, match="key-unknown"):
        job(AddRequest(small, {**cells, "placee": "Coast"}))


def test_the_ledger_and_drafts_of_a_text(small, tmp_path):
    claims(small, False)
    ledger = show(LedgerRequest(str(small), as_of=AT))
    assert [page.quantity for page in ledger.pages] == ["population.total"]
    assert ledger.document()["quantities"][0]["claims"][0]["state"] == "draft"
    assert "12,000 persons" in ledger.text()
    (tmp_path / "text.txt").write_text(
        "The mayor says that about 300 people have fled to the hills since Monday.", "utf-8"
    )
    drafted = draft_claims(ExtractRequest(tmp_path / "text.txt"))
    assert [one["value"] for one in drafted.document()] == [300]
    assert drafted.note() == "" and "about 300 persons" in drafted.text()
