"""Forms of the plan board: goals and steps, and whom the plan covers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from cases.enums import LifeArea, StepOwner
from cases.enums.plan import WITH_REASON
from cases.models import Case, CatalogueGoal, CatalogueStep, Goal, Offer, Person, Step
from cases.people.queries import household_of
from cases.plan.actions import Reviewed
from cases.plan.queries import step_offers
from pik.core.conflicts import ConflictMixin
from pik.core.forms import KernForm, KernModelForm, OnceMixin, german_formfield

REASON_MISSING = "Bitte nennen Sie den Grund."


#: What a form sends beside the values of its row.
_OF_THE_FORM = frozenset({"submission_key", "seen_token"})


class SuggestingInput(forms.TextInput):
    """A text field with suggestions to choose from while typing; anything else may be typed as well."""

    template_name = "kern/widgets/suggesting.html"

    def __init__(self, suggestions: list[str], attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", **(attrs or {})})
        self.suggestions = list(dict.fromkeys(suggestions))

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["list"] = f"{context['widget']['attrs'].get('id', name)}_auswahl"
        context["suggestions"] = self.suggestions
        return context


class BoardForm(KernModelForm):
    """A form in the plan board; its ids never meet those of the session form beside it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "plan_%s", **kwargs})
        if "life_area" in self.fields:
            self.fields["life_area"].choices = [("", "Bitte wählen"), *LifeArea.choices]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What was typed, by the names of the model's fields."""
        return {name: value for name, value in self.cleaned_data.items() if name not in _OF_THE_FORM}


