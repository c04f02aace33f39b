from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    label = "cases"
    verbose_name = "Fälle"

    def ready(self) -> None:
        from cases import (  # noqa: F401  register
            accesses,
            announcements,
            datenschutz,
            documents,
            leaving,
            navigation,
            reminders,
            rules,
            workflow,
        )
        from cases.search import tasks  # noqa: F401  register
