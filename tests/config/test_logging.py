"""What the terminal of a server shows."""

import logging
from http import HTTPStatus

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied


@pytest.mark.parametrize(("status", "told"), [(HTTPStatus.FORBIDDEN, False), (HTTPStatus.INTERNAL_SERVER_ERROR, True)])
def test_who_opens_what_is_not_theirs_leaves_a_line_and_no_traceback(status: int, told: bool) -> None:
    wrong = PermissionDenied()
    record = logging.LogRecord("django.request", logging.WARNING, __file__, 1, "/members", (), (PermissionDenied, wrong, None))
    record.status_code = status
    assert settings.LOGGING["filters"]["calmly"]["callback"](record)
    assert bool(record.exc_info) is told
    assert settings.LOGGING["handlers"]["stderr"]["filters"] == ["calmly"]
