"""What a member typed, as values: a phrase becomes a window of time, a form the details of a conversation."""

import hashlib
import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict

from enishi.consideration.rules.vocabulary import Channel
from enishi.conversations.actions import LoggedOtherwise
from enishi.conversations.models import Conclusion
from enishi.conversations.rules import CallBack, Details, NewContact
from enishi.kernel import when
from enishi.kernel.words import Text, say
from enishi.people.models import Holding
from enishi.people.queries import cluster_ids
from enishi.team.models import Client, Topic

_LONGEST_LINE: Final = 200
_SENT: Final = "desk-sent"
_SENT_KEPT: Final = 20
_EVERY_DAY: Final = frozenset("0123456")
# On the clock on our wall, so without an offset
_TIME: Final = re.compile(r"[0-9]{2}:[0-9]{2}(:[0-9]{2})?")
_AGAIN = say("選び直してください。", "Please choose again.")


class NotUnderstood(ValueError):
    """A field cannot be read; `text` says which and how to write it."""

    def __init__(self, field: str, text: Text) -> None:
        super().__init__(str(text))
        self.field = field
        self.text = text


@dataclass(frozen=True, slots=True)
class Window:
    """What a phrase means: from when until when (UTC), how we say it back, and whether somebody should ask again."""

    from_at: datetime
    due_at: datetime
    said: Text
    is_vague: bool


