"""A session of a group: many cases, one log."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from cases.lifecycle.responsibility import acted_for
from cases.models import Case
from cases.models.session import MAX_MINUTES
from cases.search.queries import ranked
from cases.search.terms import terms_of
from cases.sessions.actions import TO_COME
from cases.sessions.forms import TOPICS, MinutesInput
from cases.sessions.queries import is_key
from pik.accounts.drafts import DraftMixin, register_form
from pik.accounts.models import User
from pik.core.forms import Chips, GermanDateField, KernForm, OnceMixin

GROUP_DRAFT = register_form("group")
#: Of a group there is one draft a person.
GROUP_PLACE = "gruppe"
#: So many cases a search offers at most; whoever gets more types another letter.
MOST_FOUND = 50


class CaseChoice(forms.ModelMultipleChoiceField):
    """Cases by name, so that people are found; the number tells those alike apart."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.person} ({obj.number})"


class WhoTookPart(KernForm):
    """Whose files it goes into: one's own cases are on the list at once, all others are looked for."""

    suche = forms.CharField(
        label="Fälle von anderen suchen",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"placeholder": "Name oder Fallnummer", "autocomplete": "off"}),
    )
    cases = CaseChoice(label="Teilgenommen haben", queryset=Case.objects.none(), widget=forms.CheckboxSelectMultiple)

    def offer_cases(self, user: User, *, but: Iterable[int] = ()) -> None:
        """Let the form choose from the open cases of the house, except ``but``; shown are the fewest it takes.

        ``offered`` are those shown: first whoever answers to the search (``found`` of them) or is ticked already, then
        one's own.
        """
        field: Any = self.fields["cases"]
        field.queryset = Case.objects.visible_to(user).open().exclude(pk__in=but)
        by_name = field.queryset.select_related("person").order_by("person__sort_key", "pk")
        self.search = str(self["suche"].value() or "").strip()
        persons = [hit.person_id for hit in ranked(user, terms_of(self.search), among=field.queryset, most=MOST_FOUND)]
        ticked = [value for value in self["cases"].value() or [] if is_key(str(value))]
        wanted = Q(person__in=persons) | Q(pk__in=ticked)
        own = by_name.filter(acted_for(user, timezone.localdate())).exclude(wanted)
        self.offered = [*(by_name.filter(wanted) if persons or ticked else ()), *own]
        self.found = len(persons)
        field.choices = [(case.pk, field.label_from_instance(case)) for case in self.offered]


class AddToGroupForm(OnceMixin, WhoTookPart):
    """Who was forgotten when the group was logged."""


class GroupForm(DraftMixin, WhoTookPart):
    """What everybody's file will say, and whose files these are."""

    field_order = ("title", "held_on", "duration_minutes", "place", "topics", "note", "suche", "cases")
    STORED_BEFORE = "Diese Gruppenberatung ist schon gespeichert."
    STORED_LINK = "Zur gespeicherten Gruppenberatung"
    STORED_ELSE = ", oder unten als weitere Gruppenberatung speichern."

    title = forms.CharField(
        label="Thema der Gruppe", max_length=120, help_text="Zum Beispiel: Elternabend Schulsystem."
    )
    held_on = GermanDateField(label="Datum", initial=timezone.localdate)
    duration_minutes = forms.IntegerField(
        label="Dauer in Minuten", min_value=1, max_value=MAX_MINUTES, initial=90, widget=MinutesInput
    )
    place = forms.CharField(label="Ort", required=False, max_length=120)
    topics = forms.MultipleChoiceField(label="Themen", choices=TOPICS, widget=Chips)
    note = forms.CharField(
        label="Ergebnis für alle",
        required=False,
        max_length=5000,
        help_text="Steht in der Akte jeder Person, die dabei war. Nennen Sie hier niemanden beim Namen.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_cases(user)

    def clean_held_on(self) -> date:
        day: date = self.cleaned_data["held_on"]
        if day > timezone.localdate():
            raise ValidationError(TO_COME)
        return day

    def group_values(self) -> dict[str, Any]:
        """The cleaned values by the names of ``actions.log_group``."""
        names = ("title", "held_on", "duration_minutes", "place", "topics", "note")
        return {name: self.cleaned_data[name] for name in names}
