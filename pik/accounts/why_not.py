"""„Warum kann ich das nicht?“: which role may, in which scope, and who that is here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pik.accounts.enums import OrganisationKind, Role
from pik.accounts.models import Membership, Organisation
from pik.accounts.permissions import PERMISSIONS

#: How many people a sentence names; the rest are counted.
MOST_NAMES = 6

#: What each permission is about, to be read after „Sie wollten“; a test holds the list complete.
LABELS: Mapping[str, str] = {
    "accounts.view_members": "die Mitarbeitenden ansehen",
    "accounts.end_membership": "eine Rolle beenden",
    "accounts.grant_role": "eine Rolle vergeben",
    "accounts.invite_member": "jemanden einladen",
    "accounts.set_sign_in_policy": "festlegen, wie sich alle anmelden",
    "accounts.keep_draft": "einen Entwurf aufbewahren",
    "accounts.view_access_log": "das Zugriffsprotokoll ansehen",
    "accounts.view_declarations": "ansehen, was über wen gespeichert ist",
    "accounts.view_organisations": "die Organisationen ansehen",
    "regulations.view_rule": "das Regelwerk ansehen",
    "regulations.enact_rule": "eine Regel festsetzen",
    "documents.view_job": "einen Druckauftrag ansehen",
    "reminders.finish_reminder": "eine Erinnerung erledigen",
    "cases.view_case": "Fälle ansehen",
    "cases.open_case": "einen Fall anlegen",
    "cases.close_case": "einen Fall abschließen",
    "cases.reopen_case": "einen abgeschlossenen Fall wieder öffnen",
    "cases.admit_case": "jemanden auf die Warteliste setzen oder die Begleitung beginnen",
    "cases.rest_case": "einen Fall ruhen lassen oder fortsetzen",
    "cases.give_lead": "einen Fall an eine andere Person geben",
    "cases.name_deputy": "eine Vertretung für einen Fall eintragen",
    "cases.enter_absence": "eine Abwesenheit eintragen",
    "cases.ask_extension": "eine Verlängerung beantragen",
    "cases.decide_extension": "über eine Verlängerung entscheiden",
    "cases.correct_begin": "den Beginn einer Begleitung berichtigen",
    "cases.edit_person": "Angaben zur Person ändern",
    "cases.edit_plan": "einen Integrationsplan ändern",
    "cases.edit_catalogue": "Katalog, Planvorlagen und Abstand der Fortschreibungen ändern",
    "cases.log_session": "eine Beratung erfassen",
    "cases.correct_session": "eine Beratung berichtigen",
    "cases.plan_appointment": "einen Termin vereinbaren oder absagen",
    "cases.keep_text_block": "eigene Textbausteine pflegen",
    "cases.keep_text_block_of_house": "Textbausteine der Organisation pflegen",
    "cases.finish_follow_up": "eine Wiedervorlage anlegen oder erledigen",
    "cases.print_plan": "einen Integrationsplan drucken",
    "cases.print_data_sheet": "ein Datenblatt zur Prüfung drucken",
    "cases.judge_duplicate": "sagen, ob zwei Akten dieselbe Person meinen",
    "cases.merge_persons": "zwei Personen zusammenführen oder wieder trennen",
    "cases.view_access": "ansehen, wer den Fall angesehen hat",
    "cases.write_sealed_note": "eine versiegelte Notiz schreiben",
    "cases.read_sealed_note": "eine versiegelte Notiz lesen",
    "cases.take_emergency_access": "sich in einem Notfall Zugriff nehmen",
    "cases.watch_emergency_access": "die Notfallzugriffe ansehen",
    "cases.hand_over": "Fälle übergeben",
    "cases.view_offer": "Angebote ansehen",
    "cases.edit_offer": "ein Angebot anlegen oder ändern",
    "cases.refer_person": "in ein Angebot vermitteln",
    "cases.refer_protected": "in ein geschütztes Programm vermitteln",
    "cases.move_referral": "eine Vermittlung weiterführen",
    "cases.view_referral_numbers": "die Zahlen der Vermittlungen ansehen",
    "cases.set_need": "festhalten, wie viel Bedarf ein Fall hat",
    "cases.view_team": "die Auslastung des Teams ansehen",
    "cases.edit_team": "die Einstellungen des Teams ändern",
    "cases.redistribute_cases": "Fälle im Team verteilen",
    "cases.import_cases": "Fälle aus einer Tabelle übernehmen",
    "cases.transfer_case": "einen Fall überleiten",
    "cases.answer_transfer": "eine Überleitung beantworten",
    "cases.share_case": "einen Fall mit einer anderen Stelle teilen",
    "cases.view_share": "ansehen, was eine andere Stelle zeigt",
    "cases.look_up_contact": "nach einer Kontaktkarte fragen",
    "planning.view_planungsrahmen": "einen Planungsrahmen ansehen",
    "planning.upload_head_count": "eine Zählung hochladen",
    "planning.compute_planungsrahmen": "einen Planungsrahmen berechnen",
    "planning.publish_planungsrahmen": "einen Planungsrahmen veröffentlichen",
    "funding.view_application": "einen Antrag ansehen",
    "funding.start_application": "einen Antrag beginnen",
    "funding.edit_application": "einen Antrag ändern",
    "funding.submit_application": "einen Antrag einreichen",
    "funding.withdraw_application": "einen Antrag zurückziehen",
    "funding.give_consent": "einem Antrag zustimmen",
    "funding.take_application": "einen Antrag zur Prüfung übernehmen",
    "funding.draft_decision": "eine Entscheidung entwerfen",
    "funding.approve_decision": "eine Entscheidung freigeben",
    "funding.return_draft": "einen Entwurf zurückgeben",
    "funding.view_bescheid": "einen Bescheid ansehen",
}

_WHERE: Mapping[OrganisationKind, str] = {
    OrganisationKind.LAND: " beim Land",
    OrganisationKind.REGIERUNGSPRAESIDIUM: " beim Regierungspräsidium",
    OrganisationKind.GEMEINDE: " bei der Gemeinde, dem Kreis oder dem freien Träger",
}

#: Names by role, as they stand in one organisation today.
People = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Holder:
    """One role that may, where it may, and who has it there; ``people`` is None where nobody is to be named."""

    role: Role
    where: str  # „, Ladenburg“ or „ beim Land“: the scope, to be read after the role
    people: tuple[str, ...] | None

    def __str__(self) -> str:
        name = f"{self.role.label.split(' (')[0]}{self.where}"
        if self.people is None:
            return name
        return f"{name} ({listed(self.people) or 'zurzeit niemand'})"


@dataclass(frozen=True)
class WhoMay:
    """Who may do what is asked: one ``Holder`` per role of the table."""

    permission: str
    holders: tuple[Holder, ...]

    @property
    def roles(self) -> tuple[Role, ...]:
        return tuple(holder.role for holder in self.holders)

    @property
    def people(self) -> tuple[str, ...]:
        return tuple(name for holder in self.holders for name in holder.people or ())

    @property
    def label(self) -> str:
        """What is asked, after „Sie wollten“."""
        return LABELS[self.permission]

    @property
    def sentence(self) -> str:
        """The answer in one sentence, for a locked button."""
        return f"Das darf: {'; '.join(str(holder) for holder in self.holders)}."


def who_may(
    permission: str, organisation: Organisation, *, viewer: Organisation | None = None, people: People | None = None
) -> WhoMay:
    """Which roles of the table may do ``permission`` about something of ``organisation``, and who has them there.

    ``viewer`` is the organisation of whoever asks, when that is another one: she reads the names of her own
    house only, of any other the role and where it is. ``people`` are those of her house, when a page has them
    already; else they are read, with one query.
    """
    home = viewer or organisation
    known = people_in(home) if people is None else people
    roles = [role for role in Role if role in PERMISSIONS[permission]]
    return WhoMay(permission, tuple(_holder(role, organisation, home, known) for role in roles))


def _holder(role: Role, organisation: Organisation, home: Organisation, people: People) -> Holder:
    place = next((o for o in (organisation, home) if o.kind in role.organisation_kinds), None)
    if place is None:
        kind = next((kind for kind in role.organisation_kinds if kind in _WHERE), OrganisationKind.GEMEINDE)
        return Holder(role, _WHERE[kind], None)
    names = people.get(role, ()) if place.pk == home.pk else None
    return Holder(role, f", {place.name}", names)


def people_in(organisation: Organisation) -> People:
    """Who has which role in ``organisation`` today, by role; one query."""
    rows = (
        Membership.objects.current()
        .filter(organisation=organisation, user__is_active=True)
        .select_related("user")
        .order_by("user__sort_key", "user__pk", "pk")
    )
    found: dict[str, list[str]] = {}
    for row in rows:
        names = found.setdefault(row.role, [])
        if (name := row.user.get_full_name()) not in names:
            names.append(name)
    return {role: tuple(names) for role, names in found.items()}


def listed(names: tuple[str, ...] | list[str]) -> str:
    """Names in a sentence: „A, B und C“; of many the first ones and how many more."""
    shown = list(names[:MOST_NAMES])
    if len(names) > MOST_NAMES:
        return f"{', '.join(shown)} und {len(names) - MOST_NAMES} weitere"
    return " und ".join(filter(None, [", ".join(shown[:-1]), *shown[-1:]]))


def people_of_request(request: Any) -> People:
    """Those of the house of whoever asks, read once per request, however many buttons are locked."""
    if not hasattr(request, "people_of_house"):
        request.people_of_house = people_in(request.membership.organisation)
    people: People = request.people_of_house
    return people


def answer_for(request: Any, permission: str, obj: Any = None) -> WhoMay:
    """The answer for whoever asks now, about ``obj`` (its ``organisation``), or about her own organisation."""
    home = request.membership.organisation
    organisation = getattr(obj, "organisation", None) or home
    return who_may(permission, organisation, viewer=home, people=people_of_request(request))
