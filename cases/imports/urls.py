from django.urls import path

from cases.imports import views

urlpatterns = [
    path("team/uebernahme/", views.import_list, name="import_list"),
    path("team/uebernahme/hochladen/", views.import_upload, name="import_upload"),
    path("team/uebernahme/vorlage/", views.import_template, name="import_template"),
    path("team/uebernahme/<pid:public_id>/", views.import_detail, name="import_detail"),
    path("team/uebernahme/<pid:public_id>/stand/", views.import_state, name="import_state"),
    path("team/uebernahme/<pid:public_id>/fehler/", views.import_errors, name="import_errors"),
    path("team/uebernahme/<pid:public_id>/auswahl/", views.import_choose, name="import_choose"),
    path("team/uebernahme/<pid:public_id>/uebernehmen/", views.import_order, name="import_order"),
    path("team/uebernahme/<pid:public_id>/zuruecknehmen/", views.import_undo, name="import_undo"),
    path("team/uebernahme/<pid:public_id>/zuruecknehmen/jetzt/", views.import_undo_now, name="import_undo_now"),
]
