"""Celery's entrances: mails of the accounts, the access log, drafts."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from celery import shared_task
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from pik.accounts import access, drafts
from pik.accounts.access_seals import seal_access_log
from pik.accounts.models import User
from pik.accounts.signing_in import actions

LONGEST_PAUSE_SECONDS = 600
SUBJECTS = {
    "factor_removed": "Ein zweiter Faktor Ihres Zugangs zu PiK wurde entfernt",
    "passkey_added": "Ihr Zugang zu PiK hat einen neuen Passkey",
    "password_changed": "Das Passwort Ihres Zugangs zu PiK wurde geändert",
    "totp_added": "Ihr Zugang zu PiK ist jetzt mit einer App gesichert",
}


@shared_task(name="accounts.send_password_reset")
def send_password_reset(user_id: int, base_url: str) -> None:
    """Send the link for a new password; it is made here, so that the queue never holds one."""
    user = User.objects.get(pk=user_id)
    link = f"{base_url}{reverse('accounts:password_reset')}?schluessel={quote(actions.reset_key(user))}"
    hours = settings.PASSWORD_RESET_TIMEOUT // 3600
    text = render_to_string("accounts/emails/password_reset.txt", {"user": user, "link": link, "hours": hours})
    send_mail("Neues Passwort für PiK", text, None, [user.email])


@shared_task(name="accounts.send_notice")
def send_notice(user_id: int, event: str) -> None:
    """Tell the owner what happened to the account."""
    user = User.objects.get(pk=user_id)
    text = render_to_string("accounts/emails/notice.txt", {"user": user, "event": SUBJECTS[event]})
    send_mail(SUBJECTS[event], text, None, [user.email])


# Without an end of trying: an entry that the broker keeps is not lost.
@shared_task(
    name=access.WRITE,
    autoretry_for=access.UNREACHABLE,
    retry_backoff=True,
    retry_backoff_max=LONGEST_PAUSE_SECONDS,
    max_retries=None,
)
def write_access_entries(entries: list[dict[str, Any]]) -> None:
    """Write entries that the request itself could not write; they keep the moment of the look."""
    access.write(entries)


@shared_task(name="accounts.seal_access_log")
def seal_days() -> None:
    """Seal the days that have ended; beat calls it every hour, so that a missed one is caught up."""
    seal_access_log(timezone.localdate())


@shared_task(name="accounts.delete_old_drafts")
def delete_old_drafts() -> None:
    """Delete the drafts that nobody went on with; beat calls it every day."""
    drafts.delete_old(timezone.now())
