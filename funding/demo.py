"""Applications in each state to show the product with. Municipalities are real, their applications invented.

Ladenburg, Angelbachtal, Mauer and Neckarbischofsheim stay free: their demo accounts are there to try it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pgtrigger
from django.db.models import F

from funding.actions import applications, consents, decisions
from funding.documents import order_bescheid
from funding.enums import Outcome
from funding.models import Application, Consent, Decision, Post, Round
from funding.pages import decision_initial
from funding.standing import standing_of
from pik.accounts.enums import Role
from pik.accounts.models import Membership, Organisation, User
from planning.queries import published_planungsrahmen

TITLE = "Übungsrunde: Regeln und Planungsrahmen 2018"
RULES_ON = date(2018, 1, 5)
OPEN_SINCE = 75  # days
OPEN_FOR = 60

_FIRST = ("Lena", "Jonas", "Amira", "Felix", "Olga", "Tarek", "Katrin", "Emil", "Yvonne", "Samuel", "Dilara", "Paul")
_LAST = ("Hartmann", "Scholz", "Nasser", "Weber", "Petrenko", "Haddad", "Lindner", "Brenner", "Kaya", "Fuchs")


@dataclass(frozen=True)
class Plan:
    """An application to invent: who leads, who takes part, how far it is, when it came in (days ago)."""

    lead: str
    state: str
    days: int
    partners: tuple[str, ...] = ()
    posts: tuple[tuple[str, str], ...] = (("c", "1.00"),)
    title: str = ""
    own_contribution: int = 0


PLANS = (
    Plan("08226049", "draft", 20, ("08226091", "08226101"), (("b", "1.00"),), "Gemeinsamer Antrag Elsenztal"),
    Plan("08226018", "draft", 9, posts=(("a", "0.75"),)),
    Plan("08337116", "submitted", 34, own_contribution=51),
    Plan("08226082", "submitted", 21, posts=(("a", "1.00"),)),
    Plan("08226107", "submitted", 3, ("08226104",), (("a", "0.50"), ("c", "0.50")), "Hirschberg und Lobbach"),
    Plan("08226085", "in_review", 41, posts=(("a", "1.00"), ("b", "1.00"), ("c", "0.25"))),
    Plan("08335043", "in_review", 27, posts=(("a", "1.00"),) * 5 + (("c", "1.00"),)),
    Plan("08135020", "drafted", 48, ("08135010",), (("a", "1.00"), ("c", "0.25")), "Herbrechtingen und Dischingen"),
    Plan("08226096", "drafted", 52, posts=(("a", "1.00"),) * 4 + (("b", "0.50"),)),
    Plan("08436064", "approved", 60, posts=(("a", "1.00"), ("b", "1.00"), ("c", "1.00"))),
    Plan("08426070", "approved", 55, posts=(("a", "0.50"), ("c", "1.00"))),
    Plan("08426097", "approved", 44, posts=(("c", "1.00"),)),
    Plan("08436008", "rejected", 58, posts=(("c", "1.00"),)),
    Plan("08315113", "withdrawn", 30, posts=(("b", "0.50"),)),
)


def fill(rng: random.Random, today: date) -> str:
    """Open the exercise round and invent applications in each state; returns what was made as a sentence."""
    frame = published_planungsrahmen()
    if frame is None:
        raise LookupError("Erst der Planungsrahmen, dann die Förderrunde.")
    funding_round = Round.objects.create(
        title=TITLE,
        planungsrahmen=frame,
        rules_on=RULES_ON,
        opens_on=today - timedelta(days=OPEN_SINCE),
        closes_on=today + timedelta(days=OPEN_FOR),
        is_exercise=True,
    )
    places = {place.ags: place for place in Organisation.objects.gemeinden()}
    office = {
        name: User.objects.get(email=f"{name}@demo.example")
        for name in ("rp.pruefung", "rp.entscheidung", "rp.pruefung2")
    }
    for plan in PLANS:
        application = _draft(plan, funding_round, places, rng, today)
        _carry_on(application, plan, places[plan.lead], office)
        _make_older(application, plan.days)
    return f"{TITLE}: {len(PLANS)} erfundene Anträge"


def _draft(
    plan: Plan, funding_round: Round, places: dict[str | None, Organisation], rng: random.Random, today: date
) -> Application:
    lead = places[plan.lead]
    actor = _applicant(lead, rng)
    application = applications.start_application(funding_round, title=plan.title or f"Antrag {lead}", actor=actor)
    for ags in plan.partners:
        applications.add_partner(application, places[ags], actor=actor)
    for number, (qualification, share) in enumerate(plan.posts):
        values = {
            "person_name": f"{rng.choice(_FIRST)} {rng.choice(_LAST)}",
            "qualification": qualification,
            "share": Decimal(share),
            "starts_on": (today + timedelta(days=45 + 30 * number)).replace(day=1),
        }
        applications.save_post(application, Post(), actor=actor, **values)
    if plan.own_contribution:
        note = "Beschluss des Gemeinderats, im Haushalt eingeplant (erfunden)."
        applications.set_own_contribution(application, amount=Decimal(plan.own_contribution), note=note, actor=actor)
    _consents(application, plan, rng)
    return application


def _consents(application: Application, plan: Plan, rng: random.Random) -> None:
    partners = list(application.members.present().filter(is_lead=False).select_related("gemeinde"))
    # A draft still waits for its last partner.
    for member in partners[:-1] if plan.state == "draft" else partners:
        user = _applicant(member.gemeinde, rng)
        seen = consents.fingerprint(application)
        consents.give_consent(member, name=f"{user}, Bürgermeisteramt", seen=seen, actor=user)


def _carry_on(application: Application, plan: Plan, lead: Organisation, office: dict[str, User]) -> None:
    """Take the application as far as its plan says, by the product's own actions."""
    if plan.state == "draft":
        return
    actor = User.objects.get(email=_address(lead))
    if plan.state == "withdrawn":
        applications.withdraw(application, actor=actor, comment="Die Stelle wird anders besetzt.")
        return
    applications.submit(application, actor=actor)
    if plan.state == "submitted":
        return
    reviewer = office["rp.pruefung"]
    decisions.take(application, actor=reviewer)
    if plan.state == "in_review":
        return
    words = decision_initial(standing_of(application))
    if plan.state == "rejected":
        reasons = "Die benannte Person erfüllt keine der drei Arten der Qualifikation (erfundenes Beispiel)."
        words = {"outcome": Outcome.REJECT.value, "reasons": reasons, "conditions": ""}
    decisions.draft_decision(application, **words, actor=reviewer)
    if plan.state in {"approved", "rejected"}:
        decisions.approve(application, actor=office["rp.entscheidung"])


