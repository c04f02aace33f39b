"""Forms of states, terms and responsibility."""

from __future__ import annotations

from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from cases.enums import (
    BEFORE_SUPPORT,
    REASONS_AFTER_SUPPORT,
    REASONS_BEFORE_SUPPORT,
    CaseStatus,
    ClosingReason,
    SuspensionReason,
    WaitingPriority,
)
from cases.lifecycle.actions import TO_COME
from cases.lifecycle.term_actions import Limits
from cases.models import Case
from cases.team.queries import team_of
from pik.accounts.enums import Role
from pik.accounts.models import Organisation, User
from pik.core.forms import GermanDateField, KernForm, OnceMixin

ENTRY_STATUSES = (CaseStatus.ACTIVE, CaseStatus.WAITING, CaseStatus.REQUEST)
TOO_FAR = "Der Beginn liegt mehr als ein Jahr in der Zukunft."


def _text(label: str, *, required: bool = False, most: int = 1000, **kwargs: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, required=required, max_length=most, widget=widget, **kwargs)


def demand_past(day: date | None) -> date | None:
    """Raise ``ValidationError`` for a day that is still to come."""
    if day and day > timezone.localdate():
        raise ValidationError(TO_COME)
    return day


class TeamField(forms.ModelChoiceField):
    """Somebody who counsels in the organisation today."""

    def __init__(self, organisation: Organisation | None = None, **kwargs: Any) -> None:
        super().__init__(queryset=User.objects.none(), **kwargs)
        if organisation is not None:
            self.queryset = team_of(organisation)

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.get_full_name())


# --- Opening ------------------------------------------------------------------------------------------


def demand_soon(day: date | None) -> date | None:
    """Raise ``ValidationError`` for a begin more than a year ahead: a slip of the hand."""
    if day and day > timezone.localdate() + relativedelta(years=1):
        raise ValidationError(TOO_FAR)
    return day


class EntryFields(KernForm):
    """In which state a new case is recorded, and what belongs to that state."""

    status = forms.ChoiceField(
        label="Aufnehmen als",
        choices=[
            (CaseStatus.ACTIVE, "aktiver Fall, die Begleitung beginnt"),
            (CaseStatus.WAITING, "auf die Warteliste"),
            (CaseStatus.REQUEST, "Anfrage, über die noch entschieden wird"),
        ],
        widget=forms.RadioSelect,
        initial=CaseStatus.ACTIVE,
        required=False,
    )
    starts_on = GermanDateField(
        label="Beginn der Begleitung",
        initial=timezone.localdate,
        required=False,
        help_text="Für einen aktiven Fall.",
    )
    waiting_since = GermanDateField(
        label="Gefragt oder wartend seit",
        initial=timezone.localdate,
        required=False,
        help_text="Für Anfrage und Warteliste.",
    )
    priority = forms.TypedChoiceField(
        label="Dringlichkeit",
        choices=WaitingPriority,
        coerce=int,
        empty_value=None,
        initial=WaitingPriority.NORMAL,
        required=False,
        help_text="Für die Warteliste.",
    )

    def clean_status(self) -> str:
        return self.cleaned_data["status"] or CaseStatus.ACTIVE

    def clean_starts_on(self) -> date | None:
        return demand_soon(self.cleaned_data["starts_on"])

    def clean_waiting_since(self) -> date | None:
        return demand_past(self.cleaned_data["waiting_since"])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        before = data.get("status") in BEFORE_SUPPORT
        name = "waiting_since" if before else "starts_on"
        if not data.get(name) and name not in self.errors:
            self.add_error(name, "Bitte geben Sie diesen Tag an.")
        return data

    def entry_values(self) -> dict[str, Any]:
        """What ``open_case`` takes beside the person."""
        data = self.cleaned_data
        status = data["status"]
        if status == CaseStatus.REQUEST:
            return {"status": status, "requested_on": data["waiting_since"], "lead": None}
        if status == CaseStatus.WAITING:
            priority = data["priority"] or WaitingPriority.NORMAL
            return {"status": status, "waiting_since": data["waiting_since"], "priority": priority, "lead": None}
        return {"starts_on": data["starts_on"]}


# --- From state to state --------------------------------------------------------------------------------


