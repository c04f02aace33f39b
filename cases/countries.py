"""Nationalities by ISO 3166-1 alpha-2 with their usual German names."""

from __future__ import annotations

from collections.abc import Mapping

from pik.core.names import sort_key

#: „XX“ and „XK“ are user-assigned codes: without nationality, and Kosovo.
COUNTRIES: Mapping[str, str] = {
    "AF": "Afghanistan", "AL": "Albanien", "AM": "Armenien", "AO": "Angola", "AR": "Argentinien", "AT": "Österreich",
    "AZ": "Aserbaidschan", "BA": "Bosnien und Herzegowina", "BD": "Bangladesch", "BE": "Belgien",
    "BF": "Burkina Faso", "BG": "Bulgarien", "BI": "Burundi", "BJ": "Benin", "BR": "Brasilien", "BY": "Belarus",
    "CD": "Kongo, Demokratische Republik", "CF": "Zentralafrikanische Republik", "CG": "Kongo, Republik",
    "CH": "Schweiz", "CI": "Côte d’Ivoire", "CL": "Chile", "CM": "Kamerun", "CN": "China", "CO": "Kolumbien",
    "CU": "Kuba", "CZ": "Tschechien", "DE": "Deutschland", "DJ": "Dschibuti", "DZ": "Algerien", "EC": "Ecuador",
    "EG": "Ägypten", "ER": "Eritrea", "ES": "Spanien", "ET": "Äthiopien", "FR": "Frankreich",
    "GB": "Vereinigtes Königreich", "GE": "Georgien", "GH": "Ghana", "GM": "Gambia", "GN": "Guinea",
    "GR": "Griechenland", "GW": "Guinea-Bissau", "HR": "Kroatien", "HT": "Haiti", "HU": "Ungarn", "ID": "Indonesien",
    "IL": "Israel", "IN": "Indien", "IQ": "Irak", "IR": "Iran", "IT": "Italien", "JO": "Jordanien", "JP": "Japan",
    "KE": "Kenia", "KG": "Kirgisistan", "KW": "Kuwait", "KZ": "Kasachstan", "LB": "Libanon", "LK": "Sri Lanka",
    "LR": "Liberia", "LT": "Litauen", "LV": "Lettland", "LY": "Libyen", "MA": "Marokko", "MD": "Moldau",
    "ME": "Montenegro", "MK": "Nordmazedonien", "ML": "Mali", "MM": "Myanmar", "MN": "Mongolei", "MR": "Mauretanien",
    "MX": "Mexiko", "MZ": "Mosambik", "NE": "Niger", "NG": "Nigeria", "NI": "Nicaragua", "NL": "Niederlande",
    "NP": "Nepal", "PE": "Peru", "PH": "Philippinen", "PK": "Pakistan", "PL": "Polen",
    "PS": "Palästinensische Gebiete", "PT": "Portugal", "RO": "Rumänien", "RS": "Serbien", "RU": "Russland",
    "RW": "Ruanda", "SA": "Saudi-Arabien", "SD": "Sudan", "SI": "Slowenien", "SK": "Slowakei", "SL": "Sierra Leone",
    "SN": "Senegal", "SO": "Somalia", "SS": "Südsudan", "SV": "El Salvador", "SY": "Syrien", "TD": "Tschad",
    "TG": "Togo", "TH": "Thailand", "TJ": "Tadschikistan", "TM": "Turkmenistan", "TN": "Tunesien", "TR": "Türkei",
    "TZ": "Tansania", "UA": "Ukraine", "UG": "Uganda", "US": "Vereinigte Staaten", "UZ": "Usbekistan",
    "VE": "Venezuela", "VN": "Vietnam", "XK": "Kosovo", "YE": "Jemen", "ZA": "Südafrika", "ZM": "Sambia",
    "ZW": "Simbabwe", "XX": "staatenlos", "ZZ": "ungeklärt",
}  # fmt: skip

#: For selects: sorted as a German reader expects, what is no country at the end.
COUNTRY_CHOICES: list[tuple[str, str]] = sorted(
    COUNTRIES.items(), key=lambda item: (item[0] in {"XX", "ZZ"}, sort_key(item[1]))
)


def country_names(codes: list[str]) -> str:
    """Read nationality codes in German: ``["SY", "TR"]`` as „Syrien, Türkei“."""
    return ", ".join(COUNTRIES.get(code, code) for code in codes)
