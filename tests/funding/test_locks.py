"""What is read under the lock of an application: the current rows, and each only once."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from funding.actions import applications
from funding.models import Post
from pik.accounts.models import User
from tests.factories.funding import draft_of, ready_of


@pytest.mark.parametrize(
    "change",
    [
        lambda post, actor: applications.save_post(post.application, post, actor=actor, person_name="Özgür Gül"),
        lambda post, actor: applications.remove_post(post, actor=actor),
    ],
    ids=["changed", "struck_out"],
)
def test_post_that_was_struck_out_meanwhile_does_not_come_back(
    change: Callable[[Post, User], object], world: SimpleNamespace
) -> None:
    application, actor = draft_of(world.ladenburg, world.round), world.applicants["ladenburg"]
    read_before = application.posts.get()
    applications.remove_post(application.posts.get(), actor=actor)

    with pytest.raises(ValidationError) as refusal:
        change(read_before, actor)

    assert refusal.value.messages == [applications.POST_GONE]
    assert not application.posts.exists()


def test_submission_reads_the_standing_once(world: SimpleNamespace) -> None:
    application = ready_of(world.ladenburg, world.round)

    with CaptureQueriesContext(connection) as queries:
        applications.submit(application, actor=world.applicants["ladenburg"])

    reads = [query for query in queries.captured_queries if query["sql"].startswith("SELECT")]
    assert sum('FROM "funding_post"' in query["sql"] for query in reads) == 1
