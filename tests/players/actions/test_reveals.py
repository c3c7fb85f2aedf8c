"""Break the glass: a reason, a second person for whoever is no adult, fifteen minutes, every look logged."""

from datetime import date, timedelta

import pytest

from core import clock
from core.errors import InvalidInput, NotAllowed
from core.models import Actor, Agent, Event, Notification
from players.actions.identities import keep_identity
from players.actions.reveals import approve_reveal, ask_reveal, look, refuse_reveal
from players.enums import RealNameMethod
from players.errors import NothingToMatch, OwnRequest, RevealClosed, RevealDecided
from players.models import IdentityAccess, Player
from tests.factories.people import make_agent, make_game, make_player

pytestmark = pytest.mark.django_db
NOW = clock.parse_iso("2026-12-01T04:00:00Z")
ADULT, CHILD = date(1990, 5, 31), date(2015, 5, 31)


@pytest.fixture(autouse=True)
def _time():
    with clock.frozen(NOW):
        yield


def known(born: date = ADULT) -> Player:
    player = make_player(make_game("huanle"))
    number = f"110101{born:%Y%m%d}0010"
    keep_identity(player, name="某一一", number=number, birth_date=born, method=RealNameMethod.GAME, by=Actor.system())
    return player


def as_actor(role: str, **fields) -> Actor:
    return Actor.of_agent(make_agent(role, **fields))


def asked(player: Player, by: Actor):
    return ask_reveal(player, by=by, reason="核对盗号申诉", ticket="#10042")


def test_an_adults_identity_opens_at_once_for_fifteen_minutes():
    security = as_actor("security")
    request = asked(known(), security)

    seen = look(request, by=security)

    assert (seen.name, seen.number) == ("某一一", "110101199005310010")
    assert repr(seen) == "Revealed(…)"
    line = IdentityAccess.objects.get()
    assert (line.deed, line.agent_ref, line.ticket, line.purpose) == ("revealed", security.id, "10042", "核对盗号申诉")
    with clock.frozen(NOW + timedelta(minutes=15) - timedelta(microseconds=1)):
        look(request, by=security)
    with clock.frozen(NOW + timedelta(minutes=15)), pytest.raises(RevealClosed):
        look(request, by=security)
    assert IdentityAccess.objects.count() == 2


def test_a_minors_identity_waits_for_another_person():
    security, officer = as_actor("security"), as_actor("risk_officer")
    request = asked(known(CHILD), security)

    with pytest.raises(RevealClosed):
        look(request, by=security)
    assert Notification.objects.filter(agent=officer.agent, kind="identity.reveal_asked").exists()
    with clock.frozen(NOW + timedelta(hours=1)):
        request = approve_reveal(request, by=officer)
        assert look(request, by=security).name == "某一一"
    assert request.lapses_at == NOW + timedelta(hours=1, minutes=15)
    assert Notification.objects.filter(agent=security.agent, kind="identity.reveal_open").exists()


def test_a_player_of_unknown_age_is_treated_as_a_minor():
    player = known()
    Player.objects.filter(pk=player.pk).update(birth_date=None)
    player.refresh_from_db()

    assert asked(player, as_actor("security")).needs_approval


def test_who_is_found_to_be_a_minor_meanwhile_is_not_shown():
    player, security = known(), as_actor("security")
    request = asked(player, security)
    Player.objects.filter(pk=player.pk).update(birth_date=CHILD)
    request.player.refresh_from_db()

    with pytest.raises(RevealClosed):
        look(request, by=security)


def test_nobody_approves_their_own_request():
    officer = as_actor("risk_officer")
    request = asked(known(CHILD), officer)

    with pytest.raises(OwnRequest):
        approve_reveal(request, by=officer)
    with pytest.raises(OwnRequest):
        refuse_reveal(request, by=officer, answer="not for me")


@pytest.mark.parametrize("role", ["agent", "security", "qa", "guardian_desk"])
def test_only_approvers_approve(role):
    request = asked(known(CHILD), as_actor("security"))

    with pytest.raises(NotAllowed):
        approve_reveal(request, by=as_actor("quality_reviewer" if role == "qa" else role))


def test_an_approver_of_another_game_does_not_approve():
    request = asked(known(CHILD), as_actor("security"))

    with pytest.raises(NotAllowed):
        approve_reveal(request, by=as_actor("risk_officer", games=[make_game("xinghai")]))


def test_a_request_lapses_after_four_hours_and_is_decided_once():
    officer, second = as_actor("risk_officer"), as_actor("manager")
    late, refused = asked(known(CHILD), as_actor("security")), asked(known(date(2014, 1, 1)), as_actor("security"))

    refuse_reveal(refused, by=officer, answer="没有必要看")
    with pytest.raises(RevealDecided):
        approve_reveal(refused, by=second)
    with clock.frozen(NOW + timedelta(hours=4)), pytest.raises(RevealDecided):
        approve_reveal(late, by=officer)


def test_only_the_requester_looks():
    request = asked(known(), as_actor("security"))

    with pytest.raises(NotAllowed):
        look(request, by=as_actor("security"))


@pytest.mark.parametrize(
    ("reason", "ticket", "field"), [("", "1", "reason"), ("abcd", "1", "reason"), ("x" * 501, "1", "reason"),
                                    ("good reason", "", "ticket"), ("good reason", " # ", "ticket")]
)  # fmt: skip
def test_a_reason_and_a_ticket_are_demanded(reason, ticket, field):
    with pytest.raises(InvalidInput) as caught:
        ask_reveal(known(), by=as_actor("security"), reason=reason, ticket=ticket)

    assert list(caught.value.fields) == [field]


def test_who_has_no_right_and_who_asks_for_nothing_are_refused():
    with pytest.raises(NotAllowed):
        asked(known(), as_actor("agent"))
    with pytest.raises(NothingToMatch):
        asked(make_player(make_game("huanle")), as_actor("security"))


def test_no_event_holds_what_was_seen():
    security = as_actor("security")
    look(asked(known(), security), by=security)

    told = list(Event.objects.filter(name__startswith="identity.").order_by("pk").values_list("name", flat=True))
    assert told == ["identity.verified", "identity.reveal_asked", "identity.revealed"]
    assert "19900531" not in str(list(Event.objects.values_list("data", flat=True)))
    assert Agent.objects.exists()
