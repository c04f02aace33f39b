"""Example data for the page „Bausteine“, on which each component stands in all its states.

Everything is invented and needs no database, so that the page also shows what a new component looks
like before anything uses it.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils import timezone

from pik.core.forms import ChipRadio, Chips, GermanDateField, KernForm, MoneyFormField

TODAY = dt.date(2026, 11, 21)
THRESHOLD = Decimal(51000)


@dataclass(frozen=True)
class PartnerExample:
    """A municipality of a joint application, as far as a table row shows it."""

    name: str
    persons: int
    amount: Decimal
    status: str
    status_tone: str
    note: str = ""

    def get_status_display(self) -> str:
        """Return the word of the badge, as a model with choices does."""
        return self.status


PARTNERS = [
    PartnerExample("Angelbachtal", 53, Decimal(42192), "erteilt 03.04.2018", "success", "federführend"),
    PartnerExample("Mauer", 33, Decimal(26271), "erteilt 05.04.2018", "success"),
    PartnerExample("Neckarbischofsheim", 22, Decimal(17514), "angefragt 02.04.2018", "warning"),
]


class SessionExampleForm(KernForm):
    """One field for each way the template pack draws one."""

    held_on = GermanDateField(label="Datum")
    kind = forms.ChoiceField(
        label="Art",
        choices=[
            ("person", "persönlich"),
            ("visit", "aufsuchend"),
            ("phone", "telefonisch"),
            ("video", "Video"),
            ("escort", "Begleitung zu Behörden"),
        ],
        widget=ChipRadio,
    )
    topics = forms.MultipleChoiceField(
        label="Themen",
        help_text="Mehrere sind möglich.",
        choices=[("language", "Sprache"), ("children", "Kinder"), ("work", "Arbeit"), ("housing", "Wohnen")],
        widget=Chips,
    )
    result = forms.CharField(
        label="Ergebnis",
        max_length=2000,
        help_text="Lesen Team und Vertretung.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    place = forms.ChoiceField(label="Ort", choices=[("", "Bitte wählen"), ("town", "Rathaus")], required=False)
    languages = forms.MultipleChoiceField(
        label="Sprachen",
        choices=[("prs", "Dari"), ("ps", "Paschtu"), ("ar", "Arabisch"), ("uk", "Ukrainisch")],
        required=False,
    )
    interpreter = forms.ChoiceField(
        label="Dolmetschen",
        choices=[("no", "nicht nötig"), ("yes", "durch eine Dolmetscherin")],
        widget=forms.RadioSelect,
    )
    expenses = MoneyFormField(label="Auslagen", required=False)
    proof = forms.FileField(label="Nachweis", required=False, help_text="PDF oder Bild, höchstens 5 MB.")
    agreed = forms.BooleanField(label="Die Klientin hat zugestimmt, dass das Ergebnis im Team gelesen wird.")
    token = forms.CharField(widget=forms.HiddenInput, required=False)


class FilterExampleForm(KernForm):
    """A filter bar: search, choice and a yes-or-no."""

    q = forms.CharField(label="Name oder Fallnummer", required=False, widget=forms.SearchInput)
    status = forms.ChoiceField(label="Zustand", required=False, choices=[("", "alle"), ("open", "aktiv")])
    mine = forms.BooleanField(label="nur meine", required=False)


def _lists() -> dict[str, Any]:
    return {
        "tabs": [
            {"label": "Überblick", "url": "#"},
            {"label": "Integrationsplan", "url": "#", "is_current": True},
            {"label": "Beratungen", "url": "#", "count": 23},
            {"label": "Person & Familie", "url": "#"},
            {"label": "Dokumente", "url": "#"},
            {"label": "Verlauf", "url": "#"},
        ],
        "tasks": [
            {"label": "Organisationsform", "url": "#", "state": "fertig", "tone": "success"},
            {
                "label": "Partner und Zustimmungen",
                "url": "#",
                "hint": "Neckarbischofsheim fehlt",
                "state": "1 offen",
                "tone": "warning",
            },
            {"label": "Erklärungen", "state": "nicht begonnen", "tone": "neutral"},
        ],
        "entries": [
            {
                "at": dt.datetime(2026, 11, 20, 14, 5, tzinfo=timezone.get_current_timezone()),
                "title": "Fassung 4 begonnen",
                "actor": "Miriam Vogt",
                "text": "Grund: neue Ziele nach dem Elternkurs",
            },
            {"on": dt.date(2026, 6, 12), "title": "Fassung 3 vereinbart", "tone": "success", "url": "#"},
            {"on": dt.date(2025, 7, 1), "title": "Begleitung begonnen", "tone": "neutral"},
        ],
        "facts": [
            ("Geboren am", "14.03.1991 (35 Jahre)"),
            ("Aufenthaltstitel", "§ 25 Abs. 2 AufenthG bis 11.02.2027"),
            ("Telefon", None),
        ],
        "terms": [
            {
                "starts_on": dt.date(2025, 7, 1),
                "ends_on": dt.date(2027, 6, 30),
                "note": "Fortschreibung fällig am 15.12.2026",
            },
            {"starts_on": dt.date(2024, 12, 1), "ends_on": dt.date(2026, 11, 30), "note": ""},
        ],
    }


def examples() -> dict[str, Any]:
    """Return the context of the page „Bausteine“."""
    page = Paginator(range(1101), 25).get_page(3)
    return {
        **_lists(),
        "today": TODAY,
        "threshold": THRESHOLD,
        "threshold_text": "Schwelle für die Antragsberechtigung 51.000 €",
        "parts": [(partner.name, partner.amount) for partner in PARTNERS],
        "short_parts": [(partner.name, partner.amount) for partner in PARTNERS[:1]],
        "rows": PARTNERS,
        "total_persons": sum(partner.persons for partner in PARTNERS),
        "total": sum((partner.amount for partner in PARTNERS), Decimal(0)),
        "page": page,
        "tiles": [
            {"value": "58.000.012 €", "label": "verteilt; Rundungsdifferenz + 12 €", "tone": "", "url": ""},
            {"value": "1.101", "label": "Gemeinden, 72.857 Personen", "tone": "", "url": "#"},
            {"value": "796,08 €", "label": "je Person und Jahr", "tone": "", "url": ""},
            {"value": "3", "label": "Zustimmungen fehlen", "tone": "warning", "url": "#"},
        ],
        "reasons": [
            "Die Zustimmung von Neckarbischofsheim (Bürgermeisteramt) fehlt.",
            "Der Abschnitt „Erklärungen“ ist nicht begonnen.",
        ],
        "form": SessionExampleForm(
            prefix="gut",
            initial={
                "held_on": TODAY,
                "kind": "person",
                "topics": ["language", "children"],
                "interpreter": "yes",
                "result": "Kursplatz im Elternkurs ist zugesagt. Offen ist die Betreuung am Mittwochnachmittag.",
            },
        ),
        "form_with_errors": SessionExampleForm({"fehler-expenses": "viel"}, prefix="fehler"),
        "filter_form": FilterExampleForm(prefix=None, auto_id="filter_%s"),
    }
