"""``manage.py document_fields``: docs/datenschutz/, written from the declarations of the apps."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from pik.accounts.declared import Entry, Section, all_entries, answers_to, areas, field_count, sections, subjects
from pik.core.declarations import ITSELF, Answer, Category, Erasure

TARGET = Path("docs") / "datenschutz"
DATA = Path(__file__).resolve().parents[2] / "data"
WRITTEN = (
    "Geschrieben von `manage.py document_fields` aus `<app>/datenschutz.py`. Ändern Sie nicht diese Datei, sondern "
    "die Zeilen dort; ein Test schlägt an, wenn diese Datei nicht dazu passt.\n"
)
TREATED = "Was hier steht, wird wie eine besondere Kategorie (Art. 9 DSGVO) behandelt; rechtlich geprüft ist es nicht."
ERASURES = {
    Erasure.DELETE: "Der Wert verschwindet ersatzlos.",
    Erasure.ANONYMISE: "Es bleibt, was dabeisteht; zu einer Person führt davon nichts mehr.",
    Erasure.KEEP: "Der Wert bleibt, aus dem Grund, der darübersteht.",
}


class Command(BaseCommand):
    help = "Schreibt docs/datenschutz/ aus den Erklärungen der Datenfelder."

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(settings.BASE_DIR) / TARGET
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in documents().items():
            (folder / name).write_text(text, encoding="utf-8")
            self.stdout.write(f"{TARGET / name} ist geschrieben.")


def documents() -> dict[str, str]:
    """The documents by the names of their files."""
    return {
        "README.md": _readme(),
        "felder.md": _fields(),
        "auskunft.md": _answers(),
        "loeschung.md": _erasure(),
        "besondere-kategorien.md": _special(),
    }


# --- README -------------------------------------------------------------------------------------


def _readme() -> str:
    all_sections = sections()
    former = sum(bool(section.history) for section in all_sections)
    return (
        (DATA / "datenschutz.md")
        .read_text(encoding="utf-8")
        .format(
            written=WRITTEN,
            tables=len(all_sections),
            fields=field_count(all_sections),
            former=former,
            categories="\n".join(f"| {category.label} | {category.special or '–'} |" for category in Category),
        )
    )


# --- The lists ----------------------------------------------------------------------------------


def _fields() -> str:
    parts = ["# Alle Datenfelder", "", WRITTEN]
    for area in areas():
        parts += [f"## {area}", ""]
        for section in (section for section in sections() if section.area == area):
            rows = [
                [_names(e), e.category.label, e.declaration.purpose, e.subjects, str(e.declaration.fate)]
                for e in section.entries
            ]
            parts += [f"### {_title(section)}", "", *_history(section)]
            parts += [_table(["Felder", "Kategorie", "Zweck", "Auskunft", "Löschung"], rows), ""]
    return "\n".join(parts)


def _history(section: Section) -> list[str]:
    if not section.history:
        return []
    return [f"Frühere Fassungen der Zeilen stehen in `{section.history}`; für sie gilt dasselbe.", ""]


def _answers() -> str:
    parts = ["# Auskunft", "", WRITTEN]
    for subject in subjects():
        rows = [
            [_with_former(section), _all_names(entries), _way(answer)]
            for (section, answer), entries in answers_to(subject).items()
        ]
        own = (
            f"Die Person ist eine Zeile in `{subject.model}`."
            if subject.model
            else "Die Person hat keine eigene Zeile."
        )
        parts += [f"## {subject.label}", "", own, "", _table(["Tabelle", "Felder", "Weg zur Person"], rows), ""]
    return "\n".join(parts)


def _way(answer: Answer) -> str:
    if answer.named_in:
        return f"kein Verweis; gefunden über `{answer.named_in}`: {answer.how}"
    return "die Zeile selbst" if answer.path == ITSELF else " → ".join(f"`{name}`" for name in answer.path.split("__"))


def _erasure() -> str:
    parts = ["# Löschung", "", WRITTEN]
    for erasure, explained in ERASURES.items():
        parts += [f"## {str(erasure.label).capitalize()}", "", explained, ""]
        by_words: dict[str, list[list[str]]] = {}
        for section, entry in all_entries():
            if entry.erasure == erasure:
                by_words.setdefault(entry.declaration.fate.words, []).append([_with_former(section), _names(entry)])
        for words, rows in by_words.items():
            parts += [*([f"### {words}", ""] if words else []), _table(["Tabelle", "Felder"], _merged(rows)), ""]
    return "\n".join(parts)


def _special() -> str:
    parts = ["# Besondere Kategorien", "", WRITTEN]
    parts += [TREATED, ""]
    for category in Category:
        rows = [
            [_title(section), _names(entry), entry.declaration.protection]
            for section, entry in all_entries()
            if entry.category == category and category.special
        ]
        if category.special:
            parts += [f"## {category.label}", "", category.special, ""]
            parts += [_table(["Tabelle", "Felder", "Schutz"], rows) if rows else "Zurzeit kein Feld.", ""]
    return "\n".join(parts)


# --- Markdown -----------------------------------------------------------------------------------


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in lines)


def _merged(rows: list[list[str]]) -> list[list[str]]:
    """Rows of the same table as one."""
    merged: dict[str, list[str]] = {}
    for title, names in rows:
        merged.setdefault(title, []).append(names)
    return [[title, ", ".join(names)] for title, names in merged.items()]


def _title(section: Section) -> str:
    return f"{section.name} (`{section.label}`)"


def _with_former(section: Section) -> str:
    return _title(section) + (" und frühere Fassungen" if section.history else "")


def _names(entry: Entry) -> str:
    return ", ".join(f"{words} (`{name}`)" for words, name in entry.fields)


def _all_names(entries: Iterable[Entry]) -> str:
    return ", ".join(_names(entry) for entry in entries)
