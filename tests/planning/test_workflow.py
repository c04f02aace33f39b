"""Each state × each transition × each role of the Planungsrahmen."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from pik.accounts.enums import Role
from pik.core.workflow import TransitionRefused, fire
from planning.enums import PlanungsrahmenStatus as Status
from planning.models import PlanungsrahmenTransition
from tests.factories.accounts import user_with_role
from tests.factories.planning import PlanungsrahmenFactory

pytestmark = pytest.mark.django_db

TRAITS = {Status.DRAFT: {}, Status.PUBLISHED: {"published": True}, Status.SUPERSEDED: {"superseded": True}}
ALLOWED = {(Status.DRAFT, "publish"): Status.PUBLISHED, (Status.PUBLISHED, "supersede"): Status.SUPERSEDED}


@pytest.mark.parametrize("name", ["publish", "supersede"])
@pytest.mark.parametrize("status", list(Status))
def test_transition_from_each_state_goes_only_where_the_table_says(status, name):
    frame = PlanungsrahmenFactory(**TRAITS[status])
    actor = user_with_role(Role.LANDESPLANUNG) if name == "publish" else None
    changes = {"published_at": timezone.now()} if (status, name) == (Status.DRAFT, "publish") else {}
    target = ALLOWED.get((status, name))

    if target is None:
        with pytest.raises(TransitionRefused):
            fire(frame, name, actor=actor, **changes)
    else:
        fire(frame, name, actor=actor, **changes)

    frame.refresh_from_db()
    assert frame.status == (target or status)
    logged = [(log.name, log.source, log.target) for log in PlanungsrahmenTransition.objects.all()]
    assert logged == ([(name, status, target)] if target else [])


@pytest.mark.parametrize("role", list(Role))
def test_publication_by_each_role_is_for_the_landesplanung_alone(role):
    frame = PlanungsrahmenFactory()
    actor = user_with_role(role)

    if role == Role.LANDESPLANUNG:
        fire(frame, "publish", actor=actor, published_at=timezone.now())
    else:
        with pytest.raises(PermissionDenied):
            fire(frame, "publish", actor=actor, published_at=timezone.now())

    frame.refresh_from_db()
    assert frame.is_published == (role == Role.LANDESPLANUNG)


def test_superseding_by_a_person_is_refused():
    frame = PlanungsrahmenFactory(published=True)

    with pytest.raises(PermissionDenied):
        fire(frame, "supersede", actor=user_with_role(Role.LANDESPLANUNG))