def _applicant(place: Organisation, rng: random.Random) -> User:
    """The invented person who applies for ``place``; she has an account, but none that anybody can use."""
    user, is_new = User.objects.get_or_create(
        email=_address(place), defaults={"first_name": rng.choice(_FIRST), "last_name": rng.choice(_LAST)}
    )
    if is_new:
        user.set_unusable_password()
        user.save()
        Membership.objects.create(user=user, organisation=place, role=Role.ANTRAGSTELLUNG, starts_on=date(2018, 1, 1))
    return user


def _address(place: Organisation) -> str:
    return f"antrag.{place.ags}@demo.example"


def _make_older(application: Application, days: int) -> None:
    """Move everything about the application into the past, so that the list has an age."""
    back = timedelta(days=days)
    with pgtrigger.ignore(
        "funding.ApplicationTransition:application_transition_append_only",
        "funding.Consent:consent_frozen",
        "funding.Decision:decision_frozen",
    ):
        # What followed the submission took a part of the time.
        for order, step in enumerate(application.transitions.order_by("pk")):
            moment = step.happened_at - back + timedelta(days=order * days // 4)
            application.transitions.filter(pk=step.pk).update(happened_at=moment)
        Consent.objects.filter(member__application=application).update(
            given_at=F("given_at") - back - timedelta(days=2)
        )
        Decision.objects.filter(application=application).update(
            drafted_at=F("drafted_at") - back + timedelta(days=days // 2),
            approved_at=F("approved_at") - back + timedelta(days=days * 3 // 4),
        )
    Application.objects.filter(pk=application.pk).update(
        created_at=F("created_at") - back - timedelta(days=6), submitted_at=F("submitted_at") - back
    )
    application.members.update(added_at=F("added_at") - back - timedelta(days=5))
    _order_again(application)


def _order_again(application: Application) -> None:
    """The Bescheid bears the day of the approval, and that has just moved."""
    application.refresh_from_db()
    decision = application.decisions.approved().select_related("approved_by", "document_job").first()
    if decision is None or decision.approved_by is None:
        return
    ordered_first = decision.document_job
    order_bescheid(decision, requested_by=decision.approved_by)
    if ordered_first is not None:
        ordered_first.delete()
