"""What applicants do, and what the house refuses."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from funding.actions import applications
from funding.actions.consents import CHANGED_MEANWHILE, fingerprint, give_consent
from funding.enums import ApplicationStatus
from funding.models import Application, Consent, Member, Post
from funding.models.member import IN_ANOTHER_APPLICATION
from funding.requirements import open_points
from funding.standing import standing_of
from pik.accounts.enums import Role
from pik.accounts.models import User
from pik.core.workflow import TransitionRefused
from tests.factories.accounts import OrganisationFactory, user_with_role
from tests.factories.funding import RoundFactory, draft_of, ready_of, submitted_of

NAME = "Petra Keller, Bürgermeisterin"


def consent(application: Application, user: User, name: str = NAME) -> Consent:
    member = application.members.present().get(gemeinde=user.membership.organisation)
    return give_consent(member, name=name, seen=fingerprint(application), actor=user)


def reasons(application: Application) -> list[str]:
    return [reason for _, reason in open_points(standing_of(application))]


# --- Starting ---------------------------------------------------------------------------------------


def test_started_application_has_the_lead_with_its_planungsrahmen(world: SimpleNamespace) -> None:
    application = applications.start_application(world.round, title="Antrag", actor=world.applicants["ladenburg"])

    member = application.members.get()
    assert (member.gemeinde, member.persons, member.amount, member.is_lead) == (
        world.ladenburg,
        78,
        Decimal(62_094),
        True,
    )


def test_file_numbers_count_up_within_the_year(world: SimpleNamespace) -> None:
    with time_machine.travel("2021-02-01"):
        numbers = [
            applications.start_application(
                RoundFactory(planungsrahmen=world.round.planungsrahmen), title="Antrag", actor=world.applicants["mauer"]
            ).number
            for _ in range(3)
        ]

    assert numbers == ["IM-2021-0001", "IM-2021-0002", "IM-2021-0003"]


def test_second_application_of_a_municipality_in_a_round_is_refused(world: SimpleNamespace) -> None:
    draft_of(world.ladenburg, world.round)

    with pytest.raises(ValidationError) as refusal:
        applications.start_application(world.round, title="Noch einer", actor=world.applicants["ladenburg"])

    assert refusal.value.messages == [IN_ANOTHER_APPLICATION]
    assert Application.objects.count() == 1


def test_application_started_by_an_integrationsmanager_is_refused(world: SimpleNamespace) -> None:
    manager = user_with_role(Role.INTEGRATIONSMANAGER, world.ladenburg)

    with pytest.raises(PermissionDenied):
        applications.start_application(world.round, title="Antrag", actor=manager)


def test_landkreis_starts_without_a_planungsrahmen_of_its_own(world: SimpleNamespace) -> None:
    admin = user_with_role(Role.ANTRAGSTELLUNG, world.kreis)

    application = applications.start_application(world.round, title="Antrag", actor=admin)
    applications.add_partner(application, world.mauer, actor=admin)

    assert [str(member) for member in application.members.present()] == ["Mauer"]


# --- Partners ---------------------------------------------------------------------------------------


def test_partner_added_twice_is_refused_at_the_field(world: SimpleNamespace) -> None:
    application = draft_of(world.angelbachtal, world.round, partners=[world.mauer])

    with pytest.raises(ValidationError) as refusal:
        applications.add_partner(application, world.mauer, actor=world.applicants["angelbachtal"])

    assert list(refusal.value.message_dict) == ["gemeinde"]


def test_partner_of_another_live_application_is_refused_at_the_field(world: SimpleNamespace) -> None:
    draft_of(world.wehr, world.round, partners=[world.mauer])
    application = draft_of(world.angelbachtal, world.round)

    with pytest.raises(ValidationError) as refusal:
        applications.add_partner(application, world.mauer, actor=world.applicants["angelbachtal"])

    assert refusal.value.message_dict == {"gemeinde": [IN_ANOTHER_APPLICATION]}


def test_partner_of_a_withdrawn_application_is_free_again(world: SimpleNamespace) -> None:
    other = draft_of(world.wehr, world.round, partners=[world.mauer])
    applications.withdraw(other, actor=world.applicants["wehr"])
    application = draft_of(world.angelbachtal, world.round)

    applications.add_partner(application, world.mauer, actor=world.applicants["angelbachtal"])

    assert Member.objects.filter(is_live=True, gemeinde=world.mauer).get().application == application


def test_partner_in_another_round_is_free(world: SimpleNamespace) -> None:
    draft_of(world.wehr, world.round, partners=[world.mauer])
    later = RoundFactory(planungsrahmen=world.round.planungsrahmen)
    application = draft_of(world.angelbachtal, later)

    applications.add_partner(application, world.mauer, actor=world.applicants["angelbachtal"])

    assert application.members.present().count() == 2


def test_partner_without_planungsrahmen_is_refused_at_the_field(world: SimpleNamespace) -> None:
    application = draft_of(world.angelbachtal, world.round)

    with pytest.raises(ValidationError) as refusal:
        applications.add_partner(application, OrganisationFactory(), actor=world.applicants["angelbachtal"])

    assert list(refusal.value.message_dict) == ["gemeinde"]


def test_removed_partner_can_join_again(world: SimpleNamespace) -> None:
    actor = world.applicants["angelbachtal"]
    application = draft_of(world.angelbachtal, world.round, partners=[world.mauer])

    applications.remove_partner(application.members.get(gemeinde=world.mauer), actor=actor)
    applications.add_partner(application, world.mauer, actor=actor)

    assert application.members.present().count() == 2


def test_lead_can_not_be_removed(world: SimpleNamespace) -> None:
    application = draft_of(world.ladenburg, world.round)

    with pytest.raises(ValidationError):
        applications.remove_partner(application.members.get(), actor=world.applicants["ladenburg"])


# --- The binding yes --------------------------------------------------------------------------------


def add_wehr(application: Application, world: SimpleNamespace) -> None:
    applications.add_partner(application, world.wehr, actor=world.applicants["angelbachtal"])


def remove_mauer(application: Application, world: SimpleNamespace) -> None:
    member = application.members.get(gemeinde=world.mauer)
    applications.remove_partner(member, actor=world.applicants["angelbachtal"])


def add_post(application: Application, world: SimpleNamespace) -> None:
    values = {"person_name": "Jan Vogt", "qualification": "a", "share": Decimal("0.25"), "starts_on": date(2018, 4, 1)}
    applications.save_post(application, Post(), actor=world.applicants["angelbachtal"], **values)


def change_post(application: Application, world: SimpleNamespace) -> None:
    post = application.posts.get()
    applications.save_post(post.application, post, actor=world.applicants["angelbachtal"], share=Decimal("0.50"))


def remove_post(application: Application, world: SimpleNamespace) -> None:
    applications.remove_post(application.posts.get(), actor=world.applicants["angelbachtal"])


CHANGES = {
    add_wehr: "Wehr kam als Partnergemeinde dazu.",
    remove_mauer: "Mauer ist nicht mehr Partnergemeinde.",
    add_post: "Die Stelle „Jan Vogt“ kam dazu.",
    change_post: "Die Stelle „Lena Hartmann“ wurde geändert.",
    remove_post: "Die Stelle „Lena Hartmann“ wurde gestrichen.",
}


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_change_of_the_application_voids_each_consent_with_its_reason(change, world: SimpleNamespace) -> None:
    application = ready_of(world.angelbachtal, world.round, partners=[world.mauer])

    change(application, world)

    assert [(c.voided_at is not None, c.void_reason) for c in Consent.objects.all()] == [(True, CHANGES[change])]


def test_change_of_the_own_contribution_voids_each_consent(world: SimpleNamespace) -> None:
    hamlet = OrganisationFactory(name="Weiler")
    small_round = RoundFactory(planungsrahmen=world.round.planungsrahmen)
    application = draft_of(world.wehr, small_round)
    line = application.members.get().planungsrahmen_line
    Member.objects.create(
        application=application,
        gemeinde=hamlet,
        planungsrahmen_line=line,
        persons=0,
        amount=0,
        round=small_round,
    )
    consent(application, user_with_role(Role.ANTRAGSTELLUNG, hamlet))

    applications.set_own_contribution(
        application, amount=Decimal(51), note="Beschluss des Gemeinderats", actor=world.applicants["wehr"]
    )

    assert Consent.objects.get().void_reason == "Der Eigenbeitrag wurde auf 51 € je Jahr geändert."


def test_post_saved_unchanged_leaves_the_consents_alone(world: SimpleNamespace) -> None:
    application = ready_of(world.angelbachtal, world.round, partners=[world.mauer])
    post = application.posts.get()

    applications.save_post(application, post, actor=world.applicants["angelbachtal"], share=post.share)

    assert Consent.objects.live().count() == 1


def test_consent_to_something_that_changed_meanwhile_is_refused(world: SimpleNamespace) -> None:
    application = draft_of(world.angelbachtal, world.round, partners=[world.mauer])
    seen = fingerprint(application)
    add_post(application, world)

    with pytest.raises(ValidationError) as refusal:
        give_consent(
            application.members.get(gemeinde=world.mauer), name=NAME, seen=seen, actor=world.applicants["mauer"]
        )

    assert refusal.value.messages == [CHANGED_MEANWHILE]


def test_consent_given_twice_is_refused(world: SimpleNamespace) -> None:
    application = ready_of(world.angelbachtal, world.round, partners=[world.mauer])

    with pytest.raises(ValidationError) as refusal:
        consent(application, world.applicants["mauer"])

    assert refusal.value.messages == ["Die Zustimmung dieser Gemeinde liegt schon vor."]


def test_consent_by_the_lead_for_its_partner_is_refused(world: SimpleNamespace) -> None:
    application = draft_of(world.angelbachtal, world.round, partners=[world.mauer])
    member = application.members.get(gemeinde=world.mauer)

    with pytest.raises(PermissionDenied):
        give_consent(member, name=NAME, seen=fingerprint(application), actor=world.applicants["angelbachtal"])


# --- Posts and own contribution ---------------------------------------------------------------------


def test_post_below_the_smallest_share_is_refused_at_the_field(world: SimpleNamespace) -> None:
    application = draft_of(world.ladenburg, world.round)
    values = {"qualification": "a", "share": Decimal("0.24")}

    with pytest.raises(ValidationError) as refusal:
        applications.save_post(application, Post(), actor=world.applicants["ladenburg"], **values)

    assert refusal.value.message_dict == {"share": ["Eine Stelle hat mindestens einen Anteil von 0,25 VZÄ."]}


@pytest.mark.parametrize(
    ("amount", "note", "field"),
    [("52", "Beschluss", "amount"), ("51", "  ", "note")],
    ids=["mehr als die Lücke", "ohne Beleg"],
)
def test_own_contribution_that_does_not_fit_is_refused_at_the_field(
    amount: str, note: str, field: str, world: SimpleNamespace
) -> None:
    application = draft_of(world.wehr, world.round)

    with pytest.raises(ValidationError) as refusal:
        applications.set_own_contribution(
            application, amount=Decimal(amount), note=note, actor=world.applicants["wehr"]
        )

    assert list(refusal.value.message_dict) == [field]


def test_wehr_with_51_euros_of_its_own_is_granted_its_planungsrahmen(world: SimpleNamespace) -> None:
    application = draft_of(world.wehr, world.round)

    applications.set_own_contribution(
        application, amount=Decimal(51), note="Beschluss vom 12.02.2018", actor=world.applicants["wehr"]
    )

    standing = standing_of(application)
    assert (standing.is_eligible, standing.grant.amount_year, reasons(application)) == (True, Decimal(50_949), [])


# --- Submitting -------------------------------------------------------------------------------------


def test_submitted_application_lies_with_the_authority_of_the_rule_book(world: SimpleNamespace) -> None:
    application = submitted_of(world.ladenburg, world.round)

    application.refresh_from_db()
    assert (application.status, application.authority) == (ApplicationStatus.SUBMITTED, world.rp)


def test_submission_names_everything_that_is_missing(world: SimpleNamespace) -> None:
    actor = world.applicants["angelbachtal"]
    application = applications.start_application(world.round, title="Antrag", actor=actor)

    with pytest.raises(TransitionRefused) as refusal:
        applications.submit(application, actor=actor)

    assert refusal.value.messages == [
        (
            "Bis zur Schwelle von 51.000 € fehlen noch 8.808 € im Jahr. "
            "Nehmen Sie Partnergemeinden auf; eine kleine Lücke kann ein belegter Eigenbeitrag schließen."
        ),
        "Der Antrag nennt noch keine Stelle.",
    ]


def test_submission_without_a_consent_names_who_has_to_give_it(world: SimpleNamespace) -> None:
    application = draft_of(world.angelbachtal, world.round, partners=[world.mauer])

    assert reasons(application) == [
        "Es fehlt die Zustimmung von Mauer. Sie gibt dort ab, wer die Rolle Antragstellung hat."
    ]


def test_submission_with_an_unnamed_post_is_refused(world: SimpleNamespace) -> None:
    application = draft_of(world.ladenburg, world.round, person_name="", starts_on=None)

    assert reasons(application) == ["Bei den Stellen fehlt noch etwas (Stelle 1: die Person und der Beginn)."]


def test_submission_after_the_window_is_refused(world: SimpleNamespace) -> None:
    application = draft_of(world.ladenburg, world.round)

    with time_machine.travel(timezone.now() + timedelta(days=31)):
        found = reasons(application)

    assert len(found) == 1
    assert found[0].startswith("Anträge nimmt diese Förderrunde nur vom ")


def test_submission_of_a_municipality_since_2025_is_refused(world: SimpleNamespace) -> None:
    late = RoundFactory(planungsrahmen=world.round.planungsrahmen, rules_on=date(2025, 2, 1))
    application = applications.start_application(late, title="Antrag", actor=world.applicants["ladenburg"])

    found = reasons(application)

    assert "In dieser Förderrunde können nur Stadtkreise und Landkreise einen Antrag stellen, nicht Ladenburg." in found


def test_submitted_application_can_not_be_changed(world: SimpleNamespace) -> None:
    application = submitted_of(world.angelbachtal, world.round, partners=[world.mauer])

    with pytest.raises(ValidationError):
        add_wehr(application, world)

    assert Consent.objects.live().count() == 1
