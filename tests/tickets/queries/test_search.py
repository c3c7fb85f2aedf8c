"""Search: every true hit, nothing that the agent may not see, no long wait."""

import re
from datetime import UTC, datetime, timedelta

import psycopg2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from core.enums import ActorKind
from core.models import Actor, Agent, Grant, Group, Role
from tests.factories.people import make_agent, make_game, make_player
from tests.factories.tickets import make_ticket
from tickets.actions import replies
from tickets.actions.attachments import store_upload
from tickets.actions.changes import change_ticket
from tickets.actions.lifecycle import resolve
from tickets.enums import Status
from tickets.models import ReadMark, Ticket
from tickets.queries import search, search_ways
from tickets.queries.search import SearchTooBroad, quick_search, rows_found, search_tickets

pytestmark = pytest.mark.django_db


def found(agent: Agent, asked: str) -> list[int]:
    return [row.pk for row in search_tickets(agent, asked).rows]


def test_words_of_messages_subjects_and_notes_are_found_in_both_languages(agent):
    stolen = make_ticket(subject="账号被盗", body="我的号不见了")
    english = make_ticket(subject="Cannot log in", body="It says error code E-4402 every time")
    replies.add_note(stolen, by=Actor.of_agent(agent), body="疑似撞库")

    assert found(agent, "被盗") == [stolen.pk]
    assert found(agent, "号") == [stolen.pk]
    assert found(agent, "撞库") == [stolen.pk]
    assert found(agent, "ERROR code") == [english.pk]
    assert found(agent, "e-4402") == [english.pk]
    assert found(agent, "err") == [english.pk]
    assert found(agent, "被盗 error") == []


def test_numbers_and_players_are_found(agent):
    player = make_player(uid="UID77001", nickname="青衫落拓")
    ticket = make_ticket(player=player)
    make_ticket(player=make_player(nickname="听雨客"))

    assert found(agent, f"#{ticket.number}") == [ticket.pk]
    assert found(agent, str(ticket.number)) == [ticket.pk]
    assert found(agent, "UID77001") == [ticket.pk]
    assert found(agent, "UID7") == [ticket.pk]
    assert found(agent, "青衫") == [ticket.pk]
    assert found(agent, "9" * 15) == []


def test_what_may_not_be_seen_is_not_found(agent):
    own, foreign = make_game("huanle"), make_game("xinghai", "moba")
    visible = make_ticket(player=make_player(own), body="兑换码无效")
    hidden = make_ticket(player=make_player(foreign, nickname="兑换码"), body="兑换码无效")
    restricted = make_ticket(player=make_player(own), body="兑换码无效")
    Ticket.objects.filter(pk=restricted.pk).update(is_restricted=True, group=Group.objects.get(code="CRI"))
    visitor = make_agent(games=[own])

    assert found(visitor, "兑换码") == [visible.pk]
    assert found(visitor, str(hidden.number)) == []
    assert found(visitor, str(restricted.number)) == []
    assert set(found(make_agent(groups=("CRI",)), "兑换码")) == {restricted.pk, hidden.pk, visible.pk}


def test_pages_hold_every_hit_once(agent, monkeypatch):
    monkeypatch.setattr(search, "PAGE_ROWS", 2)
    player = make_player(nickname="兑换码")
    tickets = [make_ticket(player=player, body="兑换码 兑换码无效") for _ in range(5)]
    replies.add_note(tickets[0], by=Actor.of_agent(agent), body="兑换码已核对")

    pages, cursor = [], ""
    while True:
        page = search_tickets(agent, "兑换码", cursor=cursor)
        pages.append([row.pk for row in page.rows])
        cursor = page.next_cursor
        if not cursor:
            break

    assert pages == [[t.pk for t in tickets[:2:-1]], [t.pk for t in tickets[2:0:-1]], [tickets[0].pk]]


@pytest.mark.parametrize(
    "asked", ["", "   ", "\u200b", "\x00", "\ud800", "'''", "& | !", ":*", "(", "%", "\\", "ﷺ", "🂡" * 40, "x" * 5000]
)
def test_odd_questions_find_nothing_and_break_nothing(agent, asked):
    make_ticket()

    assert found(agent, asked) == []


