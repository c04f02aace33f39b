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
            leaving,
            navigation,
            reminders,
            rules,
            workflow,
        )
        from cases.plan import documents as plan_documents  # noqa: F401  register
        from cases.plan import reminders as plan_reminders  # noqa: F401  register
