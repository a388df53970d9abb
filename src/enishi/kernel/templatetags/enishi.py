"""Template tags every page may use without loading."""

from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from enishi.kernel.words import Text

register = template.Library()


@register.simple_tag
def t(ja: str, en: str, **fields: Any) -> SafeString:
    """`{% t "{n}人" "{n} people" n=count %}`: one sentence in both languages, its fields escaped and filled."""
    sentence = Text(ja, en)
    if not fields:
        return mark_safe(str(sentence))  # noqa: S308 - both halves stand in our own template
    return mark_safe(str(sentence.format(**{key: _escaped(value) for key, value in fields.items()})))  # noqa: S308 - fields are escaped


def _escaped(value: Any) -> Any:
    if isinstance(value, Text):
        return Text(conditional_escape(value.ja), conditional_escape(value.en))
    return conditional_escape(value)
