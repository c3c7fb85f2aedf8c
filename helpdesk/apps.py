from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class HelpdeskConfig(AppConfig):
    name = "helpdesk"

    def ready(self) -> None:
        # Every app lists what it listens to, and what it shows on lower apps' pages, in one file each.
        autodiscover_modules("checks", "subscriptions")
