from django.urls import path

from planning.views import downloads, head_counts, planungsrahmen

app_name = "planning"
urlpatterns = [
    path("erhebungen/", head_counts.head_count_list, name="head_count_list"),
    path("erhebungen/neu/", head_counts.head_count_upload, name="head_count_upload"),
    path("erhebungen/neu/hochladen/", head_counts.head_count_upload_store, name="head_count_upload_store"),
    path("erhebungen/vorlage.csv", downloads.count_template_csv, name="count_template_csv"),
    path("erhebungen/vorlage.xlsx", downloads.count_template_xlsx, name="count_template_xlsx"),
    path("erhebungen/dateien/<pid:public_id>/", head_counts.head_count_preview, name="head_count_preview"),
    path("erhebungen/dateien/<pid:public_id>/bestaetigen/", head_counts.head_count_confirm, name="head_count_confirm"),
    path("erhebungen/dateien/<pid:public_id>/fehler.csv", downloads.upload_problems, name="upload_problems"),
    path("erhebungen/<pid:public_id>/", head_counts.head_count_detail, name="head_count_detail"),
    path("erhebungen/<pid:public_id>/berechnen/", planungsrahmen.planungsrahmen_new, name="planungsrahmen_new"),
    path(
        "erhebungen/<pid:public_id>/berechnen/speichern/",
        planungsrahmen.planungsrahmen_compute,
        name="planungsrahmen_compute",
    ),
    path("planungsrahmen/", planungsrahmen.planungsrahmen, name="planungsrahmen"),
    path("planungsrahmen/fassungen/", planungsrahmen.planungsrahmen_list, name="planungsrahmen_list"),
    path("planungsrahmen/<pid:public_id>/", planungsrahmen.planungsrahmen_detail, name="planungsrahmen_detail"),
    path(
        "planungsrahmen/<pid:public_id>/veroeffentlichen/",
        planungsrahmen.planungsrahmen_publish,
        name="planungsrahmen_publish",
    ),
    path(
        "planungsrahmen/<pid:public_id>/veroeffentlichen/jetzt/",
        planungsrahmen.planungsrahmen_publish_now,
        name="planungsrahmen_publish_now",
    ),
    path("planungsrahmen/<pid:public_id>/tabelle.csv", downloads.planungsrahmen_csv, name="planungsrahmen_csv"),
    path("planungsrahmen/<pid:public_id>/tabelle.xlsx", downloads.planungsrahmen_xlsx, name="planungsrahmen_xlsx"),
    path(
        "planungsrahmen/<pid:public_id>/gemeinden/<str:ags>/",
        planungsrahmen.planungsrahmen_line,
        name="planungsrahmen_line",
    ),
]
