"""Text blocks: what people write again and again, kept by themselves or by their organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from cases.enums import LifeArea
from cases.models.scope import CaseworkQuerySet
from pik.accounts.permissions import PERMISSIONS
from pik.core.walls import ACTING_ORGANISATION, ACTING_ROLE, ACTING_USER, SYSTEM, Wall, role_is_one_of

if TYPE_CHECKING:
    from pik.accounts.models import User


class TextBlockQuerySet(CaseworkQuerySet["TextBlock"]):
    def visible_to(self, user: User) -> TextBlockQuerySet:
        """Those of the organisation, and one's own."""
        return super().visible_to(user).filter(Q(owner=user) | Q(owner__isnull=True))

    def in_order(self) -> TextBlockQuerySet:
        """Own ones first, then those of the organisation."""
        return self.order_by(F("owner").asc(nulls_last=True), "title", "pk")


class TextBlock(models.Model):
    """A text with placeholders, for one area of life or for all; without ``owner`` it is the organisation's."""

    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="+", verbose_name="Organisation"
    )
    owner = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="text_blocks", verbose_name="von"
    )
    life_area = models.CharField(
        "Thema", max_length=20, choices=LifeArea, blank=True, help_text="Ohne Thema steht der Baustein bei allen."
    )
    title = models.CharField("Bezeichnung", max_length=60)
    text = models.TextField("Text", max_length=2000)

    objects = TextBlockQuerySet.as_manager()

    class Meta:
        verbose_name = "Textbaustein"
        verbose_name_plural = "Textbausteine"
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(life_area="") | Q(life_area__in=LifeArea.values),
                name="text_block_life_area_known",
                violation_error_message="Bitte wählen Sie ein Thema aus der Liste.",
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(text=""),
                name="text_block_written",
                violation_error_message="Ein Textbaustein hat eine Bezeichnung und einen Text.",
            ),
            models.UniqueConstraint(
                fields=["organisation", "owner", "title"],
                nulls_distinct=False,
                name="text_block_titled_once",
                violation_error_message="Einen Textbaustein mit dieser Bezeichnung gibt es schon.",
            ),
            Wall(
                name="text_block_wall",
                rows=(
                    f"organisation_id = {ACTING_ORGANISATION} AND {role_is_one_of(PERMISSIONS['cases.view_case'])} "
                    f"AND (owner_id IS NULL OR owner_id = {ACTING_USER} OR {ACTING_ROLE} = '{SYSTEM}')"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title
