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
        from cases.transfer import (  # noqa: F401  register
            navigation as transfer_navigation,
        )
        from cases.transfer import (  # noqa: F401
            reminders as transfer_reminders,
        )
        from cases.transfer import (  # noqa: F401
            workflow as transfer_workflow,
        )
