"""What the database holds of a case in each of its states, and the trigger that keeps the history of its leads."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q

from cases.enums import (
    BEFORE_SUPPORT,
    IN_SUPPORT,
    OPEN_STATUSES,
    REASONS_AFTER_SUPPORT,
    REASONS_BEFORE_SUPPORT,
    CaseStatus,
    NeedLevel,
    WaitingPriority,
)
from pik.core.periods import REVERSED

_HAS_TERM = Q(starts_on__isnull=False, ends_on__isnull=False)
_HAS_NO_TERM = Q(starts_on__isnull=True, ends_on__isnull=True)


def case_constraints() -> list[models.BaseConstraint]:
    """One constraint per state: which days and reasons a case has in it."""
    return [
        models.CheckConstraint(
            condition=Q(status__in=CaseStatus.values),
            name="case_status_known",
            violation_error_message="Diesen Stand gibt es nicht.",
        ),
        models.CheckConstraint(
            condition=Q(need__in=NeedLevel.values),
            name="case_need_known",
            violation_error_message="Diesen Bedarf gibt es nicht.",
        ),
        models.CheckConstraint(
            condition=_HAS_NO_TERM | _HAS_TERM,
            name="case_term_whole",
            violation_error_message="Die Dauer der Begleitung hat Beginn und Ende oder keines von beiden.",
        ),
        models.CheckConstraint(
            condition=_HAS_NO_TERM | Q(ends_on__gte=F("starts_on")),
            name="case_period_order",
            violation_error_message=REVERSED,
        ),
        models.CheckConstraint(
            condition=~Q(status__in=BEFORE_SUPPORT) | _HAS_NO_TERM,
            name="case_no_term_before_support",
            violation_error_message="Anfragen und Fälle auf der Warteliste haben noch keine Dauer der Begleitung.",
        ),
        models.CheckConstraint(
            condition=~Q(status__in=IN_SUPPORT) | _HAS_TERM,
            name="case_term_in_support",
            violation_error_message="Ein aktiver oder ruhender Fall hat Beginn und Ende der Begleitung.",
        ),
        models.CheckConstraint(
            condition=~Q(status=CaseStatus.REQUEST) | Q(requested_on__isnull=False),
            name="case_request_dated",
            violation_error_message="Eine Anfrage hat ein Datum.",
        ),
        models.CheckConstraint(
            condition=~Q(status=CaseStatus.WAITING) | Q(waiting_since__isnull=False, priority__isnull=False),
            name="case_waiting_since",
            violation_error_message="Auf der Warteliste stehen Dringlichkeit und Beginn der Wartezeit.",
        ),
        models.CheckConstraint(
            condition=Q(priority__isnull=True) | Q(priority__in=WaitingPriority.values),
            name="case_priority_known",
            violation_error_message="Bitte wählen Sie die Dringlichkeit aus der Liste.",
        ),
        models.CheckConstraint(
            condition=Q(status=CaseStatus.RESTING, resting_since__isnull=False, rests_until__gte=F("resting_since"))
            | (~Q(status=CaseStatus.RESTING) & Q(resting_since__isnull=True, rests_until__isnull=True)),
            name="case_resting_since",
            violation_error_message="Ein ruhender Fall sagt, seit wann und bis wann er voraussichtlich ruht.",
        ),
        models.CheckConstraint(
            condition=Q(status__in=OPEN_STATUSES, closed_on__isnull=True, closing_reason="")
            | Q(status=CaseStatus.TRANSFERRED, closed_on__isnull=False, closing_reason="")
            | Q(status=CaseStatus.CLOSED, closed_on__isnull=False)
            & (
                Q(starts_on__isnull=True, closing_reason__in=REASONS_BEFORE_SUPPORT)
                | Q(starts_on__isnull=False, closing_reason__in=REASONS_AFTER_SUPPORT)
            ),
            name="case_closed_with_reason",
            violation_error_message="Ein abgeschlossener Fall hat ein Datum und einen passenden Grund, ein offener "
            "keines.",
        ),
        models.CheckConstraint(
            condition=Q(aftercare_until__isnull=True)
            | Q(status=CaseStatus.CLOSED, starts_on__isnull=False, aftercare_until__gte=F("closed_on")),
            name="case_aftercare_after_closing",
            violation_error_message="Nachbetreuung folgt auf den Abschluss einer Begleitung.",
        ),
        models.UniqueConstraint(
            fields=["organisation", "person"],
            condition=Q(status__in=OPEN_STATUSES),
            name="case_one_open",
            violation_error_message="Diese Person hat schon einen offenen Fall.",
        ),
    ]


def keeps_lead_periods() -> pgtrigger.Trigger:
    """Trigger: whoever changes the lead of a case, by whatever way, ends one period of its leads and begins the next.

    The end never lies before the begin, also where a clock was set back.
    """
    return pgtrigger.Trigger(
        name="case_keeps_lead_periods",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("lead_id"),
        declare=[("moment", "timestamptz")],
        func="""
            IF TG_OP = 'UPDATE' THEN
                IF NEW.lead_id IS NOT DISTINCT FROM OLD.lead_id THEN RETURN NULL; END IF;
                moment := clock_timestamp();
                UPDATE cases_leadperiod SET ends_at = GREATEST(moment, starts_at)
                    WHERE case_id = NEW.id AND ends_at IS NULL RETURNING ends_at INTO moment;
                moment := COALESCE(moment, clock_timestamp());
            ELSE
                moment := NEW.opened_at;
            END IF;
            IF NEW.lead_id IS NOT NULL THEN
                INSERT INTO cases_leadperiod (organisation_id, case_id, lead_id, starts_at, reason)
                    VALUES (NEW.organisation_id, NEW.id, NEW.lead_id, moment, '');
            END IF;
            RETURN NULL;
        """,
    )
