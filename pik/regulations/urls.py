from django.urls import path

from pik.regulations import views

app_name = "regulations"
urlpatterns = [
    path("", views.rule_book, name="rule_book"),
    path("<slug:key>/neue-fassung/", views.rule_new, name="rule_new"),
    path("<slug:key>/neue-fassung/speichern/", views.rule_enact, name="rule_enact"),
]
