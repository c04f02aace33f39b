"""Access rows of the search, possible duplicates and merged persons."""

from __future__ import annotations

from pik.accounts.enums import Role
from pik.accounts.permissions import PERMISSIONS
from tests.access.table import POST, Row
from tests.access.world import World
from tests.factories.cases import PersonFactory
from tests.factories.search import DuplicateCandidateFactory, MergeFactory


def build(world: World) -> None:
    one, other, third = PersonFactory.create_batch(3, organisation=world.ladenburg)
    world.candidate = DuplicateCandidateFactory(organisation=world.ladenburg, one=one, other=other)
    world.merge = MergeFactory(
        organisation=world.ladenburg, survivor=third, merged_key=0, actor=world.users[Role.TEAMLEITUNG]
    )


CASEWORK = PERMISSIONS["cases.view_case"]

ROWS = [
    Row("cases:suggestions", CASEWORK, is_page=False, query="?q=rahimi"),
    Row("cases:person_similar", CASEWORK, method=POST, is_page=False),
]
