"""What the palette offers besides the keys of the page."""

from django.urls import reverse
from django.utils.translation import gettext as _

from core.enums import Permission
from core.models import Agent
from core.policies.permissions import has_anywhere
from tickets.queries.saved_views import views_for

Command = dict[str, str]


def commands_for(agent: Agent) -> list[Command]:
    """Every view, and the deeds that need no ticket, as `{label, group, url, words}`; `words` are found as well."""
    goto = _("Go to")
    views = [
        {
            "label": view.name,
            "group": goto,
            "url": reverse("desk_view", args=[view.slug]),
            "words": f"{view.slug} {view.name_en} {view.name_zh}",
        }
        for view in views_for(agent)
    ]
    here = [{"label": _("Notifications"), "group": goto, "url": reverse("notifications"), "words": "bell tz tongzhi"}]
    if has_anywhere(agent, Permission.TICKET_CREATE):
        new = {"label": _("Phone note"), "url": reverse("desk_new"), "words": "new call dh dianhua jilu"}
        here.insert(0, new | {"group": _("New")})
    return here + views
