from django.urls import path

from pik.accounts import access_views, views

app_name = "accounts"
urlpatterns = [
    path("anmelden/", views.sign_in, name="sign_in"),
    path("anmelden/pruefen/", views.sign_in_check, name="sign_in_check"),
    path("abmelden/", views.sign_out, name="sign_out"),
    path("rolle-wechseln/", views.switch_membership, name="switch_membership"),
    path("organisation/mitarbeitende/", views.member_list, name="member_list"),
    path("organisation/mitarbeitende/<int:pk>/beenden/", views.membership_end, name="membership_end"),
    path(
        "organisation/mitarbeitende/<int:pk>/beenden/speichern/", views.membership_end_save, name="membership_end_save"
    ),
    path("datenschutz/zugriffe/", access_views.access_log, name="access_log"),
    path("datenschutz/zugriffe/export/", access_views.access_export, name="access_export"),
    path("organisationen/", views.organisation_list, name="organisation_list"),
]
