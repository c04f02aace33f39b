from django.urls import path

from cases.imports.urls import urlpatterns as import_urls
from cases.lifecycle import urls as lifecycle
from cases.offers.urls import urlpatterns as offers
from cases.people.urls import urlpatterns as people
from cases.plan.urls import urlpatterns as plan_urls
from cases.search import urls as search
from cases.sessions.urls import urlpatterns as session_urls
from cases.team.urls import urlpatterns as team_urls
from cases.transfer.urls import urlpatterns as transfer_urls
from cases.views import case, day, looks, opening, printing, sealed

app_name = "cases"
urlpatterns = [
    *offers,
    *lifecycle.urlpatterns,
    *people,
    *search.urlpatterns,
    *session_urls,
    path("wiedervorlagen/", day.follow_up_list, name="follow_up_list"),
    path("wiedervorlagen/<int:pk>/erledigen/", day.follow_up_finish, name="follow_up_finish"),
    path("faelle/neu/", opening.case_new, name="case_new"),
    path("faelle/anlegen/", opening.case_open, name="case_open"),
    path("faelle/<pid:public_id>/", case.case_detail, name="case_detail"),
    path("faelle/<pid:public_id>/wiedervorlage/", case.follow_up_add, name="follow_up_add"),
    path("faelle/<pid:public_id>/zugriffe/", looks.case_access, name="case_access"),
    path("faelle/<pid:public_id>/vertraulich/", sealed.case_sealed, name="case_sealed"),
    path("faelle/<pid:public_id>/vertraulich/anlegen/", sealed.sealed_add, name="sealed_add"),
    path("faelle/<pid:public_id>/vertraulich/<pid:note_id>/", sealed.sealed_note, name="sealed_note"),
    path("faelle/<pid:public_id>/vertraulich/<pid:note_id>/lesen/", sealed.sealed_read, name="sealed_read"),
    path("faelle/<pid:public_id>/notfallzugriff/", sealed.emergency_new, name="emergency_new"),
    path("faelle/<pid:public_id>/notfallzugriff/nehmen/", sealed.emergency_take, name="emergency_take"),
    path("faelle/<pid:public_id>/notfallzugriff/beenden/", sealed.emergency_end, name="emergency_end"),
    path("datenschutz/notfallzugriffe/", sealed.emergency_list, name="emergency_list"),
    path(
        "datenschutz/notfallzugriffe/<pid:public_id>/zur-kenntnis/",
        sealed.emergency_acknowledge,
        name="emergency_acknowledge",
    ),
    path("faelle/<pid:public_id>/dokumente/", printing.case_documents, name="case_documents"),
    path("faelle/<pid:public_id>/dokumente/<pid:job_id>/", printing.case_document, name="case_document"),
    path("faelle/<pid:public_id>/plan/drucken/", printing.plan_print, name="plan_print"),
    *plan_urls,
]
urlpatterns += [*team_urls, *import_urls, *transfer_urls]
