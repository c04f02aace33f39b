"""Names of other scripts in Latin letters: Arabic and Persian, Cyrillic, Greek, Ethiopic.

Not a scholarly transliteration: the result only has to meet what people type. Arabic leaves short vowels unwritten;
what is not written comes as ``*`` (``pik.core.sounds`` reads both ways), except in the commonest names, a table below.
"""

from __future__ import annotations

import re
import unicodedata

#: A vowel that the script does not write.
UNWRITTEN = "*"

_ARABIC = {
    "ا": "a", "أ": "a", "إ": "i", "آ": "aa", "ٱ": "a", "ى": "a", "ة": "a", "ء": "", "ؤ": "w", "ئ": "y",
    "ب": "b", "پ": "p", "ت": "t", "ث": "th", "ج": "j", "چ": "ch", "ح": "h", "خ": "kh", "د": "d", "ذ": "z",
    "ر": "r", "ز": "z", "ژ": "zh", "س": "s", "ش": "sh", "ص": "s", "ض": "z", "ط": "t", "ظ": "z", "ع": UNWRITTEN,
    "غ": "gh", "ف": "f", "ق": "q", "ك": "k", "ک": "k", "گ": "g", "ل": "l", "م": "m", "ن": "n", "ه": "h", "ھ": "h",
    "ە": "e", "و": "w", "ۆ": "o", "ڤ": "v", "ي": "y", "ی": "y", "ێ": "e", "ڕ": "r", "ڵ": "l", "ټ": "t", "ډ": "d",
    "ړ": "r", "ښ": "sh", "څ": "ts", "ځ": "z", "ې": "e", "ۍ": "y",
}  # fmt: skip
#: Endings that are a vowel where the letter alone would be a consonant (Persian „Fatemeh“ ends in a mute h).
_ARABIC_ENDS = {"ه": "a", "ة": "a", "ى": "a"}

#: The commonest names by far; written without vowels they could be read as others (Mohammed, Mahmoud).
_COMMON = {
    "محمد": "mohammad", "محمود": "mahmoud", "احمد": "ahmad", "حسن": "hassan", "حسين": "hussein", "علي": "ali",
    "عمر": "omar", "عثمان": "othman", "فاطمه": "fatima", "فاطمة": "fatima", "مريم": "maryam", "زهرا": "zahra",
    "زينب": "zainab", "يوسف": "youssef", "ابراهيم": "ibrahim", "اسماعيل": "ismail", "خالد": "khaled",
    "عبد": "abd", "عبدالله": "abdullah", "عبدالرحمن": "abdulrahman", "مصطفى": "mustafa",
    "حميد": "hamid", "حامد": "hamed", "سعيد": "said", "رضا": "reza", "مهدي": "mahdi", "هدى": "huda",
    "نور": "nour", "سمير": "samir", "كريم": "karim", "جمال": "jamal", "طارق": "tarek", "اسامه": "osama",
    "اسامة": "osama", "جواد": "jawad", "مراد": "murad", "خديجه": "khadija", "خديجة": "khadija", "عايشه": "aisha",
    "عائشة": "aisha", "رقيه": "ruqaya", "سميه": "sumaya",
}  # fmt: skip

