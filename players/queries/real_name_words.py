"""What people are told about real names."""

from django.utils.translation import gettext_lazy as _

from core.queries import notices


def describe() -> None:
    """Give every kind of our notifications its sentence; called at start-up."""
    notices.describe(
        "identity.access_suspicious",
        _("%(name)s was refused when reaching for identities of players (%(what)s). Please look into it."),
    )
    notices.describe("identity.reveal_asked", _("%(name)s asks to see a player's identity and waits for approval."))
    notices.describe("identity.reveal_open", _("You may look at the identity that you asked for, for 15 minutes."))
    notices.describe("identity.reveal_refused", _("Your request to see an identity was refused."))
    notices.describe("nppa.trouble", _("The state's real-name system answers %(code)s for %(game)s. Please look."))
