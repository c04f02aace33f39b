"""A finished document. It never changes; a correction is a new one."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.utils import timezone

from pik.core.walls import Wall


class DocumentQuerySet(models.QuerySet["Document"]):
    def of(self, kind: str, subject_id: int) -> DocumentQuerySet:
        """The documents of one subject, newest first."""
        return self.filter(job__kind=kind, job__subject_id=subject_id).order_by("-created_at", "-pk")


class DocumentManager(models.Manager.from_queryset(DocumentQuerySet)):  # type: ignore[misc]
    """Leaves the bytes in the database until somebody asks for ``content``: no list ever wants them."""

    def get_queryset(self) -> DocumentQuerySet:
        return super().get_queryset().defer("content")


class Document(models.Model):
    """The file that a job made, byte for byte, with its fingerprint and the version of its template."""

    job = models.OneToOneField(
        "documents.Job", on_delete=models.PROTECT, related_name="document", verbose_name="Auftrag"
    )
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="documents", verbose_name="Organisation"
    )
    title = models.CharField("Bezeichnung", max_length=200)
    filename = models.CharField("Dateiname", max_length=150)
    content = models.BinaryField("Inhalt")
    sha256 = models.CharField("Prüfsumme (SHA-256)", max_length=64)
    size = models.PositiveIntegerField("Größe in Byte")
    template_version = models.PositiveSmallIntegerField("Fassung der Vorlage")
    created_at = models.DateTimeField("erstellt", default=timezone.now)

    objects = DocumentManager()

    class Meta:
        verbose_name = "Dokument"
        verbose_name_plural = "Dokumente"
        ordering = ["-created_at", "-pk"]
        # Relations (job.document) go through it too, so that they leave the bytes alone as well.
        base_manager_name = "objects"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"),
                name="document_sha256_form",
                violation_error_message="Die Prüfsumme besteht aus 64 Zeichen von 0 bis f.",
            ),
            models.CheckConstraint(
                condition=models.Q(size__gt=0),
                name="document_not_empty",
                violation_error_message="Ein Dokument hat einen Inhalt.",
            ),
            Wall(name="document_wall", through="job"),
        ]
        triggers = [pgtrigger.Protect(name="document_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.title
