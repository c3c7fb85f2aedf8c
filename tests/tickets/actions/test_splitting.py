"""Messages that belong elsewhere: once visible, with author, moment and files; what waits goes along."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.postgres.search import SearchVector
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.db.models import Value

from core import clock
from core.enums import ActorKind
from core.errors import InvalidInput, NotThere
from core.models import Actor, Group
from tests.factories.joins import again, answer, colleague, hear, note, one_more, told, two_of_one
from tests.factories.people import make_agent
from tests.factories.tickets import make_ticket
from tickets.actions.attachments import store_upload
from tickets.actions.merging import merge
from tickets.actions.replies import receive_message
from tickets.actions.splitting import MOST, move_messages, split
from tickets.engines.search_text import SEARCH_FORM
from tickets.enums import Status, Visibility
from tickets.errors import MoveNotAllowed, StaleTicket, TicketArchived, TicketMerged
from tickets.models import Message, Ticket
from tickets.queries.search import search_tickets

pytestmark = pytest.mark.django_db


def shown(ticket: Ticket) -> list[Message]:
    return list(Message.objects.filter(ticket=ticket, moved_to=None).order_by("seq"))


def facts(message: Message) -> tuple[Any, ...]:
    names = ("author_kind", "author_id", "author_name", "visibility", "body", "created_at")
    return tuple(getattr(message, name) for name in names)


def test_a_split_opens_a_ticket_of_the_player_with_the_chosen_words_as_they_were() -> None:
    by, ticket = colleague(), make_ticket(Status.OPEN)
    second = hear(ticket, "另外充值没到账，订单 88")
    remark = note(ticket, by, "两件事，要分开")
    before = [facts(second), facts(remark)]

    new = again(split(ticket.pk, by=by, messages=[remark.pk, second.pk], subject="充值没到账"))

    assert (new.player_id, new.subject, new.status, new.game_id) == (
        ticket.player_id, "充值没到账", Status.NEW, ticket.game_id,
    )  # fmt: skip
    assert [facts(message) for message in shown(new)] == before
    assert [message.seq for message in shown(new)] == [1, 2]
    assert [message.seq for message in shown(ticket)] == [1]
    assert list(ticket.messages.order_by("seq").values_list("seq", flat=True)) == [1, 2, 3]
    assert [(d["number"], d["messages"]) for d in told(ticket, "ticket.split")] == [(new.number, [2, 3])]
    assert (new.links.get().other_id, new.links.get().kind) == (ticket.pk, "split")
    assert (new.snippet, again(ticket).snippet) == (second.body, shown(ticket)[0].body)
    assert (again(ticket).version, new.waiting_since) == (again(ticket).version, new.created_at)


def test_moved_words_are_found_where_they_stand_also_after_all_were_cut_anew() -> None:
    by, (origin, target) = colleague(), two_of_one()
    said, remark = hear(origin, "秘密玄武岩"), note(origin, by, "内部玄武岩")
    move_messages(origin.pk, by=by, messages=[said.pk, remark.pk], into=target.pk)
    Message.objects.update(search_form=0)  # what every row is when a release cuts words anew

    call_command("reindex_search")

    assert by.agent is not None
    for asked in ("玄武岩", "has:note"):
        assert [row.pk for row in search_tickets(by.agent, asked).rows] == [target.pk]
    assert not Message.objects.filter(moved_to=None).exclude(search_form=SEARCH_FORM).exists()


def test_the_database_keeps_moved_words_out_of_the_search() -> None:
    by, (origin, target) = colleague(), two_of_one()
    said = hear(origin)
    move_messages(origin.pk, by=by, messages=[said.pk], into=target.pk)

    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=said.pk).update(search=SearchVector(Value("x"), config="simple"))


def test_files_go_along(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    by, ticket = colleague(), make_ticket(Status.OPEN)
    file = store_upload(SimpleUploadedFile("记录.txt", b"log"), uploader_kind=ActorKind.PLAYER, uploader_key="form:x")
    said = receive_message(
        ticket.pk,
        by=Actor.of_player(ticket.player_id, ""),
        body="日志在这",
        attachment_ids=[file.pk],
        uploader_key="form:x",
    )

    new = split(ticket.pk, by=by, messages=[said.pk], subject="日志")

    file.refresh_from_db()
    assert (file.ticket_id, file.message.ticket_id, file.message.seq) == (new.pk, new.pk, 1)


def test_what_waits_goes_along_and_what_was_answered_does_not() -> None:
    by, (origin, target) = colleague(), two_of_one(Status.OPEN, Status.OPEN)
    answer(origin, by), answer(target, by)
    answered = hear(origin, "第一问")
    answer(origin, by)
    open_one = hear(origin, "第二问")

    move_messages(origin.pk, by=by, messages=[answered.pk], into=target.pk)
    assert (again(origin).waiting_since, again(target).waiting_since) == (open_one.created_at, None)
    move_messages(origin.pk, by=by, messages=[open_one.pk], into=target.pk)

    assert (again(origin).waiting_since, again(target).waiting_since) == (None, open_one.created_at)
    assert [m.body for m in shown(target)][-2:] == ["第一问", "第二问"]


def test_a_ticket_that_waits_for_the_player_is_our_turn_when_open_words_come_to_it() -> None:
    by, (origin, target) = colleague(), two_of_one(Status.OPEN, Status.PENDING)
    said = hear(origin)

    move_messages(origin.pk, by=by, messages=[said.pk], into=target.pk)

    assert again(target).status == Status.OPEN


def test_moved_there_and_back_a_message_is_shown_once() -> None:
    by, (origin, target) = colleague(), two_of_one(Status.OPEN, Status.OPEN)
    said = hear(origin, "走来走去的话")

    move_messages(origin.pk, by=by, messages=[said.pk], into=target.pk)
    there = shown(target)[-1]
    move_messages(target.pk, by=by, messages=[there.pk], into=origin.pk)

    assert [m.body for m in Message.objects.filter(moved_to=None, body="走来走去的话")] == ["走来走去的话"]
    assert (shown(origin)[-1].seq, shown(origin)[-1].created_at) == (3, said.created_at)


def test_a_moved_message_is_found_where_it_stands_and_nowhere_else() -> None:
    by, (origin, target) = colleague(), two_of_one(Status.OPEN, Status.OPEN)
    said = hear(origin, "琥珀色的坐骑不见了")

    move_messages(origin.pk, by=by, messages=[said.pk], into=target.pk)

    assert by.agent is not None
    assert [row.pk for row in search_tickets(by.agent, "琥珀").rows] == [target.pk]


def test_what_has_to_stay_stays() -> None:
    by, ticket = colleague(), make_ticket(Status.OPEN)
    first, said, reply = shown(ticket)[0], hear(ticket), answer(ticket, by)
    other = hear(one_more(ticket.player), "别处的话")
    only_note = note(ticket, by)

    for wrong in (
        [],
        [first.pk],
        [said.pk, first.pk],
        [reply.pk],
        [other.pk],
        [2**61],
        [only_note.pk],
        range(1, MOST + 2),
    ):
        with pytest.raises(InvalidInput) as refusal:
            split(ticket.pk, by=by, messages=wrong, subject="题")
        assert list(refusal.value.fields) == ["messages"]
    split(ticket.pk, by=by, messages=[said.pk], subject="题")
    with pytest.raises(InvalidInput):
        split(ticket.pk, by=by, messages=[said.pk], subject="题")


@pytest.mark.parametrize("subject", ["", "   ", "长" * 201, "a\x00b"])
def test_a_new_ticket_needs_a_subject(subject: str) -> None:
    ticket = make_ticket(Status.OPEN)
    said = hear(ticket)

    with pytest.raises(InvalidInput) as refusal:
        split(ticket.pk, by=colleague(), messages=[said.pk], subject=subject)

    assert list(refusal.value.fields) == ["subject"]
    assert Ticket.objects.count() == 1


def test_refused_where_the_merge_would_be() -> None:
    by, (origin, target) = colleague(), two_of_one(Status.OPEN, Status.RESOLVED)
    said, stranger = hear(origin), make_ticket()

    for other, refusal in ((target, MoveNotAllowed), (stranger, MoveNotAllowed), (origin, MoveNotAllowed)):
        with pytest.raises(refusal):
            move_messages(origin.pk, by=by, messages=[said.pk], into=other.pk)
    with pytest.raises(NotThere):
        move_messages(origin.pk, by=by, messages=[said.pk], into=2**62)
    with pytest.raises(StaleTicket):
        move_messages(origin.pk, by=by, messages=[said.pk], into=target.pk, seen=1)


def test_a_merged_and_an_archived_ticket_keep_their_messages() -> None:
    by, (origin, target) = colleague(), two_of_one(Status.OPEN, Status.OPEN)
    said = hear(origin)
    merge(origin.pk, by=by, into=target.pk)

    with pytest.raises(TicketMerged):
        split(origin.pk, by=by, messages=[said.pk], subject="题")
    with pytest.raises(InvalidInput):  # stands in the conversation, not on the ticket
        split(target.pk, by=by, messages=[said.pk], subject="题")
    Ticket.objects.filter(pk=target.pk).update(status="closed", resolved_at=clock.now(), closed_at=clock.now())
    Ticket.objects.filter(pk=target.pk).update(archived_at=clock.now() + timedelta(days=1))
    with pytest.raises(TicketArchived):
        split(target.pk, by=by, messages=[said.pk], subject="题")


def test_what_was_restricted_stays_restricted_on_the_new_ticket() -> None:
    crisis = Actor.of_agent(make_agent("crisis", groups=("CRI",)))
    ticket = make_ticket(Status.OPEN)
    said = hear(ticket, "另外问一下充值")
    Ticket.objects.filter(pk=ticket.pk).update(is_restricted=True, group=Group.objects.get(code="CRI"))

    new = again(split(ticket.pk, by=crisis, messages=[said.pk], subject="充值"))

    assert (new.is_restricted, new.group.code) == (True, "CRI")


def test_only_a_note_can_move_to_another_ticket_and_the_player_is_told_nothing() -> None:
    by, (origin, target) = colleague(), two_of_one(Status.OPEN, Status.OPEN)
    remark = note(origin, by)

    move_messages(origin.pk, by=by, messages=[remark.pk], into=target.pk)

    assert [d["is_public"] for d in told(target, "message.moved")] == [False]
    assert shown(target)[-1].visibility == Visibility.INTERNAL
