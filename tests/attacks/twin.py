"""A second municipality with an object for each of the first one's: what is foreign to whom can then be asked."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cases.models import Person
from pik.accounts.enums import OrganisationKind, Role
from pik.accounts.models.invitation import hash_of
from tests import access
from tests.access.world import World
from tests.factories.funding import RoundFactory

# Planning is the Land's: both municipalities look at the same.
SHARED = {"tests.access.planning"}
OF_A_TOWN = [role for role in Role if OrganisationKind.GEMEINDE in role.organisation_kinds]
# Of the Land there is only one: nobody there is from elsewhere.
OF_THE_LAND = [role for role in Role if role.organisation_kinds[0] == OrganisationKind.LAND]
NAMES = {"Ladenburg": "Zuckerrübe-Ladenburg", "Mauer": "Kirschkern-Mauer"}


# The code of Ladenburg's invitation; of the others nobody knows one.
INVITED = "einladung-nach-ladenburg"


def with_twin(world: World) -> None:
    """Build in Mauer what stands in Ladenburg, as ``world.twin``, and give all persons names to be found by."""
    users = {role: world.strangers[role] if role in OF_A_TOWN else user for role, user in world.users.items()}
    world.twin = World(**{**vars(world), "ladenburg": world.mauer, "mauer": world.ladenburg, "users": users})
    for part in access.PARTS:
        if part.__name__ not in SHARED:
            part.build(world.twin)
    world.invitation.token_hash = hash_of(INVITED)
    world.invitation.save()
    # One more round, in which neither has applied yet.
    world.round = RoundFactory(planungsrahmen=world.draft.round.planungsrahmen, title="Förderrunde für den Versuch")
    for town, name in NAMES.items():
        Person.objects.filter(organisation__name=town).update(family_name=name, sort_key=name.lower())


def secrets(world: World) -> list[str]:
    """What nobody from elsewhere may read in an answer: of Ladenburg, or of Mauer for ``world.twin``."""
    applications = [world.draft, world.submitted, world.in_review, world.drafted, world.decided]
    return [
        NAMES[world.case.organisation.name],
        *(case.number for case in (world.case, world.closed_case)),
        *(application.number for application in applications),
        world.member.user.email,
    ]


def spoken_in(text: str, secrets_of: Iterable[str]) -> list[str]:
    """Those of the secrets that stand in ``text`` as a word of their own."""
    return [secret for secret in secrets_of if re.search(rf"(?<!\w){re.escape(secret)}(?!\w)", text)]
