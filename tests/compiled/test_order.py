"""The serving order in the kernel: sorting by keys that are spread evenly."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from corridor.model.compiled.travel import order_by

NEARLY_0, NEARLY_1 = 2.0**-53, 1.0 - 2.0**-53
KEYS = st.one_of(
    st.floats(NEARLY_0, NEARLY_1),
    st.sampled_from([NEARLY_0, 0.25, 0.5, NEARLY_1]),  # equal ones, and both ends
    st.floats(0.4, 0.4001),  # not spread at all
)


@given(st.lists(KEYS, max_size=60))
@settings(max_examples=300, deadline=None)
def test_it_is_the_stable_order_whatever_the_keys(keys):
    n = len(keys)
    order, before = np.full(n, -1), np.full(n + 1, -1)
    order_by(np.array(keys, float), n, order, before)
    assert order.tolist() == sorted(range(n), key=lambda r: keys[r])


def test_it_is_the_order_of_many_uniform_keys():
    keys = np.random.default_rng(1).random(5000)
    order = np.zeros(5000, np.int64)
    order_by(keys, 5000, order, np.zeros(5001, np.int64))
    assert np.array_equal(order, np.argsort(keys, kind="stable"))
