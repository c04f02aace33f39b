"""Kinds of documents for tests alone, and where their templates lie."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pik.documents.kinds import DocumentKind, register

SAMPLE = DocumentKind("tests.sample", "documents_test/sample.html")
# Takes as long as its context says, which kills and races need.
SLOW = DocumentKind("tests.slow", "documents_test/slow.html")
BROKEN = DocumentKind("tests.broken", "documents_test/missing.html")
FOREIGN = DocumentKind("tests.foreign", "documents_test/foreign.html")

register(SAMPLE, SLOW, BROKEN, FOREIGN)


def sample_context(**changes: Any) -> dict[str, Any]:
    """All that the sample document shows; every person in it is invented."""
    return {
        "title": "Bewilligung einer Zuwendung für das Integrationsmanagement",
        "issued_at": "2026-11-21T09:30:00+01:00",
        "date": "21.11.2026",
        "file_number": "RPS15-2-6916-0042/2026",
        "issuer": {
            "name": "Regierungspräsidium Stuttgart",
            "unit": "Referat 15.2 – Dienststelle Wertheim",
            "address": ["Am Eichamt 2", "97877 Wertheim"],
            "contact": [{"label": "Bearbeitung", "text": "Dr. Annegret Vogt-Lindenschmidt"}],
        },
        "recipient": ["Stadt Ladenburg", "Fachbereich Soziales", "Hauptstraße 7", "68526 Ladenburg"],
        "applied_on": "01.10.2026",
        "applicant": "Stadt Ladenburg",
        "total": "67.667 €",
        "period": "01.01.2027 – 31.12.2028",
        "lines": [{"name": "Miriam Vogt", "kind": "Hochschulabschluss", "share": "0,50", "amount": "32.000 €"}],
        "reasons": ["Der Planungsrahmen der Stadt Ladenburg erreicht die Schwelle von 51.000 €."] * 3,
        **changes,
    }


def with_test_templates(templates: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The product's templates and the samples of these tests."""
    [engine] = templates
    options = {**engine["OPTIONS"], "libraries": {"slowness": "tests.documents.slowness"}}
    return [{**engine, "DIRS": [*engine["DIRS"], Path(__file__).parent / "templates"], "OPTIONS": options}]
