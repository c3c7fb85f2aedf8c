"""Data goes when its span is over and not before, a hold keeps it, and every pass leaves a proof."""

from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, transaction

from core import clock
from core.models import Actor, Event, SealedNumber
from escalation.models import Case
from players.actions.legal_holds import lift_hold, place_hold
from players.actions.retention import rules_in_force, run_rule, sweep_retention
from players.enums import RetentionClass
from players.models import Payment, Player, RetentionRule, RetentionRun
from qa.models import Survey
from tests.factories.people import load_reference, make_agent, make_game, make_player
from tests.factories.tickets import make_ticket, relay_all
from tickets.enums import Status
from tickets.models import Attachment, Message, Ticket

pytestmark = pytest.mark.django_db
WORDS = "我住在春天路 8 号，电话 13912345678"


@pytest.fixture(autouse=True)
def installation(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    load_reference()


def rule(data_class: RetentionClass) -> RetentionRule:
    return RetentionRule.objects.get(data_class=data_class)


def closed_ticket(days_ago: int, **fields: Any) -> Ticket:
    ticket = make_ticket(Status.CLOSED, body=WORDS, **fields)
    at = clock.now() - timedelta(days=days_ago)
    Ticket.objects.filter(pk=ticket.pk).update(closed_at=at, resolved_at=at)
    relay_all()
    ticket.refresh_from_db()
    return ticket


def pay(player: Player, at: datetime, order: str = "o1") -> Payment:
    return Payment.objects.create(
        game=player.game, player=player, order=order, amount=Decimal("6.00"), currency="CNY", status="paid", at=at
    )


def test_a_ticket_of_three_years_loses_every_word_and_keeps_its_case() -> None:
    old, young = closed_ticket(1096, facts={"note": "家在春天路"}), closed_ticket(1094)

    run = run_rule(rule(RetentionClass.TICKETS))

    old.refresh_from_db()
    young.refresh_from_db()
    assert (run.due, run.held, run.removed["tickets.ticket"]) == (1, 0, 1)
    assert (old.status, old.category_id, old.facts, old.subject) == (Status.CLOSED, young.category_id, {}, "〔…〕")
    assert old.anonymised_at is not None
    assert young.anonymised_at is None
    assert set(Message.objects.filter(ticket=old).values_list("body", "search")) == {("〔…〕", None)}
    assert "春天路" in young.messages.get(seq=1).body
    assert not SealedNumber.objects.filter(subject_id=old.pk).exists()


def test_the_history_of_it_says_what_happened_and_no_word() -> None:
    ticket = closed_ticket(1096)
    moves = Event.objects.filter(subject_type="ticket", subject_id=ticket.pk, name="ticket.moved").count()

    run_rule(rule(RetentionClass.TICKETS))

    told = Event.objects.filter(subject_type="ticket", subject_id=ticket.pk)
    resolved = told.get(name="ticket.resolved")
    assert (resolved.data["summary"], resolved.data["root_cause"]) == ("", "客户端缓存损坏")
    assert told.filter(name="ticket.moved").count() == moves
    assert set(told.filter(actor_kind="player").values_list("actor_name", flat=True)) == {""}
    assert told.get(name="ticket.closed").data["reason"] == "unanswered"
    assert told.filter(name="ticket.anonymised").count() == 1


def test_nothing_but_words_can_be_changed_in_the_log() -> None:
    closed_ticket(1)
    with pytest.raises(ProgrammingError), transaction.atomic():
        Event.objects.update(name="other")
    with pytest.raises(ProgrammingError), transaction.atomic():
        Event.objects.all().delete()


def test_a_hold_on_the_player_keeps_everything_and_is_counted() -> None:
    ticket, by = closed_ticket(1096), Actor.of_agent(make_agent("risk_officer"))
    place_hold(ticket.player, by=by, reason="法院调取")

    held = run_rule(rule(RetentionClass.TICKETS))
    lift_hold(ticket.player, by=by, reason="已结案")
    free = run_rule(rule(RetentionClass.TICKETS))

    assert (held.due, held.held) == (0, 1)
    assert (free.due, free.held) == (1, 0)


def test_a_dry_run_counts_and_removes_nothing() -> None:
    ticket = closed_ticket(1096)
    run = run_rule(rule(RetentionClass.TICKETS), is_dry_run=True)
    ticket.refresh_from_db()
    assert (run.is_dry_run, run.due, run.removed, ticket.anonymised_at) == (True, 1, {}, None)


def test_talks_about_danger_go_after_a_year() -> None:
    crisis, usual = closed_ticket(366), closed_ticket(366)
    Ticket.objects.filter(pk=crisis.pk).update(signals=["crisis"])

    run_rule(rule(RetentionClass.CRISIS_TALKS))

    assert list(Ticket.objects.exclude(anonymised_at=None)) == [crisis]
    assert usual.messages.get(seq=1).body.startswith("我住在")


def test_covered_numbers_go_half_a_year_after_the_close_and_the_tokens_stay() -> None:
    old, young = closed_ticket(181), closed_ticket(179)

    run = run_rule(rule(RetentionClass.COVERED_NUMBERS))

    assert run.removed == {"core.sealednumber": 1}
    assert [number.subject_id for number in SealedNumber.objects.all()] == [young.pk]
    assert "〔TEL 139****5678〕" in old.messages.get(seq=1).body


def test_trade_records_stay_three_years() -> None:
    player, now = make_player(make_game()), clock.now()
    pay(player, now - timedelta(days=1097), "old")
    kept = pay(player, now - timedelta(days=1095), "kept")

    run_rule(rule(RetentionClass.PAYMENTS))

    assert list(Payment.objects.all()) == [kept]


def test_files_and_what_other_apps_say_of_the_ticket_go_with_its_words(tmp_path: Path) -> None:
    ticket = closed_ticket(1096)
    (tmp_path / "aa").write_bytes(b"x")
    Attachment.objects.create(
        ticket=ticket, message=ticket.messages.get(seq=1), uploader_kind="player", uploader_key="k", name="证件.png",
        content_type="image/png", size=1, sha256="0" * 64, path="aa", created_at=clock.now(),
    )  # fmt: skip
    Survey.objects.filter(ticket=ticket).delete()
    Survey.objects.create(
        ticket=ticket, game=ticket.game, state="answered", score=2, comment="春天路的小雨", asked_at=clock.now(),
        expires_at=clock.now(), answered_at=clock.now(),
    )  # fmt: skip
    Case.objects.create(
        ticket=ticket, game=ticket.game, kind="other", group=ticket.group, note="春天路", opened_at=clock.now()
    )

    with transaction.atomic():
        run_rule(rule(RetentionClass.TICKETS))

    assert not Attachment.objects.exists()
    assert (Survey.objects.get().comment, Survey.objects.get().score) == ("〔…〕", 2)
    assert Case.objects.get().note == "〔…〕"


def test_the_timers_do_a_little_at_a_time_and_each_rule_once_a_day() -> None:
    player, now = make_player(make_game()), clock.now()
    for number in range(5):
        pay(player, now - timedelta(days=2000), f"o{number}")

    passes = [sweep_retention(limit=2) for _ in range(len(rules_in_force()) + 2)]

    runs = RetentionRun.objects.filter(data_class="payments").order_by("pk")
    assert [(run.due, run.is_complete) for run in runs] == [(2, False), (2, False), (1, True)]
    assert sum(passes) == 5
    assert sweep_retention() == 0
    assert RetentionRun.objects.exclude(data_class="payments").count() == len(rules_in_force()) - 1


def test_a_proof_cannot_be_changed_or_removed() -> None:
    run_rule(rule(RetentionClass.PAYMENTS))
    with pytest.raises(ProgrammingError), transaction.atomic():
        RetentionRun.objects.update(due=0)
    with pytest.raises(ProgrammingError), transaction.atomic():
        RetentionRun.objects.all().delete()


def test_the_command_says_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    closed_ticket(1096)
    call_command("run_retention", "--dry-run", "--only", "tickets")
    assert "tickets (older than" in capsys.readouterr().out
    call_command("run_retention", "--only", "tickets")
    assert "due 1, held 0, removed:" in capsys.readouterr().out


def test_a_changed_rule_is_followed_and_an_ended_one_is_not() -> None:
    ticket = closed_ticket(40)
    RetentionRule.objects.filter(data_class="tickets").update(days=30, is_active=False)
    call_command("run_retention")
    ticket.refresh_from_db()
    assert ticket.anonymised_at is None
    RetentionRule.objects.filter(data_class="tickets").update(is_active=True)
    call_command("run_retention")
    ticket.refresh_from_db()
    assert ticket.anonymised_at is not None
