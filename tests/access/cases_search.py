"""Access rows of the search, possible duplicates and merged persons."""

from __future__ import annotations

from cases.search.merging import merge_persons
from pik.accounts.enums import Role
from pik.accounts.permissions import PERMISSIONS
from tests.access.cases import once
from tests.access.table import POST, Row
from tests.access.world import World
from tests.factories.cases import CaseFactory
from tests.factories.people import PersonFactory
from tests.factories.search import DuplicateCandidateFactory


def build(world: World) -> None:
    one, other = PersonFactory.create_batch(2, organisation=world.ladenburg)
    world.candidate = DuplicateCandidateFactory(organisation=world.ladenburg, one=one, other=other)
    CaseFactory(organisation=world.ladenburg, person=one)
    survivor, merged = PersonFactory.create_batch(2, organisation=world.ladenburg)
    world.merge = merge_persons(survivor, merged, actor=world.users[Role.TEAMLEITUNG])


CASEWORK = PERMISSIONS["cases.view_case"]

LEAD = frozenset({Role.TEAMLEITUNG})
PAIR = {"kwargs": lambda world: {"public_id": world.candidate.public_id}, "denied": 404, "stranger": 404}
MERGE = {"kwargs": lambda world: {"public_id": world.merge.public_id}, "denied": 404, "stranger": 404}
COUNSELS = {"sees": CASEWORK - LEAD}

ROWS = [
    Row("cases:suggestions", CASEWORK, is_page=False, query="?q=rahimi"),
    Row("cases:person_similar", CASEWORK, method=POST, is_page=False),
    Row("cases:duplicate_list", CASEWORK),
    Row("cases:duplicate_propose", CASEWORK, ok=422, method=POST, is_page=False, data=once),
    Row("cases:duplicate", CASEWORK, **PAIR),
    Row("cases:duplicate_judge", CASEWORK, ok=302, method=POST, is_page=False, **PAIR),
    Row("cases:duplicate_merge", LEAD, ok=422, method=POST, is_page=False, **PAIR, **COUNSELS),
    Row("cases:merges", LEAD),
    Row("cases:merge_detail", LEAD, **MERGE, **COUNSELS),
    Row("cases:merge_part", LEAD, ok=422, method=POST, is_page=False, data=once, **MERGE, **COUNSELS),
]
