"""The player's page of one ticket: what it shows, what it keeps to itself, and what can be said on it."""

from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from core import clock
from core.models import Actor, Event
from knowledge.models import Category
from tests.factories.people import make_agent
from tests.factories.tickets import make_ticket
from tickets.actions import lifecycle, replies
from tickets.actions.tracking import live_link, make_link, token_for
from tickets.enums import Status
from tickets.models import Message, Ticket

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
CANARY = "canary-7f3a-internal"
KEY = "0123456789abcdef0123456789abcdef"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def page_of(ticket: Ticket) -> str:
    link = live_link(ticket)
    assert link is not None
    return f"/support/t/{token_for(link)}"


def read(client: Client, ticket: Ticket, language: str = "en") -> str:
    return client.get(page_of(ticket), headers={"Accept-Language": language}).content.decode()


def say(client: Client, ticket: Ticket, body: str, key: str = KEY, **fields: Any) -> Any:
    data = {"body": body, "key": key, **fields}
    return client.post(f"{page_of(ticket)}/reply", data, headers={"Accept-Language": "en"})


@pytest.mark.parametrize(
    ("at", "zh", "en"),
    [
        (Status.NEW, "已收到，正在为您安排客服", "We have it, an agent will be with you"),
        (Status.OPEN, "林夏正在为您处理", "林夏 is looking after it"),
        (Status.PENDING, "还需要您补充一点信息", "We need one more thing from you"),
        (Status.ON_HOLD, "专员正在核查", "A specialist is checking it"),
        (Status.RESOLVED, "处理好了，您看解决了吗？", "It should be solved. Is it?"),
        (Status.CLOSED, "这件事已经办结", "This ticket is closed"),
    ],
)
def test_where_it_stands_is_said_in_plain_words(client: Client, at: Status, zh: str, en: str) -> None:
    ticket = make_ticket(at, agent=make_agent("supervisor", name="林夏"))

    assert f"<h1>{zh}</h1>" in read(client, ticket, "zh-hans")
    assert f"<h1>{en}</h1>" in read(client, ticket, "en")


@pytest.mark.parametrize(
    ("at", "step", "skipped"),
    [
        (Status.NEW, "解答", 0),
        (Status.OPEN, "解答", 0),
        (Status.ON_HOLD, "转交", 0),
        (Status.RESOLVED, "反馈", 2),
        (Status.CLOSED, "归档", 2),
    ],
)
def test_the_seven_steps_show_the_present_one(client: Client, at: Status, step: str, skipped: int) -> None:
    html = read(client, make_ticket(at), "zh-hans")

    now = html.partition('aria-current="step"')[2].partition("</li>")[0]
    assert f"<span>{step}</span>" in now
    assert html.count('<li class="is-') == 7
    assert html.count('class="is-skip"') == skipped


def test_the_page_is_kept_nowhere_and_names_itself_to_nobody(client: Client) -> None:
    response = client.get(page_of(make_ticket()))

    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert '<meta name="robots" content="noindex">' in response.content.decode()


def test_internal_words_never_reach_the_player(client: Client) -> None:
    agent = make_agent("supervisor", name="林夏")
    ticket = make_ticket(Status.OPEN, agent=agent)
    replies.add_note(ticket, by=Actor.of_agent(agent), body=CANARY)
    replies.send_reply(ticket, by=Actor.of_agent(agent), body="公开的回复")
    lifecycle.resolve(ticket, by=Actor.of_agent(agent), summary=CANARY, root_cause=CANARY)

    pages = [page_of(ticket), f"{page_of(ticket)}/thanks", "/support/mine", "/"]
    shown = "".join(client.get(page).content.decode() for page in pages)

    assert "公开的回复" in shown
    assert CANARY not in shown


