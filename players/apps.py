from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlayersConfig(AppConfig):
    name = "players"
    verbose_name = _("Players")

    def ready(self) -> None:
        """Offer what we know of a player to the pages of the apps above."""
        from players.queries.panels import add_panel  # noqa: PLC0415 -- models exist only now
        from players.views import panels  # noqa: PLC0415 -- models exist only now

        add_panel("payments", panels.payments)
        add_panel("play", panels.play)
