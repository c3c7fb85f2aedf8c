"""Who may be told of offers, by what is kept about the player: consents, age, and every level."""

from datetime import date

import pytest

from core.models import Actor
from players.actions.consents import give_consent, withdraw_consent
from players.actions.risk import NewSignal, add_signals
from players.enums import ConsentGiver, ConsentPurpose, RiskSource
from players.models import Player, RiskState
from players.queries.marketing import may_market, reasons_in_words
from tests.factories.people import make_agent, make_player

pytestmark = pytest.mark.django_db


@pytest.fixture
def player() -> Player:
    found = make_player(birth_date=date(1990, 1, 1), real_name_status="verified")
    by = Actor.of_agent(make_agent("risk_officer"))
    give_consent(found, ConsentPurpose.MARKETING, "2026-01", given_by=ConsentGiver.SELF, by=by)
    return found


def test_an_adult_who_agreed_and_was_never_rated_may_be_told(player: Player) -> None:
    assert (may_market(player).is_allowed, RiskState.objects.exists()) == (True, False)


def test_nobody_is_told_who_agreed_to_something_else_or_no_longer(player: Player) -> None:
    by = Actor.of_agent(make_agent("risk_officer"))
    give_consent(player, ConsentPurpose.SENSITIVE, "2026-01", given_by=ConsentGiver.SELF, by=by)
    withdraw_consent(player, ConsentPurpose.MARKETING, by=by)

    found = may_market(player)

    assert found.reasons == ("no_consent",)
    assert [str(word) for word in reasons_in_words(found)] == ["没有同意接收"]


@pytest.mark.parametrize(("level", "levels"), [(2, {}), (0, {"health": 2}), (0, {"health": None, "abuse": 3})])
def test_a_level_from_l2_on_anywhere_is_enough(player: Player, level: int, levels: dict[str, int | None]) -> None:
    add_signals(player.pk, [NewSignal("HE7", "1", source=RiskSource.TEXT)], by=Actor.system())
    RiskState.objects.update(level=level, levels=levels)
    assert may_market(player).reasons == ("risk_level",)


def test_below_l2_everywhere_speaks_against_nothing(player: Player) -> None:
    add_signals(player.pk, [NewSignal("HE7", "1", source=RiskSource.TEXT)], by=Actor.system())
    RiskState.objects.update(level=1, levels={"health": 1, "abuse": None})
    assert may_market(player).is_allowed
