"""What a table of cases may hold: one line per column. Whoever needs another column adds a line here.

``into`` says where the value goes: „person.birth_date“ is a field of ``Person``; „title“, „home“, „german“ are rows of
their own, made when one of their columns is filled (``cases/imports/storing.py: PARTS``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cases.countries import COUNTRY_CHOICES
from cases.enums import AccommodationKind, CaseStatus, GermanLevel, HouseholdRelation, NeedLevel, ResidenceGroup, Sex
from cases.imports import parsers
from cases.imports.parsers import Parser
from pik.core.names import search_key

#: The column of the error file that says what is wrong; read back, it is left aside.
MESSAGE = "Fehler"
#: In which states a case can be taken over; the others need a history that no table has.
STATES = {CaseStatus.ACTIVE: "aktiv", CaseStatus.WAITING: "Warteliste", CaseStatus.REQUEST: "Anfrage"}


@dataclass(frozen=True)
class Column:
    """A column: how it is headed and explained, how its cells are read, and where the values go."""

    name: str
    header: str
    hint: str
    sample: str
    parse: Parser
    into: tuple[str, ...]
    is_required: bool = False
    allowed: Sequence[str] = ()  # the words of a choice, as the template lists them
    also: tuple[str, ...] = ()  # other headings by which it is known
    width: int = 18


def _labels(words: type) -> list[str]:
    return [str(label) for label in words.labels]  # type: ignore[attr-defined]


def _state(cell: str) -> str:
    known = {search_key(word): value.value for value, word in STATES.items()}
    try:
        return known[search_key(cell)]
    except KeyError:
        raise ValueError(f"„{cell}“ kann nicht übernommen werden. Erlaubt sind: {', '.join(STATES.values())}") from None


COLUMNS: tuple[Column, ...] = (
    Column(
        "reference",
        "Bisheriges Aktenzeichen",
        "Ihre Nummer des Falls, wenn Sie eine haben. Daran wird die Zeile wiedererkannt.",
        "33-2025/0417",
        parsers.text(60),
        ("case.reference",),
        also=("Aktenzeichen", "Az", "Fallnummer", "Nr", "Nummer"),
        width=24,
    ),
    Column(
        "family_name",
        "Familienname",
        "Muss ausgefüllt sein.",
        "Rahimi",
        parsers.text(120),
        ("person.family_name",),
        is_required=True,
        also=("Nachname", "Name", "Zuname"),
    ),
    Column(
        "given_name",
        "Vorname",
        "Muss ausgefüllt sein.",
        "Zahra",
        parsers.text(120),
        ("person.given_name",),
        is_required=True,
        also=("Vornamen", "Rufname"),
    ),
    Column(
        "name_original",
        "Name in eigener Schrift",
        "Zum Beispiel arabisch oder kyrillisch.",
        "زهرا رحیمی",
        parsers.text(200),
        ("person.name_original",),
        also=("Originalname",),
        width=22,
    ),
    Column(
        "former_name",
        "Früherer Familienname",
        "Zum Beispiel vor der Heirat.",
        "",
        parsers.text(120),
        ("former.family_name",),
        also=("Geburtsname", "Früherer Name"),
    ),
    Column(
        "birth_date",
        "Geburtsdatum",
        "14.03.1991. Ist nur das Jahr bekannt: 1991. Geschätzt: etwa 1991.",
        "14.03.1991",
        parsers.birth_date,
        ("person.birth_date", "person.birth_precision"),
        also=("Geb.", "geb. am", "Geburtstag", "Geboren"),
    ),
    Column(
        "sex",
        "Geschlecht",
        "weiblich, männlich oder divers.",
        "weiblich",
        parsers.choice(Sex, w="female", m="male", d="diverse", Frau="female", Mann="male"),
        ("person.sex",),
        allowed=_labels(Sex),
        width=13,
    ),
    Column(
        "nationalities",
        "Staatsangehörigkeit",
        "Muss ausgefüllt sein: Land oder Kürzel; mehrere durch Komma getrennt.",
        "Afghanistan",
        parsers.nationalities,
        ("person.nationalities",),
        is_required=True,
        allowed=[name for _, name in COUNTRY_CHOICES],
        also=("Nationalität", "Herkunftsland", "Staatsangehörigkeiten"),
        width=22,
    ),
    Column(
        "languages",
        "Sprachen",
        "Mehrere durch Komma getrennt.",
        "Dari, Englisch",
        parsers.languages,
        ("languages.names",),
        also=("Sprache", "Muttersprache"),
        width=20,
    ),
    Column(
        "interpreter",
        "Dolmetschen in",
        "Leer, wenn es ohne geht.",
        "Dari",
        parsers.text(60),
        ("person.interpreter_language",),
        also=("Dolmetscher", "Dolmetschersprache"),
    ),
    Column(
        "german_level",
        "Deutsch",
        "Niveau nach dem Gemeinsamen Europäischen Referenzrahmen.",
        "A2",
        parsers.choice(GermanLevel, keine="none", kein="none"),
        ("german.level",),
        allowed=_labels(GermanLevel),
        also=("Sprachniveau", "Deutschniveau", "Deutschkenntnisse"),
        width=16,
    ),
    Column("german_on", "Deutsch, Stand vom", "Tag von Kurs oder Prüfung.", "", parsers.day, ("german.dated_on",)),
    Column(
        "title_group",
        "Art des Aufenthaltstitels",
        "Siehe zweites Blatt. Leer: wird aus der Rechtsgrundlage erkannt.",
        "Aufenthaltserlaubnis",
        parsers.choice(ResidenceGroup),
        ("title.group",),
        allowed=_labels(ResidenceGroup),
        also=("Aufenthaltsstatus", "Status Aufenthalt"),
        width=28,
    ),
    Column(
        "title_paragraph",
        "Rechtsgrundlage",
        "Zum Beispiel § 25 Abs. 2 AufenthG.",
        "§ 25 Abs. 2 AufenthG",
        parsers.text(120),
        ("title.paragraph",),
        also=("Aufenthaltstitel", "Paragraf", "Paragraph"),
        width=24,
    ),
    Column(
        "title_ends_on",
        "Titel gültig bis",
        "14.03.2027.",
        "14.03.2027",
        parsers.day,
        ("title.ends_on",),
        also=("Aufenthaltstitel gültig bis", "gültig bis"),
    ),
    Column(
        "arrived_on",
        "Einreise",
        "Tag der Einreise nach Deutschland.",
        "02.09.2023",
        parsers.day,
        ("person.arrived_on",),
        also=("Einreise nach Deutschland", "Einreisedatum"),
    ),
    Column(
        "arrived_in_gemeinde_on",
        "Zuzug",
        "Tag des Zuzugs in die Gemeinde.",
        "15.01.2025",
        parsers.day,
        ("person.arrived_in_gemeinde_on",),
        also=("Zuzug in die Gemeinde", "Zuzugsdatum"),
    ),
    Column(
        "housing_on",
        "Anschlussunterbringung seit",
        "Tag, an dem sie begann.",
        "",
        parsers.day,
        ("person.anschlussunterbringung_on",),
        also=("AU seit",),
        width=26,
    ),
    Column(
        "home_kind",
        "Unterkunft",
        "Siehe zweites Blatt.",
        "Anschlussunterbringung",
        parsers.choice(AccommodationKind, Wohnung="own_home", AU="follow_up"),
        ("home.kind",),
        allowed=_labels(AccommodationKind),
        also=("Art der Unterkunft",),
        width=26,
    ),
    Column(
        "street",
        "Straße und Hausnummer",
        "",
        "Hauptstraße 7",
        parsers.text(160),
        ("home.street",),
        also=("Straße", "Anschrift", "Adresse"),
        width=24,
    ),
    Column(
        "postal_code",
        "PLZ",
        "Als Text, damit eine Null am Anfang bleibt.",
        "68526",
        parsers.text(10),
        ("home.postal_code",),
        also=("Postleitzahl",),
        width=9,
    ),
    Column("place", "Ort", "", "Ladenburg", parsers.text(120), ("home.place",), also=("Wohnort",)),
    Column(
        "phone",
        "Telefon",
        "",
        "0151 0000000",
        parsers.text(40),
        ("phone.value",),
        also=("Mobil", "Handy", "Mobiltelefon", "Telefonnummer", "Tel."),
    ),
    Column(
        "email",
        "E-Mail",
        "",
        "zahra.rahimi@example.org",
        parsers.email,
        ("email.value",),
        also=("E-Mail-Adresse", "Mail"),
        width=26,
    ),
    Column(
        "household",
        "Haushalt",
        "Wer zusammen wohnt, hat hier denselben Eintrag, zum Beispiel dieselbe Nummer.",
        "H12",
        parsers.text(60),
        ("household.key",),
        also=("Familie", "Bedarfsgemeinschaft"),
        width=13,
    ),
    Column(
        "relation",
        "Stellung im Haushalt",
        "Siehe zweites Blatt.",
        "Bezugsperson",
        parsers.choice(HouseholdRelation),
        ("household.relation",),
        allowed=_labels(HouseholdRelation),
        also=("Stellung",),
        width=20,
    ),
    Column(
        "state",
        "Stand",
        "aktiv, Warteliste oder Anfrage. Leer heißt aktiv.",
        "aktiv",
        _state,
        ("case.state",),
        allowed=list(STATES.values()),
        also=("Status",),
        width=13,
    ),
    Column(
        "starts_on",
        "Beginn",
        "Beginn der Begleitung; bei Warteliste und Anfrage: seit wann. Bei „aktiv“ muss er ausgefüllt sein.",
        "01.02.2025",
        parsers.day,
        ("case.starts_on",),
        also=("Beginn der Begleitung", "Beginn IM", "seit"),
    ),
    Column(
        "need",
        "Bedarf",
        "intensiv, regulär oder leicht. Leer heißt regulär.",
        "regulär",
        parsers.choice(NeedLevel, hoch="intensive", mittel="regular", gering="light"),
        ("case.need",),
        allowed=_labels(NeedLevel),
        also=("Betreuungsbedarf",),
        width=12,
    ),
    Column(
        "lead",
        "Zuständig (E-Mail)",
        "E-Mail-Adresse der zuständigen Person, wie in PiK. Leer: noch niemand.",
        "",
        parsers.email,
        ("case.lead",),
        also=("Zuständig", "Integrationsmanager", "Integrationsmanagerin"),
        width=28,
    ),
)
BY_NAME = {column.name: column for column in COLUMNS}


@dataclass(frozen=True)
class Recognised:
    """Which column stands where, what is unknown, and what is missing."""

    places: dict[int, Column]
    unknown: list[str]
    missing: list[str]
    twice: list[str]


def _key(header: str) -> str:
    return search_key(re.sub(r"\(.*?\)|[*:]", "", header)).replace(" ", "")


_KNOWN = {_key(word): column for column in COLUMNS for word in (column.header, *column.also)}


def recognise(header: Sequence[str]) -> Recognised:
    """Find the columns by their headings, in any order."""
    places: dict[int, Column] = {}
    unknown, twice = [], []
    for index, word in enumerate(header):
        column = _KNOWN.get(_key(word))
        if column in places.values():
            twice.append(word)
        elif column:
            places[index] = column
        elif word and word != MESSAGE:
            unknown.append(word[:120])
    found = {column.name for column in places.values()}
    missing = [column.header for column in COLUMNS if column.is_required and column.name not in found]
    return Recognised(places, unknown, missing, twice)
