"""Mentions and watchers: whoever may see the ticket when something happens is told, once; nobody else learns of it."""

import pytest
from django.db import transaction

from core import clock
from core.actions import events
from core.errors import InvalidInput, NotThere
from core.models import Actor, Event, Group, Notification, NotificationPreference
from tests.factories.people import make_agent, make_game
from tests.factories.tickets import make_ticket, relay_all
from tickets.actions import drafts, lifecycle, replies, watches
from tickets.actions.merging import merge, unmerge
from tickets.enums import Status, Visibility
from tickets.models import Message, Ticket, Watch

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(agent):
    return make_ticket(Status.OPEN, agent=agent)


def note(ticket, agent, body):
    return replies.add_note(ticket, by=Actor.of_agent(agent), body=body)


def told(kind="ticket.mentioned"):
    return sorted(Notification.objects.filter(kind=kind).values_list("agent__name", flat=True))


def watch(ticket, agent, on=True):
    watches.set_watch(ticket, by=Actor.of_agent(agent), on=on)


def watching(ticket):
    return sorted(Watch.objects.filter(ticket=ticket, is_on=True).values_list("agent__name", flat=True))


# --- Mentions ----------------------------------------------------------------------------------------------------


def test_who_is_mentioned_is_told_once_and_watches_from_then_on(agent, ticket):
    zhou, mira = make_agent(name="周屿"), make_agent(name="Mira")

    note(ticket, agent, "@周屿 请看一下，@周屿；也请 @mira 看")
    relay_all()

    assert told() == ["Mira", "周屿"]
    assert watching(ticket) == ["Mira", "周屿"]
    event = Event.objects.get(name="message.noted")
    assert event.data["mentions"] == sorted([zhou.pk, mira.pk])
    assert Notification.objects.get(agent=zhou).params["who"] == agent.name


def test_a_note_without_a_mention_says_nothing_of_mentions(agent, ticket):
    note(ticket, agent, "找 a@b.test 和 @所有人")

    assert "mentions" not in Event.objects.get(name="message.noted").data


def test_nobody_is_told_of_the_own_mention(agent, ticket):
    note(ticket, agent, f"@{agent.name} 明天再看")
    relay_all()

    assert told() == []


@pytest.mark.parametrize("way", ["game", "restricted", "inactive", "program"])
def test_a_mention_reaches_nobody_who_may_not_see_it(agent, ticket, way):
    role, games = "integrator" if way == "program" else "agent", [make_game("xinghai", "moba")]
    make_agent(role, name="苏晴", games=games if way == "game" else None, is_active=way != "inactive")
    if way == "restricted":
        Ticket.objects.filter(pk=ticket.pk).update(is_restricted=True, group=Group.objects.get(code="CRI"))

    if way in {"game", "restricted"}:
        with pytest.raises(InvalidInput) as refusal:
            note(ticket, agent, "@苏晴 看一下")
        assert "苏晴" in str(refusal.value.fields["body"][0])
        assert not Message.objects.filter(visibility=Visibility.INTERNAL).exists()
    else:
        note(ticket, agent, "@苏晴 看一下")  # nobody at the desk has this name: plain text
    relay_all()

    assert told() == []


def test_a_namesake_who_may_see_it_is_meant(agent, ticket):
    make_agent(name="苏晴", games=[make_game("xinghai", "moba")])
    here = make_agent(name="苏晴")

    note(ticket, agent, "@苏晴 看一下")
    relay_all()

    assert list(Notification.objects.filter(kind="ticket.mentioned").values_list("agent", flat=True)) == [here.pk]


def test_the_refusal_comes_while_the_author_still_looks_at_the_note(agent, ticket):
    make_agent(name="苏晴", games=[make_game("xinghai", "moba")])

    with pytest.raises(InvalidInput):
        drafts.queue_send(
            ticket, by=Actor.of_agent(agent), visibility=Visibility.INTERNAL, body="@苏晴", seen=ticket.version
        )


def test_a_reply_to_the_player_mentions_nobody(agent, ticket):
    make_agent(name="周屿")

    replies.send_reply(ticket, by=Actor.of_agent(agent), body="@周屿 您好")
    relay_all()

    assert told() == []


def test_rights_count_when_it_is_told(agent, ticket):
    make_agent(name="周屿")
    note(ticket, agent, "@周屿 看一下")
    Ticket.objects.filter(pk=ticket.pk).update(is_restricted=True, group=Group.objects.get(code="CRI"))

    relay_all()

    assert (told(), watching(ticket)) == ([], [])


# --- Watching ----------------------------------------------------------------------------------------------------


