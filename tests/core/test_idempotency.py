"""A double click stores once."""

from __future__ import annotations

import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory

from pik.accounts.models import Organisation, User
from pik.core.idempotency import bind_submissions, store_once
from pik.core.models import Submission
from tests.factories.accounts import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


def store() -> str:
    time.sleep(0.05)  # makes two at once meet
    return f"/organisation/{OrganisationFactory().pk}/"


def test_store_once_second_submission_gets_the_first_ones_address() -> None:
    key = uuid.uuid4()

    locations = [store_once(key, store), store_once(key, store)]

    assert locations[0] == locations[1] == f"/organisation/{Organisation.objects.get().pk}/"


def test_store_once_other_key_stores_again() -> None:
    store_once(uuid.uuid4(), store)
    store_once(uuid.uuid4(), store)

    assert Organisation.objects.count() == 2


def test_store_once_that_failed_leaves_the_key_free() -> None:
    key = uuid.uuid4()

    def fail() -> str:
        OrganisationFactory()
        raise ValueError("nein")

    with pytest.raises(ValueError, match="nein"):
        store_once(key, fail)
    nothing = (Organisation.objects.count(), Submission.objects.count())
    store_once(key, store)

    assert nothing == (0, 0)
    assert Organisation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_store_once_two_at_once_store_once() -> None:
    key, start = uuid.uuid4(), threading.Barrier(2)

    def submit() -> str:
        start.wait(timeout=10)
        try:
            return store_once(key, store)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        locations = {future.result() for future in [pool.submit(submit), pool.submit(submit)]}

    assert locations == {f"/organisation/{Organisation.objects.get().pk}/"}


def test_store_once_key_of_another_person_or_address_stores_again() -> None:
    key, requests = uuid.uuid4(), RequestFactory()
    people = [UserFactory(), UserFactory()]

    def submit(user: User, path: str) -> str:
        request = requests.post(path)
        request.user = user
        return bind_submissions(lambda _: HttpResponse(store_once(key, store)))(request).content.decode()

    locations = [submit(people[0], "/a/"), submit(people[0], "/a/"), submit(people[1], "/a/"), submit(people[0], "/b/")]

    assert (locations[0] == locations[1], len(set(locations))) == (True, 3)
