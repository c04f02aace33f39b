"""Offers to take along: the directory as a table, a list on paper for somebody, the numbers as a table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from cases.models import Offer
from cases.offers.calculations import Row
from cases.offers.numbers import ENDS, STATES, Numbers
from pik.accounts.models import User
from pik.core.formats import german_date
from pik.core.spreadsheets import Cell
from pik.documents.actions import order_document
from pik.documents.kinds import DocumentKind, register
from pik.documents.models import Job

LIST = "cases.offers"
# A person is not in it: whoever takes the list along stands nowhere in it.
register(DocumentKind(name=LIST, template="cases/documents/offers.html"))

COLUMNS = (
    "Angebot",
    "Anbieter",
    "Art",
    "Lebensbereiche",
    "Für wen",
    "Beschreibung",
    "Ort",
    "Adresse",
    "Sprachen",
    "Zeiten",
    "Kosten",
    "Kinderbetreuung",
    "Barrierefrei",
    "Plätze",
    "davon frei",
    "Warteliste",
    "gültig bis",
    "Ansprechstelle",
    "Telefon",
    "E-Mail",
    "Internet",
    "von",
    "zuletzt geprüft am",
)
WIDTHS = (36, 30, 34, 26, 30, 50, 18, 30, 20, 28, 18, 14, 26, 10, 10, 10, 12, 28, 18, 28, 30, 24, 16)
HIDDEN = "verdeckt"


def directory_rows(offers: Iterable[Any]) -> Iterable[tuple[Cell, ...]]:
    """One row for each offer; of places that are not limited no number is told."""
    for offer in offers:
        yield (
            offer.title,
            offer.provider,
            offer.get_kind_display(),
            offer.life_area_names,
            offer.target_group,
            offer.description,
            offer.place,
            offer.address,
            offer.language_names,
            offer.times,
            offer.cost_text,
            "ja" if offer.has_childcare else "nein",
            offer.accessibility_text,
            "" if offer.places_total is None else offer.places_total,
            "" if offer.places_left is None else offer.places_left,
            "" if offer.places_total is None else offer.waiting_count,
            german_date(offer.valid_until) if offer.valid_until else "",
            offer.contact_office,
            offer.contact_phone,
            offer.contact_mail,
            offer.contact_web,
            offer.organisation.name,
            german_date(offer.checked_on),
        )


def numbers_rows(numbers: Numbers) -> list[tuple[Cell, ...]]:
    """Both tables, one under the other, with their heads."""
    states, reasons = numbers.states, numbers.reasons
    return [
        ("Angebot oder Art", *(state.label for state in STATES), "zusammen"),
        *(_cells(row) for row in (*states.rows, states.sums)),
        (),
        ("Grund", *(state.label for state in ENDS), "zusammen"),
        *(_cells(row) for row in (*reasons.rows, reasons.sums)),
    ]


def _cells(row: Row) -> tuple[Cell, ...]:
    return (row.label, *(HIDDEN if n is None else n for n in (*row.cells, row.total)))


# --- The list on paper ----------------------------------------------------------------------------


def print_offers(offers: list[Offer], *, actor: User) -> Job:
    """Order the chosen offers as a PDF in plain sentences; on it stands nobody's name but the contact's."""
    organisation = actor.membership.organisation  # type: ignore[union-attr]  # asked before: cases.view_offer
    today = timezone.localdate()
    return order_document(
        LIST,
        subject_id=organisation.pk,
        organisation=organisation,
        requested_by=actor,
        title=f"Angebote vom {german_date(today)}",
        filename=f"Angebote_{today:%Y-%m-%d}.pdf",
        context={
            "title": "Angebote für Sie",
            "issued_at": today.isoformat(),
            "date": german_date(today),
            "issuer": {
                "name": organisation.name,
                "unit": "Integrationsmanagement",
                "address": organisation.address.splitlines(),
                "contact": [{"label": "Ihre Ansprechperson", "text": actor.get_full_name()}],
            },
            "offers": [_plain(offer) for offer in offers],
        },
    )


def _plain(offer: Offer) -> dict[str, Any]:
    """One offer as lines of label and text; what is not known is left out."""
    where = ", ".join(filter(None, [offer.address, offer.place]))
    facts = [
        ("Für wen?", offer.target_group),
        ("Wo?", where),
        ("Wann?", offer.times),
        ("Was kostet es?", "Nichts." if offer.is_free else offer.cost),
        ("Sprachen", offer.language_names),
        ("Kinderbetreuung", "ja" if offer.has_childcare else ""),
        ("Ohne Hindernisse erreichbar?", offer.accessibility_text if offer.is_accessible else ""),
        ("Bis wann?", german_date(offer.valid_until) if offer.valid_until else ""),
        ("Wer hilft?", ", ".join(filter(None, [offer.contact_office, offer.provider]))),
        ("Telefon", offer.contact_phone),
        ("E-Mail", offer.contact_mail),
        ("Internet", offer.contact_web),
    ]
    return {
        "title": offer.title,
        "description": offer.description,
        "facts": [{"label": label, "text": text} for label, text in facts if text],
    }
