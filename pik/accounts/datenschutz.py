"""What the accounts store, declared for data protection (see pik/core/declarations.py)."""

from __future__ import annotations

from pik.core.declarations import (
    DELETE,
    DEMONSTRATION,
    ITSELF,
    LINK,
    TRACE,
    Category,
    Subject,
    anonymise,
    declare,
    keep,
    line,
)

#: Somebody who signs in.
USER = Subject("Person mit Zugang", "accounts.User")

SIGN_IN = "Ermöglicht die Anmeldung und schützt den Zugang vor Fremden."
STAFF_NAME = "Nennt die Person in der Zusammenarbeit und an den Vorgängen, die sie bearbeitet."
DUTIES = "Legt fest, wer in welcher Organisation was darf."
CONFIDENCE = "Zeigt, ob eine Person durch ihren Beruf zur Verschwiegenheit verpflichtet ist."
INVITE = "Lädt jemanden ein, der in einer Organisation mitarbeiten soll, und zeigt, was daraus wurde."
SEAL = "Versiegelt, was nur wenige lesen dürfen."
WATCH = "Weist nach, wer wann Daten einer Person angesehen, gesucht oder mitgenommen hat."
DRAFT = "Bewahrt, was jemand in ein Formular getippt und noch nicht gespeichert hat, vor dem Verlust."
TREE = "Bildet Land, Regierungspräsidien, Kreise, Gemeinden und freie Träger ab."

#: A reference to somebody who left: her row stays, without her name.
NAMELESS = anonymise("Der Verweis führt auf einen Zugang, aus dem Name und E-Mail-Adresse entfernt sind.")
ACCOUNT_STAYS = keep(
    "An dem Zugang hängen Vorgänge, die ohne ihn nicht mehr zusammenpassen; er enthält keinen Namen mehr."
)
WHO_COULD = keep(
    "Ein Vorgang bleibt nur prüfbar, wenn feststeht, wer damals welche Rolle hatte; der Name ist entfernt."
)
OF_THE_ORGANISATION = keep("Angabe der Organisation, kein Personenbezug.")
PUBLIC_DATA = keep("Öffentliche Angabe, kein Personenbezug.")

declare(
    "accounts.User",
    USER.by(ITSELF),
    line("id", Category.TECHNICAL, LINK, ACCOUNT_STAYS),
    line("first_name last_name", Category.MASTER, STAFF_NAME, anonymise("„Ehemalige Person mit Zugang“.")),
    line("sort_key", Category.MASTER, STAFF_NAME, anonymise("Der Schlüssel des Ersatznamens.")),
    line(
        "email", Category.CONTACT, SIGN_IN, anonymise("Eine erfundene Adresse, an die nichts zugestellt werden kann.")
    ),
    line("password last_login", Category.ACCESS, SIGN_IN, DELETE),
    line("is_active", Category.ACCESS, SIGN_IN, keep("Ein gelöschter Zugang bleibt gesperrt.")),
    line("profession", Category.STAFF, CONFIDENCE, DELETE),
    line("date_joined", Category.ACCESS, TRACE, ACCOUNT_STAYS),
    line("is_demo", Category.TECHNICAL, DEMONSTRATION, ACCOUNT_STAYS),
)

declare(
    "accounts.Membership",
    USER.by("user"),
    line("id", Category.TECHNICAL, LINK, WHO_COULD),
    line("user organisation role starts_on ends_on", Category.STAFF, DUTIES, WHO_COULD),
)

declare(
    "accounts.Organisation",
    None,
    line("id sort_key search_key", Category.TECHNICAL, LINK, PUBLIC_DATA),
    line("kind name official_name ags kreis_key parent population address", Category.PUBLIC, TREE, PUBLIC_DATA),
    line("is_invented", Category.TECHNICAL, DEMONSTRATION, PUBLIC_DATA),
    line("requires_second_factor", Category.TECHNICAL, SIGN_IN, PUBLIC_DATA),
)

