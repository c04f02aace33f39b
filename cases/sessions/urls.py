from django.urls import path

from cases.sessions.views import sessions, timeline

CASE = "faelle/<pid:public_id>/"

urlpatterns = [
    path(f"{CASE}beratungen/", sessions.case_sessions, name="case_sessions"),
    path(f"{CASE}beratungen/erfassen/", sessions.session_log, name="session_log"),
    path(f"{CASE}beratungen/baustein/", sessions.session_block, name="session_block"),
    path(f"{CASE}beratungen/<int:pk>/berichtigen/", sessions.session_edit, name="session_edit"),
    path(f"{CASE}beratungen/<int:pk>/berichtigen/speichern/", sessions.session_correct, name="session_correct"),
    path(f"{CASE}verlauf/", timeline.case_history, name="case_history"),
]
