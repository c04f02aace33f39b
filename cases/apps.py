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
        from cases.sessions import forms as session_forms  # noqa: F401  register
        from cases.sessions import rules as session_rules  # noqa: F401  register
        from cases.sessions import timeline_entries  # noqa: F401  register
