"""What the regulations fix, and how sure we are of it."""

from __future__ import annotations

from django.db import models


class Confidence(models.TextChoices):
    """How well a rule is founded; shown wherever the rule is used."""

    CONFIRMED = "confirmed", "belegt"
    DERIVED = "derived", "errechnet"
    UNVERIFIED = "unverified", "ungeprüft"

    @property
    def tone(self) -> str:
        return {"confirmed": "success", "derived": "info", "unverified": "warning"}[self.value]


class Unit(models.TextChoices):
    EURO = "euro", "€"
    EURO_PER_YEAR = "euro_per_year", "€ je Jahr"
    EURO_PER_VZAE_YEAR = "euro_per_vzae_year", "€ je VZÄ und Jahr"
    VZAE = "vzae", "VZÄ"
    MONTHS = "months", "Monate"
    DAYS = "days", "Tage"
    TEXT = "text", "in Worten"


class Key(models.TextChoices):
    """The keys by which code asks for a rule. A new key is a row of ``data/parameters.csv``."""

    POT = "pot", "Mittel für das Integrationsmanagement"
    THRESHOLD = "threshold", "Schwelle für die Antragsberechtigung"
    RATE_A = "rate_a", "Satz Qualifikation a (Bachelor Soziale Arbeit)"
    RATE_B = "rate_b", "Satz Qualifikation b (anderer Hochschulabschluss)"
    RATE_C = "rate_c", "Satz Qualifikation c (Ausbildung)"
    MIN_SHARE = "min_share", "Kleinster Stellenanteil"
    FUNDING_MONTHS = "funding_months", "Förderdauer je Stelle"
    FUNDING_MONTHS_LIMIT = "funding_months_limit", "Höchstdauer der Förderung mit Verlängerungen"
    SUPPORT_MONTHS = "support_months", "Begleitung je Person"
    SUPPORT_MONTHS_LIMIT = "support_months_limit", "Höchstdauer der Begleitung je Person"
    SUPPORT_MONTHS_EXCEPTION = "support_months_exception", "Höchstdauer der Begleitung im begründeten Einzelfall"
    PROOF_MONTHS = "proof_months", "Frist für den Verwendungsnachweis"
    KEY_FIGURES_DUE = "key_figures_due", "Frist für die Kennzahlen"
    WHO_MAY_APPLY = "who_may_apply", "Antragsberechtigte"
    DECIDING_AUTHORITY = "deciding_authority", "Bewilligungsstelle"
    APPEAL_MONTHS = "appeal_months", "Klagefrist"


class Applicants(models.TextChoices):
    """The values of ``Key.WHO_MAY_APPLY``: the words of the rule, told apart by code."""

    GEMEINDEN_UND_KREISE = "Gemeinden, Stadtkreise und Landkreise", "Gemeinden, Stadtkreise und Landkreise"
    KREISE = "Stadtkreise und Landkreise", "Stadtkreise und Landkreise"
