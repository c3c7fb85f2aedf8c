"""A person is given their data, or erased with the cases left: checked first, by two people, recorded, and exact."""

import io
import json
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from core import clock
from core.errors import NotAllowed, NotThere
from core.models import Actor, Event, SealedNumber
from players.actions.consents import GuardianNeeded, give_consent, has_consent, withdraw_consent
from players.actions.erasing import NothingToErase, SecondPersonNeeded, erase_person
from players.actions.exporting import NothingToGive, export_person
from players.actions.intervention_plans import plan
from players.actions.interventions import withdraw
from players.actions.legal_holds import HoldStands, OnHold, place_hold
from players.actions.privacy_requests import (
    NotChecked,
    RequestEnded,
    accept_request,
    finish_request,
    receive_request,
    refuse_request,
    warn_of_due_requests,
)
from players.actions.reveals import approve_reveal
from players.enums import ConsentGiver, ConsentPurpose, PrivacyKind, PrivacyState
from players.models import (
    Character,
    Consent,
    GameEvent,
    Identity,
    IdentityAccess,
    Intervention,
    Payment,
    Person,
    Player,
    PlayerNote,
    PlaySession,
    PrivacyRequest,
    RealNameCheck,
    RevealRequest,
    RiskEvaluation,
    RiskRuleVersion,
    RiskState,
    Sighting,
)
from players.queries.minors_audit import minors_audit
from tests.factories.people import make_agent, make_game, make_player
from tests.factories.tickets import make_ticket, relay_all
from tickets.actions import replies
from tickets.actions.reveals import ask_for_number, reveal_number
from tickets.models import Message, Ticket

pytestmark = pytest.mark.django_db
NAME, UID, MAIL, PHONE = "青衫落拓客", "hl-77001234", "qingshan@example.test", "13912345678"


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def officer() -> Actor:
    return Actor.of_agent(make_agent("risk_officer"))


@pytest.fixture
def colleague() -> Actor:
    return Actor.of_agent(make_agent("risk_officer"))


@pytest.fixture
def player() -> Player:
    return make_player(make_game(), uid=UID, nickname=NAME, email=MAIL, birth_date=date(1996, 5, 31))


def ticket_of(player: Player) -> Ticket:
    ticket = make_ticket(
        player=player,
        subject=f"{NAME} 进不了游戏",
        body=f"我是{NAME}，UID {UID}，电话{PHONE}，一直转圈",
        facts={"account_uid": UID, "note": f"叫我{NAME}"},
    )
    agent = Actor.of_agent(make_agent("supervisor", name="林悦"))
    replies.send_reply(ticket, by=agent, body=f"{NAME}您好，我们在查")
    replies.add_note(ticket, by=agent, body=f"内部：{NAME} 上次也这样")
    relay_all()
    return ticket


def asked(player: Player, kind: PrivacyKind, by: Actor) -> PrivacyRequest:
    return accept_request(receive_request(player, kind, by=by), by=by)


