"""A row of every model that belongs to a file, with texts that are looked for afterwards."""

from __future__ import annotations

from datetime import date
from typing import Any

from cases.enums import SealedKind
from cases.models import Case, CaseTransition, ExtensionTransition, PlanPrint, Session
from cases.search.keys import refresh
from tests.factories.cases import (
    DataSheetFactory,
    FollowUpFactory,
    GoalFactory,
    PlanFactory,
    SessionFactory,
    StepFactory,
)
from tests.factories.documents import DocumentFactory, job_of
from tests.factories.lifecycle import DeputyFactory, ExtensionFactory, LeadPeriodFactory, SuspensionFactory
from tests.factories.offers import ReferralFactory, ReferralTransitionFactory
from tests.factories.people import (
    AccommodationFactory,
    CompetenceFactory,
    ContactStopFactory,
    ContactWayFactory,
    EducationFactory,
    EmploymentFactory,
    GermanResultFactory,
    HouseholdFactory,
    HouseholdMemberFactory,
    MeasureFactory,
    PersonFactory,
    PersonLanguageFactory,
    PersonNameFactory,
    ResidenceTitleFactory,
)
from tests.factories.plan import (
    AreaRatingFactory,
    AssessmentFactory,
    FassungFactory,
    FassungSignatureFactory,
    PlanMemberFactory,
)
from tests.factories.sealed import EmergencyAccessFactory, SealedNoteFactory, SealedReadingFactory
from tests.factories.search import DuplicateCandidateFactory, MergeFactory
from tests.factories.sessions import (
    AppointmentFactory,
    DraftFactory,
    SessionParticipantFactory,
    SessionTopicFactory,
    TimelinePrintFactory,
)
from tests.factories.team import ImportedCaseFactory, ImportRowFactory
from tests.factories.transfer import ContactCardFactory, ShareFactory, TransferFactory, TransferTransitionFactory


def make_everything(case: Case) -> None:
    """Fill the file of ``case``."""
    _person(case)
    _household(case)
    session = _sessions(case)
    plan = _plan(case, session)
    _documents(case, plan)
    _referrals(case)
    _notes(case)
    _term(case)
    _office(case)
    _ties(case)


def _person(case: Case) -> None:
    person = case.person
    person.name_original = "Zwiebelkuchenbäckerin"
    person.save()
    refresh(person)
    PersonNameFactory(person=person, family_name="Zwetschgendatschi", note="so stand es im alten Pass")
    PersonLanguageFactory(person=person)
    GermanResultFactory(person=person)
    ResidenceTitleFactory(person=person)
    AccommodationFactory(person=person, street="Sauerkrautgasse 17", place="Krautheim")
    ContactWayFactory(person=person, value="0151 98765432")
    ContactStopFactory(person=person, reason="Trauert um ihren Großonkel")
    EducationFactory(person=person, title="Konditorgesellin in Herat")
    EmploymentFactory(person=person, title="Aushilfe in der Backstube")
    CompetenceFactory(person=person, text="Spritzt Buttercreme freihändig")
    MeasureFactory(person=person, title="Kurs für Tortenkunst")


def _household(case: Case) -> None:
    """She lives with a child who has no case of its own."""
    household = HouseholdFactory(organisation=case.organisation, name="Haushalt Zwiebelkuchen")
    HouseholdMemberFactory(person=case.person, household=household)
    child = PersonFactory(organisation=case.organisation, given_name="Maultaschenkind", birth_date=date(2019, 9, 29))
    HouseholdMemberFactory(person=child, household=household)


def _sessions(case: Case) -> Session:
    session: Session = SessionFactory(case=case, note="Wir sprachen über die Meisterschule der Konditoren.")
    SessionTopicFactory(session=session)
    SessionParticipantFactory(session=session, name="Konditormeister Häberle")
    SessionParticipantFactory(session=session, name="", role="", person=case.person)
    FollowUpFactory(case=case, session=session, reason="Hat der Konditor geantwortet?")
    AppointmentFactory(case=case, agreed_in=session, purpose="Bewerbung bei der Konditorei")
    return session


