from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TicketsConfig(AppConfig):
    name = "tickets"
    verbose_name = _("Tickets")

    def ready(self) -> None:
        """Say what our notifications mean, and who may hear of a ticket."""
        from core.queries import notices  # noqa: PLC0415 -- models exist only now
        from core.queries.topics import judge_topics  # noqa: PLC0415 -- models exist only now
        from tickets.queries.audience import standings  # noqa: PLC0415 -- models exist only now
        from tickets.queries.matters import describe_matters  # noqa: PLC0415 -- models exist only now

        judge_topics("ticket", standings)
        describe_matters()
        notices.describe(
            "ticket.crisis", _("Somebody may be in danger: ticket #%(number)s. Please look at it at once.")
        )
        notices.describe("ticket.follow_up_due", _("Time to follow up #%(number)s %(subject)s. %(note)s"))
        notices.describe(
            "draft.refused", _("Your text on #%(number)s was not sent: the ticket changed first. It is kept there.")
        )
