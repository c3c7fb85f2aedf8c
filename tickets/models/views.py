"""Named lists of tickets, and where each agent wants them in the menu."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.core.validators import validate_slug
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.models import Agent, Group
from tickets.enums import Audience

SECTIONS = [("mine", _("Mine")), ("team", _("Team")), ("saved", _("Saved"))]
ORDER_WORDS = [("due", _("Due first")), ("waiting", _("Longest wait")), ("newest", _("Newest"))]


class View(models.Model):
    """A named list of tickets: filters from the allowlist of tickets.queries.filters, with a live count.

    One without an owner is the house's own. `problems` is no column: whoever loads a view for a reader puts there what
    of its filters does not work for that reader any more, and such a view holds nothing (tickets.queries.saved_views).
    """

    slug = models.SlugField(
        max_length=60,
        unique=True,
        validators=[validate_slug],
        verbose_name=_("code"),
        help_text=_("Letters, digits, - and _. It stands in the address of the view."),
    )
    name_zh = models.CharField(max_length=60, verbose_name=_("name in Chinese"))
    name_en = models.CharField(max_length=60, verbose_name=_("name in English"))
    section = models.CharField(
        max_length=12, choices=SECTIONS, default="saved", db_default="saved", verbose_name=_("part of the menu")
    )
    icon = models.CharField(max_length=40, default="inbox", verbose_name=_("icon"))
    filters = models.JSONField(default=dict, blank=True, verbose_name=_("filters"))
    order = models.CharField(max_length=20, choices=ORDER_WORDS, default="due", verbose_name=_("sort order"))
    rank = models.PositiveSmallIntegerField(
        default=50, verbose_name=_("place in the menu"), help_text=_("Small numbers stand on top.")
    )
    owner = models.ForeignKey(
        Agent, null=True, blank=True, on_delete=models.CASCADE, related_name="+", verbose_name=_("whose view")
    )
    audience = models.CharField(
        max_length=8,
        choices=Audience.choices,
        default=Audience.ALL,
        db_default=Audience.ALL,
        verbose_name=_("who finds it"),
    )
    groups = models.ManyToManyField(Group, blank=True, related_name="+", verbose_name=_("skill groups"))
    is_active = models.BooleanField(default=True, db_default=True, verbose_name=_("active"))
    removed_at = models.DateTimeField(null=True, blank=True)

    problems: Sequence[Any] = ()
    is_pinned = False
    is_hidden = False

    class Meta:
        verbose_name, verbose_name_plural = _("view"), _("views")
        ordering = ["section", "rank", "id"]
        indexes = [models.Index(fields=["removed_at"], name="view_removed", condition=Q(removed_at__isnull=False))]

    class Privacy:
        personal: ClassVar[set[str]] = {"name_zh", "name_en"}  # an agent's own words
        plain: ClassVar[set[str]] = {
            "id", "slug", "section", "icon", "filters", "order", "rank", "owner", "audience", "is_active", "removed_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.name or self.slug

    @property
    def name(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name_zh


class ViewPlace(models.Model):
    """Where one agent wants a view: pinned on top, hidden, or at a place of its own. Without one it stands as made."""

    view = models.ForeignKey(View, on_delete=models.CASCADE, related_name="places")
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+")
    rank = models.PositiveSmallIntegerField(null=True)
    is_pinned = models.BooleanField(default=False)
    is_hidden = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agent", "view"], name="view_place_once")]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {"id", "view", "agent", "rank", "is_pinned", "is_hidden"}

    def __str__(self) -> str:
        return f"place of view {self.view_id} for {self.agent_id}"
