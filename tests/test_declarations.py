"""Every field says what it is: category, purpose, whose access answer, what erasure does with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
from django.apps import apps
from django.db import models

from cases.datenschutz import CLIENT
from cases.models import Person, Session
from pik.accounts.datenschutz import USER
from pik.core.declarations import (
    DELETE,
    Addition,
    Answer,
    Category,
    Declaration,
    Erasure,
    Line,
    Table,
    additions,
    all_models,
    concrete_fields,
    declaration_of,
    is_event,
    keep,
    leads_to,
    line,
    tables,
)
from tests import figures
from tests.source import our_models

pytestmark = pytest.mark.unit

# Names under which people write sentences, whatever the type of the column.
WRITTEN_FREELY = {"note", "reason", "reasons", "comment", "criterion", "remark", "return_reason"}
LONGEST_WAY = 4  # references from a row to somebody
EXPLAINED = {Erasure.KEEP: "why it is kept", Erasure.ANONYMISE: "what remains"}


def declared_and_existing() -> tuple[int, int]:
    """How many fields of the installation are declared, and how many there are."""
    fields = list(concrete_fields())
    return sum(declaration_of(model, field.name) is not None for model, field in fields), len(fields)


# --- What the checks find -----------------------------------------------------------------------


def undeclared(fields: Iterable[tuple[type[models.Model], models.Field]]) -> Iterator[str]:
    """For each model with undeclared fields: where to add which lines, ready to paste but for what is in <…>."""
    missing: dict[type[models.Model], list[str]] = {}
    for model, field in fields:
        if declaration_of(model, field.name) is None and not is_event(model):
            missing.setdefault(model, []).append(_proposal(field))
    for model, lines in missing.items():
        label, place = model._meta.label, _place(model)
        rows = [f"    {row}" for row in lines]
        if label in tables():
            told = [f'{label} has undeclared fields. Add to declare("{label}", …) in {place}:', *rows]
        else:
            told = [f"{label} is not declared. Add to {place}:", "declare(", f'    "{label}",']
            told += [f"    {_whose(model)},", *rows, ")"]
        yield "\n".join(told)


def _whose(model: type[models.Model]) -> str:
    """The shortest way from the model to somebody who may ask, as a proposal."""
    for subject, name in ((CLIENT, "CLIENT"), (USER, "USER")):
        path = _way(model, subject.model)
        if path:
            return f'{name}.by("{path}")'
    return "<None, if no person is in it>"


def _way(model: type[models.Model], to: str) -> str:
    ways: list[tuple[type[models.Model], str]] = [(model, "")]
    for _ in range(LONGEST_WAY):
        ways = [
            (field.related_model, f"{path}__{field.name}".strip("_"))
            for start, path in ways
            for field in start._meta.concrete_fields
            if field.related_model is not None
        ]
        found = next((path for end, path in ways if end._meta.label == to), "")
        if found:
            return found
    return ""


def _place(model: type[models.Model]) -> str:
    if model not in our_models():
        return "pik/accounts/foreign_tables.py"
    return f"{apps.get_app_config(model._meta.app_label).name.replace('.', '/')}/datenschutz.py"


def _proposal(field: models.Field) -> str:
    if field.related_model is not None and field.related_model._meta.label == USER.model:
        return f'line("{field.name}", Category.LOG, TRACE, NAMELESS, answers=USER.by("{field.name}")),'
    if field.primary_key or field.related_model is not None:
        return f'line("{field.name}", Category.TECHNICAL, LINK, DELETE),'
    if _is_written_freely(field):
        return f'line("{field.name}", Category.FREE_TEXT, <purpose>, DELETE, protection=<who reads it>),'
    return f'line("{field.name}", Category.<…>, <purpose>, DELETE),'


def _is_written_freely(field: models.Field) -> bool:
    return isinstance(field, models.TextField) or (field.name in WRITTEN_FREELY and not field.is_relation)


def gone(table: Table, model: type[models.Model] | None) -> Iterator[str]:
    """Lines about what does not exist: a model of ours, a field."""
    if model is None:
        if not table.is_foreign:
            yield f"{table.label} is declared and does not exist."
        return
    existing = {field.name for field in model._meta.concrete_fields}
    names = [name for entry in table.lines for name in entry.fields]
    yield from (f"{table.label}.{name} is declared and does not exist." for name in names if name not in existing)
    yield from (f"{table.label}.{name} is declared twice." for name in sorted(set(names)) if names.count(name) > 1)


def unexplained(declaration: Declaration) -> Iterator[str]:
    """What a line leaves open that it has to say."""
    fate = declaration.fate
    if not declaration.purpose.strip():
        yield "says no purpose"
    if fate.erasure in EXPLAINED and not fate.words.strip():
        yield f"does not say {EXPLAINED[fate.erasure]}"
    if declaration.category.special and not declaration.protection.strip():
        yield "is a special category and does not say how it is protected"


def misled(model: type[models.Model], answer: Answer) -> Iterator[str]:
    """An answer whose path does not end at the person it belongs to."""
    subject = answer.subject
    if answer.named_in:
        if answer.named_in not in {field.name for field in model._meta.concrete_fields} or not answer.how:
            yield f"is to be found in „{answer.named_in}“, which does not exist or does not say how"
        return
    end = leads_to(model, answer.path)
    if end is None or end._meta.label != subject.model:
        yield f"belongs to the answer of „{subject.label}“, but „{answer.path}“ does not lead to {subject.model}"


def _declarations() -> Iterator[tuple[type[models.Model], str, Declaration]]:
    for model, field in concrete_fields():
        declaration = declaration_of(model, field.name)
        if declaration is not None:
            yield model, field.name, declaration


# --- The house ----------------------------------------------------------------------------------


def test_every_field_is_declared() -> None:
    missing = list(undeclared(concrete_fields()))

    assert not missing, "\n".join(["", *missing])


def test_every_field_of_a_former_row_is_declared_by_its_row() -> None:
    # Once a table is whole, so are its former rows; a field that only they have would show here.
    missing = [
        f"{model._meta.label}.{field.name}"
        for model, field in concrete_fields()
        if is_event(model) and declaration_of(model, field.name) is None
    ]

    assert missing == []


def test_declared_and_existing_are_the_same_number() -> None:
    declared, existing = declared_and_existing()
    figures.tell("Erklärte Felder", f"{declared} von {existing} Feldern")

    assert declared == existing > 300


def test_nothing_is_declared_that_does_not_exist() -> None:
    models_by_label = {model._meta.label: model for model in all_models()}

    found = [fault for label, table in tables().items() for fault in gone(table, models_by_label.get(label))]

    assert found == []


def test_every_line_says_what_it_has_to() -> None:
    found = [f"{model._meta.label}.{name} {why}" for model, name, said in _declarations() for why in unexplained(said)]

    assert found == []


def test_every_answer_leads_to_its_person() -> None:
    found = [
        f"{model._meta.label}.{name} {why}"
        for model, name, declaration in _declarations()
        for answer in declaration.answers_to
        for why in misled(model, answer)
    ]

    assert found == []


def test_what_somebody_told_in_confidence_is_in_nobody_elses_answer() -> None:
    told = [
        f"{model._meta.label}.{name}"
        for model, name, declaration in _declarations()
        if declaration.category.special and CLIENT in {answer.subject for answer in declaration.answers_to}
        if USER in {answer.subject for answer in declaration.answers_to}
    ]

    assert told == []


def test_every_addition_is_about_whole_lines() -> None:
    torn = [
        (addition.label, sorted(addition.fields))
        for addition in additions()
        if addition.fields != {name for entry in _covered(addition) for name in entry.fields}
    ]

    assert torn == []


def _covered(addition: Addition) -> list[Line]:
    return [entry for entry in tables()[addition.label].lines if set(entry.fields) <= addition.fields]


def test_what_people_write_freely_is_declared_as_such() -> None:
    ours = set(our_models())

    found = [
        f"{model._meta.label}.{name} is {declaration.category.label}"
        for model, name, declaration in _declarations()
        if model in ours and _is_written_freely(model._meta.get_field(name))
        if not declaration.category.may_hold_anything and declaration.category != Category.PUBLIC
    ]

    assert found == []


def test_every_field_of_a_person_belongs_to_her_answer() -> None:
    forgotten = [
        f"{model._meta.label}.{name}"
        for model, name, declaration in _declarations()
        if model in {Person, apps.get_model("accounts.User")}
        if model._meta.label not in {answer.subject.model for answer in declaration.answers_to}
    ]

    assert forgotten == []


# --- The checks themselves ----------------------------------------------------------------------


def test_undeclared_field_is_told_with_the_line_to_add() -> None:
    account = models.ForeignKey("accounts.User", on_delete=models.PROTECT)
    account.name, account.remote_field.model = "seconded_by", apps.get_model("accounts.User")
    note = models.TextField()
    note.name = "private_note"

    (told,) = undeclared([(Session, account), (Session, note)])

    assert told.splitlines() == [
        'cases.Session has undeclared fields. Add to declare("cases.Session", …) in cases/datenschutz.py:',
        '    line("seconded_by", Category.LOG, TRACE, NAMELESS, answers=USER.by("seconded_by")),',
        '    line("private_note", Category.FREE_TEXT, <purpose>, DELETE, protection=<who reads it>),',
    ]


def test_undeclared_table_is_told_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(tables(), "cases.PlanPrint")  # type: ignore[arg-type]
    model = apps.get_model("cases.PlanPrint")

    (told,) = undeclared((model, field) for field in model._meta.concrete_fields)

    assert told.splitlines() == [
        "cases.PlanPrint is not declared. Add to cases/datenschutz.py:",
        "declare(",
        '    "cases.PlanPrint",',
        '    CLIENT.by("plan__case__person"),',
        '    line("id", Category.TECHNICAL, LINK, DELETE),',
        '    line("organisation", Category.TECHNICAL, LINK, DELETE),',
        '    line("plan", Category.TECHNICAL, LINK, DELETE),',
        '    line("job", Category.TECHNICAL, LINK, DELETE),',
        '    line("fassung", Category.TECHNICAL, LINK, DELETE),',
        '    line("created_at", Category.<…>, <purpose>, DELETE),',
        ")",
    ]


@pytest.mark.parametrize(
    ("is_foreign", "faults"), [(False, ["cases.Nobody is declared and does not exist."]), (True, [])]
)
def test_gone_model_is_a_fault_of_ours_alone(is_foreign: bool, faults: list[str]) -> None:
    table = Table("cases.Nobody", (), (), is_foreign=is_foreign)

    assert list(gone(table, None)) == faults


def test_gone_field_is_found_and_one_declared_twice() -> None:
    lines = (line("note", Category.COUNSELLING, "Zweck.", DELETE), line("note nothing", Category.LOG, "Zweck.", DELETE))

    found = list(gone(Table("cases.Session", (), lines, is_foreign=False), Session))

    assert found == [
        "cases.Session.nothing is declared and does not exist.",
        "cases.Session.note is declared twice.",
    ]


@pytest.mark.parametrize(
    ("entry", "faults"),
    [
        (line("x", Category.MASTER, "Zweck.", DELETE), []),
        (line("x", Category.MASTER, " ", DELETE), ["says no purpose"]),
        (line("x", Category.MASTER, "Zweck.", keep("")), ["does not say why it is kept"]),
        (
            line("x", Category.HEALTH, "Zweck.", DELETE),
            ["is a special category and does not say how it is protected"],
        ),
        (line("x", Category.HEALTH, "Zweck.", DELETE, protection="Verschlüsselt."), []),
    ],
)
def test_line_that_leaves_something_open_is_found(entry: Line, faults: list[str]) -> None:
    table = Table("cases.Session", (CLIENT.by("case__person"),), (entry,), is_foreign=False)

    assert list(unexplained(table.declaration(entry))) == faults


@pytest.mark.parametrize("path", ["case", "case__lead", "case__nobody", "note", "case__person__public_id"])
def test_answer_that_does_not_lead_to_a_person_is_found(path: str) -> None:
    (fault,) = misled(Session, CLIENT.by(path))

    assert fault == f"belongs to the answer of „Klient:in“, but „{path}“ does not lead to cases.Person"


@pytest.mark.parametrize("answer", [CLIENT.named_in("nowhere", "Sie steht dort."), CLIENT.named_in("note", "")])
def test_answer_that_is_named_nowhere_is_found(answer: Answer) -> None:
    assert len(list(misled(Session, answer))) == 1


def test_former_row_is_what_its_row_is() -> None:
    event = apps.get_model("cases.PersonEvent")
    now, former = (declaration_of(model, "sex") for model in (Person, event))

    assert now is not None
    assert former is not None
    assert (former.category, former.fate, former.purpose) == (now.category, now.fate, now.purpose)
    assert [answer.path for answer in former.answers_to] == ["pgh_obj"]
