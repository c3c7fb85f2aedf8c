"""What is known about a ticket, in words."""

from datetime import UTC, datetime

import pytest
from django.utils import translation

from core import clock
from tests.factories.tickets import make_ticket
from tickets.queries.cards import facts_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "labels"),
    [("zh-hans", ["比赛名称或编号", "订单号"]), ("en", ["Match name or number", "Order number"])],
)
def test_facts_have_labels_also_those_that_another_category_asked_for(language: str, labels: list[str]) -> None:
    ticket = make_ticket(category="ES-01")
    ticket.facts = {"order_no": "20261128-591979", "match_id": "月度五排赛"}

    with translation.override(language):
        told = facts_of(ticket)

    assert told == list(zip(labels, ["月度五排赛", "20261128-591979"], strict=True))


def test_a_fact_that_nobody_knows_keeps_its_code() -> None:
    ticket = make_ticket(category="ES-01")
    ticket.facts = {"x_build": "3.2.1"}

    assert facts_of(ticket) == [("x_build", "3.2.1")]


@pytest.mark.parametrize(
    ("kept", "told"), [("2026-11-20T12:08+00:00", "20:08"), ("2026-11-20T20:08", "2026-11-20 20:08"), ("傍晚", "傍晚")]
)
def test_a_moment_is_told_in_the_readers_zone(kept: str, told: str) -> None:
    ticket = make_ticket(category="AC-02")
    ticket.facts = {"happened_at": kept}

    with clock.frozen(datetime(2026, 11, 20, 13, tzinfo=UTC)):
        assert facts_of(ticket)[0][1] == told
