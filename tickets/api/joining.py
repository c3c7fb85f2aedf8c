"""The moves that concern two tickets: merge, take apart, split, move messages, link."""

from rest_framework import serializers

from core.api.serializers import IdField, StrictCharField, StrictSerializer
from core.models import Actor
from tickets.actions import links, merging, splitting
from tickets.api.moves import MoveSpec, offer
from tickets.enums import LinkKind
from tickets.models import Ticket
from tickets.policies.texts import SUBJECT_MAX


def message_ids() -> serializers.ListField:
    """Ids of messages of the ticket."""
    return serializers.ListField(
        child=IdField(), allow_empty=False, max_length=splitting.MOST, help_text="Ids of messages of this ticket."
    )


class MergeInput(StrictSerializer):
    """Where it goes on."""

    into = IdField(help_text="Id of another open ticket of the same player.")


class UnmergeInput(StrictSerializer):
    """Which one is a ticket of its own again."""

    ticket = IdField(help_text="Id of a ticket that is merged into this one.")


class SplitInput(StrictSerializer):
    """What the new ticket consists of; at least one message must be the player's."""

    messages = message_ids()
    subject = StrictCharField(max_length=SUBJECT_MAX)


class MoveMessagesInput(StrictSerializer):
    """What stands where from now on."""

    messages = message_ids()
    into = IdField(help_text="Id of another open ticket of the same player.")


class LinkInput(StrictSerializer):
    """What this ticket is to the other one."""

    ticket = IdField(help_text="Id of the other ticket.")
    kind = serializers.ChoiceField(choices=[kind.value for kind in links.BY_HAND])


def _unmerge(target: Ticket, /, *, by: Actor, ticket: int) -> Ticket:
    return merging.unmerge(target, by=by, source=ticket)


def _link(row: Ticket, /, *, by: Actor, ticket: int, kind: str) -> Ticket:
    return links.link(row, by=by, other=ticket, kind=LinkKind(kind))


def _unlink(row: Ticket, /, *, by: Actor, ticket: int, kind: str) -> Ticket:
    return links.unlink(row, by=by, other=ticket, kind=LinkKind(kind))


JOINING = (
    MoveSpec("merge", "Let it go on in another ticket of the player", MergeInput, merging.merge, {"into": "4702"}),
    MoveSpec("unmerge", "Take a merged ticket out again", UnmergeInput, _unmerge, {"ticket": "4702"}),
    MoveSpec(
        "split",
        "Open a new ticket out of some of its messages",
        SplitInput,
        splitting.split,
        {"messages": ["90213"], "subject": "充值没有到账"},
    ),
    MoveSpec(
        "move_messages",
        "Let messages stand on another ticket of the player",
        MoveMessagesInput,
        splitting.move_messages,
        {"messages": ["90213"], "into": "4702"},
    ),
    MoveSpec("link", "Link it to another ticket", LinkInput, _link, {"ticket": "4702", "kind": "related"}),
    MoveSpec("unlink", "Take a link away", LinkInput, _unlink, {"ticket": "4702", "kind": "related"}),
)
for _spec in JOINING:
    offer(_spec)