def _plan(case: Case, session: Session) -> Any:
    """A plan of one Fassung with its assessment; a step was done in the session."""
    plan = PlanFactory(case=case)
    PlanMemberFactory(plan=plan, person=case.person)
    goal = GoalFactory(plan=plan, title="Ausbildung zur Konditormeisterin", criterion="die Torte steht")
    StepFactory(goal=goal, text="In der Konditorei nachfragen", done_on=session.held_on, done_in=session)
    rating = AreaRatingFactory(assessment=AssessmentFactory(plan=plan), situation="Bäckt schon für die Nachbarn")
    content = {"version": 1, "persons": ["Zwiebelkuchen, Zahra"], "assessment": None, "areas": []}
    first = FassungFactory(plan=plan, content=content, people_present=["Großtante Apfelstrudel"])
    FassungFactory(plan=plan, number=2, assessment=rating.assessment, content=content)
    FassungSignatureFactory(fassung=first, name="Zahra Zwiebelkuchen")
    return plan


def _documents(case: Case, plan: Any) -> None:
    values = {"done": True, "holds_person": True, "context": {"person": "Zwiebelkuchen, Zahra"}}
    job = job_of(case.lead, kind="cases.integrationsplan", subject_id=plan.pk, title="Plan der Konditorin", **values)
    DocumentFactory(job=job)
    PlanPrint.objects.create(plan=plan, job=job, fassung=plan.fassungen.first())
    sheet = job_of(case.lead, kind="cases.data_sheet", subject_id=case.pk, title="Blatt der Konditorin", **values)
    told = job_of(case.lead, kind="cases.verlauf", subject_id=case.pk, title="Verlauf der Konditorin", **values)
    TimelinePrintFactory(case=case, job=told)
    DataSheetFactory(case=case, job=sheet, checked=True, corrections="Die Gasse heißt Sauerkrautgasse")


def _referrals(case: Case) -> None:
    ReferralTransitionFactory(
        subject=ReferralFactory(case=case, note="Mag lieber süß als salzig"), comment="Sie freut sich auf die Torten"
    )
    ReferralFactory(case=case, finished=True, result_detail="Zeugnis mit Sahnehaube")
    note = SealedNoteFactory(case=case, kind=SealedKind.REFERRAL)
    ReferralFactory(case=case, protected=True, sealed_note=note)


def _notes(case: Case) -> None:
    """Sealed notes: one that corrects another, a private one, and who read them."""
    first = SealedNoteFactory(case=case, kind=SealedKind.HEALTH)
    SealedNoteFactory(case=case, kind=SealedKind.HEALTH, corrects=first)
    SealedReadingFactory(note=SealedNoteFactory(case=case, kind=SealedKind.PRIVATE))
    EmergencyAccessFactory(case=case, reason="Die Backstube steht in Flammen")


def _term(case: Case) -> None:
    SuspensionFactory(case=case, comment="War auf der Tortenmesse")
    extension = ExtensionFactory(case=case, granted=True, reason="Die Meisterprüfung der Konditoren liegt danach.")
    ExtensionTransition.objects.create(
        subject=extension,
        name="grant",
        source="asked",
        target="granted",
        actor=case.lead,
        comment="Torten brauchen Zeit",
    )


def _office(case: Case) -> None:
    """What the office itself keeps of it."""
    LeadPeriodFactory(case=case)
    DeputyFactory(case=case)
    ImportedCaseFactory(case=case, reference="Kartei Zwiebelkuchen")
    row = ImportRowFactory(run__organisation=case.organisation, cells={"Name": "Zwiebelkuchen, Zahra"})
    type(row).objects.filter(pk=row.pk).update(case=case)
    other = PersonFactory(organisation=case.organisation)
    DuplicateCandidateFactory(organisation=case.organisation, one=case.person, other=other)
    MergeFactory(organisation=case.organisation, survivor=case.person, merged_name="Zwiebelkuchen, Sahra")
    DraftFactory(organisation=case.organisation, user=case.lead, about=case.public_id)


def _ties(case: Case) -> None:
    """What others saw, and an Überleitung that was refused."""
    ShareFactory(case=case)
    ContactCardFactory(case=case, consent_by="parent", consent_by_name="Großmutter Zwiebelkuchen")
    refused = TransferFactory(case=case, refused=True)
    TransferTransitionFactory(subject=refused, name="refuse", comment="Für Konditorinnen fehlt uns der Platz")
    CaseTransition.objects.create(
        subject=case, name="open", source="", target="active", actor=case.lead, comment="kam mit ihrer Nachbarin"
    )
