"""What changes about ourselves: members, tokens, and writes that must happen once."""

import hashlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction

from enishi.kernel import clock
from enishi.kernel.database import as_id, as_moment, maybe_day, rows
from enishi.kernel.inserting import insert
from enishi.kernel.words import Text, say
from enishi.team.models import TEMPORARY, ApiToken, Client, IdempotencyKey, Member, Team
from enishi.team.rules import READABLE, TOKEN_DAYS_AT_MOST, TOKEN_PREFIX, unknown_scopes

KEYS_KEPT = timedelta(days=7)


class TeamRefuses(Exception):
    """Base of what this room refuses; `text` says why in both languages."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text


class NameIsTaken(TeamRefuses):
    """Another member logs in under that name."""


class OnlyAManagerMay(TeamRefuses):
    """An operator tried what is a manager's to do."""

    def __init__(self) -> None:
        super().__init__(say("この操作は管理者だけができます。", "Only a manager may do this."))


class TokenCannotBeMade(TeamRefuses):
    """The scopes or days asked for are not possible."""


class KeyNamesAnotherRequest(TeamRefuses):
    """The idempotency key was used before, for a request with another body."""


def the_team() -> Team:
    """Our own particulars, made on first use."""
    team, _ = Team.objects.get_or_create(id=1, defaults={"name": "わたしたち"})
    return team


def make_member(
    *, username: str, name: str, password: str, role: str = Member.Role.OPERATOR, kana: str = "", language: str = Member.Language.JAPANESE
) -> Member:
    """A new member who can log in with `username` and `password`.

    Raises NameIsTaken; django's ValidationError when the password is too weak.
    """
    from django.contrib.auth.password_validation import validate_password

    validate_password(password)
    try:
        with transaction.atomic():
            return Member.objects.create_user(username=username, password=password, name=name, kana=kana, role=role, language=language)
    except IntegrityError:
        raise NameIsTaken(
            say("「{name}」はもう使われています。別の名前にしてください。", "“{name}” is taken. Choose another name.", name=username)
        ) from None


def set_password(*, member_id: UUID, password: str) -> None:
    """Give a member a new password. Raises django's ValidationError when it is too weak."""
    from django.contrib.auth.password_validation import validate_password

    validate_password(password)
    member = Member.objects.get(pk=member_id)
    member.set_password(password)
    member.save(update_fields=["password"])


def client_named(name: str) -> Client:
    """The client (委託元) of that name, made if new."""
    client, _ = Client.objects.get_or_create(name=name)
    return client


def issue_token(*, member_id: UUID, label: str, scopes: list[str], days: int, now: datetime) -> tuple[ApiToken, str]:
    """A token for a program that acts in a member's name, and its plain form, shown this once. Raises TokenCannotBeMade."""
    if unknown := unknown_scopes(scopes):
        raise TokenCannotBeMade(say("知らない権限です:{scopes}", "Unknown scopes: {scopes}", scopes=", ".join(unknown)))
    if not scopes or not 1 <= days <= TOKEN_DAYS_AT_MOST:
        raise TokenCannotBeMade(
            say(
                "権限を1つ以上選び、期限は1〜{most}日にしてください。",
                "Choose at least one scope and 1 to {most} days.",
                most=TOKEN_DAYS_AT_MOST,
            )
        )
    plain = TOKEN_PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        member_id=member_id,
        label=label[:100],
        digest=_digest(plain),
        scopes=sorted(set(scopes)),
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    return token, plain


