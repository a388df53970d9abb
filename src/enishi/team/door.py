"""Who may come in: members a manager made. Nobody signs up by themselves."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from enishi.team.models import Member


class ClosedDoor(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, *args: Any, **kwargs: Any) -> None:
        """No mail leaves through the door: passwords are set by a manager (`enishi member`)."""


def display_name(member: Member) -> str:
    return member.name or member.username
