from django.urls import path

from pik.regulations import views

app_name = "regulations"
urlpatterns = [
    path("", views.rule_book, name="rule_book"),
    path("vorschriften/neu/", views.regulation_new, name="regulation_new"),
    path("vorschriften/neu/speichern/", views.regulation_record, name="regulation_record"),
    path("fassungen/<int:pk>/berichtigen/", views.rule_edit, name="rule_edit"),
    path("fassungen/<int:pk>/berichtigen/speichern/", views.rule_correct, name="rule_correct"),
    path("<slug:key>/neue-fassung/", views.rule_new, name="rule_new"),
    path("<slug:key>/neue-fassung/speichern/", views.rule_enact, name="rule_enact"),
]
