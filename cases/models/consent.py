"""The consent of somebody who is counselled, as it has to be proven (Art. 7 Abs. 1 DSGVO)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cases.enums import Consenter, ConsentForm

INCOMPLETE = "Zur Einwilligung gehören Datum, Form, wer sie gab, und Ablage oder Zeug:in."
UNNAMED = "Bitte nennen Sie, wer an Stelle der Person eingewilligt hat."

#: Who, when, in which form; on paper or as a scan it lies somewhere, spoken it was heard by somebody.
IS_COMPLETE = (
    Q(consent_on__isnull=False)
    & Q(consent_by__in=Consenter.values)
    & (
        Q(consent_form__in=[ConsentForm.WRITTEN, ConsentForm.SCAN]) & ~Q(consent_kept_at="")
        | Q(consent_form=ConsentForm.ORAL) & ~Q(consent_witness="")
    )
)
IS_NAMED = Q(consent_by__in=["", Consenter.PERSON]) | ~Q(consent_by_name="")


class ConsentModel(models.Model):
    """Who consented to what a row does, when and how."""

    consent_on = models.DateField("eingewilligt am", null=True, blank=True)
    consent_by = models.CharField("eingewilligt hat", max_length=20, choices=Consenter, blank=True)
    consent_by_name = models.CharField(
        "Name", max_length=200, blank=True, help_text="Nur, wenn jemand an Stelle der Person eingewilligt hat."
    )
    consent_form = models.CharField("Form", max_length=20, choices=ConsentForm, blank=True)
    consent_kept_at = models.CharField(
        "Ablage", max_length=120, blank=True, help_text="Wo das Blatt oder der Scan liegt, ohne Namen: „Ordner 12“."
    )
    consent_witness = models.CharField(
        "Zeug:in", max_length=120, blank=True, help_text="Wer dabei war: aus dem Team oder dolmetschend."
    )

    class Meta:
        abstract = True

    @property
    def consent_words(self) -> str:
        """The proof in a sentence."""
        if self.consent_on is None:
            return "noch keine Einwilligung"
        proof = self.consent_witness if self.consent_form == ConsentForm.ORAL else self.consent_kept_at
        giver = self.get_consent_by_display()
        name = f" ({self.consent_by_name})" if self.consent_by_name else ""
        form = self.get_consent_form_display()
        return f"{self.consent_on:%d.%m.%Y}, {giver}{name}, {form}: {proof}"