_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "g", "д": "d", "е": "e", "ё": "o", "є": "ye", "ж": "zh", "з": "z",
    "и": "i", "і": "i", "ї": "yi", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "у": "u", "ў": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch",
    "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya", "ђ": "dj", "ј": "j", "љ": "lj", "њ": "nj", "ћ": "c",
    "џ": "dzh", "ә": "a", "ғ": "gh", "қ": "q", "ң": "n", "ө": "o", "ұ": "u", "ү": "u", "һ": "h", "ҷ": "j", "ӣ": "i",
    "ӯ": "u",
}  # fmt: skip
_GREEK = {
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i", "κ": "k", "λ": "l",
    "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t", "υ": "y", "φ": "f",
    "χ": "ch", "ψ": "ps", "ω": "o",
}  # fmt: skip
_LETTERS = {**_CYRILLIC, **_GREEK}
#: Arabic letters of one shape that keyboards of other languages write differently; marks above and below.
_UNIFIED = str.maketrans(
    {"ی": "ي", "ې": "ي", "ک": "ك", "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ؤ": "و", "ئ": "ي", "ى": "ي"}
)
_COMMON_NAMES = {name.translate(_UNIFIED): latin for name, latin in _COMMON.items()}
_MARKS = re.compile("[\u0640\u064b-\u065f\u0670\u200c\u200d]")
_ARABIC_WORD = re.compile("[\u0621-\u06ff]+")
#: Two consonants at the beginning: between them stands a vowel that is not written.
_NO_FIRST_VOWEL = re.compile("^(sh|th|kh|gh|ch|zh|[b-df-hj-np-tvxz](?!h))(?=[b-df-hj-np-tvxz])")
#: „ETHIOPIC SYLLABLE BEE“: a consonant and the order of its vowel.
_SYLLABLE = re.compile(r"ETHIOPIC SYLLABLE (?:[A-Z]+ )?([A-Z]*?)(WAA|AA|EE|WA|A|E|I|O|U)")
#: How the seven orders are written by those who write Tigrinya and Amharic names in Latin letters.
_ORDERS = {"WAA": "wa", "WA": "wa", "AA": "a", "EE": "e", "A": "e", "E": "e", "I": "i", "O": "o", "U": "u"}
_GUTTURAL = {"", "H", "HH", "X"}
_ETHIOPIC_CONSONANTS = {
    "SH": "sh",
    "C": "ch",
    "NY": "n",
    "ZH": "zh",
    "PH": "p",
    "TS": "ts",
    "TH": "t",
    "CH": "ch",
    "KX": "kh",
    "X": "kh",
}


def in_latin(text: str) -> str:
    """``text`` with its words of other scripts in Latin letters, in small letters; Latin ones stay as they are."""
    text = _MARKS.sub("", unicodedata.normalize("NFC", text)).casefold()
    text = _ARABIC_WORD.sub(lambda found: _arabic(found[0]), text)
    return "".join(_letter(letter) for letter in _ethiopic(text))


def _letter(letter: str) -> str:
    """A Cyrillic or Greek letter; one with an accent of its own as the letter below it."""
    base = unicodedata.normalize("NFD", letter)[0]
    return _LETTERS.get(letter) or _LETTERS.get(base, letter)


def _arabic(word: str) -> str:
    plain = word.translate(_UNIFIED)
    if plain in _COMMON_NAMES:
        return _COMMON_NAMES[plain]
    if plain.startswith("ال") and plain[2:] in _COMMON_NAMES:
        return f"al-{_COMMON_NAMES[plain[2:]]}"
    body, last = (word[:-1], word[-1]) if word[2:] and word[-1] in _ARABIC_ENDS else (word, "")
    written = "".join(_ARABIC.get(letter, "") for letter in body) + _ARABIC_ENDS.get(last, "")
    return _NO_FIRST_VOWEL.sub(rf"\1{UNWRITTEN}", written)


def _ethiopic(text: str) -> str:
    letters = []
    for at, letter in enumerate(text):
        found = _SYLLABLE.match(unicodedata.name(letter, "")) if "\u1200" <= letter <= "\u137f" else None
        if not found:
            letters.append(letter)
            continue
        ends = at + 1 == len(text) or not text[at + 1].isalpha()
        letters.append(_syllable(found[1], found[2], ends=ends))
    return "".join(letters)


def _syllable(consonant: str, order: str, *, ends: bool) -> str:
    """The sixth order („E“) is mute at the end of a word; after a guttural the first sounds as „a“."""
    sound = _ETHIOPIC_CONSONANTS.get(consonant, consonant.lower()[:1])
    if order == "E" and ends:
        return sound
    return sound + ("a" if order == "A" and consonant in _GUTTURAL else _ORDERS[order])
