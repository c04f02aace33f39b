"""Forms of the search, of possible duplicates and of merging."""

from __future__ import annotations

from django import forms

from pik.core.forms import GermanDateField, KernForm

#: One letter is the beginning of too many names.
FEWEST_LETTERS = 2


class SuggestForm(KernForm):
    """What has been typed so far."""

    q = forms.CharField(min_length=FEWEST_LETTERS, max_length=100)


class SimilarForm(KernForm):
    """What of a new person is needed to look for the same one."""

    family_name = forms.CharField(required=False, max_length=120)
    given_name = forms.CharField(required=False, max_length=120)
    birth_date = GermanDateField(required=False)
