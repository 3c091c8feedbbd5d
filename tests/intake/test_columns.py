"""Rows describe their columns: what is derived from that is whole, in order, and costs nothing at the start."""

import subprocess
import sys

import pytest

from corridor.base.rows import columns_in_order, first_columns
from corridor.intake.sheets import claimmap, countmap
from corridor.jobs.row_options import claim_options, count_options
from corridor.ledger.claims import ClaimRow, DecisionRow
from corridor.scenario.tables import ObservationRow

NEW_FILES = {
    ObservationRow: "observation kind place value unit cumulative at precision known source",
    ClaimRow: "claim quantity definition place value low high unit quantifier speaker party via quote url valid known "
    "stake source_grade information_grade role reason",
    DecisionRow: "at claim decision who reason known",
}


@pytest.mark.parametrize("kind", NEW_FILES, ids=lambda kind: kind.file)
def test_a_new_file_begins_with_its_columns_in_order(kind):
    assert " ".join(first_columns(kind)) == NEW_FILES[kind]
    assert set(columns_in_order(kind)) == {name.rstrip("_") for name in kind.model_fields} - {"row"}


@pytest.mark.parametrize(
    ("kind", "options", "without"),
    [(ObservationRow, count_options, {"reason"}), (ClaimRow, claim_options, {"source", "note"})],
    ids=["counts", "claims"],
)
def test_every_column_that_is_given_one_by_one_has_an_option_with_help(kind, options, without):
    assert {one.column for one in options()} == set(columns_in_order(kind)) - without
    assert all(one.help for one in options())


def test_a_map_may_name_every_column_and_what_several_are_made_of():
    assert set(countmap.FIELDS) == set(columns_in_order(ObservationRow)) - {"reason"} | {"day", "hour"}
    assert set(claimmap.FIELDS) == set(columns_in_order(ClaimRow)) | {"grade"}


def test_the_parser_loads_no_rows():
    code = "import sys; from corridor.cli.main import parser; parser(); print(sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "'corridor.cli.observe'" in loaded
    assert not [name for name in ("numpy", "pydantic", "corridor.base.rows") if f"'{name}'" in loaded]


def test_columns_that_all_tables_share_stand_where_they_belong():
    counts = "observation kind place value unit cumulative at not_before not_after precision known reporter source"
    assert " ".join(columns_in_order(ObservationRow)) == f"{counts} supersedes reason note"
