"""Mails about what still waits: planned once for each agent and moment, sent once, tried again when that fails.

Planning is a compare-and-set on the moment that the agent's row holds, and a unique key is the last word. Sending keeps
the row locked from the look to the commit, so two workers never hold the same mail. The one gap that no sender can
close: when the mail server has taken a mail and this process dies before the commit, it is sent again, with the same
`Message-ID`, by which mail programs know it for the same.
"""

import logging
from datetime import datetime, timedelta
from smtplib import SMTPException
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import ngettext

from core import clock
from core.actions.preferences import digest_after
from core.models import MailDigest, NotificationPreference
from core.queries.inbox import mailable_for

log = logging.getLogger(__name__)
BATCH = 200
LINES_MAX = 30
LONGEST_LOOK_BACK = timedelta(days=7)
MAX_ATTEMPTS = 8


def send_digests() -> int:
    """Plan what is due now and send what waits; return how many went out. Any number of callers at once is fine."""
    now = clock.now()
    plan_due(now)
    return send_planned(now)


def plan_due(now: datetime) -> int:
    """Plan one mail for each agent whose moment has come, and the moment after it; return how many were planned."""
    due = NotificationPreference.objects.filter(digest_at__lte=now).select_related("agent").order_by("digest_at")
    return sum(_plan(preference, now) for preference in due[:BATCH])


@transaction.atomic
def _plan(preference: NotificationPreference, now: datetime) -> int:
    until = preference.digest_at
    claimed = NotificationPreference.objects.filter(pk=preference.pk, digest_at=until)
    if until is None or not claimed.update(digest_at=digest_after(preference, after=now)):
        return 0
    told = Q(sent_at__isnull=False) | Q(next_try_at__isnull=False)  # one that was given up told nothing
    last = MailDigest.objects.filter(told, agent=preference.agent_id).order_by("-until").first()
    longest = now - LONGEST_LOOK_BACK
    since = max(last.until, longest) if last else longest
    _digest, is_new = MailDigest.objects.get_or_create(
        agent_id=preference.agent_id, until=now, defaults={"since": since, "next_try_at": now}
    )
    return int(is_new)


def send_planned(now: datetime) -> int:
    """Send the mails that wait, the oldest first. A mail server that fails ends the pass: the others would wait too."""
    sent = 0
    while (result := _send_next(now)) is not None:
        if not result:
            break
        sent += 1
    return sent


@transaction.atomic
def _send_next(now: datetime) -> bool | None:
    """Send or settle one; False when sending failed, None when nothing waits that nobody else holds."""
    waiting = MailDigest.objects.filter(next_try_at__lte=now).select_related("agent").order_by("next_try_at", "pk")
    digest = waiting.select_for_update(skip_locked=True, of=("self",)).first()
    if digest is None:
        return None
    try:
        digest.lines = _send(digest)
    except (OSError, SMTPException) as problem:
        log.warning("a digest was not sent", extra={"digest": digest.pk, "error": type(problem).__name__})
        _put_back(digest, problem, now)
        return False
    digest.sent_at, digest.next_try_at, digest.last_error = now, None, ""
    digest.save(update_fields=["sent_at", "next_try_at", "last_error", "lines"])
    return True


def _put_back(digest: MailDigest, problem: Exception, now: datetime) -> None:
    """Try again later, each time twice as late; after the last try it is left, and the next mail tells of the same."""
    digest.attempts += 1
    is_over = digest.attempts >= MAX_ATTEMPTS
    digest.next_try_at = None if is_over else now + timedelta(minutes=min(2**digest.attempts, 60))
    digest.last_error = type(problem).__name__
    digest.save(update_fields=["attempts", "next_try_at", "last_error"])


def _send(digest: MailDigest) -> int:
    """Send the mail in the agent's language and days; return how many lines it has, none for nothing to say."""
    agent = digest.agent
    with translation.override(agent.language), timezone.override(agent.time_zone):
        lines = mailable_for(agent, since=digest.since, until=digest.until, most=LINES_MAX) if agent.is_active else []
        if not lines:
            return 0
        subject = ngettext("Wuyou: %(n)d matter waits for you", "Wuyou: %(n)d matters wait for you", len(lines))
        shown = f"{LINES_MAX}+" if len(lines) > LINES_MAX else ""
        context = {"agent": agent, "lines": lines[:LINES_MAX], "more": shown, "url": settings.PUBLIC_URL}
        mail = EmailMessage(
            subject % {"n": len(lines)},
            render_to_string("emails/core/digest.txt", context),
            to=[agent.email],
            headers={"Message-ID": _message_id(digest), "Auto-Submitted": "auto-generated"},
        )
    mail.send()
    return len(lines)


def _message_id(digest: MailDigest) -> str:
    return f"<digest-{digest.agent_id}-{int(digest.until.timestamp() * 1000)}@{urlsplit(settings.PUBLIC_URL).hostname}>"
