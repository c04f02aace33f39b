"""What the Verlauf tells of Fassungen, assessments, referrals and residence titles."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import QuerySet

from cases.enums import ReferralStatus, ResidenceGroup
from cases.models import Assessment, Fassung, Referral, ResidenceTitle
from cases.sessions.timeline import Entry, Row, Scope, as_rows, full_name, register_rows
from pik.core.formats import german_date


def _fassungen(scope: Scope) -> QuerySet[Any, Any]:
    found = Fassung.objects.filter(plan__case__in=scope.case_ids)
    return as_rows(found, "fassungen", at="created_at", actor=full_name("created_by"), texts=["number"])


def _fassung(row: Row) -> Iterator[Entry]:
    yield Entry(row.when, f"Fassung {row.a} des Plans festgeschrieben", "", row.actor, "success")


def _assessments(scope: Scope) -> QuerySet[Any, Any]:
    found = Assessment.objects.filter(plan__case__in=scope.case_ids)
    return as_rows(found, "einschaetzungen", on="assessed_on", actor=full_name("created_by"))


def _assessment(row: Row) -> Iterator[Entry]:
    yield Entry(row.when, "Einschätzung der Lebensbereiche", "", row.actor)


def _referrals(scope: Scope) -> QuerySet[Any, Any]:
    """The ordinary ones: the Verlauf is printed, and a print is read by all who see the case."""
    found = Referral.objects.ordinary().filter(case__in=scope.case_ids)
    texts = ["offer__title", "offer__provider", "ended_on", "status"]
    return as_rows(found, "vermittlungen", on="referred_on", actor=full_name("referred_by"), texts=texts)


def _referral(row: Row) -> Iterator[Entry]:
    yield Entry(row.when, f"Vermittelt: {row.a}", row.b, row.actor)
    if row.c:
        yield Entry(date.fromisoformat(row.c), f"Vermittlung beendet: {row.a}", ReferralStatus(row.d).label)


def _titles(scope: Scope) -> QuerySet[Any, Any]:
    found = ResidenceTitle.objects.filter(person=scope.person)
    return as_rows(found, "titel", on="starts_on", texts=["paragraph", "group", "ends_on"])


def _title(row: Row) -> Iterator[Entry]:
    name = row.a or ResidenceGroup(row.b).label
    ends_on = date.fromisoformat(row.c) if row.c else None
    if row.on:
        yield Entry(row.on, f"Aufenthaltstitel: {name}", f"gültig bis {german_date(ends_on)}" if ends_on else "")
    if ends_on:
        yield Entry(ends_on, f"Aufenthaltstitel endet: {name}", tone="warning")


register_rows("fassungen", "Fassungen", _fassungen, _fassung)
register_rows("einschaetzungen", "Einschätzungen", _assessments, _assessment)
register_rows("vermittlungen", "Vermittlungen", _referrals, _referral)
register_rows("titel", "Aufenthaltstitel", _titles, _title)
