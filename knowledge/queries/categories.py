"""The taxonomy as lists."""

from django.db.models import QuerySet

from knowledge.models import Category


def active_categories() -> QuerySet[Category]:
    """The categories in use, each with its group."""
    return Category.objects.filter(is_active=True).select_related("group")
