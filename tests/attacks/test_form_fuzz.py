"""Random, hostile and half-right data for every form: never a failure of ours, never half a record."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests import access, figures
from tests.access.table import Row
from tests.access.world import World
from tests.attacks.corpus import PAYLOADS
from tests.attacks.forms import POSTS, controls_of, form_fields, honest, known, send

pytestmark = [pytest.mark.web, pytest.mark.django_db]

EXAMPLES = 3  # for each address
REFUSALS = {400, 403, 404, 422}
LONG_NUMBER = "9" * 1_000_000
DAYS = ["9999-12-31", "0001-01-01", "31.12.9999", "2026-02-30", "0000-00-00", "2026-11-24", "2099-01-01", "29.02.2028"]
NUMBERS = ["0", "-0", "1", "-1", "1.234,56", "0,005", "99999999999999", "1e5", "Infinity", "NaN", LONG_NUMBER]

texts = st.one_of(
    st.sampled_from([*PAYLOADS, *DAYS, *NUMBERS]),
    st.text(max_size=60),
    st.text(alphabet=st.characters(categories=("Cs",)), min_size=1, max_size=3),  # lone surrogates
    st.integers().map(str),
    st.dates().map(str),
)
files = st.builds(
    lambda name, content: ("file", name, content),
    st.sampled_from(["x.csv", "../../x.xlsx", "a\x00b.csv", "", "x.pdf", "ü" * 300 + ".csv"]),
    st.binary(max_size=200),
)


@pytest.fixture(scope="module", autouse=True)
def _frozen_heap(world: World) -> Iterator[None]:
    """Hypothesis looks through all objects of the process for each example; what stands already is spared that."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


def values_of(choices: list[str]) -> st.SearchStrategy[Any]:
    """What one field is sent: nothing, one value, several, one of those offered, a file."""
    one = st.one_of(texts, st.sampled_from(choices)) if choices else texts
    return st.one_of(st.none(), one, st.lists(one, max_size=3), files)


@pytest.mark.parametrize("row", POSTS, ids=str)
def test_form_sent_with_anything_fails_never_and_stores_whole_or_nothing(row: Row, world: World) -> None:
    controls, right = controls_of(row, world), honest(row, world) or known(row, world)
    names = sorted({*controls, *form_fields(row, world), *right})
    offered = {name: controls[name].values if name in controls else [] for name in names}

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],  # making a failure smaller would take minutes; what was sent is said
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def attack(data: st.DataObject) -> None:
        # Half of the time all is right but for a field or two.
        is_half_right = data.draw(st.booleans())
        spoilt = data.draw(st.sets(st.sampled_from(names), max_size=2)) if is_half_right and names else names
        sent: dict[str, Any] = {name: data.draw(values_of(offered[name]), label=name) for name in spoilt}
        kept = {name: value for name, value in (honest(row, world) or known(row, world)).items() if name not in sent}
        # The end of a test throws its savepoint away; here each example has one of its own.
        with access.undone():
            response = send(row, world, {**(kept if is_half_right else {}), **as_sent(sent)})
            check(response.status_code)
        figures.count("Formulare mit beliebigem Inhalt abgeschickt")

    def check(status: int) -> None:
        if status in REFUSALS:
            assert world.database.is_same()
            return
        assert status in {200, 204, 302}
        for table, values in world.database.written():
            check_row(table, values)

    attack()


def as_sent(values: dict[str, Any]) -> dict[str, Any]:
    """The drawn values as the test client sends them; surrogates as the bytes a careless program would send."""
    return {name: _as_sent(value) for name, value in values.items() if value is not None}


def _as_sent(value: Any) -> Any:
    if isinstance(value, list):
        return [_as_sent(item) for item in value]
    if isinstance(value, tuple):
        return SimpleUploadedFile(value[1] or "leer", value[2])
    return value.encode("utf-8", "surrogatepass")


def check_row(table: str, values: dict[str, Any]) -> None:
    """What was stored is a whole record by the model's own word."""
    model = next((model for model in apps.get_models() if model._meta.db_table == table), None)
    if model is None or hasattr(model, "pgh_tracked_model") or "id" not in values:
        return
    assert "\\u0000" not in json.dumps(values)
    obj = model._default_manager.get(pk=values["id"])
    # Uniqueness and constraints were the database's business a moment ago; what actions fill may be blank to forms.
    try:
        obj.clean_fields()
    except ValidationError as error:
        faults = {n: e.code for n, found in error.error_dict.items() for e in found if e.code not in {"blank", "null"}}
        assert faults == {}
