from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from core.models import Actor


class PlayersConfig(AppConfig):
    name = "players"
    verbose_name = _("Players")

    def ready(self) -> None:
        """Offer what we know of a player to the pages and resources of the apps above."""
        self._join_desk()
        self._join_resources()
        self._listen()

    def _join_desk(self) -> None:
        from players.queries.panels import add_panel  # noqa: PLC0415 -- models exist only now
        from players.views import panels  # noqa: PLC0415 -- models exist only now

        add_panel("payments", panels.payments)
        add_panel("play", panels.play)
        self._fill_risk_centre()

    def _fill_risk_centre(self) -> None:
        from core.queries.slots import fill  # noqa: PLC0415 -- models exist only now
        from players.actions.risk_tasks import finish_task, take_task  # noqa: PLC0415 -- models exist only now
        from players.queries.alert_sources import Source, add_source  # noqa: PLC0415 -- models exist only now
        from players.queries.risk_centre import count_tasks, task_rows  # noqa: PLC0415 -- models exist only now
        from players.views.risk_slots import flag_player, level_chip  # noqa: PLC0415 -- models exist only now

        def take(pk: int, by: Actor) -> object:
            return take_task(pk, by=by)

        def finish(pk: int, by: Actor, outcome: str) -> object:
            return finish_task(pk, by=by, outcome=outcome)

        add_source("task", Source(task_rows, count_tasks, take, finish))
        fill("player.header", level_chip)
        fill("player.limits", flag_player)

    def _join_resources(self) -> None:
        """Put the level into the resource of a player."""
        from rest_framework import serializers  # noqa: PLC0415 -- models exist only now

        from core.api.fields import register  # noqa: PLC0415 -- models exist only now
        from players.queries.risk import levels_of  # noqa: PLC0415 -- models exist only now

        level = serializers.ChoiceField(choices=["L0", "L1", "L2", "L3", "L4"], allow_null=True)
        register("player", "risk_level", levels_of, schema=level, example="L1")

    def _listen(self) -> None:
        """Rate those of whom games report something."""
        from players.actions.applied import on_applied  # noqa: PLC0415 -- models exist only now
        from players.actions.risk_reports import note_batch  # noqa: PLC0415 -- models exist only now

        on_applied("risk", note_batch)
