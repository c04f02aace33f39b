"""What each field of each model is, for data protection: category, purpose, whose answer, what erasure does.

An app declares its tables in ``<app>/datenschutz.py``, a list of lines that a Datenschutzbeauftragte reads as a
table. A field that nobody declared fails a test. Documents and pages are made from the lines
(``pik/accounts/declared.py``). The rows that pghistory keeps of a table are declared by the table itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.migrations.recorder import MigrationRecorder

Model = type[models.Model]
#: The path of an answer when the row is the person's own.
ITSELF = "pk"


class Category(models.TextChoices):
    """What kind of data a field holds."""

    MASTER = "master", "Stammdaten"
    CONTACT = "contact", "Kontaktdaten"
    FAMILY = "family", "Familie und Haushalt"
    ORIGIN = "origin", "Herkunft"
    RESIDENCE = "residence", "Aufenthalt"
    LANGUAGE = "language", "Sprache und Bildung"
    HEALTH = "health", "Gesundheit"
    COUNSELLING = "counselling", "Beratungsinhalt"
    STAFF = "staff", "Beschäftigung"
    ACCESS = "access", "Zugang und Anmeldung"
    LOG = "log", "Protokoll"
    PROCEDURE = "procedure", "Verwaltungs- und Fördervorgang"
    FREE_TEXT = "free_text", "Freitext"
    PUBLIC = "public", "öffentliche Angabe"
    TECHNICAL = "technical", "technisch"

    @property
    def special(self) -> str:
        """Why the category is treated as a special one of Art. 9 DSGVO; empty where it is not."""
        return _SPECIAL.get(self, "")

    @property
    def may_hold_anything(self) -> bool:
        """Whether people write sentences here: nobody can say beforehand what stands in them."""
        return self in {Category.HEALTH, Category.COUNSELLING, Category.FREE_TEXT}


_SPECIAL = {
    Category.HEALTH: "Gesundheitsdaten.",
    Category.ORIGIN: "Kann auf die ethnische Herkunft schließen lassen.",
    Category.COUNSELLING: "Kann jede Angabe enthalten, auch zu Gesundheit, Religion oder sexueller Orientierung.",
    Category.FREE_TEXT: "Geschriebener Text kann jede Angabe enthalten, auch wenn dort keine besondere erwartet wird.",
}


class Erasure(models.TextChoices):
    """What erasure does with a field."""

    DELETE = "delete", "löschen"
    ANONYMISE = "anonymise", "anonymisieren"
    KEEP = "keep", "behalten"


@dataclass(frozen=True)
class Fate:
    """What erasure does, and in words what remains (ANONYMISE) or why (KEEP)."""

    erasure: Erasure
    words: str = ""

    def __str__(self) -> str:
        return f"{self.erasure.label}: {self.words}" if self.words else str(self.erasure.label)


DELETE = Fate(Erasure.DELETE)


def anonymise(remains: str) -> Fate:
    """Nothing leads to a person any more; ``remains`` says what is left."""
    return Fate(Erasure.ANONYMISE, remains)


def keep(reason: str) -> Fate:
    """The value stays as it is, for ``reason``."""
    return Fate(Erasure.KEEP, reason)


@dataclass(frozen=True)
class Subject:
    """Somebody who may ask what is stored about her (Art. 15 DSGVO), and the model she is a row of.

    ``model`` is a label, since the toolbox knows no person; empty for people who are named and have no row.
    """

    label: str
    model: str = ""

    def by(self, path: str) -> Answer:
        """The answer to this subject; ``path`` leads from the row to hers (``"case__person"``)."""
        return Answer(self, path=path)

    def named_in(self, field: str, how: str) -> Answer:
        """The answer where no reference leads to her: ``field`` names her, ``how`` says how the row is found."""
        return Answer(self, named_in=field, how=how)


@dataclass(frozen=True)
class Answer:
    """To whose access answer a field belongs, and how its row leads to her."""

    subject: Subject
    path: str = ""
    named_in: str = ""
    how: str = ""


@dataclass(frozen=True)
class Declaration:
    """What one field is."""

    category: Category
    purpose: str
    answers_to: tuple[Answer, ...]  # empty: no personal data
    fate: Fate
    protection: str = ""  # how a special category is guarded


@dataclass(frozen=True)
class Line:
    """One line of an app's table: fields of the same kind. Made by ``line()``."""

    fields: tuple[str, ...]
    category: Category
    purpose: str
    fate: Fate
    answers_to: tuple[Answer, ...] | None
    protection: str


