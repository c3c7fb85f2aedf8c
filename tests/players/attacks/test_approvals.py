"""What takes two people takes two, at once or one after the other; a look ends when its time is over."""

import threading
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client

from core import clock
from core.errors import DomainError
from core.models import Actor, Agent, Event
from players.actions.identities import keep_identity
from players.actions.privacy_requests import accept_request, receive_request
from players.actions.real_name import submit_real_name
from players.actions.reveals import approve_reveal, ask_reveal, refuse_reveal
from players.actions.reviews import give_verdict
from players.actions.risk_overrides import Decision, approve, decide, refuse
from players.enums import OverrideStatus, PrivacyKind, RealNameMethod, RevealState, Verdict
from players.models import (
    IdentityAccess,
    Player,
    PrivacyRequest,
    RealNameCheck,
    RealNameVerdict,
    RevealRequest,
    RiskOverride,
)
from tests.factories.people import load_reference, make_agent, make_game, make_player

NAME, NUMBER = "某一一", "110000190101010001"
CHILD = date(2015, 1, 1)
MIDNIGHT = clock.parse_iso("2026-12-01T16:00:00Z")  # in Shanghai


def child() -> Player:
    player = make_player(make_game("huanle"))
    keep_identity(player, name=NAME, number=NUMBER, birth_date=CHILD, method=RealNameMethod.GAME, by=Actor.system())
    return player


def browser(agent: Agent) -> Client:
    client = Client()
    client.force_login(agent)
    return client


def told() -> list[str]:
    return [event.data["what"] for event in Event.objects.filter(name="identity.access_suspicious").order_by("pk")]


def asked(player: Player, agent: Agent) -> RevealRequest:
    return ask_reveal(player, by=Actor.of_agent(agent), reason="核对盗号申诉", ticket="1")


@pytest.mark.django_db
def test_a_minor_is_not_shown_without_an_approval_nor_with_ones_own():
    agent = make_agent("risk_officer")  # may ask, and may approve what others ask
    request, client = asked(child(), agent), browser(agent)

    waiting = client.post(f"/players/reveals/{request.pk}/look")
    own = client.post(f"/players/reveals/{request.pk}/approve")
    refused = client.post(f"/players/reveals/{request.pk}/refuse", {"answer": "不需要查看"})
    after = client.post(f"/players/reveals/{request.pk}/look")

    assert [answer.status_code for answer in (waiting, own, refused, after)] == [409, 403, 403, 409]
    assert not any(NUMBER in answer.content.decode() for answer in (waiting, own, refused, after))
    assert told() == ["reveal reveal.closed", "page 403", "page 403", "reveal reveal.closed"]
    assert not IdentityAccess.objects.exists()


@pytest.mark.django_db
def test_an_approval_runs_out_across_midnight_to_the_second():
    asker, approver = make_agent("security"), make_agent("risk_officer")
    client = browser(asker)
    with clock.frozen(MIDNIGHT - timedelta(minutes=5)):
        request = asked(child(), asker)
        approve_reveal(request, by=Actor.of_agent(approver))

    def look(minutes: float) -> int:
        with clock.frozen(MIDNIGHT + timedelta(minutes=minutes)):
            client.force_login(asker)
            return client.post(f"/players/reveals/{request.pk}/look").status_code

    assert [look(-1), look(0), look(9.99), look(10), look(60 * 24)] == [200, 200, 200, 409, 409]


@pytest.mark.django_db
def test_a_day_of_tries_is_twenty_four_hours_and_not_the_date():
    agent, player = make_agent("agent"), child()
    client = browser(agent)

    def tries(moment, ticket: str) -> list[int]:
        with clock.frozen(moment):
            client.force_login(agent)
            form = {"name": NAME, "ticket": ticket}
            return [client.post(f"/players/{player.pk}/match", form).status_code for _ in range(6)]

    before = tries(MIDNIGHT - timedelta(minutes=1), "1")
    same_ticket = tries(MIDNIGHT + timedelta(minutes=1), "1")
    other_ticket = tries(MIDNIGHT + timedelta(minutes=2), "2")
    third_ticket = tries(MIDNIGHT + timedelta(minutes=3), "3")

    assert before == other_ticket == [200] * 5 + [409]
    assert same_ticket == third_ticket == [409] * 6
    assert IdentityAccess.objects.count() == 10


def at_once(*deeds: Callable[[], object]) -> list[str]:
    """Do all of it in the same moment, each on a connection of its own; what became of each."""
    barrier, results = threading.Barrier(len(deeds)), [""] * len(deeds)

    def run(place: int) -> None:
        barrier.wait()
        try:
            deeds[place]()
            results[place] = "done"
        except DomainError as refusal:
            results[place] = refusal.code
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[place]) for place in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(results)


