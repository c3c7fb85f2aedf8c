"""What a merge would do, before it is done."""

from dataclasses import dataclass

from tickets.models import Message, Ticket
from tickets.queries.family import in_family


@dataclass(frozen=True)
class MergePreview:
    """`refusal` says why it is not possible; the numbers of messages are those that each conversation shows now."""

    source: Ticket
    target: Ticket
    source_messages: int
    target_messages: int
    refusal: str = ""

    @property
    def is_waiting(self) -> bool:
        """Whether the player waits for an answer that the target then owes."""
        return self.source.waiting_since is not None

    @property
    def is_more_urgent(self) -> bool:
        """Whether the source is more urgent than the ticket in which it would go on."""
        return self.source.priority < self.target.priority


def preview_merge(source: Ticket, target: Ticket, *, refusal: str = "") -> MergePreview:
    """Count what the two conversations show; two statements, none where it is refused."""
    counts = (0, 0) if refusal else (_shown(source), _shown(target))
    return MergePreview(source, target, *counts, refusal=refusal)


def _shown(ticket: Ticket) -> int:
    return Message.objects.filter(ticket__in=in_family(ticket), moved_to=None).count()
