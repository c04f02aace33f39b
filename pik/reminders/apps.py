from django.apps import AppConfig


class RemindersConfig(AppConfig):
    name = "pik.reminders"
    label = "reminders"
    verbose_name = "Erinnerungen"

    def ready(self) -> None:
        from pik.reminders import datenschutz, navigation, rules, tasks  # noqa: F401  registers
