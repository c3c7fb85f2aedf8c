"""Random courses of three tickets of one player: merged, taken apart, split, moved, answered, resolved, opened again.

After each step every word that was said is shown exactly once, numbers have no gap, versions never fall, the log is
whole, and what waits follows from the log; at the end every clock is what a replay of the log makes of it.
"""

import os
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from core.actions.time_shift import shifted
from core.errors import DomainError
from core.models import Actor, Event
from escalation.actions.clocks import recompute
from escalation.models import Clock
from tests.factories.escalation import MONDAY, load_policy
from tests.factories.joins import again, answer, hear, note
from tests.factories.people import make_agent, make_player
from tests.factories.tickets import make_ticket
from tickets.actions import lifecycle
from tickets.actions.changes import change_ticket
from tickets.actions.merging import merge, unmerge
from tickets.actions.replies import ask_player
from tickets.actions.splitting import move_messages, split
from tickets.enums import Priority
from tickets.models import Message, Ticket
from tickets.queries.conversation import Said, conversation_of
from tickets.queries.urgency import lent_to, own_priority
from tickets.queries.waiting import waits_of

EXAMPLES = int(os.environ.get("JOIN_EXAMPLES", "12"))
PLACES = st.integers(0, 2)
CLOCK_FACTS = ("kind", "number", "started_at", "ended_at", "due_at", "state")


