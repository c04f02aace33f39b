from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "pik.demo"
    label = "demo"
    verbose_name = "Vorführung"
