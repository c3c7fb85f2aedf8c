from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TicketsConfig(AppConfig):
    name = "tickets"
    verbose_name = _("Tickets")

    def ready(self) -> None:
        """Say what our notifications mean."""
        from core.queries import notices  # noqa: PLC0415 -- models exist only now

        notices.describe(
            "ticket.crisis", _("Somebody may be in danger: ticket #%(number)s. Please look at it at once.")
        )
        notices.describe("ticket.follow_up_due", _("Time to follow up #%(number)s %(subject)s. %(note)s"))
        notices.describe(
            "draft.refused", _("Your text on #%(number)s was not sent: the ticket changed first. It is kept there.")
        )
        notices.describe("bulk.finished", _("Your change of %(total)s tickets is through: %(done)s done."))
        notices.describe("bulk.undone", _("Your change of %(total)s tickets was taken back: %(undone)s put back."))
