"""Many tickets at the desk: with and without scripts, and what each step costs."""

import re

import pytest

from core.models import Group
from tests.factories.people import make_agent, make_player
from tests.factories.routing import wait_for_somebody
from tests.factories.tickets import make_ticket
from tests.tickets.browser import by_htmx, text_of
from tickets.enums import BulkState, RowState, Status
from tickets.models import BulkJob, BulkRow, Ticket
from tickets.policies.bulk import IDS_MOST
from tickets.views.bulk_questions import QUESTIONS

pytestmark = pytest.mark.django_db
URL = "/desk/bulk/"


def hidden(answer, name):
    return re.findall(rf'name="{name}" value="([^"]*)"', text_of(answer))


def test_three_pages_without_scripts_do_it_to_many(agent, desk):
    first, second = make_ticket(), make_ticket(player=make_player())
    solved = make_ticket(Status.RESOLVED, player=make_player())
    ids = [str(ticket.pk) for ticket in (first, second, solved)]

    asked = desk.post(URL + "priority", {"ids": ids})
    assert hidden(asked, "ids") == [",".join(f"{t.pk}:{t.version}" for t in (first, second, solved))]
    shown = desk.post(
        URL + "priority", {"ids": hidden(asked, "ids"), "step": "preview", "priority": "0", "reason": "大额"}
    )
    assert "3 tickets will be changed" in text_of(shown)
    done = desk.post(
        URL + "priority",
        {"ids": hidden(shown, "ids"), "key": hidden(shown, "key")[0], "step": "run", "priority": "0", "reason": "大额"},
        follow=True,
    )

    assert done.redirect_chain == [(f"/desk/bulk/jobs/{BulkJob.objects.get().pk}", 302)]
    assert "3 tickets done" in text_of(done)
    assert set(Ticket.objects.values_list("priority", flat=True)) == {0}


def test_where_nothing_can_be_changed_the_chinese_sentences_are_whole(sign_in):
    ticket = make_ticket()
    Ticket.objects.filter(pk=ticket.pk).update(priority=2)
    desk = sign_in(make_agent(language="zh-hans"))

    shown = desk.post(
        URL + "priority", {"ids": f"{ticket.pk}:{ticket.version}", "step": "preview", "priority": "2", "reason": "大额"}
    )

    text = text_of(shown)
    assert "优先级：1 张工单" in text
    assert re.sub(r"<[^>]*>", "", text).count("没有可以更改的工单。 跳过 1 张：") == 1


def test_a_part_for_htmx_is_the_part_of_the_page(desk):
    ticket = make_ticket()
    data = {"ids": [str(ticket.pk)]}

    page, part = desk.post(URL + "take", data), desk.post(URL + "take", data, headers=by_htmx("deed"))

    def bare(answer):
        return re.sub(r'name="(csrfmiddlewaretoken|key)" value="[^"]*"', "", text_of(answer)).strip()

    assert bare(part) in bare(page)


def test_who_goes_back_and_asks_for_something_else_gets_it(desk):
    ticket = make_ticket()

    def shown(priority):
        data = {"ids": [str(ticket.pk)], "priority": priority, "reason": "x", "key": keys[-1:], "step": "preview"}
        keys.append(hidden(desk.post(URL + "priority", data), "key")[0])

    def run(priority, key):
        data = {"ids": [str(ticket.pk)], "priority": priority, "reason": "x", "key": key, "step": "run"}
        return desk.post(URL + "priority", data)

    keys = []
    shown("0")
    assert run("0", keys[0]).status_code == run("0", keys[0]).status_code == 302
    assert BulkJob.objects.count() == 1
    shown("1")
    run("1", keys[1])
    assert (BulkJob.objects.count(), Ticket.objects.get().priority) == (2, 1)

    assert run("2", keys[1]).status_code == 422
    assert (BulkJob.objects.count(), Ticket.objects.get().priority) == (2, 1)


