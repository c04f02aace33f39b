"""Factories of jobs and documents."""

from __future__ import annotations

import hashlib
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from pik.documents.enums import JobState
from pik.documents.models import Document, Job
from tests.factories.accounts import OrganisationFactory, UserFactory

PDF = b"%PDF-1.7 invented"


class JobFactory(DjangoModelFactory[Job]):
    """A job that waits; traits make the other states."""

    class Meta:
        model = Job

    class Params:
        running = factory.Trait(
            state=JobState.RUNNING, tries=1, progress=10, started_at=factory.LazyFunction(timezone.now)
        )
        done = factory.Trait(state=JobState.DONE, tries=1, progress=100, finished_at=factory.LazyFunction(timezone.now))
        failed = factory.Trait(
            state=JobState.FAILED,
            tries=5,
            error="Das Dokument konnte nicht erstellt werden.",
            finished_at=factory.LazyFunction(timezone.now),
        )

    kind = "documents.sample"
    subject_id = factory.Sequence(lambda n: n + 1)
    key = factory.Sequence(lambda n: hashlib.sha256(str(n).encode()).hexdigest())
    organisation = factory.SubFactory(OrganisationFactory)
    requested_by = factory.SubFactory(UserFactory)
    title = "Integrationsplan (erfunden)"
    filename = "integrationsplan.pdf"
    context: Any = factory.LazyFunction(lambda: {"title": "Integrationsplan", "issuer": {"name": "Musterstadt"}})
    template_version = 1


class DocumentFactory(DjangoModelFactory[Document]):
    """The document of a finished job."""

    class Meta:
        model = Document

    job = factory.SubFactory(JobFactory, done=True)
    organisation = factory.SelfAttribute("job.organisation")
    title = factory.SelfAttribute("job.title")
    filename = factory.SelfAttribute("job.filename")
    content = PDF
    sha256 = factory.LazyAttribute(lambda o: hashlib.sha256(o.content).hexdigest())
    size = factory.LazyAttribute(lambda o: len(o.content))
    template_version = 1


def job_of(user: Any, **fields: Any) -> Job:
    """A job that ``user`` ordered as she acts now."""
    return JobFactory(requested_by=user, organisation=user.membership.organisation, **fields)
