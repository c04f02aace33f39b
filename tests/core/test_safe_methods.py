"""GET and HEAD only read."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from pik.accounts.models import Organisation
from pik.core.models import Submission
from pik.core.safe_methods import WriteUnderSafeMethod, read_only_on_safe_methods
from tests.factories.accounts import OrganisationFactory

pytestmark = pytest.mark.django_db


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def create() -> None:
    OrganisationFactory()


def create_in_a_transaction() -> None:
    with transaction.atomic():
        OrganisationFactory()


def update() -> None:
    Organisation.objects.update(name="Anders")


def delete() -> None:
    Submission.objects.all().delete()


def bulk() -> None:
    Organisation.objects.bulk_create([Organisation(name="x", kind="traeger")])


def hidden_in_with() -> None:
    execute("WITH gone AS (DELETE FROM accounts_organisation RETURNING id) SELECT count(*) FROM gone")


def hidden_behind_a_comment() -> None:
    execute("-- SELECT\nDELETE FROM accounts_organisation")


def truncate() -> None:
    execute("TRUNCATE accounts_membership")


def read() -> None:
    list(Organisation.objects.filter(name="Ladenburg"))


def read_in_a_transaction() -> None:
    with transaction.atomic():
        Organisation.objects.exists()


def renew_the_session() -> None:
    execute('DELETE FROM "django_session" WHERE false')


def ask(rf: RequestFactory, method: str, work: object) -> HttpResponse:
    def view(request: HttpRequest) -> HttpResponse:
        work()  # type: ignore[operator]
        return HttpResponse("ok")

    return read_only_on_safe_methods(view)(getattr(rf, method)("/"))


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize(
    "work",
    [create, create_in_a_transaction, update, delete, bulk, hidden_in_with, hidden_behind_a_comment, truncate],
)
def test_view_that_writes_under_a_safe_method_raises(rf: RequestFactory, method: str, work: object) -> None:
    with pytest.raises(WriteUnderSafeMethod), transaction.atomic():
        ask(rf, method, work)

    assert Organisation.objects.count() == 0


@pytest.mark.parametrize("work", [read, read_in_a_transaction, renew_the_session])
def test_view_that_reads_under_get_answers(rf: RequestFactory, work: object) -> None:
    assert ask(rf, "get", work).content == b"ok"


def test_view_that_writes_under_post_answers(rf: RequestFactory) -> None:
    ask(rf, "post", create)

    assert Organisation.objects.count() == 1