class Desk(RuleBasedStateMachine):
    """One player, three tickets to begin with, and an agent who does anything to them at any time."""

    def __init__(self) -> None:
        super().__init__()
        self.steps, self.words = count(1), count(1)
        self.whole = transaction.atomic()
        self.whole.__enter__()
        load_policy()
        self.by = Actor.of_agent(make_agent("supervisor"))
        player = make_player()
        self.said: list[str] = []
        with shifted(MONDAY):
            self.tickets = [make_ticket(player=player, body=self._word()).pk for _ in range(3)]
        self.versions: dict[int, int] = {}
        self.own: dict[int, int] = {}
        self._read_clocks()

    def teardown(self) -> None:
        """Compare with a replay, and forget everything."""
        try:
            self._compare_with_replay()
        finally:
            transaction.set_rollback(True)
            self.whole.__exit__(None, None, None)

    def _word(self) -> str:
        word = f"第{next(self.words)}句话"
        self.said.append(word)
        return word

    def _do(self, deed: Callable[[], Any]) -> Any:
        """Do it, some minutes after the step before; a refusal changes nothing."""
        before = self._standing()
        with shifted(MONDAY + timedelta(minutes=7 * next(self.steps))):
            try:
                with transaction.atomic():
                    result = deed()
            except DomainError:
                assert self._standing() == before
                return None
            self._read_clocks()
        return result

    def _standing(self) -> list[tuple[Any, ...]]:
        rows = Ticket.objects.order_by("pk").values_list("pk", "version", "event_seq", "message_seq", "status")
        return [tuple(row) for row in rows]

    def _read_clocks(self) -> None:
        for pk in Ticket.objects.values_list("pk", flat=True):
            recompute(pk)

    def _at(self, place: int) -> int:
        return self.tickets[place % len(self.tickets)]

    def _some_message(self, place: int, which: int) -> int:
        rows = list(Message.objects.filter(ticket=self._at(place), moved_to=None).order_by("seq"))
        return rows[which % len(rows)].pk if rows else 0

    @rule(source=PLACES, into=PLACES)
    def merges(self, source: int, into: int) -> None:
        self._do(lambda: merge(self._at(source), by=self.by, into=self._at(into)))

    @rule(place=PLACES)
    def takes_apart(self, place: int) -> None:
        row = again(Ticket(pk=self._at(place)))
        self._do(lambda: unmerge(row.merged_into_id or row.pk, by=self.by, source=row.pk))

    @rule(place=PLACES, which=st.integers(0, 5))
    def splits(self, place: int, which: int) -> None:
        message = self._some_message(place, which)
        new = self._do(lambda: split(self._at(place), by=self.by, messages=[message], subject="另一件事"))
        if new is not None:
            self.tickets.append(new.pk)

    @rule(origin=PLACES, into=PLACES, which=st.integers(0, 5))
    def moves(self, origin: int, into: int, which: int) -> None:
        message = self._some_message(origin, which)
        self._do(lambda: move_messages(self._at(origin), by=self.by, messages=[message], into=self._at(into)))

    @rule(place=PLACES)
    def asks(self, place: int) -> None:
        word = self._word()
        if self._do(lambda: ask_player(self._at(place), by=self.by, body=word)) is None:
            self.said.remove(word)

    @rule(place=PLACES, kind=st.sampled_from([hear, answer, note]))
    def speaks(self, place: int, kind: Any) -> None:
        word, ticket = self._word(), Ticket.objects.get(pk=self._at(place))
        who = () if kind is hear else (self.by,)
        if self._do(lambda: kind(ticket, *who, body=word)) is None:
            self.said.remove(word)

    @rule(place=PLACES, priority=st.sampled_from(Priority))
    def is_said_to_be_so_urgent(self, place: int, priority: Priority) -> None:
        """Before anything is merged into it: what a person says later is final, and another matter."""
        pk = self._at(place)
        lends = Ticket.objects.filter(merged_into=pk).exists()
        if not lends and self._do(lambda: change_ticket(pk, by=self.by, priority=priority)) is not None:
            self.own[pk] = priority

    @rule(place=PLACES)
    def resolves(self, place: int) -> None:
        self._do(lambda: lifecycle.resolve(self._at(place), by=self.by, summary="好了", root_cause="缓存"))

    @rule(place=PLACES)
    def opens_again(self, place: int) -> None:
        self._do(lambda: lifecycle.reopen(self._at(place), by=self.by, reason="还没好"))

    @invariant()
    def every_word_is_shown_exactly_once(self) -> None:
        heads = Ticket.objects.filter(merged_into=None)
        shown = [
            e.body for head in heads for e in conversation_of(head, everything=True).entries if isinstance(e, Said)
        ]
        assert Counter(shown) == Counter(self.said)

    @invariant()
    def numbers_have_no_gap(self) -> None:
        for ticket in Ticket.objects.all():
            seqs = list(ticket.messages.order_by("seq").values_list("seq", flat=True))
            assert seqs == list(range(1, ticket.message_seq + 1))
            events = Event.objects.filter(subject_type="ticket", subject_id=ticket.pk).order_by("seq")
            assert [event.seq for event in events] == list(range(1, ticket.event_seq + 1))

    @invariant()
    def versions_never_fall(self) -> None:
        now = dict(Ticket.objects.values_list("pk", "version"))
        assert all(now[pk] >= version for pk, version in self.versions.items())
        self.versions = now

    @invariant()
    def what_waits_follows_from_the_log(self) -> None:
        for ticket in Ticket.objects.all():
            assert ticket.waiting_since == min(waits_of(ticket).values(), default=None)
            assert (ticket.merged_into_id is not None) == ticket.merges.filter(undone_at=None).exists()

    @invariant()
    def each_is_as_urgent_as_what_is_merged_into_it_and_else_as_itself(self) -> None:
        for ticket in Ticket.objects.all():
            own = own_priority(ticket)
            lent = lent_to(ticket)
            alone = ticket.priority if own is None else own
            assert ticket.priority == (alone if lent is None else min(alone, lent))
            assert own is None or lent is not None
            assert alone == self.own.get(ticket.pk, alone)
            self.own[ticket.pk] = alone

    @invariant()
    def nobody_waits_for_an_answer_on_a_ticket_that_waits_for_the_player(self) -> None:
        assert not Ticket.objects.filter(status="pending").exclude(waiting_since=None).exists()

    def _compare_with_replay(self) -> None:
        kept = self._clock_facts()
        Clock.objects.all().delete()
        with shifted(MONDAY + timedelta(days=30)):
            self._read_clocks()
        assert self._clock_facts() == kept

    def _clock_facts(self) -> list[tuple[Any, ...]]:
        """What a replay must find again; when an ended clock was due depends on how urgent the ticket was that day."""
        rows = Clock.objects.order_by("ticket_id", "kind", "number").values_list("ticket_id", *CLOCK_FACTS)
        return [tuple(row[:5] if row[4] else row) for row in rows]


@pytest.mark.django_db
def test_any_course_keeps_every_message_clock_and_event_right() -> None:
    health = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    bounds = settings(max_examples=EXAMPLES, stateful_step_count=18, deadline=None, suppress_health_check=health)
    run_state_machine_as_test(Desk, settings=bounds)
