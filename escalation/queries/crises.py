"""What stands on the card beside a ticket about danger to a person, and the lists of care that is owed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.models import Agent
from escalation.enums import CrisisStep
from escalation.models import Crisis, CrisisCare, CrisisMark
from escalation.policies.crises import MARKED
from players.enums import AgeBand
from players.queries.law import band_of
from tickets.models import Ticket
from tickets.policies.crisis import is_in_crisis
from tickets.queries.hotlines import Hotline, hotlines_for, words_for_player

MINORS = frozenset({AgeBand.U8, AgeBand.FROM_8_TO_15, AgeBand.FROM_16_TO_17})


@dataclass(frozen=True)
class StepLine:
    """A step of the protocol: what to do, in one sentence, and who has done it when."""

    code: str
    title: str
    text: str
    is_marked: bool
    done_at: datetime | None = None
    done_by: str = ""
    needs_note: bool = False


@dataclass(frozen=True)
class CrisisCard:
    """Everything that somebody needs who talks with a person in danger."""

    ticket: Ticket
    crisis: Crisis | None
    lines: list[Hotline]
    words: str
    steps: list[StepLine]
    never: list[str]
    is_minor: bool


def crisis_card(ticket: Ticket) -> CrisisCard | None:
    """The card of a ticket about danger to a person; None for every other ticket, without a statement."""
    if not is_in_crisis(ticket):
        return None
    crisis = Crisis.objects.filter(pk=ticket.pk).first()
    marks = {mark.step: mark for mark in CrisisMark.objects.filter(crisis=ticket.pk).select_related("done_by")}
    return CrisisCard(
        ticket=ticket,
        crisis=crisis,
        lines=hotlines_for(ticket),
        words=words_for_player(ticket),
        steps=_steps(marks, crisis),
        never=never_list(),
        is_minor=band_of(ticket.player) in MINORS,
    )


def _steps(marks: Mapping[str, CrisisMark], crisis: Crisis | None) -> list[StepLine]:
    texts = step_texts()
    found = []
    for step in CrisisStep:
        mark = marks.get(step)
        done_at = mark.done_at if mark else None
        if step == CrisisStep.FOLLOW_UP and crisis is not None:
            done_at = crisis.followed_up_at
        found.append(
            StepLine(
                code=step.value,
                title=str(step.label),
                text=texts[step],
                is_marked=step in MARKED,
                done_at=done_at,
                done_by=mark.done_by.name if mark and mark.done_by else "",
                needs_note=step == CrisisStep.RESCUE,
            )
        )
    return found


def step_texts() -> Mapping[CrisisStep, str]:
    """What each step asks, in the reader's language."""
    return {
        CrisisStep.STAY: _(
            "Use the name, write short and warm sentences, do not argue. Never promise to keep it secret."
        ),
        CrisisStep.CALL_HELP: _(
            "The crisis group was paged and the ticket is P0. Say here when a trained colleague is with you."
        ),
        CrisisStep.ASK: _("“Are you safe right now? Do you have a plan? Is anybody with you?” Asking does no harm."),
        CrisisStep.HELPLINE: _("Put the numbers into your reply (above), and stay while the player calls."),
        CrisisStep.RESCUE: _(
            "Where is the player? The duty manager calls the emergency services. For a minor, also the guardian."
        ),
        CrisisStep.NEVER: _("What never helps:"),
        CrisisStep.FOLLOW_UP: _("A person asks how the player is. The day is counted above."),
        CrisisStep.CARE: _("Afterwards you are offered a break and a talk. Nobody keeps a word of it."),
    }


def never_list() -> list[str]:
    """What nobody does to a person in danger."""
    return [
        _("gifts or game rewards as a bargain"),
        _("irony, reproach, “others have it worse”"),
        _("closing the conversation"),
        _("texts about rules, refunds or penalties"),
    ]


def owes_follow_up(ticket: Ticket) -> str:
    """Why the ticket cannot be closed yet: nobody has been in touch again."""
    crisis = Crisis.objects.filter(pk=ticket.pk, followed_up_at=None, called_off_at=None).first()
    return "" if crisis is None else _("Please get in touch with the player again before the ticket is closed.")


def open_cares(agent: Agent) -> QuerySet[CrisisCare]:
    """What is offered to the agent and not answered yet, the newest first."""
    return CrisisCare.objects.filter(agent=agent, answer="").order_by("-offered_at", "-pk")


def talks_owed(agent: Agent) -> QuerySet[CrisisCare]:
    """The talks that this supervisor owes, due first, with the colleague; not which conversation it was."""
    owed = CrisisCare.objects.filter(supervisor=agent, talked_at=None).select_related("agent")
    return owed.order_by("talk_by", "pk")
