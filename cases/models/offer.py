"""The directory of offers (Angebote). They hold no person; a Kreis or the Land may share theirs with all below."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from cases.enums import PROTECTED_KINDS, LifeArea, OfferKind
from pik.accounts.models import Organisation
from pik.accounts.permissions import PERMISSIONS
from pik.core.names import search_key, sort_key
from pik.core.public_ids import PublicIdField
from pik.core.walls import ACTING_ORGANISATION, Wall, role_is_one_of

if TYPE_CHECKING:
    from pik.accounts.models import User

#: After so long without a look an entry is asked about. Ordered so for the product in 2026; no regulation fixes it.
CHECKED_FOR = timedelta(days=180)
_READERS = role_is_one_of(PERMISSIONS["cases.view_offer"])
_WRITERS = role_is_one_of(PERMISSIONS["cases.edit_offer"])
_ABOVE = (
    "ARRAY(WITH RECURSIVE above AS (SELECT parent_id FROM accounts_organisation "  # noqa: S608  no value of anybody
    f"WHERE id = {ACTING_ORGANISATION} UNION SELECT o.parent_id FROM accounts_organisation o "
    "JOIN above a ON o.id = a.parent_id) SELECT parent_id FROM above)"
)
# One's own, what those above share, and what one has referred somebody into, even when it is shared no more.
_ROWS = (
    f"CASE WHEN {_READERS} THEN organisation_id = {ACTING_ORGANISATION} "  # noqa: S608
    f"OR (is_shared AND organisation_id = ANY({_ABOVE})) "
    "OR EXISTS (SELECT 1 FROM cases_referral r WHERE r.offer_id = cases_offer.id) END"
)
_KINDS = ", ".join(f"'{kind}'" for kind in PROTECTED_KINDS)


def organisations_above(organisation_id: int) -> models.QuerySet[Organisation]:
    """The organisations over this one in the tree, from a freier Träger up to the Land."""
    ways = ("children", "children__children", "children__children__children", "children__children__children__children")
    is_above = Q()
    for way in ways:
        is_above |= Q(**{way: organisation_id})
    return Organisation.objects.filter(is_above).order_by()


class OfferQuerySet(models.QuerySet["Offer"]):
    def visible_to(self, user: User) -> OfferQuerySet:
        """Those of one's organisation, those that an organisation above shares, and those one has referred into."""
        membership = user.membership
        if membership is None or membership.role not in PERMISSIONS["cases.view_offer"]:
            return self.none()
        return self.filter(_reaches(membership.organisation_id) | Q(pk__in=_referred_into(user)))

    def open_to(self, organisation: Organisation, on: date) -> OfferQuerySet:
        """Those into which somebody of ``organisation`` can be referred on this day."""
        return self.filter(_reaches(organisation.pk)).valid_on(on)

    def valid_on(self, day: date) -> OfferQuerySet:
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day))


def _reaches(organisation_id: int) -> Q:
    above = organisations_above(organisation_id).values("pk")
    return Q(organisation=organisation_id) | Q(is_shared=True, organisation__in=above)


def _referred_into(user: User) -> Any:
    from cases.models.referral import Referral

    return Referral.objects.visible_to(user).order_by().values("offer")


