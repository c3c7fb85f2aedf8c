"""Caps on money: to the cent, by age, over all games, by the local month."""

from datetime import datetime
from decimal import Decimal

import pytest

from players.engines.play_facts import Paid, Rule, Subject
from players.engines.spending import SpendVerdict, evaluate_spending, is_capped
from players.enums import RealNameStatus, RuleKind
from tests.factories.law import ACCOUNT, GAME, OTHER_ACCOUNT, OTHER_GAME, local, made_up, rules_of, subject

CN, JP, KR = rules_of("CN"), rules_of("JP"), rules_of("KR")
AT = local("2026-12-04T20:30:00")
SINGLE, MONTH = "CN-SPEND-SINGLE", "CN-SPEND-MONTH"


def check(
    amount: str,
    who: Subject | None = None,
    *paid: Paid,
    rules: list[Rule] = CN,
    at: datetime = AT,
    currency: str = "CNY",
) -> SpendVerdict:
    return evaluate_spending(who or subject(), Decimal(amount), currency, at, rules=rules, paid=paid)


def order(amount: str, at: datetime = AT, *, elsewhere: bool = False, currency: str = "CNY") -> Paid:
    account, game = (OTHER_ACCOUNT, OTHER_GAME) if elsewhere else (ACCOUNT, GAME)
    return Paid(account, game, at, Decimal(amount), currency)


@pytest.mark.parametrize(
    ("born", "amount", "allow", "left"),
    [
        ("2019-01-01", "0.01", False, "0.00"),
        ("2012-05-20", "50.00", True, "50.00"),
        ("2012-05-20", "50.01", False, "50.00"),
        ("2009-05-20", "100.00", True, "100.00"),
        ("2009-05-20", "100.01", False, "100.00"),
        ("1990-01-01", "99999.99", True, None),
        (None, "0.01", False, "0.00"),
    ],
)
def test_a_single_payment_is_capped_by_age_to_the_cent(
    born: str | None, amount: str, allow: bool, left: str | None
) -> None:
    found = check(amount, subject(born))

    assert (found.allow, found.amount_left) == (allow, None if left is None else Decimal(left))


@pytest.mark.parametrize(
    ("born", "day", "most"),
    [
        ("2018-12-04", "2026-12-04", "0.00"),  # the eighth birthday, and the day after
        ("2018-12-04", "2026-12-05", "50.00"),
        ("2010-12-04", "2026-12-04", "50.00"),
        ("2010-12-04", "2026-12-05", "100.00"),
        ("2008-12-04", "2026-12-04", "100.00"),
        ("2008-12-04", "2026-12-05", None),
    ],
)
def test_a_cap_changes_on_the_day_after_the_birthday(born: str, day: str, most: str | None) -> None:
    found = check("1.00", subject(born), at=local(f"{day}T12:00:00"))

    assert found.amount_left == (None if most is None else Decimal(most))


def test_a_month_is_shared_by_all_games_and_what_is_left_is_told() -> None:
    paid = [order("100.00"), order("70.01", elsewhere=True)]

    assert check("29.99", None, *paid) == SpendVerdict(True, (SINGLE, MONTH), Decimal("29.99"))
    assert check("30.00", None, *paid) == SpendVerdict(False, (MONTH,), Decimal("29.99"))
    assert check("50.01", None, *paid) == SpendVerdict(False, (SINGLE, MONTH), Decimal("29.99"))


def test_the_month_turns_at_local_midnight_whatever_clock_the_server_has() -> None:
    last, first = local("2026-11-30T23:59:59"), local("2026-12-01T00:00:00")
    full = order("200.00", last)

    assert not check("1.00", None, full, at=last).allow
    assert check("1.00", None, full, at=first).amount_left == Decimal("50.00")
    assert check("1.00", None, order("190.00", first), at=AT).amount_left == Decimal("10.00")


def test_before_the_notice_of_2019_nothing_was_capped() -> None:
    assert check("500.00", at=local("2019-10-31T23:59:59")) == SpendVerdict(True)
    assert not check("50.01", at=local("2019-11-01T00:00:00")).allow


@pytest.mark.parametrize(
    ("status", "rules"),
    [(RealNameStatus.NONE, ("CN-REALNAME",)), (RealNameStatus.IN_PROGRESS, ("CN-REALNAME",))],
)
def test_nobody_pays_without_a_verified_name(status: str, rules: tuple[str, ...]) -> None:
    found = check("1.00", subject("1990-01-01", real_name=status, real_name_since=AT))

    assert found == SpendVerdict(False, rules, Decimal("0.00"))


def test_a_guest_pays_nothing() -> None:
    guest = subject(None, is_guest=True, real_name=RealNameStatus.NONE)

    assert check("1.00", guest).rules[:2] == ("CN-GUEST", "CN-REALNAME")
    assert "CN-GUEST" in check("1.00", guest, at=local("2021-08-01T12:00:00")).rules


def test_another_currency_is_refused_to_whom_a_cap_protects() -> None:
    assert check("1.00", currency="USD") == SpendVerdict(False, (SINGLE, MONTH), Decimal("0.00"))
    assert check("1.00", None, order("5.00", currency="USD")) == SpendVerdict(False, (MONTH,), Decimal("0.00"))
    assert check("1.00", None, order("0.00", currency="USD")).allow
    assert check("1.00", subject("1990-01-01"), currency="USD") == SpendVerdict(True)


def test_japan_counts_by_account() -> None:
    paid = [order("4000.00", currency="JPY"), order("4000.00", elsewhere=True, currency="JPY")]

    found = check("1000.00", subject("2013-01-01"), *paid, rules=JP, currency="JPY")

    assert found == SpendVerdict(True, ("JP-SPEND-MONTH",), Decimal("1000.00"))


def test_korea_caps_card_games_at_any_age() -> None:
    assert not check("700000.01", subject("1990-01-01"), rules=KR, currency="KRW").allow
    assert check("700000.01", subject("1990-01-01", game_kind="moba"), rules=KR, currency="KRW").allow


def test_a_day_cap_counts_the_local_day() -> None:
    rule = made_up(RuleKind.SPEND_DAY, {"max": "30.00", "currency": "CNY"})
    paid = [order("20.00", local("2026-12-03T23:59:59")), order("20.00", local("2026-12-04T00:00:00"))]

    assert check("10.00", None, *paid, rules=[rule]).amount_left == Decimal("10.00")


def test_only_caps_that_add_up_need_what_was_paid() -> None:
    assert is_capped(subject(), AT, CN)
    assert not is_capped(subject("1990-01-01"), AT, CN)
