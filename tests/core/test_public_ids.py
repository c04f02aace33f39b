"""Random public ids."""

import re

import pytest

from pik.core.public_ids import ALPHABET, LENGTH, PublicIdConverter, PublicIdField, new_public_id

pytestmark = pytest.mark.unit


def test_public_ids_thousand_are_all_different_and_fit_the_converter() -> None:
    ids = {new_public_id() for _ in range(1000)}

    assert len(ids) == 1000
    assert all(re.fullmatch(PublicIdConverter.regex, public_id) for public_id in ids)


def test_public_id_spells_no_word_and_has_no_look_alikes() -> None:
    assert not set("aeiou01l") & set(ALPHABET)
    assert len(set(ALPHABET)) == len(ALPHABET)


@pytest.mark.parametrize("wrong", ["1", "b" * 11, "b" * 13, "B" * 12, "a" * 12])
def test_converter_anything_else_is_no_public_id(wrong: str) -> None:
    assert not re.fullmatch(PublicIdConverter.regex, wrong)


def test_public_id_field_is_unique_random_and_not_editable() -> None:
    field = PublicIdField()

    assert (field.unique, field.editable, field.max_length) == (True, False, LENGTH)
    assert field.get_default() != field.get_default()
