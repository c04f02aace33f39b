from django.urls import include, path

from pik.accounts import views

app_name = "accounts"
urlpatterns = [
    path("", include("pik.accounts.signing_in.urls")),
    path("rolle-wechseln/", views.switch_membership, name="switch_membership"),
    path("organisation/mitarbeitende/", views.member_list, name="member_list"),
    path("organisation/mitarbeitende/<int:pk>/beenden/", views.membership_end, name="membership_end"),
    path(
        "organisation/mitarbeitende/<int:pk>/beenden/speichern/", views.membership_end_save, name="membership_end_save"
    ),
    path("datenschutz/felder/", views.declaration_list, name="declaration_list"),
    path("organisationen/", views.organisation_list, name="organisation_list"),
]
