"""Answers, written once and not validated again: the tests hold them to the OpenAPI document."""

from typing import Any

from django.http import HttpResponse

from enishi.api.rules import encoded


def answered(value: Any, status: int = 200) -> HttpResponse:
    """`value` as JSON. What we know of people is not for anybody's cache."""
    return HttpResponse(encoded(value), status=status, content_type="application/json", headers={"Cache-Control": "no-store"})
