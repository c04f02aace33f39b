"""The first gate of counselling: whose rows exist for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self, TypeVar

from django.db import models

from pik.accounts.permissions import PERMISSIONS

if TYPE_CHECKING:
    from pik.accounts.models import User

ModelT_co = TypeVar("ModelT_co", bound=models.Model, covariant=True)


class CaseworkQuerySet(models.QuerySet[ModelT_co]):
    """Rows of counselling exist for those who counsel in the same organisation, and for nobody else.

    Datenschutz, Regierungspräsidium and Land read no persons: what they need are numbers.
    """

    to_organisation: ClassVar[str] = "organisation"

    def visible_to(self, user: User) -> Self:
        membership = user.membership
        if membership is None or membership.role not in PERMISSIONS["cases.view_case"]:
            return self.none()
        return self.filter(**{self.to_organisation: membership.organisation_id})
