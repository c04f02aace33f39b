from django.urls import path

from cases.plan import views

urlpatterns = [
    path("faelle/<pid:public_id>/plan/", views.case_plan, name="case_plan"),
    path("faelle/<pid:public_id>/plan/ziele/neu/", views.goal_new, name="goal_new"),
    path("faelle/<pid:public_id>/plan/ziele/anlegen/", views.goal_add, name="goal_add"),
    path("faelle/<pid:public_id>/plan/ziele/<int:pk>/", views.goal_edit, name="goal_edit"),
    path("faelle/<pid:public_id>/plan/ziele/<int:pk>/speichern/", views.goal_save, name="goal_save"),
    path("faelle/<pid:public_id>/plan/ziele/<int:pk>/schritte/neu/", views.step_new, name="step_new"),
    path("faelle/<pid:public_id>/plan/ziele/<int:pk>/schritte/anlegen/", views.step_add, name="step_add"),
    path("faelle/<pid:public_id>/plan/schritte/<int:pk>/", views.step_edit, name="step_edit"),
    path("faelle/<pid:public_id>/plan/schritte/<int:pk>/speichern/", views.step_save, name="step_save"),
    path("faelle/<pid:public_id>/plan/schritte/<int:pk>/abhaken/", views.step_tick, name="step_tick"),
]
