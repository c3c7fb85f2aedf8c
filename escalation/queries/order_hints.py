"""Who hears of a work order besides those who see its ticket."""

from core.models import Event
from escalation.enums import CaseKind
from escalation.models import Case
from tickets.queries.hints import Hint


def order_hints(event: Event) -> list[tuple[str, Hint]]:
    """Each channel of those who see the order of a restricted ticket, with a hint that does not name the ticket.

    They are its group and whoever opened it. Everybody else hears what happened by the ticket's own channels.
    """
    case = Case.objects.filter(pk=event.data.get("case"), kind=CaseKind.WORK_ORDER, ticket__is_restricted=True).first()
    if case is None:
        return []
    hint = Hint(event.name, "", event.pk)
    group = f"desk.group.{case.group_id}"
    own = [f"desk.agent.{case.opened_by_id}"] if case.opened_by_id else []
    return [(channel, hint) for channel in (group, f"{group}.game.{case.game_id}", *own)]
