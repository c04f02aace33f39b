"""KERN's stylesheet as it is served: its icons are files of their own, and they are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from pik import kern
from tests.processes import BASE_DIR

pytestmark = pytest.mark.unit

CSS = """.a{mask:url("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E")}.b{color:red}"""
OURS = [
    *(BASE_DIR / "static").rglob("*.css"),
    *(BASE_DIR / "static").rglob("*.js"),
    *(BASE_DIR / "static").rglob("*.svg"),
    *(BASE_DIR / "templates").rglob("*.html"),
]


def test_stylesheet_as_served_points_to_icons_that_are_there() -> None:
    sheet = Path(finders.find("kern/kern.min.css"))

    css = sheet.read_text(encoding="utf-8")
    icons = set(re.findall(r'url\("(icons/[^"]+)"\)', css))

    assert "data:" not in css
    assert len(icons) > 40
    assert [name for name in sorted(icons) if finders.find(f"kern/{name}") is None] == []


def test_icon_in_a_file_is_what_stood_in_the_stylesheet(tmp_path: Path) -> None:
    kern.write(CSS, tmp_path)

    (icon,) = (tmp_path / "icons").iterdir()
    assert icon.read_text(encoding="utf-8") == "<svg xmlns='http://www.w3.org/2000/svg'/>"
    expected = f'.a{{mask:url("icons/{icon.name}")}}.b{{color:red}}'
    assert (tmp_path / "kern.min.css").read_text(encoding="utf-8") == expected


def test_second_run_writes_nothing_and_icons_of_an_earlier_kern_go(tmp_path: Path) -> None:
    kern.write(CSS, tmp_path)
    before = (tmp_path / "kern.min.css").stat().st_mtime_ns
    (tmp_path / "icons" / "0123456789abcdef.svg").write_text("<svg/>", encoding="utf-8")

    kern.write(CSS, tmp_path)

    assert (tmp_path / "kern.min.css").stat().st_mtime_ns == before
    assert len(list((tmp_path / "icons").iterdir())) == 1


@pytest.mark.parametrize("address", ["data:image/png;base64,AAAA", "data:font/woff2;base64,AAAA"])
def test_address_of_another_kind_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(ValueError, match="data:-Adresse"):
        kern.write(f'.a{{background:url("{address}")}}', tmp_path)


def test_our_own_files_use_no_data_address() -> None:
    found = [path.name for path in OURS if re.search(r"""[("'=]\s*data:\w""", path.read_text(encoding="utf-8"))]

    assert found == []
