"""What an agent says about a view: its name, who finds it, and what it holds."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from core.forms.refusals import RefusableForm
from core.models import Agent, Group
from tickets.actions.saved_views import ICONS, NAME_MAX, ViewWords
from tickets.enums import Audience
from tickets.forms.view_filters import CONTROLS, filter_fields, filters_from, offered, shown
from tickets.models import View
from tickets.models.views import ORDER_WORDS
from tickets.queries.filters import filter_label, known_filters
from tickets.queries.saved_views import may_share_with_all, own_groups

FIRST = ("status", "priority_at_least", "assignee", "own_groups", "group", "category")


ICON_NAMES: dict[str, Promise] = {
    "inbox": pgettext_lazy("icon", "Inbox"),
    "star": pgettext_lazy("icon", "Star"),
    "bookmark": pgettext_lazy("icon", "Bookmark"),
    "flag": pgettext_lazy("icon", "Flag"),
    "tag": pgettext_lazy("icon", "Tag"),
    "users": pgettext_lazy("icon", "People"),
    "user-check": pgettext_lazy("icon", "Person with a tick"),
    "crown": pgettext_lazy("icon", "Crown"),
    "siren": pgettext_lazy("icon", "Siren"),
    "hourglass": pgettext_lazy("icon", "Hourglass"),
    "gamepad-2": pgettext_lazy("icon", "Game controller"),
    "credit-card": pgettext_lazy("icon", "Payment card"),
    "lock-keyhole": pgettext_lazy("icon", "Lock"),
    "languages": pgettext_lazy("icon", "Languages"),
    "bug": pgettext_lazy("icon", "Bug"),
    "calendar-clock": pgettext_lazy("icon", "Calendar with a clock"),
    "shield-alert": pgettext_lazy("icon", "Shield with a warning"),
    "message-circle": pgettext_lazy("icon", "Speech bubble"),
}  # for who hears them instead


class ViewForm(RefusableForm):
    """The builder. `base` is the view that it starts from: the one that is changed, or the one that is copied."""

    name_zh = forms.CharField(label=gettext_lazy("Name in Chinese"), max_length=NAME_MAX, required=False)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=NAME_MAX, required=False)
    icon = forms.ChoiceField(
        label=gettext_lazy("Icon"),
        choices=[(name, ICON_NAMES[name]) for name in ICONS],
        widget=forms.RadioSelect,
        initial="inbox",
    )
    audience = forms.ChoiceField(label=gettext_lazy("Who finds it?"), widget=forms.RadioSelect, initial=Audience.ME)
    groups = forms.ModelMultipleChoiceField(
        Group.objects.none(),
        label=gettext_lazy("Which of my groups?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    order = forms.ChoiceField(label=gettext_lazy("Sort order"), choices=ORDER_WORDS)
    more = forms.MultipleChoiceField(
        label=gettext_lazy("Further conditions"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, *, agent: Agent, base: View | None = None, is_copy: bool = False) -> None:
        super().__init__(data)
        self.agent = agent
        mine = own_groups(agent)
        self.fields["groups"].queryset = mine  # type: ignore[attr-defined]  # a model choice field
        self.fields["audience"].choices = list(self._audiences(has_groups=bool(mine)))  # type: ignore[attr-defined]
        self.fields |= filter_fields(agent)
        self.rest: dict[str, Any] = {}
        if base is not None:
            self._start_from(base, is_copy=is_copy)
        self.fields["more"].choices = [(name, filter_label(name)) for name in self.rest]  # type: ignore[attr-defined]

    def _audiences(self, *, has_groups: bool) -> Iterator[tuple[str, Any]]:
        yield Audience.ME, Audience.ME.label
        if has_groups:
            yield Audience.GROUPS, Audience.GROUPS.label
        if may_share_with_all(self.agent):
            yield Audience.ALL, Audience.ALL.label

    def _start_from(self, base: View, *, is_copy: bool) -> None:
        """Its answers are those of the view. What no field can show is a condition to keep, while it is known."""
        first, self.rest = shown(base.filters, self.fields)
        self.initial = first | {
            "order": base.order,
            "icon": base.icon if base.icon in ICONS else "inbox",
            "more": [name for name in self.rest if name in known_filters()],
        }
        if not is_copy:
            names = {"name_zh": base.name_zh, "name_en": base.name_en if base.name_en != base.name_zh else ""}
            self.initial |= names | {"audience": base.audience, "groups": list(base.groups.all())}
        elif base.name:
            field = "name_en" if (get_language() or "").startswith("en") else "name_zh"
            self.initial[field] = _("Copy of %(name)s") % {"name": base.name} if base.slug else base.name

    def words(self) -> ViewWords:
        """The checked answers as a view."""
        given = self.cleaned_data
        kept = {name: self.rest[name] for name in given["more"]}
        return ViewWords(
            name_zh=given["name_zh"],
            name_en=given["name_en"],
            icon=given["icon"],
            filters=filters_from(given) | kept,
            order=given["order"],
            audience=Audience(given["audience"]),
            groups=tuple(given["groups"]),
        )

    @property
    def about(self) -> list[forms.BoundField]:
        """Name, icon and readers."""
        return [self[name] for name in ("name_zh", "name_en", "audience", "groups") if self._has_choices(name)]

    @property
    def holds(self) -> list[forms.BoundField]:
        """The conditions asked most often, and the order."""
        return [self[name] for name in (*FIRST, "order")]

    @property
    def holds_more(self) -> list[forms.BoundField]:
        """The other conditions."""
        names = [name for name in CONTROLS if name not in FIRST]
        return [self[name] for name in (*names, "more") if self._has_choices(name)]

    @property
    def uses_more(self) -> bool:
        """Whether one of the other conditions says something, so that they must be in sight."""
        answers: Mapping[str, Any] = self.data if self.is_bound else self.initial
        return any(answers.get(field.name) for field in self.holds_more) or any(f.errors for f in self.holds_more)

    def _has_choices(self, name: str) -> bool:
        field = self.fields[name]
        return bool(offered(field)) if isinstance(field, forms.ChoiceField) else True
