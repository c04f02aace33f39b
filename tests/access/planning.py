"""Access rows of planning: the Landesplanung makes, everyone reads what was published."""

from __future__ import annotations

import uuid

from pik.accounts.enums import Role
from pik.accounts.permissions import PERMISSIONS
from tests.access.table import EVERYONE, POST, Row
from tests.access.world import World
from tests.factories.planning import HeadCountUploadFactory, head_count_of, planungsrahmen_of


def build(world: World) -> None:
    planner = world.users[Role.LANDESPLANUNG]
    persons = {world.ladenburg: 78, world.mauer: 33}
    world.upload = HeadCountUploadFactory(uploaded_by=planner, faulty=True)
    world.head_count = head_count_of(persons)
    world.planungsrahmen = planungsrahmen_of(persons, head_count=world.head_count, version=1)
    world.planungsrahmen_draft = planungsrahmen_of(persons, head_count=world.head_count, version=2, published=False)


def once(world: World) -> dict[str, str]:
    return {"submission_key": str(uuid.uuid4())}


def compute(world: World) -> dict[str, str]:
    return {**once(world), "title": "Planungsrahmen 2018", "pot": "58.000.000"}


UPLOAD = {"kwargs": lambda world: {"public_id": world.upload.public_id}}
HEAD_COUNT = {"kwargs": lambda world: {"public_id": world.head_count.public_id}}
PUBLISHED = {"kwargs": lambda world: {"public_id": world.planungsrahmen.public_id}}
DRAFT = {"kwargs": lambda world: {"public_id": world.planungsrahmen_draft.public_id}}
LINE = {"kwargs": lambda world: {"public_id": world.planungsrahmen.public_id, "ags": "08226038"}}
MAY_UPLOAD = PERMISSIONS["planning.upload_head_count"]
MAY_COMPUTE = PERMISSIONS["planning.compute_planungsrahmen"]
MAY_PUBLISH = PERMISSIONS["planning.publish_planungsrahmen"]

ROWS = [
    Row("planning:head_count_list", MAY_UPLOAD),
    Row("planning:head_count_upload", MAY_UPLOAD),
    Row("planning:head_count_upload_store", MAY_UPLOAD, ok=422, method=POST, is_page=False, data=once),
    Row("planning:count_template_csv", MAY_UPLOAD, is_page=False),
    Row("planning:count_template_xlsx", MAY_UPLOAD, is_page=False),
    Row("planning:head_count_preview", MAY_UPLOAD, denied=404, **UPLOAD),
    Row("planning:head_count_confirm", MAY_UPLOAD, ok=422, denied=404, method=POST, is_page=False, **UPLOAD),
    Row("planning:upload_problems", MAY_UPLOAD, denied=404, is_page=False, **UPLOAD),
    Row("planning:head_count_detail", MAY_UPLOAD, denied=404, **HEAD_COUNT),
    Row("planning:planungsrahmen_new", MAY_COMPUTE, denied=404, **HEAD_COUNT),
    Row(
        "planning:planungsrahmen_compute",
        MAY_COMPUTE,
        ok=302,
        denied=404,
        method=POST,
        is_page=False,
        data=compute,
        **HEAD_COUNT,
    ),
    Row("planning:planungsrahmen", EVERYONE),
    Row("planning:planungsrahmen_list", EVERYONE),
    Row("planning:planungsrahmen_detail", EVERYONE, id="get planning:planungsrahmen_detail, published", **PUBLISHED),
    Row(
        "planning:planungsrahmen_detail",
        MAY_PUBLISH,
        denied=404,
        id="get planning:planungsrahmen_detail, draft",
        **DRAFT,
    ),
    Row("planning:planungsrahmen_line", EVERYONE, **LINE),
    Row(
        "planning:planungsrahmen_csv",
        EVERYONE,
        is_page=False,
        id="get planning:planungsrahmen_csv, published",
        **PUBLISHED,
    ),
    Row(
        "planning:planungsrahmen_csv",
        MAY_PUBLISH,
        denied=404,
        is_page=False,
        id="get planning:planungsrahmen_csv, draft",
        **DRAFT,
    ),
    Row("planning:planungsrahmen_xlsx", EVERYONE, is_page=False, **PUBLISHED),
    Row("planning:planungsrahmen_publish", MAY_PUBLISH, denied=404, **DRAFT),
    Row(
        "planning:planungsrahmen_publish_now",
        MAY_PUBLISH,
        ok=302,
        denied=404,
        method=POST,
        is_page=False,
        data=lambda world: {"supersedes": world.planungsrahmen.public_id},
        id="post planning:planungsrahmen_publish_now, draft",
        **DRAFT,
    ),
    Row(
        "planning:planungsrahmen_publish_now",
        MAY_PUBLISH,
        ok=422,
        denied=403,
        method=POST,
        is_page=False,
        id="post planning:planungsrahmen_publish_now, published",
        **PUBLISHED,
    ),
]
