"""A municipality's own sign-in service, by OpenID Connect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from pik.accounts.secrets_at_rest import seal, unseal
from pik.core.public_ids import PublicIdField
from pik.core.walls import ACTING_ORGANISATION, Wall

if TYPE_CHECKING:
    from pik.accounts.models.user import User


class IdentityProviderQuerySet(models.QuerySet["IdentityProvider"]):
    def active(self) -> IdentityProviderQuerySet:
        """Those that can be used for signing in now; they are named on the sign-in page."""
        return self.filter(is_active=True).select_related("organisation")

    def visible_to(self, user: User) -> IdentityProviderQuerySet:
        """The one of the organisation for which the user acts."""
        return self.filter(organisation=user.membership.organisation_id) if user.membership else self.none()


class IdentityProvider(models.Model):
    """Where an organisation's people prove who they are; it opens only memberships of that organisation."""

    public_id = PublicIdField()
    organisation = models.OneToOneField(
        "accounts.Organisation",
        on_delete=models.PROTECT,
        related_name="identity_provider",
        verbose_name="Organisation",
        error_messages={"unique": "Diese Organisation hat schon einen Anmeldedienst."},
    )
    name = models.CharField("Name", max_length=100, help_text="So heißt er auf der Anmeldeseite.")
    issuer = models.CharField(
        "Adresse des Ausstellers (Issuer)",
        max_length=300,
        help_text="Unter ihr liegt /.well-known/openid-configuration.",
    )
    client_id = models.CharField("Kennung von PiK beim Anmeldedienst (Client-ID)", max_length=200)
    # Encrypted it is longer than what was typed: 300 characters become some 500.
    sealed_secret = models.CharField("verschlüsseltes Kennwort (Client-Secret)", max_length=1000, editable=False)
    is_active = models.BooleanField("in Betrieb", default=False)

    objects = IdentityProviderQuerySet.as_manager()

    class Meta:
        verbose_name = "Anmeldedienst"
        verbose_name_plural = "Anmeldedienste"
        ordering = ["organisation__sort_key", "pk"]
        constraints = [
            models.CheckConstraint(
                # In the clear only on the machine itself, where nobody listens in.
                condition=Q(issuer__regex=r"^(https://[^/\s]+|http://(localhost|127\.0\.0\.1)(:\d+)?)(/\S*)?$"),
                name="identityprovider_issuer_is_secure",
                violation_error_message="Die Adresse muss mit https:// beginnen.",
            ),
            models.CheckConstraint(
                condition=~Q(sealed_secret="") & ~Q(client_id="") & ~Q(name=""),
                name="identityprovider_is_whole",
                violation_error_message="Zum Anmeldedienst gehören Name, Kennung und Kennwort.",
            ),
            # Who signs in acts for no organisation yet, and has to find the services in use.
            Wall(
                name="identity_provider_wall",
                rows=f"organisation_id = {ACTING_ORGANISATION} OR (is_active AND {ACTING_ORGANISATION} IS NULL)",
                writes=f"organisation_id = {ACTING_ORGANISATION}",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def client_secret(self) -> str:
        """The secret in the clear, for the conversation with the provider; no page shows it."""
        return unseal(self.sealed_secret)

    def set_client_secret(self, secret: str) -> None:
        self.sealed_secret = seal(secret)
