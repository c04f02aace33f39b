from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "pik.accounts"
    label = "accounts"
    verbose_name = "Organisationen und Zugänge"

    def ready(self) -> None:
        from pik.accounts import navigation, rules, tasks  # noqa: F401  registers
