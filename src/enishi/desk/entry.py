"""What a member typed, as values: a phrase becomes a window of time, a form the details of a conversation."""

from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import QueryDict

from enishi.consideration.rules.vocabulary import Channel
from enishi.conversations.rules import CallBack, Details, NewContact
from enishi.kernel import when
from enishi.kernel.words import Text, say


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

    def is_on(self, name: str) -> bool:
        return self.post.get(name) in {"1", "on"}

    def id(self, name: str) -> UUID | None:
        try:
            return UUID(self.text(name)) if self.text(name) else None
        except ValueError:
            raise NotUnderstood(name, say("選び直してください。", "Please choose again.")) from None

    def clock(self, name: str) -> time | None:
        try:
            return time.fromisoformat(self.text(name)) if self.text(name) else None
        except ValueError:
            raise NotUnderstood(name, say("時刻は 18:30 のようにお書きください。", "Write a time as 18:30.")) from None

    def window(self, name: str) -> Window | None:
        """The window a phrase names; None if nothing was typed. Raises NotUnderstood."""
        phrase = self.text(name)
        if not phrase:
            return None
        found = read_phrase(phrase, self.now, self.zone)
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
                    return Covers(scope, topic_id=UUID(which))
                case "client":
                    return Covers(scope, client_id=UUID(which))
                case "channel":
                    return Covers(scope, channel=Channel(which).value)
                case "" | "everything" if not which:
                    return Covers(scope)
        except ValueError:
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


def read_phrase(phrase: str, now: datetime, zone: str) -> list[Window]:
    """Every meaning of a phrase, the likeliest first."""
    here = now.astimezone(ZoneInfo(zone))
    return [_window(reading, here) for reading in when.read(phrase, here)]


def _window(reading: when.Reading, here: datetime) -> Window:
    start, end = when.to_window(reading, here)
    utc = ZoneInfo("UTC")
    return Window(start.astimezone(utc), end.astimezone(utc), when.in_words(reading), reading.vague)
