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
            navigation,
            reminders,
            rules,
        )
        from cases.lifecycle import workflow  # noqa: F401  register
        from cases.offers import workflow as referral_workflow  # noqa: F401
        from cases.plan import documents  # noqa: F401  register
        from cases.sessions import documents as session_documents  # noqa: F401  register
        from cases.sessions import forms as session_forms  # noqa: F401  register
        from cases.sessions import rules as session_rules  # noqa: F401  register
        from cases.sessions import timeline_entries, timeline_of_parts  # noqa: F401  register
        from cases.team import leaving  # noqa: F401  register
        from cases.team import reminders as team_reminders  # noqa: F401  register
