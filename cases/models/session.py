"""Counselling sessions: what was talked about, with whom, how long."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cases.enums import Interpreter, LifeArea, SessionKind, SessionStatus, Understanding
from cases.models.case import Case
from cases.models.person import Person
from cases.models.scope import CaseworkPart, CaseworkQuerySet, carries_organisation_of, casework_wall, track_casework
from pik.core.public_ids import PublicIdField

MAX_MINUTES = 600


class SessionQuerySet(CaseworkQuerySet["Session"]):
    def of(self, case: Case) -> SessionQuerySet:
        """The sessions in the file of ``case``: its own, and those of a relative in which its person took part."""
        joined = SessionParticipant.objects.filter(case=case).order_by().values("session")
        return self.filter(Q(case=case) | Q(pk__in=joined))

    def held(self) -> SessionQuerySet:
        """Those in which somebody was counselled."""
        return self.filter(status=SessionStatus.HELD)


@track_casework("session")
class Session(CaseworkPart):
    """One counselling session as it was held, or the one to which nobody came.

    It stands in the file of its case, and in those of the relatives with cases of their own who took part
    (``SessionParticipant.case``): one row, so that it is counted and corrected once. Of a group session each case has
    a row of its own (``group``), which names nobody else.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="sessions", verbose_name="Fall")
    group = models.ForeignKey(
        "cases.GroupSession",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sessions",
        verbose_name="Gruppenberatung",
    )
    held_on = models.DateField("Datum")
    kind = models.CharField("Art", max_length=20, choices=SessionKind)
    status = models.CharField("Ausgang", max_length=20, choices=SessionStatus, default=SessionStatus.HELD)
    duration_minutes = models.PositiveSmallIntegerField("Dauer in Minuten", default=0)
    # Chosen in this order; how many minutes of the duration each took stands in SessionTopic.
    topics = ArrayField(
        models.CharField(max_length=20, choices=LifeArea), verbose_name="Themen", default=list, blank=True
    )
    place = models.CharField("Ort", max_length=120, blank=True)
    interpreter = models.CharField(
        "Sprachmittlung",
        max_length=20,
        choices=Interpreter,
        blank=True,
        help_text="Leer, wenn es ohne ging.",
    )
    interpreter_language = models.CharField("gesprochene Sprache", max_length=60, blank=True)
    understanding = models.CharField("Verständigung", max_length=20, choices=Understanding, blank=True)
    note = models.TextField("Ergebnis", blank=True, max_length=5000)
    author = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="sessions", verbose_name="erfasst von"
    )
    created_at = models.DateTimeField("erfasst", default=timezone.now, editable=False)
    corrected_at = models.DateTimeField("berichtigt", null=True, blank=True, editable=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = "Beratung"
        verbose_name_plural = "Beratungen"
        ordering = ["-held_on", "-pk"]
        indexes = [
            models.Index(fields=["case", "-held_on"], name="session_of_case"),
            models.Index(fields=["group"], condition=Q(group__isnull=False), name="session_of_group"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=SessionKind.values),
                name="session_kind_known",
                violation_error_message="Bitte wählen Sie die Art der Beratung.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=SessionStatus.values),
                name="session_status_known",
                violation_error_message="Bitte wählen Sie, ob die Beratung stattgefunden hat.",
            ),
            # Who did not come took no time and raised no topic.
            models.CheckConstraint(
                condition=Q(status=SessionStatus.HELD, duration_minutes__gte=1, duration_minutes__lte=MAX_MINUTES)
                | (~Q(status=SessionStatus.HELD) & Q(duration_minutes__lte=MAX_MINUTES)),
                name="session_duration_possible",
                violation_error_message=f"Eine Beratung dauert zwischen 1 und {MAX_MINUTES} Minuten.",
            ),
            models.CheckConstraint(
                condition=Q(topics__contained_by=LifeArea.values)
                & (~Q(status=SessionStatus.HELD) | Q(topics__len__gt=0)),
                name="session_topics_known",
                violation_error_message="Bitte wählen Sie mindestens ein Thema aus der Liste.",
            ),
            models.CheckConstraint(
                condition=Q(interpreter="") | Q(interpreter__in=Interpreter.values),
                name="session_interpreter_known",
                violation_error_message="Diese Sprachmittlung steht nicht zur Auswahl.",
            ),
            models.CheckConstraint(
                condition=Q(understanding="") | Q(understanding__in=Understanding.values),
                name="session_understanding_known",
                violation_error_message="Diese Verständigung steht nicht zur Auswahl.",
            ),
            casework_wall("session"),
        ]
        triggers = [carries_organisation_of("session", "case", "cases_case")]

    def __str__(self) -> str:
        return f"Beratung vom {self.held_on:%d.%m.%Y}"

    @property
    def topic_names(self) -> str:
        return ", ".join(LifeArea(topic).label for topic in self.topics)

    @property
    def is_held(self) -> bool:
        return self.status == SessionStatus.HELD

    @property
    def status_tone(self) -> str:
        return SessionStatus(self.status).tone


