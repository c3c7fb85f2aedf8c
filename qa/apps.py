from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QaConfig(AppConfig):
    name = "qa"
    verbose_name = _("Quality")

    def ready(self) -> None:
        from core.api.fields import register  # noqa: PLC0415 -- registers once apps are loaded
        from core.queries.slots import fill  # noqa: PLC0415 -- registers once apps are loaded
        from players.queries.personal_data import provide  # noqa: PLC0415 -- registers once apps are loaded
        from qa.api.resources import EXAMPLE, SurveySerializer, survey_of  # noqa: PLC0415 -- registers once apps are loaded
        from qa.queries.personal_data import surveys_of  # noqa: PLC0415 -- registers once apps are loaded
        from qa.queries.sentences import describe_events  # noqa: PLC0415 -- registers once apps are loaded
        from qa.views.desk import calm_score  # noqa: PLC0415 -- registers once apps are loaded
        from qa.views.surveys import survey_card  # noqa: PLC0415 -- registers once apps are loaded

        describe_events()
        provide("surveys", _("Surveys"), surveys_of, order=30)
        fill("tracking.survey", survey_card)
        fill("desk.calm", calm_score)
        register("ticket", "survey", survey_of, schema=SurveySerializer(allow_null=True), example=EXAMPLE)
