"""Addresses of person and household."""

from django.urls import path

from cases.people import household_views, views

urlpatterns = [
    path("faelle/<pid:public_id>/person/", views.case_person, name="case_person"),
    path("faelle/<pid:public_id>/person/bearbeiten/", views.person_edit, name="person_edit"),
    path("faelle/<pid:public_id>/person/speichern/", views.person_save, name="person_save"),
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
