"""The learned model looks again: what it may change, what stays, and what happens when it is away."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from core import clock
from core.models import Actor, Agent, Event, Group, Notification
from tests.factories.people import load_reference, make_agent, make_game, make_player
from tests.factories.tickets import make_ticket, open_one
from tickets.actions import classifier, learning
from tickets.actions.changes import change_ticket
from tickets.actions.lifecycle import take
from tickets.actions.merging import merge, unmerge
from tickets.actions.replies import receive_message
from tickets.actions.second_look import LONG, look_again, look_at_waiting
from tickets.actions.splitting import move_messages, split
from tickets.enums import Priority, VerdictSource
from tickets.models import Classification, LearnedModel, Message, Ticket, TicketVector
from tickets.policies.access import can_see
from tickets.queries.alike import alike_tickets
from tickets.queries.conversation import conversation_of

QUESTION = "What is the Phoenix Feather for? The description just says 'mysterious'."
CHILD_PAID = "银行短信一条接一条，问了才知道是家里那个三年级的干的，能不能退"
QUIET_FAREWELL = "号里的东西都送给小林吧，我以后用不上了。谢谢你们这几年陪我，就这样吧"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def learned(settings: Any) -> LearnedModel:
    """The head of the release decides."""
    settings.LEARNED_CLASSIFIER = True
    load_reference()
    return LearnedModel.objects.get(is_active=True)


def opened(body: str, **fields: Any) -> Ticket:
    return Ticket.objects.get(pk=open_one(subject="", body=body, **fields).ticket.pk)


def looked_at(body: str, **fields: Any) -> Ticket:
    ticket = opened(body, **fields)
    look_at_waiting()
    ticket.refresh_from_db()
    return ticket


def test_a_new_ticket_is_final_after_the_second_look_alone() -> None:
    ticket = opened(QUESTION)
    assert (ticket.category_id, ticket.is_classification_final, ticket.version) == ("OT-09", False, 1)

    look_at_waiting()

    ticket.refresh_from_db()
    assert (ticket.category_id, ticket.is_classification_final, ticket.version) == ("CI-03", True, 2)
    newest = Classification.objects.filter(ticket=ticket).latest("pk")
    assert (newest.source, newest.category_id) == (VerdictSource.MODEL, "CI-03")
    told = Event.objects.filter(name="ticket.classified", subject_id=ticket.pk).latest("pk")
    assert told.data["source"] == "model"
    assert told.data["before"] == {"category": "OT-09", "priority": "P4", "group": "FL"}
    assert told.data["version"] == 2


def test_where_it_agrees_nothing_is_told_and_no_version_rises() -> None:
    ticket = looked_at("我的账号被盗了，密码被改了")

    assert (ticket.category_id, ticket.is_classification_final, ticket.version) == ("AC-02", True, 1)
    assert Event.objects.filter(name="ticket.classified", subject_id=ticket.pk).count() == 1


def test_looking_twice_changes_nothing_more() -> None:
    ticket = looked_at(QUESTION)

    look_again(ticket.pk)

    ticket.refresh_from_db()
    assert (ticket.version, Classification.objects.filter(ticket=ticket).count()) == (2, 2)


def test_what_a_person_said_meanwhile_stays() -> None:
    ticket = opened(QUESTION)
    change_ticket(ticket, by=Actor.of_agent(make_agent("supervisor")), category=category("CI-04"))

    look_at_waiting()

    ticket.refresh_from_db()
    assert (ticket.category_id, ticket.is_classification_final) == ("CI-04", True)
    assert Classification.objects.filter(ticket=ticket).latest("pk").source == VerdictSource.PERSON


def test_a_priority_set_by_a_person_stays_while_the_category_follows() -> None:
    ticket = opened(QUESTION)
    change_ticket(ticket, by=Actor.of_agent(make_agent("supervisor")), priority=Priority.P1)

    look_at_waiting()

    ticket.refresh_from_db()
    assert (ticket.category_id, ticket.priority) == ("CI-03", Priority.P1)


def test_it_goes_to_the_group_that_receives_directly_while_nobody_has_it() -> None:
    waiting = opened(CHILD_PAID)
    taken = opened(CHILD_PAID + "。")
    agent = make_agent()
    take(taken, by=Actor.of_agent(agent))
    assert waiting.group.code == "FL"

    look_at_waiting()

    waiting.refresh_from_db()
    taken.refresh_from_db()
    assert (waiting.category_id, waiting.group.code) == ("MR-01", "GRD")
    assert (taken.category_id, taken.group.code, taken.assignee_id) == ("MR-01", "FL", agent.pk)


def test_what_the_player_chose_on_the_form_stands() -> None:
    ticket = looked_at("钱扣了两次，同一笔订单，微信账单上两条", category="CN-01")

    assert ticket.category_id == "CN-01"
    newest = Classification.objects.filter(ticket=ticket).latest("pk")
    assert (newest.source, newest.is_confident) == (VerdictSource.MODEL, False)
    assert newest.alternatives[0]["category"] == "PY-02"


def test_danger_that_no_word_names_calls_the_crisis_group() -> None:
    colleague = make_agent("agent")
    crisis = make_agent("crisis", groups=("CRI",))
    ticket = opened(QUIET_FAREWELL)
    assert can_see(Actor.of_agent(colleague), ticket)

    look_at_waiting()

    ticket.refresh_from_db()
    assert (ticket.category_id, ticket.priority, ticket.group.code) == ("SF-01", Priority.P0, "CRI")
    assert (ticket.is_restricted, ticket.signals[0]) == (True, "crisis")
    assert not can_see(Actor.of_agent(colleague), ticket)
    assert Notification.objects.filter(agent=crisis, kind="ticket.crisis", is_urgent=True).count() == 1


def test_a_later_message_that_sounds_like_a_farewell_calls_them_too() -> None:
    crisis = make_agent("crisis", groups=("CRI",))
    ticket = looked_at("怎么把仓库里的皮肤送给别人")
    assert ticket.priority != Priority.P0
    receive_message(ticket, by=Actor.of_player(ticket.player_id), body=QUIET_FAREWELL)

    look_at_waiting()

    ticket.refresh_from_db()
    assert (ticket.priority, ticket.group.code, ticket.is_restricted) == (Priority.P0, "CRI", True)
    assert Notification.objects.filter(agent=crisis, kind="ticket.crisis").count() == 1


@pytest.mark.parametrize(("since", "calls"), [(LONG, True), (LONG + timedelta(seconds=1), False)])
@pytest.mark.parametrize("is_later", [False, True])
def test_words_of_what_people_ended_long_ago_call_nobody(since: timedelta, calls: bool, is_later: bool) -> None:
    crisis = make_agent("crisis", groups=("CRI",))
    ticket = looked_at("怎么把仓库里的皮肤送给别人") if is_later else opened(QUIET_FAREWELL)
    if is_later:
        receive_message(ticket, by=Actor.of_player(ticket.player_id), body=QUIET_FAREWELL)
    now = clock.now()
    Ticket.objects.filter(pk=ticket.pk).update(status="closed", resolved_at=now - since, closed_at=now - since)

    with clock.frozen(now):
        look_at_waiting()

    assert Notification.objects.filter(agent=crisis, kind="ticket.crisis").exists() == calls
    assert Ticket.objects.get(pk=ticket.pk).is_restricted == calls


def crisis_pages(agent: Agent) -> list[str]:
    return list(Notification.objects.filter(agent=agent, kind="ticket.crisis").values_list("url", flat=True))


def standing(ticket: Ticket) -> tuple[int, str, bool]:
    row = Ticket.objects.select_related("group").get(pk=ticket.pk)
    return row.priority, row.group.code, row.is_restricted


def test_danger_seen_after_a_merge_calls_help_to_where_it_goes_on_and_nobody_else_reads_it() -> None:
    agent, crisis = make_agent("agent"), make_agent("crisis", groups=("CRI",))
    player = make_player()
    head, middle = make_ticket(player=player), make_ticket(player=player)
    source = opened(QUIET_FAREWELL, player=player)
    merge(source, by=Actor.of_agent(agent), into=middle)
    merge(middle.pk, by=Actor.of_agent(agent), into=head.pk)

    look_at_waiting()

    assert standing(head) == standing(source) == (Priority.P0, "CRI", True)
    assert crisis_pages(crisis) == [f"/desk/tickets/{head.number}"]
    colleague = Actor.of_agent(agent)
    assert not any(can_see(colleague, Ticket.objects.get(pk=row.pk)) for row in (head, source))
    said = [
        entry.body for entry in conversation_of(Ticket.objects.get(pk=middle.pk)).entries if entry.kind == "message"
    ]
    assert can_see(colleague, Ticket.objects.get(pk=middle.pk))
    assert QUIET_FAREWELL not in said
    assert Ticket.objects.get(pk=source.pk).status == "closed"


def test_danger_in_words_that_were_moved_and_merged_on_is_called_where_they_stand() -> None:
    agent, crisis = make_agent("agent"), make_agent("crisis", groups=("CRI",))
    by, player = Actor.of_agent(agent), make_player()
    origin, first, second, head = (make_ticket(player=player) for _ in range(4))
    said = receive_message(origin, by=Actor.of_player(player.pk), body=QUIET_FAREWELL)
    move_messages(origin.pk, by=by, messages=[said.pk], into=first.pk)
    moved = Message.objects.get(ticket=first, seq=2)
    move_messages(first.pk, by=by, messages=[moved.pk], into=second.pk)
    merge(second.pk, by=by, into=head.pk)

    look_at_waiting()

    assert standing(head) == standing(second) == (Priority.P0, "CRI", True)
    assert [standing(row)[2] for row in (origin, first)] == [False, False]
    assert crisis_pages(crisis) == [f"/desk/tickets/{head.number}"]


def test_danger_in_a_message_that_was_split_off_leaves_the_origin_as_it_is() -> None:
    crisis, by, player = make_agent("crisis", groups=("CRI",)), Actor.of_agent(make_agent("agent")), make_player()
    origin = make_ticket(player=player)
    said = receive_message(origin, by=Actor.of_player(player.pk), body=QUIET_FAREWELL)
    new = split(origin.pk, by=by, messages=[said.pk], subject="另一件事")

    look_at_waiting()

    assert (standing(new), standing(origin)[2]) == ((Priority.P0, "CRI", True), False)
    assert set(crisis_pages(crisis)) == {f"/desk/tickets/{new.number}"}


def test_what_the_model_reads_after_a_merge_takes_no_urgency_from_where_it_goes_on() -> None:
    by, player = Actor.of_agent(make_agent("agent")), make_player()
    head, urgent = opened(QUESTION, player=player), make_ticket(player=player)
    change_ticket(urgent.pk, by=by, priority=Priority.P1)
    merge(urgent.pk, by=by, into=head.pk)

    look_at_waiting()

    head.refresh_from_db()
    assert (head.category_id, head.priority) == ("CI-03", Priority.P1)
    unmerge(head.pk, by=by, source=urgent.pk)
    head.refresh_from_db()
    assert head.priority == looked_at(QUESTION).priority > Priority.P1


def test_a_source_that_turns_out_more_urgent_lends_that_to_where_it_goes_on() -> None:
    by, player = Actor.of_agent(make_agent("agent")), make_player()
    head, source = make_ticket(player=player), opened(CHILD_PAID, player=player)
    Ticket.objects.update(priority=Priority.P4)
    merge(source.pk, by=by, into=head.pk)

    look_at_waiting()

    assert standing(source)[0] == standing(head)[0] < Priority.P4


def test_danger_seen_by_the_rules_is_final_at_once_and_stays() -> None:
    ticket = opened("我撑不下去了，今晚就想自杀，你们不用回了")
    assert (ticket.priority, ticket.is_classification_final) == (Priority.P0, True)

    look_at_waiting()

    ticket.refresh_from_db()
    assert (ticket.priority, ticket.group.code) == (Priority.P0, "CRI")


def test_without_a_head_the_rules_word_is_final_at_once() -> None:
    LearnedModel.objects.update(is_active=False)

    ticket = opened(QUESTION)

    assert (ticket.category_id, ticket.is_classification_final) == ("OT-09", True)


@pytest.mark.parametrize("content", [b"", b"broken", b"\0" * 500])
def test_a_broken_head_leaves_the_rules_word_and_says_so(content: bytes, learned: LearnedModel, client: Client) -> None:
    classifier.forget_classifier()
    LearnedModel.objects.update(content=content)

    ticket = looked_at(QUESTION)

    assert (ticket.category_id, ticket.is_classification_final, ticket.version) == ("OT-09", True, 1)
    learned.refresh_from_db()
    assert learned.problem.startswith("HeadBroken")
    assert client.get("/readyz").json()["classifier"] == "degraded"

    LearnedModel.objects.update(content=None)
    again = looked_at(QUESTION)

    assert again.category_id == "CI-03"
    learned.refresh_from_db()
    assert learned.problem == ""
    assert client.get("/readyz").json()["classifier"] == "ok"


def test_a_missing_file_leaves_the_rules_word_and_says_so(
    learned: LearnedModel, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    classifier.forget_classifier()
    monkeypatch.setattr(classifier, "LEARNING", tmp_path)

    ticket = looked_at(QUESTION)

    assert (ticket.category_id, ticket.is_classification_final) == ("OT-09", True)
    learned.refresh_from_db()
    assert learned.problem.startswith("FileNotFoundError")
    assert "shipped" not in learned.problem


def test_a_head_of_other_encoders_is_not_used(learned: LearnedModel) -> None:
    classifier.forget_classifier()
    LearnedModel.objects.update(content=head_of_another())

    ticket = looked_at(QUESTION)

    assert ticket.category_id == "OT-09"
    learned.refresh_from_db()
    assert learned.problem == "it was trained with other, this machine has use3"


def test_earlier_tickets_of_the_same_kind_are_found_and_only_those_one_may_see() -> None:
    here, there = make_game("huanle"), make_game("xinghai", "moba")
    agent = make_agent("agent", games=[here])
    first = looked_at("仓库里的皮肤不见了，昨天还在的", player=make_player(here))
    other = looked_at("昨天还在的皮肤，今天仓库里没有了", player=make_player(there))
    looked_at("怎么修改昵称", player=make_player(here))
    player = make_player(here)
    mine = looked_at("我的皮肤从仓库消失了", player=player)
    again = looked_at("我的皮肤从仓库里消失了！", player=player)

    alike = alike_tickets(agent, again)

    assert [(row.number, row.is_duplicate) for row in alike] == [(mine.number, True), (first.number, False)]
    assert other.number not in {row.number for row in alike}
    Ticket.objects.filter(pk=first.pk).update(is_restricted=True, group=Group.objects.get(code="CRI"))
    assert [row.number for row in alike_tickets(agent, again)] == [mine.number]


def test_a_vector_is_kept_once_for_each_ticket() -> None:
    ticket = looked_at(QUESTION)

    kept = TicketVector.objects.get(ticket=ticket)

    assert (kept.family, kept.encoder, len(bytes(kept.vector)), kept.like) == ("CI", "use3", 1024, [])


def head_of_another() -> bytes:
    from dataclasses import replace

    from tickets.classifiers.model import Head

    return replace(Head.from_bytes(classifier.shipped_head()), encoder="other").to_bytes()


def category(code: str) -> Any:
    from knowledge.models import Category

    return Category.objects.get(code=code)


def test_the_head_of_a_new_release_replaces_that_of_an_old_one_and_no_other(learned: LearnedModel) -> None:
    LearnedModel.objects.update(version="release-00000000")
    learning.note_release()
    assert LearnedModel.objects.get(is_active=True).pk != learned.pk

    LearnedModel.objects.filter(is_active=True).update(version="20260101-000000-abcd")
    learning.note_release()

    assert LearnedModel.objects.get(is_active=True).version == "20260101-000000-abcd"
