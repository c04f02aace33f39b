"""Which role may do what: the one table. Rules of the apps add which *object* (``<app>/rules.py``).

A test holds it complete: each permission that a rule or a transition names stands here, and the other
way round.
"""

from __future__ import annotations

from collections.abc import Mapping

from pik.accounts.enums import Role

EVERYONE = frozenset(Role)
_CASEWORK = frozenset({Role.INTEGRATIONSMANAGER, Role.TEAMLEITUNG})
_MANAGER = frozenset({Role.INTEGRATIONSMANAGER})
_LEAD = frozenset({Role.TEAMLEITUNG})
_APPLICANT = frozenset({Role.ANTRAGSTELLUNG})
_RP = frozenset({Role.RP_SACHBEARBEITUNG, Role.RP_ENTSCHEIDUNG})
_DECIDER = frozenset({Role.RP_ENTSCHEIDUNG})
_PLANNER = frozenset({Role.LANDESPLANUNG})
_ADMINISTRATION = frozenset({Role.ORGANISATIONSVERWALTUNG, Role.SYSTEMVERWALTUNG})

PERMISSIONS: Mapping[str, frozenset[Role]] = {
    # pik.accounts
    "accounts.view_members": frozenset(
        {Role.TEAMLEITUNG, Role.DATENSCHUTZ, Role.ORGANISATIONSVERWALTUNG, Role.SYSTEMVERWALTUNG}
    ),
    "accounts.end_membership": _ADMINISTRATION,
    "accounts.grant_role": _ADMINISTRATION,
    "accounts.invite_member": _ADMINISTRATION,
    "accounts.set_sign_in_policy": frozenset({Role.ORGANISATIONSVERWALTUNG}),
    "accounts.view_organisations": frozenset({Role.SYSTEMVERWALTUNG, Role.LANDESPLANUNG}),
    "accounts.view_declarations": frozenset({Role.DATENSCHUTZ, Role.ORGANISATIONSVERWALTUNG}),
    "accounts.keep_draft": _CASEWORK,  # one's own only; they alone have a key to seal it
    "accounts.view_access_log": frozenset({Role.DATENSCHUTZ}),  # about the data of the own organisation only
    # pik.regulations
    "regulations.view_rule": EVERYONE,
    "regulations.enact_rule": _PLANNER,
    # pik.documents
    "documents.view_job": EVERYONE,  # one's own orders only
    # pik.reminders
    "reminders.finish_reminder": EVERYONE,  # one's own only
    # cases
    "cases.view_case": _CASEWORK,
    "cases.open_case": _CASEWORK,
    "cases.close_case": _CASEWORK,
    "cases.reopen_case": _LEAD,
    "cases.admit_case": _CASEWORK,  # the waiting list, and beginning support
    "cases.rest_case": _CASEWORK,
    "cases.give_lead": _CASEWORK,  # one's own; the Teamleitung anybody's of the team
    "cases.name_deputy": _CASEWORK,  # of these the Teamleitung, and who leads the case
    "cases.enter_absence": _CASEWORK,  # one's own; the Teamleitung anybody's of the team
    "cases.ask_extension": _CASEWORK,  # of these the Teamleitung, and who acts for the case
    "cases.decide_extension": _LEAD,  # never one's own
    "cases.correct_begin": _LEAD,
    "cases.edit_person": _CASEWORK,
    "cases.edit_plan": _CASEWORK,
    "cases.edit_catalogue": _LEAD,
    "cases.log_session": _MANAGER,
    "cases.correct_session": _MANAGER,  # of these the author, and who acts for the case
    "cases.plan_appointment": _CASEWORK,
    "cases.keep_text_block": _CASEWORK,  # one's own
    "cases.keep_text_block_of_house": _LEAD,
    "cases.finish_follow_up": _CASEWORK,
    "cases.print_plan": _CASEWORK,
    "cases.print_data_sheet": _CASEWORK,
    "cases.hand_over": _CASEWORK,  # one's own; the Teamleitung anybody's of the team
    "cases.judge_duplicate": _CASEWORK,
    "cases.merge_persons": _LEAD,
    "cases.set_need": _CASEWORK,
    "cases.view_team": _LEAD,
    "cases.edit_team": _LEAD,
    "cases.redistribute_cases": _LEAD,
    "cases.import_cases": _LEAD,
    "cases.transfer_case": _CASEWORK,
    "cases.answer_transfer": _CASEWORK,  # those that came to the own organisation
    "cases.share_case": _CASEWORK,
    "cases.view_share": _CASEWORK,  # what others show to the own organisation
    "cases.look_up_contact": _CASEWORK,
    "cases.view_access": _CASEWORK,  # of these the Teamleitung, and who leads the case
    "cases.write_sealed_note": _CASEWORK,
    "cases.read_sealed_note": _CASEWORK,  # which of them: cases/rules.py
    "cases.take_emergency_access": _CASEWORK,
    "cases.watch_emergency_access": frozenset({Role.DATENSCHUTZ}),
    "cases.view_offer": _CASEWORK | _PLANNER,  # one's own, and what an organisation above shares
    "cases.edit_offer": _CASEWORK | _PLANNER,  # those of one's own organisation
    "cases.refer_person": _CASEWORK,
    "cases.refer_protected": _CASEWORK,  # of these who leads the case or is its deputy
    "cases.move_referral": _CASEWORK,  # a protected one as above
    "cases.view_referral_numbers": _CASEWORK,
    # planning
    "planning.view_planungsrahmen": EVERYONE,  # the published ones; drafts belong to the Land
    "planning.upload_head_count": _PLANNER,
    "planning.compute_planungsrahmen": _PLANNER,
    "planning.publish_planungsrahmen": _PLANNER,
    # funding
    "funding.view_application": _APPLICANT | _RP,
    "funding.start_application": _APPLICANT,
    "funding.edit_application": _APPLICANT,
    "funding.submit_application": _APPLICANT,
    "funding.withdraw_application": _APPLICANT,
    "funding.give_consent": _APPLICANT,
    "funding.take_application": _RP,
    "funding.draft_decision": _RP,
    "funding.approve_decision": _DECIDER,
    "funding.return_draft": _DECIDER,
    "funding.view_bescheid": _APPLICANT | _RP,
}
