"""How the learned classifier is."""

from django.conf import settings

from tickets.models import LearnedModel


def is_well() -> bool:
    """Whether a learned classifier decides and nothing is known to be wrong with it, or none is wanted."""
    return not settings.LEARNED_CLASSIFIER or LearnedModel.objects.filter(is_active=True, problem="").exists()