def revoke_token(*, token_id: UUID, member_id: UUID, now: datetime) -> None:
    """End a token of this member; a manager may end anybody's."""
    token = ApiToken.objects.select_related("member").get(pk=token_id)
    if token.member_id != member_id and not Member.objects.get(pk=member_id).is_manager:
        raise OnlyAManagerMay
    if token.revoked_at is None:
        token.revoked_at = now
        token.save(update_fields=["revoked_at"])


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whoever comes with a live token: the member it acts for and what it may do."""

    token_id: UUID
    member_id: UUID
    name: str
    role: str
    language: str
    label: str
    scopes: tuple[str, ...]
    expires_at: datetime

    @property
    def is_manager(self) -> bool:
        return self.role == Member.Role.MANAGER


# Every request of a program asks this: no more than it needs, and least of all the member's password hash
_BEARER = """
SELECT t.id, t.member_id, m.name, m.role, m.language, t.label, t.scopes, t.expires_at, t.used_on,
       (SELECT zone FROM team_team WHERE id = 1)
FROM team_apitoken t JOIN team_member m ON m.id = t.member_id WHERE t.digest = %s AND t.revoked_at IS NULL AND m.is_active
"""


def bearer(plain: str, now: datetime) -> Bearer | None:
    """Whoever holds the token `plain`; None when it is unknown, expired or revoked, or the member has left."""
    # Tokens are 256 random bits: a plain digest is enough, and it can be looked up by index.
    for token, member, name, role, language, label, scopes, expires_at, used_on, zone in rows(_BEARER, [_digest(plain)]):
        holder = Bearer(as_id(token), as_id(member), name, role, language, label, tuple(json.loads(scopes)), as_moment(expires_at))
        if holder.expires_at <= now:
            return None
        # The day on our wall, for whoever reads it there
        today = clock.local_day(now, zone or "Asia/Tokyo")
        if maybe_day(used_on) != today:
            ApiToken.objects.filter(pk=holder.token_id).update(used_on=today)
        return holder
    return None


def _digest(plain: str) -> str:
    return hashlib.sha256(plain.encode()).hexdigest()


class _KeyIsTaken(Exception):
    """The key was there a moment ago; it may have been forgotten since."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a write answered; `replayed` when it had been done before."""

    status: int
    body: Any
    replayed: bool = False


def in_a_transaction(do: Callable[[], Answer]) -> Answer:
    with transaction.atomic():
        return do()


def once(
    *,
    principal: str,
    key: str,
    request_hash: str,
    now: datetime,
    effect: Callable[[], Answer],
    transact: Callable[[Callable[[], Answer]], Answer] = in_a_transaction,
) -> Answer:
    """Do `effect` once for this principal and key; later calls get the first answer again. Raises KeyNamesAnotherRequest.

    The answer is written in the effect's own transaction: both are kept or neither. `transact` is what begins it, and may begin it
    anew. Nearly every key is new, so nobody asks first: of two that come together the second waits to write the key, is undone, and
    gets the first one's answer. Whatever it stumbled over on the way there was the first one's doing.
    """

    def kept() -> Answer:
        answer = effect()
        done = {"request_hash": request_hash, "status": answer.status, "response": answer.body, "created_at": now}
        try:
            insert(IdempotencyKey(principal=principal, key=key, **done))
        except IntegrityError:
            raise _KeyIsTaken from None
        return answer

    try:
        return transact(kept)
    except Exception as stumbled:
        before = IdempotencyKey.objects.filter(principal=principal, key=key).first()
        if before is not None and before.created_at > now - KEYS_KEPT:
            return _replayed(before, request_hash)
        if before is not None:
            before.delete()
        elif not isinstance(stumbled, _KeyIsTaken):
            raise
    return once(principal=principal, key=key, request_hash=request_hash, now=now, effect=effect, transact=transact)


def _replayed(before: IdempotencyKey, request_hash: str) -> Answer:
    if before.request_hash != request_hash:
        raise KeyNamesAnotherRequest(
            say(
                "この Idempotency-Key は別の内容で使われています。新しいキーにしてください。",
                "This Idempotency-Key was used for another request. Take a new key.",
            )
        )
    return Answer(before.status or 200, before.response, replayed=True)


def forget_old_keys(now: datetime) -> int:
    """Housekeeping: keys older than 7 days, and how many there were."""
    return IdempotencyKey.objects.filter(created_at__lte=now - KEYS_KEPT).delete()[0]


