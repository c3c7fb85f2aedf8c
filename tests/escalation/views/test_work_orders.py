"""Work orders at the desk: opened on the ticket, shown beside it, queued, worked on, and asked about at the end."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from core import clock
from core.enums import ActorKind
from core.models import Actor, Agent, Group
from escalation.enums import CaseState
from escalation.models import Case, CaseComment, FollowUp, WorkOrder
from escalation.queries.work_orders import order_page
from tests.escalation.views.test_cases import signed_in
from tests.factories.people import make_agent
from tests.factories.tickets import make_ticket, relay_all
from tests.factories.work_orders import asker, make_order, worker
from tickets.actions import drafts, replies
from tickets.actions.attachments import store_upload
from tickets.enums import Status
from tickets.models import Draft, Ticket

pytestmark = pytest.mark.django_db
QUEUE = "/desk/cases/"
FORM = {"title": "查登录日志", "note": "三天进不了", "priority": "2", "due": "1bd", "follow_up": "4bh"}
FORM |= {"follow_up_note": "看进展", "assignee": "", "steps": "查日志\n查设备"}


def post(client: Client, ticket: Ticket, **changes: Any) -> HttpResponse:
    data = FORM | {"group": Group.objects.get(code="TEC").pk, "seen": ticket.version} | changes
    return client.post(f"/desk/tickets/{ticket.number}/work-order", data)  # type: ignore[return-value]


def test_the_people_of_a_work_order_stand_under_the_groups_they_work_in(agent: Agent) -> None:
    ticket = make_ticket(Status.OPEN, agent=agent)
    names = {"TEC": "宋技", "SEC": "安全"}
    workers = {code: make_agent("technical", name=name, groups=(code,)) for code, name in names.items()}
    make_agent("technical", name="前线", groups=("FL",))

    page = signed_in(agent).get(f"/desk/tickets/{ticket.number}/work-order").content.decode()

    for code, worker_ in workers.items():
        group = Group.objects.get(code=code)
        assert re.search(
            rf'<optgroup label="{re.escape(group.name)}">\s*<option value="{worker_.pk}">{names[code]}', page
        )
    assert "前线" not in page
    assert page.count("<optgroup") == 2


def page_of(case: Case) -> str:
    return f"{QUEUE}{case.number}"


@pytest.fixture
def agent() -> Agent:
    return make_agent()


def test_a_work_order_is_opened_on_the_ticket_and_shown_beside_it(agent: Agent) -> None:
    ticket, client = make_ticket(Status.OPEN, agent=agent), signed_in(agent)
    url = f"/desk/tickets/{ticket.number}"
    assert f"{url}/work-order" in client.get(url).content.decode()

    post(client, ticket)

    order = WorkOrder.objects.select_related("case").get()
    assert (order.title, len(order.steps), FollowUp.objects.count()) == ("查登录日志", 2, 1)
    assert order.case.due_at is not None
    text = client.get(url).content.decode()
    assert page_of(order.case) in text
    assert order.title in signed_in(worker().agent).get(QUEUE).content.decode()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "x" * 201),
        ("note", "\u200b"),
        ("note", "x" * 5001),
        ("group", "4711"),
        ("priority", "9"),
        ("due", "never"),
        ("due", "own"),
        ("follow_up", "own"),
        ("follow_up_note", " "),
        ("assignee", "4711"),
        ("steps", "x\nx"),
        ("steps", "x" * 201),
        ("seen", "-1"),
    ],
)
def test_bad_input_is_said_in_the_dialog_and_nothing_is_lost(agent: Agent, field: str, value: str) -> None:
    ticket, client = make_ticket(Status.OPEN, agent=agent), signed_in(agent)

    response = post(client, ticket, **{field: value})

    assert response.status_code == 422
    assert 'class="field__error"' in response.content.decode()
    assert "三天进不了" in response.content.decode() or field == "note"
    assert not Case.objects.exists()


def test_the_page_offers_each_side_its_own_part(agent: Agent) -> None:
    order = make_order(Actor.of_agent(agent))
    url = page_of(order.case)

    mine, theirs = (signed_in(who).get(url).content.decode() for who in (agent, worker().agent))  # type: ignore[arg-type]

    assert f'{url}/cancel"' in mine
    assert f'{url}/accept"' not in mine
    assert f'{url}/accept"' in theirs
    assert f'{url}/cancel"' not in theirs
    assert signed_in(make_agent()).get(url).status_code == 404


def test_the_whole_life_by_forms(agent: Agent) -> None:
    order = make_order(Actor.of_agent(agent), steps=["查日志"], follow_ups=[(clock.now() + timedelta(hours=1), "看")])
    url, tec = page_of(order.case), signed_in(worker().agent)  # type: ignore[arg-type]
    date = FollowUp.objects.get()
    for name, data in (
        ("accept", {}),
        ("start", {}),
        ("step", {"step": "0", "done": "on"}),
        ("comment", {"body": "正在看"}),
        ("follow-up", {"span": "4bh", "note": "再看"}),
        ("date-done", {"date": date.pk}),
        ("wait", {"span": "1bd", "reason": "等厂商"}),
        ("start", {}),
        ("finish", {"result": "solved", "text": "已修复"}),
    ):
        assert tec.post(f"{url}/{name}", data).status_code == 302, name
        assert tec.get(url).status_code == 200

    order.refresh_from_db()
    assert (order.stage, order.result_code, order.steps[0]["done"]) == ("done", "solved", True)
    assert CaseComment.objects.count() == 3


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("finish", {"result": "solved", "text": ""}),
        ("finish", {"result": "magic", "text": "x"}),
        ("wait", {"span": "own", "reason": "x"}),
        ("wait", {"span": "1bd", "reason": ""}),
        ("return", {"question": "x" * 5001}),
        ("comment", {"body": "\u200b"}),
        ("follow-up", {"span": "own", "at": "gestern", "note": "x"}),
        ("follow-up", {"span": "1bd", "note": "x" * 201}),
        ("assign", {"person": "4711"}),
        ("step", {"step": "7"}),
        ("date-done", {"date": "4711"}),
    ],
)
def test_bad_input_to_a_deed_is_said_beside_its_field(agent: Agent, name: str, data: dict[str, str]) -> None:
    order = make_order(Actor.of_agent(agent))
    tec = signed_in(worker().agent)  # type: ignore[arg-type]
    tec.post(f"{page_of(order.case)}/start")

    response = tec.post(f"{page_of(order.case)}/{name}", data)

    assert response.status_code == 422
    assert "field__error" in response.content.decode()
    assert WorkOrder.objects.get().stage == "in_progress"


def test_who_comes_second_sees_what_is_new_and_keeps_the_words(agent: Agent) -> None:
    order = make_order(Actor.of_agent(agent))
    tec = signed_in(worker().agent)  # type: ignore[arg-type]
    tec.post(f"{page_of(order.case)}/start")

    response = tec.post(f"{page_of(order.case)}/finish", {"seen": "1", "result": "solved", "text": "已修复登录服务"})

    assert response.status_code == 409
    assert "已修复登录服务" in response.content.decode()


def test_the_files_of_a_restricted_ticket_are_not_even_named(agent: Agent, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    by = Actor.of_agent(agent)
    order, tec = make_order(by), worker().agent
    file = store_upload(
        SimpleUploadedFile("身份证.txt", b"x"), uploader_kind=ActorKind.AGENT, uploader_key=f"agent:{agent.pk}"
    )
    replies.add_note(order.case.ticket.pk, by=by, body="见附件", attachment_ids=[file.pk])
    assert tec is not None
    number = order.case.number
    assert [file.name for file in order_page(tec, number).files] == ["身份证.txt"]

    Ticket.objects.update(is_restricted=True, group=Group.objects.get(code="CRI"))

    assert order_page(tec, number).files == []
    assert "身份证" not in signed_in(tec).get(f"{page_of(order.case)}/comment").content.decode()


def test_a_restricted_ticket_shows_the_group_nothing_of_itself(agent: Agent) -> None:
    order, tec = make_order(Actor.of_agent(agent)), signed_in(worker().agent)  # type: ignore[arg-type]
    ticket = Ticket.objects.get()
    Ticket.objects.update(is_restricted=True, group=Group.objects.get(code="CRI"), subject="秘密主题")

    for url in (QUEUE, page_of(order.case)):
        text = tec.get(url).content.decode()
        assert order.title in text
        assert "秘密主题" not in text
        assert str(ticket.number) not in text
    assert tec.get(f"/desk/tickets/{ticket.number}").status_code == 404


@pytest.mark.parametrize(("choice", "stage"), [("cancel", "cancelled"), ("go_on", "open")])
@pytest.mark.parametrize("body", ["", "已经处理好了"])
def test_a_resolve_asks_about_open_work_orders(agent: Agent, choice: str, stage: str, body: str) -> None:
    order, client = make_order(Actor.of_agent(agent)), signed_in(agent)
    ticket = Ticket.objects.get()
    url = f"/desk/tickets/{ticket.number}/resolve"
    assert order.title in client.get(url).content.decode()
    data = {"summary": "解决了", "root_cause": "缓存", "body": body}

    assert client.post(url, data).status_code == 422
    ticket.refresh_from_db()
    assert ticket.status == Status.OPEN
    client.post(url, data | {"work_orders": choice})
    relay_all()
    assert WorkOrder.objects.get().stage == ("open" if body else stage)  # last words may still be taken back
    for draft in Draft.objects.all():
        assert drafts.release(draft.pk)
    relay_all()
    assert WorkOrder.objects.get().stage == stage


def test_a_resolve_that_was_taken_back_remembers_what_was_chosen(agent: Agent) -> None:
    make_order(Actor.of_agent(agent))
    client, url = signed_in(agent), f"/desk/tickets/{Ticket.objects.get().number}/resolve"
    client.post(url, {"summary": "解决了", "root_cause": "缓存", "body": "好了", "work_orders": "cancel"})
    drafts.undo_send(Draft.objects.get().pk, by=Actor.of_agent(agent))

    assert re.search(r'value="cancel"[^>]*checked', client.get(url).content.decode())


def test_a_colleague_who_has_no_part_in_an_order_cannot_withdraw_it_with_the_resolve(agent: Agent) -> None:
    make_order(asker())
    client, ticket = signed_in(agent), Ticket.objects.get()
    data = {"summary": "解决了", "root_cause": "缓存", "body": "", "work_orders": "cancel"}

    refused = client.post(f"/desk/tickets/{ticket.number}/resolve", data)

    ticket.refresh_from_db()
    assert (refused.status_code, ticket.status) == (403, Status.OPEN)
    assert "您无权在这里撤回内部工单" in refused.content.decode()
    assert client.post(f"/desk/tickets/{ticket.number}/resolve", data | {"work_orders": "go_on"}).status_code == 302


def test_without_an_open_work_order_a_resolve_asks_nothing_more(agent: Agent) -> None:
    ticket, client = make_ticket(Status.OPEN, agent=agent), signed_in(agent)

    assert "work_orders" not in client.get(f"/desk/tickets/{ticket.number}/resolve").content.decode()


def test_the_queue_filters(agent: Agent) -> None:
    by = Actor.of_agent(agent)
    tec = worker()
    order = make_order(by, title="超时的", assignee=tec.agent)
    make_order(by, title="别人的")
    Case.objects.filter(pk=order.pk).update(due_at=clock.now() - timedelta(hours=1))
    client = signed_in(tec.agent)  # type: ignore[arg-type]

    def titles(query: str) -> tuple[bool, bool]:
        text = client.get(f"{QUEUE}?{query}").content.decode()
        return "超时的" in text, "别人的" in text

    assert titles("") == (True, True)
    assert titles("whose=mine") == (True, False)
    assert titles("whose=group") == (True, True)
    assert titles("overdue=1") == (True, False)
    assert titles("kind=question") == (False, False)
    assert titles("kind=work_order&whose=nonsense&after=~x") == (True, True)
    assert titles("state=ended") == (False, False)


@pytest.mark.parametrize("state", [CaseState.OPEN, CaseState.ANSWERED])
def test_the_queue_has_pages_without_a_row_twice_or_never(
    agent: Agent, state: CaseState, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("escalation.queries.case_queue.PAGE", 2)
    by, now = Actor.of_agent(agent), clock.now()
    ticket = make_ticket(Status.OPEN, agent=agent)
    for number in range(5):
        case = make_order(by, ticket=ticket, title=f"第{number}个").case
        due = now + timedelta(hours=number // 2) if number < 3 else None
        ended = None if state == CaseState.OPEN else now + timedelta(hours=number // 2)
        Case.objects.filter(pk=case.pk).update(due_at=due, state=state, ended_at=ended)
    client, seen = signed_in(agent), list[str]()
    url = f"{QUEUE}?state={'open' if state == CaseState.OPEN else 'ended'}"
    while url:
        context = client.get(url).context
        seen += [case.work_order.title for case in context["page"].cases]
        url = f"{QUEUE}?{context['page'].more}" if context["page"].more else ""

    assert sorted(seen) == [f"第{number}个" for number in range(5)]


@pytest.mark.parametrize("many", [1, 3])
def test_queue_page_and_card_cost_the_same_for_one_and_three(
    agent: Agent, many: int, django_assert_num_queries: Any
) -> None:
    by, ticket = Actor.of_agent(agent), make_ticket(Status.OPEN, agent=agent)
    for _ in range(many):
        order = make_order(by, ticket=ticket, follow_ups=[(clock.now() + timedelta(hours=1), "看")] * many)
        for number in range(many):
            signed_in(agent).post(f"{page_of(order.case)}/comment", {"body": str(number)})
    client = signed_in(agent)
    client.get(QUEUE)
    client.get(f"/desk/tickets/{ticket.number}")

    with django_assert_num_queries(5):
        client.get(QUEUE)
    with django_assert_num_queries(10):
        client.get(page_of(order.case))
    with django_assert_num_queries(12):
        client.get(f"/desk/tickets/{ticket.number}")
