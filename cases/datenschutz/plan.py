"""The Integrationsplan, declared for data protection: assessment, goals, Fassungen, catalogue."""

from __future__ import annotations

from cases.datenschutz.vocabulary import (
    CASEWORK_ONLY,
    CLIENT,
    COUNSEL,
    FAMILY,
    NAME_IN_FILE,
    OF_CASE,
    STAFF_OF_FILE,
)
from pik.accounts.datenschutz import PUBLIC_DATA, USER
from pik.core.declarations import DELETE, LINK, TRACE, Category, declare, line

PROOF = "Hält fest, was gemeinsam vereinbart wurde und wer dem zugestimmt hat."
WORDS = "Schlägt Formulierungen vor; in ihnen steht keine Person."

declare(
    "cases.Integrationsplan",
    OF_CASE,
    line("id organisation case", Category.TECHNICAL, LINK, DELETE),
    line("next_review_on", Category.PROCEDURE, COUNSEL, DELETE),
    line("created_at", Category.LOG, TRACE, DELETE),
    line("created_by", Category.LOG, TRACE, STAFF_OF_FILE, answers=USER.by("created_by")),
)
declare(
    "cases.PlanMember",
    CLIENT.by("person"),
    line("id organisation plan person", Category.TECHNICAL, LINK, DELETE),
    line("joined_on left_on", Category.FAMILY, FAMILY, DELETE),
)
declare(
    "cases.Goal",
    CLIENT.by("plan__case__person"),
    line("id organisation plan catalogue_key", Category.TECHNICAL, LINK, DELETE),
    line("life_area title criterion outcome_reason", Category.COUNSELLING, COUNSEL, DELETE, protection=CASEWORK_ONLY),
    line("due_on priority progress reviewed_at", Category.PROCEDURE, COUNSEL, DELETE),
    line("created_at", Category.LOG, TRACE, DELETE),
)
declare(
    "cases.Step",
    CLIENT.by("goal__plan__case__person"),
    line("id organisation goal catalogue_key", Category.TECHNICAL, LINK, DELETE),
    line("text owner_name dropped_because", Category.COUNSELLING, COUNSEL, DELETE, protection=CASEWORK_ONLY),
    line(
        "owner due_on done_on done_in agreed_in offer dropped_on postponed_count", Category.PROCEDURE, COUNSEL, DELETE
    ),
)
declare(
    "cases.PlanPrint",
    CLIENT.by("plan__case__person"),
    line("id organisation plan fassung job", Category.TECHNICAL, LINK, DELETE),
    line("created_at", Category.LOG, TRACE, DELETE),
)
declare(
    "cases.Assessment",
    CLIENT.by("plan__case__person"),
    line("id organisation plan", Category.TECHNICAL, LINK, DELETE),
    line("assessed_on", Category.PROCEDURE, COUNSEL, DELETE),
    line("created_at", Category.LOG, TRACE, DELETE),
    line("created_by", Category.LOG, TRACE, STAFF_OF_FILE, answers=USER.by("created_by")),
)
declare(
    "cases.AreaRating",
    CLIENT.by("assessment__plan__case__person"),
    line("id organisation assessment", Category.TECHNICAL, LINK, DELETE),
    # One of the eleven areas is health: the form asks for what is needed and points to the sealed note.
    line("life_area level situation resources wishes", Category.HEALTH, COUNSEL, DELETE, protection=CASEWORK_ONLY),
)
declare(
    "cases.Fassung",
    CLIENT.by("plan__case__person"),
    line("id public_id organisation plan number assessment sha256", Category.TECHNICAL, LINK, DELETE),
    line("agreed_on next_review_on", Category.PROCEDURE, PROOF, DELETE),
    line("people_present interpreter_name", Category.COUNSELLING, PROOF, DELETE, protection=CASEWORK_ONLY),
    line("interpreter_language interpreter_quality", Category.LANGUAGE, PROOF, DELETE),
    line("content", Category.HEALTH, PROOF, DELETE, protection=CASEWORK_ONLY),
    line("created_at", Category.LOG, TRACE, DELETE),
    line("created_by", Category.LOG, TRACE, STAFF_OF_FILE, answers=USER.by("created_by")),
    line("author_label", Category.LOG, TRACE, NAME_IN_FILE, answers=USER.by("created_by")),
)
declare(
    "cases.FassungSignature",
    CLIENT.by("fassung__plan__case__person"),
    line("id public_id organisation fassung", Category.TECHNICAL, LINK, DELETE),
    line("name role", Category.MASTER, PROOF, DELETE),
    line("drawing scan", Category.COUNSELLING, PROOF, DELETE, protection=CASEWORK_ONLY),
    line("kind scan_type signed_at", Category.LOG, PROOF, DELETE),
    line("recorded_by", Category.LOG, TRACE, STAFF_OF_FILE, answers=USER.by("recorded_by")),
)
declare(
    "cases.CatalogueGoal",
    None,
    line("id public_id organisation key", Category.TECHNICAL, LINK, PUBLIC_DATA),
    line("life_area title criterion position retired_at created_at", Category.PUBLIC, WORDS, PUBLIC_DATA),
)
declare(
    "cases.CatalogueStep",
    None,
    line("id organisation goal key", Category.TECHNICAL, LINK, PUBLIC_DATA),
    line("text owner owner_name position", Category.PUBLIC, WORDS, PUBLIC_DATA),
)
declare(
    "cases.PlanTemplate",
    None,
    line("id public_id organisation key", Category.TECHNICAL, LINK, PUBLIC_DATA),
    line("name description position retired_at created_at", Category.PUBLIC, WORDS, PUBLIC_DATA),
)
declare(
    "cases.TemplateGoal",
    None,
    line("id organisation template catalogue_key", Category.TECHNICAL, LINK, PUBLIC_DATA),
    line("life_area title criterion due_in due_unit position", Category.PUBLIC, WORDS, PUBLIC_DATA),
)
declare(
    "cases.TemplateStep",
    None,
    line("id organisation goal catalogue_key", Category.TECHNICAL, LINK, PUBLIC_DATA),
    line("text owner owner_name due_in due_unit position", Category.PUBLIC, WORDS, PUBLIC_DATA),
)
declare(
    "cases.ReviewInterval",
    USER.by("changed_by"),
    line("id organisation", Category.TECHNICAL, LINK, PUBLIC_DATA),
    line("months", Category.PROCEDURE, COUNSEL, PUBLIC_DATA),
    line("changed_at changed_by", Category.LOG, TRACE, STAFF_OF_FILE),
)