@pytest.fixture
def staff(transactional_db: None) -> list[Actor]:
    """Three risk officers, and rows that other threads see."""
    load_reference()
    return [Actor.of_agent(make_agent("risk_officer")) for _ in range(3)]


def test_of_two_approvers_at_once_one_decides(staff):
    asker, first, second = staff
    request = asked(child(), asker.agent)

    results = at_once(
        lambda: approve_reveal(request, by=first), lambda: refuse_reveal(request, by=second, answer="不需要查看")
    )

    assert results == ["done", "reveal.decided"]
    request.refresh_from_db()
    names = {RevealState.OPEN: "identity.reveal_approved", RevealState.REFUSED: "identity.reveal_refused"}
    assert Event.objects.filter(name__in=names.values()).values_list("name", flat=True)[0] == names[request.state]
    assert Event.objects.filter(name__in=names.values()).count() == 1


def test_one_person_is_not_two_reviewers_however_fast(staff):
    submit_real_name(make_player(make_game("huanle")), name=NAME, number=NUMBER, by=Actor.system())
    check = RealNameCheck.objects.get()

    def verdict() -> object:
        return give_verdict(check, by=staff[0], verdict=Verdict.REFUSE, reason="照片不清楚")

    assert at_once(verdict, verdict, verdict) == ["done", "real_name.decided", "real_name.decided"]
    check.refresh_from_db()
    assert check.state == "manual_review"
    assert RealNameVerdict.objects.count() == 1


def test_two_reviewers_at_once_decide_once(staff):
    submit_real_name(make_player(make_game("huanle")), name=NAME, number=NUMBER, by=Actor.system())
    check = RealNameCheck.objects.get()

    deeds = [lambda by=by: give_verdict(check, by=by, verdict=Verdict.REFUSE, reason="照片不清楚") for by in staff]

    assert at_once(*deeds) == ["done", "done", "real_name.decided"]
    assert Event.objects.filter(name="identity.refused").count() == 1


def test_of_an_agreement_and_a_refusal_at_once_one_counts(staff):
    player, ends = make_player(make_game("huanle")), clock.now() + timedelta(days=2)
    row = decide(player.pk, Decision("minor", "ceiling", 0, "false_positive", "核实", expires_at=ends), by=staff[0])

    results = at_once(
        lambda: approve(row.pk, by=staff[0]),
        lambda: approve(row.pk, by=staff[1]),
        lambda: refuse(row.pk, by=staff[2], reason="证据不足"),
    )

    assert results in (
        ["done", "risk.override_not_open", "risk.override_not_open"],
        ["done", "risk.override_not_open", "risk.second_person_needed"],
    )
    assert RiskOverride.objects.get().status in {OverrideStatus.ACTIVE, OverrideStatus.REFUSED}
    assert RiskOverride.objects.get().approved_by_id != staff[0].id


def test_a_double_click_accepts_once(staff):
    request = receive_request(make_player(make_game("huanle")), PrivacyKind.ACCESS, by=staff[0])

    at_once(*[lambda by=by: accept_request(request.pk, by=by) for by in (staff[0], staff[0], staff[1])])

    assert PrivacyRequest.objects.get().state == "accepted"
    assert Event.objects.filter(name="privacy.accepted").count() == 1


def test_no_deed_is_done_without_the_token_of_the_form(staff):
    """A page of somebody else that sends a form in the agent's browser is refused, whatever it asks for."""
    player = child()
    request = asked(player, staff[0].agent)
    client = Client(enforce_csrf_checks=True)
    client.force_login(staff[1].agent)
    paths = [
        f"/players/reveals/{request.pk}/approve", f"/players/{player.pk}/note", f"/players/{player.pk}/join",
        f"/players/{player.pk}/match", f"/players/{player.pk}/privacy", f"/risk/players/{player.pk}/decide",
        f"/players/{player.pk}/guardians", f"/players/{player.pk}/flag",
    ]  # fmt: skip

    assert [client.post(path, headers={"Origin": "https://evil.example"}).status_code for path in paths] == [403] * 8
    request.refresh_from_db()
    assert request.state == RevealState.WAITING


def test_no_deed_is_done_by_looking(staff):
    player = child()
    request = asked(player, staff[0].agent)
    client = browser(staff[1].agent)
    deeds = ["approve", "refuse", "look"]

    statuses = [client.get(f"/players/reveals/{request.pk}/{deed}").status_code for deed in deeds]
    statuses += [client.get(f"/players/{player.pk}/{deed}").status_code for deed in ("note", "join", "match", "flag")]

    assert statuses == [405] * 7
