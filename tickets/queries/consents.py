"""What a ticket's player was asked to agree to, and how an answer reads."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from core import clock
from tickets.enums import ConsentAnswer, ConsentKind
from tickets.models import ConsentRequest, Ticket
from tickets.queries.family import in_family


def consents_of(ticket: Ticket) -> Sequence[ConsentRequest]:
    """Every question of the ticket and of those merged into it, the newest first; what ran out is among them."""
    return list(ConsentRequest.objects.filter(ticket__in=in_family(ticket)).order_by("-asked_at", "-id")[:20])


def open_consents(consents: Sequence[ConsentRequest]) -> list[ConsentRequest]:
    """Those that wait for an answer and may still get one."""
    now = clock.now()
    return [consent for consent in consents if not consent.answer and consent.expires_at > now]


def answer_words(kind: str, answer: str) -> str:
    """The player's answer as a sentence of the player."""
    return str(
        {
            (ConsentKind.FREEZE, ConsentAnswer.AGREED): _("I agree: please freeze my account to protect it."),
            (ConsentKind.FREEZE, ConsentAnswer.DECLINED): _("I do not agree to freezing my account."),
            (ConsentKind.FREEZE, "withdrawn"): _("I take back my agreement to freezing my account."),
            (ConsentKind.LIMITS, ConsentAnswer.AGREED): _("I agree: please set the limits as you propose."),
            (ConsentKind.LIMITS, ConsentAnswer.DECLINED): _("I do not agree to the limits."),
            (ConsentKind.LIMITS, "withdrawn"): _("I take back my agreement to the limits."),
        }[ConsentKind(kind), answer]
    )


def first_words(kind: str) -> str:
    """What an agent may begin the question with, in the reader's language."""
    return str(
        {
            ConsentKind.FREEZE: _(
                "To protect what is in your account, I would like to freeze it now: nobody can sign in, trade or spend "
                "until we lift it, and we lift it as soon as you say so. Do you agree? You can answer by one tap below."
            ),
            ConsentKind.LIMITS: _(
                "I propose these limits of time and spending for your account. They can be changed again at any time "
                "on your word. Do you agree? You can answer by one tap below."
            ),
        }[ConsentKind(kind)]
    )
