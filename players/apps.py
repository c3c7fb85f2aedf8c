from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlayersConfig(AppConfig):
    name = "players"
    verbose_name = _("Players")

    def ready(self) -> None:
        """Offer what we know of a player to the pages above, and say how our data is kept, given out and counted."""
        from core.queries import notices  # noqa: PLC0415 -- models exist only now
        from players.actions.keepers import register_keepers  # noqa: PLC0415 -- models exist only now
        from players.queries.minors_audit import register_counts  # noqa: PLC0415 -- models exist only now
        from players.queries.panels import add_panel  # noqa: PLC0415 -- models exist only now
        from players.queries.personal_data import register_sections  # noqa: PLC0415 -- models exist only now
        from players.views import panels  # noqa: PLC0415 -- models exist only now

        register_keepers()
        register_sections()
        register_counts()
        notices.describe("privacy.due", _("A request about personal data has to be answered by %(due)s."))
        add_panel("payments", panels.payments)
        add_panel("play", panels.play)
