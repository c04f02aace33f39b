"""Drafts on the server: whose they are, when they go, and that they lie sealed."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pik.accounts import drafts
from pik.accounts.drafts import DraftMixin
from pik.accounts.enums import Role
from pik.accounts.models import Draft, User
from pik.accounts.sealing import rotate
from pik.accounts.signing_in import sessions
from pik.core.forms import Chips
from tests.factories.accounts import OrganisationFactory, user_with_role
from tests.factories.sessions import DraftFactory

pytestmark = pytest.mark.django_db

TEXT = "Zwetschgendatschi"
PLACE: dict[str, Any] = {"form": "session", "about": "bcdfghjkmnpq"}
VALUES = {"note": [TEXT], "topics": ["language", "work"], "submission_key": ["x"], "csrfmiddlewaretoken": ["y"]}


@pytest.fixture
def manager() -> User:
    return user_with_role(Role.INTEGRATIONSMANAGER, OrganisationFactory())


def keep(user: User, key: uuid.UUID | None = None, **values: list[str]) -> uuid.UUID:
    key = key or uuid.uuid4()
    drafts.save_draft(user, **PLACE, key=key, values=values or VALUES)
    return key


class TypingForm(DraftMixin):
    note = forms.CharField(initial="Vorschlag")
    topics = forms.MultipleChoiceField(choices=[("language", "Sprache"), ("work", "Arbeit")], widget=Chips)
    place = forms.CharField(initial="Rathaus")
    is_urgent = forms.BooleanField(initial=True)


def test_draft_is_found_again_without_the_tokens_of_its_page(manager: User) -> None:
    key = keep(manager)

    draft = drafts.newest(manager, **PLACE)

    assert draft is not None
    assert (draft.key, draft.values) == (key, {"note": [TEXT], "topics": ["language", "work"]})


def test_draft_lies_sealed_in_the_database(manager: User) -> None:
    keep(manager)

    with connection.cursor() as cursor:
        cursor.execute("SELECT d::text, encode(sealed, 'escape') FROM accounts_draft d")
        row = cursor.fetchone()

    assert TEXT not in "".join(row)


def test_draft_of_another_person_is_not_found(manager: User) -> None:
    keep(manager)
    colleague = user_with_role(Role.INTEGRATIONSMANAGER, manager.membership.organisation)

    assert drafts.newest(colleague, **PLACE) is None


def test_draft_saved_again_is_one_row_with_the_later_text(manager: User) -> None:
    key = keep(manager)

    keep(manager, key, note=["später"])

    draft = drafts.newest(manager, **PLACE)
    assert (Draft.objects.count(), draft and draft.values) == (1, {"note": ["später"]})


def test_second_window_takes_nothing_from_the_first(manager: User) -> None:
    first = keep(manager, note=["erstes Fenster"])
    second = keep(manager, note=["zweites Fenster"])

    drafts.take_away(manager, **PLACE, key=second)

    draft = drafts.newest(manager, **PLACE)
    assert draft is not None
    assert (draft.key, draft.values) == (first, {"note": ["erstes Fenster"]})


def test_draft_that_arrives_after_its_form_was_stored_is_not_kept(manager: User) -> None:
    key = keep(manager)
    drafts.take_away(manager, **PLACE, key=key)

    saved_at = drafts.save_draft(manager, **PLACE, key=key, values=VALUES)

    assert (saved_at, Draft.objects.count()) == (None, 0)


def test_draft_of_a_role_without_a_key_is_refused() -> None:
    with pytest.raises(PermissionDenied):
        keep(user_with_role(Role.DATENSCHUTZ, OrganisationFactory()))


def test_draft_too_long_is_refused(manager: User) -> None:
    with pytest.raises(ValidationError):
        keep(manager, note=["x" * (drafts.MOST_CHARACTERS + 1)])


@pytest.mark.parametrize(("days", "is_left"), [(drafts.DAYS_KEPT - 1, True), (drafts.DAYS_KEPT + 1, False)])
def test_draft_goes_when_it_waited_too_long(manager: User, days: int, is_left: bool) -> None:
    keep(manager)
    Draft.objects.update(saved_at=timezone.now() - timedelta(days=days))

    found = drafts.newest(manager, **PLACE)
    deleted = drafts.delete_old(timezone.now())

    assert (found is not None, deleted) == (is_left, 0 if is_left else 1)


@pytest.mark.django_db(transaction=False)
def test_draft_is_sealed_anew_with_a_new_key(manager: User) -> None:
    keep(manager)

    count = rotate(manager.membership.organisation_id)

    draft = drafts.newest(manager, **PLACE)
    assert (count, draft and draft.values["note"]) == (1, [TEXT])


def test_form_begins_where_its_draft_ended(manager: User) -> None:
    key = keep(manager, note=["getippt"], topics=["work"])

    form = TypingForm(draft=drafts.newest(manager, **PLACE))

    assert {name: form[name].value() for name in form.fields} == {
        "submission_key": str(key),
        "note": "getippt",
        "topics": ["work"],
        "place": "Rathaus",  # that field came later
        "is_urgent": "",
    }


def test_sent_form_pays_no_heed_to_a_draft(manager: User) -> None:
    keep(manager)

    form = TypingForm({"note": "gesendet"}, draft=drafts.newest(manager, **PLACE))

    assert (form["note"].value(), form.draft) == ("gesendet", None)


# --- Asked by the page ----------------------------------------------------------------------------


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def post(user: User, client: Client | None = None, **headers: str) -> Any:
    whose = {
        "X-Page-Who": sessions.mark_of(user.pk),
        "X-Page-Membership": str(user.membership.pk),
        **headers,
    }
    data = {"submission_key": str(uuid.uuid4()), "note": TEXT}
    return (client or signed_in(user)).post(reverse("accounts:draft_save", kwargs=PLACE), data, headers=whose)


def test_page_saves_its_draft(manager: User) -> None:
    answer = post(manager)

    assert (answer.status_code, answer.json()) == (200, {"state": "saved"})
    assert Draft.objects.get().user == manager


@pytest.mark.parametrize("headers", [{"X-Page-Who": "jemand anders"}, {"X-Page-Membership": "4711"}])
def test_page_of_another_person_or_role_keeps_nothing_under_this_name(manager: User, headers: dict[str, str]) -> None:
    answer = post(manager, **headers)

    assert (answer.status_code, answer.json(), Draft.objects.count()) == (422, {"state": "foreign"}, 0)


@pytest.mark.parametrize(("headers", "is_at_work"), [({}, True), ({"X-Page-Who": "jemand anders"}, False)])
def test_only_a_saved_draft_keeps_the_session_alive(
    manager: User, monkeypatch: pytest.MonkeyPatch, headers: dict[str, str], is_at_work: bool
) -> None:
    monkeypatch.setattr(sessions, "GRAIN_SECONDS", -1)
    client = signed_in(manager)
    before = sessions.seconds_idle(client.session)

    with time_machine.travel(timezone.now() + timedelta(minutes=10), tick=False):
        post(manager, client=client, **headers)
        idle = sessions.seconds_idle(client.session)

    assert before < 60
    assert (idle < 60) is is_at_work


def test_unknown_form_has_no_drafts(manager: User) -> None:
    url = reverse("accounts:draft_save", kwargs={**PLACE, "form": "unbekannt"})

    assert signed_in(manager).post(url, {"submission_key": str(uuid.uuid4())}).status_code == 404


def test_draft_is_thrown_away_and_leads_back(manager: User) -> None:
    key = keep(manager)
    url = reverse("accounts:draft_discard", kwargs=PLACE)

    answer = signed_in(manager).post(url, {"submission_key": str(key), "weiter": "/mein-tag/"})

    assert (answer["Location"], Draft.objects.count()) == ("/mein-tag/", 0)


@pytest.mark.parametrize("back", ["https://böse.example/", "//böse.example/", "irgendwas", ""])
def test_draft_thrown_away_leads_to_no_foreign_site(manager: User, back: str) -> None:
    url = reverse("accounts:draft_discard", kwargs=PLACE)

    answer = signed_in(manager).post(url, {"submission_key": str(uuid.uuid4()), "weiter": back})

    assert answer["Location"] == "/"


def test_draft_factory_makes_one_that_opens() -> None:
    draft = DraftFactory()

    draft.full_clean()

    assert drafts.newest(draft.user, draft.form, draft.about) is not None
