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
        )
        from cases.lifecycle import reminders as lifecycle_reminders  # noqa: F401  register
        from cases.lifecycle import workflow  # noqa: F401  register