declare(
    "accounts.SignIn",
    USER.by("user"),
    line("id", Category.TECHNICAL, LINK, DELETE),
    line("user session_key method device address started_at", Category.ACCESS, SIGN_IN, DELETE),
)

declare(
    "accounts.IdentityProvider",
    None,
    line("id public_id organisation", Category.TECHNICAL, LINK, OF_THE_ORGANISATION),
    line("name issuer client_id sealed_secret is_active", Category.TECHNICAL, SIGN_IN, OF_THE_ORGANISATION),
)

declare(
    "accounts.MembershipChange",
    USER.by("membership__user"),
    line("id membership", Category.TECHNICAL, LINK, WHO_COULD),
    line("name ends_on happened_at", Category.LOG, DUTIES, WHO_COULD),
    line("actor", Category.LOG, TRACE, NAMELESS, answers=USER.by("actor")),
    line("actor_label", Category.LOG, TRACE, WHO_COULD, answers=USER.by("actor")),
)

#: Somebody who is asked to join and has no access yet.
INVITED = Subject("Eingeladene Person").named_in("email", "gefunden über die E-Mail-Adresse")

declare(
    "accounts.Invitation",
    INVITED,
    line("id organisation", Category.TECHNICAL, LINK, DELETE),
    line("email", Category.CONTACT, INVITE, DELETE),
    line("first_name last_name", Category.MASTER, INVITE, DELETE),
    line("profession role", Category.STAFF, INVITE, DELETE),
    line("token_hash expires_at invited_at unsent_at withdrawn_at accepted_at", Category.ACCESS, INVITE, DELETE),
    line("accepted_by", Category.ACCESS, INVITE, DELETE, answers=USER.by("accepted_by")),
    line("invited_by invited_by_label", Category.LOG, TRACE, DELETE, answers=USER.by("invited_by")),
)

#: The log proves what happened only as long as no row of it goes.
_CHAINED = keep("Jeder Eintrag sichert den davor; die Monate des Protokolls gehen nur im Ganzen.")
_LOOKED = USER.named_in("user_id", "Der Eintrag trägt den Schlüssel des Zugangs.")

declare(
    "accounts.AccessEntry",
    _LOOKED,
    line("position digest", Category.TECHNICAL, WATCH, _CHAINED),
    line("logged_at happened_at user_id user_label role actor_organisation_id", Category.LOG, WATCH, _CHAINED),
    line("kind page url_name", Category.LOG, WATCH, _CHAINED),
    line("organisation_id subject_kind subject_id subject_label", Category.LOG, WATCH, _CHAINED),
    # What somebody searched for can be a name.
    line(
        "detail",
        Category.FREE_TEXT,
        WATCH,
        _CHAINED,
        protection="Sichtbar allein für Datenschutz der Organisation, deren Daten es sind.",
    ),
)
declare(
    "accounts.AccessSeal",
    None,
    line("day last_position last_digest entry_count seal sealed_at", Category.TECHNICAL, WATCH, _CHAINED),
)
declare(
    "accounts.OrganisationKey",
    None,
    line("id organisation number", Category.TECHNICAL, LINK, OF_THE_ORGANISATION),
    line("wrapped master_key_number created_at retired_at", Category.TECHNICAL, SEAL, OF_THE_ORGANISATION),
)

declare(
    "accounts.Draft",
    USER.by("user"),
    line("id organisation user form key key_number", Category.TECHNICAL, LINK, DELETE),
    line("about saved_at", Category.TECHNICAL, DRAFT, DELETE),
    line(
        "sealed",
        Category.FREE_TEXT,
        DRAFT,
        DELETE,
        protection=(
            "Versiegelt (AES-GCM, Schlüssel außerhalb der Datenbank); sichtbar allein für die Person, die schreibt. "
            "Geht mit dem Speichern des Formulars, sonst nach 14 Tagen."
        ),
    ),
)
