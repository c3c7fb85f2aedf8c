"""What an administrator may write into a category."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from knowledge.models import Category

if TYPE_CHECKING:  # the class takes a type only in the stubs
    ModelForm = forms.ModelForm[Any]
else:
    ModelForm = forms.ModelForm
URGENCY = [
    (1, _("1: happening now")), (2, _("2: within hours")), (3, _("3: within days")), (4, _("4: no time pressure")),
]  # fmt: skip
IMPACT = [
    (1, _("1: many players, law or safety")), (2, _("2: heavy loss for one player")),
    (3, _("3: one player, normal")), (4, _("4: minor")),
]  # fmt: skip


class CategoryForm(ModelForm):
    urgency = forms.TypedChoiceField(label=_("Urgency"), choices=URGENCY, coerce=int)
    impact = forms.TypedChoiceField(label=_("Impact"), choices=IMPACT, coerce=int)

    class Meta:
        model = Category
        fields = ("name_zh", "name_en", "group", "urgency", "impact", "icon", "is_active")