def test_the_newest_hit_is_shown_with_its_words_marked(agent):
    make_ticket(subject="充值", body="支付宝截图发你了，订单号 2026112009171，" + "等了很久。" * 40 + "请查一下掉单")

    (row,) = search_tickets(agent, "掉单").rows

    marked = [piece.text for piece in row.hit.pieces if piece.is_hit]
    assert marked == ["掉单"]
    assert row.hit.pieces[0].text == "…"


@pytest.mark.parametrize("many", [1, 3])
def test_a_search_takes_the_same_few_statements_for_one_and_three(agent, many, django_assert_max_num_queries):
    for _ in range(many):
        make_ticket(body="兑换码无效")
    search_tickets(agent, "x")

    # savepoint, limit, players, sizes, ids (once more where numbers have grown beyond the first window), rows, release
    with django_assert_max_num_queries(8):
        search_tickets(agent, "兑换码")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_search_that_takes_too_long_is_refused(agent, monkeypatch, database_url):
    monkeypatch.setattr(search_ways, "TIMEOUT", 0.1)
    other = psycopg2.connect(database_url)
    try:
        other.cursor().execute("SET ROLE NONE; LOCK TABLE tickets_message IN ACCESS EXCLUSIVE MODE")

        with pytest.raises(SearchTooBroad):
            search_tickets(agent, "兑换码")
    finally:
        other.close()

    assert found(agent, "兑换码") == []  # the connection is as good as before


@pytest.mark.django_db
def test_a_changed_subject_is_found_and_the_former_one_is_not(agent: Agent) -> None:
    ticket = make_ticket(subject="登录不上")

    change_ticket(ticket, by=Actor.of_agent(agent), subject="账号被盗")

    assert found(agent, "账号被盗") == [ticket.pk]
    assert found(agent, "登录不上") == []


def test_what_a_ticket_says_of_itself_is_found_and_the_former_is_not(agent):
    ticket = make_ticket(Status.OPEN, facts={"order_id": "GP-88213"}, tags=("回访",))
    by = Actor.of_agent(make_agent("supervisor"))

    assert [found(agent, asked) for asked in ("GP-88213", "gp88213", "88213", "回访")] == [[ticket.pk]] * 4

    change_ticket(ticket, by=by, facts={"order_id": "WX-77001"}, tags=["升级"])
    resolve(ticket, by=by, summary="补发了宝箱", root_cause="渠道延迟回调")

    assert [found(agent, asked) for asked in ("WX-77001", "升级", "补发", "延迟回调")] == [[ticket.pk]] * 4
    assert [found(agent, asked) for asked in ("GP-88213", "回访")] == [[]] * 2


