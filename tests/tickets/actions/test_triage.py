"""What happens to a ticket because of what it says."""

import pytest

from core.errors import InvalidInput
from core.models import Actor, Event, Group, Notification
from knowledge.models import Category
from tests.factories.people import load_reference, make_agent, make_game, make_player
from tests.factories.tickets import make_ticket, open_one
from tickets.actions.changes import change_ticket
from tickets.actions.corrections import correct_category, is_settled
from tickets.actions.lifecycle import take
from tickets.actions.replies import receive_message
from tickets.enums import Emotion, Priority, Status, VerdictSource
from tickets.models import Classification, Correction, Ticket
from tickets.policies.access import can_see
from tickets.queries.scope import tickets_for
from tickets.queries.verdicts import as_said, reason_texts

STOLEN = "快点,我的账号被盗了,赶紧给我找回来,我在里面投入了不少时间和精力,你们可得帮帮我呀!"
INTERRUPTED = "怎么回事啊?刚打的比赛中断了,太影响我的发挥了。"
DANGER = "我撑不下去了，今晚就想自杀，你们不用回了"
CHILD_PAID = "我家孩子拿我手机偷偷充了四千多，我完全不知道，请退给我"

pytestmark = pytest.mark.django_db


def opened(body: str, **fields: object) -> Ticket:
    return Ticket.objects.get(pk=open_one(subject="", body=body, **fields).ticket.pk)  # type: ignore[arg-type]


def test_a_stolen_account_is_known_at_once() -> None:
    ticket = opened(STOLEN)

    assert (ticket.category_id, ticket.urgency, ticket.priority) == ("AC-02", 1, Priority.P1)
    assert (ticket.emotion, ticket.language, ticket.difficulty) == (Emotion.ANXIOUS, "zh-Hans", 3)
    assert ticket.core_demand == "找回账号：赶紧给我找回来"
    assert (ticket.group.code, ticket.is_restricted, ticket.is_classification_final) == ("FL", False, True)


def test_an_interrupted_match_is_in_game_and_at_least_p2() -> None:
    tournament = make_player(make_game("jingji", "tournament"))

    ticket = opened(INTERRUPTED, player=tournament)
    at_cards = opened(INTERRUPTED, player=make_player(make_game()))

    assert (ticket.category_id, ticket.priority, ticket.in_game_now) == ("ES-02", Priority.P2, True)
    assert (at_cards.category_id, at_cards.priority, at_cards.in_game_now) == ("CD-06", Priority.P2, True)


def test_the_verdict_is_kept_with_its_reasons_and_told() -> None:
    ticket = opened(STOLEN)

    verdict = Classification.objects.get(ticket=ticket)
    event = Event.objects.get(subject_id=ticket.pk, name="ticket.classified")
    assert (verdict.source, verdict.category_id, verdict.is_confident) == (VerdictSource.RULES, "AC-02", True)
    assert len(verdict.alternatives) == 2
    assert "“账号被盗”合在一起看，像是AC-02 账号被盗" in reason_texts(as_said(verdict).reasons)
    assert (event.data["category"], event.data["priority"], event.data["source"]) == ("AC-02", "P1", "rules")


def test_triage_raises_no_version() -> None:
    assert opened(STOLEN).version == 1


def test_the_players_choice_on_the_form_stands() -> None:
    ticket = opened("刚才比赛打到一半断了", category="PY-01")

    verdict = Classification.objects.get(ticket=ticket)
    assert ticket.category_id == "PY-01"
    assert verdict.alternatives[0]["category"] == "CD-06"
    assert verdict.is_confident is False


def test_what_the_form_says_about_the_match_counts_more_than_the_words() -> None:
    assert opened(INTERRUPTED, in_game_now=False).in_game_now is False
    assert opened("充值没到账", in_game_now=True).priority == Priority.P2


@pytest.mark.parametrize(
    ("body", "group", "restricted"),
    [
        (CHILD_PAID, "GRD", False),
        ("刚才那个客服态度恶劣，我要投诉客服", "CMP", False),
        ("律师函已经寄出，我们法庭上见", "LEG", False),
        ("请把我的个人信息和身份证照片删掉", "PRV", False),
        (DANGER, "CRI", True),
        ("充了648，钱扣了没到账", "FL", False),
        ("闪退，一打开就退", "FL", False),
    ],
)
def test_some_groups_receive_tickets_directly(body: str, group: str, restricted: bool) -> None:
    ticket = opened(body)

    assert (ticket.group.code, ticket.is_restricted) == (group, restricted)


