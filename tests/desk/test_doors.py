"""What no form of ours sends is told so, on either engine."""

from typing import Any

import pytest
from django.core.exceptions import BadRequest
from django.db import DataError
from django.test import Client, RequestFactory

from enishi.desk.views.doors import member_only
from enishi.people.models import Holding, Person
from tests.cast import Cast
from tests.desk.happened import text

pytestmark = pytest.mark.django_db


def test_what_the_database_has_no_room_for_is_a_bad_request_and_no_fault(them: Cast) -> None:
    def view(request: Any) -> Any:
        raise DataError("value too long")

    request = RequestFactory().post("/", {"words": "長"})
    request.user = them.members["sato"]
    with pytest.raises(BadRequest, match="too long"):
        member_only(view)(request)


@pytest.mark.parametrize("field", ["name", "kana", "honorific"])
def test_a_name_too_long_is_said_and_written_nowhere(them: Cast, sato: Client, field: str) -> None:
    before = Person.objects.count()
    page = text(sato.post("/people/new", {"name": "新井", field: "長" * 201}))
    assert "長すぎる項目があります" in page
    assert Person.objects.count() == before


def test_a_label_too_long_is_said_above_the_form_that_keeps_it(them: Cast, sato: Client) -> None:
    page = text(sato.post(f"/p/{them['okada'].id}/do/point", {"value": "090-7000-0001", "label": "長" * 51}))
    assert "50文字まで" in page
    assert not Holding.objects.filter(label__startswith="長長").exists()


@pytest.mark.parametrize("address", ["/people/new", "/policy", "/settings/tokens"])
def test_a_letter_that_cannot_be_stored_is_a_bad_request_on_every_form(them: Cast, ueno: Client, address: str) -> None:
    answer = ueno.post(address, {"name": "a\0b"})
    assert answer.status_code == 400
    assert "受け取れませんでした" in text(answer)
