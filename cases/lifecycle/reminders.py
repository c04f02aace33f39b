"""What people are told of responsibility and terms: cases given and taken, Vertretung, extensions, rests that end."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Case as Choice
from django.db.models import Count, Exists, F, Min, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Left
from django.urls import reverse
from django.utils import timezone

from cases.enums import CaseStatus, ExtensionStatus
from cases.models import Absence, Case, CaseTransition, Extension, FollowUp, HandOver, LeadPeriod
from cases.reminders import MONTHS_BEFORE, case_url, german, joined, last_end
from pik.accounts.enums import Role
from pik.accounts.models import Membership
from pik.core.periods import current_on
from pik.reminders.models import Reminder
from pik.reminders.rules import ReminderRule, register

LEAD_GIVEN = "cases.lead_given"
LEAD_TAKEN = "cases.lead_taken"
STANDING_IN = "cases.standing_in"
COVERED_FOLLOW_UP = "cases.covered_follow_up"
COVERED_TERM = "cases.covered_term"
EXTENSION_ASKED = "cases.extension_asked"
EXTENSION_DECIDED = "cases.extension_decided"
REST_ENDS = "cases.rest_ends"
#: How long after the event a notice is still made up for when the rules did not run.
NOTICE_FOR = timedelta(days=30)
COLUMNS = ("key", "recipient_id", "organisation_id", "due_on", "title", "url")
_ANY = models.CharField()


def leads_given(today: date) -> QuerySet[Any, Any]:
    """Cases that somebody was given by somebody else: one notice, however many came at once."""
    before = LeadPeriod.objects.filter(case=OuterRef(OuterRef("case")), ends_at=OuterRef(OuterRef("starts_at")))
    handed_over = _handed_over(taker=OuterRef("lead"), actor=OuterRef("given_by"), giver__in=_lead(before))
    return _changed_hands(
        LeadPeriod.objects.filter(given_by__isnull=False, starts_at__date__gte=today - NOTICE_FOR)
        .exclude(given_by=F("lead"))
        .exclude(handed_over),
        at="starts_at",
        one=" führen jetzt Sie",
        many="Fälle, die Sie jetzt führen: ",
        list_url=reverse("cases:case_list") + "?wer=meine",
    )


def leads_taken(today: date) -> QuerySet[Any, Any]:
    """The same for whoever led the cases before, when somebody else gave them away."""
    after = LeadPeriod.objects.filter(case=OuterRef(OuterRef("case")), starts_at=OuterRef(OuterRef("ends_at")))
    handed_over = _handed_over(giver=OuterRef("lead"), actor=OuterRef("ended_by"), taker__in=_lead(after))
    return _changed_hands(
        LeadPeriod.objects.filter(ended_by__isnull=False, ends_at__date__gte=today - NOTICE_FOR)
        .exclude(ended_by=F("lead"))
        .exclude(handed_over),
        at="ends_at",
        one=" führen Sie nicht mehr",
        many="Fälle, die Sie nicht mehr führen: ",
        list_url=reverse("cases:case_list") + "?wer=alle",
    )


def _handed_over(**people: Any) -> Exists:
    """Condition: the period began or ended with a hand-over of everything, of which the same people are told already.

    That is so where somebody handed over between them and did not give this case to anybody since.
    """
    given_since = CaseTransition.objects.filter(
        subject=OuterRef(OuterRef("case")),
        name="give_lead",
        actor=OuterRef("actor"),
        happened_at__gte=OuterRef("happened_at"),
    )
    of_both = HandOver.objects.filter(~Exists(given_since), organisation=OuterRef("organisation"), **people)
    return Exists(of_both.order_by())


def _lead(periods: QuerySet[LeadPeriod]) -> QuerySet[Any, Any]:
    return periods.order_by().values("lead")


def _changed_hands(periods: QuerySet[LeadPeriod], *, at: str, one: str, many: str, list_url: str) -> QuerySet[Any, Any]:
    return (
        periods.order_by()
        .values("lead", "organisation", at)
        .annotate(n=Count("pk"), number=Min("case__number"), any_id=Min("case__public_id"))
        .annotate(
            key=joined(F("lead"), ":", F(at)),
            recipient_id=F("lead"),
            due_on=Cast(F(at), models.DateField()),
            title=Choice(
                When(n=1, then=joined("Den Fall ", F("number"), one)),
                default=joined(many, F("n")),
                output_field=_ANY,
            ),
            url=Choice(When(n=1, then=case_url(F("any_id"))), default=Value(list_url), output_field=_ANY),
        )
        .values(*COLUMNS)
    )


def substitutions(today: date) -> QuerySet[Any, Any]:
    """Absences that run or come in which somebody stands in; told as soon as another has entered it."""
    return (
        Absence.objects.ahead(today)
        .exclude(entered_by=F("substitute"))
        .annotate(
            key=joined(F("pk"), ":", F("substitute_id")),
            recipient_id=F("substitute_id"),
            due_on=F("starts_on"),
            title=Left(
                joined(
                    "Sie vertreten ",
                    F("user__first_name"),
                    " ",
                    F("user__last_name"),
                    " vom ",
                    german(F("starts_on")),
                    " bis ",
                    german(F("ends_on")),
                ),
                300,
            ),
            url=Value(reverse("cases:absence_list"), output_field=_ANY),
        )
        .values(*COLUMNS)
    )


def covered_follow_ups(today: date) -> QuerySet[Any, Any]:
    """Wiedervorlagen of somebody absent, for whoever stands in."""
    return (
        _covered(FollowUp.objects.due(today), today, absent="assigned_to")
        .annotate(
            title=Left(
                joined(
                    "In Vertretung: Wiedervorlage ",
                    F("case__person__family_name"),
                    ", ",
                    F("case__person__given_name"),
                    ": ",
                    F("reason"),
                ),
                300,
            ),
            url=case_url(F("case__public_id")),
        )
        .values(*COLUMNS)
    )


def covered_terms(today: date) -> QuerySet[Any, Any]:
    """Cases of somebody absent whose term ends within a month or has ended, for whoever stands in."""
    ending = Case.objects.in_support().filter(ends_on__lte=last_end(today, min(MONTHS_BEFORE)))
    return (
        _covered(ending, today, absent="lead")
        .annotate(
            due_on=F("ends_on"),
            title=Left(
                joined(
                    "In Vertretung: Begleitung von ",
                    F("person__family_name"),
                    ", ",
                    F("person__given_name"),
                    " endet am ",
                    german(F("ends_on")),
                ),
                300,
            ),
            url=case_url(F("public_id")),
        )
        .values(*COLUMNS)
    )


def _covered(rows: QuerySet[Any], today: date, *, absent: str) -> QuerySet[Any]:
    """Rows whose person ``absent`` is away on ``today``, keyed by row and absence, for her substitute."""
    absence = Absence.objects.current(today).filter(user=OuterRef(absent), organisation=OuterRef("organisation"))
    return (
        rows.annotate(
            absence=Subquery(absence.values("pk")[:1]), recipient_id=Subquery(absence.values("substitute")[:1])
        )
        .filter(absence__isnull=False)
        .annotate(key=joined(F("pk"), ":", F("absence")))
    )


def extensions_asked(today: date) -> QuerySet[Any, Any]:
    """Extensions that wait for a decision, for each of the Teamleitung but whoever asked."""
    leading = Membership.objects.filter(current_on(today), role=Role.TEAMLEITUNG, user__is_active=True)
    months = Choice(When(months=1, then=Value(" Monat")), default=Value(" Monate"), output_field=_ANY)
    return (
        Extension.objects.asked()
        .filter(organisation__memberships__in=leading)
        .annotate(recipient_id=F("organisation__memberships__user"))
        .exclude(recipient_id=F("asked_by"))
        .annotate(
            due_on=Cast(F("asked_at"), models.DateField()),
            title=joined("Verlängerung um ", F("months"), months, " beantragt: ", F("case__number")),
            url=_term_url(F("case__public_id")),
        )
        .annotate(key=joined(F("pk"), ":", F("recipient_id")))
        .values(*COLUMNS)
    )


def extensions_decided(today: date) -> QuerySet[Any, Any]:
    """Extensions decided in the last days, for whoever asked."""
    word = Choice(
        When(status=ExtensionStatus.GRANTED, then=Value("genehmigt")),
        default=Value("abgelehnt"),
        output_field=_ANY,
    )
    return (
        Extension.objects.filter(decided_at__date__gte=today - NOTICE_FOR)
        .annotate(
            key=Cast(F("pk"), _ANY),
            recipient_id=F("asked_by"),
            due_on=Cast(F("decided_at"), models.DateField()),
            title=joined("Verlängerung ", word, ": ", F("case__number")),
            url=_term_url(F("case__public_id")),
        )
        .values(*COLUMNS)
    )


def rests_that_end(today: date) -> QuerySet[Any, Any]:
    """Resting cases of which the day has come until which they were to rest, for their leads."""
    return (
        Case.objects.filter(status=CaseStatus.RESTING, rests_until__lte=today, lead__isnull=False)
        .annotate(
            key=joined(F("pk"), ":", F("rests_until"), ":", F("lead_id")),
            recipient_id=F("lead_id"),
            due_on=F("rests_until"),
            title=joined("Ruhezeit endet am ", german(F("rests_until")), ": ", F("number")),
            url=_term_url(F("public_id")),
        )
        .values(*COLUMNS)
    )


def _term_url(public_id: F) -> Any:
    return case_url(public_id, "cases:case_term")


def settle_asked(extension: Extension) -> None:
    """Nobody of the Teamleitung has to decide any more."""
    asked = Reminder.objects.filter(kind=EXTENSION_ASKED, key__startswith=f"{EXTENSION_ASKED}:{extension.pk}:")
    asked.filter(done_at__isnull=True).update(done_at=timezone.now())


register(
    ReminderRule(LEAD_GIVEN, "Fall übernommen", "Jemand hat Ihnen die Zuständigkeit für Fälle gegeben.", leads_given),
    ReminderRule(LEAD_TAKEN, "Fall abgegeben", "Jemand anderes hat Ihre Fälle weitergegeben.", leads_taken),
    ReminderRule(
        STANDING_IN,
        "Vertretung",
        "Jemand aus dem Team ist abwesend. Wiedervorlagen und Fristen der Person kommen in dieser Zeit auch zu Ihnen.",
        substitutions,
    ),
    ReminderRule(
        COVERED_FOLLOW_UP,
        "Wiedervorlage in Vertretung",
        "Sie vertreten die Person, die sich diesen Tag vorgemerkt hat.",
        covered_follow_ups,
    ),
    ReminderRule(
        COVERED_TERM,
        "Begleitung endet, in Vertretung",
        "Sie vertreten die Person, die für den Fall zuständig ist.",
        covered_terms,
    ),
    ReminderRule(
        EXTENSION_ASKED,
        "Verlängerung beantragt",
        "Über Verlängerungen entscheidet die Teamleitung, nicht die Person, die sie beantragt hat.",
        extensions_asked,
    ),
    ReminderRule(
        EXTENSION_DECIDED, "Verlängerung entschieden", "Sie haben die Verlängerung beantragt.", extensions_decided
    ),
    ReminderRule(
        REST_ENDS,
        "Ruhezeit endet",
        "Sie sind für den Fall zuständig. Setzen Sie die Begleitung fort oder lassen Sie sie länger ruhen.",
        rests_that_end,
    ),
)