class GoalForm(ConflictMixin, BoardForm):
    class Meta:
        model = Goal
        formfield_callback = german_formfield
        fields = ["life_area", "title", "criterion", "due_on", "priority", "progress", "outcome_reason"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("progress") in WITH_REASON and not data.get("outcome_reason"):
            self.add_error("outcome_reason", REASON_MISSING)
        return data


class NewGoalForm(OnceMixin, GoalForm):
    """A new goal, typed freely or begun with an entry of the catalogue, whose steps can be taken along."""

    class Meta(GoalForm.Meta):
        fields = ["life_area", "title", "criterion", "due_on", "priority"]

    def __init__(self, *args: Any, entry: CatalogueGoal | None = None, **kwargs: Any) -> None:
        self.entry = entry
        if entry is not None:
            words = {"life_area": entry.life_area, "title": entry.title, "criterion": entry.criterion}
            kwargs["initial"] = {**words, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        if entry is not None:
            self.fields["entry"] = forms.CharField(widget=forms.HiddenInput, initial=entry.public_id, required=False)
            self.fields["steps"] = forms.ModelMultipleChoiceField(
                label="Schritte, die dazugehören",
                queryset=entry.steps.all(),
                required=False,
                initial=[step.pk for step in entry.steps.all()],
                widget=forms.CheckboxSelectMultiple,
            )

    def values(self) -> dict[str, Any]:
        values = super().values()
        steps: list[CatalogueStep] = list(values.pop("steps", ()))
        values.pop("entry", None)
        return {**values, "entry": self.entry, "steps": steps}


class StepForm(ConflictMixin, BoardForm):
    dropped = forms.BooleanField(label="Der Schritt entfällt", required=False)

    class Meta:
        model = Step
        formfield_callback = german_formfield
        fields = ["text", "owner", "owner_name", "due_on", "offer", "dropped_because"]

    def __init__(self, *args: Any, goal: Goal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["offer"]
        offers = step_offers(goal.plan.case, goal.life_area)
        kept = self.instance.offer_id
        field.queryset = Offer.objects.filter(Q(pk__in=offers.order_by().values("pk")) | Q(pk=kept)).order_by(
            "sort_key"
        )
        field.empty_label = "kein Angebot"
        if "dropped" in self.fields and self.instance.pk:
            self.fields["dropped"].initial = self.instance.dropped_on is not None
            self.order_fields(["text", "owner", "owner_name", "due_on", "offer", "dropped", "dropped_because"])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("owner") == StepOwner.THIRD and not data.get("owner_name"):
            self.add_error("owner_name", "Bitte nennen Sie die andere Stelle.")
        if data.get("dropped") and not data.get("dropped_because"):
            self.add_error("dropped_because", REASON_MISSING)
        if not data.get("dropped"):
            data["dropped_because"] = ""
        return data

    def _post_clean(self) -> None:
        # The day of dropping belongs to the reason; the database knows them only together.
        if self.cleaned_data.get("dropped"):
            self.instance.dropped_on = self.instance.dropped_on or timezone.localdate()
            self.instance.done_on = self.instance.done_in = None
        elif "dropped" in self.fields:
            self.instance.dropped_on = None
        super()._post_clean()

    def values(self) -> dict[str, Any]:
        values = super().values()
        if values.pop("dropped", False):
            return {**values, "dropped_on": self.instance.dropped_on, "done_on": None, "done_in": None}
        return {**values, "dropped_on": None}


class NewStepForm(OnceMixin, StepForm):
    """A new step, typed freely or chosen from what the catalogue suggests."""

    dropped = None  # type: ignore[assignment]

    class Meta(StepForm.Meta):
        fields = ["text", "owner", "owner_name", "due_on", "offer"]

    def __init__(self, *args: Any, suggestions: list[str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if suggestions:
            attrs = self.fields["text"].widget.attrs
            self.fields["text"].widget = SuggestingInput(suggestions, attrs)

    def values(self) -> dict[str, Any]:
        values = BoardForm.values(self)
        values.pop("dropped_because", None)
        return values


class CatalogueChoiceForm(KernForm):
    """Which entry of the catalogue a new goal begins with."""

    katalog = forms.ModelChoiceField(
        label="Aus dem Katalog wählen",
        queryset=CatalogueGoal.objects.none(),
        required=False,
        to_field_name="public_id",
        empty_label="frei formulieren",
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "katalog_%s", **kwargs})
        entries = CatalogueGoal.objects.visible_to(user).in_use()
        field: Any = self.fields["katalog"]
        field.queryset = entries
        groups: dict[str, list[tuple[str, str]]] = {label: [] for label in LifeArea.labels}
        for entry in entries:
            own = "" if entry.is_common else " (eigener Eintrag)"
            groups[LifeArea(entry.life_area).label].append((entry.public_id, f"{entry.title}{own}"))
        field.widget.choices = [("", field.empty_label), *((label, rows) for label, rows in groups.items() if rows)]


class GoalReviewForm(ConflictMixin, BoardForm):
    """What became of a goal, said when the plan is gone through; all goals of a plan are sent together."""

    reviewed = forms.BooleanField(label="durchgesehen", required=False)

    class Meta:
        model = Goal
        formfield_callback = german_formfield
        fields = ["progress", "due_on", "outcome_reason"]
        labels = {"outcome_reason": "Grund, falls nicht erreicht"}
        help_texts = {"outcome_reason": ""}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"prefix": f"ziel{kwargs['instance'].pk}", **kwargs})

    def was_sent(self, data: Mapping[str, Any]) -> bool:
        """Whether ``data`` comes from a page that showed this goal."""
        return self.add_prefix("seen_token") in data

    def restore(self, typed: Mapping[str, Sequence[str]]) -> None:
        """Begin with what a draft holds of this goal, and compare later with what its page showed."""
        for name in self.fields:
            if found := typed.get(self.add_prefix(name)):
                self.initial[name] = found[0]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("progress") in WITH_REASON and not data.get("outcome_reason"):
            self.add_error("outcome_reason", REASON_MISSING)
        return data

    @property
    def is_touched(self) -> bool:
        """Whether something was said of the goal: ticked as gone through, or a field changed."""
        return bool(set(self.changed_data) - _OF_THE_FORM)

    def as_reviewed(self) -> Reviewed:
        """What was sent, as ``actions.review_goals`` takes it."""
        values = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return Reviewed(self.instance, values, self.seen)


class MembersForm(KernForm):
    """Who of the household shares the plan."""

    persons = forms.ModelMultipleChoiceField(
        label="Der Plan gilt auch für",
        queryset=Person.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["persons"]
        field.queryset = household_of(case.person)
