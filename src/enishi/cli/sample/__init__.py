"""A fictional team with a few hundred people and believable histories, for a first look at the desk."""

import secrets
from collections.abc import Callable
from datetime import time

from django.db import transaction

from enishi.cli.sample import names
from enishi.cli.sample.draft import Draft
from enishi.cli.sample.stories import tell_everyone
from enishi.kernel import clock, phones
from enishi.kernel.words import say
from enishi.team import actions
from enishi.team.models import Client, Member, OwnNumber, Team, Topic

_OWN_NUMBER = "03-2000-0001"
# Logins that are printed: one manager, one operator
_SHOWN = ("tanaka", "suzuki")


def load_sample(*, progress: Callable[[str], None]) -> list[tuple[str, str]]:
    """Fill an empty database; returns the logins made, with passwords made for this install. Does nothing once anybody is a member."""
    if Member.objects.exists():
        return []
    progress(str(say("見本のチームを入れています(架空の人たちです)…", "Loading a sample team (fictional people)…")))
    with transaction.atomic():
        Team.objects.create(name="ことのは電話室", zone="Asia/Tokyo", opens_at=time(9, 30), closes_at=time(18, 0))
        passwords = {login: secrets.token_urlsafe(9) for login, *_ in names.MEMBERS}
        members = {
            login: actions.make_member(username=login, name=name, kana=kana, role=role, password=passwords[login])
            for login, name, kana, role in names.MEMBERS
        }
        draft = _empty_draft(members)
        tell_everyone(draft)
        draft.save()
    return [(login, passwords[login]) for login in _SHOWN]


def _empty_draft(members: dict[str, Member]) -> Draft:
    clients: dict[str, Client] = {}
    topics: dict[str, Topic] = {}
    for name, kana, about in names.CLIENTS:
        clients[name] = Client.objects.create(name=name, kana=kana)
        topics.update({topic: Topic.objects.create(name=topic, client=clients[name]) for topic in about})
    own = OwnNumber.objects.create(e164=phones.normalise(_OWN_NUMBER) or "", label="代表")
    return Draft(now=clock.now(), members=members, clients=clients, topics=topics, own_number=own)
