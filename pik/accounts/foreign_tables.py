"""Tables that libraries bring along, declared for data protection by us.

A library that is not installed has no table, so a line too many is no fault here; a table or a field without
a line is one, as with our own.
"""

from __future__ import annotations

from functools import partial

from pik.accounts.datenschutz import SIGN_IN, USER
from pik.core.declarations import DELETE, HISTORY, OPERATION, TRACE, Category, declare, keep, line

declare_foreign = partial(declare, is_foreign=True)

NO_PERSON = keep("Kein Personenbezug; gehört zur Software.")
GOES_WITH_HISTORY = keep(
    "Gehört zu Änderungen an Datensätzen, die weiter bestehen, und geht mit der letzten von ihnen; der Zugang, "
    "dessen Nummer darin steht, enthält dann keinen Namen mehr."
)

# --- Django -------------------------------------------------------------------------------------

declare_foreign(
    "migrations.Migration",
    None,
    line("id app name applied", Category.TECHNICAL, OPERATION, NO_PERSON),
    name="ausgeführte Änderung des Datenmodells",
)
declare_foreign(
    "contenttypes.ContentType",
    None,
    line("id app_label model", Category.TECHNICAL, OPERATION, NO_PERSON),
    name="Verzeichnis der Tabellen",
)
declare_foreign(
    "auth.Permission",
    None,
    line("id name content_type codename", Category.TECHNICAL, OPERATION, NO_PERSON),
    name="Berechtigung (ungenutzt)",
)
declare_foreign(
    "auth.Group", None, line("id name", Category.TECHNICAL, OPERATION, NO_PERSON), name="Gruppe (ungenutzt)"
)
declare_foreign(
    "auth.Group_permissions",
    None,
    line("id group permission", Category.TECHNICAL, OPERATION, NO_PERSON),
    name="Berechtigung einer Gruppe (ungenutzt)",
)
declare_foreign(
    "sessions.Session",
    USER.named_in("session_data", "Der Inhalt der Sitzung nennt die Nummer des Zugangs."),
    line("session_key session_data expire_date", Category.ACCESS, SIGN_IN, DELETE),
    name="Sitzung",
)

# --- Field history ------------------------------------------------------------------------------

declare_foreign(
    "pghistory.Context",
    USER.named_in("metadata", "Die Angaben zur Änderung nennen die Nummer des Zugangs."),
    line("id", Category.TECHNICAL, HISTORY, GOES_WITH_HISTORY),
    line("created_at updated_at metadata", Category.LOG, TRACE, GOES_WITH_HISTORY),
    name="Umstände einer Änderung",
)

# --- Signing in (django-allauth) ----------------------------------------------------------------

declare_foreign(
    "account.EmailAddress",
    USER.by("user"),
    line("id user", Category.TECHNICAL, SIGN_IN, DELETE),
    line("email verified primary", Category.CONTACT, SIGN_IN, DELETE),
    name="E-Mail-Adresse eines Zugangs",
)
declare_foreign(
    "account.EmailConfirmation",
    USER.by("email_address__user"),
    line("id email_address created sent key", Category.ACCESS, SIGN_IN, DELETE),
    name="Bestätigung einer E-Mail-Adresse",
)
declare_foreign(
    "mfa.Authenticator",
    USER.by("user"),
    line("id user type data created_at last_used_at", Category.ACCESS, SIGN_IN, DELETE),
    name="zweiter Faktor",
)
declare_foreign(
    "socialaccount.SocialApp",
    None,
    line("id provider provider_id name client_id secret key settings", Category.TECHNICAL, SIGN_IN, NO_PERSON),
    name="Anmeldedienst in der Form der Bibliothek (leer)",
)
declare_foreign(
    "socialaccount.SocialAccount",
    USER.by("user"),
    line("id user provider uid last_login date_joined", Category.ACCESS, SIGN_IN, DELETE),
    line("extra_data", Category.CONTACT, SIGN_IN, DELETE),
    name="Zugang bei einem Anmeldedienst",
)
declare_foreign(
    "socialaccount.SocialToken",
    USER.by("account__user"),
    line("id app account token token_secret expires_at", Category.ACCESS, SIGN_IN, DELETE),
    name="Schlüssel eines Anmeldedienstes",
)
declare_foreign(
    "usersessions.UserSession",
    USER.by("user"),
    line("id user created_at ip last_seen_at session_key user_agent data", Category.ACCESS, SIGN_IN, DELETE),
    name="angemeldetes Gerät",
)
