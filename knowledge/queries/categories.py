"""The taxonomy as lists."""

from collections.abc import Iterable

from django.db.models import QuerySet

from knowledge.models import Category


def active_categories() -> QuerySet[Category]:
    """The categories in use, each with its group."""
    return Category.objects.filter(is_active=True).select_related("group")


def category_choices(present: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Every category as a choice, `present` among them even if the taxonomy has lost it; one statement."""
    known = [(category.code, str(category)) for category in Category.objects.all()]
    codes = {code for code, _name in known}
    return [*known, *((code, code) for code in present if code and code not in codes)]
