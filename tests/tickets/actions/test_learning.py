"""Learning from corrections: what is learned from, who decides afterwards, and the way back."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from core.errors import NotAllowed, NotThere
from core.models import Actor, Event
from knowledge.models import Category
from tests.factories.people import load_reference, make_agent
from tests.factories.tickets import open_one
from tickets.actions import learning
from tickets.actions.changes import change_ticket
from tickets.actions.learning import Lesson, is_better, learn, lesson_now, let_go, put_to_use
from tickets.classifiers.measuring import Labelled, Part, Report, labelled_messages
from tickets.models import LearnedModel, Ticket

NIGHT = Actor.system()

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def release(settings: Any) -> LearnedModel:
    """The head of the release decides."""
    settings.LEARNED_CLASSIFIER = True
    load_reference()
    return LearnedModel.objects.get(is_active=True)


def short(messages: tuple[Labelled, ...] = labelled_messages(), corrections: int = 20) -> Lesson:
    """A lesson that is learned in a moment."""
    return Lesson(trained_on=messages, measured_with=labelled_messages("apart")[::12], corrections=corrections)


def report(second_level: float, *, danger: float = 0.9, alarms: float = 0.02) -> Report:
    part = Part(size=100, first_level=second_level, second_level=second_level, among_three=second_level)
    return Report({"all": part}, 0.5, 0.9, 10, danger, alarms, 0.0, (), ())


@pytest.mark.parametrize(
    ("after", "before", "better"),
    [
        (report(0.6), None, True),
        (report(0.6), report(0.5), True),
        (report(0.5), report(0.5), False),
        (report(0.4), report(0.5), False),
        (report(0.9, danger=0.8), report(0.5, danger=0.9), False),  # less danger found is never better
        (report(0.6, danger=0.9), report(0.5, danger=0.8), True),
        (report(0.9, alarms=0.051), report(0.5), False),
        (report(0.9, alarms=0.05), report(0.5), True),
        (report(0.9, alarms=0.051), None, False),
    ],
)
def test_a_head_is_better_when_more_is_right_and_no_danger_is_missed(
    after: Report, before: Report | None, better: bool
) -> None:
    assert is_better(after, before) is better


def test_what_people_corrected_is_learned_from_and_some_of_it_measured_with() -> None:
    supervisor = Actor.of_agent(make_agent("supervisor"))
    tickets = [open_one(subject="", body=f"第{n}次问了，这个东西到底怎么弄").ticket for n in range(10)]
    for code in ("CI-03", "CI-04"):
        for ticket in tickets:
            change_ticket(ticket.pk, by=supervisor, category=Category.objects.get(code=code))

    lesson = lesson_now()

    said = {message.text: message.category for message in lesson.trained_on if message.text.endswith("到底怎么弄")}
    held = {message.text: message.category for message in lesson.measured_with if message.text.endswith("到底怎么弄")}
    assert lesson.corrections == 10
    assert len(said) + len(held) == 10
    assert len(held) == sum(ticket.pk % 5 == 0 for ticket in tickets)
    assert set(said.values()) | set(held.values()) == {"CI-04"}  # the last word counts
    assert not set(said) & set(held)


def test_a_worse_head_is_kept_with_its_table_and_does_not_decide(release: LearnedModel) -> None:
    row = learn(by=NIGHT, lesson=short())

    assert row is not None
    assert (row.is_active, row.encoder, row.corrections) == (False, "use3", 20)
    assert row.table["than"] == release.version
    assert row.table["after"]["parts"]["all"]["second_level"] < row.table["before"]["parts"]["all"]["second_level"]
    assert LearnedModel.objects.get(is_active=True) == release
    assert Event.objects.filter(name="model.trained", subject_id=row.pk).count() == 1


def test_a_better_head_decides_from_then_on(release: LearnedModel) -> None:
    poor = learn(by=NIGHT, lesson=short(labelled_messages()[::4]))
    assert poor is not None
    put_to_use(poor, by=NIGHT)
    let_go(poor, by=NIGHT)

    row = learn(by=NIGHT, is_forced=True, lesson=short())

    assert row is not None
    assert row.is_active
    assert not LearnedModel.objects.get(pk=poor.pk).is_active
    told = Event.objects.filter(name="model.put_to_use").latest("pk")
    assert told.data == {"version": row.version, "before": poor.version}


def test_a_head_that_a_person_chose_is_not_replaced_by_a_night(release: LearnedModel) -> None:
    poor = learn(by=NIGHT, lesson=short(labelled_messages()[::4]))
    assert poor is not None
    put_to_use(poor, by=Actor.of_agent(make_agent("admin")))

    row = learn(by=NIGHT, is_forced=True, lesson=short())

    assert row is not None
    assert not row.is_active
    assert LearnedModel.objects.get(is_active=True).pk == poor.pk


def test_a_night_without_news_trains_nothing() -> None:
    assert learn(by=NIGHT, lesson=short(corrections=learning.LEAST_NEW - 1)) is None
    assert learn(by=NIGHT, lesson=short(labelled_messages()[::4], corrections=learning.LEAST_NEW)) is not None
    assert learn(by=NIGHT, lesson=short(corrections=2 * learning.LEAST_NEW - 1)) is None


def test_the_old_one_is_put_back_by_administrators_alone(release: LearnedModel) -> None:
    row = learn(by=NIGHT, lesson=short(labelled_messages()[::4]))
    assert row is not None
    with pytest.raises(NotAllowed):
        put_to_use(row, by=Actor.of_agent(make_agent("agent")))
    admin = Actor.of_agent(make_agent("admin"))

    put_to_use(row, by=admin)
    put_to_use(release, by=admin)

    release.refresh_from_db()
    assert (release.is_active, release.is_held, release.activated_by) == (True, True, admin.agent)
    assert LearnedModel.objects.filter(is_active=True).count() == 1


def test_a_head_that_cannot_be_loaded_is_not_put_to_use(release: LearnedModel) -> None:
    broken = LearnedModel.objects.create(version="broken", content=b"broken", created_at=release.created_at)

    with pytest.raises(NotThere):
        put_to_use(broken, by=NIGHT)

    assert LearnedModel.objects.get(is_active=True) == release


def test_the_administration_shows_the_table_and_the_way_back(release: LearnedModel, settings: Any) -> None:
    settings.DEMO = True
    row = learn(by=NIGHT, lesson=short(labelled_messages()[::4]))
    assert row is not None
    office = Client(headers={"accept-language": "en"})
    office.force_login(make_agent("admin", language="en"))

    page = office.get(f"/admin/tickets/learnedmodel/{row.pk}/change/").content.decode()
    office.post("/admin/tickets/learnedmodel/", {"action": "put_to_use", "_selected_action": [row.pk]})

    assert "→" in page
    assert "danger found" in page
    assert LearnedModel.objects.get(is_active=True).pk == row.pk


def test_no_text_of_a_player_is_kept_with_a_head() -> None:
    body = "这一句话谁也不会写第二遍的嘛"
    ticket = open_one(subject="", body=body).ticket
    change_ticket(ticket.pk, by=Actor.of_agent(make_agent("supervisor")), category=Category.objects.get(code="CI-03"))
    lesson = lesson_now()
    taught = replace(short(), trained_on=(*labelled_messages()[::4], *[m for m in lesson.trained_on if m.text == body]))

    row = learn(by=NIGHT, lesson=taught)

    assert row is not None
    assert body.encode() not in bytes(row.content or b"")
    assert body not in str(row.table)
    assert Ticket.objects.filter(pk=ticket.pk).exists()


def test_the_newest_corrections_are_learned_and_of_two_the_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not those of the newest tickets: an old ticket may be corrected today."""
    monkeypatch.setattr(learning, "CORRECTIONS_MAX", 3)
    by = Actor.of_agent(make_agent("supervisor"))
    old, new = (open_one(body=body).ticket for body in ("旧单", "新单"))
    codes = [row.pk for row in Category.objects.filter(parent__isnull=False, is_active=True).order_by("pk")[:6]]
    for ticket, code in ((new, codes[0]), (new, codes[1]), (old, codes[2]), (old, codes[3]), (old, codes[4])):
        change_ticket(ticket.pk, by=by, category=Category.objects.get(pk=code), reason="看错了")

    lesson = lesson_now()

    learned = {message.text: message.category for message in (*lesson.trained_on, *lesson.measured_with)}
    assert (lesson.corrections, learned["旧单"]) == (1, codes[4])
    assert "新单" not in learned