class CaseForm(KernForm):
    """A form about one case."""

    def __init__(self, *args: Any, case: Case, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.user = case, user


class WaitForm(CaseForm):
    """Put a request on the waiting list."""

    waiting_since = GermanDateField(label="wartet seit", help_text="Nach Dringlichkeit und Wartezeit wird gereiht.")
    priority = forms.TypedChoiceField(label="Dringlichkeit", choices=WaitingPriority, coerce=int)
    comment = _text("Anmerkung")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("waiting_since", self.case.requested_on)
        self.initial.setdefault("priority", WaitingPriority.NORMAL)

    def clean_waiting_since(self) -> date | None:
        return demand_past(self.cleaned_data["waiting_since"])


class BeginForm(CaseForm):
    """Begin support; whoever leads the team says who leads the case."""

    starts_on = GermanDateField(label="Beginn der Begleitung", initial=timezone.localdate)
    lead = TeamField(label="zuständig", required=False, empty_label="noch niemand")
    comment = _text("Anmerkung")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"] = TeamField(
            self.case.organisation,
            label="zuständig",
            required=False,
            empty_label="noch niemand" if self.user.membership.role == Role.TEAMLEITUNG else "ich selbst",
        )
        self.initial.setdefault("lead", self.case.lead_id)
        if self.user.membership.role != Role.TEAMLEITUNG:
            del self.fields["lead"]

    def clean_starts_on(self) -> date | None:
        return demand_soon(self.cleaned_data["starts_on"])


