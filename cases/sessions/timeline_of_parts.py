"""What the Verlauf tells of Fassungen, assessments, referrals and residence titles."""

from __future__ import annotations

from collections.abc import Iterator

from cases.models import Assessment, Fassung, Referral, ResidenceTitle
from cases.sessions.timeline import Entry, Scope, register
from pik.core.formats import german_date


def _fassungen(scope: Scope) -> Iterator[Entry]:
    found = Fassung.objects.filter(plan__case__in=scope.case_ids).select_related("created_by")
    for fassung in found:
        actor = fassung.created_by.get_full_name()
        yield Entry(fassung.created_at, f"Fassung {fassung.number} des Plans festgeschrieben", "", actor, "success")


def _assessments(scope: Scope) -> Iterator[Entry]:
    for assessment in Assessment.objects.filter(plan__case__in=scope.case_ids):
        yield Entry(assessment.assessed_on, "Einschätzung der Lebensbereiche")


def _referrals(scope: Scope) -> Iterator[Entry]:
    """Those that exist for the user: a protected one for who answers for the case alone."""
    found = Referral.objects.visible_to(scope.user).filter(case__in=scope.case_ids)
    for referral in found.select_related("offer", "referred_by"):
        actor, offer = referral.referred_by.get_full_name(), referral.offer
        yield Entry(referral.referred_on, f"Vermittelt: {offer.title}", offer.provider, actor)
        if referral.ended_on:
            yield Entry(referral.ended_on, f"Vermittlung beendet: {offer.title}", referral.get_status_display())


def _titles(scope: Scope) -> Iterator[Entry]:
    for title in ResidenceTitle.objects.filter(person=scope.person):
        name = title.paragraph or title.get_group_display()
        if title.starts_on:
            until = f"gültig bis {german_date(title.ends_on)}" if title.ends_on else ""
            yield Entry(title.starts_on, f"Aufenthaltstitel: {name}", until)
        if title.ends_on:
            yield Entry(title.ends_on, f"Aufenthaltstitel endet: {name}", tone="warning")


register("fassungen", "Fassungen", _fassungen)
register("einschaetzungen", "Einschätzungen", _assessments)
register("vermittlungen", "Vermittlungen", _referrals)
register("titel", "Aufenthaltstitel", _titles)
