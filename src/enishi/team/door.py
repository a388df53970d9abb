"""Who may come in: members a manager made. Nobody signs up by themselves."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from enishi.kernel.words import say
from enishi.team.models import Member

_SAME = say("いまのパスワードとは違うものにしてください。", "Choose another password than the present one.")


class ClosedDoor(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, *args: Any, **kwargs: Any) -> None:
        """No mail leaves through the door: passwords are set by a manager (`enishi member`, or the members page)."""

    def clean_password(self, password: str, user: Member | None = None) -> str:
        if user is not None and user.check_password(password):
            raise ValidationError(str(_SAME), code="same")
        return str(super().clean_password(password, user))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return "/"


class SecondFactor(DefaultMFAAdapter):  # type: ignore[misc]  # as above
    """A code that is wrong is said in our words; who it is, by the name they log in with."""

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        text = _WRONG.get(code)
        return ValidationError(str(text), code=code) if text else super().validation_error(code, *args)


_WRONG = {
    "incorrect_code": say(
        "コードが違います。アプリに出ている新しい6桁の数字を入れてください。",
        "That code is not right. Enter the newest six digits from the app.",
    ),
}


def display_name(member: Member) -> str:
    return member.name or member.username