def test_watchers_hear_of_messages_and_of_the_end_but_not_of_their_own_deeds(agent, ticket, supervisor):
    watch(ticket, supervisor)
    watch(ticket, agent)

    replies.receive_message(ticket, by=Actor.of_player(ticket.player_id), body="好了吗")
    lifecycle.resolve(ticket, by=Actor.of_agent(agent), summary="好了", root_cause="缓存")
    relay_all()

    assert told("watch.message") == sorted([agent.name, supervisor.name])
    assert told("watch.resolved") == [supervisor.name]


def test_who_watches_a_merged_ticket_hears_of_where_it_goes_on_until_it_is_apart(agent, ticket, supervisor):
    head = make_ticket(player=ticket.player)
    for person in (agent, supervisor):
        watch(ticket, person)
    watch(head, agent, on=False)
    merge(ticket.pk, by=Actor.of_agent(agent), into=head.pk)

    replies.receive_message(head, by=Actor.of_player(ticket.player_id), body="好了吗")
    relay_all()
    while_joined = told("watch.message")
    unmerge(head.pk, by=Actor.of_agent(agent), source=ticket.pk)
    replies.receive_message(head, by=Actor.of_player(ticket.player_id), body="再问一次")
    relay_all()

    assert while_joined == told("watch.message") == [supervisor.name]


@pytest.mark.parametrize("name", ["sla.breached", "promise.broken"])
def test_watchers_hear_of_a_missed_deadline_and_who_has_it_is_not_told_twice(agent, ticket, supervisor, name):
    watch(ticket, supervisor)
    watch(ticket, agent)
    data = {"kind": "first_response", "due_at": clock.now().isoformat(), "cause": "time"}

    with transaction.atomic():
        events.record(name, subject=ticket, by=Actor.system(), data=data)
    relay_all()

    assert told("watch.breached") == [supervisor.name]


def test_who_lost_the_right_is_told_nothing_and_hears_again_when_it_is_back(agent, ticket, supervisor):
    watch(ticket, supervisor)
    Ticket.objects.filter(pk=ticket.pk).update(is_restricted=True, group=Group.objects.get(code="SEC"))
    replies.receive_message(ticket, by=Actor.of_player(ticket.player_id), body="一")
    relay_all()
    hidden = told("watch.message")
    Ticket.objects.filter(pk=ticket.pk).update(is_restricted=False)
    replies.receive_message(ticket, by=Actor.of_player(ticket.player_id), body="二")
    relay_all()

    assert (hidden, told("watch.message")) == ([], [supervisor.name])


def test_who_stopped_watching_is_not_begun_again_by_a_mention(agent, ticket):
    zhou = make_agent(name="周屿")
    watch(ticket, zhou)
    watch(ticket, zhou, on=False)

    note(ticket, agent, "@周屿 看一下")
    relay_all()

    assert (told(), watching(ticket)) == (["周屿"], [])


@pytest.mark.parametrize(("mentions", "own_notes"), [(True, False), (False, True), (False, False)])
def test_watching_by_itself_is_a_choice(agent, ticket, mentions, own_notes):
    zhou = make_agent(name="周屿")
    for person in (zhou, agent):
        fields = {"watches_mentions": mentions, "watches_own_notes": own_notes}
        NotificationPreference.objects.create(agent=person, **fields)

    note(ticket, agent, "@周屿 看一下")
    relay_all()

    assert watching(ticket) == (["周屿"] if mentions else []) + ([agent.name] if own_notes else [])


def test_a_ticket_out_of_sight_cannot_be_watched(ticket):
    with pytest.raises(NotThere):
        watch(ticket, make_agent(games=[make_game("xinghai", "moba")]))


def test_at_most_a_hundred_watch(monkeypatch, ticket):
    monkeypatch.setattr(watches, "MOST", 1)
    first = make_agent()
    watch(ticket, first)

    with pytest.raises(watches.TooManyWatchers):
        watch(ticket, make_agent())
    watch(ticket, first)


def test_many_watchers_are_told_with_the_same_number_of_questions(agent, ticket, django_assert_max_num_queries):
    def questions(people):
        for _ in range(people):
            watch(ticket, make_agent())
        replies.receive_message(ticket, by=Actor.of_player(ticket.player_id), body="好了吗")
        event = Event.objects.filter(name="message.received").latest("pk")
        with django_assert_max_num_queries(100) as counted:
            watches.tell_watchers(event)
        return len(counted.captured_queries) - Watch.objects.filter(is_on=True).count()  # an event each

    assert questions(1) == questions(5)
