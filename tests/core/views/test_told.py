"""The notification centre: what was told, by matter and page, in the words and with the rights of now."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.translation import gettext_lazy as _

from core import clock
from core.actions.notifications import notify
from core.models import Group, Notification, NotificationPreference
from core.queries import notices
from core.queries.inbox import PER_PAGE, inbox_for, waiting_for
from tests.factories.people import make_agent
from tests.factories.tickets import make_ticket
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
PAGE, FRESH = "/me/notifications/", "/me/notifications/fresh/"
CANARY = "canary-77ab-told"


@pytest.fixture
def agent():
    return make_agent(name="林晓雨", language="en")


@pytest.fixture
def visitor(agent):
    client = Client()
    client.force_login(agent)
    return client


def tell(agent, key="a", **fields):
    notify([agent], key=key, kind="test.told", params={"number": "HL-1"}, url="/desk/", **fields)
    return Notification.objects.get(agent=agent, key=key)


@pytest.fixture
def sentence(monkeypatch):
    monkeypatch.setattr(notices, "_sentences", {})
    notices.describe("test.told", _("Ticket %(number)s of %(who)s"))


def test_what_still_pages_comes_first_and_then_the_newest(visitor, agent, sentence):
    now = clock.now()
    for key, hours, urgent in (("oldest", 9, False), ("paging", 8, True), ("answered", 2, True), ("newest", 1, False)):
        with clock.frozen(now - timedelta(hours=hours)):
            tell(agent, key, is_urgent=urgent)
    Notification.objects.filter(key="answered").update(read_at=now)

    inbox = inbox_for(agent)

    assert [line.notification.key for line in inbox.urgent] == ["paging"]
    assert [bundle.newest.notification.key for bundle in inbox.bundles] == ["newest", "answered", "oldest"]


def test_notifications_are_sentences_in_the_readers_language(visitor, agent, sentence):
    tell(agent)

    page = visitor.get("/me/notifications/").content.decode()

    assert "Ticket HL-1 of –" in page
    assert notices.described_kinds() == {"test.told"}


def test_an_undescribed_kind_is_named(visitor, agent, monkeypatch):
    monkeypatch.setattr(notices, "_sentences", {})
    tell(agent)

    assert "test.told" in visitor.get("/me/notifications/").content.decode()


def test_a_sentence_is_text_and_never_markup(visitor, agent, monkeypatch):
    monkeypatch.setattr(notices, "_sentences", {"test.told": "%(number)s"})
    notify([agent], key="x", kind="test.told", params={"number": "<script>alert(1)</script>"})

    page = visitor.get("/me/notifications/").content.decode()

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_only_the_own_notification_can_be_acknowledged(visitor, agent, sentence):
    mine, other = tell(agent, is_urgent=True), tell(make_agent())

    visitor.post(f"/me/notifications/{mine.pk}/acknowledge/")
    visitor.post(f"/me/notifications/{other.pk}/acknowledge/")

    mine.refresh_from_db()
    other.refresh_from_db()
    assert mine.read_at is not None
    assert other.read_at is None


def test_reading_all_leaves_what_is_urgent(visitor, agent, sentence):
    calm, urgent = tell(agent, "calm"), tell(agent, "urgent", is_urgent=True)

    visitor.post("/me/notifications/acknowledge/")

    calm.refresh_from_db()
    urgent.refresh_from_db()
    assert calm.read_at is not None
    assert urgent.read_at is None


def test_the_bell_says_how_much_waits(visitor, agent, sentence):
    quiet = visitor.get("/me/notifications/bell/").content.decode()
    tell(agent, "calm")
    tell(agent, "urgent", is_urgent=True)
    loud = visitor.get("/me/notifications/bell/").content.decode()

    assert "rail__dot" not in quiet
    assert "rail__dot" in loud
    assert 'class="pager"' in loud


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_notifications_costs_the_same_for_one_and_three(
    visitor, agent, sentence, count, django_assert_num_queries
):
    for number in range(count):
        tell(agent, str(number), topic=f"ticket:{make_ticket().pk}")

    visitor.get("/me/preferences/")
    with django_assert_num_queries(7):  # session, person, rights, urgent ones, rows, and what they are about
        visitor.get("/me/notifications/")


def about(agent, ticket, key="a", kind="ticket.mentioned", **fields):
    params = {"number": ticket.number, "subject": ticket.subject, "who": "周屿", "note": CANARY}
    notify(
        [agent],
        key=key,
        kind=kind,
        params=params,
        url=f"/desk/tickets/{ticket.number}",
        topic=f"ticket:{ticket.pk}",
        **fields,
    )
    return Notification.objects.get(agent=agent, key=key)


def test_what_is_about_one_ticket_stands_together_and_is_read_together(visitor, agent):
    one, other = make_ticket(), make_ticket()
    for number, ticket in enumerate((one, other, one, one)):
        about(agent, ticket, str(number), kind="watch.message")
    about(agent, one, "urgent", is_urgent=True)

    bundles = [(bundle.topic, len(bundle.lines)) for bundle in inbox_for(agent).bundles]
    visitor.post("/me/notifications/read/", {"topic": f"ticket:{one.pk}"})

    assert bundles == [(f"ticket:{one.pk}", 3), (f"ticket:{other.pk}", 1)]
    left = set(Notification.objects.filter(read_at=None).values_list("key", flat=True))
    assert left == {"1", "urgent"}


def test_the_filters_hold_what_they_name(visitor, agent):
    ticket = make_ticket()
    about(agent, ticket, "mention")
    about(agent, ticket, "watch", kind="watch.message")
    read = about(agent, ticket, "read")
    Notification.objects.filter(pk=read.pk).update(read_at=clock.now())

    def keys(show):
        return {line.notification.key for bundle in inbox_for(agent, show=show).bundles for line in bundle.lines}

    assert keys("all") == keys("nonsense") == {"mention", "watch", "read"}
    assert keys("unread") == {"mention", "watch"}
    assert keys("mentions") == {"mention", "read"}


@pytest.mark.parametrize("before", ["", "x", "-1", "１", "9" * 30])
def test_pages_follow_each_other_without_a_gap_and_nonsense_begins_at_the_beginning(visitor, agent, sentence, before):
    for number in range(PER_PAGE + 2):
        tell(agent, str(number))

    first = inbox_for(agent)
    second = inbox_for(agent, before=first.before)
    page = visitor.get(PAGE, {"before": before})

    keys = [bundle.newest.notification.key for inbox in (first, second) for bundle in inbox.bundles]
    assert keys == [str(number) for number in reversed(range(PER_PAGE + 2))]
    assert (second.before, page.status_code, 'rel="next"' in page.content.decode()) == (None, 200, True)


@pytest.mark.parametrize("change", [{"is_restricted": True}, {}])
def test_what_went_out_of_sight_says_nothing_any_more(visitor, agent, change):
    ticket = make_ticket(subject=CANARY)
    about(agent, ticket)
    Ticket.objects.filter(pk=ticket.pk).update(**change, group=Group.objects.get(code="CRI"))

    page = visitor.get(PAGE).content.decode()

    assert (CANARY in page) is not bool(change)
    assert ("This matter is with colleagues now." in page) is bool(change)
    assert (f"/desk/tickets/{ticket.number}" in page) is not bool(change)


def test_the_bell_counts_what_is_for_the_desk_and_not_far(visitor, agent, sentence):
    tell(agent, "mail")
    Notification.objects.update(on_desk=False)
    assert waiting_for(agent) == {"unread": 0, "urgent": 0, "text": ""}

    for number in range(101):
        tell(agent, str(number))

    assert waiting_for(agent)["text"] == "99+"


# --- What the browser says ---------------------------------------------------------------------------------------


def said(visitor, after=0):
    return visitor.get(FRESH, {"after": after}).json()["told"]


@pytest.mark.parametrize(
    ("opened", "restricted", "shows"), [(False, False, False), (True, False, True), (True, True, False)]
)
def test_a_screen_that_others_see_shows_a_subject_only_when_that_is_wanted(visitor, agent, opened, restricted, shows):
    NotificationPreference.objects.create(agent=agent, shows_subjects=opened)
    agent.groups.add(Group.objects.get(code="CRI"))
    ticket = make_ticket(subject=CANARY)
    if restricted:
        Ticket.objects.filter(pk=ticket.pk).update(is_restricted=True, group=Group.objects.get(code="CRI"))
    row = about(agent, ticket)

    (one,) = said(visitor)

    assert (one["title"], one["tag"], one["url"]) == ("Somebody mentions me", row.key, row.url)
    assert (CANARY in str(one)) is shows
    assert str(ticket.number) in one["body"]


def test_the_browser_says_each_thing_once_and_nothing_stale_hidden_or_read(visitor, agent):
    ticket = make_ticket()
    with clock.frozen(clock.now() - timedelta(minutes=3)):
        about(agent, ticket, "stale")
    first, second = about(agent, ticket, "first"), about(agent, ticket, "second")
    about(agent, ticket, "desk")
    Notification.objects.filter(key="desk").update(in_browser=False)
    Notification.objects.filter(pk=about(agent, ticket, "read").pk).update(read_at=clock.now())
    about(make_agent(), ticket, "theirs")

    assert [one["id"] for one in said(visitor)] == [first.pk, second.pk]
    assert [one["id"] for one in said(visitor, after=first.pk)] == [second.pk]
    Ticket.objects.filter(pk=ticket.pk).update(is_restricted=True, group=Group.objects.get(code="CRI"))
    assert said(visitor) == []


def test_what_went_out_of_sight_does_not_silence_what_came_after_it(visitor, agent):
    hidden, ticket = make_ticket(), make_ticket()
    Ticket.objects.filter(pk=hidden.pk).update(is_restricted=True, group=Group.objects.get(code="CRI"))
    for number in range(11):
        about(agent, hidden, f"hidden-{number}")
    seen = about(agent, ticket, "seen")

    assert [one["id"] for one in said(visitor)] == [seen.pk]


# --- How one is told ---------------------------------------------------------------------------------------------

GOOD = {
    "digest": "daily",
    "digest_hour": "7",
    "quiet_from": "22:00",
    "quiet_to": "08:00",
    "way-mention": ["desk"],
    "shows_presence": "on",
}


def test_choices_are_kept_and_shown_again(visitor, agent):
    answer = visitor.post("/me/notifications/preferences/", GOOD)

    kept = NotificationPreference.objects.get(agent=agent)
    assert answer.status_code == 302
    assert (kept.digest, kept.digest_hour, kept.ways["mention"], kept.ways["watch"]) == ("daily", 7, ["desk"], [])
    assert (kept.shows_presence, kept.watches_mentions, kept.digest_at is not None) == (True, False, True)
    page = visitor.get("/me/notifications/preferences/").content.decode()
    assert (
        '<input type="checkbox" name="way-mention" value="desk" aria-label="Somebody mentions me: At the desk" checked>'
        in page
    )
    assert page.count(" disabled") == 2  # a crisis comes to the desk and by the browser, always
    visitor.post("/me/notifications/preferences/", GOOD | {"digest": "never"})
    assert NotificationPreference.objects.get(agent=agent).digest_at is None


@pytest.mark.parametrize(
    "bad",
    [{"quiet_to": ""}, {"quiet_from": "25:00"}, {"digest": "x"}, {"digest_hour": "24"}, {"way-mention": ["pigeon"]}],
)
def test_bad_choices_are_shown_with_their_error_and_the_rest_is_kept_in_the_form(visitor, bad):
    answer = visitor.post("/me/notifications/preferences/", GOOD | bad)

    page = answer.content.decode()
    assert (answer.status_code, NotificationPreference.objects.count()) == (422, 0)
    assert "field__error" in page
    assert ('value="22:00"' in page) == (bad.get("quiet_from") is None)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_opens_in_both_languages(agent, visitor, language):
    visitor.cookies["django_language"] = language

    page = visitor.get("/me/notifications/preferences/").content.decode()

    assert {"zh-hans": "有人@我", "en": "Somebody mentions me"}[language] in page
