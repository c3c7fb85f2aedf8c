from django.apps import AppConfig


class QaConfig(AppConfig):
    name = "qa"

    def ready(self) -> None:
        from core.queries.slots import fill  # noqa: PLC0415 -- registers once apps are loaded
        from qa.views.surveys import survey_card  # noqa: PLC0415 -- registers once apps are loaded

        fill("tracking.survey", survey_card)