class HeirHasLeft(TeamRefuses):
    """Whoever was to take over does not work here any more."""

    def __init__(self) -> None:
        super().__init__(
            say("引き継ぐ方の利用が終わっています。別の方を選んでください。", "Who was to take over has left. Choose somebody else.")
        )


class LastManager(TeamRefuses):
    """Without this manager nobody could add members, set passwords or lift a refusal."""

    def __init__(self) -> None:
        super().__init__(
            say(
                "管理者がほかにいません。先に、別の方を管理者にしてください。",
                "There is no other manager. Make somebody else a manager first.",
            )
        )


@transaction.atomic
def issue_password(*, member_id: UUID, by_id: UUID) -> str:
    """A password that lets the member in to choose their own; to be shown once. Ends their sessions. Raises OnlyAManagerMay."""
    member, _ = _of_manager(member_id, by_id)
    plain = "-".join("".join(secrets.choice(READABLE) for _ in range(4)) for _ in range(4))
    member.set_password(plain)
    member.password = TEMPORARY + member.password
    member.save(update_fields=["password"])
    return plain


@transaction.atomic
def remove_second_factor(*, member_id: UUID, by_id: UUID) -> bool:
    """For a colleague whose device and recovery codes are gone. False if they had none. Raises OnlyAManagerMay."""
    member, _ = _of_manager(member_id, by_id)
    return bool(Authenticator.objects.filter(user=member).delete()[0])


@transaction.atomic
def retire(*, member_id: UUID, by_id: UUID, to_id: UUID | None = None, now: datetime) -> None:
    """The member comes in no more: sessions end, tokens are revoked. What they did keeps their name.

    `to_id`: who takes over what was theirs. Raises OnlyAManagerMay, LastManager, HeirHasLeft.
    """
    member, managers = _of_manager(member_id, by_id)
    if to_id and not Member.objects.select_for_update(no_key=True).filter(pk=to_id, is_active=True).exclude(pk=member_id).first():
        raise HeirHasLeft
    if managers == [member]:
        raise LastManager
    member.is_active = False
    member.save(update_fields=["is_active"])
    ApiToken.objects.filter(member=member, revoked_at=None).update(revoked_at=now)
    _end_sessions(member.pk, now)


@transaction.atomic
def bring_back(*, member_id: UUID, by_id: UUID, retired_at: datetime | None = None) -> None:
    """The member may come in again; with the tokens they lost at `retired_at`, if that is given. Raises OnlyAManagerMay."""
    member, _ = _of_manager(member_id, by_id)
    member.is_active = True
    member.save(update_fields=["is_active"])
    if retired_at is not None:
        ApiToken.objects.filter(member=member, revoked_at=retired_at).update(revoked_at=None)


@transaction.atomic
def give_role(*, member_id: UUID, role: str, by_id: UUID) -> None:
    """Make somebody a manager, or an operator again. Raises OnlyAManagerMay, LastManager."""
    member, managers = _of_manager(member_id, by_id)
    if managers == [member] and role != Member.Role.MANAGER:
        raise LastManager
    member.role = Member.Role(role)
    member.save(update_fields=["role"])


def _of_manager(member_id: UUID, by_id: UUID) -> tuple[Member, list[Member]]:
    """The member, and all managers there are, of whom one asks. Locked: two who retire each other must not both succeed."""
    # no_key: whoever writes down a contact of theirs meanwhile need not wait
    active = Member.objects.select_for_update(no_key=True).filter(role=Member.Role.MANAGER, is_active=True)
    managers = list(active.order_by("id"))
    if by_id not in {manager.pk for manager in managers}:
        raise OnlyAManagerMay
    return Member.objects.select_for_update(no_key=True).get(pk=member_id), managers


def _end_sessions(member_id: UUID, now: datetime) -> None:
    # Whose a session is stands inside it; there are as many as members came in since this morning
    for session in Session.objects.filter(expire_date__gt=now).iterator():
        if session.get_decoded().get(SESSION_KEY) == str(member_id):
            session.delete()
