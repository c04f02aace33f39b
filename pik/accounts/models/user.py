"""People who sign in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import rules
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from pik.accounts.enums import Profession
from pik.core.names import sort_key

if TYPE_CHECKING:
    from pik.accounts.models.membership import Membership

_UNKNOWN: Any = object()


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """A person. What she may do hangs on the membership in which she acts now, never on the person.

    There are no superusers, groups or permissions per user: nobody passes by the table of roles.
    """

    email = models.EmailField(
        "E-Mail-Adresse", unique=True, error_messages={"unique": "Diese E-Mail-Adresse hat schon einen Zugang."}
    )
    first_name = models.CharField("Vorname", max_length=100)
    last_name = models.CharField("Nachname", max_length=100)
    sort_key = models.CharField("Sortierschlüssel", max_length=210, editable=False)
    profession = models.CharField("Beruf", max_length=30, choices=Profession, default=Profession.ADMINISTRATION)
    is_active = models.BooleanField("aktiv", default=True)
    is_demo = models.BooleanField("Vorführkonto", default=False)
    date_joined = models.DateTimeField("angelegt", default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name"]

    class Meta:
        verbose_name = "Person mit Zugang"
        verbose_name_plural = "Personen mit Zugang"
        ordering = ["sort_key", "pk"]
        constraints = [
            # One spelling, so that unique means unique.
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")),
                name="user_email_lowercase",
                violation_error_message="Bitte schreiben Sie die E-Mail-Adresse in Kleinbuchstaben.",
            ),
            models.CheckConstraint(
                condition=models.Q(profession__in=Profession.values),
                name="user_profession_known",
                violation_error_message="Diesen Beruf gibt es in der Auswahl nicht.",
            ),
        ]

    _membership: Any = _UNKNOWN

    def __str__(self) -> str:
        return self.get_full_name()

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_key = sort_key(f"{self.last_name} {self.first_name}")
        super().save(*args, **kwargs)

    def has_perm(self, permission: str, obj: Any = None) -> bool:
        """Whether the user, acting as she does now, may do ``permission`` (on ``obj``); asks django-rules.

        Raises ``LookupError`` for a permission that no rule names: a typo must not read as a refusal.
        """
        if not rules.perm_exists(permission):
            raise LookupError(permission)
        return self.is_active and bool(rules.has_perm(permission, self, obj))

    def has_perms(self, permissions: Iterable[str], obj: Any = None) -> bool:
        return all(self.has_perm(permission, obj) for permission in permissions)

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self) -> str:
        return self.first_name

    @property
    def membership(self) -> Membership | None:
        """The membership in which the user acts now: as chosen in the session, else her first current one."""
        if self._membership is _UNKNOWN:
            self._membership = self.memberships.current().select_related("organisation").first()
        return self._membership

    def act_as(self, membership: Membership | None) -> None:
        """Let the user act in ``membership`` from here on (this request, this task)."""
        self._membership = membership

    @property
    def may_sign_in(self) -> bool:
        """Whether the account is open; a demo account, whose password everyone knows, is in demo mode alone."""
        return self.is_active and (settings.DEMO or not self.is_demo)

    @property
    def acting_label(self) -> str:
        """Who acted, in words that stay true when the person moves on: name, role, organisation."""
        if self.membership is None:
            return self.get_full_name()
        return f"{self.get_full_name()}, {self.membership.get_role_display()}, {self.membership.organisation.name}"

    @property
    def is_bound_by_203(self) -> bool:
        """Whether § 203 StGB binds the person by her profession."""
        return Profession(self.profession).is_bound_by_203
