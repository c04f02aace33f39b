"""Who acts, in the words of the accounts: a person in her membership, or the product for an organisation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pik.core.walls import SYSTEM, Identity, acting

if TYPE_CHECKING:
    from pik.accounts.models import Membership, User


def identity_of(user: User, membership: Membership | None) -> Identity:
    """The identity of ``user`` in ``membership``; without one she is somebody, but nobody's."""
    if membership is None:
        return Identity(user_id=user.pk)
    return Identity(user.pk, membership.organisation_id, membership.role)


@contextmanager
def acting_as(user: User) -> Iterator[None]:
    """A transaction in which ``user`` acts behind the walls, in the membership she acts in now."""
    with acting(identity_of(user, user.membership)):
        yield


@contextmanager
def acting_for(organisation_id: int) -> Iterator[None]:
    """A transaction in which the product itself works for one organisation; no task ever sees two at once."""
    with acting(Identity(organisation_id=organisation_id, role=SYSTEM)):
        yield


def organisations_at_work() -> list[int]:
    """The ids of the organisations in which somebody has, or had, a role; for tasks that go through them all."""
    from pik.accounts.models import Membership

    with acting(Identity(role=SYSTEM)):
        ids = Membership.objects.order_by("organisation_id").values_list("organisation_id", flat=True)
        return list(ids.distinct())
