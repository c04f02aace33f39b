from django.apps import AppConfig


class RegulationsConfig(AppConfig):
    name = "pik.regulations"
    label = "regulations"
    verbose_name = "Regelwerk"

    def ready(self) -> None:
        from pik.regulations import datenschutz, navigation, rules  # noqa: F401  registers
