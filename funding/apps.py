from django.apps import AppConfig


class FundingConfig(AppConfig):
    name = "funding"
    label = "funding"
    verbose_name = "Förderung"

    def ready(self) -> None:
        from funding import datenschutz, documents, navigation, rules, workflow  # noqa: F401  registers
