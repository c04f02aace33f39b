"""„Warum kann ich das nicht?“ in templates: ``{% load why_not %}``.

Only in the branch where something is locked: there it costs one query per page, elsewhere none.
"""

from typing import Any

from django import template
from django.template import Context
from django.utils.text import slugify

from pik.accounts.why_not import answer_for

register = template.Library()


@register.simple_tag(takes_context=True)
def why_not(context: Context, permission: str, obj: Any = None) -> str:
    """Say in a sentence which role may do ``permission`` on ``obj``, where, and who that is here."""
    request = context.get("request")
    if request is None or getattr(request, "membership", None) is None:
        return ""
    return answer_for(request, permission, obj).sentence


@register.inclusion_tag("components/locked_button.html", takes_context=True)
def locked_for_role(
    context: Context, text: str, permission: str, obj: Any = None, variant: str = "secondary", because: str = ""
) -> dict[str, Any]:
    """Draw a button that the role can't use, with who can; ``because`` says what else stands against it."""
    return {
        "text": text,
        "reasons": [reason for reason in (because, why_not(context, permission, obj)) if reason],
        "variant": variant,
        "id": f"gesperrt-{slugify(text)}",
    }