class Offer(models.Model):
    """Something to which people can be referred: a course, a service, a programme."""

    public_id = PublicIdField()
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="offers", verbose_name="Organisation"
    )
    kind = models.CharField("Art", max_length=30, choices=OfferKind)
    title = models.CharField("Angebot", max_length=160)
    provider = models.CharField("Anbieter", max_length=160)
    description = models.TextField(
        "Beschreibung", max_length=2000, blank=True, help_text="In einfachen Sätzen; sie steht auch auf der Liste."
    )
    target_group = models.CharField(
        "Für wen", max_length=200, blank=True, help_text="Zum Beispiel: Eltern mit kleinen Kindern, ab A1."
    )
    life_areas = ArrayField(models.CharField(max_length=20, choices=LifeArea), verbose_name="Lebensbereiche")
    place = models.CharField("Ort", max_length=120, help_text="Nur der Ort, zum Beispiel Ladenburg.")
    address = models.CharField("Adresse", max_length=200, blank=True)
    languages = ArrayField(models.CharField(max_length=60), verbose_name="Sprachen", default=list, blank=True)
    times = models.CharField("Zeiten", max_length=200, blank=True)
    is_free = models.BooleanField("kostenlos", default=False)
    cost = models.CharField("Kosten", max_length=120, blank=True, help_text="Zum Beispiel: 2,29 € je Stunde.")
    has_childcare = models.BooleanField("mit Kinderbetreuung", default=False)
    is_accessible = models.BooleanField("barrierefrei", default=False)
    accessibility = models.CharField(
        "Hinweise zur Barrierefreiheit", max_length=200, blank=True, help_text="Zum Beispiel: Aufzug, Hörschleife."
    )
    places_total = models.PositiveSmallIntegerField(
        "Plätze", null=True, blank=True, help_text="Leer, wenn die Zahl der Plätze nicht begrenzt ist."
    )
    places_elsewhere = models.PositiveSmallIntegerField(
        "davon anderweitig vergeben", default=0, help_text="Plätze von Menschen, die nicht hierüber vermittelt sind."
    )
    valid_until = models.DateField("gültig bis", null=True, blank=True)
    contact_office = models.CharField("Ansprechstelle", max_length=160, blank=True)
    contact_phone = models.CharField("Telefon", max_length=40, blank=True)
    contact_mail = models.EmailField("E-Mail", blank=True)
    contact_web = models.URLField("Internet", blank=True)
    is_shared = models.BooleanField(
        "auch für alle Organisationen darunter",
        default=False,
        help_text="Andere lesen das Angebot und vermitteln hinein; ändern kann es nur die eigene Organisation.",
    )
    checked_on = models.DateField("zuletzt geprüft am", default=timezone.localdate)
    checked_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", verbose_name="zuletzt geprüft von"
    )
    created_at = models.DateTimeField("angelegt", default=timezone.now, editable=False)
    sort_key = models.CharField("Sortierschlüssel", max_length=200, editable=False)
    search_words = models.TextField("Suchwörter", editable=False)
    is_invented = models.BooleanField("erfunden", default=False, editable=False)

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = "Angebot"
        verbose_name_plural = "Angebote"
        ordering = ["sort_key", "pk"]
        indexes = [models.Index(fields=["organisation", "sort_key"], name="offer_sorted")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=OfferKind.values),
                name="offer_kind_known",
                violation_error_message="Bitte wählen Sie die Art des Angebots aus der Liste.",
            ),
            models.CheckConstraint(
                condition=Q(life_areas__len__gt=0) & Q(life_areas__contained_by=LifeArea.values),
                name="offer_life_areas_known",
                violation_error_message="Bitte wählen Sie mindestens einen Lebensbereich aus der Liste.",
            ),
            models.CheckConstraint(
                condition=Q(places_total__isnull=True, places_elsewhere=0)
                | Q(places_total__isnull=False, places_elsewhere__lte=F("places_total")),
                name="offer_places_add_up",
                violation_error_message="Anderweitig vergeben sind höchstens so viele Plätze, wie es gibt.",
            ),
            models.CheckConstraint(
                # How many places are taken would tell of referrals that nobody may know of.
                condition=~Q(kind__in=PROTECTED_KINDS) | Q(places_total__isnull=True),
                name="offer_protected_without_places",
                violation_error_message="Bei einem geschützten Programm werden keine Plätze gezählt.",
            ),
            models.CheckConstraint(
                condition=Q(is_free=False) | Q(cost=""),
                name="offer_free_without_cost",
                violation_error_message="Ein kostenloses Angebot hat keine Kosten.",
            ),
            Wall(
                name="offer_wall",
                rows=_ROWS,
                writes=f"organisation_id = CASE WHEN {_WRITERS} THEN {ACTING_ORGANISATION} END",
            ),
        ]
        triggers = [
            # Who reads a shared offer must neither take it over nor delete it: the wall alone would let her.
            pgtrigger.ReadOnly(name="offer_of_its_organisation", fields=["organisation", "public_id", "created_at"]),
            pgtrigger.Protect(name="offer_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="offer_protected_for_good",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(f"((OLD.kind IN ({_KINDS})) <> (NEW.kind IN ({_KINDS})))"),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.set_keys()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("cases:offer", kwargs={"public_id": self.public_id})

    def set_keys(self) -> None:
        """Make the keys for sorting and searching (``bulk_create`` calls no ``save``)."""
        self.sort_key = sort_key(self.title)[:200]
        words = [self.title, self.provider, self.place, self.target_group, self.description, *self.languages]
        self.search_words = search_key(" ".join(words))

    @property
    def is_protected(self) -> bool:
        return OfferKind(self.kind).is_protected

    @property
    def is_expired(self) -> bool:
        return self.valid_until is not None and self.valid_until < timezone.localdate()

    @property
    def is_stale(self) -> bool:
        """Whether nobody has looked for so long that it may be wrong."""
        return self.checked_on < timezone.localdate() - CHECKED_FOR

    @property
    def life_area_names(self) -> str:
        return ", ".join(LifeArea(area).label for area in self.life_areas)

    @property
    def language_names(self) -> str:
        return ", ".join(self.languages)

    @property
    def cost_text(self) -> str:
        return "kostenlos" if self.is_free else self.cost or "nicht angegeben"

    @property
    def accessibility_text(self) -> str:
        return ", ".join(filter(None, ["ja" if self.is_accessible else "nein", self.accessibility]))
