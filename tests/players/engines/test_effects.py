"""The effect of interventions: exact on small examples, silent about few, never taking the unknown for zero."""

from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from players.engines.effects import FEWEST, Days, effect, t_quantile


def group(*changes: float, known: int = 7) -> list[Days]:
    return [Days(100.0, known, 100.0 + change, known) for change in changes]


@pytest.mark.parametrize(  # tables of Student's t, 97.5 %
    ("freedom", "quantile"), [(9, 2.26216), (10, 2.22814), (18, 2.10092), (30, 2.04227), (100, 1.98397), (1e9, 1.95996)]
)
def test_the_quantile_is_that_of_the_tables(freedom: float, quantile: float) -> None:
    assert t_quantile(0.975, freedom) == pytest.approx(quantile, abs=0.00005)


def test_the_difference_of_differences_with_its_interval() -> None:
    treated, compared = group(*[-30.0, -50.0] * 5), group(*[-5.0, 5.0] * 5)

    found = effect(treated, compared)

    # By hand: variances 1000/9 and 250/9 over ten each; standard error 3.7268; 13.24 degrees of freedom, t 2.1564.
    assert (found.treated, found.compared, found.change, found.compared_change) == (10, 10, -40.0, 0.0)
    assert found.difference == -40.0
    assert [found.low, found.high] == pytest.approx([-48.04, -31.96], abs=0.02)
    assert found.is_clear


def test_an_interval_that_reaches_zero_is_not_clear() -> None:
    alike = effect(group(*[0.2, -0.2] * 5), group(*[0.1, -0.1] * 5))
    assert alike.high is not None
    assert (0 < alike.high < 1, alike.is_clear) == (True, False)


def test_few_are_not_told() -> None:
    found = effect(group(*range(FEWEST)), group(*range(FEWEST - 1)))
    assert (found.treated, found.compared, found.is_told, found.difference) == (10, 9, False, None)


def test_too_few_known_days_are_no_zero() -> None:
    unknown = [Days(100.0, 3, 0.0, 7), Days(100.0, 7, 0.0, 0)]
    found = effect([*group(*[1.0] * 10), *unknown], group(*[1.0] * 10))
    assert (found.treated, found.difference) == (10, 0.0)


@given(
    st.lists(st.floats(-1e4, 1e4), min_size=10, max_size=40), st.lists(st.floats(-1e4, 1e4), min_size=10, max_size=40)
)
def test_the_interval_holds_the_difference_and_exchanging_the_groups_turns_it(
    one: list[float], two: list[float]
) -> None:
    found, back = effect(group(*one), group(*two)), effect(group(*two), group(*one))
    assert found.low is not None
    assert found.high is not None
    assert found.difference is not None
    assert found.difference == pytest.approx(fmean(one) - fmean(two), abs=1e-6)
    assert found.low <= found.difference <= found.high
    assert back.low == pytest.approx(-found.high, abs=1e-6)
