"""The one-button forms of reminders."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.http import url_has_allowed_host_and_scheme

from pik.core.forms import KernForm


class BackForm(KernForm):
    """Where to go on afterwards: the page on which the button stood."""

    next = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, host: str, is_secure: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.host, self.is_secure = host, is_secure

    def clean_next(self) -> str:
        """An address of ours, else none: nobody is led away by a forged form."""
        target: str = self.cleaned_data["next"]
        is_ours = url_has_allowed_host_and_scheme(target, {self.host}, require_https=self.is_secure)
        return target if is_ours else ""
