from django.urls import include, path

from funding.views import applications, approval, consent, posts, review

app_name = "funding"

application = [
    path("", applications.application, name="application"),
    path("partner/", applications.partner_add, name="partner_add"),
    path("partner/<int:pk>/", applications.partner_removal, name="partner_removal"),
    path("partner/<int:pk>/entfernen/", applications.partner_remove, name="partner_remove"),
    path("stellen/neu/", posts.post_new, name="post_new"),
    path("stellen/anlegen/", posts.post_create, name="post_create"),
    path("stellen/<pid:post_id>/", posts.post_edit, name="post_edit"),
    path("stellen/<pid:post_id>/speichern/", posts.post_save, name="post_save"),
    path("stellen/<pid:post_id>/streichung/", posts.post_removal, name="post_removal"),
    path("stellen/<pid:post_id>/streichen/", posts.post_remove, name="post_remove"),
    path("eigenbeitrag/", posts.contribution, name="contribution"),
    path("eigenbeitrag/speichern/", posts.contribution_save, name="contribution_save"),
    path("zustimmung/", consent.consent, name="consent"),
    path("zustimmung/geben/", consent.consent_give, name="consent_give"),
    path("pruefen/", applications.submission, name="submission"),
    path("einreichen/", applications.submit, name="submit"),
    path("ruecknahme/", applications.withdrawal, name="withdrawal"),
    path("zuruecknehmen/", applications.withdraw, name="withdraw"),
]
desk = [
    path("", review.review, name="review"),
    path("uebernehmen/", review.take, name="take"),
    path("entscheidung/", review.decision_new, name="decision_new"),
    path("entscheidung/entwerfen/", review.decision_draft, name="decision_draft"),
    path("freigabe/", approval.approval, name="approval"),
    path("freigabe/erteilen/", approval.approve, name="approve"),
    path("freigabe/zurueckgeben/", approval.return_draft, name="return_draft"),
    path("bescheid/erneut/", approval.bescheid_retry, name="bescheid_retry"),
]
urlpatterns = [
    path("antraege/", applications.application_list, name="application_list"),
    path("antraege/neu/", applications.application_new, name="application_new"),
    path("antraege/anlegen/", applications.application_create, name="application_create"),
    path("antraege/<pid:public_id>/", include(application)),
    path("pruefliste/", review.review_list, name="review_list"),
    path("pruefliste/<pid:public_id>/", include(desk)),
    path("bescheide/", approval.decision_list, name="decision_list"),
    path("bescheide/<pid:public_id>/", approval.bescheid, name="bescheid"),
]
