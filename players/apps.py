from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlayersConfig(AppConfig):
    name = "players"
    verbose_name = _("Players")

    def ready(self) -> None:
        """Say how long our data is kept, what a person may have back of it, and what is counted once a year."""
        from core.queries import notices  # noqa: PLC0415 -- models exist only now
        from players.actions.keepers import register_keepers  # noqa: PLC0415 -- models exist only now
        from players.queries.minors_audit import register_counts  # noqa: PLC0415 -- models exist only now
        from players.queries.personal_data import register_sections  # noqa: PLC0415 -- models exist only now

        register_keepers()
        register_sections()
        register_counts()
        notices.describe("privacy.due", _("A request about personal data has to be answered by %(due)s."))
