"""The crispy template pack „kern“: label, hint and error of each kind of field, and the error summary."""

import re
from collections import Counter
from html.parser import HTMLParser
from typing import Any

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Div, Fieldset, Layout, Row, Submit
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template

from pik.core.components import SessionExampleForm
from pik.core.forms import ChipRadio, Chips, GermanDateField, MoneyFormField

pytestmark = pytest.mark.unit


class Elements(HTMLParser):
    """All start tags of a piece of HTML, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def by_id(self, wanted: str) -> tuple[str, dict[str, str | None]]:
        return next(element for element in self.found if element[1].get("id") == wanted)

    def all(self, tag: str, **attrs: str) -> list[dict[str, str | None]]:
        wanted = {name.rstrip("_"): value for name, value in attrs.items()}
        return [
            found
            for name, found in self.found
            if name == tag and all(found.get(key) == value for key, value in wanted.items())
        ]

    @property
    def ids(self) -> list[str]:
        return [str(attrs["id"]) for _, attrs in self.found if attrs.get("id")]


def render(source: str, **context: Any) -> str:
    return Template("{% load crispy_forms_tags %}" + source).render(Context(context))


def one_field_form(field: forms.Field, data: dict[str, Any] | None = None) -> forms.Form:
    form_class = type("OneFieldForm", (forms.Form,), {"answer": field})
    return form_class(data, {} if data is not None else None)


CHOICES = [("a", "Alpha"), ("b", "Beta")]
SINGLE_CONTROLS = {
    "text": forms.CharField,
    "textarea": lambda **kw: forms.CharField(widget=forms.Textarea, **kw),
    "date": GermanDateField,
    "select": lambda **kw: forms.ChoiceField(choices=[("", "Bitte wählen"), *CHOICES], **kw),
    "several": lambda **kw: forms.MultipleChoiceField(choices=CHOICES, **kw),
    "file": forms.FileField,
    "checkbox": forms.BooleanField,
    "money": MoneyFormField,
}
GROUPS = {
    "radios": lambda **kw: forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect, **kw),
    "checkboxes": lambda **kw: forms.MultipleChoiceField(choices=CHOICES, widget=forms.CheckboxSelectMultiple, **kw),
    "chips": lambda **kw: forms.MultipleChoiceField(choices=CHOICES, widget=Chips, **kw),
    "chip radios": lambda **kw: forms.ChoiceField(choices=CHOICES, widget=ChipRadio, **kw),
    "parts": lambda **kw: forms.SplitDateTimeField(widget=forms.SplitDateTimeWidget, **kw),
}


@pytest.mark.parametrize("kind", SINGLE_CONTROLS)
def test_field_single_control_is_tied_to_label_hint_and_error(kind: str) -> None:
    form = one_field_form(SINGLE_CONTROLS[kind](label="Antwort", help_text="So geht es."), data={})

    elements = Elements(render("{{ form|crispy }}", form=form))

    _, control = elements.by_id("id_answer")
    assert elements.all("label", for_="id_answer")
    assert str(control["aria-describedby"]).split() == ["id_answer_helptext", "id_answer_error"]
    assert control["aria-invalid"] == "true"
    assert {"id_answer_helptext", "id_answer_error"} <= set(elements.ids)
    assert "--error" in str(control["class"])


@pytest.mark.parametrize("kind", GROUPS)
def test_field_group_is_a_fieldset_tied_to_hint_and_error(kind: str) -> None:
    form = one_field_form(GROUPS[kind](label="Antwort", help_text="So geht es."), data={})

    html = render("{{ form|crispy }}", form=form)

    elements = Elements(html)
    tag, group = elements.by_id("id_answer")
    assert tag == "fieldset"
    assert str(group["aria-describedby"]).split() == ["id_answer_helptext", "id_answer_error"]
    assert {"id_answer_helptext", "id_answer_error"} <= set(elements.ids)
    assert re.search(r"<legend[^>]*>\s*Antwort", html)


@pytest.mark.parametrize("kind", ["radios", "checkboxes", "chips", "chip radios"])
def test_field_each_option_has_a_label_and_keeps_its_state(kind: str) -> None:
    is_single = "radio" in kind
    form = one_field_form(GROUPS[kind](label="Antwort"), data={"answer": "b" if is_single else ["b"]})

    elements = Elements(render("{{ form|crispy }}", form=form))

    options = elements.all("input", name="answer")
    assert [("checked" in option) for option in options] == [False, True]
    assert all(elements.all("label", for_=str(option["id"])) for option in options)


@pytest.mark.parametrize("kind", ["chips", "chip radios"])
def test_field_chips_widget_is_drawn_as_chips(kind: str) -> None:
    form = one_field_form(GROUPS[kind](label="Antwort"))

    html = render("{{ form|crispy }}", form=form)

    assert html.count('class="pik-chip"') == len(CHOICES)


def test_field_optional_is_marked_and_required_is_not() -> None:
    optional = render("{{ form|crispy }}", form=one_field_form(forms.CharField(required=False)))
    required = render("{{ form|crispy }}", form=one_field_form(forms.CharField()))

    assert "(freiwillig)" in optional
    assert "(freiwillig)" not in required


def test_field_widget_class_of_its_own_is_kept() -> None:
    form = one_field_form(forms.CharField(widget=forms.TextInput(attrs={"class": "kern-form-input__input--width-4"})))

    elements = Elements(render("{{ form|crispy }}", form=form))

    _, control = elements.by_id("id_answer")
    assert control["class"] == "kern-form-input__input kern-form-input__input--width-4"


def test_field_typed_text_survives_an_error_and_is_escaped() -> None:
    form = one_field_form(forms.IntegerField(widget=forms.TextInput), data={"answer": '<b>"zwei'})

    html = render("{{ form|crispy }}", form=form)

    assert 'value="&lt;b&gt;&quot;zwei"' in html
    assert "<b>" not in html


def test_field_textarea_with_a_limit_says_it() -> None:
    form = one_field_form(forms.CharField(max_length=2000, widget=forms.Textarea))

    html = render("{{ form|crispy }}", form=form)

    assert 'data-counter-for="id_answer"' in html
    assert "Höchstens 2.000 Zeichen" in html


def test_field_hidden_is_only_an_input() -> None:
    form = one_field_form(forms.CharField(widget=forms.HiddenInput))

    assert render("{{ form|crispy }}", form=form).strip() == ('<input type="hidden" name="answer" id="id_answer">')


def test_error_summary_links_lead_to_elements_of_the_page() -> None:
    form = SessionExampleForm({"x-expenses": "viel"}, {"x-proof": SimpleUploadedFile("leer.pdf", b"")}, prefix="x")

    elements = Elements(render("{% crispy form %}", form=form))

    targets = [str(link["href"])[1:] for link in elements.all("a")]
    assert len(targets) == len(form.errors)
    assert set(targets) <= set(elements.ids)
    assert len(elements.all("div", role="alert")) == 1


def test_error_summary_non_field_error_stands_without_a_link() -> None:
    form = one_field_form(forms.CharField(), data={"answer": "x"})
    form.add_error(None, "Die Summe passt nicht.")

    html = render("{{ form|crispy }}", form=form)

    assert "<li>Die Summe passt nicht.</li>" in html
    assert Elements(html).all("a") == []


def test_error_summary_valid_or_fresh_form_has_none() -> None:
    fresh = render("{{ form|crispy }}", form=one_field_form(forms.CharField()))
    valid = render("{{ form|crispy }}", form=one_field_form(forms.CharField(), data={"answer": "x"}))

    assert "data-error-summary" not in fresh + valid


def test_crispy_tag_never_draws_the_form_element() -> None:
    form = SessionExampleForm()

    html = render("{% crispy form %}", form=form)

    assert "<form" not in html


def test_crispy_tag_layout_objects_are_drawn() -> None:
    form = SessionExampleForm()
    helper = FormHelper()
    helper.layout = Layout(
        Fieldset("Wann und wie", Row(Column("held_on"), Column("kind")), css_id="wann"),
        Div("topics", css_class="themen"),
        Submit("save", "Speichern"),
    )

    elements = Elements(render("{% crispy form helper %}", form=form, helper=helper))

    assert elements.by_id("wann")[0] == "fieldset"
    assert elements.all("div", class_="themen")
    assert elements.all("button", type="submit", name="save", value="Speichern")
    assert "result" not in {attrs.get("name") for _, attrs in elements.found}


def test_formset_errors_of_all_forms_stand_in_one_summary() -> None:
    formset_class = forms.formset_factory(type("RowForm", (forms.Form,), {"name": forms.CharField()}), extra=0)
    data = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2", "form-0-name": "", "form-1-name": ""}
    formset = formset_class(data, initial=[{}, {}])

    elements = Elements(render("{% crispy formset %}", formset=formset))

    targets = [str(link["href"])[1:] for link in elements.all("a")]
    assert targets == ["id_form-0-name", "id_form-1-name"]
    assert set(targets) <= set(elements.ids)
    assert elements.by_id("id_form-TOTAL_FORMS")


def test_whole_form_ids_are_unique() -> None:
    form = SessionExampleForm({}, {})

    elements = Elements(render("{% crispy form %}", form=form))

    assert [name for name, count in Counter(elements.ids).items() if count > 1] == []
