from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    label = "cases"
    verbose_name = "Fälle"

    def ready(self) -> None:
        from cases import announcements, documents, navigation, reminders, rules, workflow  # noqa: F401  register