def test_a_file_is_found_by_its_name_and_a_note_says_that_it_is_one(agent, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    ticket = make_ticket()
    file = store_upload(
        SimpleUploadedFile("支付凭证-1130.txt", b"paid"),
        uploader_kind=ActorKind.AGENT,
        uploader_key=f"agent:{agent.pk}",
    )
    replies.add_note(ticket, by=Actor.of_agent(agent), body="见附件", attachment_ids=[file.pk])

    (row,) = search_tickets(agent, "支付凭证").rows

    assert row.pk == ticket.pk
    assert (row.hit.seq, row.hit.is_note) == (2, True)


def test_a_number_comes_first_and_once_however_many_newer_tickets_speak_of_it(agent, monkeypatch):
    monkeypatch.setattr(search, "PAGE_ROWS", 2)
    meant = make_ticket()
    others = [make_ticket(body=f"和 {meant.number} 一样") for _ in range(3)]

    page = search_tickets(agent, str(meant.number))
    rest = search_tickets(agent, str(meant.number), cursor=page.next_cursor)

    assert [row.pk for row in page.rows] == [meant.pk, others[2].pk]
    assert [row.pk for row in rest.rows] == [others[1].pk, others[0].pk]


def test_within_a_page_subject_and_player_come_before_a_word_in_passing(agent):
    subject = make_ticket(subject="掉单", body="没有到账")
    named = make_ticket(player=make_player(nickname="掉单王"))
    passing = make_ticket(body="顺便问问掉单的事")

    assert found(agent, "掉单") == [named.pk, subject.pk, passing.pk]


def test_a_name_that_is_nearly_right_is_found_by_its_operator_and_offered_for_words(agent):
    ticket = make_ticket(player=make_player(nickname="ShadowKnight77"))

    assert found(agent, "player:ShadowKnihgt77") == [ticket.pk]
    assert found(agent, "玩家：Shadowknight") == [ticket.pk]
    page = search_tickets(agent, "ShadowKnihgt77")
    assert page.rows == []
    assert [name.text for name in page.said.names] == ["ShadowKnight77"]


def test_an_address_is_found_as_a_whole_and_only_by_who_may_see_players(agent):
    ticket = make_ticket(player=make_player(email="Yu@Mail.example"))
    Role.objects.filter(code="viewer").delete()
    blind = Role.objects.create(code="viewer", name_zh="v", name_en="v", permissions=["desk.use", "ticket.view"])
    visitor = Agent.objects.create_user("v@example.test", "a-long-password", name="v")
    Grant.objects.create(agent=visitor, role=blind)

    assert found(agent, "yu@mail.example") == found(agent, "email:yu@mail.example") == [ticket.pk]
    assert found(agent, "email:yu@mail") == found(agent, "email:yu") == []
    assert found(visitor, "yu@mail.example") == []
    refused = search_tickets(visitor, "email:yu@mail.example")
    assert refused.rows == []
    assert len(refused.said.problems) == 1


# --- What a search may cost ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "most"),
    [
        ("player:" + ",".join(a + b for a in "abcdefgh" for b in "ijklmnop"), 8),
        ("player:" + ",".join(["ab"] * 60), 12),
        ("group:" + ",".join(["TEC"] * 60), 8),
        ("group:TEC group:PAY group:CRI,SEC", 8),
        ("category:AC,PY category:GP", 8),
    ],
)
def test_a_value_costs_once_and_a_list_without_end_is_refused(agent, asked, most):
    with CaptureQueriesContext(connection) as statements:
        search_tickets(agent, asked)

    assert len(statements) <= most


@pytest.mark.parametrize(
    "asked", ["status:open status:closed", "group:TEC group:PAY 兑换", "#100001 group:TEC group:PAY"]
)
def test_what_can_never_be_finds_nothing(agent, asked):
    make_ticket(body="兑换码无效")

    assert found(agent, asked) == []


def test_nine_values_are_refused_in_words_and_eight_are_taken(agent):
    ticket = make_ticket(player=make_player(uid="UID77001"))
    eight, nine = "player:" + "UID77001,b,c,d,e,f,g,h", "player:a,b,c,d,e,f,g,h,i"

    assert found(agent, eight) == [ticket.pk]
    page = search_tickets(agent, nine)
    assert (page.rows, page.said.problems) == ([], (f"“{nine}”没有生效。最多可以写 8 个值。",))
    split = search_tickets(agent, "player:UID77001,b,c,d player:e,f,g,h,i")  # in two parts it is the same question
    assert len(split.said.problems) == 1


def test_the_time_is_for_the_whole_search_and_not_for_each_statement(agent, monkeypatch):
    make_ticket(body="兑换码无效")
    seconds = iter(range(100))
    monkeypatch.setattr(search_ways, "monotonic", lambda: next(seconds))

    with CaptureQueriesContext(connection) as statements, pytest.raises(SearchTooBroad):
        search_tickets(agent, "兑换码")

    left = re.findall(r"statement_timeout = (\d+)", " ".join(one["sql"] or "" for one in statements))
    assert left == ["4000", "3000", "2000", "1000"]


# --- Rights, and what is typed --------------------------------------------------------------------------------------


def hide(ticket: Ticket) -> Ticket:
    Ticket.objects.filter(pk=ticket.pk).update(is_restricted=True, group=Group.objects.get(code="CRI"))
    return ticket


