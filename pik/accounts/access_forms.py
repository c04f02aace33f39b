"""What Datenschutz asks of the access log; all of it stands in the address."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from pik.accounts.enums import AccessKind
from pik.accounts.models import AccessEntry, Membership, User
from pik.accounts.models.access import AccessEntryQuerySet
from pik.core.forms import GermanDateField, KernForm

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
STRANGE = "andere"


def cursor_of(entry: AccessEntry) -> int:
    """What names the place of an entry in the list: its moment in microseconds, which no other has."""
    return (entry.logged_at - EPOCH) // MICROSECOND


class AccessFilter(KernForm):
    """By person (case number), user, days and kind."""

    fall = forms.CharField(label="Fallnummer", required=False, max_length=20)
    wer = forms.ChoiceField(label="Wer", required=False)
    von = GermanDateField(label="von", required=False)
    bis = GermanDateField(label="bis", required=False)
    art = forms.ChoiceField(label="Art", required=False, choices=[("", "alle"), *AccessKind.choices])

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Membership.objects.visible_to(user).select_related("user").order_by("user__sort_key", "pk")
        names = {str(m.user_id): f"{m.user.last_name}, {m.user.first_name}" for m in people}
        self.fields["wer"].choices = [("", "alle"), (STRANGE, "aus anderen Organisationen"), *names.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("von"), cleaned.get("bis")
        if first and last and last < first:
            raise ValidationError({"bis": "Der letzte Tag liegt vor dem ersten."})
        return cleaned

    def found(self, entries: AccessEntryQuerySet, organisation_id: int) -> AccessEntryQuerySet:
        """Of ``entries``, those that are asked for; what was typed wrongly asks for nothing."""
        wanted = self.cleaned_data
        entries = entries.between(wanted.get("von"), wanted.get("bis"))
        if number := wanted.get("fall"):
            entries = entries.filter(subject_label=number.strip().upper())
        if wanted.get("wer") == STRANGE:
            entries = entries.exclude(actor_organisation_id=organisation_id)
        elif wanted.get("wer"):
            entries = entries.filter(user_id=wanted["wer"])
        if wanted.get("art"):
            entries = entries.filter(kind=wanted["art"])
        return entries

    def in_words(self) -> list[str]:
        """What is asked for, as people read it."""
        asked = [(field, field.value()) for field in self.visible_fields() if field.value()]
        return [
            f"{field.label}: {dict(getattr(field.field, 'choices', ())).get(value, value)}" for field, value in asked
        ]


class Place(KernForm):
    """Where in the list a page begins: behind the entry with which the one before ended."""

    # The last moment of the year 9999: what is beyond can't be told as a datetime.
    vor = forms.IntegerField(required=False, min_value=0, max_value=253_402_300_799_000_000)

    def onwards(self, entries: AccessEntryQuerySet) -> AccessEntryQuerySet:
        """Of ``entries`` those from here on; from the newest on where the place is missing or none."""
        place = self.cleaned_data.get("vor") if self.is_valid() else None
        return entries.filter(logged_at__lt=EPOCH + place * MICROSECOND) if place else entries
