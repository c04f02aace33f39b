from django.urls import path

from cases.search import views

urlpatterns = [
    path("suche/vorschlaege/", views.suggestions, name="suggestions"),
    path("faelle/aehnliche/", views.person_similar, name="person_similar"),
]
