"""Words of the search: what a key is made of, why two persons might be one, and what was said about it."""

from __future__ import annotations

from django.db import models


class KeyKind(models.TextChoices):
    """What a search key is made of."""

    WORD = "word", "Wort eines Namens"
    SOUND = "sound", "Klang eines Wortes"
    WHOLE = "whole", "Klang des ganzen Namens"
    BORN = "born", "Geburtsdatum"
    NUMBER = "number", "Fallnummer"


class KeySource(models.TextChoices):
    """From which of a person's names a key comes; suggestions say it."""

    NAME = "name", "Name"
    ORIGINAL = "original", "Name in eigener Schrift"
    FORMER = "former", "früherer Name"
    SPELLING = "spelling", "andere Schreibweise"
    FILE = "file", "Akte"


class DuplicateSign(models.TextChoices):
    """Why two persons might be the same one."""

    SAME_NAME = "same_name", "gleicher Name"
    OTHER_ORDER = "other_order", "Vor- und Familienname vertauscht"
    SAME_SOUND = "same_sound", "Name klingt gleich"
    NEAR_NAME = "near_name", "Name bis auf einen Buchstaben gleich"
    PART_OF_NAME = "part_of_name", "ein Teil des Namens gleich"
    FORMER_NAME = "former_name", "gleich einem früheren Namen"
    SAME_BIRTH = "same_birth", "gleiches Geburtsdatum"
    NEAR_BIRTH = "near_birth", "Geburtsdatum bis auf einen Zahlendreher gleich"
    SAME_YEAR = "same_year", "Geburtsjahr passt, Tag nicht bekannt"
    BIRTH_UNKNOWN = "birth_unknown", "Geburtsdatum nicht bei beiden bekannt"
    OTHER_BIRTH = "other_birth", "Geburtsdatum widerspricht"
    SAME_PHONE = "same_phone", "gleiche Telefonnummer"
    BY_HAND = "by_hand", "von Hand gemeldet"


class DuplicateVerdict(models.TextChoices):
    """What somebody who counsels said about a pair."""

    SAME = "same", "dieselbe Person"
    DIFFERENT = "different", "keine Dublette"
