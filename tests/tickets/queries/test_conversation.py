"""Messages and events of a ticket, in the order in which they happened."""

from datetime import UTC, datetime, timedelta

import pytest

from core import clock
from core.models import Actor, Agent, Event, Group
from core.policies.permissions import rights_of
from tests.factories.people import make_agent, make_player
from tests.factories.tickets import make_ticket
from tickets.actions import lifecycle, replies
from tickets.actions.changing import locked
from tickets.actions.holds import put_on_hold
from tickets.actions.links import link
from tickets.enums import LinkKind, ScanState, Status
from tickets.models import Attachment, Ticket
from tickets.queries import conversation
from tickets.queries.conversation import File, Fold, conversation_of
from tickets.queries.sentences import Sentence, describe, described_events

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)


def worked_on(agent: Agent) -> Ticket:
    """A ticket with a word of each kind, a minute apart."""
    by = Actor.of_agent(agent)
    with clock.frozen(NOON):
        ticket = make_ticket(player=make_player(nickname="青衫落拓"), body="账号被盗")
    with clock.frozen(NOON + timedelta(minutes=1)):
        lifecycle.take(ticket, by=by)
    with clock.frozen(NOON + timedelta(minutes=2)):
        replies.send_reply(ticket, by=by, body="正在查")
    with clock.frozen(NOON + timedelta(minutes=3)):
        replies.add_note(ticket, by=by, body="给同事看")
    with clock.frozen(NOON + timedelta(minutes=4)):
        replies.receive_message(ticket, by=Actor.of_player(ticket.player_id, "青衫落拓"), body="好的")
    ticket.refresh_from_db()
    return ticket


def told(ticket: Ticket, **options: object) -> list[str]:
    with clock.frozen(NOON + timedelta(minutes=5)):
        talk = conversation_of(ticket, **options).talk  # type: ignore[arg-type]
    return [entry.body if entry.kind == "message" else entry.kind for entry in talk]  # type: ignore[union-attr]


def test_messages_stand_between_events(agent):
    ticket = worked_on(agent)

    assert told(ticket) == ["账号被盗", "event", "event", "正在查", "给同事看", "好的"]


def test_each_side_is_named(agent):
    entries = [entry for entry in conversation_of(worked_on(agent)).entries if entry.kind == "message"]

    assert [(e.side, e.name) for e in entries] == [
        ("player", "青衫落拓"),
        ("agent", "林夏"),
        ("note", "林夏"),
        ("player", "青衫落拓"),
    ]
    assert entries[1].key == f"agent{agent.pk}"


def test_a_nameless_player_and_the_bot_have_names(agent):
    ticket = make_ticket(player=make_player(nickname=""))
    replies.send_reply(ticket, by=Actor.bot(), body="已收到")

    names = [(e.side, e.name) for e in conversation_of(ticket).entries if e.kind == "message"]

    assert [side for side, _name in names] == ["player", "bot"]
    assert all(name for _side, name in names)


def test_what_is_newer_than_seen_is_new_except_the_readers_own(agent, supervisor):
    ticket = worked_on(agent)

    talk = conversation_of(ticket, seen=2)
    own = conversation_of(ticket, seen=2, reader=agent)

    assert [e.body for e in talk.entries if e.kind == "message" and e.is_new] == ["正在查", "给同事看", "好的"]
    assert (talk.fresh, own.fresh) == (3, 1)
    assert conversation_of(ticket).fresh == 0


