"""The form beside the plan: a counselling session and all that came of it, in one submission."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from cases.enums import Interpreter, LifeArea, SessionKind, SessionStatus, StepOwner, Understanding
from cases.models import Appointment, Case, Goal, Offer, Person, Step, TextBlock
from cases.models.session import MAX_MINUTES
from cases.people.queries import household_of
from cases.sessions.actions import TO_COME, NewAppointment, NewFollowUp, NewStep, TookPart
from cases.sessions.calculations import MinutesDoNotAddUp, split_as_given
from cases.sessions.postponing import PostponingMixin
from cases.sessions.text_blocks import text_of
from cases.sessions.widgets import BlockSelect, MinutesInput
from pik.accounts.drafts import DraftMixin, register_form
from pik.accounts.models import User
from pik.core.forms import ChipRadio, Chips, GermanDateField, KernForm

SESSION_DRAFT = register_form("session")
QUICK_MINUTES = (15, 30, 45, 60, 90)
OTHER = "other"
EARLIEST_YEAR = 2000  # before that there was no Integrationsmanagement; a slip of the key
#: The topics as chips say them, so that all of them stand in few lines.
SHORT = {
    LifeArea.TRAINING: "Ausbildung/Studium",
    LifeArea.FAMILY: "Kinder/Familie",
    LifeArea.AUTHORITIES: "Behörden/Leistungen",
    LifeArea.PARTICIPATION: "Teilhabe",
}
TOPICS = [(area.value, SHORT.get(area, area.label)) for area in LifeArea]
NONE = [("", "keine")]
#: What nobody needs to say of a session that was not held.
OF_HELD_ONLY = ("duration", "topics", "other_minutes")

#: What nobody would come back to in a case that is closed.
LEADS_ON = ("steps_done", "step_text", "offer", "next_on", "follow_up_on")


def _with_year(person: Person) -> str:
    return f"{person}, {person.birth_date:%Y}" if person.birth_date else str(person)


class SessionForm(PostponingMixin, DraftMixin, KernForm):
    """A counselling session and all that came of it: one form, one submission."""

    STORED_BEFORE = "Diese Beratung ist schon gespeichert."
    STORED_LINK = "Gespeicherte Beratung berichtigen"
    STORED_ELSE = ", oder unten als weitere Beratung speichern."

    held_on = GermanDateField(label="Datum", initial=timezone.localdate)
    status = forms.ChoiceField(
        label="Ausgang", choices=SessionStatus, widget=ChipRadio, initial=SessionStatus.HELD, required=False
    )
    kind = forms.ChoiceField(label="Art", choices=SessionKind, widget=ChipRadio)
    duration = forms.ChoiceField(
        label="Dauer",
        choices=[*((str(minutes), f"{minutes} Min.") for minutes in QUICK_MINUTES), (OTHER, "andere")],
        widget=ChipRadio,
    )
    other_minutes = forms.IntegerField(
        label="andere Dauer in Minuten", required=False, min_value=1, max_value=MAX_MINUTES, widget=MinutesInput
    )
    topics = forms.MultipleChoiceField(label="Themen", choices=TOPICS, widget=Chips)
    block = forms.IntegerField(label="Textbaustein", required=False, widget=BlockSelect)
    note = forms.CharField(
        label="Ergebnis",
        required=False,
        max_length=5000,
        help_text="Das lesen Ihr Team und die Vertretung.",
        widget=forms.Textarea(attrs={"rows": 4, "data-hotkey": "n"}),
    )
    own_note = forms.CharField(
        label="Private Notiz",
        required=False,
        max_length=5000,
        help_text="Das lesen nur Sie, und die Vertretung, solange Sie abwesend sind. Versiegelt, in keiner Liste.",
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )
    household = forms.ModelMultipleChoiceField(
        label="Aus dem Haushalt dabei",
        queryset=Person.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Wer einen eigenen Fall hat, findet die Beratung auch in der eigenen Akte.",
    )
    others = forms.CharField(
        label="Weitere Personen",
        required=False,
        max_length=500,
        help_text="Eine je Zeile, mit Funktion: Frau Seitz, Schulsozialarbeit.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    interpreter = forms.ChoiceField(label="Sprachmittlung", choices=[*NONE, *Interpreter.choices], required=False)
    interpreter_language = forms.CharField(label="Sprache", required=False, max_length=60)
    understanding = forms.ChoiceField(
        label="Verständigung", choices=[("", "keine Angabe"), *Understanding.choices], required=False
    )
    place = forms.CharField(label="Ort", required=False, max_length=120)
    steps_done = forms.ModelMultipleChoiceField(
        label="Erledigte Schritte", queryset=Step.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    step_goal = forms.ModelChoiceField(
        label="zum Ziel", queryset=Goal.objects.none(), required=False, empty_label="Bitte wählen"
    )
    step_text = forms.CharField(label="Schritt", required=False, max_length=250)
    step_owner = forms.ChoiceField(label="Wer", choices=StepOwner, required=False)
    step_owner_name = forms.CharField(label="Name der Stelle", required=False, max_length=120)
    step_due_on = GermanDateField(label="bis", required=False)
    offer = forms.ModelChoiceField(
        label="Verweis an", queryset=Offer.objects.none(), required=False, empty_label="niemanden"
    )
    next_on = GermanDateField(label="Nächster Termin", required=False)
    next_at = forms.TimeField(
        label="Uhrzeit",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Bitte geben Sie eine Uhrzeit ein, zum Beispiel 10:30."},
    )
    next_minutes = forms.IntegerField(
        label="Dauer in Minuten", required=False, min_value=1, max_value=MAX_MINUTES, initial=60, widget=MinutesInput
    )
    next_kind = forms.ChoiceField(label="Art", choices=SessionKind, required=False)
    next_place = forms.CharField(label="Ort", required=False, max_length=120)
    next_purpose = forms.CharField(label="Worum es geht", required=False, max_length=250)
    follow_up_on = GermanDateField(label="Wiedervorlage am", required=False)
    follow_up_reason = forms.CharField(label="Grund", required=False, max_length=250)
    appointment = forms.ModelChoiceField(queryset=Appointment.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, case: Case, begins: bool = False, goals: Sequence[Goal] | None = None, **kwargs: Any
    ) -> None:
        """``goals``: those of the plan with their steps, where the page has read them already."""
        super().__init__(*args, **kwargs)
        self._goals_read = goals
        self.case, self.has_blocks, self.has_offers = case, False, False
        typed: Any = self.data  # a QueryDict when bound
        if typed.get("other_minutes") and not typed.get("duration"):
            # Whoever types minutes need not say „andere“ as well.
            self.data = typed = typed.copy()
            typed["duration"] = OTHER
        # „b“ leads here from anywhere in the case: to the page, and in it to the first field.
        self.fields["held_on"].widget.attrs |= {"data-hotkey": "b", **({"autofocus": True} if begins else {})}
        self.fields["interpreter_language"].initial = case.person.interpreter_language
        self._choices(case)
        for area in LifeArea:
            self.fields[f"minutes_{area}"] = forms.IntegerField(
                label=area.label, required=False, min_value=0, max_value=MAX_MINUTES, widget=MinutesInput
            )

    def _choices(self, case: Case) -> None:
        """What of the case can be chosen: each list is asked for once."""
        typed: Any = self.data
        # Those ticked in a form that comes a second time are done by now; the list offers the open ones.
        ticked = [value for value in typed.getlist("steps_done") if value.isdecimal()] if self.is_bound else []
        own = Step.objects.filter(goal__plan__case=case)
        wanted = (own.open() | own.filter(pk__in=ticked)).order_by("due_on", "pk")
        steps = self._offer("steps_done", wanted, rows=self._steps_read())
        goals = Goal.objects.filter(plan__case=case).order_by("pk")
        self.goals = self._offer("step_goal", goals, "Bitte wählen", rows=self._goals_read)
        members = household_of(case.person).prefetch_related(None)
        # The head of the page knows already whether somebody else lives there.
        lives_alone = getattr(case, "head_relatives", None) == []
        self.members = self._offer("household", members, rows=[] if lives_alone else None)
        # In a family two often bear one name.
        self.fields["household"].choices = [(p.pk, _with_year(p)) for p in self.members]  # type: ignore[attr-defined]
        self.fields["appointment"].queryset = Appointment.objects.filter(case=case)  # type: ignore[attr-defined]
        self.offer_postponing(step for step in steps if step.is_open)

    def _steps_read(self) -> list[Step] | None:
        """The open steps of the goals that the page has read; None where it has not."""
        if self._goals_read is None:
            return None
        found = [step for goal in self._goals_read for step in goal.steps.all() if step.is_open]
        return sorted(found, key=lambda step: (step.due_on or date.max, step.pk))

    def _offer(self, name: str, queryset: Any, empty: str = "", *, rows: Iterable[Any] | None = None) -> list[Any]:
        """Let the field choose from ``queryset``; returns its rows, asked for once at most."""
        field: Any = self.fields[name]
        field.queryset, rows = queryset, list(queryset if rows is None else rows)
        field.choices = [*([("", empty)] if empty else []), *((row.pk, str(row)) for row in rows)]
        return rows

    # --- What the template shows ----------------------------------------------------------------

    def minute_fields(self) -> Iterator[Any]:
        """The fields with which minutes are given to topics."""
        return (self[f"minutes_{area}"] for area in LifeArea)

    def opens(self, *names: str) -> bool:
        """Whether a folded part holds something typed, or a fault."""
        return any(
            # What comes back is text, a number was a number.
            name in self.errors or str(self[name].value() or "") != str(self.fields[name].initial or "")
            for name in names
        )

    @property
    def has_minutes(self) -> bool:
        return any(self[f"minutes_{area}"].value() not in {None, ""} for area in LifeArea)

    @property
    def has_company(self) -> bool:
        return self.opens("household", "others", "interpreter", "understanding", "place")

    @property
    def has_offer(self) -> bool:
        return self.opens("offer")

    @property
    def has_next_details(self) -> bool:
        return self.opens("next_minutes", "next_place", "next_purpose")

    @property
    def leads_on(self) -> bool:
        """Whether a talk of this case can lead to anything; what was typed before the case closed is shown anyway."""
        is_aftercare = self.case.takes_sessions and not self.case.is_open
        return not is_aftercare or any(self[name].value() for name in LEADS_ON)

    @property
    def is_not_held(self) -> bool:
        return self["status"].value() not in {SessionStatus.HELD, "", None}

    def offer_offers(self, offers: Iterable[Offer]) -> None:
        """Let a session lead to one of ``offers``."""
        field: Any = self.fields["offer"]
        field.queryset, rows = offers, list(offers)
        field.choices = [("", "niemanden"), *((offer.pk, f"{offer.title} ({offer.provider})") for offer in rows)]
        self.has_offers = bool(rows)

    def offer_blocks(self, blocks: Iterable[TextBlock], user: User) -> None:
        """Offer text blocks, by topic, with their placeholders filled for this case."""
        widget: Any = self.fields["block"].widget
        groups: dict[str, list[tuple[int, str]]] = {}
        widget.texts = {}
        for block in blocks:
            label = LifeArea(block.life_area).label if block.life_area else "Zu jedem Thema"
            groups.setdefault(label, []).append(
                (block.pk, block.title if block.owner_id is None else f"{block.title} (eigener)")
            )
            widget.texts[block.pk] = text_of(block, self.case, user, self.goals)
        widget.choices = [("", "Baustein wählen"), *groups.items()]
        self.has_blocks = bool(groups)

    def block_texts(self) -> Mapping[int, str]:
        """The texts of the blocks on offer."""
        widget: Any = self.fields["block"].widget
        texts: Mapping[int, str] = widget.texts
        return texts

    # --- Cleaning -------------------------------------------------------------------------------

    def clean_status(self) -> str:
        return self.cleaned_data["status"] or SessionStatus.HELD

    def clean_held_on(self) -> date:
        day: date = self.cleaned_data["held_on"]
        if day > timezone.localdate():
            raise ValidationError(TO_COME)
        if day.year < EARLIEST_YEAR:
            raise ValidationError("Bitte prüfen Sie das Jahr.")
        return day

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("status", SessionStatus.HELD) == SessionStatus.HELD:
            self._clean_duration(data)
        else:
            for name in OF_HELD_ONLY:
                self.errors.pop(name, None)
        self._clean_step(data)
        self._clean_next(data)
        self.clean_postponed()
        self._clean_follow_up(data)
        return data

    def _clean_duration(self, data: dict[str, Any]) -> None:
        if data.get("duration") == OTHER and not data.get("other_minutes") and "other_minutes" not in self.errors:
            self.add_error("other_minutes", "Bitte geben Sie an, wie viele Minuten die Beratung gedauert hat.")
        if data.get("other_minutes") and data.get("duration") not in {OTHER, str(data["other_minutes"]), None, ""}:
            self.add_error(
                "other_minutes", "Es ist schon eine andere Dauer gewählt. Bitte lassen Sie eine von beiden weg."
            )
        if not self.errors:
            try:
                split_as_given(self._minutes(), data["topics"], self._given())
            except MinutesDoNotAddUp as error:
                self.add_error(f"minutes_{data['topics'][0]}", str(error))

    def _clean_step(self, data: dict[str, Any]) -> None:
        if not data.get("step_text"):
            if data.get("step_goal") and "step_text" not in self.errors:
                self.add_error("step_text", "Bitte beschreiben Sie den neuen Schritt.")
            return
        if not data.get("step_goal") and "step_goal" not in self.errors:
            self.add_error("step_goal", "Bitte wählen Sie, zu welchem Ziel der neue Schritt gehört.")
        if data.get("step_owner") == StepOwner.THIRD and not data.get("step_owner_name"):
            self.add_error("step_owner_name", "Bitte nennen Sie die andere Stelle.")

    def _clean_next(self, data: dict[str, Any]) -> None:
        day, at = data.get("next_on"), data.get("next_at")
        if day and day < timezone.localdate():
            self.add_error("next_on", "Der Termin liegt in der Vergangenheit.")
        if day and not at and "next_at" not in self.errors:
            self.add_error("next_at", "Bitte nennen Sie die Uhrzeit des Termins.")
        if at and not day and "next_on" not in self.errors:
            self.add_error("next_on", "Bitte nennen Sie den Tag des Termins.")

    def _clean_follow_up(self, data: dict[str, Any]) -> None:
        day, reason = data.get("follow_up_on"), data.get("follow_up_reason")
        if day and day < timezone.localdate():
            self.add_error("follow_up_on", "Der Tag der Wiedervorlage liegt in der Vergangenheit.")
        if day and not reason:
            self.add_error("follow_up_reason", "Bitte nennen Sie den Grund der Wiedervorlage.")
        if reason and not day and "follow_up_on" not in self.errors:
            self.add_error("follow_up_on", "Bitte nennen Sie den Tag der Wiedervorlage.")

    # --- Cleaned values -------------------------------------------------------------------------

    def _minutes(self) -> int:
        data = self.cleaned_data
        return data["other_minutes"] if data["duration"] == OTHER else int(data["duration"])

    def _given(self) -> dict[str, int]:
        """The minutes that somebody gave to topics."""
        found = {str(area): self.cleaned_data.get(f"minutes_{area}") for area in LifeArea}
        return {area: minutes for area, minutes in found.items() if minutes is not None}

    def _took_part(self) -> list[TookPart]:
        lines = [line.strip() for line in self.cleaned_data["others"].splitlines() if line.strip()]
        named = [line.partition(",") for line in lines]
        return [
            *(TookPart(person=person) for person in self.cleaned_data["household"]),
            *(TookPart(name=name.strip()[:120], role=role.strip()[:120]) for name, _, role in named),
        ]

    def _next(self) -> NewAppointment | None:
        data = self.cleaned_data
        if not data["next_on"]:
            return None
        at: time = data["next_at"]
        return NewAppointment(
            starts_at=timezone.make_aware(datetime.combine(data["next_on"], at)),
            duration_minutes=data["next_minutes"] or 60,
            kind=data["next_kind"] or data["kind"],
            place=data["next_place"],
            purpose=data["next_purpose"],
        )

    def _new_step(self) -> NewStep | None:
        data = self.cleaned_data
        if not data["step_text"]:
            return None
        owner = data["step_owner"] or StepOwner.CLIENT
        return NewStep(data["step_goal"], data["step_text"], owner, data["step_owner_name"], data["step_due_on"])

    def session_values(self) -> dict[str, Any]:
        """The cleaned values by the names of ``actions.log_session``."""
        data = self.cleaned_data
        is_held = data["status"] == SessionStatus.HELD
        follow_up = NewFollowUp(data["follow_up_on"], data["follow_up_reason"]) if data["follow_up_on"] else None
        plain = ("held_on", "status", "kind", "note", "place", "interpreter", "understanding", "steps_done")
        return {
            **{name: data[name] for name in plain},
            "duration_minutes": self._minutes() if is_held else 0,
            "topics": data["topics"] if is_held else [],
            "minutes": self._given() if is_held else {},
            "interpreter_language": data["interpreter_language"] if data["interpreter"] else "",
            "took_part": self._took_part(),
            "postponed": self.postponed(),
            "new_step": self._new_step(),
            "follow_up": follow_up,
            "next_appointment": self._next(),
            "appointment": data["appointment"],
            "offer": data["offer"],
        }
