from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "planning"
    label = "planning"
    verbose_name = "Planung"
