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
            navigation,
            reminders,
            rules,
            workflow,
        )
        from cases.team import leaving  # noqa: F401  register
        from cases.team import reminders as team_reminders  # noqa: F401  register
        from cases.imports import tasks as import_tasks  # noqa: F401  register
