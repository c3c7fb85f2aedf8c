"""The law of play as rows: what holds where, from which day to which, and days that are not as they look."""

from typing import ClassVar

from django.core.validators import RegexValidator, URLValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from players.enums import DayMark, RuleConfidence, RuleKind, RuleScope
from players.models.players import Player

PLACE = RegexValidator(r"^(\*|[A-Z]{2}(-[A-Z0-9]{1,5})?)$", _("Write two capital letters, such as CN or EU-DE."))
COUNTRY = RegexValidator(r"^[A-Z]{2}$", _("Write two capital letters, such as CN."))
CODE = RegexValidator(r"^[A-Z0-9]+(-[A-Z0-9]+)*$", _("Write capital letters, digits and hyphens."))


class JurisdictionRule(models.Model):
    """One rule of one place for ages from `age_from` up to, not including, `age_to`.

    A rule that changes gets a last day and a successor; it is never rewritten, so that a decision of the past can be
    explained by the law of its day. `effective_to` is the last day in force. `jurisdiction` is `*` where a rule holds
    in every place that has none of its own. What `value` holds depends on the kind (`players/engines/rule_values.py`).
    """

    jurisdiction = models.CharField(max_length=8, validators=[PLACE], verbose_name=_("jurisdiction"))
    code = models.CharField(max_length=40, validators=[CODE], verbose_name=_("code"))
    kind = models.CharField(max_length=20, choices=RuleKind.choices, verbose_name=_("kind"))
    age_from = models.PositiveSmallIntegerField(default=0, verbose_name=_("from age"))
    age_to = models.PositiveSmallIntegerField(default=200, verbose_name=_("below age"))
    value = models.JSONField(default=dict, blank=True, verbose_name=_("what it says"))
    calendar_code = models.CharField(
        max_length=2,
        blank=True,
        default="",
        validators=[COUNTRY],
        verbose_name=_("holidays of"),
        help_text=_("The country whose holidays and make-up workdays count, as two letters, such as CN. Empty: none."),
    )
    tz = models.CharField(max_length=40, default="Asia/Shanghai", verbose_name=_("time zone"))
    scope = models.CharField(
        max_length=16, choices=RuleScope.choices, default=RuleScope.ACCOUNT, verbose_name=_("adds up over")
    )
    effective_from = models.DateField(verbose_name=_("in force from"))
    effective_to = models.DateField(null=True, blank=True, verbose_name=_("last day in force"))
    legal_ref = models.CharField(max_length=200, blank=True, default="", verbose_name=_("legal source"))
    source_url = models.CharField(
        max_length=300,
        blank=True,
        default="",
        validators=[URLValidator(["https", "http"])],
        verbose_name=_("address of the source"),
    )
    confidence = models.CharField(
        max_length=8, choices=RuleConfidence.choices, default=RuleConfidence.KNOWN, verbose_name=_("confidence")
    )
    note = models.CharField(max_length=300, blank=True, default="", verbose_name=_("note"))

    class Meta:
        verbose_name, verbose_name_plural = _("rule of play"), _("rules of play")
        ordering = ["jurisdiction", "effective_from", "code", "age_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["jurisdiction", "code", "kind", "age_from", "effective_from"], name="play_rule_once"
            ),
            models.CheckConstraint(condition=Q(age_to__gt=F("age_from")), name="play_rule_ages"),
            models.CheckConstraint(
                condition=Q(effective_to=None) | Q(effective_to__gte=F("effective_from")), name="play_rule_dates"
            ),
            models.CheckConstraint(condition=Q(kind__in=RuleKind.values), name="play_rule_kind_known"),
            models.CheckConstraint(condition=Q(scope__in=RuleScope.values), name="play_rule_scope_known"),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {
            "id", "jurisdiction", "code", "kind", "age_from", "age_to", "value", "calendar_code", "tz", "scope",
            "effective_from", "effective_to", "legal_ref", "source_url", "confidence", "note",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.code} {self.age_from}-{self.age_to} {self.effective_from}"


class DayOverride(models.Model):
    """One day of a country that is not what its published schedule says; it decides before everything else."""

    country = models.CharField(max_length=2, validators=[COUNTRY], verbose_name=_("country"))
    on = models.DateField(verbose_name=_("date"))
    mark = models.CharField(max_length=16, choices=DayMark.choices, verbose_name=_("what holds"))
    note = models.CharField(max_length=200, blank=True, default="", verbose_name=_("note"))

    class Meta:
        verbose_name, verbose_name_plural = _("day of a country"), _("days of a country")
        ordering = ["country", "-on"]
        constraints = [
            models.UniqueConstraint(fields=["country", "on"], name="day_override_once"),
            models.CheckConstraint(condition=Q(mark__in=DayMark.values), name="day_override_known"),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {"id", "country", "on", "mark", "note"}

    def __str__(self) -> str:
        return f"{self.country} {self.on}"


class PlayChoice(models.Model):
    """Hours without play, or minutes a day, that a young player or the guardian asked for where the law lets them."""

    class AskedBy(models.TextChoices):
        PLAYER = "player", _("the player")
        GUARDIAN = "guardian", _("the guardian")

    player = models.ForeignKey(Player, on_delete=models.CASCADE, related_name="play_choices", verbose_name=_("player"))
    asked_by = models.CharField(max_length=8, choices=AskedBy.choices, verbose_name=_("asked by"))
    hours = models.CharField(
        max_length=11, blank=True, default="", verbose_name=_("hours without play"), help_text=_("Such as 00:00-06:00.")
    )
    minutes = models.PositiveSmallIntegerField(null=True, blank=True, verbose_name=_("minutes a day"))
    starts_on = models.DateField(verbose_name=_("first day"))
    ends_on = models.DateField(null=True, blank=True, verbose_name=_("last day"))

    class Meta:
        verbose_name, verbose_name_plural = _("choice of play hours"), _("choices of play hours")
        ordering = ["player", "starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="play_choice_dates"
            ),
            models.CheckConstraint(
                condition=~Q(hours="") | Q(minutes__isnull=False), name="play_choice_says_something"
            ),
            models.CheckConstraint(condition=Q(minutes=None) | Q(minutes__lte=1440), name="play_choice_minutes"),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {"id", "player", "asked_by", "hours", "minutes", "starts_on", "ends_on"}

    def __str__(self) -> str:
        return f"{self.player_id} {self.hours or self.minutes}"
