"""Drafts of forms that nobody has sent yet, kept on the server and sealed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from pik.core.walls import ACTING_ORGANISATION, ACTING_USER, Wall, role_is_one_of

if TYPE_CHECKING:
    from pik.accounts.models.user import User


class DraftQuerySet(models.QuerySet["Draft"]):
    def visible_to(self, user: User) -> DraftQuerySet:
        """One's own in the organisation in which one acts, and nobody else's."""
        if user.membership is None:
            return self.none()
        return self.filter(user=user, organisation=user.membership.organisation_id)


class Draft(models.Model):
    """What somebody has typed into a form so far. It goes when the form is stored, or after some days.

    One per open page (``key``), so that a second window takes nothing away from the first.
    """

    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="+", verbose_name="Organisation"
    )
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="drafts", verbose_name="von")
    form = models.CharField("Formular", max_length=60)
    about = models.CharField("wozu", max_length=60, help_text="Zum Beispiel die öffentliche Kennung des Falls.")
    key = models.UUIDField("Schlüssel der Seite")
    sealed = models.BinaryField("versiegelter Entwurf")
    key_number = models.PositiveIntegerField("Nummer des Datenschlüssels")
    saved_at = models.DateTimeField("gespeichert", default=timezone.now)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = "Entwurf"
        verbose_name_plural = "Entwürfe"
        ordering = ["-saved_at", "-pk"]
        indexes = [
            models.Index(fields=["organisation", "key_number"], name="draft_key"),
            models.Index(fields=["organisation", "saved_at"], name="draft_age"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "form", "about", "key"],
                name="draft_once",
                violation_error_message="Diesen Entwurf gibt es schon.",
            ),
            Wall(
                name="draft_wall",
                rows=f"organisation_id = {ACTING_ORGANISATION} AND (user_id = {ACTING_USER} OR {role_is_one_of([])})",
            ),
        ]

    def __str__(self) -> str:
        return f"Entwurf {self.form} vom {timezone.localtime(self.saved_at):%d.%m.%Y %H:%M}"

    @property
    def place(self) -> list[str]:
        """What the text is bound to, so that no other person, form or case opens it."""
        return [str(self.user_id), self.form, self.about, str(self.key)]
