"""The pages of this app that have no door of their own: where they are, what they are called, who may enter."""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from core.enums import Permission
from core.errors import Text
from core.models import Agent
from core.policies.permissions import has_anywhere


@dataclass(frozen=True)
class Place:
    """A page: the name of its route, its label, and other names by which the palette finds it."""

    route: str
    label: Text
    names: str
    permissions: tuple[Permission, ...]


PLACES: Final = (
    Place("interventions", _("Interventions"), "intervention playbook effect 干预 关怀 gy", (Permission.RISK_VIEW,)),
    Place("real_name_reviews", _("Real names"), "identity 实名 审核 shiming sm", (Permission.REAL_NAME_REVIEW,)),
    Place(
        "reveals",
        _("Requests to see"),
        "identity reveal approve 查看 申请 批准 ck",
        (Permission.REVEAL_APPROVE, Permission.PLAYER_REVEAL),
    ),
    Place(
        "looks",
        _("Looks at identities"),
        "access log audit who looked 查看记录 访问日志 ckjl",
        (Permission.RISK_DECIDE,),
    ),
    Place("privacy_requests", _("Personal data"), "privacy gdpr 个人信息 隐私 grxx", (Permission.PRIVACY_HANDLE,)),
)


def places_for(agent: Agent) -> list[Place]:
    """Those that the agent may enter."""
    return [place for place in PLACES if any(has_anywhere(agent, permission) for permission in place.permissions)]
