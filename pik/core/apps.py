from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "pik.core"
    label = "core"
    verbose_name = "Werkzeuge"

    def ready(self) -> None:
        from pik.core import datenschutz  # noqa: F401  registers
