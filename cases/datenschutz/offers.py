"""Offers and referrals, declared for data protection."""

from __future__ import annotations

from cases.datenschutz.vocabulary import CASEWORK_ONLY, CLIENT, COUNSEL, COUNT, NAME_IN_FILE, OF_CASE, STAFF_OF_FILE
from pik.accounts.datenschutz import PUBLIC_DATA, USER
from pik.core.declarations import DELETE, DEMONSTRATION, LINK, TRACE, Category, anonymise, declare, line

DIRECTORY = "Nennt Klient:innen und Beratenden, welche Angebote es gibt und wen sie dort erreichen."
PASSED_ON = "Hält fest, welche Angaben mit Einwilligung an den Anbieter gingen."
#: Rows of protected programmes are fewer people's than all others (docs/adr/0013).
PROTECTED = (
    f"{CASEWORK_ONLY} Vermittlungen in geschützte Programme (BW schützt!, INTURO, Beratung für queere Geflüchtete) "
    "sehen allein die zuständige Person und ihre Vertretung; sie stehen in keiner Liste, Auswertung und Ausgabe."
)
CHECKER = anonymise("Endet der Zugang, so führt der Verweis auf einen Zugang ohne Namen.")

declare(
    "cases.Offer",
    None,
    line("id public_id organisation sort_key", Category.TECHNICAL, LINK, PUBLIC_DATA),
    line("kind title provider description target_group life_areas", Category.PUBLIC, DIRECTORY, PUBLIC_DATA),
    line("place address languages times is_free cost search_words", Category.PUBLIC, DIRECTORY, PUBLIC_DATA),
    line("has_childcare is_accessible accessibility", Category.PUBLIC, DIRECTORY, PUBLIC_DATA),
    line("places_total places_elsewhere valid_until is_shared", Category.PUBLIC, DIRECTORY, PUBLIC_DATA),
    line("contact_office contact_phone contact_mail contact_web", Category.PUBLIC, DIRECTORY, PUBLIC_DATA),
    line("checked_on created_at", Category.LOG, TRACE, PUBLIC_DATA),
    line("checked_by", Category.LOG, TRACE, CHECKER, answers=USER.by("checked_by")),
    line("is_invented", Category.TECHNICAL, DEMONSTRATION, PUBLIC_DATA),
)
declare(
    "cases.Referral",
    OF_CASE,
    line("id public_id organisation case session step sealed_note", Category.TECHNICAL, LINK, DELETE),
    line("offer is_protected", Category.COUNSELLING, COUNSEL, DELETE, protection=PROTECTED),
    line("status referred_on waiting_at accepted_on starts_on ended_on", Category.PROCEDURE, COUNT, DELETE),
    line("reason result result_detail note", Category.COUNSELLING, COUNSEL, DELETE, protection=PROTECTED),
    line("passed_on consented_on", Category.PROCEDURE, PASSED_ON, DELETE),
    line("referred_by", Category.LOG, TRACE, STAFF_OF_FILE, answers=USER.by("referred_by")),
)
declare(
    "cases.ReferralTransition",
    CLIENT.by("subject__case__person"),
    line("id organisation subject", Category.TECHNICAL, LINK, DELETE),
    line("name source target happened_at", Category.LOG, TRACE, DELETE),
    line("actor", Category.LOG, TRACE, STAFF_OF_FILE, answers=USER.by("actor")),
    line("actor_label", Category.LOG, TRACE, NAME_IN_FILE, answers=USER.by("actor")),
    line("comment", Category.FREE_TEXT, TRACE, DELETE, protection=PROTECTED),
)
