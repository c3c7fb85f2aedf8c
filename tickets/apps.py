from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TicketsConfig(AppConfig):
    name = "tickets"
    verbose_name = _("Tickets")

    def ready(self) -> None:
        """Say what our notifications and events mean, who may hear, what the auditor asks, and which deeds join two."""
        from core.queries import notices  # noqa: PLC0415 -- models exist only now
        from core.queries.topics import judge_topics  # noqa: PLC0415 -- models exist only now
        from tickets.queries import consent_sentences  # noqa: PLC0415 -- models exist only now
        from tickets.queries.audience import standings  # noqa: PLC0415 -- models exist only now
        from tickets.queries.invariants import register_invariants  # noqa: PLC0415 -- models exist only now
        from tickets.queries.join_sentences import describe_events  # noqa: PLC0415 -- models exist only now
        from tickets.queries.matters import describe_matters  # noqa: PLC0415 -- models exist only now
        from tickets.views import consents  # noqa: PLC0415 -- models exist only now
        from tickets.views.joining import join_desk  # noqa: PLC0415 -- models exist only now

        register_invariants()
        self._join_account()
        self._keep_privacy()
        self._reach_players()
        describe_events()
        consent_sentences.describe_events()
        join_desk()
        consents.join_desk()
        judge_topics("ticket", standings)
        describe_matters()
        notices.describe(
            "ticket.crisis", _("Somebody may be in danger: ticket #%(number)s. Please look at it at once.")
        )
        notices.describe(
            "ticket.crisis_alone", _("Nobody is with the player of ticket #%(number)s any more. Please go on with it.")
        )
        notices.describe(
            "tickets.left", _("%(name)s has left. Tickets that were answered and still need somebody: %(count)s")
        )
        notices.describe("ticket.follow_up_due", _("Time to follow up #%(number)s %(subject)s. %(note)s"))
        notices.describe(
            "draft.refused", _("Your text on #%(number)s was not sent: the ticket changed first. It is kept there.")
        )
        notices.describe("bulk.finished", _("Your change of %(total)s tickets is through: %(done)s done."))
        notices.describe("bulk.undone", _("Your change of %(total)s tickets was taken back: %(undone)s put back."))

    def _reach_players(self) -> None:
        """Carry what players are told because somebody cares how they are."""
        from players.actions.contacts import offer_door  # noqa: PLC0415 -- models exist only now
        from players.enums import InterventionWay  # noqa: PLC0415 -- models exist only now
        from tickets.actions.contacting import contact_player  # noqa: PLC0415 -- models exist only now

        offer_door(InterventionWay.TICKET, contact_player)

    def _keep_privacy(self) -> None:
        from players.actions.erasing import erase_also, name_also  # noqa: PLC0415 -- models exist only now
        from players.queries.minors_audit import count_also  # noqa: PLC0415 -- models exist only now
        from players.queries.personal_data import provide  # noqa: PLC0415 -- models exist only now
        from tickets.actions.anonymising import erase_from_tickets, names_on_tickets  # noqa: PLC0415 -- models exist only now
        from tickets.actions.keepers import register_keepers  # noqa: PLC0415 -- models exist only now
        from tickets.queries.minors import minors_in_tickets  # noqa: PLC0415 -- models exist only now
        from tickets.queries.personal_data import tickets_of  # noqa: PLC0415 -- models exist only now

        register_keepers()
        erase_also(erase_from_tickets)
        name_also(names_on_tickets)
        provide("tickets", _("Tickets"), tickets_of, order=20)
        count_also(minors_in_tickets)

    def _join_account(self) -> None:
        from core.queries.slots import fill  # noqa: PLC0415 -- models exist only now
        from tickets.views import me_slots, player_page  # noqa: PLC0415 -- models exist only now

        fill("me.leaving", me_slots.leaving)
        fill("player.tickets", player_page.tickets)
