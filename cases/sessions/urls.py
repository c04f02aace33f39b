from django.urls import path

from cases.sessions.views import appointments, groups, sessions, text_blocks, timeline

CASE = "faelle/<pid:public_id>/"

urlpatterns = [
    path("faelle/gruppenberatung/", groups.group_new, name="group_new"),
    path("faelle/gruppenberatung/speichern/", groups.group_log, name="group_log"),
    path("faelle/gruppenberatung/suchen/", groups.group_search, name="group_search"),
    path("gruppenberatungen/<pid:public_id>/", groups.group_detail, name="group_detail"),
    path("gruppenberatungen/<pid:public_id>/nachtragen/", groups.group_more, name="group_more"),
    path("gruppenberatungen/<pid:public_id>/nachtragen/speichern/", groups.group_add, name="group_add"),
    path("textbausteine/", text_blocks.text_block_list, name="text_block_list"),
    path("textbausteine/neu/<slug:whose>/", text_blocks.text_block_new, name="text_block_new"),
    path("textbausteine/neu/<slug:whose>/speichern/", text_blocks.text_block_add, name="text_block_add"),
    path("textbausteine/<int:pk>/", text_blocks.text_block_edit, name="text_block_edit"),
    path("textbausteine/<int:pk>/speichern/", text_blocks.text_block_save, name="text_block_save"),
    path("textbausteine/<int:pk>/loeschen/", text_blocks.text_block_delete, name="text_block_delete"),
    path(f"{CASE}beratungen/", sessions.case_sessions, name="case_sessions"),
    path(f"{CASE}beratungen/erfassen/", sessions.session_log, name="session_log"),
    path(f"{CASE}beratungen/baustein/", sessions.session_block, name="session_block"),
    path(f"{CASE}beratungen/<int:pk>/berichtigen/", sessions.session_edit, name="session_edit"),
    path(f"{CASE}beratungen/<int:pk>/berichtigen/speichern/", sessions.session_correct, name="session_correct"),
    path(f"{CASE}termine/", appointments.appointment_list, name="appointment_list"),
    path(f"{CASE}termine/neu/", appointments.appointment_new, name="appointment_new"),
    path(f"{CASE}termine/anlegen/", appointments.appointment_add, name="appointment_add"),
    path(f"{CASE}termine/absagen/", appointments.appointment_cancel, name="appointment_cancel"),
    path(f"{CASE}verlauf/", timeline.case_history, name="case_history"),
    path(f"{CASE}verlauf/drucken/", timeline.timeline_print, name="timeline_print"),
]
