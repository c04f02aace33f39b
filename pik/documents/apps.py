from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "pik.documents"
    label = "documents"
    verbose_name = "Dokumente"

    def ready(self) -> None:
        from pik.documents import datenschutz, navigation, rules, tasks  # noqa: F401  registers
