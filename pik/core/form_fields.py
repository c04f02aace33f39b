"""What the template pack in ``templates/kern/`` asks about a field; tags and filters by these names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField, BoundWidget
from django.utils.safestring import SafeString

CONTROL_CLASSES: Mapping[str, str] = {
    "checkbox": "kern-form-check__checkbox",
    "radio": "kern-form-check__radio",
    "select": "kern-form-input__select",
}


def form_control(field: BoundField, css_class: str = "kern-form-input__input") -> SafeString:
    """Draw the widget of a field with KERN's class, keeping the classes and attributes it has."""
    classes = [css_class, field.field.widget.attrs.get("class", "")]
    if field.errors:
        classes.insert(1, f"{css_class}--error")
    attrs: dict[str, str | bool] = {"class": " ".join(filter(None, classes))}
    if getattr(field.field.widget, "input_type", "") == "checkbox" and field.aria_describedby:
        attrs["aria-describedby"] = field.aria_describedby
    return field.as_widget(attrs=attrs)


def option_control(option: BoundWidget, *, has_errors: bool = False) -> SafeString:
    """Draw one radio button or checkbox of a group, without the label Django would wrap around it."""
    css_class = CONTROL_CLASSES[option.data["type"]]
    attrs = {**option.data["attrs"], "class": f"{css_class} {css_class}--error" if has_errors else css_class}
    if option.data["type"] == "radio":
        attrs.pop("aria-invalid", None)  # belongs to the group; a single radio button has no such state
    widget = {**option.data, "wrap_label": False, "attrs": attrs}
    return SafeString(option.renderer.render(option.template_name, {"widget": widget}))


def form_kind(field: BoundField) -> str:
    """Tell how the template pack draws a field.

    One of hidden, checkbox, chips, options (radio buttons or checkboxes), parts (several controls),
    select, file, textarea and input.
    """
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "chips" if getattr(widget, "chips", False) or "data-chips" in widget.attrs else "options"
    if widget.use_fieldset:
        return "parts"
    by_class = {
        forms.CheckboxInput: "checkbox",
        forms.Select: "select",
        forms.FileInput: "file",
        forms.Textarea: "textarea",
    }
    return next((kind for cls, kind in by_class.items() if isinstance(widget, cls)), "input")


def is_multiple(field: BoundField) -> bool:
    """Tell whether a select takes several values."""
    return bool(getattr(field.field.widget, "allow_multiple_selected", False))


def error_entries(form: forms.BaseForm) -> list[dict[str, str]]:
    """List the errors of a form for its summary: label, text and the id to jump to (empty without a field)."""
    entries = [{"label": "", "text": str(text), "target": ""} for text in form.non_field_errors()]
    for field in form:
        target = "" if field.is_hidden else field.auto_id
        label = str(field.label).rstrip(".:?")
        entries += [{"label": label, "text": str(text), "target": target} for text in field.errors]
    return entries


def formset_error_entries(formset: forms.BaseFormSet[Any]) -> list[dict[str, str]]:
    """List the errors of a formset and all its forms for one summary."""
    entries = [{"label": "", "text": str(text), "target": ""} for text in formset.non_form_errors()]
    for form in formset.forms:
        if form.errors:
            entries += error_entries(form)
    return entries
