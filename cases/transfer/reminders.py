"""Who is told of an Überleitung: the receiver of the request, the sender of the answer or that there is none."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Case as Choice
from django.db.models import CharField, DateField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Concat, TruncDate
from django.urls import reverse
from django.utils import timezone

from cases.enums import TransferStatus
from cases.models import Transfer
from pik.accounts.acting import acting_for
from pik.accounts.enums import Role
from pik.accounts.models import Membership
from pik.core.periods import current_on
from pik.reminders.actions import create_now
from pik.reminders.models import Reminder
from pik.reminders.rules import COLUMNS, ReminderRule, register

REQUESTED = "cases.transfer_requested"
UNANSWERED = "cases.transfer_unanswered"
ANSWERED = "cases.transfer_answered"
#: After how many days the sender is told that nobody answered. Ordered so for the product in 2026.
ANSWER_WITHIN = timedelta(days=7)
#: How long an answer is still told when the rules did not run.
NOTICE_FOR = timedelta(days=30)
_ANY_ID = "222222222222"
_TEXT = CharField()


# --- What is due ------------------------------------------------------------------------------------


def requests(today: date, only: Transfer | None = None) -> QuerySet[Any, Any]:
    """Requests that wait, for each Teamleitung of the receiver; where there is none, for all who counsel there."""
    leads = Membership.objects.filter(
        current_on(today), organisation=OuterRef("organisation"), role=Role.TEAMLEITUNG, user__is_active=True
    )
    asked = "organisation__incoming_transfers__"
    wanted = {f"{asked}status": TransferStatus.SENT} | ({f"{asked}pk": only.pk} if only else {})
    return (
        Membership.objects.filter(current_on(today), user__is_active=True, **wanted)
        .filter(Q(role=Role.TEAMLEITUNG) | Q(role=Role.INTEGRATIONSMANAGER) & ~Exists(leads))
        .annotate(
            key=_joined(F(f"{asked}pk"), ":", F("user_id")),
            recipient_id=F("user_id"),
            due_on=TruncDate(f"{asked}sent_at"),
            title=_joined(F(f"{asked}organisation__name"), " fragt, ob Sie einen Fall übernehmen"),
            url=_url("transfer_request", asked),
        )
        .values(*COLUMNS)
    )


def unanswered(today: date) -> QuerySet[Any, Any]:
    """Requests that nobody has answered for a week, for whoever prepared them."""
    since = today - ANSWER_WITHIN
    return (
        Transfer.objects.waiting()
        .filter(sent_at__date__lte=since)
        .annotate(
            key=Cast(F("pk"), _TEXT),
            recipient_id=F("created_by_id"),
            due_on=Cast(TruncDate("sent_at") + ANSWER_WITHIN, DateField()),
            title=_joined("Überleitung von ", F("case_number"), " an ", F("receiver__name"), ": noch keine Antwort"),
            url=_url("transfer_detail"),
        )
        .values(*COLUMNS)
    )


def answers(today: date) -> QuerySet[Any, Any]:
    """What receivers answered in the last days, for whoever prepared it."""
    word = Choice(When(status=TransferStatus.ACCEPTED, then=Value("übernommen")), default=Value("abgelehnt"))
    return (
        Transfer.objects.filter(
            status__in=[TransferStatus.ACCEPTED, TransferStatus.REFUSED],
            ended_at__date__gte=today - NOTICE_FOR,
            ended_at__date__lte=today,
        )
        .annotate(
            key=Cast(F("pk"), _TEXT),
            recipient_id=F("created_by_id"),
            due_on=TruncDate("ended_at"),
            title=_joined("Überleitung von ", F("case_number"), " an ", F("receiver__name"), ": ", word),
            url=_url("transfer_detail"),
        )
        .values(*COLUMNS)
    )


def _joined(*parts: Any) -> Concat:
    return Concat(*(Value(p) if isinstance(p, str) else Cast(p, _TEXT) for p in parts), output_field=_TEXT)


def _url(name: str, way: str = "") -> Concat:
    before, after = reverse(f"cases:{name}", kwargs={"transfer_id": _ANY_ID}).split(_ANY_ID)
    return Concat(Value(before), F(f"{way}public_id"), Value(after), output_field=_TEXT)


# --- At once, from actions --------------------------------------------------------------------------


def announce_request(transfer: Transfer) -> None:
    """Tell the receiver now; its inbox is written by the product, not by the one who sends."""
    with acting_for(transfer.receiver_id):
        create_now(
            REQUESTED,
            requests(timezone.localdate(), transfer),
            organisation_id=transfer.receiver_id,
        )


def announce_answer(transfer: Transfer) -> None:
    """Tell the sender now what was answered."""
    with acting_for(transfer.organisation_id):
        create_now(
            ANSWERED,
            answers(timezone.localdate()).filter(pk=transfer.pk),
            organisation_id=transfer.organisation_id,
        )


def settle_request(transfer: Transfer) -> None:
    """Nobody has to answer any more: silence both sides."""
    keys = {
        transfer.receiver_id: Q(kind=REQUESTED, key__startswith=f"{REQUESTED}:{transfer.pk}:"),
        transfer.organisation_id: Q(kind=UNANSWERED, key=f"{UNANSWERED}:{transfer.pk}"),
    }
    for organisation_id, found in keys.items():
        with acting_for(organisation_id):
            Reminder.objects.filter(found, done_at__isnull=True).update(done_at=timezone.now())


register(
    ReminderRule(
        kind=REQUESTED,
        label="Anfrage einer Überleitung",
        why="Eine Person zieht zu Ihnen, und ihre Akte soll mitgehen. Ihre Organisation entscheidet darüber.",
        due=requests,
    ),
    ReminderRule(
        kind=UNANSWERED,
        label="Überleitung ohne Antwort",
        why="Sie haben eine Überleitung angefragt, und seit einer Woche hat niemand geantwortet.",
        due=unanswered,
    ),
    ReminderRule(
        kind=ANSWERED,
        label="Überleitung beantwortet",
        why="Die Stelle, an die Sie einen Fall überleiten wollten, hat geantwortet.",
        due=answers,
    ),
)
