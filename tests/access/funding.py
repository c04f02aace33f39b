"""Access rows of funding."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils import timezone

from funding.models import Round
from pik.accounts.enums import Role
from pik.documents.models import Job
from tests.access.table import POST, Row
from tests.access.world import World
from tests.factories.accounts import OrganisationFactory
from tests.factories.documents import DocumentFactory
from tests.factories.funding import RoundFactory, decided_of, draft_of, drafted_of, in_review_of, submitted_of
from tests.factories.planning import planungsrahmen_of

APPLICANT = frozenset({Role.ANTRAGSTELLUNG})
OFFICE = frozenset({Role.RP_SACHBEARBEITUNG, Role.RP_ENTSCHEIDUNG})
DECIDER = frozenset({Role.RP_ENTSCHEIDUNG})


def build(world: World) -> None:
    """Ladenburg's applications in each state, each in a round of its own."""
    lead = OrganisationFactory(name="Angelbachtal", parent=world.kreis)
    applicant, reviewer = world.users[Role.ANTRAGSTELLUNG], world.users[Role.RP_SACHBEARBEITUNG]

    frame = planungsrahmen_of({world.ladenburg: 78, lead: 53}, published=False)

    def new_round() -> Round:
        return RoundFactory(planungsrahmen=frame)

    world.draft = draft_of(world.ladenburg, new_round(), actor=applicant, partners=[lead])
    world.partner = world.draft.members.get(gemeinde=lead)
    world.post = world.draft.posts.get()
    world.invited = draft_of(lead, new_round(), partners=[world.ladenburg])
    world.submitted = submitted_of(world.ladenburg, new_round(), actor=applicant)
    world.in_review = in_review_of(world.ladenburg, new_round(), actor=applicant, reviewer=reviewer)
    world.drafted = drafted_of(world.ladenburg, new_round(), actor=applicant, drafter=reviewer)
    decided = decided_of(world.ladenburg, new_round(), actor=applicant, drafter=reviewer)
    world.decided, world.decision = decided, decided.decisions.get()
    _finish(Job.objects.get(pk=world.decision.document_job_id))


def _finish(job: Job) -> None:
    """A finished Bescheid without the time it takes to draw one; where a worker is at hand it is there already."""
    if not job.is_done:
        Job.objects.filter(pk=job.pk).update(state="done", finished_at=timezone.now())
        DocumentFactory(job=Job.objects.get(pk=job.pk))


def about(name: str, **more: Any) -> dict[str, Any]:
    """The arguments of an address about the application called ``name`` in the world."""

    def kwargs(world: World) -> dict[str, Any]:
        found = {key: value(world) for key, value in more.items()}
        return {"public_id": getattr(world, name).public_id, **found}

    return {"kwargs": kwargs, "denied": 404, "stranger": 404}


def form(name: str, url_name: str, **fields: Any) -> Row:
    """A POST about ``name`` that is told what is missing (422), or goes through (302)."""
    ok = fields.pop("ok", 422)
    more = fields.pop("more", {})
    allowed = fields.pop("allowed", APPLICANT)
    return Row(url_name, allowed, ok=ok, method=POST, is_page=False, **(about(name, **more) | fields))


PARTNER = {"pk": lambda world: world.partner.pk}
STELLE = {"post_id": lambda world: world.post.public_id}
KEY = {"data": lambda world: {"submission_key": str(uuid.uuid4())}}

ROWS = [
    Row("funding:application_list", APPLICANT),
    Row("funding:application_new", APPLICANT),
    Row("funding:application_create", APPLICANT, ok=422, method=POST, is_page=False, **KEY),
    Row("funding:application", APPLICANT, id="funding:application draft", **about("draft")),
    Row("funding:application", APPLICANT | OFFICE, id="funding:application submitted", **about("submitted")),
    form("draft", "funding:partner_add"),
    Row("funding:partner_removal", APPLICANT, **about("draft", **PARTNER)),
    form("draft", "funding:partner_remove", ok=302, more=PARTNER),
    Row("funding:post_new", APPLICANT, **about("draft")),
    form("draft", "funding:post_create", **KEY),
    Row("funding:post_edit", APPLICANT, **about("draft", **STELLE)),
    form("draft", "funding:post_save", more=STELLE),
    Row("funding:post_removal", APPLICANT, **about("draft", **STELLE)),
    form("draft", "funding:post_remove", ok=302, more=STELLE),
    Row("funding:contribution", APPLICANT, **about("draft")),
    form("draft", "funding:contribution_save"),
    Row("funding:consent", APPLICANT, **about("invited")),
    form("invited", "funding:consent_give"),
    Row("funding:submission", APPLICANT, **about("draft")),
    form("draft", "funding:submit"),
    Row("funding:withdrawal", APPLICANT, sees=OFFICE, **about("submitted")),
    form("draft", "funding:withdraw", ok=302),
    Row("funding:review_list", OFFICE),
    Row("funding:review", OFFICE, sees=APPLICANT, **about("submitted")),
    form("submitted", "funding:take", ok=302, allowed=OFFICE, sees=APPLICANT),
    Row("funding:decision_new", OFFICE, sees=APPLICANT, **about("in_review")),
    form("in_review", "funding:decision_draft", allowed=OFFICE, sees=APPLICANT),
    Row("funding:approval", DECIDER, sees=APPLICANT | OFFICE, **about("drafted")),
    form("drafted", "funding:approve", ok=302, allowed=DECIDER, sees=APPLICANT | OFFICE),
    form("drafted", "funding:return_draft", allowed=DECIDER, sees=APPLICANT | OFFICE),
    form("decided", "funding:bescheid_retry", ok=302, allowed=OFFICE, sees=APPLICANT),
    Row("funding:decision_list", OFFICE),
    Row("funding:bescheid", APPLICANT | OFFICE, is_page=False, **about("decision")),
]
