"""Telling lead and Datenschutz of an emergency access: in their inbox in the same transaction, then by e-mail."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from cases.models import Case, EmergencyAccess
from pik.accounts.acting import acting_for
from pik.accounts.enums import Role
from pik.accounts.models import Membership, User
from pik.accounts.permissions import PERMISSIONS
from pik.core.formats import german_datetime
from pik.reminders.models import Reminder
from pik.reminders.rules import ReminderRule, register

EMERGENCY = "cases.emergency_access"


@dataclass(frozen=True)
class Recipients:
    """Who is told: who answers for the case, and everybody who keeps watch over data protection there."""

    responsible: list[User]
    watchers: list[User]


def recipients_for(case: Case) -> Recipients:
    """Who is told of an emergency access to ``case``, today.

    Without a lead, or with one who is no longer in service and reads nothing, every Teamleitung is told.
    """
    here = Membership.objects.current().filter(organisation=case.organisation_id, user__is_active=True)
    people: dict[str, list[User]] = {}
    for membership in here.select_related("user").order_by("pk"):
        people.setdefault(membership.role, []).append(membership.user)
    counsels = {user for role in PERMISSIONS["cases.view_case"] for user in people.get(role, [])}
    responsible = [case.lead] if case.lead and case.lead in counsels else people.get(Role.TEAMLEITUNG, [])
    return Recipients(list(dict.fromkeys(responsible)), list(dict.fromkeys(people.get(Role.DATENSCHUTZ, []))))


def announce(access: EmergencyAccess) -> None:
    """Write the reminders now and send the mails after the commit. They name the case by its number alone."""
    recipients = recipients_for(access.case)
    case_page = reverse("cases:case_sealed", kwargs={"public_id": access.case.public_id})
    pages = dict.fromkeys(recipients.watchers, reverse("cases:emergency_list")) | dict.fromkeys(
        recipients.responsible, case_page
    )
    # The inbox of another is written by the product, not by the one who acts.
    with acting_for(access.organisation_id):
        Reminder.objects.bulk_create(_reminder(access, user, url) for user, url in pages.items())
    # Each on its own: an address that is refused keeps nobody else's mail. What fails is told to the log; the inbox
    # has it.
    for user in pages:
        _send_after_commit(access, user.email)


def _reminder(access: EmergencyAccess, recipient: User, url: str) -> Reminder:
    return Reminder(
        kind=EMERGENCY,
        key=f"{EMERGENCY}:{access.pk}:{recipient.pk}",
        recipient=recipient,
        organisation_id=access.organisation_id,
        due_on=timezone.localdate(access.starts_at),
        title=f"Notfallzugriff auf {access.case_number} durch {access.user.get_full_name()}",
        url=url,
    )


def _send_after_commit(access: EmergencyAccess, address: str) -> None:
    transaction.on_commit(lambda: _send(access, address), robust=True)


def _send(access: EmergencyAccess, address: str) -> None:
    text = (
        f"{access.user.get_full_name()} hat am {german_datetime(access.starts_at)} Uhr einen Notfallzugriff auf die "
        f"versiegelten Notizen des Falls {access.case_number} genommen. Er endet spätestens um "
        f"{timezone.localtime(access.ends_at):%H:%M} Uhr.\n\nDen Grund und was gelesen wird, sehen Sie in PiK.\n"
    )
    send_mail(f"PiK: Notfallzugriff auf {access.case_number}", text, settings.DEFAULT_FROM_EMAIL, [address])


register(
    ReminderRule(
        kind=EMERGENCY,
        label="Notfallzugriff",
        why="Jemand liest in einem Notfall versiegelte Notizen. Das erfahren Zuständige und Datenschutz sofort.",
        # Told at once by the action; there is nothing to find later.
        due=lambda day: EmergencyAccess.objects.none(),
    )
)
