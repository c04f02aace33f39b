"""The sign-ins of a person that are still open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from pik.accounts.enums import SignInMethod
from pik.core.walls import ACTING_USER, Wall

if TYPE_CHECKING:
    from pik.accounts.models.user import User


class SignInQuerySet(models.QuerySet["SignIn"]):
    def visible_to(self, user: User) -> SignInQuerySet:
        """One's own, whatever the role: nobody ends the session of another."""
        return self.filter(user=user)


class SignIn(models.Model):
    """An open sign-in: where and how it began. It goes with its session; who was here when is no history."""

    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="sign_ins", verbose_name="Person")
    session_key = models.CharField("Kennung der Sitzung", max_length=40, unique=True, editable=False)
    method = models.CharField("womit", max_length=20, choices=SignInMethod)
    device = models.CharField("Gerät", max_length=100)
    address = models.GenericIPAddressField("Netzadresse", null=True, blank=True)
    started_at = models.DateTimeField("seit", default=timezone.now)

    objects = SignInQuerySet.as_manager()

    class Meta:
        verbose_name = "Anmeldung"
        verbose_name_plural = "Anmeldungen"
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(method__in=SignInMethod.values),
                name="signin_method_known",
                violation_error_message="Diese Art der Anmeldung gibt es nicht.",
            ),
            Wall(name="sign_in_wall", rows=f"user_id = {ACTING_USER}"),
        ]

    def __str__(self) -> str:
        return f"{self.device}, {self.get_method_display()}"
