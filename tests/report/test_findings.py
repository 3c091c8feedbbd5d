"""Findings: the numbers of the members, each once, as they may be handed on, whatever becomes of the arrays after."""

import dataclasses
from collections.abc import Mapping

import numpy as np
import pytest
from answers import answer_of
from folders import KARABAKH, TEMPLATE

import corridor
from corridor.ensemble.disclosure import suppressed
from corridor.report.findings import Findings
from corridor.report.findings.arrivals import NOBODY
from corridor.report.findings.statistics import BANDS, Spread
from corridor.report.pictures.figures import figures
from corridor.report.text.disputed import disputed_document


@pytest.fixture(scope="module")
def answer():
    return corridor.simulate(corridor.resolve(corridor.load(TEMPLATE)), 20, seed=3)


@pytest.fixture(scope="module")
def case():
    return corridor.simulate(corridor.resolve(corridor.load(KARABAKH)), 60, seed=3, threads=2)


def test_the_headline_is_one_number_in_every_form(case):
    """Table, text, five lines, document and picture show the number that the members give."""
    from corridor.report.text.words import count, span

    findings, headline = case.findings, case.findings.headline
    values = case.dataset["arrivals"].sel(place=headline.place).isel(time=-1).values
    assert headline.people == Spread(*np.quantile(values, (0.05, 0.5, 0.95)).tolist())
    assert headline.time == case.resolved.end
    last = findings.arrivals.loc[headline.place].iloc[-1]
    assert tuple(last[[0.05, 0.5, 0.95]]) == dataclasses.astuple(headline.people)
    hub = findings.quantiles.query("target == 'arrivals' and location == @headline.place")
    hub = hub[hub["horizon"] == hub["horizon"].max()].set_index("output_type_id")["value"]
    assert hub[[0.05, 0.5, 0.95]].to_numpy() == pytest.approx(dataclasses.astuple(headline.people), rel=1e-6)
    middle, ends = count(headline.people.middle), span(headline.people.low, headline.people.high)
    for text in (case.summary(), case.summary(brief=True), figures(case)["arrivals"].get_suptitle()):
        assert middle in text and ends in text
    assert figures(findings)["arrivals"].axes[0].lines[0].get_ydata()[-1] == headline.people.middle


def test_arrivals_are_a_table_by_place_and_time_without_small_counts(answer):
    changed = answer.dataset.copy(deep=True)
    changed["arrivals"][:, 5, :] = 4.0
    table = answer_of(changed, answer.resolved).findings.arrivals
    assert table.index.names == ["place", "time"]
    assert table.columns.tolist() == [*BANDS, NOBODY]
    assert table.index.unique("place").tolist() == list(answer.findings.places)
    inside = Findings.of(answer_of(changed.assign_attrs(scope="internal"), answer.resolved)).arrivals
    values = inside[list(BANDS)].to_numpy()
    hidden = (values > 0) & (values < 10)
    assert hidden.any()
    assert np.array_equal(table[list(BANDS)].to_numpy(), np.where(hidden, np.nan, values), equal_nan=True)
    assert table[NOBODY].equals(inside[NOBODY])


def few(answer, people):
    """The answer with so many people short of beds in every member, and arrived."""
    changed = answer.dataset.copy(deep=True)
    for name in ("unsheltered_peak", "arrivals"):
        changed[name][:] = people
    return answer_of(changed, answer.resolved)


def test_small_counts_are_no_numbers_but_words_in_what_may_be_handed_on(answer):
    findings = few(answer, 4.0).findings
    assert np.isnan(findings.totals.beds_short.middle) and np.isnan(findings.headline.people.middle)
    assert findings.totals.beds_short_chance == 0.0
    text = few(answer, 4.0).summary()
    assert "without shelter): under 10 (9 of 10 futures: under 10 to under 10); any short: very unlikely (0 %)" in text
    assert few(answer, 0.0).findings.totals.beds_short == Spread(0.0, 0.0, 0.0)
    inside = answer_of(few(answer, 4.0).dataset.assign_attrs(scope="internal"), answer.resolved).findings
    assert inside.totals.beds_short == inside.headline.people == Spread(4.0, 4.0, 4.0)


def test_the_sides_of_a_dispute_have_the_arrivals_of_their_members(case):
    findings = case.findings
    assert findings.disputes
    values = case.dataset["arrivals"].sel(place=findings.headline.place).isel(time=-1).values
    for one, document in zip(findings.disputes, disputed_document(findings), strict=True):
        drawn = case.dataset["parameter_value"].sel(parameter=one.path).values
        assert one.drawn == Spread(*np.quantile(drawn, (0.05, 0.5, 0.95)).tolist())
        which = case.dataset["parameter_value"].sel(parameter=f"{one.path}.component").values
        claims = [part["claim"] for part in case.recipe.claims[one.path]]
        for side, plain in zip(one.sides, document["sides"], strict=True):
            members = np.isin(which, [claims.index(claim) for claim in side.claims])
            assert side.members == members.sum() == plain["members"]
            if side.members < 20:
                assert side.arrivals is None and plain["forecast"] is None
            else:
                assert side.arrivals == Spread(*np.quantile(values[members], (0.05, 0.5, 0.95)).tolist())
                assert list(plain["forecast"]["quantiles"].values()) == list(dataclasses.astuple(side.arrivals))


def test_findings_do_not_change_with_the_arrays_they_came_from(answer):
    made = answer_of(answer.dataset.copy(deep=True), answer.resolved)
    before, findings = made.summary(), made.findings
    tables = {name: getattr(findings.drawn, name).copy() for name in ("fan", "people", "lodging")}
    suppressed(made.dataset, consume=True)
    for variable in made.dataset.data_vars.values():
        variable.values[...] = -1.0
    assert made.findings is findings
    assert made.summary() == before
    for name, table in tables.items():
        assert getattr(findings.drawn, name).equals(table), name


def test_findings_say_what_they_are_of(answer):
    findings = answer.findings
    assert (findings.scenario, findings.members, findings.internal) == (answer.resolved.name, 20, False)
    assert (findings.as_of, findings.end) == (answer.resolved.as_of, answer.resolved.end)
    assert (findings.counts_known, findings.counts_used) == (0, 0)
    assert findings.uncertain_inputs == sum(not isinstance(n.value, float) for n in answer.resolved.numbers.values())
    with pytest.raises(dataclasses.FrozenInstanceError):
        findings.members = 3


def everything(thing):
    """All that stands in findings, as text."""
    if dataclasses.is_dataclass(thing):
        return "\n".join(everything(getattr(thing, one.name)) for one in dataclasses.fields(thing))
    if isinstance(thing, Mapping):
        return "\n".join(f"{key} {everything(value)}" for key, value in thing.items())
    if isinstance(thing, list | tuple):
        return "\n".join(map(everything, thing))
    return thing.to_csv() if hasattr(thing, "to_csv") else str(thing)


def test_a_sensitive_place_is_named_nowhere_in_what_may_be_handed_on(answer):
    inside = corridor.simulate(answer.resolved, 20, seed=3, internal=True)
    assert "School" in everything(inside.findings)
    assert "School" not in everything(answer.findings) + repr(answer) + answer._repr_html_()
