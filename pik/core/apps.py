from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    name = "pik.core"
    label = "core"
    verbose_name = "Werkzeuge"

    def ready(self) -> None:
        from pik.core import datenschutz  # noqa: F401  registers
        from pik.core.grants import grant_to_runtime_role

        post_migrate.connect(grant_to_runtime_role, sender=self)