def test_danger_pages_crisis_staff_and_nobody_else_sees_the_ticket() -> None:
    load_reference()
    crisis = make_agent("crisis", groups=("CRI",))
    agent, supervisor = make_agent(), make_agent("supervisor")

    ticket = opened(DANGER)

    assert (ticket.category_id, ticket.priority, ticket.signals[0]) == ("SF-01", Priority.P0, "crisis")
    page = Notification.objects.get(kind="ticket.crisis")
    assert (page.agent, page.is_urgent, page.url) == (crisis, True, f"/desk/tickets/{ticket.number}")
    seen_by = [person.pk for person in (crisis, agent, supervisor) if tickets_for(person).filter(pk=ticket.pk)]
    assert seen_by == [crisis.pk]
    assert Classification.objects.get(ticket=ticket).is_confident is False


def test_crisis_staff_of_another_game_are_not_paged() -> None:
    load_reference()
    other = make_agent("crisis", games=[make_game("xinghai", "moba")], groups=("CRI",))

    opened(DANGER)

    assert not Notification.objects.filter(agent=other).exists()


def test_without_crisis_staff_administrators_are_paged() -> None:
    load_reference()
    admin = make_agent("admin", groups=())

    opened(DANGER)

    assert list(Notification.objects.values_list("agent", "kind")) == [(admin.pk, "ticket.crisis")]


def test_a_crisis_overrules_the_players_choice() -> None:
    assert opened(DANGER, category="PY-01").category_id == "SF-01"


def test_the_installations_own_urgency_counts() -> None:
    load_reference()
    Category.objects.filter(code="PY-01").update(urgency=1, impact=1)

    assert opened("充值没到账，钱扣了没收到").priority == Priority.P1


def test_a_category_that_is_not_in_use_is_never_given() -> None:
    load_reference()
    Category.objects.filter(code="AC-02").update(is_active=False)

    assert opened(STOLEN).category_id in {"AC-01", "AC-03"}


def test_a_correction_is_kept_and_final() -> None:
    ticket = make_ticket(Status.OPEN, subject="", body="充值没到账")
    agent = make_agent("supervisor")

    change_ticket(ticket, by=Actor.of_agent(agent), category=Category.objects.get(code="PY-02"), reason="扣了两次")

    ticket.refresh_from_db()
    kept = Correction.objects.get(ticket=ticket)
    newest = Classification.objects.filter(ticket=ticket).latest("id")
    event = Event.objects.filter(subject_id=ticket.pk, name="ticket.classified").latest("id")
    assert (ticket.category_id, ticket.urgency, ticket.impact, ticket.priority) == ("PY-02", 2, 2, Priority.P2)
    assert (kept.before, kept.after, kept.agent, kept.reason) == ("PY-01", "PY-02", agent, "扣了两次")
    assert (newest.source, newest.is_confident) == (VerdictSource.PERSON, True)
    assert (event.data["before"], event.data["category"], event.data["version"]) == ("PY-01", "PY-02", ticket.version)
    assert is_settled(ticket)


def test_a_priority_set_by_a_person_survives_a_correction_of_the_category() -> None:
    ticket = make_ticket(Status.OPEN, subject="", body="充值没到账")
    by = Actor.of_agent(make_agent("supervisor"))
    change_ticket(ticket, by=by, priority=Priority.P1, reason="大额")

    change_ticket(ticket, by=by, category=Category.objects.get(code="CN-01"), reason="只是问一下")

    ticket.refresh_from_db()
    assert (ticket.category_id, ticket.priority) == ("CN-01", Priority.P1)


@pytest.mark.parametrize("code", ["", "AC", "XX-01", "AC-99"])
def test_only_a_second_level_category_in_use_can_be_given(code: str) -> None:
    ticket = make_ticket(Status.OPEN)

    with pytest.raises(InvalidInput):
        correct_category(ticket, code=code, by=Actor.system())

    assert not Correction.objects.exists()


def test_a_false_alarm_is_settled_by_a_person_and_goes_back_to_the_front_line() -> None:
    load_reference()
    crisis = Actor.of_agent(make_agent("crisis", groups=("CRI",)))
    ticket = opened(DANGER)

    change_ticket(ticket, by=crisis, category=Category.objects.get(code="NT-01"), reason="口头禅")

    ticket.refresh_from_db()
    assert (ticket.group.code, ticket.is_restricted, ticket.signals) == ("FL", False, [])
    assert ticket.priority == Priority.P3
    assert Event.objects.filter(subject_id=ticket.pk, name="ticket.handed_over").count() == 1


