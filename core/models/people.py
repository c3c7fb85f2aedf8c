"""Agents, their teams and groups, and what they may do for which game."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from core.enums import Availability, Layer, Tongue
from core.models.games import Game


class Named(models.Model):
    """Something with a stable code and a name in both languages."""

    code = models.SlugField(
        max_length=40,
        unique=True,
        verbose_name=_("code"),
        help_text=_("Letters, digits, - and _. The product knows it by this word."),
    )
    name_zh = models.CharField(max_length=80, verbose_name=_("name in Chinese"))
    name_en = models.CharField(max_length=80, verbose_name=_("name in English"))

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name_zh


class Team(Named):
    """A unit of the line organisation, in one of three layers."""

    layer = models.CharField(max_length=12, choices=Layer.choices, verbose_name=_("layer"))

    class Meta:
        verbose_name, verbose_name_plural = _("team"), _("teams")

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {"id", "code", "name_zh", "name_en", "layer"}


class Group(Named):
    """A skill group: where tickets wait and cases are handed (domain taxonomy, part 4.1)."""

    is_front_line = models.BooleanField(default=False, verbose_name=_("front line"))
    receives_directly = models.BooleanField(
        default=False,
        verbose_name=_("receives directly"),
        help_text=_("Tickets of its categories come here at once, not to the front line."),
    )
    is_restricted = models.BooleanField(
        default=False,
        verbose_name=_("restricted"),
        help_text=_("Only the group, crisis staff, administrators and who has the ticket see it."),
    )
    lead = models.ForeignKey(
        "core.Agent", null=True, blank=True, on_delete=models.SET_NULL, related_name="leads", verbose_name=_("lead")
    )

    class Meta:
        verbose_name, verbose_name_plural = _("skill group"), _("skill groups")

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {
            "id",
            "code",
            "name_zh",
            "name_en",
            "is_front_line",
            "receives_directly",
            "is_restricted",
            "lead",
        }


class Role(Named):
    """A set of permissions with a name; `rank` orders posts, from agent (10) to administrator (100)."""

    permissions = ArrayField(models.CharField(max_length=40), default=list, verbose_name=_("permissions"))
    scopes = ArrayField(
        models.CharField(max_length=40),
        default=list,
        blank=True,
        verbose_name=_("scopes of its tokens"),
        help_text=_("What an API token of such a person may carry at most."),
    )
    rank = models.PositiveSmallIntegerField(
        default=10,
        verbose_name=_("rank"),
        help_text=_("From 10 (agent) to 100 (administrator). Nobody gives a role above the own rank."),
    )
    needs_second_factor = models.BooleanField(default=False, verbose_name=_("demands a second factor"))

    class Meta:
        verbose_name, verbose_name_plural = _("role"), _("roles")

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {
            "id",
            "code",
            "name_zh",
            "name_en",
            "permissions",
            "scopes",
            "rank",
            "needs_second_factor",
        }


class AgentManager(BaseUserManager["Agent"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Agent:
        agent = self.model(email=self.normalize_email(email).lower(), **fields)
        agent.set_password(password)
        agent.save(using=self._db)
        return agent

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> Agent:
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> Agent:
        return self.get(email=(username or "").lower())


class Agent(AbstractBaseUser):
    """A member of staff. Signs in with the e-mail address; never deleted, only deactivated."""

    email = models.EmailField(max_length=254, verbose_name=_("e-mail address"))
    name = models.CharField(max_length=80, verbose_name=_("full name"))
    language = models.CharField(max_length=10, default="zh-hans", verbose_name=_("language"))
    time_zone = models.CharField(max_length=40, default="Asia/Shanghai", verbose_name=_("time zone"))
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="agents", verbose_name=_("team")
    )
    groups = models.ManyToManyField(Group, blank=True, related_name="agents", verbose_name=_("skill groups"))
    roles = models.ManyToManyField(
        Role, through="core.Grant", blank=True, related_name="agents", verbose_name=_("roles")
    )
    languages = ArrayField(
        models.CharField(max_length=10, choices=Tongue.choices),
        default=list,
        db_default=[],
        blank=True,
        verbose_name=_("answers in"),
        help_text=_("Languages in which this person answers players. None: the language of the account."),
    )
    availability = models.CharField(
        max_length=10, choices=Availability.choices, default=Availability.OFFLINE, verbose_name=_("availability")
    )
    availability_at = models.DateTimeField(null=True, blank=True)
    capacity = models.PositiveSmallIntegerField(
        default=8,
        verbose_name=_("capacity"),
        help_text=_("How many tickets this person can look after at the same time."),
    )
    is_active = models.BooleanField(default=True, verbose_name=_("active"))
    is_superuser = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False)
    joined_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = AgentManager()

    class Meta:
        verbose_name, verbose_name_plural = _("agent"), _("agents")
        constraints = [
            models.UniqueConstraint(
                Lower("email"), name="agent_email_once", violation_error_message=_("This address is taken.")
            )
        ]

    class Privacy:
        personal: ClassVar[set[str]] = {"email", "name"}
        plain: ClassVar[set[str]] = {
            "id", "password", "last_login", "language", "languages", "time_zone", "team", "availability",
            "availability_at", "capacity",
            "is_active", "is_superuser", "is_demo", "joined_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def tongues(self) -> list[str]:
        """The languages in which this person answers; who has said none answers in the language of the account."""
        return self.languages or [Tongue.ENGLISH if self.language.startswith("en") else Tongue.CHINESE]

    @property
    def is_staff(self) -> bool:
        """Whether Django's own admin lets this person in."""
        return self.is_superuser

    def has_perm(self, perm: str, obj: object | None = None) -> bool:
        """Django's admin alone asks this; the product asks core.policies.permissions."""
        return self.is_active and self.is_superuser

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and self.is_superuser


class Grant(models.Model):
    """This agent has this role for this game, or for every game when `game` is empty."""

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="grants", verbose_name=_("agent"))
    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="grants", verbose_name=_("role"))
    game = models.ForeignKey(
        Game,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="grants",
        verbose_name=_("game"),
        help_text=_("Empty: every game."),
    )

    class Meta:
        verbose_name, verbose_name_plural = _("grant"), _("grants")
        constraints = [
            models.UniqueConstraint(fields=["agent", "role", "game"], name="grant_once", nulls_distinct=False),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {"id", "agent", "role", "game"}

    def __str__(self) -> str:
        return gettext("grant %(id)s") % {"id": self.pk}
