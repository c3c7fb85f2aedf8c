"""Categories as administrators change them."""

from typing import Any

from django.db import transaction

from core.actions import events
from core.models import Actor
from knowledge.models import Category

CHANGED = ("name_zh", "name_en", "group_id", "urgency", "impact", "icon", "is_active")


@transaction.atomic
def save_category(category: Category, *, by: Actor) -> None:
    """Keep the category as it stands and say what changed. Code and place in the tree never change.

    The event is about the group that gets such tickets: a category has no number of its own.
    """
    before = Category.objects.select_for_update().get(pk=category.pk)
    changes: dict[str, Any] = {
        name: [getattr(before, name), getattr(category, name)]
        for name in CHANGED
        if getattr(before, name) != getattr(category, name)
    }
    if not changes:
        return
    category.save(update_fields=[name.removesuffix("_id") for name in changes])
    data = {"code": category.code, "changes": changes}
    events.record("category.changed", subject=category.group, by=by, data=data)
