"""Ordering a document and making it: each order is made once, whatever dies in between."""

from __future__ import annotations

import hashlib
import json
import logging
import traceback
from collections.abc import Collection, Mapping
from datetime import timedelta
from types import TracebackType
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from pik.accounts.acting import acting_for, organisations_at_work
from pik.core.tasks import after_commit
from pik.documents.enums import UNFINISHED, JobState
from pik.documents.kinds import DocumentKind
from pik.documents.kinds import kind as kind_called
from pik.documents.models import Document, Job
from pik.documents.rendering import RenderingUnavailable, render_pdf

if TYPE_CHECKING:
    from pik.accounts.models import Organisation, User

logger = logging.getLogger(__name__)

RENDER = "documents.render"
MAX_TRIES = 5
# A message that nobody has taken up by then is taken for lost. Long enough for a busy worker to come to it,
# short enough for somebody who waits in front of the page.
LOST_AFTER = timedelta(seconds=30)
SWEEP_AT_MOST = 500
GIVEN_UP = (
    "Das Dokument konnte auch nach mehreren Versuchen nicht erstellt werden. "
    "Bitte versuchen Sie es erneut; gelingt es wieder nicht, wenden Sie sich an die Systemverwaltung."
)


@transaction.atomic
def order_document(
    kind: str,
    *,
    subject_id: int,
    organisation: Organisation,
    requested_by: User,
    title: str,
    filename: str,
    context: Mapping[str, Any],
    readers: Collection[int] = (),
) -> Job:
    """Order the document of ``kind`` about ``subject_id``; returns its job, which is a row before it is a message.

    ``context`` is all that the template gets, as plain JSON (text, whole numbers, yes/no, lists, mappings):
    amounts and dates are formatted before, so that the stored row says what stands in the document.
    ``readers``: ids of other organisations to which the document is addressed. The same order of the
    same person (content and version of the template) gives the same job again; a failed one goes back into the
    queue. Raises ``LookupError`` for an unknown kind, ``TypeError`` for a context that is no plain JSON.
    """
    known = kind_called(kind)
    job, is_new = Job.objects.get_or_create(
        key=_key(known, subject_id, organisation.pk, requested_by.pk, context),
        defaults={
            "subject_id": subject_id,
            "organisation": organisation,
            "requested_by": requested_by,
            "title": title,
            "filename": filename,
            "context": context,
            **known.as_job_fields(),
            "readers": sorted(set(readers) - {organisation.pk}),
        },
    )
    if is_new:
        _send(job)
        return job
    return retry(job)


@transaction.atomic
def retry(job: Job) -> Job:
    """Put a failed job back into the queue; any other stays as it is. Returns the current row."""
    # One statement instead of a lock: a job that is being made right now would keep us waiting.
    is_queued_again = Job.objects.filter(pk=job.pk, state=JobState.FAILED).update(
        state=JobState.QUEUED,
        progress=0,
        tries=0,
        error="",
        error_detail="",
        sent_at=timezone.now(),
        started_at=None,
        finished_at=None,
    )
    if is_queued_again:
        _send(job)
    job.refresh_from_db()
    return job


def _send(job: Job) -> None:
    after_commit(RENDER, job_id=job.pk, organisation_id=job.organisation_id)


def render(job_id: int, organisation_id: int) -> Document | None:
    """Make the document of a job; ``None`` when there is nothing (left) to do or somebody else is at it.

    The product acts for the organisation of the job, and sees no other's. Two transactions. The first counts the
    attempt, so that a job which kills its worker is given up in the end. The second holds the row's lock while it
    renders: that lock is the lease, and it dies with the worker's connection. Document and state „done“ are stored
    together or not at all.
    """
    if not _claim(job_id, organisation_id):
        return None
    with _NoteError(job_id, organisation_id), acting_for(organisation_id):
        job = Job.objects.select_for_update(skip_locked=True).filter(pk=job_id, state=JobState.RUNNING).first()
        if job is None:
            return None
        kind = kind_called(job.kind)
        try:
            content = render_pdf(kind.template, job.context)
        except RenderingUnavailable as error:
            _fail(job, str(error), detail=traceback.format_exc())
            return None
        return _store(job, content, version=kind.version)


