"""Drafts on the server: what somebody types into a long form is kept, sealed, until the form is stored.

A view gives its form ``draft=newest(user, NAME, about)`` and its template includes ``components/draft.html``; the
action's view calls ``take_away`` in the transaction that stores the form. Names are made known by ``register_form``.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from pik.accounts.acting import acting_for, organisations_at_work
from pik.accounts.models import Draft, OrganisationKey
from pik.accounts.sealing import SealedField, open_field, register, seal_field
from pik.core.forms import OnceMixin
from pik.core.idempotency import AlreadyStored, mark, marked, store_first
from pik.core.sealing import SealBroken

if TYPE_CHECKING:
    from django.http import QueryDict

    from pik.accounts.models import User

DRAFT = register(SealedField(Draft, "sealed"))
#: How long a draft waits. Ordered so for the product: two weeks of holiday, not longer than needed.
DAYS_KEPT = 14
#: Characters of all fields together; a form of the house is far below.
MOST_CHARACTERS = 60_000
TOO_LONG = "Der Entwurf ist zu lang, um gespeichert zu werden."
NOT_FIELDS = {"csrfmiddlewaretoken", "submission_key"}

Values = Mapping[str, Sequence[str]]
_forms: set[str] = set()


@dataclass(frozen=True)
class Restored:
    """A draft as it is put back into its form."""

    key: uuid.UUID
    values: Values
    saved_at: datetime | None  # None: it comes from the page itself, nobody is told

    @classmethod
    def from_page(cls, sent: QueryDict) -> Restored:
        """What a page was sent with, to show it again before it is stored; a key that is none is replaced."""
        try:
            key = uuid.UUID(sent.get("submission_key", ""))
        except ValueError:
            key = uuid.uuid4()
        return cls(key, {name: list(found) for name, found in sent.lists()}, None)


def register_form(name: str) -> str:
    """Make a form known whose drafts are kept; returns its name."""
    _forms.add(name)
    return name


def is_known(name: str) -> bool:
    """Whether drafts of the form ``name`` are kept."""
    return name in _forms


class DraftMixin(OnceMixin):
    """A form that begins where its draft ended: with what was typed, and with the key of the page it was typed on.

    One draft may stand in two windows. Under its key one thing is stored: whoever sends other words under it is told
    where the first one stands (``stored_at``), and gets a new key, under which the form is stored beside it.
    """

    #: Said when something was stored under the key already: that it was, the way there, and what else can be done.
    STORED_BEFORE = "Dieses Formular ist schon gespeichert."
    STORED_LINK = "Zum Gespeicherten"
    STORED_ELSE = " oder unten noch einmal speichern."

    def __init__(self, *args: Any, draft: Restored | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.draft = draft if not self.is_bound else None
        #: Where the first one stands, once somebody was told of it.
        self.stored_at = ""

    def save_once(self, store: Callable[[], str]) -> str:
        """Run ``store`` once per key; the very same form sent again leads where the first one did.

        Raises ``ValidationError`` when something else was stored under the key.
        """
        key: uuid.UUID = self.cleaned_data["submission_key"]
        try:
            return store_first(key, lambda: super(DraftMixin, self).save_once(store))
        except AlreadyStored as stored:
            if self.was_stored():
                return stored.location
            self._begin_anew(stored.location)
            raise ValidationError(self.STORED_BEFORE, code="stored") from stored

    def _begin_anew(self, stored_at: str) -> None:
        """Take a new key: sent once more, the form is stored beside the first one, and drafts are kept until then."""
        sent: Any = self.data  # a QueryDict
        data = sent.copy()
        data[self.add_prefix("submission_key")] = str(uuid.uuid4())
        self.data, self.stored_at = data, stored_at

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        """What was typed; also what was emptied or taken back."""
        if self.draft is None:
            return super().get_initial_for_field(field, field_name)
        if field_name == "submission_key":
            return self.draft.key
        typed = self.draft.values.get(self.add_prefix(field_name))
        if getattr(field.widget, "allow_multiple_selected", False):
            return list(typed or [])
        # A browser sends each text field, also an empty one, but no box and no button that is not ticked.
        if typed is None and not isinstance(field.widget, forms.CheckboxInput | forms.RadioSelect):
            return super().get_initial_for_field(field, field_name)
        return typed[0] if typed else ""


def _own(user: User, form: str, about: str) -> Any:
    return Draft.objects.visible_to(user).filter(form=form, about=about)


def _mark_of(user: User, form: str, about: str, key: uuid.UUID) -> uuid.UUID:
    return uuid.uuid5(key, f"draft {user.pk} {form} {about}")


@sensitive_variables("values", "text")
@transaction.atomic
def save_draft(user: User, *, form: str, about: str, key: uuid.UUID, values: Values) -> datetime | None:
    """Keep what ``user`` typed on the page with ``key``; returns when, or None when that page's form is stored already.

    Raises ``PermissionDenied``, or ``ValidationError`` when it is too long.
    """
    if user.membership is None or not user.has_perm("accounts.keep_draft"):
        raise PermissionDenied("accounts.keep_draft")
    if marked(_mark_of(user, form, about, key)):
        return None
    text = json.dumps({name: list(found) for name, found in values.items() if name not in NOT_FIELDS})
    if len(text) > MOST_CHARACTERS:
        raise ValidationError(TOO_LONG)
    organisation_id = user.membership.organisation_id
    draft = Draft(organisation_id=organisation_id, user=user, form=form, about=about, key=key)
    seal_field(DRAFT, draft, text)
    # Two requests of one page at once meet at the unique key; the later one's text stays.
    stored, _ = Draft.objects.update_or_create(
        organisation_id=organisation_id,
        user=user,
        form=form,
        about=about,
        key=key,
        defaults={"sealed": draft.sealed, "key_number": draft.key_number, "saved_at": timezone.now()},
    )
    return stored.saved_at


@sensitive_variables()
def newest(user: User, form: str, about: str) -> Restored | None:
    """The draft that was saved last, to go on with; None where there is none, or where it does not open any more."""
    since = timezone.now() - timedelta(days=DAYS_KEPT)
    keys = OrganisationKey.objects.filter(organisation=OuterRef("organisation"), number=OuterRef("key_number"))
    found = _own(user, form, about).filter(saved_at__gte=since).order_by("-saved_at", "-pk")
    draft = found.annotate(
        wrapped=Subquery(keys.values("wrapped")), master=Subquery(keys.values("master_key_number"))
    ).first()
    if draft is None or draft.wrapped is None:
        return None
    # One query instead of two: the draft is looked for whenever the form is opened.
    key = OrganisationKey(
        organisation_id=draft.organisation_id,
        number=draft.key_number,
        wrapped=draft.wrapped,
        master_key_number=draft.master,
    )
    try:
        return Restored(draft.key, json.loads(open_field(DRAFT, draft, key)), draft.saved_at)
    except SealBroken:
        return None


@transaction.atomic
def discard(user: User, *, form: str, about: str, key: uuid.UUID) -> None:
    """Throw the draft of a page away, at its owner's wish; without one nothing happens."""
    _own(user, form, about).filter(key=key).delete()


@transaction.atomic
def take_away(user: User, *, form: str, about: str, key: uuid.UUID) -> None:
    """The form of a page is stored: its draft goes, and what still arrives of it is not kept any more."""
    discard(user, form=form, about=about, key=key)
    mark(_mark_of(user, form, about, key))


def delete_old(now: datetime) -> int:
    """Delete the drafts that waited too long, organisation by organisation; returns how many."""
    count = 0
    for organisation_id in organisations_at_work():
        with acting_for(organisation_id):
            count += Draft.objects.filter(saved_at__lt=now - timedelta(days=DAYS_KEPT)).delete()[0]
    return count
