"""Which kinds of documents there are: each app registers its own in ``<app>/documents.py``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pik.accounts.access import Subject

if TYPE_CHECKING:
    from pik.documents.models import Job


@dataclass(frozen=True)
class DocumentKind:
    """A kind of document. Raise ``version`` when its template changes: the same content is then made anew."""

    name: str  # "funding.bescheid"
    template: str  # "funding/documents/bescheid.html", extends "documents/base.html"
    version: int = 1
    holds_person: bool = False  # about somebody who is counselled: exists for those alone who counsel
    # subject_id → on whose file it stands who took the document along, and as what; given where it holds a person
    access: Callable[[int], tuple[Subject | None, str]] | None = None

    def as_job_fields(self) -> dict[str, Any]:
        """What an order keeps of its kind, as fields of ``Job``."""
        return {"kind": self.name, "template_version": self.version, "holds_person": self.holds_person}


_kinds: dict[str, DocumentKind] = {}


def register(*kinds: DocumentKind) -> None:
    """Make kinds known; called once per app when it is ready."""
    for new in kinds:
        if _kinds.setdefault(new.name, new) != new:
            raise ValueError(f"Two kinds of documents are called {new.name}.")


def kinds() -> Mapping[str, DocumentKind]:
    """All registered kinds by name."""
    return dict(_kinds)


def kind(name: str) -> DocumentKind:
    """The kind called ``name``; ``LookupError`` when no app registered it."""
    return _kinds[name]


def access_of(job: Job) -> tuple[Subject | None, str]:
    """On whose file, and as what, the access log tells that the document of ``job`` was taken along."""
    about = kind(job.kind).access
    return about(job.subject_id) if about else (None, job.title)
