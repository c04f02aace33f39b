"""The table of what goes along knows every model, and every column of what goes along."""

from __future__ import annotations

import pytest
from django.apps import apps

from cases.models import Case, Household, Person
from cases.transfer.copying import compared_fields
from cases.transfer.parts import LOOSE, PARTS, Model, references, remains_at_sender, table, ways_to_file
from cases.transfer.reducing import emptied, histories, protecting_triggers
from pik.core.declarations import is_event
from pik.core.public_ids import PublicIdField
from pik.core.walls import Wall
from pik.documents.kinds import kinds
from tests.source import ROOT

pytestmark = pytest.mark.unit


def hanging_on_a_file() -> set[Model]:
    """Every model that leads to a person, a case or a household, over however many references."""
    ours = [m for m in apps.get_models(include_auto_created=True) if not is_event(m)]
    found: set[Model] = {Case, Person, Household}
    while True:
        more = {m for m in ours if m not in found and any(f.related_model in found for f in references(m))}
        if not more:
            return found
        found |= more


def test_every_model_that_hangs_on_a_file_says_whether_it_goes_along() -> None:
    missing = sorted(m._meta.label for m in hanging_on_a_file() if m._meta.label not in PARTS)

    assert missing == [], "add them to cases/transfer/parts.py, and a maker in tests/cases/transfer/makers.py"


def test_whatever_stays_says_why() -> None:
    assert [label for label, entry in PARTS.items() if entry.part is None and len(entry.reason) < 15] == []


def test_every_model_of_the_table_leads_to_its_file() -> None:
    assert {root for model in table() for _, root in ways_to_file(model)} == {Case, Person, Household}


def test_models_stand_after_those_they_point_at() -> None:
    order = list(table())

    late = [
        f"{model._meta.label}.{f.name}"
        for model in order
        for f in references(model)
        if f.related_model in order
        and f.related_model is not model
        and order.index(f.related_model) > order.index(model)
    ]

    assert late == []


def test_what_may_not_stand_twice_is_made_anew() -> None:
    twice = [
        f"{model._meta.label}.{f.name}"
        for model, entry in table().items()
        for f in model._meta.concrete_fields
        if entry.part
        and f.unique
        and not f.primary_key
        and not f.is_relation
        and not isinstance(f, PublicIdField)
        and f.name not in entry.anew
    ]

    assert twice == []


def test_no_reference_to_what_is_the_senders_own_goes_along() -> None:
    """Of tables behind a wall the receiver sees no row of the sender: such a reference has to be left empty."""
    walled = {m for m in apps.get_models() if any(isinstance(c, Wall) for c in m._meta.constraints)}

    kept = [
        f"{model._meta.label}.{f.name}"
        for model, entry in table().items()
        for f in references(model)
        if entry.part and f.related_model in walled - set(table()) and f.name not in {*entry.without, *entry.along}
    ]

    assert kept == []


def test_every_column_is_carried_compared_or_made_anew() -> None:
    """Nothing is left to chance: what is not compared is named in the table, or a reference into the file."""
    for model, entry in table().items():
        named = {*entry.anew, *entry.to_lead, *entry.without, *entry.subjects, "organisation"}
        inside = {f.name for f in references(model) if f.related_model in table()}
        known = {f.name for f in compared_fields(model)} | named | inside
        rest = [
            f.name
            for f in model._meta.concrete_fields
            if f.name not in known and not f.primary_key and not f.generated and not isinstance(f, PublicIdField)
        ]

        assert set(rest) <= {"sealed", "key_number"}, model._meta.label


def test_every_column_of_what_remains_is_emptied_or_kept_on_purpose() -> None:
    remaining = [model for model in table() if remains_at_sender(model) or model is Person]

    assert {model._meta.label: emptied(model) for model in remaining}.keys() >= {"cases.Person", "cases.Case"}


def test_names_in_the_table_are_columns() -> None:
    strange = [
        f"{model._meta.label}.{name}"
        for model, entry in table().items()
        for name in (*entry.anew, *entry.to_lead, *entry.without, *entry.subjects, *entry.remains_as)
        if name not in {f.name for f in model._meta.concrete_fields}
    ]

    assert strange == []


def test_former_rows_are_found_by_their_model() -> None:
    assert [event._meta.label for event in histories(Person)] == ["cases.PersonEvent"]
    assert [apps.get_model(label)._meta.label for label in LOOSE] == list(LOOSE)


def test_documents_that_hold_a_person_say_what_their_subject_is() -> None:
    """The copy of a job names the copy of what it is about; of a kind that nobody told about, it could not."""
    known = PARTS["documents.Job"].subjects["subject_id"]

    about_persons = {name for name, kind in kinds().items() if kind.holds_person}

    assert sorted(about_persons - set(known)) == []


def test_triggers_are_set_aside_by_the_engine_alone() -> None:
    """What is append-only stays so everywhere else."""
    named = {
        path.relative_to(ROOT).as_posix()
        for app in ("cases", "pik", "planning", "funding")
        for path in (ROOT / app).rglob("*.py")
        if "pgtrigger.ignore" in path.read_text(encoding="utf-8")
    }

    # The demo of applications makes decisions of the past; an import that nobody has touched since is taken back whole.
    others = {"funding/demo.py", "cases/imports/undoing.py"}
    assert named - others == {"cases/transfer/copying.py", "cases/transfer/reducing.py"}


def test_the_triggers_set_aside_are_those_of_the_file() -> None:
    labels = {name.partition(":")[0] for name in protecting_triggers()}
    files = {m._meta.label for model in table() for m in (model, *histories(model))}

    assert labels <= files
    assert {"cases.SealedNote", "cases.Fassung", "cases.PersonEvent"} <= labels
