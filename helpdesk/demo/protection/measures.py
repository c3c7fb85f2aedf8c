"""What was done about players at risk: old plans carried out in their time, open ones around today, and a comparison.

Eight days ago a rest tip went to some who play every day, and not to others for whom it was planned as well: that is
what the page of effects counts.
"""

from datetime import datetime, timedelta
from itertools import groupby

from django.db.models import Count

from helpdesk.demo.moments import played_at
from helpdesk.demo.protection.house import House, awake
from players.actions.alerts import resolve_alert
from players.actions.contacts import send
from players.actions.intervention_plans import plan
from players.actions.interventions import acknowledge, approve, finish, withdraw
from players.actions.risk_tasks import finish_task, take_task
from players.engines.interventions import outcomes_from
from players.enums import (
    AckBy,
    AlertOutcome,
    AlertState,
    InterventionOutcome,
    InterventionState,
    InterventionWay,
    RiskTaskStatus,
)
from players.models import Intervention, PlayAlert, Player, RiskTask
from players.queries.playbooks import playbook_of

OLD = timedelta(hours=20)
TREATED = COMPARED = 12
MEASURED_AGO = timedelta(days=8, hours=2)  # seven whole days lie after it
What = tuple[str, int]  # a dimension and a level
O = InterventionOutcome  # noqa: E741 -- a short name of a table


def settle_old_plans(house: House) -> None:
    """What a level planned days ago was approved, carried out and ended soon afterwards, not left to become overdue."""
    old = Intervention.objects.filter(state=InterventionState.PLANNED, planned_at__lt=house.now - OLD)
    for row in old.order_by("planned_at", "pk").select_related("player__game"):
        _carry_out(house, row, row.planned_at + timedelta(minutes=9))


def settle_old_tasks(house: House) -> None:
    """Who was to look at a player days ago did so the same day."""
    old = RiskTask.objects.filter(status=RiskTaskStatus.OPEN, created_at__lt=house.now - OLD).order_by("created_at")
    for task in old:
        with played_at(task.created_at + timedelta(minutes=6)):
            take_task(task.pk, by=house.by("risk"))
        with played_at(task.created_at + timedelta(minutes=48)):
            finish_task(task.pk, by=house.by("risk"), outcome="已核对依据，按方案处理")


def settle_old_alerts(house: House) -> None:
    """Alerts about play and money of the days before are settled, each within two hours."""
    old = PlayAlert.objects.filter(state=AlertState.OPEN, recorded_at__lt=house.now - OLD).order_by("recorded_at", "pk")
    for hour, alerts in groupby(old, key=lambda one: one.recorded_at.replace(minute=0, second=0, microsecond=0)):
        with played_at(hour + timedelta(minutes=95)):
            for alert in alerts:
                resolve_alert(alert, by=house.by("risk"), outcome=AlertOutcome.GAME_INFORMED)


def play_comparison(house: House) -> None:
    """The same playbook was planned for two like groups, and sent to one of them."""
    days = Player.objects.filter(pk__in=[player.pk for player in house.adults], interventions=None)
    daily = list(days.annotate(days=Count("snapshots")).order_by("-days", "game__slug", "uid").select_related("game"))
    for number, player in enumerate(daily[: TREATED + COMPARED]):
        at = awake(house.now - MEASURED_AGO - timedelta(minutes=4 * number), player.game.time_zone)
        row = _planned(house, player, ("health", 1), at - timedelta(minutes=50), "连续多日长时间在线")
        if number % 2:
            with played_at(at):
                withdraw(row.pk, by=house.by("guardian"), note="玩家已自行设置休息提醒")
            continue
        _approved(house, row, at - timedelta(minutes=20))
        with played_at(at):
            send(row.pk, by=house.by("guardian"), way=InterventionWay.GAME)
        _ended(house, row, at + timedelta(hours=5), O.EFFECTIVE if number % 3 else O.NO_EFFECT)


def play_today(house: House) -> None:
    """Plans that are due today and tomorrow, one too late, some on their way, some ended yesterday."""
    people = iter(
        Player.objects.filter(pk__in=[player.pk for player in house.adults], interventions=None)
        .select_related("game")
        .order_by("game__slug", "uid")
    )
    for what, hours, why in (
        (("health", 2), 3.0, "连续三晚游戏到凌晨"),
        (("fraud", 2), 19.0, "多张银行卡连续失败后成功"),
        (("account_theft", 2), 7.5, "陌生设备登录后改密"),
        (("health", 3), 5.2, "单日充值超过平时十倍，来信情绪低落"),
    ):
        if player := next(people, None):
            _planned(house, player, what, house.ago(hours=hours), why)
    for what, hours, steps in (
        (("account_theft", 2), 6.0, 1),
        (("health", 1), 5.0, 2),
        (("account_theft", 1), 9.0, 2),
        (("health", 1), 12.0, 3),
        (("account_theft", 1), 30.0, 4),
        (("health", 1), 40.0, 4),
    ):
        if player := next(people, None):
            _on_its_way(house, player, what, hours, steps)


def _on_its_way(house: House, player: Player, what: What, hours: float, steps: int) -> None:
    """Approved (1), sent (2), heard of (3), ended (4)."""
    at = awake(house.ago(hours=hours), player.game.time_zone)
    row = _planned(house, player, what, at - timedelta(minutes=70), "近期行为与平时不同")
    _approved(house, row, at - timedelta(minutes=25))
    if steps > 1:
        with played_at(at):
            send(row.pk, by=house.by("guardian"), way=InterventionWay.GAME)
    if steps > 2:
        with played_at(at + timedelta(minutes=45)):
            acknowledge(row.pk, by=house.by("guardian"), how=AckBy.AGENT)
    if steps > 3:
        _ended(house, row, at + timedelta(hours=3), O.EFFECTIVE)


def _carry_out(house: House, row: Intervention, at: datetime) -> None:
    playbook = playbook_of(row)
    way = next((one for one in playbook.ways if one != InterventionWay.TICKET), None)
    sent = at + timedelta(minutes=4)
    while playbook.contacts and awake(sent, row.player.game.time_zone) != sent and row.level < 4:
        sent += timedelta(minutes=15)
    if way is None:  # nothing is written to a player's ticket that the conversation there does not know
        with played_at(at):
            withdraw(row.pk, by=house.by("risk"), note="工单中已与玩家沟通，无需另外联系")
        return
    _approved(house, row, at)
    with played_at(sent):
        send(row.pk, by=house.by("guardian"), way=way, urgent="危机处置，值班经理同意" if row.level == 4 else "")
    _ended(house, row, sent + timedelta(hours=2), O.EFFECTIVE)


def _planned(house: House, player: Player, what: What, at: datetime, why: str) -> Intervention:
    dimension, level = what
    with played_at(at):
        return plan(player.pk, by=house.by("guardian"), dimension=dimension, level=level, reason=why)


def _approved(house: House, row: Intervention, at: datetime) -> None:
    with played_at(at):
        approve(row.pk, by=house.by("risk"))


def _ended(house: House, row: Intervention, at: datetime, outcome: InterventionOutcome) -> None:
    """It ends with that outcome; who was not reached yet answers first."""
    row = Intervention.objects.get(pk=row.pk)
    if row.state == InterventionState.SENT and outcome not in outcomes_from(
        row.state, contacts=playbook_of(row).contacts
    ):
        with played_at(at - timedelta(minutes=40)):
            acknowledge(row.pk, by=house.by("guardian"), how=AckBy.AGENT)
    with played_at(at):
        finish(row.pk, by=house.by("guardian"), outcome=outcome)
