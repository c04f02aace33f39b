"""State machines as data: one table of transitions per machine, one function that moves.

An app declares its machine in ``<app>/workflow.py`` and registers it; ``fire()`` is the only place in
the house that writes a ``status``. It asks the permission itself, so that no caller can forget.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils import timezone

# A guard returns the German reason why not, or None.
Guard = Callable[[Any, Any], "str | None"]


@dataclass(frozen=True)
class Transition:
    """One allowed move: from any of ``sources`` to ``target``, for whom, and under which conditions."""

    name: str
    label: str
    sources: tuple[str, ...]
    target: str
    permission: str | None  # None: only the system itself (actor None) fires it
    guards: tuple[Guard, ...] = ()
    needs_comment: bool = False


class TransitionLog(models.Model):
    """Append-only log of one machine; each app has its own, with a real foreign key named ``subject``."""

    name = models.CharField("Schritt", max_length=50)
    source = models.CharField("von", max_length=30)
    target = models.CharField("nach", max_length=30)
    actor = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="Person"
    )
    actor_label = models.CharField("handelnd", max_length=200)
    comment = models.TextField("Begründung", blank=True)
    happened_at = models.DateTimeField("Zeitpunkt", default=timezone.now)

    class Meta:
        abstract = True
        ordering = ["happened_at", "pk"]


class TransitionRefused(ValidationError):
    """The move is not possible now; ``messages`` hold the German reasons."""


@dataclass(frozen=True)
class Workflow:
    """The machine of one model: its log and its table of transitions."""

    model: type[models.Model]
    log: type[TransitionLog]
    transitions: tuple[Transition, ...]
    _by_name: dict[str, Transition] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", {t.name: t for t in self.transitions})
        if len(self._by_name) != len(self.transitions):
            raise ValueError(f"{self.model.__name__}: a transition's name stands twice.")

    def __getitem__(self, name: str) -> Transition:
        return self._by_name[name]


_workflows: dict[type[models.Model], Workflow] = {}


def register(workflow: Workflow) -> Workflow:
    """Make a machine known; called once per model when its app is ready."""
    _workflows[workflow.model] = workflow
    return workflow


def workflows() -> Mapping[type[models.Model], Workflow]:
    """All registered machines by model."""
    return dict(_workflows)


def workflow_of(obj: models.Model) -> Workflow:
    """The machine of ``obj``; ``KeyError`` when its model has none."""
    return _workflows[type(obj)]


def reasons_against(obj: models.Model, name: str, actor: Any) -> list[str]:
    """German reasons why ``actor`` can't fire ``name`` now; empty when nothing stands against it.

    The permission is not among them: ask ``actor.has_perm``. Used by pages to say why a button is locked.
    """
    transition = workflow_of(obj)[name]
    if obj.status not in transition.sources:  # type: ignore[attr-defined]
        return [f"Im Stand „{obj.get_status_display()}“ ist das nicht möglich."]  # type: ignore[attr-defined]
    return [reason for guard in transition.guards if (reason := guard(obj, actor))]


@transaction.atomic
def fire(obj: models.Model, name: str, *, actor: Any, comment: str = "", **changes: Any) -> TransitionLog:
    """Move ``obj`` along the transition ``name`` and write the log row, in one transaction.

    The row is locked first, so that of two people at once the second sees what the first has done.
    ``changes`` are set on the object together with the new state. ``actor`` None is the system.
    Raises ``PermissionDenied`` (403) or ``TransitionRefused`` with the German reasons (422).
    """
    workflow = workflow_of(obj)
    transition = workflow[name]
    # The object in hand becomes the locked, current row; what a caller changed on it before is dropped.
    obj.refresh_from_db(from_queryset=type(obj)._default_manager.select_for_update(of=("self",)))
    _ask_permission(transition, obj, actor)
    reasons = reasons_against(obj, name, actor)
    if transition.needs_comment and not comment.strip():
        reasons.append("Bitte geben Sie eine Begründung an.")
    if reasons:
        raise TransitionRefused(reasons)
    source = obj.status  # type: ignore[attr-defined]
    for attribute, value in {**changes, "status": transition.target}.items():
        setattr(obj, attribute, value)
    obj.full_clean()
    obj.save()
    return workflow.log._default_manager.create(  # type: ignore[misc]  # ``subject`` is each log's own key
        subject=obj,
        name=name,
        source=source,
        target=transition.target,
        actor=actor,
        actor_label=actor.acting_label if actor else "System",
        comment=comment.strip(),
    )


def _ask_permission(transition: Transition, obj: models.Model, actor: Any) -> None:
    if transition.permission is None:
        if actor is not None:
            raise PermissionDenied(transition.name)
    elif actor is None or not actor.has_perm(transition.permission, obj):
        raise PermissionDenied(transition.permission)
