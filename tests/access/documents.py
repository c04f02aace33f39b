"""Access rows of documents: everyone has a list, a job is seen by who ordered it."""

from __future__ import annotations

from pik.accounts.enums import Role
from tests.access.table import EVERYONE, POST, Row
from tests.access.world import World
from tests.factories.documents import DocumentFactory, job_of


def build(world: World) -> None:
    """Three jobs of the Integrationsmanager:in of Ladenburg: waiting, failed, done."""
    owner = world.users[Role.INTEGRATIONSMANAGER]
    world.job = job_of(owner)
    world.failed_job = job_of(owner, failed=True)
    world.done_job = DocumentFactory(job=job_of(owner, done=True)).job


OWNER = frozenset({Role.INTEGRATIONSMANAGER})
OWN = {"denied": 404, "stranger": 404}

ROWS = [
    Row("documents:job_list", EVERYONE),
    Row("documents:job_state", OWNER, kwargs=lambda world: {"public_id": world.job.public_id}, **OWN),
    Row(
        "documents:download",
        OWNER,
        kwargs=lambda world: {"public_id": world.done_job.public_id},
        is_page=False,
        **OWN,
    ),
    Row(
        "documents:retry",
        OWNER,
        ok=302,
        method=POST,
        kwargs=lambda world: {"public_id": world.failed_job.public_id},
        is_page=False,
        **OWN,
    ),
]
