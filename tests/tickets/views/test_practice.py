"""One's own keys, one's own texts, the practice."""

import pytest

from core.models import Event, Notification
from tests.factories.people import make_agent
from tests.tickets.browser import text_of
from tickets.models import KeyChoice, Macro, Ticket, Training
from tickets.queries.keys import KEYS, clashes, is_key, keys_of
from tickets.queries.training import STEPS

pytestmark = pytest.mark.django_db
PLACES = {key.usual: f"key_{place}" for place, key in enumerate(KEYS)}


def test_the_usual_keys_do_not_clash():
    assert clashes({key.usual: key.usual for key in KEYS}) == {}
    assert all(is_key(key.usual) for key in KEYS)


@pytest.mark.parametrize("text", ["", "R", "rr", "Ctrl+r", "Mod+k", "é", "回", "g i x", "Shift+1", "F5", " "])
def test_what_is_no_key_is_none(text):
    assert not is_key(text)


def test_own_keys_are_kept_and_come_with_every_page(desk, agent):
    answer = desk.post("/desk/keys/", {"has_single_keys": "on", PLACES["r"]: "Q", PLACES["g i"]: "g  m"})

    assert answer.status_code == 302
    assert dict(keys_of(agent).bindings) == {"r": "q", "g i": "g m"}
    assert '"own": {"r": "q", "g i": "g m"}' in text_of(desk.get("/desk/"))
    assert Event.objects.get(name="agent.keys_chosen").data == {"own": 2, "single": True}


@pytest.mark.parametrize(
    ("usual", "own", "said"),
    [("r", "e", "Resolve"), ("r", "g", "never be reached"), ("g i", "r x", "never be reached"), ("r", "é", "no key")],
)
def test_a_key_that_cannot_be_is_refused_beside_its_deed_and_nothing_is_lost(desk, usual, own, said):
    answer = desk.post("/desk/keys/", {"has_single_keys": "on", PLACES[usual]: own, PLACES["n"]: "q"})

    assert answer.status_code == 422
    assert said in text_of(answer)
    assert f'value="{own}"' in text_of(answer)
    assert 'value="q"' in text_of(answer)
    assert not KeyChoice.objects.exists()


def test_two_deeds_may_change_their_keys_with_each_other(desk, agent):
    desk.post("/desk/keys/", {"has_single_keys": "on", PLACES["r"]: "n", PLACES["n"]: "r"})

    assert dict(keys_of(agent).bindings) == {"r": "n", "n": "r"}


def test_single_keys_go_off_and_all_comes_back_as_usual(desk, agent):
    desk.post("/desk/keys/", {PLACES["r"]: "q"})
    assert (keys_of(agent).has_single_keys, dict(keys_of(agent).bindings)) == (False, {"r": "q"})

    desk.post("/desk/keys/", {PLACES["r"]: "é", "reset": "1"})
    assert (keys_of(agent).has_single_keys, dict(keys_of(agent).bindings)) == (True, {})


# --- One's own texts ---------------------------------------------------------------------------------------------


def test_an_agent_writes_changes_and_takes_away_a_text_of_their_own(desk, agent, sign_in):
    desk.post("/desk/macros/", {"title_zh": "常用", "body_zh": "您好 {{ player.name }}"})
    macro = Macro.objects.get(owner=agent)
    theirs = sign_in(make_agent())

    assert (macro.title_en, macro.body_en) == ("常用", "您好 {{ player.name }}")
    assert theirs.get(f"/desk/macros/{macro.pk}").status_code == 404
    assert theirs.post(f"/desk/macros/{macro.pk}", {"drop": "1"}).status_code == 404
    desk.post(f"/desk/macros/{macro.pk}", {"title_zh": "新", "body_zh": "您好"})
    macro.refresh_from_db()
    assert macro.title_zh == "新"
    desk.post(f"/desk/macros/{macro.pk}", {"drop": "1"})
    assert not Macro.objects.filter(owner=agent).exists()


def test_a_text_with_an_unknown_placeholder_is_refused_and_kept_in_the_form(desk, agent):
    answer = desk.post("/desk/macros/", {"title_zh": "常用", "body_zh": "canary {{ ticket.note }}"})

    assert answer.status_code == 422
    assert "canary {{ ticket.note }}" in text_of(answer)
    assert not Macro.objects.filter(owner=agent).exists()


# --- The practice ------------------------------------------------------------------------------------------------


def test_the_practice_touches_no_ticket_tells_nobody_and_counts_for_nothing(desk, agent):
    before = Event.objects.count()
    page = text_of(desk.get("/desk/training/"))
    names = [step.name for step in STEPS]
    desk.post("/desk/training/done", {"steps": ",".join(names[:3]), "seconds": 20})
    halfway = Training.objects.get(agent=agent)
    desk.post("/desk/training/done", {"steps": ",".join([*names, "nonsense"]), "seconds": 90})
    desk.post("/desk/training/done", {"steps": ",".join(names), "seconds": 120})

    row = Training.objects.get(agent=agent)
    assert "Pretend tickets" in page
    assert (halfway.steps, halfway.rounds, halfway.finished_at) == (names[:3], 0, None)
    assert (row.steps, row.rounds, row.best_seconds) == ([], 2, 90)
    assert (Ticket.objects.count(), Notification.objects.count(), Event.objects.count()) == (0, 0, before)


def test_an_empty_desk_offers_the_practice_until_it_is_done_or_declined(desk, agent, sign_in):
    other = sign_in(make_agent("agent", language="en"))
    words = "New here?"

    assert words in text_of(desk.get("/desk/"))
    assert desk.post("/desk/training/done", {"decline": "1"}).status_code == 302
    assert words not in text_of(desk.get("/desk/"))
    other.post("/desk/training/done", {"steps": ",".join(step.name for step in STEPS), "seconds": 60})
    assert words not in text_of(other.get("/desk/"))
    assert "Practice" in text_of(other.get("/desk/"))


@pytest.mark.parametrize("given", [{"seconds": "x"}, {"seconds": "-1"}, {"steps": "x" * 500}])
def test_what_is_no_result_is_refused(desk, given):
    assert desk.post("/desk/training/done", given).status_code == 422
