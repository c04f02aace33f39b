"""``make screenshots``: every main page as each role sees it, at two widths, light and dark.

Runs the product with a fresh demo under ``var/screenshots-run`` and writes PNGs to ``var/screenshots``.
A page joins by one line in ``SHOTS``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from pik import embedded
from tests.conftest import CHROMIUM, CHROMIUM_ARGUMENTS
from tests.processes import BASE_DIR, environment, free_port, wait_until

# As on the sign-in page; pik.demo.accounts needs Django set up, which this program runs beside.
DOMAIN, PASSWORD = "demo.example", "demo-pik"
OUT = BASE_DIR / "var" / "screenshots"
RUN = BASE_DIR / "var" / "screenshots-run"
SIZES = {"1366": (1366, 768), "390": (390, 844)}
THEMES = ("light", "dark")


@dataclass(frozen=True)
class Shot:
    """A page: its file name, who looks, where to start, and what to click to get there."""

    name: str
    account: str
    path: str
    then: Callable[[Page], None] | None = None


def first(selector: str) -> Callable[[Page], None]:
    """Follow the first link that matches."""

    def follow(page: Page) -> None:
        page.locator(selector).first.click()
        page.wait_for_load_state("networkidle")

    return follow


ZAHRA = "/faelle/?q=Zahra+Rahimi"
CASE = "main table tbody a[href^='/faelle/']"


def case_tab(tab: str) -> Callable[[Page], None]:
    """Open the first case of the list, then one of its tabs."""

    def follow(page: Page) -> None:
        first(CASE)(page)
        page.goto(f"{page.url.split('?')[0]}{tab}")

    return follow


SHOTS = [
    Shot("mein-tag", "im.ladenburg", "/mein-tag/"),
    Shot("faelle", "im.ladenburg", "/faelle/"),
    Shot("fall-neu", "im.ladenburg", "/faelle/neu/"),
    Shot("fall", "im.ladenburg", ZAHRA, first(CASE)),
    Shot("fall-plan", "im.ladenburg", ZAHRA, case_tab("plan/")),
    Shot("fall-beratungen", "im.ladenburg", ZAHRA, case_tab("beratungen/")),
    Shot("fall-person", "im.ladenburg", ZAHRA, case_tab("person/")),
    Shot("fall-dokumente", "im.ladenburg", ZAHRA, case_tab("dokumente/")),
    Shot("fall-verlauf", "im.ladenburg", ZAHRA, case_tab("verlauf/")),
    Shot("fall-zugriffe", "leitung.ladenburg", ZAHRA + "&wer=alle", case_tab("zugriffe/")),
    Shot("wiedervorlagen", "im.ladenburg", "/wiedervorlagen/"),
    Shot("planungsrahmen", "land.planung", "/planung/planungsrahmen/"),
    Shot("planungsrahmen-rechenweg", "antrag.mauer", "/planung/planungsrahmen/?q=Mauer", first("main tbody a")),
    Shot("planungsrahmen-fassungen", "land.planung", "/planung/planungsrahmen/fassungen/"),
    Shot("erhebungen", "land.planung", "/planung/erhebungen/"),
    Shot("erhebung-neu", "land.planung", "/planung/erhebungen/neu/"),
    Shot("erhebung", "land.planung", "/planung/erhebungen/", first("main tbody a")),
    Shot("antraege", "antrag.ladenburg", "/foerderung/antraege/"),
    Shot("pruefliste", "rp.pruefung", "/foerderung/pruefliste/"),
    Shot("antrag", "rp.pruefung", "/foerderung/pruefliste/", first("main tbody a")),
    Shot("bescheide", "rp.entscheidung", "/foerderung/bescheide/"),
    Shot("anmelden", "", "/anmelden/"),
    Shot("passwort-vergessen", "", "/passwort-vergessen/"),
    Shot("konto", "verwaltung.ladenburg", "/konto/"),
    Shot("konto-app", "verwaltung.ladenburg", "/konto/app/"),
    Shot("konto-passkey", "verwaltung.ladenburg", "/konto/passkey/"),
    Shot("bestaetigen", "verwaltung.ladenburg", "/bestaetigen/"),
    Shot("anmeldung", "verwaltung.ladenburg", "/organisation/anmeldung/"),
    Shot("bausteine", "admin", "/bausteine/"),
    Shot("hilfe", "im.ladenburg", "/hilfe/"),
    Shot("zugriffe", "datenschutz.ladenburg", "/datenschutz/zugriffe/"),
    Shot("mitarbeitende", "verwaltung.ladenburg", "/organisation/mitarbeitende/"),
    Shot("datenfelder", "datenschutz.ladenburg", "/datenschutz/felder/"),
    Shot("organisationen", "admin", "/organisationen/"),
    Shot("regelwerk", "land.planung", "/regelwerk/"),
    Shot("regel-neu", "land.planung", "/regelwerk/threshold/neue-fassung/"),
]


@contextmanager
def product() -> Iterator[str]:
    """Run the product with a fresh demo; gives its address."""
    shutil.rmtree(RUN, ignore_errors=True)
    port = free_port()
    settings = {"PIK_VAR": RUN, "DEMO": "true", "DEBUG": "true", "PORT": port}
    RUN.mkdir(parents=True)
    with embedded.servers(RUN, durable=False):
        env = environment(**settings)
        subprocess.run([sys.executable, "-m", "pik.prepare"], cwd=BASE_DIR, env=env, check=True)
        web = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "python:pik.web_server", "--bind", f"127.0.0.1:{port}"],
            cwd=BASE_DIR,
            env=env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            if not wait_until(lambda: _answers(address), 30):
                sys.exit("Der Webserver antwortet nicht.")
            yield address
        finally:
            web.terminate()
            web.wait(20)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/anmelden/", timeout=2) as response:  # noqa: S310  our own loopback
            return bool(response.status == 200)
    except OSError:
        return False


def sign_in(context: BrowserContext, address: str, account: str) -> None:
    """Sign the demo account in, as a person does."""
    page = context.new_page()
    page.goto(f"{address}/anmelden/")
    page.get_by_label("E-Mail-Adresse").fill(f"{account}@{DOMAIN}")
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    page.wait_for_url(lambda url: "/anmelden/" not in url)
    page.close()


def shoot(browser: Browser, address: str, wanted: list[Shot]) -> int:
    """Take all pictures; says which pages scroll sideways. Returns how many do."""
    too_wide = 0
    for width, (w, h) in SIZES.items():
        for theme in THEMES:
            contexts: dict[str, BrowserContext] = {}
            for shot in wanted:
                if shot.account not in contexts:
                    context = browser.new_context(
                        viewport={"width": w, "height": h},
                        color_scheme=theme,
                        locale="de-DE",  # type: ignore[arg-type]
                    )
                    if shot.account:
                        sign_in(context, address, shot.account)
                    contexts[shot.account] = context
                too_wide += _one(contexts[shot.account], address, shot, f"{shot.name}-{width}-{theme}")
            for context in contexts.values():
                context.close()
    return too_wide


def _one(context: BrowserContext, address: str, shot: Shot, name: str) -> int:
    page = context.new_page()
    page.goto(f"{address}{shot.path}")
    if shot.then:
        shot.then(page)
    page.screenshot(path=OUT / f"{name}.png", full_page=True)
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    page.close()
    if overflow > 0:
        print(f"{name}: {overflow} Pixel zu breit")
    return int(overflow > 0)


def main() -> int:
    """Take the pictures whose names begin with one of the arguments, or all."""
    prefixes = tuple(sys.argv[1:])
    wanted = [shot for shot in SHOTS if not prefixes or shot.name.startswith(prefixes)]
    OUT.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    with product() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=CHROMIUM_ARGUMENTS)
        too_wide = shoot(browser, address, wanted)
        browser.close()
    print(f"{len(wanted) * len(SIZES) * len(THEMES)} Bilder in {OUT.relative_to(BASE_DIR)}, {too_wide} zu breit")
    return 1 if too_wide else 0


if __name__ == "__main__":
    sys.exit(main())
