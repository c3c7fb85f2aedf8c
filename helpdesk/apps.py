from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from helpdesk.celery import app as celery_app


class HelpdeskConfig(AppConfig):
    name = "helpdesk"
    verbose_name = _("Wuyou")

    def ready(self) -> None:
        celery_app.set_current()  # whatever this process is, it sends its tasks to our broker
        # Every app lists what it listens to, and what it shows on lower apps' pages, in one file each.
        autodiscover_modules("checks", "subscriptions")
