from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlayersConfig(AppConfig):
    name = "players"
    verbose_name = _("Players")

    def ready(self) -> None:
        """Offer what we know of a player to the pages and resources of the apps above."""
        self._join_desk()
        self._join_resources()
        self._join_real_names()

    def _join_desk(self) -> None:
        from core.queries.slots import fill  # noqa: PLC0415 -- models exist only now
        from players.queries.panels import add_panel  # noqa: PLC0415 -- models exist only now
        from players.views import identity, panels  # noqa: PLC0415 -- models exist only now

        add_panel("payments", panels.payments)
        add_panel("play", panels.play)
        add_panel("identity", identity.panel)
        fill("player.side", identity.side, order=20)

    def _join_resources(self) -> None:
        """Put the level into the resource of a player."""
        from rest_framework import serializers  # noqa: PLC0415 -- models exist only now

        from core.api.fields import register  # noqa: PLC0415 -- models exist only now
        from players.queries.risk import levels_of  # noqa: PLC0415 -- models exist only now

        level = serializers.ChoiceField(choices=["L0", "L1", "L2", "L3", "L4"], allow_null=True)
        register("player", "risk_level", levels_of, schema=level, example="L1")

    def _join_real_names(self) -> None:
        """Name what is sealed, say what people are told, and hear of logins where the state's system is connected."""
        from core.actions.rotation import register_rotation  # noqa: PLC0415 -- models exist only now
        from players.actions.applied import on_applied  # noqa: PLC0415 -- models exist only now
        from players.actions.behaviours import note_batch  # noqa: PLC0415 -- models exist only now
        from players.actions.vault import reseal_vault  # noqa: PLC0415 -- models exist only now
        from players.policies import sealed  # noqa: PLC0415 -- models exist only now
        from players.queries.real_name_words import describe  # noqa: PLC0415 -- models exist only now

        sealed.register()
        register_rotation("players.Evidence", reseal_vault)
        describe()
        on_applied("nppa", note_batch)