@pytest.mark.parametrize("many", [1, 3])
def test_one_statement_with_one_and_three_messages_and_files(
    agent, many, django_assert_num_queries, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    ticket = make_ticket(Status.OPEN, agent=agent)
    for number in range(many):
        message = replies.send_reply(ticket, by=Actor.of_agent(agent), body=f"{number}")
        for name in ("a.png", "b.png"):
            _file(message, name)

    with django_assert_num_queries(1):
        talk = conversation_of(ticket)

    files = [file.name for entry in talk.entries if entry.kind == "message" for file in entry.files]
    assert files == ["a.png", "b.png"] * many


def _file(message, name: str, **fields: object) -> Attachment:
    given = {"content_type": "image/png", "size": 10, "sha256": "0", "path": "x", "created_at": clock.now()}
    return Attachment.objects.create(
        ticket=message.ticket,
        message=message,
        uploader_kind="agent",
        uploader_key="agent:1",
        name=name,
        **(given | fields),
    )


def test_files_are_shown_as_far_as_they_are_safe():
    def file(**fields: object) -> File:
        given = {"id": "1", "name": "a", "size": 1, "content_type": "image/png", "state": ScanState.CLEAN}
        return File(**(given | fields))  # type: ignore[arg-type]

    assert (file().url, file().warning, file().is_preview) == ("/desk/files/1", "", True)
    assert not file(content_type="application/pdf").is_preview
    assert not file(size=conversation.PREVIEW_BYTES + 1).is_preview
    suspect, shut = file(state=ScanState.SUSPECT), file(state=ScanState.QUARANTINED)
    assert (bool(suspect.url), bool(suspect.warning), suspect.is_preview) == (True, True, False)
    assert (shut.url, bool(shut.warning), shut.is_preview) == ("", True, False)


def test_four_quiet_events_in_a_row_fold(agent, supervisor):
    ticket = make_ticket(Status.OPEN, agent=agent)
    by = Actor.of_agent(agent)
    for who in (supervisor, agent, supervisor, agent):
        lifecycle.assign(ticket, by=by, agent=who)

    folds = [entry for entry in conversation_of(ticket).talk if isinstance(entry, Fold)]

    assert [len(fold.events) for fold in folds] == [6]  # classified, taken, and the four
    assert folds[0].anchor == f"f{folds[0].events[0].id}"


def test_another_day_is_marked(agent):
    with clock.frozen(NOON - timedelta(days=2)):
        ticket = make_ticket(body="一")
    with clock.frozen(NOON - timedelta(days=1)):
        replies.add_note(ticket, by=Actor.of_agent(agent), body="二")
    with clock.frozen(NOON):
        replies.add_note(ticket, by=Actor.of_agent(agent), body="三")

    assert told(ticket) == ["day", "一", "event", "day", "二", "day", "三"]


def test_the_end_of_a_long_talk_is_shown_first(agent, monkeypatch):
    monkeypatch.setattr(conversation, "SHOWN", 4)
    ticket = worked_on(agent)

    short, whole = conversation_of(ticket), conversation_of(ticket, everything=True)

    assert (short.has_earlier, whole.has_earlier) == (True, False)
    assert short.entries[-1] == whole.entries[-1]
    assert len(short.entries) < len(whole.entries)


def test_the_timeline_has_everything_the_newest_first(agent):
    ticket = worked_on(agent)

    timeline = conversation_of(ticket).timeline

    assert timeline[0].kind == "message"
    assert [e.at for e in timeline] == sorted((e.at for e in timeline), reverse=True)
    assert len(timeline) > len(told(ticket))


@pytest.mark.parametrize("links", [1, 3])
def test_a_linked_ticket_is_named_to_who_may_see_it_with_one_more_statement(
    agent, supervisor, links, django_assert_num_queries
):
    ticket, hidden = make_ticket(), []
    for _ in range(links):
        other = make_ticket(player=make_player())
        link(ticket.pk, by=Actor.of_agent(supervisor), other=other.pk, kind=LinkKind.CAUSES)
        hidden.append(other)
    open_one = make_ticket(player=make_player())
    link(ticket.pk, by=Actor.of_agent(supervisor), other=open_one.pk, kind=LinkKind.CAUSES)
    Ticket.objects.filter(pk__in=[row.pk for row in hidden]).update(
        is_restricted=True, group=Group.objects.get(code="CRI")
    )
    insider = make_agent("crisis", groups=("CRI",))
    rights_of(agent)

    with django_assert_num_queries(2):
        shown = conversation_of(ticket, reader=agent)
    inside = conversation_of(ticket, reader=insider)

    texts = [" ".join(e.sentence.text for e in talk.entries if e.kind == "event") for talk in (shown, inside)]
    assert [[str(row.number) in text for row in (*hidden, open_one)] for text in texts] == [
        [False] * links + [True],
        [True] * links + [True],
    ]


def test_every_event_of_a_ticket_is_described(agent, supervisor):
    """Events of upper apps are described by them; here are those that tickets record."""
    ticket = worked_on(agent)
    by = Actor.of_agent(supervisor)
    put_on_hold(ticket, by=by, data={"group": "SEC"})
    lifecycle.resolve(ticket, by=by, summary="ok", root_cause="why")
    lifecycle.confirm(ticket, by=Actor.of_player(ticket.player_id), solved=False)
    lifecycle.resolve(ticket, by=by, summary="ok", root_cause="why")
    lifecycle.confirm(ticket, by=Actor.of_player(ticket.player_id), solved=True)
    lifecycle.archive(ticket, by=by)

    names = set(Event.objects.filter(subject_type="ticket", subject_id=ticket.pk).values_list("name", flat=True))

    assert names <= described_events()


def test_an_event_that_nobody_describes_is_named_on_the_timeline_alone(agent):
    from django.db import transaction

    from core.actions import events

    ticket = make_ticket()
    with transaction.atomic():
        events.record("ticket.painted", subject=locked(ticket), by=Actor.system())

    assert "ticket.painted" in [e.sentence.text for e in conversation_of(ticket).timeline if e.kind == "event"]
    describe("ticket.painted", lambda told: Sentence(f"{told.actor}: paint"))
    assert "paint" in [e.sentence.text for e in conversation_of(ticket).talk if e.kind == "event"][-1]
    from tickets.queries import sentences

    sentences._tellers.pop("ticket.painted")
