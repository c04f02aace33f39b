"""What the Verlauf tells of the term, of what other offices see, of prints, of the way of a referral, of merges."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.urls import reverse

from cases.enums import ReferralStatus
from cases.models import (
    CaseTransition,
    ContactCard,
    DataSheet,
    ExtensionTransition,
    Merge,
    ReferralTransition,
    Share,
    TimelinePrint,
)
from cases.sessions.timeline import Entry, Row, Scope, as_rows, full_name, register_rows
from pik.core.formats import counted, german_date

TERM, OTHERS = "dauer", "einwilligungen"
_EXTENSION = {
    "ask": "beantragt",
    "grant": "genehmigt",
    "refuse": "abgelehnt",
    "withdraw": "zurückgezogen",
    "lapse": "mit dem Fall erledigt",
}
_TONES = {"grant": "success", "refuse": "warning"}
#: Between the beginning and the end of a referral, which its own row tells.
_STEPS = ("wait", "accept", "accept_ahead", "attend")


def _extensions(scope: Scope) -> QuerySet[Any, Any]:
    found = ExtensionTransition.objects.filter(subject__case__in=scope.case_ids)
    texts = ["name", "subject__months", "comment", "subject__reason"]
    return as_rows(found, TERM, at="happened_at", actor=F("actor_label"), texts=texts)


def _extension(row: Row) -> Iterator[Entry]:
    months = counted(int(row.b), "Monat", "Monate")
    text = row.d if row.a == "ask" else row.c
    yield Entry(
        row.when, f"Verlängerung um {months} {_EXTENSION.get(row.a, row.a)}", text, row.actor, _TONES.get(row.a, "info")
    )


def _shares(scope: Scope) -> QuerySet[Any, Any]:
    found = Share.objects.filter(case__in=scope.case_ids)
    texts = ["receiver__name", "starts_on", "ends_on"]
    return as_rows(found, OTHERS, at="created_at", actor=full_name("created_by"), texts=texts)


def _share(row: Row) -> Iterator[Entry]:
    term = " bis ".join(german_date(date.fromisoformat(day)) for day in (row.b, row.c))
    yield Entry(row.when, f"Mitsicht für {row.a} eingerichtet", f"mit Einwilligung, vom {term}", row.actor, "info")


def _ended_shares(scope: Scope) -> QuerySet[Any, Any]:
    found = Share.objects.filter(case__in=scope.case_ids, revoked_at__isnull=False)
    return as_rows(found, "mitsicht_beendet", at="revoked_at", actor=full_name("revoked_by"), texts=["receiver__name"])


def _ended_share(row: Row) -> Iterator[Entry]:
    yield Entry(row.when, f"Mitsicht für {row.a} beendet", "", row.actor, "info")


def _cards(scope: Scope) -> QuerySet[Any, Any]:
    found = ContactCard.objects.filter(case__in=scope.case_ids)
    return as_rows(found, "kontaktkarte", at="created_at", actor=full_name("created_by"), texts=["consent_on"])


def _card(row: Row) -> Iterator[Entry]:
    text = f"Einwilligung vom {german_date(date.fromisoformat(row.a))}"
    yield Entry(row.when, "Einwilligung zur Kontaktkarte festgehalten", text, row.actor, "info")


def _prints_of_verlauf(scope: Scope) -> QuerySet[Any, Any]:
    found = TimelinePrint.objects.filter(case__in=scope.case_ids)
    return as_rows(found, "drucke_verlauf", at="created_at", actor=full_name("job__requested_by"), texts=["job__title"])


def _sheets(scope: Scope) -> QuerySet[Any, Any]:
    found = DataSheet.objects.filter(case__in=scope.case_ids)
    actor = full_name("job__requested_by")
    return as_rows(found, "drucke_datenblatt", at="created_at", actor=actor, texts=["job__title"])


def _print(row: Row) -> Iterator[Entry]:
    yield Entry(row.when, "Dokument erstellt", row.a, row.actor)


def _referral_steps(scope: Scope) -> QuerySet[Any, Any]:
    """Of ordinary referrals: the Verlauf is printed, and a print is read by all who see the case."""
    found = ReferralTransition.objects.filter(
        subject__case__in=scope.case_ids, subject__is_protected=False, name__in=_STEPS
    )
    texts = ["subject__offer__title", "target", "comment"]
    return as_rows(found, "vermittlungsschritte", at="happened_at", actor=F("actor_label"), texts=texts)


def _referral_step(row: Row) -> Iterator[Entry]:
    status = ReferralStatus(row.b)
    yield Entry(row.when, f"Vermittlung {row.a}: {status.label}", row.c, row.actor, status.tone)


def _merges(scope: Scope) -> QuerySet[Any, Any]:
    """With the way to where it is undone, for those who may."""
    may_undo = scope.user.has_perm("cases.merge_persons")
    merged = Merge.objects.filter(survivor=OuterRef("subject__person"), happened_at__lte=OuterRef("happened_at"))
    which: Any = Subquery(merged.order_by("-happened_at", "-pk").values("public_id")[:1]) if may_undo else Value("")
    found = CaseTransition.objects.filter(subject__in=scope.case_ids, name="merge")
    return as_rows(found, "zusammenfuehrung", at="happened_at", actor=F("actor_label"), texts=["comment", which])


def _merge(row: Row) -> Iterator[Entry]:
    url = reverse("cases:merge_detail", args=[row.b]) if row.b else ""
    yield Entry(row.when, "Personen zusammengeführt", row.a, row.actor, "info", url)


register_rows(TERM, "Verlängerungen", _extensions, _extension)
register_rows(OTHERS, "Mitsicht und Kontaktkarte", _shares, _share)
register_rows("mitsicht_beendet", "Mitsicht beendet", _ended_shares, _ended_share, within=OTHERS)
register_rows("kontaktkarte", "Kontaktkarte", _cards, _card, within=OTHERS)
register_rows("drucke_verlauf", "Drucke des Verlaufs", _prints_of_verlauf, _print, within="dokumente")
register_rows("drucke_datenblatt", "Datenblätter", _sheets, _print, within="dokumente")
register_rows("vermittlungsschritte", "Schritte", _referral_steps, _referral_step, within="vermittlungen")
register_rows("zusammenfuehrung", "Zusammenführungen", _merges, _merge, within="stand")
