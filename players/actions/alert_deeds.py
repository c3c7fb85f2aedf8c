"""Taking and finishing what the risk centre lists, whatever kind of alert it is."""

from django.utils.translation import gettext as _

from core.errors import InvalidInput, NotThere
from core.models import Actor
from players.actions.alerts import resolve_alert, take_alert
from players.actions.risk_tasks import finish_task, take_task
from players.enums import AlertOutcome
from players.models import PlayAlert
from players.queries.alert_sources import Source, add_source
from players.queries.play_alert_rows import NAME, OUTCOMES, count_play_alerts, play_alert_rows
from players.queries.risk_centre import count_tasks, task_rows


def fill_centre() -> None:
    """The centre shows tasks of risk, and alerts about play and money."""
    add_source("task", Source(task_rows, count_tasks, _take_task, _finish_task))
    add_source(NAME, Source(play_alert_rows, count_play_alerts, _take_alert, _finish_alert))


def _take_task(pk: int, by: Actor) -> object:
    return take_task(pk, by=by)


def _finish_task(pk: int, by: Actor, _outcome: str, text: str) -> object:
    return finish_task(pk, by=by, outcome=text)


def _take_alert(pk: int, by: Actor) -> object:
    return take_alert(_alert(pk), by=by)


def _finish_alert(pk: int, by: Actor, outcome: str, text: str) -> object:
    if outcome not in {one.value for one in OUTCOMES}:
        raise InvalidInput({"outcome": [_("Choose what came of it.")]})
    return resolve_alert(_alert(pk), by=by, outcome=AlertOutcome(outcome), note=text[:500])


def _alert(pk: int) -> PlayAlert:
    alert = PlayAlert.objects.filter(pk=pk).first()
    if alert is None:
        raise NotThere
    return alert
