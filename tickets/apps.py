from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TicketsConfig(AppConfig):
    name = "tickets"
    verbose_name = _("Tickets")

    def ready(self) -> None:
        """Say what our notifications and events mean, and give the desk the deeds that concern two tickets."""
        from core.queries import notices  # noqa: PLC0415 -- models exist only now
        from tickets.queries.join_sentences import describe_events  # noqa: PLC0415 -- models exist only now
        from tickets.views.joining import join_desk  # noqa: PLC0415 -- models exist only now

        describe_events()
        join_desk()
        notices.describe(
            "ticket.crisis", _("Somebody may be in danger: ticket #%(number)s. Please look at it at once.")
        )
        notices.describe("ticket.follow_up_due", _("Time to follow up #%(number)s %(subject)s. %(note)s"))
        notices.describe(
            "draft.refused", _("Your text on #%(number)s was not sent: the ticket changed first. It is kept there.")
        )
