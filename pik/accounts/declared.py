"""The declarations of all apps, made ready to be read: for the page „Datenfelder“ and for docs/datenschutz/."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.apps import apps

from pik.core.declarations import Answer, Category, Declaration, Erasure, Model, Subject, all_models, is_event, tables

#: What the libraries bring along stands together, at the end.
LIBRARIES = "Tabellen der Bibliotheken"
NOBODY = "niemand"


@dataclass(frozen=True)
class Entry:
    """Fields of a table that are the same."""

    fields: tuple[tuple[str, str], ...]  # name in words, name in code
    declaration: Declaration

    @property
    def names(self) -> str:
        """The fields in words."""
        return ", ".join(words for words, _ in self.fields)

    @property
    def category(self) -> Category:
        return self.declaration.category

    @property
    def erasure(self) -> Erasure:
        return self.declaration.fate.erasure

    @property
    def erasure_tone(self) -> str:
        return {Erasure.DELETE: "neutral", Erasure.ANONYMISE: "info", Erasure.KEEP: "neutral"}[self.erasure]

    @property
    def erasure_icon(self) -> str:
        return {Erasure.DELETE: "delete", Erasure.ANONYMISE: "shield", Erasure.KEEP: "lock"}[self.erasure]

    @property
    def subjects(self) -> str:
        """Who is told of the fields when she asks, in words."""
        return ", ".join(dict.fromkeys(answer.subject.label for answer in self.declaration.answers_to)) or NOBODY


@dataclass(frozen=True)
class Section:
    """A table with its lines."""

    area: str
    name: str
    label: str
    entries: tuple[Entry, ...]
    history: str  # label of the table of former rows; empty where none are kept

    @property
    def id(self) -> str:
        return self.label.replace(".", "-").lower()

    @property
    def protections(self) -> dict[str, str]:
        """How fields of special categories are guarded: the fields in words by the protection they share."""
        found: dict[str, list[str]] = {}
        for entry in self.entries:
            if entry.declaration.protection:
                found.setdefault(entry.declaration.protection, []).append(entry.names)
        return {protection: ", ".join(names) for protection, names in found.items()}


def sections() -> list[Section]:
    """Every declared table that this installation has, area by area."""
    models = [model for model in all_models() if not is_event(model) and model._meta.label in tables()]
    history = {model.pgh_tracked_model: model._meta.label for model in all_models() if is_event(model)}  # type: ignore[attr-defined]
    made = [_section(model, history.get(model, "")) for model in models]
    order = [str(config.verbose_name) for config in apps.get_app_configs()]
    return sorted(made, key=lambda section: (section.area == LIBRARIES, _index(order, section.area)))


def _index(order: list[str], area: str) -> int:
    return order.index(area) if area in order else len(order)


def _section(model: Model, history: str) -> Section:
    meta = model._meta
    table = tables()[meta.label]
    area = LIBRARIES if table.is_foreign else str(apps.get_app_config(meta.app_label).verbose_name)
    entries = tuple(
        Entry(
            tuple((str(meta.get_field(name).verbose_name), name) for name in line.fields),  # type: ignore[union-attr]
            table.declaration(line),
        )
        for line in table.lines
    )
    return Section(area, table.name or str(meta.verbose_name), meta.label, entries, history)


def areas() -> list[str]:
    """The areas in the order of the sections."""
    return list(dict.fromkeys(section.area for section in sections()))


def subjects() -> list[Subject]:
    """Everybody to whose answer some field belongs, in the order of the sections."""
    return list(dict.fromkeys(answer.subject for _, entry in all_entries() for answer in entry.declaration.answers_to))


def all_entries() -> Iterator[tuple[Section, Entry]]:
    """Each line with its table."""
    for section in sections():
        for entry in section.entries:
            yield section, entry


def answers_to(subject: Subject) -> dict[tuple[Section, Answer], list[Entry]]:
    """What an access answer of ``subject`` holds: lines by table and the way that leads to her."""
    found: dict[tuple[Section, Answer], list[Entry]] = {}
    for section, entry in all_entries():
        for answer in entry.declaration.answers_to:
            if answer.subject == subject:
                found.setdefault((section, answer), []).append(entry)
    return found


def narrowed(*, area: str = "", category: str = "", subject: str = "", erasure: str = "") -> list[Section]:
    """The sections with the lines that fit; a section without any is left out."""
    kept = []
    for section in sections():
        entries = tuple(
            entry
            for entry in section.entries
            if (not category or entry.category == category)
            and (not subject or subject in entry.subjects.split(", "))
            and (not erasure or entry.erasure == erasure)
        )
        if entries and (not area or section.area == area):
            kept.append(Section(section.area, section.name, section.label, entries, section.history))
    return kept


def field_count(chosen: Iterable[Section]) -> int:
    """How many fields stand in the sections."""
    return sum(len(entry.fields) for section in chosen for entry in section.entries)
