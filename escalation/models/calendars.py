"""Service hours as rows: a week in a time zone, the country whose holidays count, and days of its own."""

from typing import ClassVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from escalation.enums import DayRule


class ServiceCalendar(models.Model):
    """`week` is seven lists of windows from Monday on (`["09:00-21:00"]`, `[]` = shut).

    `version` rises with every change of the calendar or its days, and with it every clock that still runs is counted
    anew; clocks that have ended keep the version that they were measured by.
    """

    code = models.SlugField(
        max_length=40,
        unique=True,
        verbose_name=_("code"),
        help_text=_("Letters, digits, - and _. The product knows it by this word."),
    )
    name_zh = models.CharField(max_length=80, verbose_name=_("name in Chinese"))
    name_en = models.CharField(max_length=80, verbose_name=_("name in English"))
    zone = models.CharField(max_length=40, default="Asia/Shanghai", verbose_name=_("time zone"))
    country = models.CharField(
        max_length=2,
        blank=True,
        default="",
        verbose_name=_("holidays of"),
        help_text=_("The country whose holidays and make-up workdays count, as two letters, such as CN. Empty: none."),
    )
    week = models.JSONField(verbose_name=_("opening hours"))
    version = models.PositiveIntegerField(default=1, verbose_name=_("version"))

    class Meta:
        verbose_name, verbose_name_plural = _("service calendar"), _("service calendars")
        ordering = ["code"]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {"id", "code", "name_zh", "name_en", "zone", "country", "week", "version"}

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name_zh


class CalendarDay(models.Model):
    """One day that is not what the week and the country's schedule say; it decides before both."""

    calendar = models.ForeignKey(
        ServiceCalendar, on_delete=models.CASCADE, related_name="days", verbose_name=_("service calendar")
    )
    on = models.DateField(verbose_name=_("date"))
    rule = models.CharField(max_length=16, choices=DayRule.choices, verbose_name=_("what holds"))
    windows = models.JSONField(
        default=list,
        blank=True,
        verbose_name=_("opening hours"),
        help_text=_("Of a day with own hours, such as 10:00-12:00, 13:00-16:00."),
    )
    note = models.CharField(max_length=200, blank=True, default="", verbose_name=_("note"))

    class Meta:
        verbose_name, verbose_name_plural = _("special day"), _("special days")
        ordering = ["on"]
        constraints = [models.UniqueConstraint(fields=["calendar", "on"], name="calendar_day_once")]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {"id", "calendar", "on", "rule", "windows", "note"}

    def __str__(self) -> str:
        return f"{self.on}: {self.get_rule_display()}"
