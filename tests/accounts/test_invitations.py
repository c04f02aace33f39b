"""Inviting and accepting: the link works once, for a week, for one address, and stands in no log."""

from __future__ import annotations

import re
import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone

from pik.accounts import invitation_actions as actions
from pik.accounts.actions import end_membership
from pik.accounts.enums import InvitationState, Profession, Role
from pik.accounts.models import Invitation, Organisation, User
from pik.accounts.models.invitation import VALID_FOR, hash_of
from tests.accounts.invited import NEWCOMER, PAGE, PASSWORD, REASONS, unusable
from tests.factories.accounts import InvitationFactory, OrganisationFactory, UserFactory, user_with_role


def invite(actor: User, organisation: Organisation, **values: Any) -> Invitation:
    return actions.invite(
        actor=actor,
        organisation=organisation,
        page=PAGE,
        **{**NEWCOMER, "role": Role.INTEGRATIONSMANAGER, **values},
    )


def token_sent() -> str:
    """The token of the link in the last mail."""
    found = re.search(r"/einladung/#(\S+)", mail.outbox[-1].body)
    assert found
    return found[1]


# --- Inviting -----------------------------------------------------------------------------------


def test_invite_sends_a_german_mail_after_commit(
    ladenburg: Organisation, administrator: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        invite(administrator, ladenburg)
        before_commit = len(mail.outbox)

    message = mail.outbox[0]
    assert (before_commit, message.to, message.subject) == (
        0,
        ["lena.hartmann@example.org"],
        "Einladung zum Integrationsmanagement",
    )
    assert "Anja Schröder lädt Sie ein" in message.body
    assert "Organisation: Ladenburg" in message.body
    assert "Der Link gilt 7 Tage und nur ein Mal." in message.body


def test_of_the_token_only_its_hash_is_stored(
    ladenburg: Organisation, administrator: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        invitation = invite(administrator, ladenburg)

    token = token_sent()
    row = Invitation.objects.filter(pk=invitation.pk).values().get()
    assert row["token_hash"] == hash_of(token)
    assert token not in str(row)
    assert len(token) >= 43  # 32 bytes of chance
    assert row["expires_at"] == row["invited_at"] + VALID_FOR


@pytest.mark.django_db
@pytest.mark.parametrize("actor_role", Role)
def test_invite_to_casework_is_for_the_organisationsverwaltung_alone(actor_role: Role) -> None:
    organisation = OrganisationFactory()
    home = organisation if organisation.kind in actor_role.organisation_kinds else None
    actor = user_with_role(actor_role, home)

    try:
        invite(actor, organisation)
        denied = False
    except PermissionDenied:
        denied = True

    assert denied == (actor_role != Role.ORGANISATIONSVERWALTUNG)


def test_systemverwaltung_invites_somebody_to_be_in_charge(ladenburg: Organisation) -> None:
    invitation = invite(user_with_role(Role.SYSTEMVERWALTUNG), ladenburg, role=Role.ORGANISATIONSVERWALTUNG)

    assert invitation.state == InvitationState.OPEN


def test_invite_to_another_organisation_is_denied(administrator: User) -> None:
    with pytest.raises(PermissionDenied):
        invite(administrator, OrganisationFactory())


def test_invite_oneself_is_refused(ladenburg: Organisation, administrator: User) -> None:
    with pytest.raises(ValidationError, match="Die eigenen Rechte"):
        invite(administrator, ladenburg, email=administrator.email.upper())


def test_invite_twice_to_the_same_role_is_refused(ladenburg: Organisation, administrator: User) -> None:
    invite(administrator, ladenburg)

    with pytest.raises(ValidationError, match="schon eingeladen"):
        invite(administrator, ladenburg)


def test_invite_somebody_who_has_the_role_is_refused(ladenburg: Organisation, administrator: User) -> None:
    user_with_role(Role.INTEGRATIONSMANAGER, ladenburg, email="lena.hartmann@example.org")

    with pytest.raises(ValidationError, match="hat diese Rolle hier schon"):
        invite(administrator, ladenburg)


def test_send_again_makes_a_new_link_and_kills_the_old_one(
    ladenburg: Organisation, administrator: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        invitation = invite(administrator, ladenburg)
    old = token_sent()

    with django_capture_on_commit_callbacks(execute=True):
        actions.send_again(invitation, actor=administrator, page=PAGE)

    new = token_sent()
    assert (new == old, len(mail.outbox)) == (False, 2)
    assert actions.usable_invitation(hash_of(old)) is None
    assert actions.usable_invitation(hash_of(new)) == invitation


def test_sending_again_revives_what_has_lapsed(ladenburg: Organisation, administrator: User) -> None:
    invitation = InvitationFactory(organisation=ladenburg, lapsed=True)

    renewed = actions.send_again(invitation, actor=administrator, page=PAGE)

    assert (invitation.state, renewed.state) == (InvitationState.LAPSED, InvitationState.OPEN)
    assert renewed.invited_by == administrator


@pytest.mark.parametrize("answered", ["accepted", "withdrawn"])
def test_what_is_answered_is_not_sent_again(ladenburg: Organisation, administrator: User, answered: str) -> None:
    invitation = InvitationFactory(organisation=ladenburg, **{answered: True})

    with pytest.raises(ValidationError, match="schon beantwortet oder zurückgezogen"):
        actions.send_again(invitation, actor=administrator, page=PAGE)


def test_systemverwaltung_sends_no_invitation_to_casework(ladenburg: Organisation) -> None:
    invitation = InvitationFactory(organisation=ladenburg)

    with pytest.raises(PermissionDenied):
        actions.show_link(invitation, actor=user_with_role(Role.SYSTEMVERWALTUNG), page=PAGE)


def test_mail_that_cannot_be_sent_is_told_and_leaves_no_token_in_the_log(
    ladenburg: Organisation,
    administrator: User,
    settings: Any,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: Any,
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there

    with django_capture_on_commit_callbacks(execute=True):
        invitation = invite(administrator, ladenburg)

    invitation = Invitation.objects.with_backing().get(pk=invitation.pk)
    assert invitation.state == InvitationState.UNSENT
    assert caplog.messages == [f"Die Einladung {invitation.pk} ließ sich nicht senden: ConnectionRefusedError"]


# --- Accepting ----------------------------------------------------------------------------------


def test_newcomer_gets_account_and_membership(ladenburg: Organisation, administrator: User) -> None:
    invitation = InvitationFactory(
        organisation=ladenburg, token="t", email="neu@example.org", profession=Profession.SOCIAL_WORKER
    )

    membership = actions.accept_as_newcomer(hash_of("t"), password=PASSWORD, first_name="Leni", last_name="Hart")

    invitation.refresh_from_db()
    user = membership.user
    assert (user.email, str(user), user.profession, user.check_password(PASSWORD)) == (
        "neu@example.org",
        "Leni Hart",
        Profession.SOCIAL_WORKER,
        True,
    )
    assert (membership.organisation, membership.role, membership.starts_on) == (
        ladenburg,
        Role.INTEGRATIONSMANAGER,
        timezone.localdate(),
    )
    assert (invitation.accepted_by, invitation.state) == (user, InvitationState.ACCEPTED)
    change = membership.changes.get()
    assert (change.name, change.actor, change.actor_label) == (
        "invited",
        invitation.invited_by,
        invitation.invited_by_label,
    )


@pytest.mark.django_db
@pytest.mark.parametrize("kind", REASONS)
def test_link_that_is_not_valid_creates_nothing(kind: str) -> None:
    token = unusable(kind)
    before = User.objects.count()

    with pytest.raises(ValidationError) as caught:
        actions.accept_as_newcomer(hash_of(token), password=PASSWORD, first_name="L", last_name="H")

    assert caught.value.messages == [actions.NOT_VALID]
    assert User.objects.count() == before


def test_link_works_once(ladenburg: Organisation) -> None:
    InvitationFactory(organisation=ladenburg, token="t")
    actions.accept_as_newcomer(hash_of("t"), password=PASSWORD, first_name="L", last_name="H")

    with pytest.raises(ValidationError, match="gilt nicht oder nicht mehr"):
        actions.accept_as_newcomer(hash_of("t"), password=PASSWORD, first_name="L", last_name="H")


def test_link_never_sets_the_password_of_an_account(ladenburg: Organisation) -> None:
    known = UserFactory()
    InvitationFactory(organisation=ladenburg, token="t", email=known.email)

    with pytest.raises(ValidationError):
        actions.accept_as_newcomer(hash_of("t"), password="ein-ganz-anderer-satz", first_name="L", last_name="H")

    known.refresh_from_db()
    assert known.check_password(PASSWORD)


def test_invitation_is_accepted_only_by_whom_it_is_for(ladenburg: Organisation) -> None:
    known, other = UserFactory(), UserFactory()
    InvitationFactory(organisation=ladenburg, token="t", email=known.email)

    with pytest.raises(ValidationError, match="gilt nicht"):
        actions.accept_as(other, hash_of("t"))
    membership = actions.accept_as(known, hash_of("t"))

    assert (list(known.memberships.all()), other.memberships.count()) == ([membership], 0)


def test_invitation_rests_when_its_sender_has_gone(ladenburg: Organisation, administrator: User) -> None:
    invitation = InvitationFactory(organisation=ladenburg)
    end_membership(
        invitation.invited_by.memberships.get(),
        ends_on=timezone.localdate() - timedelta(days=1),
        actor=administrator,
    )

    resting = Invitation.objects.with_backing().get(pk=invitation.pk)

    assert resting.state == InvitationState.RESTING


# --- Two at once --------------------------------------------------------------------------------


def someone_waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_of_two_who_accept_at_once_one_gets_in() -> None:
    InvitationFactory(token="t", email="neu@example.org")
    refusals: list[str] = []

    def accept() -> None:
        actions.accept_as_newcomer(hash_of("t"), password=PASSWORD, first_name="L", last_name="H")

    def run() -> None:
        try:
            accept()
        except ValidationError as error:
            refusals.extend(error.messages)
        finally:
            connection.close()

    other = threading.Thread(target=run)
    with transaction.atomic():
        accept()
        other.start()
        waited_until = time.monotonic() + 10
        while not someone_waits_for_a_lock() and time.monotonic() < waited_until:
            time.sleep(0.02)
    other.join(30)

    assert refusals == [actions.NOT_VALID]
    assert User.objects.filter(email="neu@example.org").count() == 1
