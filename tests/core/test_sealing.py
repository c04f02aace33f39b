"""What is sealed opens with its key at its place, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pik.core.sealing import SealBroken, new_key, open_sealed, seal, unwrap_key, wrap_key

pytestmark = pytest.mark.unit

PLACE = ("cases_sealednote", "sealed", "bcdfghjkmnpq", "17", "1")
KEY = new_key()
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
PLACES = st.lists(TEXTS, max_size=5)


@given(TEXTS, PLACES)
def test_sealed_text_opens_at_its_place(text: str, place: list[str]) -> None:
    assert open_sealed(KEY, seal(KEY, text, place), place) == text


@given(TEXTS, st.data())
def test_any_flipped_bit_breaks_the_seal(text: str, data: st.DataObject) -> None:
    blob = bytearray(seal(KEY, text, PLACE))
    bit = data.draw(st.integers(0, len(blob) * 8 - 1))
    blob[bit // 8] ^= 1 << bit % 8

    with pytest.raises(SealBroken):
        open_sealed(KEY, bytes(blob), PLACE)


@given(PLACES, PLACES)
def test_sealed_text_opens_at_no_other_place(place: list[str], other: list[str]) -> None:
    blob = seal(KEY, "Ein Geheimnis", place)

    if place == other:
        assert open_sealed(KEY, blob, other) == "Ein Geheimnis"
    else:
        with pytest.raises(SealBroken):
            open_sealed(KEY, blob, other)


@pytest.mark.parametrize("position", range(len(PLACE)), ids=["table", "field", "row", "organisation", "key number"])
def test_moved_text_breaks_the_seal(position: int) -> None:
    elsewhere = [*PLACE]
    elsewhere[position] = "2"

    with pytest.raises(SealBroken):
        open_sealed(KEY, seal(KEY, "Ein Geheimnis", PLACE), elsewhere)


def test_parts_of_a_place_never_run_together() -> None:
    with pytest.raises(SealBroken):
        open_sealed(KEY, seal(KEY, "x", ["ab", "c"]), ["a", "bc"])


def test_another_key_breaks_the_seal() -> None:
    with pytest.raises(SealBroken):
        open_sealed(new_key(), seal(KEY, "x", PLACE), PLACE)


@given(st.binary(max_size=40))
def test_what_was_never_sealed_breaks_the_seal(blob: bytes) -> None:
    with pytest.raises(SealBroken):
        open_sealed(KEY, blob, PLACE)


def test_same_text_never_looks_the_same_twice() -> None:
    assert seal(KEY, "x", PLACE) != seal(KEY, "x", PLACE)


def test_wrapped_key_opens_for_its_organisation_and_number_alone() -> None:
    master, key = new_key(), new_key()
    wrapped = wrap_key(master, key, ["17", "1"])

    assert unwrap_key(master, wrapped, ["17", "1"]) == key
    for other, place in [(new_key(), ["17", "1"]), (master, ["18", "1"]), (master, ["17", "2"])]:
        with pytest.raises(SealBroken):
            unwrap_key(other, wrapped, place)


def test_wrapped_key_is_no_sealed_text() -> None:
    with pytest.raises(SealBroken):
        open_sealed(KEY, wrap_key(KEY, new_key(), PLACE), PLACE)
