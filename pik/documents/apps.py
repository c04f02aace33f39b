from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "pik.documents"
    label = "documents"
    verbose_name = "Dokumente"
