from django.urls import path

from pik.documents import views

app_name = "documents"
urlpatterns = [
    path("", views.job_list, name="job_list"),
    path("<pid:public_id>/", views.job_state, name="job_state"),
    path("<pid:public_id>/herunterladen/", views.download, name="download"),
    path("<pid:public_id>/erneut/", views.retry, name="retry"),
]
