"""A double click stores once: each form that creates something carries a key of its own."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from uuid import UUID, uuid5

from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from pik.core.models import Submission

# Who submits and where; empty outside a request.
_origin: ContextVar[str] = ContextVar("origin of a submission", default="")


def bind_submissions(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: a key counts for one person in one role at one address; stands after the active membership.

    Else somebody who got hold of a key could swallow another's submission, or be told where its result stands.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        membership = getattr(request, "membership", None)
        token = _origin.set(f"{request.user.pk} {membership and membership.pk} {request.path}")
        try:
            return get_response(request)
        finally:
            _origin.reset(token)

    return middleware


class AlreadyStored(Exception):  # no fault: an answer
    """Under the key something was stored before; ``location`` is where its result stands."""

    def __init__(self, location: str) -> None:
        super().__init__(location)
        self.location = location


@transaction.atomic
def store_first(key: UUID, store: Callable[[], str]) -> str:
    """Run ``store`` for the first submission with ``key`` and return the address it gives.

    Any further submission with the same key, by the same person at the same address, stores nothing and raises
    ``AlreadyStored``; of two at once the second waits for the first (unique key). When ``store`` raises, the key is
    free again.
    """
    submission, is_first = Submission.objects.get_or_create(key=_bound(key))
    if not is_first:
        raise AlreadyStored(submission.location)
    submission.location = store()
    submission.save(update_fields=["location"])
    return submission.location


def store_once(key: UUID, store: Callable[[], str]) -> str:
    """As ``store_first``; any further submission with the same key gets the first one's address."""
    try:
        return store_first(key, store)
    except AlreadyStored as stored:
        return stored.location


def is_stored(key: UUID) -> bool:
    """Whether a submission with ``key`` has been stored by the same person at the same address."""
    return bool(stored_at(key))


def stored_at(key: UUID) -> str:
    """The address that the submission with ``key``, by the same person at the same address, led to; empty: none yet."""
    return Submission.objects.filter(key=_bound(key)).values_list("location", flat=True).first() or ""


def _bound(key: UUID) -> UUID:
    return uuid5(key, _origin.get())


def mark(key: UUID) -> None:
    """Remember that what ``key`` stands for has happened; a second time changes nothing."""
    Submission.objects.get_or_create(key=key)


def marked(key: UUID) -> bool:
    """Whether ``mark`` was called with ``key``."""
    return Submission.objects.filter(key=key).exists()
