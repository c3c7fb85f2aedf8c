"""The two-level taxonomy of matters: `AC` is a first-level category, `AC-02` a second-level one."""

from typing import ClassVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.models import Group


class Category(models.Model):
    """One kind of matter, with its default group, urgency, impact and the facts that the form asks for.

    `facts` is a list of `{code, input, label_zh, label_en, help_zh, help_en, required, options}`.
    """

    code = models.CharField(max_length=8, primary_key=True, verbose_name=_("code"))
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        verbose_name=_("first-level category"),
    )
    name_zh = models.CharField(max_length=80, verbose_name=_("name in Chinese"))
    name_en = models.CharField(max_length=80, verbose_name=_("name in English"))
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="categories", verbose_name=_("skill group"))
    urgency = models.PositiveSmallIntegerField(default=3, verbose_name=_("urgency"))  # 1 high … 4 low
    impact = models.PositiveSmallIntegerField(default=3, verbose_name=_("impact"))
    facts = models.JSONField(default=list, blank=True)
    form_rank = models.JSONField(default=dict, blank=True)  # place among the form's first choices, by game kind
    icon = models.CharField(
        max_length=40,
        blank=True,
        default="",
        verbose_name=_("icon"),
        help_text=_("The name of a Lucide icon, such as shield-alert."),
    )
    is_active = models.BooleanField(default=True, verbose_name=_("active"))

    class Meta:
        verbose_name, verbose_name_plural = _("category"), _("categories")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=models.Q(urgency__range=(1, 4)), name="category_urgency_1_to_4"),
            models.CheckConstraint(condition=models.Q(impact__range=(1, 4)), name="category_impact_1_to_4"),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {
            "code", "parent", "name_zh", "name_en", "group", "urgency", "impact", "facts", "form_rank", "icon",
            "is_active",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def name(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name_zh