@pytest.mark.parametrize("token", ["x", "A" * 32, "A" * 32 + "%00", "..%2f..%2fetc", "é" * 32, "A" * 5000])
@pytest.mark.parametrize("verb", ["get", "post"])
def test_a_wrong_link_is_a_page_that_is_not_there(client: Client, token: str, verb: str) -> None:
    path = f"/support/t/{token}" if verb == "get" else f"/support/t/{token}/reply"

    response = getattr(client, verb)(path)

    assert response.status_code in {400, 404}
    assert "<h1>" in response.content.decode()


def test_a_revoked_and_an_expired_link_open_nothing(client: Client) -> None:
    ticket = make_ticket()
    old = page_of(ticket)
    make_link(ticket, by=Actor.system())
    new = page_of(ticket)

    with clock.frozen(clock.now() + timedelta(days=500)):
        expired = client.get(new).status_code

    assert (client.get(old).status_code, client.get(new).status_code, expired) == (404, 200, 404)


def test_what_the_player_writes_stands_on_the_page(client: Client) -> None:
    ticket = make_ticket(Status.PENDING)

    response = say(client, ticket, "截图发您了")

    ticket.refresh_from_db()
    assert (response.status_code, ticket.status) == (303, Status.OPEN)
    assert "截图发您了" in read(client, ticket)


def test_the_same_reply_sent_twice_is_said_once_and_a_changed_one_twice(client: Client) -> None:
    ticket = make_ticket(Status.OPEN)

    statuses = [say(client, ticket, body).status_code for body in ("还在吗", "还在吗", "还在吗？？", "还在吗？？")]

    assert statuses == [303] * 4
    assert [m.body for m in Message.objects.filter(ticket=ticket, seq__gt=1)] == ["还在吗", "还在吗？？"]


