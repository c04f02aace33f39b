"""What the components of the interface write."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from pik.core import components, formats

pytestmark = pytest.mark.unit

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
Render = Callable[..., str]


@pytest.fixture
def render() -> Render:
    def render_source(source: str, **context: Any) -> str:
        html = Template(source).render(Context(context))
        return re.sub(r"\s+", " ", html).strip()

    return render_source


def text_of(html: str) -> str:
    """Return what a reader sees, without tags and surplus blanks."""
    return re.sub(r"[ \n]+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


# --- Formats ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("67667"), "67.667\u00a0€"),
        (Decimal("67667.00"), "67.667\u00a0€"),
        (Decimal("796.08"), "796,08\u00a0€"),
        (Decimal("0.5"), "0,50\u00a0€"),
        (58_000_012, "58.000.012\u00a0€"),
        (Decimal("-50.88"), "−50,88\u00a0€"),
        (0, "0\u00a0€"),
        (None, "–"),
    ],
)
def test_euro_each_amount_reads_as_in_a_bescheid(value: Decimal | int | None, expected: str) -> None:
    text = formats.euro(value)

    assert text == expected


def test_euro_float_is_refused() -> None:
    with pytest.raises(TypeError):
        formats.euro(0.1)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [(1101, None, "1.101"), (Decimal("0.5"), 2, "0,50"), (Decimal("1.440"), 2, "1,44"), (-3, None, "−3")],
)
def test_number_each_value_has_german_separators(value: Decimal | int, places: int | None, expected: str) -> None:
    text = formats.number(value, places)

    assert text == expected


def test_german_date_aware_moment_is_told_in_local_time() -> None:
    late = dt.datetime(2026, 11, 17, 23, 30, tzinfo=dt.UTC)

    assert formats.german_date(late) == "18.11.2026"
    assert formats.german_datetime(late) == "18.11.2026, 00:30 Uhr"


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "expected"),
    [
        (dt.date(2025, 7, 1), dt.date(2027, 6, 30), "01.07.2025\u00a0– 30.06.2027"),
        (dt.date(2025, 7, 1), None, "ab 01.07.2025"),
        (None, dt.date(2027, 6, 30), "bis 30.06.2027"),
        (None, None, "–"),
    ],
)
def test_period_open_ends_are_told_in_words(starts_on: dt.date | None, ends_on: dt.date | None, expected: str) -> None:
    text = formats.period(starts_on, ends_on)

    assert text == expected


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (dt.date(2025, 6, 30), "beginnt am 01.07.2025"),
        (dt.date(2025, 7, 1), "noch 24\u00a0Monate"),
        (dt.date(2026, 11, 21), "noch 7\u00a0Monate"),
        (dt.date(2027, 6, 20), "noch 10\u00a0Tage"),
        (dt.date(2027, 6, 29), "noch 1\u00a0Tag"),
        (dt.date(2027, 6, 30), "endet heute"),
        (dt.date(2027, 7, 1), "beendet am 30.06.2027"),
    ],
)
def test_remaining_each_day_of_a_term_is_told(today: dt.date, expected: str) -> None:
    text = formats.remaining(dt.date(2025, 7, 1), dt.date(2027, 6, 30), today)

    assert text == expected


# --- Text and states ----------------------------------------------------------------------------


def test_tags_and_filters_money_number_date_and_period_agree(render: Render) -> None:
    term = SimpleNamespace(starts_on=dt.date(2025, 7, 1), ends_on=dt.date(2027, 6, 30))

    html = render(
        "{% money a %}|{{ a|euro }}|{% num n %}|{{ n|num }}|{{ t.ends_on|german_date }}|{% period t %}|{{ t|period }}",
        a=Decimal(51000),
        n=1101,
        t=term,
    )

    span = "01.07.2025\u00a0– 30.06.2027"
    assert html == f"51.000\u00a0€|51.000\u00a0€|1.101|1.101|30.06.2027|{span}|{span}".replace("\u00a0", " ")


@pytest.mark.parametrize("tone", ["info", "success", "warning", "danger", "neutral"])
def test_badge_each_tone_has_word_and_symbol(render: Render, tone: str) -> None:
    html = render("{% badge 'angefragt' tone %}", tone=tone)

    assert f"kern-badge--{tone}" in html
    assert text_of(html) == "angefragt"
    assert html.count("<svg") == 1


def test_badge_text_with_markup_is_escaped(render: Render) -> None:
    html = render("{% badge text %}", text="<b>")

    assert "&lt;b&gt;" in html


def test_status_badge_object_names_its_state_and_tone(render: Render) -> None:
    obj = components.PARTNERS[2]

    html = render("{% status_badge obj %}", obj=obj)

    assert "kern-badge--warning" in html
    assert text_of(html) == "angefragt 02.04.2018"


def test_term_bar_running_term_tells_share_and_rest(render: Render) -> None:
    html = render(
        "{% term_bar a b today 'Fortschreibung fällig am 15.12.2026' %}",
        a=dt.date(2025, 7, 1),
        b=dt.date(2027, 6, 30),
        today=dt.date(2026, 11, 21),
    )

    assert 'width="69.6%"' in html
    assert "noch 7\u00a0Monate · Fortschreibung fällig am 15.12.2026".replace("\u00a0", " ") in text_of(html)


@pytest.mark.parametrize(("today", "width"), [(dt.date(2025, 1, 1), "0.0%"), (dt.date(2030, 1, 1), "100.0%")])
def test_term_bar_outside_the_term_stays_within_the_bar(render: Render, today: dt.date, width: str) -> None:
    html = render("{% term_bar a b today %}", a=dt.date(2025, 7, 1), b=dt.date(2027, 6, 30), today=today)

    assert f'class="term__gone" width="{width}"' in html


def test_gauge_below_threshold_says_what_is_missing(render: Render) -> None:
    html = render("{% gauge parts threshold 'Zusammen' %}", parts=[("Mauer", Decimal(26271))], threshold=Decimal(51000))

    assert "bis zur Schwelle fehlen 24.729 € ." in text_of(html).replace("\u00a0", " ")


def test_gauge_at_threshold_says_it_is_reached(render: Render) -> None:
    html = render("{% gauge parts threshold %}", parts=[("Wehr", Decimal(51000))], threshold=Decimal(51000))

    assert "die Schwelle ist erreicht" in html


def test_gauge_no_parts_draws_an_empty_bar(render: Render) -> None:
    html = render("{% gauge parts threshold %}", parts=[], threshold=Decimal(51000))

    assert "gauge__part" not in html
    assert "51.000" in html


def test_scale_level_above_the_first_shows_both(render: Render) -> None:
    html = render("{% scale 3 1 %}")

    assert text_of(html) == "Stufe 3 von 5, zu Beginn 1"
    assert [html.count(f"scale__cell--{kind}") for kind in ("was", "on", "off")] == [1, 2, 2]


# --- Containers ---------------------------------------------------------------------------------


def test_panel_with_title_frames_its_content(render: Render) -> None:
    html = render("{% panel 'Stellen' level=3 id='stellen' meta='2 von 3' %}<p>{{ x }}</p>{% endpanel %}", x="<i>")

    assert '<section class="panel" id="stellen">' in html
    assert '<h3 class="panel__title">Stellen</h3>' in html
    assert '<span class="push">2 von 3</span>' in html
    assert "<p>&lt;i&gt;</p>" in html


def test_alert_with_markup_keeps_it_and_escapes_values(render: Render) -> None:
    html = render("{% alert 'warning' 'Achtung' role='alert' %}<a href='#'>{{ x }}</a>{% endalert %}", x="<i>")

    assert 'role="alert"' in html
    assert "<a href='#'>&lt;i&gt;</a>" in html


def test_table_frame_scrolls_by_keyboard_and_has_a_name(render: Render) -> None:
    html = render("{% table_frame 'Gemeinden' %}<table></table>{% endtable_frame %}")

    assert html == '<div class="table-frame" role="region" aria-label="Gemeinden" tabindex="0"><table></table></div>'


def test_optional_empty_block_leaves_nothing(render: Render) -> None:
    html = render("{% optional 'nav' 'breadcrumbs' 'Sie sind hier' %}  {% endoptional %}")

    assert html == ""


def test_optional_filled_block_is_wrapped(render: Render) -> None:
    html = render("{% optional 'nav' 'x' 'Sie sind hier' %}<a>{{ v }}</a>{% endoptional %}", v="&")

    assert html == '<nav aria-label="Sie sind hier" class="x"><a>&amp;</a></nav>'


# --- Leaves -------------------------------------------------------------------------------------


def test_button_attributes_by_name_are_written_with_hyphens(render: Render) -> None:
    html = render(
        "{% button 'Neu' 'secondary' 'button' data_hotkey='b' hx_post=url disabled=True form=None %}",
        url='/x/?a="1"',
    )

    assert 'class="kern-btn kern-btn--secondary"' in html
    assert 'data-hotkey="b"' in html
    assert 'hx-post="/x/?a=&quot;1&quot;"' in html
    assert re.search(r" disabled[ >]", html)
    assert "form=" not in html


def test_locked_button_each_reason_is_text_tied_to_it(render: Render) -> None:
    html = render("{% locked_button 'Einreichen' reasons %}", reasons=["Es fehlt A.", "Es fehlt B."])

    assert 'aria-disabled="true" aria-describedby="gesperrt-einreichen"' in html
    assert '<div class="locked__reason" id="gesperrt-einreichen">' in html
    assert "<li>Es fehlt A.</li><li>Es fehlt B.</li>" in html


def test_empty_without_action_offers_no_link(render: Render) -> None:
    html = render("{% empty 'Noch nichts.' %}")

    assert text_of(html) == "Noch nichts."
    assert "<a" not in html


def test_description_list_missing_value_reads_as_a_dash_and_zero_does_not(render: Render) -> None:
    html = render("{% description_list pairs %}", pairs=[("Telefon", None), ("Kinder", 0)])

    assert "<dd>–</dd>" in html
    assert "<dd>0</dd>" in html


def test_tabs_current_tab_is_marked_and_counts_are_shown(render: Render) -> None:
    items = [{"label": "Beratungen", "url": "/b/", "is_current": True, "count": 0}, {"label": "Verlauf", "url": "/v/"}]

    html = render("{% tabs items %}", items=items)

    assert '<a href="/b/" aria-current="page">Beratungen (0)</a>' in html
    assert '<a href="/v/">Verlauf</a>' in html


# --- Lists --------------------------------------------------------------------------------------


def test_paginator_middle_page_keeps_the_filters(render: Render, rf: RequestFactory) -> None:
    page = Paginator(range(1101), 25).get_page(3)

    html = render("{% paginator page %}", page=page, request=rf.get("/", {"q": "Müller & Co", "seite": "3"}))

    assert "51 bis 75 von 1.101" in html
    assert 'href="?q=M%C3%BCller+%26+Co&amp;seite=4"' in html
    assert 'aria-label="Seite 3" aria-current="page"' in html


def test_paginator_single_page_is_not_shown(render: Render, rf: RequestFactory) -> None:
    html = render("{% paginator page %}", page=Paginator([1], 25).get_page(1), request=rf.get("/"))

    assert html == ""


@pytest.mark.parametrize(
    ("current", "aria", "target"),
    [("", None, "name"), ("name", "ascending", "-name"), ("-name", "descending", "name")],
)
def test_sort_header_each_click_turns_the_order(
    render: Render, rf: RequestFactory, current: str, aria: str | None, target: str
) -> None:
    request = rf.get("/", {"sortierung": current, "seite": "4"})

    html = render("{% sort_header 'Name' 'name' %}", request=request)

    assert f'href="?sortierung={target}"' in html
    assert (f'aria-sort="{aria}"' in html) is (aria is not None)


# --- Rules of the templates ---------------------------------------------------------------------


@dataclass(frozen=True)
class Forbidden:
    """Something the content security policy would block, or that hides styling in a template."""

    name: str
    pattern: re.Pattern[str]


FORBIDDEN = [
    Forbidden("style attribute", re.compile(r"\sstyle\s*=", re.IGNORECASE)),
    Forbidden("style element", re.compile(r"<style\b", re.IGNORECASE)),
    Forbidden("handler attribute", re.compile(r"\son[a-z]+\s*=\s*[\"']", re.IGNORECASE)),
    Forbidden("htmx handler", re.compile(r"\shx-on[:\-]", re.IGNORECASE)),
    Forbidden("inline script", re.compile(r"<script\b(?![^>]*\ssrc=)", re.IGNORECASE)),
    Forbidden("javascript address", re.compile(r"javascript:", re.IGNORECASE)),
]
# Documents are printed by WeasyPrint, not served under the policy.
PAGES = [path for path in TEMPLATES if "documents" not in path.parts]


@pytest.mark.parametrize("rule", FORBIDDEN, ids=lambda rule: rule.name)
def test_templates_hold_nothing_the_content_policy_blocks(rule: Forbidden) -> None:
    offenders = [str(path.relative_to(ROOT)) for path in PAGES if rule.pattern.search(path.read_text())]

    assert offenders == []


def test_templates_stay_short() -> None:
    long = {str(path.relative_to(ROOT)) for path in TEMPLATES if len(path.read_text().splitlines()) > 150}

    assert long == set()


def test_icons_each_one_named_in_a_template_is_drawn() -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (ROOT / "static" / "icons.svg").read_text()))
    source = "".join(path.read_text() for path in TEMPLATES)
    named = set(re.findall(r'{% icon "([\w-]+)"', source)) | set(re.findall(r'\bicon="([\w-]+)"', source))

    assert named <= drawn


def test_styles_use_only_tokens_for_colours() -> None:
    colour = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(|\boklch\((?!in)")
    # Paper has one look: the documents bring their own colours.
    styles = sorted(path for path in (ROOT / "static").rglob("*.css") if path.parent.name != "documents")

    offenders = {path.name: found for path in styles if (found := colour.findall(path.read_text()))}

    assert offenders == {}