class SessionTopic(CaseworkPart):
    """How many minutes of a session went to an area of life. Together they are the session's duration."""

    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, related_name="topic_minutes", verbose_name="Beratung"
    )
    life_area = models.CharField("Thema", max_length=20, choices=LifeArea)
    minutes = models.PositiveSmallIntegerField("Minuten")

    objects = CaseworkQuerySet["SessionTopic"].as_manager()

    class Meta:
        verbose_name = "Thema einer Beratung"
        verbose_name_plural = "Themen von Beratungen"
        ordering = ["session", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(life_area__in=LifeArea.values),
                name="session_topic_known",
                violation_error_message="Bitte wählen Sie ein Thema aus der Liste.",
            ),
            models.CheckConstraint(
                condition=Q(minutes__lte=MAX_MINUTES),
                name="session_topic_minutes_possible",
                violation_error_message=f"Ein Thema dauert höchstens {MAX_MINUTES} Minuten.",
            ),
            models.UniqueConstraint(
                fields=["session", "life_area"],
                name="session_topic_once",
                violation_error_message="Dieses Thema hat die Beratung schon.",
            ),
            casework_wall("session_topic"),
        ]
        triggers = [
            carries_organisation_of("session_topic", "session", "cases_session"),
            # Asked at the end of the transaction, when all of them are written.
            pgtrigger.Trigger(
                name="session_topic_sums_up",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,
                func=(
                    "IF (SELECT sum(t.minutes) FROM cases_sessiontopic t WHERE t.session_id = NEW.session_id) <> "
                    "(SELECT s.duration_minutes FROM cases_session s WHERE s.id = NEW.session_id) THEN "
                    "RAISE EXCEPTION 'The minutes of the topics of session % are not its duration.', NEW.session_id "
                    "USING ERRCODE = 'check_violation'; END IF; RETURN NULL;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_life_area_display()}: {self.minutes} Minuten"


class SessionParticipant(CaseworkPart):
    """Somebody who took part besides the person of the case: of the household, or a third party by name.

    A member of the household with a case of her own has the session in her file too (``case``).
    """

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="participants", verbose_name="Beratung")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="Person"
    )
    case = models.ForeignKey(
        Case,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="joint_sessions",
        verbose_name="eigener Fall",
    )
    name = models.CharField("Name", max_length=120, blank=True)
    role = models.CharField("Funktion", max_length=120, blank=True)

    objects = CaseworkQuerySet["SessionParticipant"].as_manager()

    class Meta:
        verbose_name = "Teilnehmende Person"
        verbose_name_plural = "Teilnehmende Personen"
        ordering = ["session", "pk"]
        indexes = [models.Index(fields=["case"], condition=Q(case__isnull=False), name="session_participant_case")]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, name="", role="")
                | (Q(person__isnull=True) & ~(Q(name="") & Q(role=""))),
                name="session_participant_named",
                violation_error_message="Bitte nennen Sie die Person aus dem Haushalt oder Name oder Funktion.",
            ),
            models.CheckConstraint(
                condition=Q(case__isnull=True) | Q(person__isnull=False),
                name="session_participant_case_of_person",
                violation_error_message="Einen Fall hat nur eine Person aus dem Haushalt.",
            ),
            models.UniqueConstraint(
                fields=["session", "person"],
                name="session_participant_once",
                violation_error_message="Diese Person ist schon dabei.",
            ),
            casework_wall("session_participant"),
        ]
        triggers = [carries_organisation_of("session_participant", "session", "cases_session")]

    def __str__(self) -> str:
        if self.person:
            return f"{self.person.given_name} {self.person.family_name}"
        return " ".join(filter(None, [self.name, f"({self.role})" if self.name and self.role else self.role]))


class GroupSession(models.Model):
    """A counselling session with many at once: one log; each participant's file has a session of its own."""

    public_id = PublicIdField()
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="+", verbose_name="Organisation"
    )
    title = models.CharField("Thema der Gruppe", max_length=120)
    held_on = models.DateField("Datum")
    created_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="group_sessions", verbose_name="erfasst von"
    )
    created_at = models.DateTimeField("erfasst", default=timezone.now, editable=False)

    objects = CaseworkQuerySet["GroupSession"].as_manager()

    class Meta:
        verbose_name = "Gruppenberatung"
        verbose_name_plural = "Gruppenberatungen"
        ordering = ["-held_on", "-pk"]
        indexes = [models.Index(fields=["organisation", "-held_on"], name="group_session_of_house")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title=""),
                name="group_session_titled",
                violation_error_message="Bitte nennen Sie das Thema der Gruppe.",
            ),
            casework_wall("group_session"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.held_on:%d.%m.%Y}"