class RestFields(KernForm):
    """Why support rests, and whether the time counts."""

    reason = forms.ChoiceField(label="Grund", choices=[("", "Bitte wählen"), *SuspensionReason.choices])
    comment = forms.CharField(label="Bemerkung", required=False, max_length=250)
    stops_clock = forms.BooleanField(
        label="Diese Zeit zählt nicht zur Dauer der Begleitung",
        required=False,
        help_text="Das Ende rückt dann um jeden Tag der Ruhezeit nach hinten.",
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("reason") == SuspensionReason.OTHER and not data.get("comment", "").strip():
            self.add_error("comment", "Bitte erläutern Sie den anderen Grund.")
        return data


class RestForm(RestFields, CaseForm):
    """Let support rest from a day until about another."""

    since = GermanDateField(label="ruht ab", initial=timezone.localdate)
    until = GermanDateField(label="voraussichtlich bis", help_text="An diesem Tag erinnert PiK Sie.")
    field_order = ("since", "until", "reason", "comment", "stops_clock")

    def clean_since(self) -> date | None:
        return demand_past(self.cleaned_data["since"])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("since") and data.get("until") and data["until"] < data["since"]:
            self.add_error("until", "Das Ende liegt vor dem Beginn.")
        return data


class BesideOthers(forms.Form):
    """A form that stands on a page with others: its fields carry ids of their own."""

    ids = "id_%s"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": self.ids, **kwargs})


class RecordRestForm(BesideOthers, OnceMixin, RestFields):
    """Record afterwards that support rested."""

    ids = "rest_%s"

    starts_on = GermanDateField(label="ruhte von")
    ends_on = GermanDateField(label="bis")
    field_order = ("starts_on", "ends_on", "reason", "comment", "stops_clock")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", "Das Ende liegt vor dem Beginn.")
        return data


class ProlongRestForm(BesideOthers, KernForm):
    ids = "prolong_%s"
    until = GermanDateField(label="ruht voraussichtlich bis")


class ResumeForm(CaseForm):
    """Take support up again."""

    last_day = GermanDateField(label="letzter Tag der Ruhezeit", initial=timezone.localdate)
    comment = _text("Anmerkung")

    def clean_last_day(self) -> date | None:
        return demand_past(self.cleaned_data["last_day"])


class CloseForm(CaseForm):
    """End the case, with a reason that fits whether support had begun."""

    reason = forms.ChoiceField(label="Grund", widget=forms.RadioSelect)
    aftercare_until = GermanDateField(
        label="Nachbetreuung bis",
        required=False,
        help_text="Freiwillig. Bis dahin können noch Beratungen erfasst werden.",
    )
    comment = _text("Anmerkung", help_text="Wer eine Anfrage ablehnt, begründet es hier.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        begun = self.case.starts_on is not None
        reasons = REASONS_AFTER_SUPPORT if begun else REASONS_BEFORE_SUPPORT
        self.fields["reason"].choices = [(r.value, r.label) for r in reasons]  # type: ignore[attr-defined]
        if begun:
            self.fields["comment"].help_text = ""
            if self.case.is_past_its_term:
                self.initial.setdefault("reason", ClosingReason.TERM_ENDED)
        else:
            del self.fields["aftercare_until"]

    def clean_aftercare_until(self) -> date | None:
        day: date | None = self.cleaned_data["aftercare_until"]
        if day and day < timezone.localdate():
            raise ValidationError("Die Nachbetreuung endet nicht vor heute.")
        return day


class ReopenForm(CaseForm):
    comment = _text("Begründung", required=True)


# --- The term -------------------------------------------------------------------------------------------


class ExtensionForm(BesideOthers, OnceMixin, KernForm):
    """Ask for more months."""

    ids = "extension_%s"

    months = forms.IntegerField(label="Monate", min_value=1)
    reason = _text("Begründung", required=True, most=2000)

    def __init__(self, *args: Any, limits: Limits, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["months"].help_text = limits.left_in_words


class DecideForm(BesideOthers, KernForm):
    """Grant or refuse an extension: two buttons, one reason."""

    ids = "decide_%s"

    is_granted = forms.TypedChoiceField(choices=[("1", "genehmigen"), ("", "ablehnen")], coerce=bool, required=False)
    comment = _text("Begründung der Entscheidung", required=True, most=2000)


# --- Who answers ------------------------------------------------------------------------------------------


class GiveLeadForm(CaseForm):
    """Give the case to somebody else."""

    to = TeamField(label="Neu zuständig", empty_label="Bitte wählen")
    reason = forms.CharField(label="Grund", max_length=250)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team = team_of(self.case.organisation)
        self.fields["to"].queryset = team.exclude(pk=self.case.lead_id or 0)  # type: ignore[attr-defined]


class DeputyForm(CaseForm):
    """Name a deputy of the case."""

    user_id = TeamField(label="Vertretung", empty_label="Bitte wählen")
    starts_on = GermanDateField(label="ab", initial=timezone.localdate)
    ends_on = GermanDateField(label="bis", required=False, help_text="Leer: bis sie beendet wird.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team = team_of(self.case.organisation)
        self.fields["user_id"].queryset = team.exclude(pk=self.case.lead_id or 0)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", "Das Ende liegt vor dem Beginn.")
        return data


class EndDeputyForm(KernForm):
    """End it: on the page of the case, or in the list of all, to which it then leads back."""

    back = forms.ChoiceField(choices=[("", ""), ("list", "")], required=False)


class AbsenceForm(OnceMixin, KernForm):
    """Somebody is away, and who stands in."""

    user = TeamField(label="Wer ist abwesend", empty_label="Bitte wählen")
    starts_on = GermanDateField(label="von", initial=timezone.localdate)
    ends_on = GermanDateField(label="bis", help_text="Letzter Tag der Abwesenheit.")
    substitute = TeamField(label="Vertretung", empty_label="Bitte wählen")

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team = team_of(actor.membership.organisation)
        self.fields["user"].queryset = team  # type: ignore[attr-defined]
        self.fields["substitute"].queryset = team  # type: ignore[attr-defined]
        if actor.membership.role != Role.TEAMLEITUNG:
            self.fields["user"].queryset = team.filter(pk=actor.pk)  # type: ignore[attr-defined]
            self.fields["user"].empty_label = None  # type: ignore[attr-defined]
            self.fields["substitute"].queryset = team.exclude(pk=actor.pk)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", "Das Ende liegt vor dem Beginn.")
        if data.get("user") and data.get("user") == data.get("substitute"):
            self.add_error("substitute", "Die Vertretung übernimmt eine andere Person.")
        return data


class SubstituteForm(BesideOthers, KernForm):
    """Let somebody else stand in."""

    ids = "change_%s"

    substitute = TeamField(label="Neue Vertretung", empty_label="Bitte wählen")

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["substitute"].queryset = team_of(actor.membership.organisation)  # type: ignore[attr-defined]


class ButtonForm(KernForm):
    """One button."""
