"""The database lets nobody change what was counted, computed or published."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from planning.enums import PlanungsrahmenStatus
from planning.models import HeadCount, HeadCountLine, HeadCountUpload, Planungsrahmen, PlanungsrahmenLine
from planning.models import PlanungsrahmenTransition as Transition
from tests.factories.accounts import OrganisationFactory
from tests.factories.planning import (
    HeadCountFactory,
    HeadCountUploadFactory,
    PlanungsrahmenFactory,
    head_count_of,
    planungsrahmen_of,
)

pytestmark = pytest.mark.django_db


def refused(query):
    with pytest.raises(DatabaseError, match="pgtrigger"), transaction.atomic():
        query()


@pytest.mark.parametrize(
    "changes", [{"total_persons": 1}, {"key_date": "2018-01-01"}, {"is_invented": True}], ids=lambda c: next(iter(c))
)
def test_head_count_changed_is_refused(changes):
    HeadCountFactory()

    refused(lambda: HeadCount.objects.update(**changes))
    refused(lambda: HeadCount.objects.all()._raw_delete("default"))


def test_head_count_line_changed_or_deleted_is_refused():
    head_count_of({OrganisationFactory(): 5})

    refused(lambda: HeadCountLine.objects.update(persons=6))
    refused(lambda: HeadCountLine.objects.all()._raw_delete("default"))


def test_upload_changed_or_deleted_is_refused():
    HeadCountUploadFactory()

    refused(lambda: HeadCountUpload.objects.update(problems=[]))
    refused(lambda: HeadCountUpload.objects.all()._raw_delete("default"))


@pytest.mark.parametrize(
    "status", [{}, {"published": True}, {"superseded": True}], ids=["draft", "published", "superseded"]
)
@pytest.mark.parametrize(
    "changes",
    [
        {"pot": 1},
        {"distributed": 1},
        {"threshold": 1},
        {"title": "anders"},
        {"total_persons": 1},
        {"threshold_basis": {}},
    ],
    ids=lambda c: next(iter(c)),
)
def test_planungsrahmen_number_changed_is_refused_in_each_state(status, changes):
    PlanungsrahmenFactory(**status)

    refused(lambda: Planungsrahmen.objects.update(**changes))
    refused(lambda: Planungsrahmen.objects.all()._raw_delete("default"))


def test_moment_of_publication_changed_is_refused():
    PlanungsrahmenFactory(published=True)

    refused(lambda: Planungsrahmen.objects.update(published_at=timezone.now()))


def test_planungsrahmen_line_changed_or_deleted_is_refused():
    planungsrahmen_of({OrganisationFactory(): 5}, published=False)

    refused(lambda: PlanungsrahmenLine.objects.update(amount=6))
    refused(lambda: PlanungsrahmenLine.objects.all()._raw_delete("default"))


@pytest.mark.parametrize("status", ["published", "superseded"])
def test_line_added_after_publication_is_refused(status):
    frame = PlanungsrahmenFactory(**{status: True})

    refused(
        lambda: PlanungsrahmenLine.objects.create(
            planungsrahmen=frame, gemeinde=OrganisationFactory(), persons=1, amount=1
        )
    )


def test_log_changed_or_deleted_is_refused():
    frame = PlanungsrahmenFactory(published=True)
    Transition.objects.create(subject=frame, name="publish", source="draft", target="published", actor_label="x")

    refused(lambda: Transition.objects.update(comment="anders"))
    refused(lambda: Transition.objects.all()._raw_delete("default"))


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("planungsrahmen_status_known", {"status": "gone", "published_at": timezone.now()}),
        ("planungsrahmen_pot_positive", {"pot": 0}),
        ("planungsrahmen_published_at", {"status": PlanungsrahmenStatus.PUBLISHED}),
        ("planungsrahmen_published_at", {"published_at": timezone.now()}),
        ("planungsrahmen_version", {"version": 7}),
        ("planungsrahmen_one_published", {"published": True}),
    ],
)
def test_planungsrahmen_against_a_constraint_is_refused(constraint, fields):
    PlanungsrahmenFactory(published=True, version=7)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        PlanungsrahmenFactory(**fields)


def test_empty_head_count_is_refused():
    with pytest.raises(IntegrityError, match="head_count_not_empty"), transaction.atomic():
        HeadCountFactory(total_persons=0)


def test_municipality_twice_is_refused():
    gemeinde = OrganisationFactory()
    frame = planungsrahmen_of({gemeinde: 5}, published=False)

    head_count = head_count_of({gemeinde: 5})

    with pytest.raises(IntegrityError, match="head_count_line_once"), transaction.atomic():
        HeadCountLine.objects.create(head_count=head_count, gemeinde=gemeinde, persons=1)
    with pytest.raises(IntegrityError, match="planungsrahmen_line_once"), transaction.atomic():
        PlanungsrahmenLine.objects.create(planungsrahmen=frame, gemeinde=gemeinde, persons=1, amount=1)


def test_negative_amount_is_refused():
    frame = PlanungsrahmenFactory()

    with pytest.raises(IntegrityError, match="planungsrahmen_line_not_negative"), transaction.atomic():
        PlanungsrahmenLine.objects.create(planungsrahmen=frame, gemeinde=OrganisationFactory(), persons=1, amount=-1)