def test_the_page_of_a_job_does_not_name_what_went_out_of_sight(agent, desk):
    stays, goes = (make_ticket(player=make_player(), subject=name) for name in ("玄武岩", "花岗岩"))
    for ticket in (stays, goes):
        Ticket.objects.filter(pk=ticket.pk).update(assignee=make_agent(name="陈默"))
    ids = [str(ticket.pk) for ticket in (stays, goes)]
    desk.post(URL + "take", {"ids": ids, "step": "run"})
    page = f"/desk/bulk/jobs/{BulkJob.objects.get().pk}"
    assert all(text in text_of(desk.get(page)) for text in ("玄武岩", "花岗岩", str(goes.number)))

    Ticket.objects.filter(pk=goes.pk).update(is_restricted=True, group=Group.objects.get(code="CRI"))

    shown = text_of(desk.get(page))
    assert "玄武岩" in shown
    assert str(goes.number) not in shown
    assert "花岗岩" not in shown


def test_what_changed_after_the_preview_is_reported_and_not_forced(agent, desk):
    ticket = make_ticket()
    stale = f"{ticket.pk}:{ticket.version}"
    Ticket.objects.filter(pk=ticket.pk).update(version=ticket.version + 1)

    answer = desk.post(URL + "take", {"ids": [stale], "step": "run"}, headers=by_htmx("deed"))

    assert "changed meanwhile" in text_of(answer)
    assert Ticket.objects.get().assignee_id is None


def test_everything_in_a_view_is_what_the_view_holds_up_to_the_limit(agent, desk, monkeypatch):
    monkeypatch.setattr("tickets.queries.bulk.VIEW_MOST", 2)
    for _ in range(3):
        make_ticket(player=make_player())

    answer = desk.post(URL + "take", {"view": "unassigned", "everything": "1", "ids": "1"})

    assert len(hidden(answer, "ids")[0].split(",")) == 2


@pytest.mark.parametrize("ids", [[], ["x"], ["1", "2:y"], [",".join(map(str, range(1, IDS_MOST + 2)))]])
def test_bad_ids_are_told(desk, ids):
    answer = desk.post(URL + "take", {"ids": ids})

    assert answer.status_code == 400
    assert not BulkJob.objects.exists()


def test_a_job_is_its_agents_alone(agent, desk, sign_in):
    desk.post(URL + "take", {"ids": [str(make_ticket().pk)], "step": "run"})
    job = BulkJob.objects.get()
    colleague = sign_in(make_agent())

    assert desk.get(f"/desk/bulk/jobs/{job.pk}").status_code == 200
    assert colleague.get(f"/desk/bulk/jobs/{job.pk}").status_code == 404
    assert colleague.post(f"/desk/bulk/jobs/{job.pk}/undo").status_code == 404


def test_undo_puts_back_and_says_so(agent, desk):
    ticket = make_ticket()
    desk.post(URL + "take", {"ids": [str(ticket.pk)], "step": "run"})
    job = BulkJob.objects.get()

    answer = desk.post(f"/desk/bulk/jobs/{job.pk}/undo", headers={"Accept": "application/json, text/html"})

    assert answer.json() == {"ticket": None, "bulk": str(job.pk)}
    assert (BulkJob.objects.get().state, BulkRow.objects.get().state) == (BulkState.UNDONE, RowState.UNDONE)
    assert Ticket.objects.get().assignee_id is None


def test_many_wait_for_the_timers_and_the_page_asks_again(agent, desk, monkeypatch):
    monkeypatch.setattr("tickets.views.bulk.AT_ONCE", 1)
    ids = [str(make_ticket(player=make_player()).pk) for _ in range(2)]

    answer = desk.post(URL + "take", {"ids": ids, "step": "run"}, headers=by_htmx("deed"))

    assert 'hx-trigger="load delay:1s"' in text_of(answer)
    assert "0 of 2 have had their turn" in text_of(answer)
    assert "HX-Trigger-After-Settle" not in answer


