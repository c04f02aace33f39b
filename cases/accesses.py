"""Who looked at a case: the case as the access log knows it, and what it tells in sentences people read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, Count, Max, QuerySet
from django.db.models.functions import TruncHour

from cases.models import Case, Integrationsplan
from pik.accounts.access import Subject, register_finder
from pik.accounts.enums import AccessKind, Role
from pik.accounts.models import AccessEntry, User

CASE = "cases.case"
#: The page that tells who looked.
ACCESSES = "Zugriffe"

#: The pages of a case as the object of a sentence. What is missing here is called „die Seite …“.
_PAGES: Mapping[str, str] = {
    "": "den Fall",
    "Überblick": "den Überblick",
    "Integrationsplan": "den Integrationsplan",
    "Beratungen": "die Beratungen",
    "Person & Familie": "die Angaben zu Person und Familie",
    "Vermittlungen": "die Vermittlungen",
    "Dokumente": "die Dokumente",
    "Verlauf": "den Verlauf",
    "Vertraulich": "die versiegelten Notizen",
    ACCESSES: "die Zugriffe",
}
_SENTENCES: Mapping[str, str] = {
    AccessKind.OPENED: "{who} hat {page} angesehen",
    AccessKind.SEARCHED: "{who} hat danach gesucht",
    AccessKind.PRINTED: "{who} hat {page} gedruckt",
    AccessKind.EXPORTED: "{who} hat {page} heruntergeladen",
    AccessKind.REFUSED: "{who} wollte {page} öffnen und wurde abgewiesen",
    AccessKind.READ_SEALED: "{who} hat eine versiegelte Notiz gelesen",
    AccessKind.EMERGENCY: "{who} hat sich in einem Notfall Zugriff genommen",
}


@dataclass(frozen=True)
class Look:
    """The same look of the same person within an hour, as the timeline shows it."""

    at: datetime
    title: str
    text: str
    tone: str


# --- The case as the access log knows it ------------------------------------------------------------


def subject_of(case: Case) -> Subject:
    """The case in the access log: by its number, never by a name."""
    return Subject(CASE, case.pk, case.number, case.organisation_id)


def subject_of_plan(plan_id: int) -> Subject | None:
    """The case of a printed plan; None where it does not exist for who acts."""
    plan = Integrationsplan.objects.select_related("case").filter(pk=plan_id).first()
    return subject_of(plan.case) if plan else None


def subject_behind(arguments: Mapping[str, Any]) -> Subject | None:
    """The case behind the arguments of an address, also for those who may not know that it exists."""
    public_id = arguments.get("public_id")
    follow_up = None if public_id else arguments.get("pk")
    if follow_up is not None and follow_up > BigIntegerField.MAX_BIGINT:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT organisation_id, case_id, number FROM cases_case_behind(%s, %s)", [public_id, follow_up])
        row = cursor.fetchone()
    return Subject(CASE, row[1], row[2], row[0]) if row else None


register_finder("cases", subject_behind)

# --- In sentences -----------------------------------------------------------------------------------


def looks_at(case: Case, user: User) -> QuerySet[AccessEntry, Any]:
    """Who looked at the case, newest first; the same look within an hour is one row with a ``count``.

    Left out is that ``user`` herself opened the page that shows it: each look at the list would lengthen it.
    """
    return (
        AccessEntry.objects.about(subject_of(case))
        .exclude(user_id=user.pk, kind=AccessKind.OPENED, page=ACCESSES)
        .order_by()
        .annotate(hour=TruncHour("happened_at"))
        .values("hour", "user_id", "user_label", "role", "actor_organisation_id", "kind", "page", "detail")
        .annotate(count=Count("position"), at=Max("happened_at"), last=Max("position"))
        .order_by("-at", "-last")
    )


def as_sentence(row: Mapping[str, Any], case: Case) -> Look:
    """A row of ``looks_at`` in words; somebody from elsewhere is named with her organisation."""
    sentence = _SENTENCES[row["kind"]].format(who=_who(row, case), page=_page(row["page"]))
    times = f"{row['count']}-mal in dieser Stunde" if row["count"] > 1 else ""
    text = ". ".join(filter(None, [row["detail"], times]))
    tone = "danger" if row["kind"] == AccessKind.REFUSED else AccessKind(row["kind"]).tone
    return Look(row["at"], sentence, text, "" if tone == "neutral" else tone)


def _who(row: Mapping[str, Any], case: Case) -> str:
    """„Miriam Vogt (Integrationsmanager:in)“, as it was when she looked."""
    name, _, rest = str(row["user_label"]).partition(", ")
    organisation = rest.partition(", ")[2]
    role = Role(row["role"]).label.split(" (")[0] if row["role"] else "ohne Rolle"
    is_strange = row["actor_organisation_id"] != case.organisation_id and organisation
    return f"{name} ({role}, {organisation})" if is_strange else f"{name} ({role})"


def _page(page: str) -> str:
    return _PAGES.get(page, f"die Seite „{page}“")
