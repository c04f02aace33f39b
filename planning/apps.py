from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "planning"
    label = "planning"
    verbose_name = "Planung"

    def ready(self) -> None:
        from planning import datenschutz, navigation, rules, workflow  # noqa: F401  registers
