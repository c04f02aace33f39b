"""What the Landesplanung does: confirm, compute, publish; each once, each all or nothing."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from pik.accounts.enums import Role
from pik.accounts.models import Organisation
from planning import actions
from planning.counts import read_counts
from planning.demo import demo_counts, fill
from planning.enums import PlanungsrahmenStatus as Status
from planning.models import HeadCount, HeadCountLine, Planungsrahmen, PlanungsrahmenLine
from planning.published import Precision, Stage, published_amounts
from tests.factories.accounts import OrganisationFactory, user_with_role
from tests.factories.planning import HeadCountUploadFactory, PlanungsrahmenFactory, head_count_of
from tests.planning.count_files import as_csv, complete_rows

pytestmark = pytest.mark.django_db


def stored(planner, rows, key_date=date(2017, 9, 15)):
    counts = read_counts(io.BytesIO(as_csv(rows).encode()))
    return actions.store_upload(key_date=key_date, filename="e.csv", sha256="0" * 64, counts=counts, actor=planner)


def test_upload_confirmed_becomes_a_line_for_each_municipality(planner, all_gemeinden):
    upload = stored(planner, complete_rows(ags_08226038=78))

    head_count = actions.confirm_upload(upload, actor=planner)

    lines = dict(head_count.lines.values_list("gemeinde__ags", "persons"))
    assert (len(lines), lines["08226038"], lines["08111000"]) == (1101, 78, 10)
    assert head_count.total_persons == sum(lines.values()) == 11_078
    assert (head_count.upload, head_count.confirmed_by, head_count.is_invented) == (upload, planner, False)


def test_upload_confirmed_twice_gives_the_same_count(planner, all_gemeinden):
    upload = stored(planner, complete_rows())

    first, second = (actions.confirm_upload(upload, actor=planner) for _ in range(2))

    assert first == second
    assert (HeadCount.objects.count(), HeadCountLine.objects.count()) == (1, 1101)


def test_upload_with_a_fault_cannot_be_confirmed(planner, all_gemeinden):
    upload = stored(planner, complete_rows(ags_08226038="-3"))

    with pytest.raises(ValidationError, match="enthält Fehler"):
        actions.confirm_upload(upload, actor=planner)

    assert not HeadCount.objects.exists()


def test_upload_that_misses_a_municipality_cannot_be_confirmed(planner):
    OrganisationFactory(ags="08111000")
    OrganisationFactory(ags="08226038")
    upload = HeadCountUploadFactory(uploaded_by=planner)

    with pytest.raises(ValidationError, match="Verzeichnis der Gemeinden"):
        actions.confirm_upload(upload, actor=planner)

    assert not HeadCount.objects.exists()


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.LANDESPLANUNG}))
def test_planning_by_another_role_is_refused(role, planner, rules):
    other = user_with_role(role)
    head_count = head_count_of({OrganisationFactory(): 5})
    frame = PlanungsrahmenFactory(head_count=head_count)

    with pytest.raises(PermissionDenied):
        stored(other, [])
    with pytest.raises(PermissionDenied):
        actions.confirm_upload(HeadCountUploadFactory(), actor=other)
    with pytest.raises(PermissionDenied):
        actions.compute_planungsrahmen(head_count, title="x", pot=Decimal(1), actor=other)
    with pytest.raises(PermissionDenied):
        actions.publish_planungsrahmen(frame, supersedes="", actor=other)


def test_computation_keeps_amounts_and_what_they_rest_on(planner, rules):
    a, b, c = (OrganisationFactory(name=name) for name in "ABC")
    head_count = head_count_of({a: 1, b: 1, c: 1})

    frame = actions.compute_planungsrahmen(head_count, title="Probe", pot=Decimal(100), actor=planner)

    assert list(frame.lines.values_list("gemeinde__name", "persons", "amount")) == [
        ("A", 1, Decimal(33)),
        ("B", 1, Decimal(33)),
        ("C", 1, Decimal(33)),
    ]
    assert (frame.distributed, frame.rounding_difference, frame.total_persons) == (99, -1, 3)
    assert (frame.version, frame.status, frame.computed_by) == (1, Status.DRAFT, planner)
    assert (frame.threshold, frame.threshold_basis["value"], frame.threshold_basis["parameter"]) == (
        Decimal(51_000),
        "51000.00",
        "threshold",
    )
    assert frame.pot_basis == {}


def test_computation_with_the_pot_of_the_rule_book_keeps_its_source(planner, rules):
    head_count = head_count_of({OrganisationFactory(): 1})

    frame = actions.compute_planungsrahmen(head_count, title="Probe", pot=Decimal(58_000_000), actor=planner)

    assert frame.pot_basis["parameter"] == "pot"


def test_computation_without_a_threshold_on_the_key_date_is_refused(planner, rules):
    head_count = head_count_of({OrganisationFactory(): 1}, key_date=date(2016, 9, 15))

    with pytest.raises(ValidationError, match=r"am 15\.09\.2016 kein Wert hinterlegt"):
        actions.compute_planungsrahmen(head_count, title="Probe", pot=Decimal(100), actor=planner)

    assert not Planungsrahmen.objects.exists()


def test_publication_supersedes_the_one_in_force(planner):
    old, new = PlanungsrahmenFactory(published=True, version=1), PlanungsrahmenFactory(version=2)

    actions.publish_planungsrahmen(new, supersedes=old.public_id, actor=planner)

    assert dict(Planungsrahmen.objects.values_list("version", "status")) == {1: "superseded", 2: "published"}
    assert [(log.subject, log.name, log.actor) for log in (old.transitions.get(), new.transitions.get())] == [
        (old, "supersede", None),
        (new, "publish", planner),
    ]


def test_publication_after_another_was_published_meanwhile_is_refused(planner):
    current, mine = PlanungsrahmenFactory(published=True, version=4), PlanungsrahmenFactory(version=5)

    with pytest.raises(ValidationError, match=r"Inzwischen wurde .* veröffentlicht"):
        actions.publish_planungsrahmen(mine, supersedes="", actor=planner)

    current.refresh_from_db()
    mine.refresh_from_db()
    assert (current.status, mine.status) == (Status.PUBLISHED, Status.DRAFT)


def test_demo_is_filled_once_and_has_the_published_amounts(planner, rules, all_gemeinden):
    first, second = (fill(date(2026, 11, 21), planner) for _ in range(2))

    amounts = {ags: int(amount) for ags, amount in first.lines.values_list("gemeinde__ags", "amount")}
    published = {
        row.ags: row.amount
        for row in published_amounts()
        if row.stage == Stage.FINAL and row.precision != Precision.ROUNDED
    }
    assert {ags: amounts[ags] for ags in published} == published
    assert (first, first.status, PlanungsrahmenLine.objects.count()) == (second, Status.PUBLISHED, 1101)
    invented = set(first.lines.filter(is_invented=True).values_list("gemeinde__ags", flat=True))
    assert invented == {ags for ags, count in demo_counts().items() if count.is_invented}
    assert Organisation.objects.gemeinden().count() == 1101