def sweep() -> int:
    """Send again what got lost on the way to a worker or died with one; returns how many jobs that were.

    One organisation after the other, so that nobody ever sees the jobs of two.
    """
    count = 0
    for organisation_id in organisations_at_work():
        with acting_for(organisation_id):
            count += _sweep()
    return count


def _sweep() -> int:
    """The lost jobs of the organisation that acts. One whose row is locked is being made, however long it takes."""
    lost = Q(state=JobState.QUEUED, sent_at__lt=timezone.now() - LOST_AFTER) | Q(
        state=JobState.RUNNING, started_at__lt=timezone.now() - LOST_AFTER
    )
    jobs = Job.objects.select_for_update(skip_locked=True).filter(lost).order_by("sent_at", "pk")[:SWEEP_AT_MOST]
    found = list(jobs.only("organisation"))
    ids = [job.pk for job in found]
    Job.objects.filter(pk__in=ids).update(state=JobState.QUEUED, progress=0, sent_at=timezone.now())
    for job in found:
        _send(job)
    return len(found)


def _key(kind: DocumentKind, subject_id: int, organisation_id: int, user_id: int, context: Mapping[str, Any]) -> str:
    """Fingerprint of an order. Who ordered belongs to it: a job is seen by who ordered it, and nobody else."""
    _demand_plain(context)
    order = [kind.name, kind.version, subject_id, organisation_id, user_id, context]
    text = json.dumps(order, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _demand_plain(value: Any) -> None:
    """Raise ``TypeError`` unless ``value`` is plain JSON. A float is none: it could be an amount of money."""
    if isinstance(value, Mapping):
        if not all(isinstance(name, str) for name in value):
            raise TypeError("A document's context has names that are no text.")
        for part in value.values():
            _demand_plain(part)
    elif isinstance(value, list | tuple):
        for part in value:
            _demand_plain(part)
    elif not isinstance(value, str | int | None):
        raise TypeError(f"A document's context holds plain JSON; format {type(value).__name__} before: {value!r}")


def _claim(job_id: int, organisation_id: int) -> bool:
    """Count the attempt and mark the job as running; False when it is done, gone, given up or being made."""
    with acting_for(organisation_id):
        return _count_attempt(job_id)


def _count_attempt(job_id: int) -> bool:
    job = Job.objects.select_for_update(skip_locked=True).filter(pk=job_id, state__in=UNFINISHED).first()
    if job is None:
        return False
    if job.tries >= MAX_TRIES:
        _fail(job, GIVEN_UP, detail=job.error_detail)
        return False
    job.state, job.progress, job.started_at = JobState.RUNNING, 10, timezone.now()
    job.tries += 1
    job.save(update_fields=["state", "progress", "started_at", "tries"])
    return True


def _store(job: Job, content: bytes, *, version: int) -> Document:
    document: Document = Document.objects.create(
        job=job,
        organisation_id=job.organisation_id,
        title=job.title,
        filename=job.filename,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        template_version=version,
    )
    job.state, job.progress, job.finished_at, job.error_detail = JobState.DONE, 100, timezone.now(), ""
    job.save(update_fields=["state", "progress", "finished_at", "error_detail"])
    return document


def _fail(job: Job, error: str, *, detail: str) -> None:
    logger.error("Dokument %s (%s) gescheitert: %s", job.public_id, job.kind, error)
    job.state, job.error, job.error_detail, job.finished_at = JobState.FAILED, error, detail, timezone.now()
    job.save(update_fields=["state", "error", "error_detail", "finished_at"])


class _NoteError:
    """Keeps the traceback of an unexpected error at the job for operators, and lets the error pass on."""

    def __init__(self, job_id: int, organisation_id: int) -> None:
        self.job_id, self.organisation_id = job_id, organisation_id

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Only an error of the programme: a process that is asked to end must not stop to write.
        if isinstance(error, Exception):
            detail = "".join(traceback.format_exception(kind, error, trace))
            with acting_for(self.organisation_id):
                Job.objects.filter(pk=self.job_id).update(error_detail=detail)
