"""Service hours as rows: a week in a time zone, the country whose holidays count, and days of its own."""

from typing import ClassVar

from django.db import models
from django.utils.translation import get_language

from escalation.enums import DayRule


class ServiceCalendar(models.Model):
    """`week` is seven lists of windows from Monday on (`["09:00-21:00"]`, `[]` = shut).

    `version` rises with every change of the calendar or its days, and with it every clock that still runs is counted
    anew; clocks that have ended keep the version that they were measured by.
    """

    code = models.SlugField(max_length=40, unique=True)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    zone = models.CharField(max_length=40, default="Asia/Shanghai")
    country = models.CharField(max_length=2, blank=True, default="")  # whose holidays count; empty = none
    week = models.JSONField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
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

    calendar = models.ForeignKey(ServiceCalendar, on_delete=models.CASCADE, related_name="days")
    on = models.DateField()
    rule = models.CharField(max_length=16, choices=DayRule.choices)
    windows = models.JSONField(default=list, blank=True)  # of a special day
    note = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ["on"]
        constraints = [models.UniqueConstraint(fields=["calendar", "on"], name="calendar_day_once")]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {"id", "calendar", "on", "rule", "windows", "note"}

    def __str__(self) -> str:
        return f"{self.on}: {self.rule}"