@dataclass(frozen=True, slots=True)
class Covers:
    """What a refusal covers; an empty scope: nothing was chosen."""

    scope: str
    channel: str = ""
    topic_id: UUID | None = None
    client_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """A posted form, read on the team's clock."""

    post: QueryDict
    now: datetime
    zone: str

    def text(self, name: str) -> str:
        return self.post.get(name, "").strip()

    def token(self, whose: str) -> str:
        """What makes a second press of this very page harmless; a form without one is a contact of its own each time."""
        return f"{whose}:{self.text('token')}" if self.text("token") else ""

    def line(self, name: str, longest: int = _LONGEST_LINE) -> str:
        """A text that has no more room than this where it is kept. Raises NotUnderstood."""
        if len(text := self.text(name)) > longest:
            raise NotUnderstood(name, say("{n}文字までで書いてください。", "Write no more than {n} characters.", n=longest))
        return text

    def is_on(self, name: str) -> bool:
        """Whether a box is ticked. Raises NotUnderstood."""
        return self.choice(name, {"", "0", "1", "on"}) in {"1", "on"}

    def choice(self, name: str, offered: Collection[str], default: str = "") -> str:
        """One of what the form offers; `default` if it says nothing. Raises NotUnderstood."""
        chosen = self.text(name) or default
        if chosen not in offered:
            raise NotUnderstood(name, _AGAIN)
        return chosen

    def weekdays(self, name: str) -> set[int]:
        """Days of the week, Monday is 0. Raises NotUnderstood."""
        if not _EVERY_DAY.issuperset(days := self.post.getlist(name)):
            raise NotUnderstood(name, _AGAIN)
        return {int(day) for day in days}

    def id(self, name: str) -> UUID | None:
        try:
            return UUID(self.text(name)) if self.text(name) else None
        except ValueError:
            raise NotUnderstood(name, _AGAIN) from None

    def one_of(self, name: str, offered: "QuerySet[Any]") -> UUID | None:
        """The id of one of these records; None if nothing was chosen. Raises NotUnderstood."""
        chosen = self.id(name)
        if chosen is not None and not offered.filter(pk=chosen).exists():
            raise NotUnderstood(name, _AGAIN)
        return chosen

    def point_of(self, name: str, person_id: UUID) -> UUID | None:
        """A number or address that this person holds or once held. Raises NotUnderstood, PersonIsUnknown."""
        chosen = self.id(name)
        if chosen is not None and not Holding.objects.filter(point=chosen, person__in=cluster_ids(person_id)).exists():
            raise NotUnderstood(name, _AGAIN)
        return chosen

    def clock(self, name: str) -> time | None:
        trouble = NotUnderstood(name, say("時刻は 18:30 のようにお書きください。", "Write a time as 18:30."))
        if (typed := self.text(name)) and not _TIME.fullmatch(typed):
            raise trouble
        try:
            return time.fromisoformat(typed) if typed else None
        except ValueError:
            raise trouble from None

    def window(self, name: str) -> Window | None:
        """The window a phrase names; None if nothing was typed. Raises NotUnderstood."""
        phrase = self.text(name)
        if not phrase:
            return None
        found = read_phrase(self.line(name), self.now, self.zone)
        if not found:
            raise NotUnderstood(
                name,
                say(
                    "「{phrase}」の日時が分かりません。「来週の火曜の夕方」「12月1日15時」のようにお書きください。",
                    "“{phrase}” is not a time we can read. Write “next Tuesday evening” or “1 December 15:00”.",
                    phrase=phrase,
                ),
            )
        return found[0]

    def covers(self) -> Covers:
        """What a refusal covers, chosen from one list. Raises NotUnderstood."""
        scope, _, which = self.text("covers").partition(":")
        try:
            match scope:
                case "topic":
                    return Covers(scope, topic_id=Topic.objects.get(pk=UUID(which)).id)
                case "client":
                    return Covers(scope, client_id=Client.objects.get(pk=UUID(which)).id)
                case "channel":
                    return Covers(scope, channel=Channel(which).value)
                case "" | "everything" if not which:
                    return Covers(scope)
        except (ValueError, Topic.DoesNotExist, Client.DoesNotExist):
            pass
        raise NotUnderstood("covers", say("何のお断りかを選んでください。", "Choose what they refuse."))

    def details(self) -> Details:
        """What the person said at the end of a contact. Raises NotUnderstood."""
        until, back, by = self.window("until"), self.window("back_at"), self.window("by")
        covers = self.covers()
        return Details(
            because=self.text("because"),
            until_at=until.from_at if until else None,
            agreed=self.is_on("agreed"),
            words=self.text("words"),
            scope=covers.scope,
            client_id=covers.client_id,
            topic_id=covers.topic_id,
            channel=covers.channel,
            back_at=back.from_at if back else None,
            by_at=by.due_at if by else None,
            call_back=self._call_back(),
            new_contact=self._new_contact(),
            consent_words=self.text("consent_words"),
            with_person=self.is_on("with_person"),
        )

    def _call_back(self) -> CallBack | None:
        agreed = self.window("call_back")
        if agreed is None:
            return None
        about = self.text("call_back_about")
        return CallBack(agreed.from_at, agreed.due_at, self.text("call_back"), about, they_asked=not self.is_on("call_back_ours"))

    def _new_contact(self) -> NewContact | None:
        value = self.text("new_contact")
        if not value:
            return None
        return NewContact(kind="email" if "@" in value else "phone", value=value)


def is_sent(request: HttpRequest, form: Form) -> bool:
    """Whether this member's sheet has concluded something already."""
    return form.text("token") in request.session.get(_SENT, {})


def known_form(request: HttpRequest, form: Form, done: Conclusion) -> Conclusion:
    """What a form concluded, unless another one on the same sheet did: then raises LoggedOtherwise. Kept in the member's session."""
    sent: dict[str, str] = request.session.get(_SENT, {})
    told = {name: form.post.getlist(name) for name in sorted(form.post) if name != "csrfmiddlewaretoken"}
    digest = hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]
    if (token := form.text("token")) and sent.get(token, digest) != digest:
        raise LoggedOtherwise(done)
    request.session[_SENT] = dict([*sent.items(), (token, digest)][-_SENT_KEPT:])
    return done


def read_phrase(phrase: str, now: datetime, zone: str) -> list[Window]:
    """Every meaning of a phrase, the likeliest first."""
    here = now.astimezone(ZoneInfo(zone))
    return [_window(reading, here) for reading in when.read(phrase, here)]


def _window(reading: when.Reading, here: datetime) -> Window:
    start, end = when.to_window(reading, here)
    utc = ZoneInfo("UTC")
    return Window(start.astimezone(utc), end.astimezone(utc), when.in_words(reading), reading.vague)
