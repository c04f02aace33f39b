from django.urls import path

from cases.imports.urls import urlpatterns as import_urls
from cases.team.urls import urlpatterns as team_urls
from cases.views import case, day, looks, opening, plan, printing, sealed, sessions

app_name = "cases"
urlpatterns = [
    path("mein-tag/", day.my_day, name="my_day"),
    path("wiedervorlagen/", day.follow_up_list, name="follow_up_list"),
    path("wiedervorlagen/<int:pk>/erledigen/", day.follow_up_finish, name="follow_up_finish"),
    path("faelle/", day.case_list, name="case_list"),
    path("faelle/neu/", opening.case_new, name="case_new"),
    path("faelle/aehnliche/", opening.person_similar, name="person_similar"),
    path("faelle/anlegen/", opening.case_open, name="case_open"),
    path("faelle/<pid:public_id>/", case.case_detail, name="case_detail"),
    path("faelle/<pid:public_id>/wiedervorlage/", case.follow_up_add, name="follow_up_add"),
    path("faelle/<pid:public_id>/person/", case.case_person, name="case_person"),
    path("faelle/<pid:public_id>/person/bearbeiten/", case.person_edit, name="person_edit"),
    path("faelle/<pid:public_id>/person/speichern/", case.person_save, name="person_save"),
    path("faelle/<pid:public_id>/haushalt/", case.household_join, name="household_join"),
    path("faelle/<pid:public_id>/haushalt/verlassen/", case.household_leave, name="household_leave"),
    path("faelle/<pid:public_id>/verlauf/", case.case_history, name="case_history"),
    path("faelle/<pid:public_id>/zugriffe/", looks.case_access, name="case_access"),
    path("faelle/<pid:public_id>/abschliessen/", case.case_close, name="case_close"),
    path("faelle/<pid:public_id>/abschliessen/speichern/", case.case_close_save, name="case_close_save"),
    path("faelle/<pid:public_id>/wieder-oeffnen/", case.case_reopen, name="case_reopen"),
    path("faelle/<pid:public_id>/wieder-oeffnen/speichern/", case.case_reopen_save, name="case_reopen_save"),
    path("faelle/<pid:public_id>/beratungen/", sessions.case_sessions, name="case_sessions"),
    path("faelle/<pid:public_id>/beratungen/erfassen/", sessions.session_log, name="session_log"),
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
    path("faelle/<pid:public_id>/plan/drucken/", printing.plan_print, name="plan_print"),
    path("faelle/<pid:public_id>/plan/", plan.case_plan, name="case_plan"),
    path("faelle/<pid:public_id>/plan/ziele/neu/", plan.goal_new, name="goal_new"),
    path("faelle/<pid:public_id>/plan/ziele/anlegen/", plan.goal_add, name="goal_add"),
    path("faelle/<pid:public_id>/plan/ziele/<int:pk>/", plan.goal_edit, name="goal_edit"),
    path("faelle/<pid:public_id>/plan/ziele/<int:pk>/speichern/", plan.goal_save, name="goal_save"),
    path("faelle/<pid:public_id>/plan/ziele/<int:pk>/schritte/neu/", plan.step_new, name="step_new"),
    path("faelle/<pid:public_id>/plan/ziele/<int:pk>/schritte/anlegen/", plan.step_add, name="step_add"),
    path("faelle/<pid:public_id>/plan/schritte/<int:pk>/", plan.step_edit, name="step_edit"),
    path("faelle/<pid:public_id>/plan/schritte/<int:pk>/speichern/", plan.step_save, name="step_save"),
    path("faelle/<pid:public_id>/plan/schritte/<int:pk>/abhaken/", plan.step_tick, name="step_tick"),
]
urlpatterns += [*team_urls, *import_urls]
