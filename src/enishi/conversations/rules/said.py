"""What the person said at the end of a contact, as the member wrote it down."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from enishi.consideration.rules.vocabulary import Scope
from enishi.conversations.rules.outcomes import CONCLUSIONS
from enishi.kernel.words import Text, say


@dataclass(frozen=True, slots=True)
class CallBack:
    """A time agreed for the next call. `theirs`: they will call us. `they_asked`: it was their wish, not ours."""

    from_at: datetime
    due_at: datetime
    phrase: str = ""
    about: str = ""
    theirs: bool = False
    they_asked: bool = True


@dataclass(frozen=True, slots=True)
class NewContact:
    """Where they can be reached from now on."""

    kind: str
    value: str
    use: str = "personal"
    label: str = ""

    @property
    def channels(self) -> tuple[str, ...]:
        """By which channels it may be used."""
        return {"phone": ("call",), "email": ("mail",), "postal": ("post",)}.get(self.kind, ())


@dataclass(frozen=True, slots=True)
class Details:
    """Everything optional; an ending uses what it asks for. Times are aware UTC.

    `scope`: "everything" | "client" | "topic" | "channel" as they said; empty: what the contact was about.
    `with_person`: left_company and wrong_person were said by the person themselves, who was thus reached.
    """

    because: str = ""
    until_at: datetime | None = None
    agreed: bool = False
    words: str = ""
    scope: str = ""
    client_id: UUID | None = None
    topic_id: UUID | None = None
    channel: str = ""
    back_at: datetime | None = None
    by_at: datetime | None = None
    call_back: CallBack | None = None
    new_contact: NewContact | None = None
    consent_words: str = ""
    with_person: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something cannot be concluded, and which of `Details` is to be written anew; none: all of it."""

    text: Text
    field: str = ""


# On a number that several hold, these say nothing until we know of whom
_OF_A_PERSON = frozenset({"not_now", "left_company", "wrong_person"})
_SCOPES = frozenset({"", *Scope})


def problem(
    code: str,
    direction: str,
    details: Details,
    *,
    at: datetime,
    is_person_known: bool = True,
    client: UUID | None = None,
    topic: UUID | None = None,
) -> Problem | None:
    """Why this cannot be concluded so, or None."""
    ending = CONCLUSIONS.get(code)
    if ending is None:
        return Problem(say("「{code}」という結果はありません。", "There is no outcome “{code}”.", code=code))
    if direction not in ending.ways:
        return Problem(say("この向きの連絡では選べない結果です。", "A contact in this direction cannot end so."))
    if code in _OF_A_PERSON and not is_person_known:
        return Problem(say("どなたのことか選んでください。", "Choose whom this is about."))
    return _past(details, at) or _scope_problem(details, client, topic) or _contact_problem(code, details)


def _past(details: Details, at: datetime) -> Problem | None:
    agreed = details.call_back
    times = {"until": details.until_at, "back_at": details.back_at, "by": details.by_at, "call_back": agreed.due_at if agreed else None}
    for field, time in times.items():
        if time is not None and time < at:
            return Problem(say("日時は連絡より後にしてください。", "Choose a time after the contact itself."), field)
    if agreed and agreed.due_at < agreed.from_at:
        return Problem(say("終わりの時刻が始まりより前です。", "The end is before the beginning."), "call_back")
    return None


def _scope_problem(details: Details, client: UUID | None, topic: UUID | None) -> Problem | None:
    named = {"client": details.client_id or client, "topic": details.topic_id or topic, "channel": details.channel}
    if details.scope not in _SCOPES or (details.scope in named and not named[details.scope]):
        return Problem(say("お断りの範囲を選んでください。", "Choose what the refusal covers."), "scope")
    return None


def _contact_problem(code: str, details: Details) -> Problem | None:
    if details.new_contact is None:
        return None
    if code == "never":
        text = say("お断りの方の新しい連絡先は記録しません。", "No new contact is written down for somebody who refused.")
        return Problem(text, "new_contact")
    if not details.consent_words.strip():
        text = say(
            "新しい連絡先は、どのようにご了承いただいたかと一緒に記録します。",
            "A new contact is written down together with how they agreed to it.",
        )
        return Problem(text, "consent_words")
    return None
