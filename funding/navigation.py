from funding import queries
from pik.accounts.enums import Role
from pik.core.navigation import NavItem, register

APPLICANT = frozenset({Role.ANTRAGSTELLUNG.value})
AUTHORITY = frozenset({Role.RP_SACHBEARBEITUNG.value, Role.RP_ENTSCHEIDUNG.value})

register(
    NavItem(
        "Anträge",
        "funding:application_list",
        "file",
        order=10,
        roles=APPLICANT,
        waiting=queries.consents_asked,
        section="/foerderung/antraege/",
    ),
    NavItem(
        "Prüfliste",
        "funding:review_list",
        "checklist",
        order=10,
        roles=AUTHORITY,
        waiting=queries.applications_waiting,
        section="/foerderung/pruefliste/",
    ),
    NavItem("Bescheide", "funding:decision_list", "stamp", order=20, roles=AUTHORITY),
)
