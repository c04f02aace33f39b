"""Who looked: a view says what it shows, the middleware writes it down when the request's transaction has ended.

    note(request, AccessKind.OPENED, subject_of(case), page="Integrationsplan")

Reading never waits for the log: what can't be written at once goes to a worker, and where that fails too, into
the server's own log.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from pik.accounts.enums import AccessKind
from pik.core.tasks import send

if TYPE_CHECKING:
    from pik.accounts.models import User

logger = logging.getLogger(__name__)

WRITE = "accounts.write_access_entries"
UNREACHABLE = (DatabaseError, InterfaceError)
REFUSALS = {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}
LONGEST_DETAIL = 500


@dataclass(frozen=True)
class Subject:
    """Whose data it is: the file of a person, called by its number and never by a name."""

    kind: str  # "cases.case"
    id: int
    label: str  # the case number
    organisation_id: int


@dataclass(frozen=True)
class _Look:
    kind: AccessKind
    subject: Subject | None
    page: str
    detail: str


@dataclass
class _Looks:
    """What a request looked at so far, and the file it is about."""

    subject: Subject | None = None
    page: str = ""
    found: list[_Look] = field(default_factory=list)


# --- What a view says -------------------------------------------------------------------------------


def note(
    request: HttpRequest, kind: AccessKind, subject: Subject | None = None, *, page: str = "", detail: str = ""
) -> None:
    """Note that the request does ``kind``; ``page`` and ``detail`` in German words. Said twice, it is noted once.

    Without a subject the look is about the data of the organisation for which the user acts: a search.
    """
    look = _Look(kind, subject, page, detail)
    looks = _looks(request)
    if look not in looks.found:
        looks.found.append(look)


def is_about(request: HttpRequest, subject: Subject, page: str = "") -> None:
    """Say which file the request is about before it is known whether the user may do what she asks for.

    If she is refused, that stands on this file; if not, only what the view notes.
    """
    looks = _looks(request)
    looks.subject, looks.page = subject, page


def _looks(request: HttpRequest) -> _Looks:
    found: _Looks | None = getattr(request, "looks", None)
    if found is None:
        found = request.looks = _Looks()  # type: ignore[attr-defined]
    return found


# --- Refusals ---------------------------------------------------------------------------------------

# The file behind the arguments of an address, whoever asks; None where there is none.
Finder = Callable[[Mapping[str, Any]], Subject | None]
_finders: dict[str, Finder] = {}


def register_finder(app_name: str, finder: Finder) -> None:
    """Let ``finder`` tell whose file the addresses of an app are about, also to those for whom it does not exist."""
    _finders[app_name] = finder


def _refused(request: HttpRequest, status: int) -> list[_Look]:
    """The refusal as a look: each 403, and a 404 at an address of a file."""
    looks, match = _looks(request), request.resolver_match
    finder = _finders.get(match.app_name) if match and match.kwargs else None
    if status == HTTPStatus.NOT_FOUND and finder is None:
        return []
    subject = looks.subject
    if subject is None and finder and match:
        subject = finder(match.kwargs)
    # Without a file, the address says what was wanted.
    return [_Look(AccessKind.REFUSED, subject, looks.page, "" if subject else request.path)]


# --- Writing it down --------------------------------------------------------------------------------


def record(request: HttpRequest, response: HttpResponseBase) -> None:
    """Write down what the request looked at, or that it was refused; to be called outside of its transaction.

    Nothing that goes wrong with the log keeps the answer from the user.
    """
    is_refused = response.status_code in REFUSALS
    looks: _Looks | None = getattr(request, "looks", None)
    if not is_refused and (looks is None or not looks.found):
        return
    user: Any = request.user
    if not user.is_authenticated:
        return
    try:
        found = _refused(request, response.status_code) if is_refused else _looks(request).found
    except UNREACHABLE as error:
        logger.warning("Bei wessen Akte abgewiesen wurde, ist nicht zu ermitteln (%s).", type(error).__name__)
        found = [_Look(AccessKind.REFUSED, None, "", request.path)]
    if found:
        url_name = request.resolver_match.view_name if request.resolver_match else ""
        write_or_send([_entry(look, user, url_name) for look in found])


def _entry(look: _Look, user: User, url_name: str) -> dict[str, Any]:
    subject, membership = look.subject, user.membership
    own = membership.organisation_id if membership else None
    return {
        "happened_at": timezone.now().isoformat(),
        "user_id": user.pk,
        "user_label": _plain(user.acting_label),
        "role": membership.role if membership else "",
        "organisation_id": subject.organisation_id if subject else own,
        "actor_organisation_id": own,
        "kind": look.kind.value,
        "subject_kind": subject.kind if subject else "",
        "subject_id": subject.id if subject else None,
        "subject_label": subject.label if subject else "",
        "page": look.page,
        "detail": _plain(look.detail),
        "url_name": url_name,
    }


def _plain(text: str) -> str:
    """Typed text as PostgreSQL can store it: without NUL and halves of characters, and not without end."""
    return text.replace("\0", "")[:LONGEST_DETAIL].encode("utf-8", "replace").decode()


def write(entries: list[dict[str, Any]]) -> None:
    """Append entries to the chain, in one statement; raises ``DatabaseError`` after 100 ms of waiting for others."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT accounts_log_access(%s::jsonb)", [json.dumps(entries)])


def write_or_send(entries: list[dict[str, Any]]) -> None:
    """Append entries; if that fails let a worker do it, and if no worker can be told leave a line in the log."""
    try:
        write(entries)
    except UNREACHABLE as error:
        logger.warning(
            "Das Zugriffsprotokoll ist gerade nicht zu schreiben (%s), ein Worker holt es nach.", type(error).__name__
        )
    else:
        return
    if not send(WRITE, entries=entries):
        # Without what was typed: names have no place in the server's log.
        lost = [{name: value for name, value in entry.items() if name != "detail"} for entry in entries]
        logger.error("Nicht im Zugriffsprotokoll: %s", json.dumps(lost, ensure_ascii=False))


# --- The key of the seals ---------------------------------------------------------------------------


def seal_key() -> bytes:
    """The key with which days are sealed, derived from a secret that is not in the database."""
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"pik access log seal")
    return derivation.derive(settings.SECRET_KEY.encode())