def test_ids_that_a_page_names_show_nothing_that_may_not_be_seen(agent):
    seen, hidden = make_ticket(body="兑换码无效"), hide(make_ticket(body="兑换码无效"))

    assert [row.pk for row in rows_found(agent, "兑换码", [hidden.pk, seen.pk])] == [seen.pk]
    assert rows_found(agent, "\x00", [hidden.pk]) == []


def test_while_somebody_types_the_newest_few_are_shown_with_their_words(agent):
    shown = [make_ticket(body=f"兑换码无效 {n}").pk for n in range(6)]
    hide(make_ticket(body="兑换码无效"))
    number = Ticket.objects.get(pk=shown[0]).number

    rows = quick_search(agent, "兑换")

    assert [row.pk for row in rows] == shown[:0:-1]
    assert [piece.text for piece in rows[0].hit.pieces if piece.is_hit] == ["兑换"]
    assert [row.pk for row in quick_search(agent, str(number))] == [shown[0]]
    assert quick_search(agent, "充值") == quick_search(agent, "") == quick_search(agent, "\x00") == []


# --- Operators ------------------------------------------------------------------------------------------------------

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)  # in Shanghai
CLOSED = {"status": "closed", "resolved_at": NOON, "closed_at": NOON}


@pytest.mark.parametrize(
    ("asked", "hit", "other"),
    [
        ("is:open", {"status": "on_hold"}, CLOSED),
        ("is:unread", {"waiting_since": NOON}, {"waiting_since": None}),
        ("is:unassigned", {"assignee": None}, {"assignee": "agent"}),
        ("is:mine", {"assignee": "agent"}, {"assignee": None}),
        ("is:mine", {"owner": "agent"}, {"owner": None}),
        ("is:overdue", {"next_due_at": NOON - timedelta(seconds=1)}, {"next_due_at": NOON + timedelta(seconds=1)}),
        ("is:archived", CLOSED | {"archived_at": NOON}, CLOSED),
        ("is:restricted", {"is_restricted": True}, {"is_restricted": False}),
        ("created:2026-11-20", {"created_at": NOON}, {"created_at": NOON + timedelta(days=1)}),
        ("created:2026-11", {"created_at": NOON}, {"created_at": NOON + timedelta(days=11)}),
        ("created:2026-11-19..2026-11-20", {"created_at": NOON}, {"created_at": NOON - timedelta(days=2)}),
        ("after:2026-11-20", {"created_at": NOON - timedelta(hours=12)}, {"created_at": NOON - timedelta(hours=13)}),
        ("before:2026-11-20", {"created_at": NOON - timedelta(hours=13)}, {"created_at": NOON - timedelta(hours=12)}),
    ],
)
def test_an_operator_finds_what_it_names_and_nothing_else(agent, asked, hit, other):
    tickets = [make_ticket(), make_ticket()]
    for ticket, fields in zip(tickets, (hit, other), strict=True):
        row = {name: agent if value == "agent" else value for name, value in fields.items()}
        Ticket.objects.filter(pk=ticket.pk).update(**({"group": agent.groups.first()} | row))

    with clock.frozen(NOON):
        assert found(agent, asked) == [tickets[0].pk]
        assert found(agent, f"-{asked}") == [tickets[1].pk]


def test_what_is_read_is_not_unread(agent):
    unread, read = make_ticket(), make_ticket()
    Ticket.objects.update(waiting_since=NOON)
    ReadMark.objects.create(ticket=read, agent=agent, version=Ticket.objects.get(pk=read.pk).version)
    ReadMark.objects.create(ticket=unread, agent=make_agent(), version=99)

    assert found(agent, "is:unread") == [unread.pk]


def test_notes_and_files_are_found_by_their_presence(agent, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    noted, filed = make_ticket(), make_ticket()
    by = Actor.of_agent(agent)
    replies.add_note(noted, by=by, body="疑似撞库")
    file = SimpleUploadedFile("order.txt", b"A-1")
    upload = store_upload(file, uploader_kind=ActorKind.AGENT, uploader_key=f"agent:{agent.pk}")
    replies.send_reply(filed, by=by, body="请看附件", attachment_ids=[upload.pk])

    assert found(agent, "has:note") == [noted.pk]
    assert found(agent, "has:file") == [filed.pk]
