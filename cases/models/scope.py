"""Whose rows of counselling exist for whom: the first gate, and the wall in the database under it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Self, TypeVar

import pghistory
import pgtrigger
from django.db import models

from pik.accounts.permissions import PERMISSIONS
from pik.core.walls import Wall

if TYPE_CHECKING:
    from pik.accounts.models import User

ModelT_co = TypeVar("ModelT_co", bound=models.Model, covariant=True)


class CaseworkQuerySet(models.QuerySet[ModelT_co]):
    """Rows of counselling exist for those who counsel in the same organisation, and for nobody else.

    Datenschutz, Regierungspräsidium and Land read no persons: what they need are numbers.
    """

    def visible_to(self, user: User) -> Self:
        membership = user.membership
        if membership is None or membership.role not in PERMISSIONS["cases.view_case"]:
            return self.none()
        return self.filter(organisation=membership.organisation_id)


class CaseworkPart(models.Model):
    """A row that belongs to a case. It carries the organisation of what it belongs to: the wall asks no other table.

    The database writes it (``carries_organisation_of``), so that no caller can forget or forge it.
    """

    organisation = models.ForeignKey(
        "accounts.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        blank=True,  # filled by the trigger, so no form and no full_clean() asks for it
        verbose_name="Organisation",
    )

    class Meta:
        abstract = True


def casework_wall(name: str) -> Wall:
    """The wall of counselling: rows exist for those who counsel in the row's organisation."""
    return Wall(name=f"{name}_wall", organisation="organisation", roles=PERMISSIONS["cases.view_case"])


def carries_organisation_of(name: str, field: str, table: str) -> pgtrigger.Trigger:
    """Trigger: a new row gets the organisation of the row in ``table`` at which its ``field`` points."""
    return pgtrigger.Trigger(
        name=f"{name}_carries_organisation",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=(
            f"NEW.organisation_id := (SELECT organisation_id FROM {table} WHERE id = NEW.{field}_id); "  # noqa: S608
            "RETURN NEW;"
        ),
    )


def track_casework(name: str, **options: Any) -> Callable[[type[Any]], type[Any]]:
    """Keep the field history of a model of counselling, behind the same wall."""
    tracked: Callable[[type[Any]], type[Any]] = pghistory.track(
        meta={"constraints": [casework_wall(f"{name}_event")]}, **options
    )
    return tracked
