from django.urls import include, path

from pik.accounts import access_views, draft_views, invitation_views, member_views, views

app_name = "accounts"
urlpatterns = [
    path("", include("pik.accounts.signing_in.urls")),
    path("rolle-wechseln/", views.switch_membership, name="switch_membership"),
    path("entwuerfe/<slug:form>/<slug:about>/", draft_views.draft_save, name="draft_save"),
    path("entwuerfe/<slug:form>/<slug:about>/verwerfen/", draft_views.draft_discard, name="draft_discard"),
    path("organisation/mitarbeitende/", member_views.member_list, name="member_list"),
    path("organisation/mitarbeitende/<int:pk>/", member_views.member, name="member"),
    path("organisation/mitarbeitende/<int:pk>/rolle/", member_views.role_grant, name="role_grant"),
    path("organisation/mitarbeitende/<int:pk>/rolle/speichern/", member_views.role_grant_save, name="role_grant_save"),
    path("organisation/mitarbeitende/<int:pk>/beenden/", member_views.membership_end, name="membership_end"),
    path(
        "organisation/mitarbeitende/<int:pk>/beenden/speichern/",
        member_views.membership_end_save,
        name="membership_end_save",
    ),
    path("organisation/einladungen/", invitation_views.invitation_list, name="invitation_list"),
    path("organisation/einladungen/neu/", invitation_views.invitation_new, name="invitation_new"),
    path("organisation/einladungen/anlegen/", invitation_views.invitation_create, name="invitation_create"),
    path("organisation/einladungen/<int:pk>/", invitation_views.invitation_detail, name="invitation_detail"),
    path("organisation/einladungen/<int:pk>/senden/", invitation_views.invitation_resend, name="invitation_resend"),
    path("organisation/einladungen/<int:pk>/link/", invitation_views.invitation_link, name="invitation_link"),
    path(
        "organisation/einladungen/<int:pk>/zurueckziehen/",
        invitation_views.invitation_withdraw,
        name="invitation_withdraw",
    ),
    # The code of an invitation stands behind the „#“ of the address: it never reaches a server in a path.
    path("einladung/", invitation_views.invitation, name="invitation"),
    path("einladung/oeffnen/", invitation_views.invitation_open, name="invitation_open"),
    path("einladung/annehmen/", invitation_views.invitation_accept, name="invitation_accept"),
    path("einladung/beitreten/", invitation_views.invitation_join, name="invitation_join"),
    path("datenschutz/felder/", views.declaration_list, name="declaration_list"),
    path("datenschutz/zugriffe/", access_views.access_log, name="access_log"),
    path("datenschutz/zugriffe/export/", access_views.access_export, name="access_export"),
    path("organisationen/", views.organisation_list, name="organisation_list"),
]