@pytest.mark.django_db(transaction=True)
def test_a_reply_sent_eight_times_at_once_is_said_once() -> None:
    ticket = make_ticket(Status.OPEN)
    barrier, statuses = Barrier(8), []

    def press() -> None:
        barrier.wait()
        statuses.append(say(Client(), ticket, "按了好几下").status_code)
        connection.close()

    threads = [Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert statuses == [303] * 8
    assert Message.objects.filter(ticket=ticket, body="按了好几下").count() == 1


@pytest.mark.parametrize("body", ["", " \n", "\u200b\u2060", "长" * 100_000], ids=["empty", "blank", "zero", "100,000"])
def test_a_reply_that_cannot_be_kept_is_refused_in_words_and_stays(client: Client, body: str) -> None:
    ticket = make_ticket(Status.OPEN)

    response = say(client, ticket, body)

    html = response.content.decode()
    assert response.status_code == 422
    assert "field__error" in html
    assert body.strip() in html
    assert Message.objects.filter(ticket=ticket).count() == 1


@pytest.mark.parametrize("body", ["<script>alert(1)</script>", "{{ ticket.subject }}", "\u202e反了", "a\u0301" * 500])
def test_a_strange_reply_is_shown_as_text(client: Client, body: str) -> None:
    ticket = make_ticket(Status.OPEN)

    say(client, ticket, body)

    html = read(client, ticket)
    assert "<script>alert" not in html
    assert Message.objects.get(ticket=ticket, seq=2).body == body


def test_a_file_goes_with_the_reply_and_comes_back_by_a_short_lived_address(client: Client) -> None:
    ticket = make_ticket(Status.OPEN)
    uploaded = client.post(f"{page_of(ticket)}/uploads", {"file": SimpleUploadedFile("a.png", PNG)}).json()["id"]

    say(client, ticket, "截图", attachments=[uploaded])

    answer = client.get(f"{page_of(ticket)}/files/{uploaded}")
    served = client.get(urlsplit(answer["Location"]).path)
    assert (answer.status_code, served.status_code) == (302, 200)
    assert b"".join(served.streaming_content) == PNG


def test_a_file_of_another_ticket_or_of_a_note_is_not_there(client: Client) -> None:
    agent = make_agent("supervisor")
    mine, other = make_ticket(Status.OPEN), make_ticket(Status.OPEN)
    foreign = client.post(f"{page_of(other)}/uploads", {"file": SimpleUploadedFile("a.png", PNG)}).json()["id"]
    say(client, other, "截图", attachments=[foreign])
    replies.add_note(mine, by=Actor.of_agent(agent), body="note")

    got = client.get(f"{page_of(mine)}/files/{foreign}")
    stolen = say(client, mine, "偷来的", attachments=[foreign])

    assert (got.status_code, stolen.status_code) == (404, 422)


def test_a_file_that_we_do_not_take_keeps_the_reply(client: Client) -> None:
    ticket = make_ticket(Status.OPEN)

    response = say(client, ticket, "我的话还在", files=[SimpleUploadedFile("x.html", b"<html>")])

    html = response.content.decode()
    assert response.status_code == 422
    assert ("x.html" in html, "我的话还在" in html) == (True, True)


def test_yes_closes_and_no_goes_back_to_work_and_counts(client: Client) -> None:
    yes, no = make_ticket(Status.RESOLVED), make_ticket(Status.RESOLVED)

    client.post(f"{page_of(yes)}/solved", {"solved": "yes"})
    client.post(f"{page_of(no)}/solved", {"solved": "no", "comment": "坐骑还没回来"})

    yes.refresh_from_db()
    no.refresh_from_db()
    assert (yes.status, yes.is_satisfied) == (Status.CLOSED, True)
    assert (no.status, no.is_satisfied, no.reopen_count) == (Status.OPEN, False, 1)


@pytest.mark.parametrize("answer", ["", "maybe", "yes'--"])
def test_an_answer_that_is_neither_changes_nothing(client: Client, answer: str) -> None:
    ticket = make_ticket(Status.RESOLVED)

    response = client.post(f"{page_of(ticket)}/solved", {"solved": answer})

    ticket.refresh_from_db()
    assert (response.status_code, ticket.status) == (303, Status.RESOLVED)


def test_an_answer_that_comes_twice_changes_nothing_more(client: Client) -> None:
    ticket = make_ticket(Status.RESOLVED)

    for _ in range(3):
        client.post(f"{page_of(ticket)}/solved", {"solved": "yes"})

    ticket.refresh_from_db()
    assert (ticket.status, ticket.reopen_count) == (Status.CLOSED, 0)


def test_a_closed_ticket_opens_again_within_its_days(client: Client) -> None:
    ticket = make_ticket(Status.CLOSED)

    asked = 'name="way" value="reopen" checked' in read(client, ticket)
    client.post(f"{page_of(ticket)}/solved", {"solved": "no", "comment": "又丢了"})

    ticket.refresh_from_db()
    assert (asked, ticket.status, ticket.reopen_count) == (True, Status.OPEN, 1)


def test_words_on_a_closed_ticket_open_a_new_one_that_is_linked(client: Client) -> None:
    ticket = make_ticket(Status.CLOSED)

    response = say(client, ticket, "又出现了")
    again = say(client, ticket, "又出现了")

    new = Ticket.objects.exclude(pk=ticket.pk).get()
    assert response["Location"] == again["Location"] == f"{page_of(new)}#last"
    assert (new.links.get().other_id, new.links.get().kind) == (ticket.pk, "follows")
    assert new.category_id == ticket.category_id


def test_an_unchanged_page_is_answered_without_a_body(client: Client) -> None:
    ticket = make_ticket(Status.OPEN)
    first = client.get(page_of(ticket))

    same = client.get(page_of(ticket), headers={"If-None-Match": first["ETag"]})
    say(client, ticket, "新消息")
    changed = client.get(page_of(ticket), headers={"If-None-Match": first["ETag"]})

    assert (same.status_code, same.content, changed.status_code) == (304, b"", 200)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_database_as_often_for_three_messages_as_for_one(
    client: Client, django_assert_num_queries: Any, rows: int
) -> None:
    ticket = make_ticket(Status.OPEN)
    for n in range(rows - 1):
        say(client, ticket, f"第 {n} 句", key=f"{n:032x}")
    page = page_of(ticket)
    client.get(page)  # a process reads calendars and policies once

    with django_assert_num_queries(8):
        client.get(page)


def test_the_forms_of_the_page_pass_without_an_origin(client: Client) -> None:
    strict = Client(enforce_csrf_checks=True, headers={"Origin": "null"})
    ticket = make_ticket(Status.RESOLVED)

    said = say(strict, ticket, "谢谢")
    language = strict.post("/i18n/setlang", {"language": "en", "next": page_of(ticket)})

    assert (said.status_code, language.status_code) == (303, 302)


def test_a_flood_of_replies_is_told_to_wait_and_keeps_its_text(client: Client) -> None:
    ticket = make_ticket(Status.OPEN)

    statuses = [say(client, ticket, f"第 {n} 条", key=f"{n:032x}").status_code for n in range(16)]
    held = say(client, ticket, "最后一条", key="f" * 32)

    assert statuses[:15] == [303] * 15
    assert (held.status_code, "最后一条" in held.content.decode()) == (429, True)


@pytest.mark.parametrize("comment", ["\u200b", "\u202e", "   "])
def test_a_comment_that_nobody_can_see_is_none(client: Client, comment: str) -> None:
    ticket = make_ticket(Status.RESOLVED)

    client.post(f"{page_of(ticket)}/solved", {"solved": "no", "comment": comment})

    ticket.refresh_from_db()
    assert ticket.status == Status.OPEN


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_an_answer_that_is_too_long_is_said_beside_it_and_kept(client: Client, answer: str) -> None:
    ticket = make_ticket(Status.RESOLVED)

    response = client.post(f"{page_of(ticket)}/solved", {"solved": answer, "comment": "长" * 2001})

    ticket.refresh_from_db()
    assert (response.status_code, ticket.status) == (422, Status.RESOLVED)
    assert "长" * 2001 in response.content.decode()
    assert 'class="field__error" id="solved-error"' in response.content.decode()


def test_what_is_said_with_a_yes_is_kept(client: Client) -> None:
    ticket = make_ticket(Status.RESOLVED)

    client.post(f"{page_of(ticket)}/solved", {"solved": "yes", "comment": "还有这个服务啊，挺好的"})

    assert Event.objects.get(name="ticket.closed", subject_id=ticket.pk).data["comment"] == "还有这个服务啊，挺好的"


def test_a_refused_reply_keeps_the_key_of_its_form(client: Client) -> None:
    page = page_of(make_ticket(Status.OPEN))

    response = client.post(f"{page}/reply", {"body": "", "key": "c" * 32})

    assert response.status_code == 422
    assert f'value="{"c" * 32}"' in response.content.decode()


@pytest.mark.parametrize("refused", ["wrong method", "unknown link", "dirty bytes", "empty reply"])
def test_a_refusal_keeps_the_address_as_secret_as_the_page(client: Client, refused: str) -> None:
    page = page_of(make_ticket())

    answer = {
        "wrong method": lambda: client.get(f"{page}/reply"),
        "unknown link": lambda: client.get("/support/t/unknown"),
        "dirty bytes": lambda: client.get(f"{page}?a=%00"),
        "empty reply": lambda: client.post(f"{page}/reply", {"body": "", "key": KEY}),
    }[refused]()

    assert 400 <= answer.status_code < 500
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["Cache-Control"] == "no-store"
    assert "noindex" in answer["X-Robots-Tag"]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("category", ["SF-01", "SF-02", "SF-03"])
def test_a_players_own_danger_is_never_held_up_to_them_as_a_heading(
    client: Client, category: str, language: str
) -> None:
    ticket = make_ticket(category=category, subject="请帮帮我")

    html = read(client, ticket, language)

    for row in Category.objects.filter(code__startswith="SF"):
        assert row.name_zh not in html
        assert row.name_en not in html


def test_any_other_matter_is_named(client: Client) -> None:
    assert "账号被盗" in read(client, make_ticket(category="AC-02"), "zh-hans")
