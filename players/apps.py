from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlayersConfig(AppConfig):
    name = "players"
    verbose_name = _("Players")

    def ready(self) -> None:
        """Offer what we know of a player to pages and resources, and say how our data is kept, given out, counted."""
        from core.queries import notices  # noqa: PLC0415 -- models exist only now
        from players.actions.keepers import register_keepers  # noqa: PLC0415 -- models exist only now
        from players.queries.minors_audit import register_counts  # noqa: PLC0415 -- models exist only now
        from players.queries.personal_data import register_sections  # noqa: PLC0415 -- models exist only now

        register_keepers()
        register_sections()
        register_counts()
        notices.describe("privacy.due", _("A request about personal data has to be answered by %(due)s."))
        self._join_desk()
        self._join_resources()
        self._watch_play()
        self._listen()
        self._join_real_names()

    def _join_desk(self) -> None:
        from core.queries.slots import fill  # noqa: PLC0415 -- models exist only now
        from players.queries.panels import add_panel  # noqa: PLC0415 -- models exist only now
        from players.views import identity, panels, privacy_slots  # noqa: PLC0415 -- models exist only now

        add_panel("logins", panels.logins)
        add_panel("matches", panels.matches)
        add_panel("payments", panels.payments)
        add_panel("play", panels.play)
        add_panel("risk", panels.risk)
        add_panel("identity", identity.panel)
        fill("player.side", identity.side, order=20)
        fill("player.side", privacy_slots.new_request_link, order=90)
        self._fill_risk_centre()

    def _fill_risk_centre(self) -> None:
        from core.queries.slots import fill  # noqa: PLC0415 -- models exist only now
        from players.actions.alert_deeds import fill_centre  # noqa: PLC0415 -- models exist only now
        from players.views.risk_slots import flag_player, level_chip  # noqa: PLC0415 -- models exist only now

        fill_centre()
        fill("player.header", level_chip)
        fill("player.limits", flag_player)

    def _join_resources(self) -> None:
        """Put the level into the resource of a player."""
        from rest_framework import serializers  # noqa: PLC0415 -- models exist only now

        from core.api.fields import register  # noqa: PLC0415 -- models exist only now
        from players.queries.risk import levels_of  # noqa: PLC0415 -- models exist only now

        level = serializers.ChoiceField(choices=["L0", "L1", "L2", "L3", "L4"], allow_null=True)
        register("player", "risk_level", levels_of, schema=level, example="L1")

    def _watch_play(self) -> None:
        """Judge play and money as events arrive, and let the auditor look over it."""
        from players.actions.applied import on_applied  # noqa: PLC0415 -- models exist only now
        from players.actions.watch import check_batch  # noqa: PLC0415 -- models exist only now
        from players.queries.invariants import register_invariants  # noqa: PLC0415 -- models exist only now

        on_applied("law of play", check_batch)
        register_invariants()

    def _listen(self) -> None:
        """Rate those of whom games report something."""
        from players.actions.applied import on_applied  # noqa: PLC0415 -- models exist only now
        from players.actions.risk_reports import note_batch  # noqa: PLC0415 -- models exist only now

        on_applied("risk", note_batch)

    def _join_real_names(self) -> None:
        """Name what is sealed, say what people are told, and hear of logins where the state's system is connected."""
        from core.actions.rotation import register_rotation  # noqa: PLC0415 -- models exist only now
        from players.actions.applied import on_applied  # noqa: PLC0415 -- models exist only now
        from players.actions.behaviours import note_batch  # noqa: PLC0415 -- models exist only now
        from players.actions.erasing import erase_also, name_also  # noqa: PLC0415 -- models exist only now
        from players.actions.vault import erase_evidence, reseal_vault  # noqa: PLC0415 -- models exist only now
        from players.policies import sealed  # noqa: PLC0415 -- models exist only now
        from players.queries.real_name_words import describe  # noqa: PLC0415 -- models exist only now
        from players.queries.real_names import real_names_of  # noqa: PLC0415 -- models exist only now

        sealed.register()
        register_rotation("players.Evidence", reseal_vault)
        erase_also(erase_evidence)
        name_also(real_names_of)
        describe()
        on_applied("nppa", note_batch)