@pytest.mark.parametrize(("code", "group"), [("MR-04", "GRD"), ("SF-02", "CRI")])
def test_a_crisis_that_is_something_else_goes_where_that_belongs(code: str, group: str) -> None:
    load_reference()
    crisis = Actor.of_agent(make_agent("crisis", groups=("CRI", "GRD")))
    ticket = opened(DANGER)

    change_ticket(ticket, by=crisis, category=Category.objects.get(code=code), reason="已电话核实")

    ticket.refresh_from_db()
    assert (ticket.category_id, ticket.group.code, ticket.is_restricted) == (code, group, group == "CRI")
    handed_over = Event.objects.filter(subject_id=ticket.pk, name="ticket.handed_over").count()
    assert handed_over == (0 if group == "CRI" else 1)


def test_a_demand_that_nobody_can_read_is_left_empty() -> None:
    assert opened("喵").core_demand == ""


def test_a_person_who_calls_it_a_crisis_brings_it_to_the_crisis_group() -> None:
    ticket = make_ticket(Status.OPEN, body="我先下线了，谢谢你们")
    staff = make_agent("crisis", groups=("CRI",))

    by = Actor.of_agent(make_agent("supervisor"))
    change_ticket(ticket, by=by, category=Category.objects.get(code="SF-01"), reason="语气不对")

    ticket.refresh_from_db()
    assert (ticket.group.code, ticket.is_restricted, ticket.priority) == ("CRI", True, Priority.P0)
    assert (ticket.assignee, ticket.signals) == (None, ["crisis"])
    assert Notification.objects.get().agent == staff


def test_danger_in_a_later_message_pages_but_does_not_break_off_the_talk() -> None:
    ticket = make_ticket(subject="", body="充值没到账")
    staff, agent, colleague = make_agent("crisis", groups=("CRI",)), make_agent(), make_agent()
    take(ticket, by=Actor.of_agent(agent))

    receive_message(ticket, by=Actor.of_player(ticket.player_id), body="算了，我不想活了")
    receive_message(ticket, by=Actor.of_player(ticket.player_id), body="真的不想活了")

    ticket.refresh_from_db()
    assert (ticket.priority, ticket.signals, ticket.emotion) == (Priority.P0, ["crisis"], Emotion.DISTRESSED)
    assert (ticket.assignee, ticket.is_restricted, ticket.category_id) == (agent, True, "PY-01")
    seen_by = [who for who in (agent, staff, colleague) if tickets_for(who).filter(pk=ticket.pk).exists()]
    assert seen_by == [who for who in (agent, staff, colleague) if can_see(Actor.of_agent(who), ticket)]
    assert seen_by == [agent, staff]
    assert [page.agent for page in Notification.objects.filter(kind="ticket.crisis")] == [staff]


def test_danger_after_a_false_alarm_pages_again() -> None:
    load_reference()
    crisis = make_agent("crisis", groups=("CRI",))
    ticket = opened(DANGER)
    change_ticket(ticket, by=Actor.of_agent(crisis), category=Category.objects.get(code="NT-01"), reason="口头禅")

    receive_message(ticket, by=Actor.of_player(ticket.player_id), body="这次是真的，我不想活了")

    ticket.refresh_from_db()
    assert (ticket.priority, ticket.category_id, ticket.group.code) == (Priority.P0, "NT-01", "CRI")
    assert Notification.objects.filter(agent=crisis, kind="ticket.crisis").count() == 2


def test_danger_in_a_later_message_moves_a_ticket_that_nobody_has() -> None:
    ticket = make_ticket(subject="", body="充值没到账")

    receive_message(ticket, by=Actor.of_player(ticket.player_id), body="算了，我不想活了")

    ticket.refresh_from_db()
    assert (ticket.group, ticket.is_restricted) == (Group.objects.get(code="CRI"), True)


def test_a_later_message_adds_its_signals_and_its_mood_without_raising_the_version_twice() -> None:
    ticket = make_ticket(subject="", body="充值没到账")

    receive_message(ticket, by=Actor.of_player(ticket.player_id), body="再不处理我就打12315，太过分了！！！")

    before = ticket.version
    ticket.refresh_from_db()
    assert (ticket.signals, ticket.emotion, ticket.version) == (["regulator"], Emotion.ANGRY, before + 1)
