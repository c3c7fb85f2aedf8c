"""Who plays: one person, however many accounts in however many games of the company."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Person(models.Model):
    """A human being behind accounts. Known by a verified identity, or because somebody joined accounts by hand."""

    created_at = models.DateTimeField()
    event_seq = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("person"), _("persons")

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {"id", "created_at", "event_seq"}

    def __str__(self) -> str:
        return gettext("Person %(number)s") % {"number": self.pk}
