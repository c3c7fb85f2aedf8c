"""Everything that happens to a ticket is told as a sentence, in both languages."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import translation

from helpdesk.docs.events import recorded
from tickets.queries.differences import differences_of
from tickets.queries.sentences import Told, described_events, sentence_of

AT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
DUE = "2026-11-20T14:30:00+00:00"
# Events about other things than tickets, by the first word.
ELSEWHERE = {
    "agent", "player", "token", "demo", "model", "view", "bulk", "macro", "tag", "category", "guardian", "alert",
    "intervention", "evidence", "identity", "play", "play_law", "privacy", "risk", "spend", "retention",
}  # fmt: skip
SETTINGS = {"sla.policy_changed", "sla.calendar_changed"}
ABOUT_TICKETS = sorted(
    name for name in recorded() if name.split(".", maxsplit=1)[0] not in ELSEWHERE and name not in SETTINGS
)
SHOWN_OTHERWISE = {"message.received", "message.sent", "message.noted", "promise.asked", "clock.started"}
HAN, LEFTOVERS = re.compile(r"[\u4e00-\u9fff]"), re.compile(r"%\(|%[sd]|[{}]|\bNone\b|__proxy__|ticket\.|\[|\]")
CASE = {"case": 1, "name": "C-1", "kind": "account_security", "group": "SEC"}
ORDER = {"case": 1, "name": "W-1", "title": "Reissue", "kind": "work_order", "group": "SEC"}
PROMISE = {"promise": 1, "number": 1, "text": "soon", "due_at": DUE}
WOKEN = [
    "time",
    "undone",
    "priority",
    "deadline",
    "handed_over",
    "assigned",
    "case",
    "follow_up",
    "replaced",
    "solved",
    "joined",
    "gone_on",
    "x",
]
CONSENT = {"consent": 4, "kind": "freeze"}
VERDICT = {"category": "PY-01", "priority": "P1", "emotion": "angry", "reason": "seen"}

# Every event with every kind of data that changes its sentence, and words that the English sentence must hold.
AUTO = {
    "agent": 2,
    "name": "Zhou",
    "how": "auto",
    "reasons": [
        {"code": "group", "group": "FL"},
        {"code": "language", "language": "en"},
        {"code": "load", "active": 3, "capacity": 8},
    ],
}
TOLD: list[tuple[str, str, dict[str, Any], list[str]]] = [
    ("consent.asked", "agent", CONSENT, ["Lin asked for consent", "freeze"]),
    ("consent.answered", "player", CONSENT | {"answer": "agreed"}, ["agreed", "freeze", "C-4"]),
    ("consent.answered", "player", CONSENT | {"answer": "declined"}, ["did not agree"]),
    ("consent.withdrawn", "player", CONSENT, ["took the consent back"]),
    ("ticket.opened", "player", {"channel": "phone"}, ["Opened", "Phone"]),
    ("ticket.opened", "player", {"channel": "carrier-pigeon"}, ["Opened"]),
    ("ticket.classified", "system", VERDICT, ["Read as PY-01", "P1", "mood"]),
    ("ticket.classified", "system", VERDICT | {"priority": 2, "emotion": "calm"}, ["PY-01", "P2"]),
    ("ticket.classified", "agent", VERDICT, ["Lin set the category", "PY-01", "(seen)"]),
    ("ticket.assigned", "agent", {"agent": 1, "name": "Lin"}, ["Lin took the ticket"]),
    ("ticket.assigned", "agent", {"agent": 2, "name": "Zhou"}, ["Lin assigned it to Zhou"]),
    ("ticket.assigned", "agent", {"agent": None, "name": ""}, ["Lin gave it back"]),
    ("ticket.assigned", "system", AUTO, ["Assigned to Zhou: group Front line, answers in English, 3 of 8 tickets"]),
    ("ticket.assigned", "agent", AUTO | {"name": "Lin", "how": "next"}, ["Lin took the next ticket: group Front line"]),
    ("ticket.given_back", "system", {"agent": 2, "name": "Zhou", "why": "away"}, ["Zhou was away"]),
    ("ticket.given_back", "system", {"agent": 2, "name": "Zhou", "why": "offline"}, ["Zhou was not there any more"]),
    ("ticket.given_back", "system", {"agent": 2, "name": "Zhou", "why": "deactivated"}, ["Zhou has left"]),
    ("ticket.handed_over", "agent", {"from": "FL", "to": "SEC", "note": "why"}, ["Lin handed it from", "why"]),
    ("ticket.moved", "agent", {"from": "new", "to": "on_hold", "move": "take"}, ["New → "]),
    ("ticket.changed", "agent", {"priority": ["P2", "P0"], "reason": "now"}, ["P2 → P0", "(now)"]),
    ("ticket.changed", "agent", {"subject": ["a", "b"], "tags": [["x"], []]}, ["“a” → “b”; tags: –"]),
    ("ticket.changed", "agent", {"priority": ["P4", "P1"], "because": "merged"}, ["P4 → P1", "merged into it"]),
    ("ticket.changed", "agent", {"priority": ["P1", "P4"], "because": "unmerged"}, ["P1 → P4", "of its own again"]),
    ("ticket.changed", "agent", {"facts": ["order"]}, ["Lin changed facts"]),
    ("ticket.follow_up_set", "agent", {"at": DUE, "note": "call"}, ["Lin will come back to it", "22:30", "call"]),
    ("ticket.follow_up_set", "agent", {"at": None, "note": ""}, ["Lin took the follow-up date away"]),
    ("ticket.follow_up_due", "system", {"at": DUE, "note": ""}, ["The follow-up date has come"]),
    ("ticket.snoozed", "agent", {"until": DUE, "note": "ask"}, ["Lin put it aside until", "22:30", "ask"]),
    ("ticket.snoozed", "agent", {"until": DUE, "note": ""}, ["Lin put it aside until"]),
    *[("ticket.woken", "system", {"reason": reason, "until": DUE}, ["Back in the list"]) for reason in WOKEN],
    ("ticket.woken", "system", {"reason": "message", "until": DUE}, ["Back in the list: the player wrote"]),
    ("ticket.resolved", "agent", {"summary": "done", "root_cause": "bug"}, ["Lin resolved it: done", "bug"]),
    ("ticket.changed", "agent", {"taken_back": "resolve", "waiting": {}}, ["Lin took the resolving back"]),
    ("ticket.changed", "agent", {"taken_back": "close", "reason": "x"}, ["Lin took the closing back", "x"]),
    ("ticket.reopened", "player", {"reason": "message", "count": 1}, ["The player wrote again"]),
    ("ticket.reopened", "agent", {"reason": "again", "count": 1}, ["Lin reopened it: again"]),
    ("ticket.closed", "player", {"reason": "confirmed"}, ["the player says it is solved"]),
    ("ticket.closed", "system", {"reason": "unanswered"}, ["no answer within the time"]),
    ("ticket.closed", "agent", {"reason": ""}, ["Lin closed it"]),
    ("ticket.archived", "system", {}, ["Archived"]),
    ("ticket.link_made", "agent", {}, ["tracking link"]),
    ("ticket.anonymised", "system", {"reason": "retention"}, ["words were taken out"]),
    ("number.revealed", "agent", {"kind": "TEL", "reason": "call back"}, ["covered number", "call back"]),
    ("ticket.escalated", "agent", CASE | {"to": "open", "note": "look"}, ["Lin asked", "(C-1): look"]),
    (
        "ticket.escalated",
        "agent",
        CASE | {"kind": "work_order", "title": "Read the log", "to": "open", "note": "look"},
        ["Lin opened work order C-1 “Read the log” for", ": look"],
    ),
    ("case.moved", "agent", CASE | {"to": "answered", "answer": "yes"}, ["Lin answered C-1: yes"]),
    ("case.moved", "system", CASE | {"to": "cancelled", "answer": "resolved"}, ["C-1 was withdrawn"]),
    ("case.moved", "agent", CASE | {"to": "cancelled", "answer": "no need"}, ["Lin withdrew C-1: no need"]),
    (
        "case.moved",
        "agent",
        ORDER | {"move": "finish", "to": "done", "answer": "sent"},
        ["Lin finished W-1 Reissue: sent"],
    ),
    (
        "case.moved",
        "agent",
        ORDER | {"move": "return", "answer": "which?"},
        ["Lin asks back about W-1 Reissue: which?"],
    ),
    ("case.commented", "agent", ORDER | {"answer": "looking"}, ["Lin on W-1 Reissue: looking"]),
    ("case.changed", "agent", ORDER | {"what": ["title"]}, ["Lin changed W-1 Reissue:"]),
    ("case.reminded", "agent", ORDER, ["Lin reminded of W-1 Reissue"]),
    (
        "case.follow_up_due",
        "system",
        ORDER | {"at": DUE, "note": "call"},
        ["Follow up on W-1 Reissue", "22:30", "call"],
    ),
    ("crisis.opened", "system", {"follow_up_at": DUE}, ["Somebody may be in danger"]),
    ("crisis.called_off", "system", {}, ["nobody is in danger"]),
    ("crisis.step_done", "agent", {"step": "ask"}, ["Lin: “Ask directly about safety” is done"]),
    ("crisis.step_undone", "agent", {"step": "ask"}, ["Lin: “Ask directly about safety” is not done after all"]),
    ("crisis.followed_up", "agent", {"outcome": "reached"}, ["Lin was in touch again: Reached, and safe"]),
    ("crisis.follow_up_due", "system", {"at": DUE}, ["A day is over"]),
    ("ticket.merged", "agent", {"role": "source", "number": 7}, ["Lin merged it into #7"]),
    ("ticket.merged", "agent", {"role": "target", "number": 7}, ["Lin merged #7 into this ticket"]),
    ("ticket.unmerged", "agent", {"role": "target", "number": 7}, ["Lin made #7 a ticket of its own again"]),
    (
        "ticket.unmerged",
        "agent",
        {"role": "source", "number": 7, "meanwhile": 2},
        ["Lin took it out of #7", "2 messages"],
    ),
    ("ticket.split", "agent", {"number": 7, "messages": [1, 2], "subject": "two"}, ["split 2 messages off into #7"]),
    ("message.moved", "agent", {"role": "origin", "number": 7, "messages": [1]}, ["Lin moved 1 message to #7"]),
    ("message.moved", "agent", {"role": "target", "number": 7, "messages": [1]}, ["1 message here from #7"]),
    ("ticket.merged", "agent", {"role": "target", "number": None}, ["Lin merged a restricted ticket into this ticket"]),
    (
        "ticket.split",
        "agent",
        {"messages": [2], "number": None, "subject": ""},
        ["1 message off into a restricted ticket"],
    ),
    ("ticket.linked", "agent", {"role": "from", "kind": "causes", "number": 7}, ["Lin linked it: is the cause of #7"]),
    ("ticket.unlinked", "agent", {"role": "to", "kind": "causes", "number": 7}, ["Lin took the link away:", "#7"]),
    ("promise.made", "agent", PROMISE, ["Lin promised by", "22:30", "soon"]),
    ("promise.kept", "agent", PROMISE, ["Promise kept: soon"]),
    ("promise.broken", "system", PROMISE, ["A promise was broken", "22:30"]),
    ("promise.cancelled", "agent", PROMISE | {"reason": "moot"}, ["Lin withdrew a promise (soon): moot"]),
    ("sla.warned", "system", {"kind": "first_response", "due_at": DUE}, ["First response", "22:30"]),
    ("sla.breached", "system", {"kind": "resolution", "due_at": DUE}, ["Resolution missed", "22:30"]),
    ("survey.answered", "player", {"score": 5, "has_comment": True}, ["The player rated", "Very satisfied"]),
    ("survey.answered", "player", {}, ["The player rated"]),
]


def told(name: str, kind: str, data: dict[str, Any]) -> Told:
    return Told(name, AT, kind, "Lin" if kind == "agent" else "", data)


def test_every_event_about_tickets_has_a_sentence_and_a_sample_here():
    assert set(ABOUT_TICKETS) - described_events() == set()
    assert set(ABOUT_TICKETS) == {name for name, *_rest in TOLD} | SHOWN_OTHERWISE


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    ("name", "kind", "data", "words"), TOLD, ids=lambda part: part if isinstance(part, str) else ""
)
def test_an_event_is_a_sentence_in_the_readers_language(name, kind, data, words, language):
    with translation.override(language):
        sentence = sentence_of(told(name, kind, data))

    assert sentence is not None
    assert not LEFTOVERS.search(sentence.text)
    assert bool(HAN.search(sentence.text)) == (language == "zh-hans")
    assert language != "en" or [word for word in words if word not in sentence.text] == []


@pytest.mark.parametrize("name", sorted(SHOWN_OTHERWISE))
def test_what_the_page_shows_otherwise_is_no_sentence(name):
    assert sentence_of(told(name, "agent", {"message_seq": 1, "version": 2})) is None


def test_the_opening_of_a_case_is_told_once():
    assert sentence_of(told("case.moved", "agent", CASE | {"to": "open", "from": None})) is None


@pytest.mark.parametrize(
    "name", [name for name in ABOUT_TICKETS if name.startswith(("ticket.", "survey.", "message."))]
)
def test_an_old_event_without_data_is_no_obstacle(name):
    sentence_of(told(name, "system", {} if name != "ticket.moved" else {"from": "gone", "to": "new"}))


@pytest.mark.parametrize("text", ["%(who)s", "{0}", "%s", "{{ ticket.internal_note }}", "<b>", "\u202e", "100%"])
def test_words_of_people_stand_as_they_were_written(text):
    sentences = [
        sentence_of(Told("ticket.handed_over", AT, "agent", text, {"from": text, "to": text, "note": text})),
        sentence_of(Told("ticket.resolved", AT, "agent", text, {"summary": text, "root_cause": text})),
        sentence_of(Told("promise.made", AT, "agent", text, {"text": text, "due_at": text})),
        sentence_of(Told("ticket.changed", AT, "agent", text, {"subject": [text, text], "reason": text})),
    ]

    assert [sentence.text.count(text) >= 3 for sentence in sentences if sentence] == [True, True, False, True]
    assert sentences[2] is not None
    assert text in sentences[2].text


# --- What is new -------------------------------------------------------------------------------------------------


def item(kind: str, data: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"kind": kind, "at": DUE, "actor": "Lin", "actor_kind": "agent", "data": data, **more}


@pytest.mark.parametrize(
    ("kind", "visibility", "words", "is_note"),
    [
        ("message.received", "public", "Lin wrote", False),
        ("message.sent", "public", "Lin answered", False),
        ("message.noted", "internal", "Lin left a note", True),
    ],
)
def test_a_new_message_is_told_with_its_words(kind, visibility, words, is_note):
    with translation.override("en"):
        (new,) = differences_of([item(kind, {}, body="text", visibility=visibility)])

    assert (new.text, new.body, new.is_note) == (words, "text", is_note)


def test_what_follows_from_a_message_or_is_inward_is_left_out():
    news = [
        item("ticket.moved", {"from": "pending", "to": "open", "message_seq": 3}),
        item("message.sent", {"message_seq": 3}),
        item("clock.started", {}),
        item("ticket.moved", {"from": "open", "to": "pending"}),
    ]

    assert len(differences_of(news)) == 1