@dataclass(frozen=True)
class Table:
    """All lines of one model."""

    label: str
    answers_to: tuple[Answer, ...]
    lines: tuple[Line, ...]
    is_foreign: bool = False
    name: str = ""  # in words, where the model's own name is not German

    def declaration(self, line: Line) -> Declaration:
        """What a line says, with the table's answer where it names none of its own."""
        answers = self.answers_to if line.answers_to is None else line.answers_to
        added = tuple(add.answer for add in _added if add.label == self.label and set(line.fields) <= add.fields)
        return Declaration(line.category, line.purpose, answers + added, line.fate, line.protection)


@dataclass(frozen=True)
class Addition:
    """What a higher app says of whole lines of a lower one's table."""

    label: str
    fields: frozenset[str]
    answer: Answer


_tables: dict[str, Table] = {}
_added: list[Addition] = []


def line(
    fields: str,
    category: Category,
    purpose: str,
    fate: Fate,
    *,
    answers: tuple[Answer, ...] | Answer | None = None,
    protection: str = "",
) -> Line:
    """Declare ``fields`` (names, a space between them); ``answers`` only where they differ from the table's."""
    own = (answers,) if isinstance(answers, Answer) else answers
    return Line(tuple(fields.split()), category, purpose, fate, own, protection)


def declare(label: str, answers_to: Answer | None, *lines: Line, is_foreign: bool = False, name: str = "") -> None:
    """Declare the model ``label``; ``None``: no person is in it.

    A library's table ``is_foreign``: it may be missing in this installation, one of our own may not.
    """
    if label in _tables:
        raise ValueError(f"{label} is declared twice.")
    _tables[label] = Table(label, (answers_to,) if answers_to else (), lines, is_foreign, name)


def add_answer(label: str, fields: str, answer: Answer) -> None:
    """Let a higher app say that ``fields`` of a lower one's table, whole lines, belong to somebody's answer too."""
    _added.append(Addition(label, frozenset(fields.split()), answer))


def tables() -> Mapping[str, Table]:
    """All declared tables by the label of their model."""
    return _tables


def additions() -> Sequence[Addition]:
    """All that higher apps said of lower ones' tables."""
    return _added


def all_models() -> list[Model]:
    """Every model with a table of its own in this installation, the libraries' and the migrations' too."""
    found: list[Model] = [*apps.get_models(include_auto_created=True), MigrationRecorder.Migration]
    # A table made by hand (partitions) names the rights of the runtime role itself: pik/core/grants.py.
    return [m for m in found if (m._meta.managed or hasattr(m, "runtime_may")) and not m._meta.proxy]


def is_event(model: Model) -> bool:
    """Whether pghistory keeps former rows of another model in this one."""
    return hasattr(model, "pgh_tracked_model")


def declaration_of(model: Model, field: str) -> Declaration | None:
    """What ``field`` of ``model`` is declared to be, or None.

    A former row is what its row was: the tracked model's line counts, and what pghistory adds goes the way of
    the tracked row's key.
    """
    if not is_event(model):
        return _declared(model._meta.label, field)
    tracked: Model = model.pgh_tracked_model  # type: ignore[attr-defined]
    own = field.startswith("pgh_")
    declared = _declared(tracked._meta.label, tracked._meta.pk.name if own else field)
    if declared is None:
        return None
    category, purpose = (Category.LOG, HISTORY) if own else (declared.category, declared.purpose)
    answers = tuple(_of_former_row(answer) for answer in declared.answers_to)
    return Declaration(category, purpose, answers, declared.fate, declared.protection)


def _of_former_row(answer: Answer) -> Answer:
    return Answer(answer.subject, path="pgh_obj") if answer.path == ITSELF else answer


def _declared(label: str, field: str) -> Declaration | None:
    table = _tables.get(label)
    found = next((line for line in table.lines if field in line.fields), None) if table else None
    return table.declaration(found) if table and found else None


def leads_to(model: Model, path: str) -> Model | None:
    """The model at which ``path`` ends when followed from ``model``; None when it breaks off."""
    if path == ITSELF:
        return model
    for name in path.split("__"):
        try:
            model = model._meta.get_field(name).related_model  # type: ignore[assignment]
        except FieldDoesNotExist:
            return None
        if model is None:
            return None
    return model


def concrete_fields() -> Iterator[tuple[Model, models.Field]]:  # type: ignore[type-arg]
    """Every column of the installation with its model."""
    for model in all_models():
        for field in model._meta.concrete_fields:
            yield model, field


# --- Purposes that every app shares -------------------------------------------------------------------------------

LINK = "Hält den Datensatz auffindbar und mit anderen verbunden."
TRACE = "Zeigt, wer wann gehandelt hat."
HISTORY = "Zeigt, was wann geändert wurde, damit ein Fehler bemerkt und berichtigt werden kann."
DEMONSTRATION = "Unterscheidet erfundene Daten der Vorführung von echten."
OPERATION = "Hält die Software in Betrieb."
