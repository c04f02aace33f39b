from django.apps import AppConfig


class RemindersConfig(AppConfig):
    name = "pik.reminders"
    label = "reminders"
    verbose_name = "Erinnerungen"
