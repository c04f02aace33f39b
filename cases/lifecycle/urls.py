from django.urls import path

from cases.lifecycle import correction_views, day_views, lead_views, list_views, term_views, views

urlpatterns = [
    path("mein-tag/", day_views.my_day, name="my_day"),
    path("faelle/", list_views.case_list, name="case_list"),
    path("faelle/export/", list_views.case_export, name="case_export"),
    path("faelle/filter/speichern/", list_views.filter_save, name="filter_save"),
    path("faelle/filter/<int:pk>/loeschen/", list_views.filter_delete, name="filter_delete"),
    path("faelle/warteliste/", views.case_waiting, name="case_waiting"),
    path("vertretung/", lead_views.absence_list, name="absence_list"),
    path("vertretung/eintragen/", lead_views.absence_add, name="absence_add"),
    path("vertretung/<int:pk>/beenden/", lead_views.absence_end, name="absence_end"),
    path("vertretung/<int:pk>/wechseln/", lead_views.absence_substitute, name="absence_substitute"),
    path("faelle/<pid:public_id>/warteliste/", views.case_wait, name="case_wait"),
    path("faelle/<pid:public_id>/warteliste/speichern/", views.case_wait_save, name="case_wait_save"),
    path("faelle/<pid:public_id>/beginnen/", views.case_begin, name="case_begin"),
    path("faelle/<pid:public_id>/beginnen/speichern/", views.case_begin_save, name="case_begin_save"),
    path("faelle/<pid:public_id>/ruhen/", views.case_rest, name="case_rest"),
    path("faelle/<pid:public_id>/ruhen/speichern/", views.case_rest_save, name="case_rest_save"),
    path("faelle/<pid:public_id>/fortsetzen/", views.case_resume, name="case_resume"),
    path("faelle/<pid:public_id>/fortsetzen/speichern/", views.case_resume_save, name="case_resume_save"),
    path("faelle/<pid:public_id>/abschliessen/", views.case_close, name="case_close"),
    path("faelle/<pid:public_id>/abschliessen/speichern/", views.case_close_save, name="case_close_save"),
    path("faelle/<pid:public_id>/wieder-oeffnen/", views.case_reopen, name="case_reopen"),
    path("faelle/<pid:public_id>/wieder-oeffnen/speichern/", views.case_reopen_save, name="case_reopen_save"),
    path("faelle/<pid:public_id>/dauer/", term_views.case_term, name="case_term"),
    path("faelle/<pid:public_id>/dauer/verlaengern/", term_views.extension_ask, name="extension_ask"),
    path("faelle/<pid:public_id>/dauer/verlaengern/<int:pk>/", term_views.extension_decide, name="extension_decide"),
    path(
        "faelle/<pid:public_id>/dauer/verlaengern/<int:pk>/zurueckziehen/",
        term_views.extension_withdraw,
        name="extension_withdraw",
    ),
    path("faelle/<pid:public_id>/dauer/ruhezeit/", term_views.rest_record, name="rest_record"),
    path("faelle/<pid:public_id>/dauer/ruhezeit/aendern/", term_views.rest_prolong, name="rest_prolong"),
    path("faelle/<pid:public_id>/dauer/ruhezeit/<int:pk>/", correction_views.rest_edit, name="rest_edit"),
    path(
        "faelle/<pid:public_id>/dauer/ruhezeit/<int:pk>/speichern/", correction_views.rest_correct, name="rest_correct"
    ),
    path("faelle/<pid:public_id>/dauer/ruhezeit/<int:pk>/streichen/", correction_views.rest_remove, name="rest_remove"),
    path("faelle/<pid:public_id>/dauer/beginn/", correction_views.begin_edit, name="begin_edit"),
    path("faelle/<pid:public_id>/dauer/beginn/speichern/", correction_views.begin_correct, name="begin_correct"),
    path("faelle/<pid:public_id>/wartezeit/", correction_views.waiting_edit, name="waiting_edit"),
    path("faelle/<pid:public_id>/wartezeit/speichern/", correction_views.waiting_correct, name="waiting_correct"),
    path("faelle/<pid:public_id>/zustaendigkeit/", lead_views.case_lead, name="case_lead"),
    path("faelle/<pid:public_id>/zustaendigkeit/geben/", lead_views.lead_give, name="lead_give"),
    path("faelle/<pid:public_id>/zustaendigkeit/vertretung/", lead_views.deputy_add, name="deputy_add"),
    path(
        "faelle/<pid:public_id>/zustaendigkeit/vertretung/<int:pk>/beenden/", lead_views.deputy_end, name="deputy_end"
    ),
]
