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
        from cases.offers import documents as offer_documents  # noqa: F401
        from cases.offers import reminders as place_free  # noqa: F401
        from cases.offers import workflow as referral_workflow  # noqa: F401
