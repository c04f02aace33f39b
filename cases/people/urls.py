"""Addresses of person and household."""

from django.urls import path

from cases.people import case_views, household_views, row_views, sheet_views, views

urlpatterns = [
    path("faelle/neu/<pid:person_id>/", case_views.case_new_for, name="case_new_for"),
    path("faelle/anlegen/<pid:person_id>/", case_views.case_open_for, name="case_open_for"),
    path("faelle/<pid:public_id>/person/", views.case_person, name="case_person"),
    path("faelle/<pid:public_id>/person/bearbeiten/", views.person_edit, name="person_edit"),
    path("faelle/<pid:public_id>/person/speichern/", views.person_save, name="person_save"),
    path("faelle/<pid:public_id>/person/angaben/<slug:part>/", views.person_part_edit, name="person_part_edit"),
    path(
        "faelle/<pid:public_id>/person/angaben/<slug:part>/speichern/", views.person_part_save, name="person_part_save"
    ),
    path("faelle/<pid:public_id>/person/<slug:section>/neu/", row_views.row_new, name="row_new"),
    path("faelle/<pid:public_id>/person/<slug:section>/anlegen/", row_views.row_add, name="row_add"),
    path("faelle/<pid:public_id>/person/<slug:section>/<int:pk>/", row_views.row_edit, name="row_edit"),
    path("faelle/<pid:public_id>/person/<slug:section>/<int:pk>/speichern/", row_views.row_save, name="row_save"),
    path("faelle/<pid:public_id>/person/<slug:section>/<int:pk>/ende/", row_views.row_end, name="row_end"),
    path("faelle/<pid:public_id>/person/<slug:section>/<int:pk>/beenden/", row_views.row_end_save, name="row_end_save"),
    path("faelle/<pid:public_id>/person/<slug:section>/<int:pk>/entfernen/", row_views.row_remove, name="row_remove"),
    path("faelle/<pid:public_id>/datenblatt/drucken/", sheet_views.sheet_print, name="sheet_print"),
    path("faelle/<pid:public_id>/datenblatt/<int:pk>/", sheet_views.sheet_check, name="sheet_check"),
    path("faelle/<pid:public_id>/datenblatt/<int:pk>/geprueft/", sheet_views.sheet_checked, name="sheet_checked"),
    path("faelle/<pid:public_id>/datenblatt/<int:pk>/berichtigt/", sheet_views.sheet_corrected, name="sheet_corrected"),
    path("faelle/<pid:public_id>/haushalt/", household_views.household, name="household"),
    path("faelle/<pid:public_id>/haushalt/eintragen/", household_views.household_join, name="household_join"),
    path("faelle/<pid:public_id>/haushalt/neu/", household_views.relative_new, name="relative_new"),
    path("faelle/<pid:public_id>/haushalt/anlegen/", household_views.relative_add, name="relative_add"),
    path("faelle/<pid:public_id>/haushalt/<int:pk>/", household_views.member_edit, name="member_edit"),
    path("faelle/<pid:public_id>/haushalt/<int:pk>/speichern/", household_views.member_save, name="member_save"),
    path("faelle/<pid:public_id>/haushalt/<int:pk>/auszug/", household_views.member_end, name="member_end"),
    path("faelle/<pid:public_id>/haushalt/<int:pk>/ausziehen/", household_views.member_leave, name="member_leave"),
    path("faelle/<pid:public_id>/haushalt/<int:pk>/person/", household_views.relative_edit, name="relative_edit"),
    path(
        "faelle/<pid:public_id>/haushalt/<int:pk>/person/speichern/",
        household_views.relative_save,
        name="relative_save",
    ),
]
