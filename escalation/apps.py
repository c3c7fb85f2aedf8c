from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EscalationConfig(AppConfig):
    name = "escalation"
    verbose_name = _("Deadlines")

    def ready(self) -> None:
        """Add what we know to the pages, resources and questions of the apps below."""
        from core.queries.topics import judge_topics  # noqa: PLC0415 -- models exist only now
        from escalation.queries import merging  # noqa: PLC0415 -- models exist only now
        from escalation.queries.crises import owes_follow_up  # noqa: PLC0415 -- models exist only now
        from escalation.queries.invariants import register_invariants  # noqa: PLC0415 -- models exist only now
        from escalation.queries.order_topics import order_standings  # noqa: PLC0415 -- models exist only now
        from escalation.queries.sentences import describe_events  # noqa: PLC0415 -- models exist only now
        from tickets.queries.objections import object_to_close, object_to_merge  # noqa: PLC0415 -- models exist only now

        object_to_merge(merging.open_case)
        object_to_merge(merging.open_promise)
        object_to_close(owes_follow_up)
        register_invariants()
        describe_events()
        judge_topics("case", order_standings)
        self._join_resources()
        self._speak_to_players()
        self._join_desk()

    def _join_resources(self) -> None:
        from core.api.fields import register  # noqa: PLC0415 -- models exist only now
        from escalation.api import resources, schemas  # noqa: PLC0415 -- models exist only now

        for name, provider, schema, example in (
            ("clocks", resources.clocks_of, schemas.ClockSerializer(many=True), schemas.CLOCKS),
            ("promises", resources.promises_of, schemas.PromiseSerializer(many=True), schemas.PROMISES),
            ("case_ids", resources.case_ids_of, schemas.CASE_IDS, ["91"]),
        ):
            register("ticket", name, provider, schema=schema, default=list, example=example)

    def _speak_to_players(self) -> None:
        from core.queries.slots import fill  # noqa: PLC0415 -- models exist only now
        from escalation.views import crises, player_slots  # noqa: PLC0415 -- models exist only now

        fill("intake.promise", player_slots.intake_promise)
        fill("tracking.promise", player_slots.tracking_promise)
        fill("tracking.care", crises.player_card)

    def _join_desk(self) -> None:
        from core.queries.slots import fill  # noqa: PLC0415 -- models exist only now
        from escalation.queries.policies import hours_of  # noqa: PLC0415 -- models exist only now
        from escalation.views import cases, crises, work_orders  # noqa: PLC0415 -- models exist only now
        from tickets.queries.service_hours import keep_hours  # noqa: PLC0415 -- models exist only now

        fill("ticket.banner", crises.banner, order=10)
        fill("ticket.first", crises.sidebar)
        fill("ticket.banner", cases.banner)
        fill("ticket.actions", cases.escalate_button)
        fill("ticket.actions", work_orders.order_button)
        fill("ticket.sidebar", work_orders.sidebar)
        fill("bell.more", cases.waiting)
        keep_hours(hours_of)
        cases.join_desk()
        crises.join_desk()
        work_orders.join_desk()
