"""Events: every name is explained, arrows point downwards, and nothing of the outside contract is missing."""

import ast

import pytest

from core.actions.subscriptions import all_subscriptions
from core.queries.notices import described_kinds
from helpdesk.docs import events
from tests.architecture.source import FLOOR, python_files, tree_of

# Names that the outside contract promises for this step; later steps bring the rest.
PROMISED = {
    "ticket.opened", "ticket.classified", "message.received", "message.sent", "message.noted", "ticket.moved",
    "ticket.assigned", "ticket.handed_over", "ticket.escalated", "clock.started", "sla.warned", "sla.breached",
    "promise.made", "promise.kept", "promise.broken", "ticket.resolved", "ticket.reopened", "ticket.closed",
    "ticket.archived", "survey.answered", "case.moved",
}  # fmt: skip


def test_every_event_is_explained_and_every_explanation_is_of_an_event():
    assert set(events.recorded()) == set(events.meanings())


def test_the_outside_contract_is_recorded():
    assert PROMISED - set(events.recorded()) == set()


@pytest.mark.parametrize("subscription", all_subscriptions(), ids=lambda s: f"{s.subscriber} on {s.pattern}")
def test_an_app_listens_only_to_itself_and_below(subscription):
    listener = FLOOR[subscription.subscriber.split(".")[0]]
    heard = {
        place.split(".")[0]
        for name, told in events.recorded().items()
        if subscription.pattern in {name, "*"} or (
            subscription.pattern.endswith(".*") and name.startswith(subscription.pattern[:-1])
        )
        for place in told.places
    }  # fmt: skip

    assert heard, "nobody records what it listens to"
    if "*" not in subscription.pattern:
        assert {package for package in heard if FLOOR[package] > listener} == set()


def test_subscribers_are_named_once():
    names = [(s.pattern, s.subscriber) for s in all_subscriptions()]

    assert len(names) == len(set(names))


def test_every_notification_has_a_sentence():
    told = {
        word.value.value
        for path in python_files()
        for call in ast.walk(tree_of(path))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in {"notify", "_tell"}
        for word in call.keywords
        if word.arg == "kind" and isinstance(word.value, ast.Constant)
    }

    assert {"draft.refused", "case.opened"} <= told
    assert told - described_kinds() == set()
