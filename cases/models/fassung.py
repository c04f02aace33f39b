"""Fassungen: the plan as it was agreed on a day, frozen by the database, with who signed it."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from cases.enums import InterpreterQuality, SignatureKind, SignerRole
from cases.models.assessment import Assessment
from cases.models.plan import Integrationsplan
from cases.models.scope import CaseworkPart, CaseworkQuerySet, carries_organisation_of, casework_wall
from pik.core.public_ids import PublicIdField

#: A scan of a signed sheet; larger ones are photographs that somebody forgot to reduce.
MAX_SCAN_BYTES = 5 * 1024 * 1024
SCAN_TYPES = ("application/pdf", "image/jpeg", "image/png")
#: Points of a drawn signature lie in a field of this size; each stroke begins with M.
DRAWING_WIDTH, DRAWING_HEIGHT = 600, 200
#: What ``static/js/signature.js`` sends; at least one stroke of eight points, so that a tap is no signature.
DRAWING_PATTERN = r"^(M\d{1,3} \d{1,3}( L\d{1,3} \d{1,3})*)( M\d{1,3} \d{1,3}( L\d{1,3} \d{1,3})*)*$"
MAX_DRAWING = 40_000


class FassungQuerySet(CaseworkQuerySet["Fassung"]):
    pass


class Fassung(CaseworkPart):
    """The plan as it stood on a day. Never changed and never deleted: the database refuses both."""

    public_id = PublicIdField()
    plan = models.ForeignKey(Integrationsplan, on_delete=models.PROTECT, related_name="fassungen", verbose_name="Plan")
    number = models.PositiveSmallIntegerField("Nummer", editable=False)
    agreed_on = models.DateField("vereinbart am")
    people_present = ArrayField(models.CharField(max_length=120), verbose_name="anwesend", default=list)
    interpreter_name = models.CharField("Dolmetscher:in", max_length=120, blank=True)
    interpreter_language = models.CharField("gedolmetscht in", max_length=60, blank=True)
    interpreter_quality = models.CharField("Verständigung", max_length=20, choices=InterpreterQuality, blank=True)
    next_review_on = models.DateField("nächste Fortschreibung", null=True, blank=True)
    assessment = models.ForeignKey(
        Assessment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="fassungen",
        verbose_name="Einschätzung",
    )
    content = models.JSONField("Inhalt", editable=False)
    sha256 = models.CharField("Prüfsumme", max_length=64, editable=False)
    created_at = models.DateTimeField("festgeschrieben", default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", verbose_name="festgeschrieben von"
    )
    author_label = models.CharField("festgeschrieben von", max_length=200, editable=False)

    objects = FassungQuerySet.as_manager()

    class Meta:
        verbose_name = "Fassung eines Plans"
        verbose_name_plural = "Fassungen eines Plans"
        ordering = ["plan", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number"],
                name="fassung_number_once",
                violation_error_message="Diese Nummer ist schon vergeben.",
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"),
                name="fassung_sha256_complete",
                violation_error_message="Die Prüfsumme ist unvollständig.",
            ),
            models.CheckConstraint(
                condition=Q(people_present__len__gt=0),
                name="fassung_somebody_present",
                violation_error_message="Bitte nennen Sie, wer dabei war.",
            ),
            models.CheckConstraint(
                condition=Q(interpreter_quality="") | Q(interpreter_quality__in=InterpreterQuality.values),
                name="fassung_interpreter_quality_known",
                violation_error_message="Bitte wählen Sie, wie gut die Verständigung war.",
            ),
            models.CheckConstraint(
                condition=Q(interpreter_language="", interpreter_name="", interpreter_quality="")
                | (~Q(interpreter_language="") & ~Q(interpreter_quality="")),
                name="fassung_interpreter_described",
                violation_error_message="Zum Dolmetschen gehören die Sprache und wie gut die Verständigung war.",
            ),
            casework_wall("fassung"),
        ]
        triggers = [
            carries_organisation_of("fassung", "plan", "cases_integrationsplan"),
            pgtrigger.Protect(name="fassung_frozen", operation=pgtrigger.Update | pgtrigger.Delete),
            # Two at once get the same number and the unique constraint refuses the second; none is left out.
            pgtrigger.Trigger(
                name="fassung_without_gap",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=(
                    "IF NEW.number <> (SELECT count(*) + 1 FROM cases_fassung WHERE plan_id = NEW.plan_id) THEN "
                    "RAISE EXCEPTION 'fassung_without_gap' USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Fassung {self.number} vom {self.agreed_on:%d.%m.%Y}"

    def get_absolute_url(self) -> str:
        names = {"public_id": self.plan.case.public_id, "number": self.number}
        return reverse("cases:fassung_detail", kwargs=names)


class FassungSignature(CaseworkPart):
    """Somebody signed a Fassung: drawn on the device, or on paper and scanned. Append-only."""

    public_id = PublicIdField()
    fassung = models.ForeignKey(Fassung, on_delete=models.PROTECT, related_name="signatures", verbose_name="Fassung")
    name = models.CharField("Name", max_length=120)
    role = models.CharField("unterschreibt als", max_length=20, choices=SignerRole)
    kind = models.CharField("Art", max_length=10, choices=SignatureKind)
    drawing = models.TextField("Zeichnung", blank=True, max_length=MAX_DRAWING)
    scan = models.BinaryField("Scan", null=True, blank=True)
    scan_type = models.CharField("Dateityp", max_length=30, blank=True)
    signed_at = models.DateTimeField("unterschrieben", default=timezone.now)
    recorded_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", verbose_name="aufgenommen von"
    )

    objects = CaseworkQuerySet["FassungSignature"].as_manager()

    class Meta:
        verbose_name = "Unterschrift einer Fassung"
        verbose_name_plural = "Unterschriften einer Fassung"
        ordering = ["signed_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=SignerRole.values),
                name="fassung_signature_role_known",
                violation_error_message="Bitte wählen Sie, als was die Person unterschreibt.",
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="fassung_signature_named",
                violation_error_message="Bitte nennen Sie, wer unterschreibt.",
            ),
            models.CheckConstraint(
                condition=Q(kind=SignatureKind.DRAWN, drawing__regex=DRAWING_PATTERN, scan__isnull=True, scan_type="")
                | Q(kind=SignatureKind.SCAN, drawing="", scan__isnull=False, scan_type__in=SCAN_TYPES),
                name="fassung_signature_present",
                violation_error_message="Bitte unterschreiben Sie im Feld oder laden Sie den Bogen als Scan hoch.",
            ),
            casework_wall("fassung_signature"),
        ]
        triggers = [
            carries_organisation_of("fassung_signature", "fassung", "cases_fassung"),
            pgtrigger.Protect(name="fassung_signature_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.get_role_display()}"


class PlanPrint(CaseworkPart):
    """A print of a plan or of one of its Fassungen: ties it to the order of its document."""

    plan = models.ForeignKey(Integrationsplan, on_delete=models.PROTECT, related_name="prints", verbose_name="Plan")
    job = models.OneToOneField(
        "documents.Job", on_delete=models.PROTECT, related_name="plan_print", verbose_name="Auftrag"
    )
    fassung = models.ForeignKey(
        Fassung, on_delete=models.PROTECT, null=True, blank=True, related_name="prints", verbose_name="Fassung"
    )
    created_at = models.DateTimeField("gedruckt", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "Druck eines Integrationsplans"
        verbose_name_plural = "Drucke von Integrationsplänen"
        ordering = ["-created_at", "-pk"]
        constraints = [casework_wall("plan_print")]
        triggers = [carries_organisation_of("plan_print", "plan", "cases_integrationsplan")]

    def __str__(self) -> str:
        return f"{self.plan}, {self.created_at:%d.%m.%Y}"
