"""All addresses. Paths are German, names English."""

from django.urls import include, path, register_converter

from pik.core import health, views
from pik.core.public_ids import PublicIdConverter

register_converter(PublicIdConverter, "pid")

from pik.accounts.signing_in.views import provider  # noqa: E402

urlpatterns = [
    path("", views.home, name="home"),
    path("hilfe/", views.help_page, name="help"),
    path("bausteine/", views.components, name="components"),
    path("healthz", health.healthz, name="healthz"),
    # Its name is allauth's: there it looks for the way back from a sign-in service.
    path(
        "anmelden/anmeldedienst/<pid:provider_id>/zurueck/",
        provider.provider_return,
        name="openid_connect_callback",
    ),
    path("", include("pik.accounts.urls")),
    path("regelwerk/", include("pik.regulations.urls")),
    path("dokumente/", include("pik.documents.urls")),
    path("erinnerungen/", include("pik.reminders.urls")),
    path("", include("cases.urls")),
    path("planung/", include("planning.urls")),
    path("foerderung/", include("funding.urls")),
]

handler403 = "pik.accounts.refusals.permission_denied"