@pytest.mark.parametrize("many", [1, 3])
def test_a_preview_costs_the_same_for_one_and_three(agent, desk, many, django_assert_num_queries):
    ids = [str(make_ticket(player=make_player()).pk) for _ in range(many)]
    desk.get("/desk/")

    with django_assert_num_queries(5):  # session, person, rights, tickets
        desk.post(URL + "close", {"ids": ids})


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_each_deed_asks_and_shows_what_would_happen(desk, name):
    answer = desk.post(URL + name, {"ids": [str(make_ticket().pk)]}, headers=by_htmx("deed"))

    assert answer.status_code == 200
    assert "<form" in text_of(answer)


# --- What would be changed ------------------------------------------------------------------------------------------


def shown_plan(desk, deed, tickets, **answers):
    data = {"ids": [str(ticket.pk) for ticket in tickets], "step": "preview", **answers}
    return re.sub(r"<[^>]+>", "", text_of(desk.post(URL + deed, data, headers=by_htmx("deed"))))


@pytest.mark.parametrize(
    ("deed", "answers", "change", "button"),
    [
        ("take", {}, "nobody → 周宁", "Take (1)"),
        ("assign", {"agent_id": "林夏"}, "nobody → 林夏", "Assign 1 to 林夏"),
        ("hand_over", {"group": "PAY", "note": "x"}, "Front line → Payments", "Hand 1 over to Payments"),
        ("priority", {"priority": "0", "reason": "x"}, "P3 → P0", "Set 1 to P0"),
        ("category", {"category": "PY-01"}, "OP-01", "Set 1 to PY-01"),
        ("tags", {"add": "vip"}, "no tags → vip", "Change tags of 1: +vip"),
        ("note", {"body": "x"}, "进不了游戏", "Internal note (1)"),
    ],
)
def test_a_preview_says_from_what_to_what_and_its_button_to_whom(*, agent, desk, deed, answers, change, button):
    type(agent).objects.filter(pk=agent.pk).update(name="周宁")
    ticket = wait_for_somebody(subject="进不了游戏")
    answers = dict(answers)
    if "agent_id" in answers:
        answers["agent_id"] = make_agent(name="林夏").pk
    if "group" in answers:
        answers["group"] = Group.objects.get(code="PAY").pk

    shown = shown_plan(desk, deed, [ticket], **answers)

    assert f"#{ticket.number} 进不了游戏" in shown
    assert change in shown
    assert button in shown


@pytest.mark.parametrize(("many", "more"), [(20, False), (21, True)])
def test_a_preview_names_twenty_and_counts_the_rest(desk, many, more):
    player = make_player()
    tickets = [make_ticket(player=player) for _ in range(many)]

    shown = shown_plan(desk, "priority", tickets, priority="0", reason="x")

    assert shown.count("→") == 20
    assert ("and 1 more" in shown) is more
    assert f"Set {many} to P0" in shown


@pytest.mark.parametrize("many", [1, 3])
def test_a_preview_with_names_costs_the_same_for_one_and_three(agent, desk, many, django_assert_num_queries):
    ids = [str(make_ticket(player=make_player()).pk) for _ in range(many)]
    data = {"ids": ids, "step": "preview", "agent_id": make_agent(name="林夏").pk}
    desk.get("/desk/")

    with django_assert_num_queries(10):
        desk.post(URL + "assign", data)


def test_where_nothing_can_be_changed_it_is_said_at_once_and_no_text_is_asked_for(desk):
    closed = make_ticket(Status.CLOSED)

    answer = text_of(desk.post(URL + "resolve", {"ids": [str(closed.pk)]}, headers=by_htmx("deed")))

    assert "None of them can be changed." in answer
    assert "<textarea" not in answer
    assert re.findall(r"<(?:button|a class=\"btn)[^>]*>([^<]*)<", answer) == ["Back", "Back"]
