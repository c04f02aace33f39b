"""KERN's stylesheet without ``data:`` addresses: ``python3 pik/kern.py``.

KERN draws its icons as masks from ``data:`` addresses inside the CSS. To allow those, the Content Security Policy
would need an exception for every image of every page. This step writes each icon into a file of its own, named
after its content, beside a copy of the stylesheet that points there. It knows the standard library alone, since
the image of the container runs it before the product is there; where nothing has changed it does nothing.
"""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path
from urllib.parse import unquote_to_bytes

BASE_DIR = Path(__file__).resolve().parent.parent
SOURCE = BASE_DIR / "node_modules" / "@kern-ux" / "native" / "dist" / "kern.min.css"
TARGET = BASE_DIR / "var" / "kern"  # not in PIK_VAR: belongs to the code, as node_modules does
ICONS = "icons"

_ICON = re.compile(r'url\("data:image/svg\+xml(?:;charset=utf-?8)?,([^"]*)"\)', re.IGNORECASE)


def main() -> None:
    """Write stylesheet and icons; leaves the process with a German sentence when KERN is another than expected."""
    if not SOURCE.exists():
        sys.exit(f"Es fehlt {SOURCE.relative_to(BASE_DIR)}; „make setup“ holt es.")
    try:
        write(SOURCE.read_text(encoding="utf-8"), TARGET)
    except ValueError as error:
        sys.exit(str(error))


def write(css: str, target: Path) -> None:
    """Write ``css`` to ``target/kern.min.css`` with its icons beside it; files of an earlier KERN go.

    Raises ``ValueError`` when a ``data:`` address is left that is no SVG in a form known here.
    """
    text, icons = split(css)
    folder = target / ICONS
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in icons.items():
        _put(folder / name, content)
    # The stylesheet comes after what it points to: half a run leaves no page without icons.
    _put(target / SOURCE.name, text.encode("utf-8"))
    for stale in set(folder.iterdir()) - {folder / name for name in icons}:
        stale.unlink(missing_ok=True)


def split(css: str) -> tuple[str, dict[str, bytes]]:
    """The stylesheet with addresses of files, and the files by name."""
    icons: dict[str, bytes] = {}

    def move(found: re.Match[str]) -> str:
        content = unquote_to_bytes(found[1])
        name = f"{hashlib.sha256(content).hexdigest()[:16]}.svg"
        icons[name] = content
        return f'url("{ICONS}/{name}")'

    text = _ICON.sub(move, css)
    if "data:" in text:
        raise ValueError("In KERN steht eine data:-Adresse, die pik/kern.py nicht kennt.")
    return text, icons


def _put(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, and only when it differs."""
    if path.exists() and path.read_bytes() == content:
        return
    half = path.with_name(f".{path.name}.new")
    half.write_bytes(content)
    half.replace(path)


if __name__ == "__main__":
    main()
