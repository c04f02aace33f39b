"""Keys of names: folding, scripts, sounds, one wrong letter; as properties, and as examples."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pik.core.names import name_words, search_key, spoken_words, stored_words
from pik.core.scripts import in_latin
from pik.core.sounds import MOST, sound_alike, sounds
from pik.core.spelling import is_one_letter_away, one_letter_away

pytestmark = pytest.mark.unit

LETTERS = st.text(string.ascii_lowercase, min_size=4, max_size=12)
ANYTHING = st.text(max_size=30)
NAMES = st.lists(LETTERS, min_size=1, max_size=4)


# --- Words ----------------------------------------------------------------------------------------


@given(ANYTHING)
def test_words_of_words_are_the_same_words(name: str) -> None:
    words = name_words(name)

    assert name_words(" ".join(words)) == words


@given(ANYTHING)
def test_case_of_letters_makes_no_difference(name: str) -> None:
    assert name_words(name.casefold()) == name_words(name.casefold().casefold())
    assert name_words(name.lower()) == name_words(name.lower().lower())


@given(NAMES)
def test_order_of_words_makes_no_difference(words: list[str]) -> None:
    there, back = name_words(" ".join(words)), name_words(" ".join(reversed(words)))

    assert sorted(there) == sorted(back)


@given(ANYTHING)
def test_every_word_is_stored_and_has_one_way_to_be_spoken(name: str) -> None:
    words = name_words(name)

    assert set(words) <= set(stored_words(name))
    assert len(spoken_words(name)) == len(words)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Müller", "Mueller"),
        ("Müller", "muller"),
        ("Öztürk", "OZTURK"),
        ("Groß", "Gross"),
        ("al-Haddad", "Haddad"),
        ("Abd al-Rahman", "Abdulrahman"),
        ("O’Neill", "ONeill"),
        ("Мария", "Mariya"),
        ("Ελένη", "Eleni"),
        ("محمد", "Mohammad"),
        ("فاطمه", "فاطمة"),
        ("على", "علی"),
    ],
)
def test_spellings_have_the_same_words(one: str, other: str) -> None:
    assert name_words(one) == name_words(other)


def test_short_search_key_of_other_tables_stays_as_it_was() -> None:
    assert search_key("Bad Säckingen") == "bad sackingen"


@given(ANYTHING)
def test_text_in_latin_letters_stays_so(text: str) -> None:
    once = in_latin(text)

    assert in_latin(once) == once


# --- Sounds ---------------------------------------------------------------------------------------


@given(LETTERS)
def test_word_sounds_like_itself_in_capitals(word: str) -> None:
    assert sounds(word) == sounds(word.upper())
    assert len(sounds(word)) <= MOST


@given(LETTERS, st.integers(0, 11))
def test_doubled_consonant_sounds_the_same(word: str, at: int) -> None:
    at %= len(word)
    letter = word[at] if word[at] in "bflmnrv" else "m"
    single, double = word[:at] + letter + word[at + 1 :], word[:at] + 2 * letter + word[at + 1 :]

    assert sound_alike(single, double)


@given(ANYTHING)
def test_anything_typed_has_a_sound_or_none(text: str) -> None:
    assert all(isinstance(key, str) and key for key in sounds(text) | sounds(text, is_beginning=True))


@pytest.mark.parametrize(
    ("typed", "whole"), [("muham", "Mohammed"), ("schewtsch", "Шевченко"), ("khal", "Xelîl"), ("tesf", "ተስፋይ")]
)
def test_beginning_sounds_like_the_beginning_of_the_whole(typed: str, whole: str) -> None:
    beginnings = sounds(typed, is_beginning=True)

    assert any(key.startswith(beginning) for key in sounds(whole) for beginning in beginnings)


# --- One wrong letter -----------------------------------------------------------------------------


@given(LETTERS, st.integers(0, 12), st.sampled_from(string.ascii_lowercase))
def test_one_letter_left_out_added_replaced_or_swapped_is_found(word: str, at: int, letter: str) -> None:
    at %= len(word) - 1
    wrong = {
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + letter + word[at + 1 :],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    } - {word}

    for typed in wrong:
        assert word in one_letter_away(typed)
        assert is_one_letter_away(typed, word)
        assert is_one_letter_away(word, typed)


@given(LETTERS, LETTERS)
def test_neighbours_are_told_as_they_are_made(one: str, other: str) -> None:
    assert is_one_letter_away(one, other) == (other in one_letter_away(one))


@given(LETTERS)
def test_two_wrong_letters_are_not_found(word: str) -> None:
    assert word + "xq" not in one_letter_away(word)
    assert not is_one_letter_away(word, word)


def test_number_of_neighbours_stays_small() -> None:
    assert len(one_letter_away("mohammed")) < 55 * len("mohammed")
