from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "pik.accounts"
    label = "accounts"
    verbose_name = "Organisationen und Zugänge"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from pik.accounts import datenschutz, drafts, foreign_tables, navigation, rules, tasks  # noqa: F401  registers
        from pik.accounts.signing_in.sessions import mark_beginning

        # Django's own, sent at each beginning of a session, the one of a test client included.
        user_logged_in.connect(mark_beginning, dispatch_uid="pik.accounts.mark_beginning")