def dump() -> str:
    """Every row of every table, as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        found = []
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT row_to_json(t)::text FROM "{table}" t')
            found += [row for (row,) in cursor.fetchall()]
    return "\n".join(found)


def test_erasing_leaves_the_case_and_nothing_that_leads_to_the_person(
    player: Player, officer: Actor, colleague: Actor
) -> None:
    ticket = ticket_of(player)
    person = Person.objects.create(created_at=clock.now())
    other = make_player(make_game("xinghai"), uid="xh-9912345", nickname="另一个名字", person=person)
    Player.objects.filter(pk=player.pk).update(person=person)
    player.refresh_from_db()
    Character.objects.create(player=player, code="c1", name="剑客", updated_at=clock.now())
    PlayerNote.objects.create(player=player, kind="note", text=f"{NAME} 喜欢直说", author_name="x", at=clock.now())
    give_consent(player, ConsentPurpose.MARKETING, "2026-01", given_by=ConsentGiver.SELF, by=officer)
    for order in ("o1", "o2"):
        Payment.objects.create(
            game=player.game, player=player, order=order, amount=Decimal("6.00"), currency="CNY", status="paid",
            payer_index="f" * 64, at=clock.now(),
        )  # fmt: skip
        PlaySession.objects.create(
            game=player.game, player=player, session=f"session-{order}", device="my-phone", started_at=clock.now(),
            last_seen_at=clock.now(),
        )  # fmt: skip
    request = asked(player, PrivacyKind.DELETE, officer)

    done = erase_person(request, by=colleague)

    left = dump()
    assert [
        name
        for name in (NAME, UID, MAIL, PHONE, "另一个名字", "xh-9912345", "剑客", "my-phone", "session-o1")
        if name in left
    ] == []
    talk = list(Message.objects.filter(ticket=ticket).order_by("seq").values_list("body", "author_name"))
    assert talk == [
        ("我是〔NAME〕，UID 〔NAME〕，电话〔TEL 139****5678〕，一直转圈", ""),
        ("〔NAME〕您好，我们在查", "林悦"),
        ("内部：〔NAME〕 上次也这样", "林悦"),
    ]
    ticket.refresh_from_db()
    assert (ticket.subject, ticket.facts) == (
        "〔NAME〕 进不了游戏",
        {"account_uid": "〔NAME〕", "note": "叫我〔NAME〕"},
    )
    assert not SealedNumber.objects.exists()
    assert (done.state, done.outcome["players.player"]) == (PrivacyState.DONE, 2)
    trade = Payment.objects.order_by("order").values_list("order", "amount", "payer_index")
    assert list(trade) == [("o1", Decimal("6.00"), ""), ("o2", Decimal("6.00"), "")]  # trade records are kept by law
    player.refresh_from_db()
    other.refresh_from_db()
    assert (player.uid, player.birth_date, player.person, other.uid) == (
        f"erased-{player.pk}", None, None, f"erased-{other.pk}",
    )  # fmt: skip
    assert not Person.objects.filter(pk=person.pk).exists()
    assert Event.objects.filter(name="player.erased").count() == 2


def test_what_games_reported_ratings_and_real_names_go_with_the_person(
    player: Player, officer: Actor, colleague: Actor
) -> None:
    now, person = clock.now(), Person.objects.create(created_at=clock.now())
    Player.objects.filter(pk=player.pk).update(person=person)
    player.refresh_from_db()
    Identity.objects.create(
        person=person, name_sealed="1.k.x", number_index="a" * 64, adult_on=date(2014, 5, 31), method="manual",
        verified_at=now,
    )  # fmt: skip
    RealNameCheck.objects.create(player=player, ai="a" * 32, state="verified", number_index="a" * 64, submitted_at=now)
    Sighting.objects.create(player=player, of="device", value="my-phone", first_seen_at=now, last_seen_at=now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT players_make_event_days(ARRAY[%s::date])", [now.date()])
    GameEvent.objects.create(
        game=player.game, player=player, event="e1", kind="login", at=now, arrived_at=now, data={"device": "my-phone"}
    )
    rules = RiskRuleVersion.objects.all()[0]
    rating = RiskEvaluation.objects.create(
        player=player, rules=rules, at=now, level=2, inputs={}, contributions=[], result={}
    )
    RiskState.objects.create(player=player, evaluation=rating, level=2, since=now, evaluated_at=now)
    assert officer.agent is not None
    RevealRequest.objects.create(
        player=player, requester=officer.agent, reason=f"核对{NAME}", state="refused", needs_approval=False,
        asked_at=now, lapses_at=now,
    )  # fmt: skip

    erase_person(asked(player, PrivacyKind.DELETE, officer), by=colleague)

    gone = (Identity, RealNameCheck, Sighting, GameEvent, RiskEvaluation, RiskState)
    assert [model.__name__ for model in gone if model.objects.exists()] == []
    assert RevealRequest.objects.get().reason == ""
    assert [word for word in (NAME, "my-phone") if word in dump()] == []
    assert IdentityAccess.objects.get().deed == "erased"


def test_nobody_is_contacted_who_is_gone_and_words_about_them_go(
    player: Player, officer: Actor, colleague: Actor
) -> None:
    risk = Actor.of_agent(make_agent("risk_officer"))
    plan(player.pk, by=risk, dimension="health", level=2, reason=f"{NAME} 连续三晚通宵")
    dropped = plan(player.pk, by=risk, dimension="abuse", level=1, reason=f"{NAME} 骂人")
    withdraw(dropped.pk, by=risk, note=f"{NAME} 已道歉")

    erase_person(asked(player, PrivacyKind.DELETE, officer), by=colleague)

    assert Intervention.objects.values_list("pk", "reason", "note").get() == (dropped.pk, "", "")


def test_the_erased_ticket_is_still_found_by_what_is_left_of_it(
    player: Player, officer: Actor, colleague: Actor
) -> None:
    ticket = ticket_of(player)
    erase_person(asked(player, PrivacyKind.DELETE, officer), by=colleague)

    with connection.cursor() as cursor:
        cursor.execute("SELECT search::text FROM tickets_message WHERE ticket_id = %s AND seq = 1", [ticket.pk])
        (words,) = cursor.fetchone()
    assert "转圈" in words
    assert "落拓" not in words


def test_another_players_ticket_stays_as_it_is(player: Player, officer: Actor, colleague: Actor) -> None:
    other = make_ticket(player=make_player(player.game, uid="other-1"), body=f"{NAME} 骂人，电话{PHONE}")
    erase_person(asked(player, PrivacyKind.DELETE, officer), by=colleague)
    assert NAME in other.messages.get(seq=1).body
    assert SealedNumber.objects.filter(subject_id=other.pk).count() == 1


def test_erasing_needs_a_check_a_second_person_the_right_kind_and_no_hold(
    player: Player, officer: Actor, colleague: Actor
) -> None:
    fresh = receive_request(player, PrivacyKind.DELETE, by=officer)
    with pytest.raises(NotChecked):
        erase_person(fresh, by=colleague)
    accept_request(fresh, by=officer)
    with pytest.raises(SecondPersonNeeded):
        erase_person(fresh, by=officer)
    with pytest.raises(NothingToErase):
        erase_person(asked(player, PrivacyKind.ACCESS, officer), by=colleague)
    place_hold(player, by=officer, reason="法院调取")
    with pytest.raises(HoldStands):
        place_hold(player, by=officer, reason="又一次")
    with pytest.raises(OnHold) as held:
        erase_person(fresh, by=colleague)
    assert held.value.extra["reason"] == "法院调取"
    with pytest.raises(NotThere):
        erase_person(fresh, by=Actor.of_agent(make_agent("supervisor")))
    player.refresh_from_db()
    assert player.nickname == NAME


def test_a_person_gets_everything_of_theirs_and_nothing_of_others(player: Player, officer: Actor) -> None:
    ticket_of(player)
    make_ticket(player=make_player(player.game, uid="other-1", nickname="别人"), body="别人的事")
    request = asked(player, PrivacyKind.ACCESS, officer)

    export = export_person(request, by=officer)

    with zipfile.ZipFile(io.BytesIO(export.content)) as archive:
        data, page = json.loads(archive.read("data.json")), archive.read("index.html").decode()
    assert data["profiles"][0]["nickname"] == NAME
    (ticket,) = data["tickets"]
    assert [(message["by"], message["text"][:6]) for message in ticket["messages"]] == [
        ("you", "我是青衫落拓"), ("agent", "青衫落拓客您"),
    ]  # fmt: skip
    whole = json.dumps(data, ensure_ascii=False) + page
    assert [word for word in ("内部", "林悦", "别人", PHONE) if word in whole] == []
    assert NAME in page
    assert export.rows["tickets"] == 1
    event = Event.objects.get(name="player.exported")
    assert (event.actor_id, event.data["request"], event.data["rows"]["tickets"]) == (officer.id, request.pk, 1)


def test_what_stands_in_a_text_is_text_on_the_page(player: Player, officer: Actor) -> None:
    make_ticket(player=player, body="<script>alert(1)</script>")
    export = export_person(asked(player, PrivacyKind.PORT, officer), by=officer)
    with zipfile.ZipFile(io.BytesIO(export.content)) as archive:
        assert "<script>" not in archive.read("index.html").decode()


def test_a_copy_needs_a_check_and_the_right_kind(player: Player, officer: Actor) -> None:
    fresh = receive_request(player, PrivacyKind.ACCESS, by=officer)
    with pytest.raises(NotChecked):
        export_person(fresh, by=officer)
    with pytest.raises(NothingToGive):
        export_person(asked(player, PrivacyKind.DELETE, officer), by=officer)
    assert not Event.objects.filter(name="player.exported").exists()


def test_a_request_is_due_by_the_law_of_its_place(player: Player, officer: Actor, settings: Any) -> None:
    settings.PRIVACY_TERMS = ["CN=15wd", "*=1m"]
    chinese = receive_request(player, PrivacyKind.ACCESS, by=officer)
    Player.objects.filter(pk=player.pk).update(jurisdiction="DE")
    player.refresh_from_db()
    german = receive_request(player, PrivacyKind.ACCESS, by=officer)
    assert (chinese.due_at - chinese.received_at).days in range(19, 32)
    assert (german.due_at - german.received_at).days in range(27, 32)
    assert german.due_at.astimezone(UTC) == german.due_at.astimezone(UTC).replace(second=59)


def test_a_request_is_answered_once(player: Player, officer: Actor) -> None:
    request = asked(player, PrivacyKind.CORRECT, officer)
    done = finish_request(request, by=officer, answer="已更正")
    with pytest.raises(RequestEnded):
        refuse_request(request, by=officer, answer="不行")
    event = Event.objects.get(name="privacy.answered")
    assert (done.state, event.data["in_time"]) == (PrivacyState.DONE, True)


def test_only_who_handles_such_requests_can_take_them(player: Player) -> None:
    with pytest.raises(NotAllowed):
        receive_request(player, PrivacyKind.ACCESS, by=Actor.of_agent(make_agent("agent")))


def test_those_who_handle_them_are_told_once_before_the_term_ends(player: Player, officer: Actor) -> None:
    request = receive_request(player, PrivacyKind.ACCESS, by=officer)
    assert warn_of_due_requests() == 0
    PrivacyRequest.objects.filter(pk=request.pk).update(due_at=clock.now())
    assert (warn_of_due_requests(), warn_of_due_requests()) == (1, 0)
    relay_all()


def test_a_consent_stands_in_one_version_until_it_is_withdrawn(player: Player, officer: Actor) -> None:
    first = give_consent(player, ConsentPurpose.MARKETING, "1", given_by=ConsentGiver.SELF, by=officer)
    again = give_consent(player, ConsentPurpose.MARKETING, "1", given_by=ConsentGiver.SELF, by=officer)
    newer = give_consent(player, ConsentPurpose.MARKETING, "2", given_by=ConsentGiver.SELF, by=officer)
    assert (first.pk, Consent.objects.filter(withdrawn_at=None).get().pk) == (again.pk, newer.pk)
    withdraw_consent(player, ConsentPurpose.MARKETING, by=officer)
    assert not has_consent(player, ConsentPurpose.MARKETING)
    with pytest.raises(NotThere):
        withdraw_consent(player, ConsentPurpose.MARKETING, by=officer)


def test_under_fourteen_a_guardian_agrees(player: Player, officer: Actor) -> None:
    today = clock.now().date()
    player.birth_date = today.replace(year=today.year - 14)
    give_consent(player, ConsentPurpose.CHILD, "1", given_by=ConsentGiver.SELF, by=officer)
    player.birth_date = date(today.year - 13, 1, 1)
    with pytest.raises(GuardianNeeded):
        give_consent(player, ConsentPurpose.SENSITIVE, "1", given_by=ConsentGiver.SELF, by=officer)
    give_consent(player, ConsentPurpose.SENSITIVE, "1", given_by=ConsentGiver.GUARDIAN, by=officer)
    assert has_consent(player, ConsentPurpose.SENSITIVE)


def test_the_yearly_audit_counts_what_happened_with_minors_and_names_nobody(officer: Actor) -> None:
    year = datetime.now(UTC).year if clock.now().year == datetime.now(UTC).year else clock.now().year
    child = make_player(make_game(), uid="kid-1", birth_date=date(year - 12, 6, 1))
    adult = make_player(make_game(), uid="old-1", birth_date=date(year - 30, 6, 1))
    for player in (child, adult):
        ticket = make_ticket(player=player, body=f"电话{PHONE}")
        number = SealedNumber.objects.get(subject_id=ticket.pk).pk
        if player == child:
            asked = ask_for_number(ticket, number, by=officer, reason="回访核对电话")
            approve_reveal(asked, by=Actor.of_agent(make_agent("risk_officer")))
        reveal_number(ticket, number, by=officer, reason="核对")
        refuse_request(
            receive_request(player, PrivacyKind.ACCESS, by=officer, by_guardian=True), by=officer, answer="x"
        )

    told = minors_audit(year)

    assert (told["accounts.minors"], told["accounts.children_under_14"]) == (1, 1)
    assert (told["accesses.covered_numbers"], told["requests.received"], told["requests.refused"]) == (1, 1, 1)
    assert (told["requests.by_guardian"], told["requests.late"]) == (1, 0)
    assert minors_audit(year - 1)["accesses.covered_numbers"] == 0
