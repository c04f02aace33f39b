"""The sections of the tab „Person & Familie“: what their rows are, how they read, by which form they change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models

from cases import models as rows
from cases.countries import COUNTRIES
from cases.models.language import LATEST_RESULT
from cases.models.parts import NEWEST_FIRST, DatedPart
from cases.people import row_forms as forms
from cases.people.head import ending_warning
from pik.core.formats import german_date


@dataclass(frozen=True)
class Cell:
    """One cell of a row: its text, perhaps with a badge or in another script."""

    text: str
    badge: str = ""
    tone: str = "neutral"
    own_script: bool = False
    is_said: bool = True  # whether the badge belongs into print; a warning does not


@dataclass(frozen=True)
class Section:
    """One kind of rows of a person."""

    slug: str
    model: type[models.Model]
    form: type[forms.RowForm]
    title: str
    one: str  # what one row is called, in the accusative: „Aufenthaltstitel ergänzen“
    columns: Sequence[str]
    cells: Callable[[Any, date], Sequence[Cell | str]]
    empty: str
    order: Sequence[Any]
    hint: str = ""
    always_shown: int = 6

    @property
    def can_end(self) -> bool:
        """Whether a row has a last day that can be noted without opening its form."""
        return issubclass(self.model, DatedPart) and self.model is not rows.PersonName

    @property
    def related_name(self) -> str:
        """How ``Person`` calls these rows."""
        field: Any = self.model._meta.get_field("person")
        return str(field.remote_field.related_name)

    def is_old(self, row: Any, position: int, today: date) -> bool:
        """Whether a row is hidden behind „ältere anzeigen“: enough stand above it, and it does not hold any more."""
        holds = isinstance(row, DatedPart) and not row.is_past(today)
        return position >= self.always_shown and not holds


def _joined(*parts: str) -> str:
    return ", ".join(filter(None, parts))


def _name(row: rows.PersonName, today: date) -> Sequence[Cell | str]:
    is_own = row.kind == "own_script"
    return Cell(str(row), own_script=is_own), row.get_kind_display(), row.period_text, row.note


def _language(row: rows.PersonLanguage, today: date) -> Sequence[Cell | str]:
    return row.language, row.get_level_display(), row.get_literacy_display()


def _german(row: rows.GermanResult, today: date) -> Sequence[Cell | str]:
    by = _joined(row.get_basis_display(), row.name)
    seen = Cell("", badge="gesehen", tone="success") if row.certificate_seen else ""
    return row.get_level_display(), german_date(row.dated_on) if row.dated_on else "", by, seen


def _title(row: rows.ResidenceTitle, today: date) -> Sequence[Cell | str]:
    ends = german_date(row.ends_on) if row.ends_on else ""
    starts = german_date(row.starts_on) if row.starts_on else ""
    warning = ending_warning(row.ends_on, today)
    kind = _joined(row.get_group_display(), row.paragraph)
    return kind, starts, Cell(ends, badge=warning, tone="warning", is_said=False), _joined(row.authority, row.note)


def _home(row: rows.Accommodation, today: date) -> Sequence[Cell | str]:
    return row.get_kind_display(), row.address, row.period_text, row.note


def _way(row: rows.ContactWay, today: date) -> Sequence[Cell | str]:
    preferred = "bevorzugt" if row.is_preferred else ""
    return row.get_kind_display(), Cell(row.value, badge=preferred, tone="info"), row.note


def _stop(row: rows.ContactStop, today: date) -> Sequence[Cell | str]:
    runs = row.starts_on <= today <= row.ends_on
    days = Cell(f"{german_date(row.starts_on)} bis {german_date(row.ends_on)}", "gilt jetzt" if runs else "", "warning")
    return row.reason, days


def _education(row: rows.Education, today: date) -> Sequence[Cell | str]:
    where = _joined(row.institution, COUNTRIES.get(row.country, ""))
    what = _joined(row.title, "abgeschlossen" if row.is_completed else "")
    return f"{row.get_kind_display()}: {what}", where, row.period_text, _recognition(row)


def _recognition(row: rows.Education) -> Cell | str:
    if not row.recognition:
        return ""
    applied = f"beantragt {german_date(row.recognition_applied_on)}" if row.recognition_applied_on else ""
    decided = f"entschieden {german_date(row.recognition_decided_on)}" if row.recognition_decided_on else ""
    text = _joined(applied, decided, row.recognition_authority)
    return Cell(text, badge=str(row.get_recognition_display()), tone=row.recognition_tone)


def _work(row: rows.Employment, today: date) -> Sequence[Cell | str]:
    where = _joined(row.employer, COUNTRIES.get(row.country, ""))
    return _joined(row.title, row.get_kind_display()), where, row.period_text


def _competence(row: rows.Competence, today: date) -> Sequence[Cell | str]:
    return row.text, row.get_kind_display(), row.shown_by, german_date(row.noted_on)


def _measure(row: rows.Measure, today: date) -> Sequence[Cell | str]:
    what = _joined(row.get_kind_display(), row.title)
    return what, row.provider, row.period_text, _joined(row.get_result_display(), row.result_note)


_BY_PERIOD = NEWEST_FIRST

SECTIONS: Mapping[str, Section] = {
    section.slug: section
    for section in (
        Section(
            "namen", rows.PersonName, forms.PersonNameForm, "Weitere Namen", "Namen",
            ("Name", "Art", "Zeit", "Anmerkung"), _name,
            "Frühere Namen und andere Schreibweisen stehen hier. Auch unter ihnen findet die Suche die Person.",
            _BY_PERIOD,
        ),
        Section(
            "sprachen", rows.PersonLanguage, forms.PersonLanguageForm, "Sprachen", "Sprache",
            ("Sprache", "Niveau", "Lesen und Schreiben"), _language,
            "Es ist noch keine Sprache eingetragen.", ("pk",),
        ),
        Section(
            "deutsch", rows.GermanResult, forms.GermanResultForm, "Deutsch", "Stand",
            ("Niveau", "am", "bekannt durch", "Zertifikat"), _german,
            "Hier steht, wie sich das Deutsch entwickelt: Einstufung, Kurse, Prüfungen.",
            LATEST_RESULT,
            "Ein neuer Stand kommt dazu; die früheren bleiben stehen.", always_shown=2,
        ),
        Section(
            "aufenthaltstitel", rows.ResidenceTitle, forms.ResidenceTitleForm, "Aufenthaltstitel", "Aufenthaltstitel",
            ("Titel", "von", "bis", "Behörde, Nebenbestimmungen"), _title,
            "Es ist kein Aufenthaltstitel eingetragen. Beraten wird unabhängig davon.", _BY_PERIOD,
            "Ein neuer Titel kommt dazu; der frühere bleibt stehen. 90 und 30 Tage vor dem Ende erinnert PiK die "
            "zuständige Person.",
            always_shown=1,
        ),
        Section(
            "unterkunft", rows.Accommodation, forms.AccommodationForm, "Unterkunft", "Unterkunft",
            ("Art", "Adresse", "Zeit", "Anmerkung"), _home, "Es ist keine Unterkunft eingetragen.", _BY_PERIOD,
            "Bei einem Umzug kommt die neue Unterkunft dazu; die frühere endet dann am Tag davor.",
            always_shown=1,
        ),
        Section(
            "kontakt", rows.ContactWay, forms.ContactWayForm, "Kontakt", "Kontaktweg",
            ("Weg", "Nummer oder Adresse", "Anmerkung"), _way, "Es ist kein Kontaktweg eingetragen.",
            ("-is_preferred", "pk"),
        ),
        Section(
            "kontaktpause", rows.ContactStop, forms.ContactStopForm, "Nicht anschreiben oder anrufen", "Kontaktpause",
            ("Grund", "Zeit"), _stop, "", ("-ends_on", "-pk"),
            "Solange die Pause gilt, steht sie im Kopf des Falls. Sie endet von selbst.", always_shown=1,
        ),
        Section(
            "bildung", rows.Education, forms.EducationForm, "Schule, Ausbildung, Studium", "Bildungsabschnitt",
            ("was", "wo", "Zeit", "Anerkennung"), _education,
            "Schule, Ausbildung und Studium stehen hier, mit dem Stand der Anerkennung.", _BY_PERIOD,
        ),
        Section(
            "arbeit", rows.Employment, forms.EmploymentForm, "Arbeit", "Arbeit",
            ("Tätigkeit", "wo", "Zeit"), _work, "Es ist keine Arbeit eingetragen, weder hier noch früher.", _BY_PERIOD,
        ),
        Section(
            "potenziale", rows.Competence, forms.CompetenceForm, "Kompetenzen und Interessen", "Potenzial",
            ("was", "Art", "bekannt durch", "festgehalten am"), _competence,
            "Was die Person kann und gern tun würde, auch ohne Zeugnis.", ("-noted_on", "-pk"),
        ),
        Section(
            "massnahmen", rows.Measure, forms.MeasureForm, "Maßnahmen bisher", "Maßnahme",
            ("Maßnahme", "Träger", "Zeit", "Ergebnis"), _measure,
            "Kurse, Maßnahmen des Jobcenters und Praktika, die die Person schon hatte.", _BY_PERIOD,
        ),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A row as its section shows it."""

    pk: int
    cells: Sequence[Cell]
    is_old: bool
    can_end: bool
    label: str


@dataclass(frozen=True)
class Shown:
    """A section with its rows, newest first."""

    section: Section
    lines: Sequence[Line]

    @property
    def current(self) -> list[Line]:
        return [line for line in self.lines if not line.is_old]

    @property
    def has_series(self) -> bool:
        """Whether the rows show a development, from the first to the last: the levels of German."""
        return self.section.model is rows.GermanResult and len(self.lines) > 1

    @property
    def series(self) -> list[Line]:
        """The rows in the order in which they came."""
        return list(reversed(self.lines))

    @property
    def old(self) -> list[Line]:
        return [line for line in self.lines if line.is_old]


def shown(section: Section, found: Sequence[Any], today: date) -> Shown:
    """``found`` as ``section`` shows them on ``today``."""
    return Shown(section, tuple(_lines(section, found, today)))


def _lines(section: Section, found: Sequence[Any], today: date) -> Iterator[Line]:
    for position, row in enumerate(found):
        cells = [cell if isinstance(cell, Cell) else Cell(str(cell)) for cell in section.cells(row, today)]
        is_over = getattr(row, "is_completed", False) or not section.can_end or row.ends_on is not None
        yield Line(row.pk, cells, section.is_old(row, position, today), not is_over, str(row))
