from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("People, games and system")

    def ready(self) -> None:
        """Name what is sealed here to the rotation of keys."""
        from core.actions.originals import PURPOSE  # noqa: PLC0415 -- models exist only now
        from core.models import SealedNumber  # noqa: PLC0415 -- models exist only now
        from core.policies.sealed import SealedColumn, register_sealed  # noqa: PLC0415 -- models exist only now

        register_sealed(SealedColumn(SealedNumber, "sealed", PURPOSE))
