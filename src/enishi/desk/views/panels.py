"""What the panel on the right shows, mode by mode."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, QueryDict

from enishi.consideration.models import Permit
from enishi.consideration.queries import rest_after_not_now
from enishi.consideration.rules.names import covered
from enishi.conversations.rules import CONCLUSIONS, Ending, not_now_until
from enishi.desk.queries import team
from enishi.desk.queries.gates import Gate
from enishi.desk.rules import moments
from enishi.desk.rules.panel import DEEDS, LOGGING, MODES
from enishi.desk.rules.standing import CHANNELS, PURPOSES
from enishi.desk.views.doors import DeskRequest
from enishi.kernel.words import Text, many, say
from enishi.people.queries import Found, Held, partly
from enishi.team.models import Client, Topic
from enishi.touches.models import Touch

_JA_DAYS = "月火水木金土日"
_EN_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_NOBODY = {"out": say("ご本人に届かなかった", "Did not reach them"), "in": say("出られなかった", "We did not answer")}
_GROUPS: dict[str, Text | None] = {
    "person": None,
    "nobody": None,
    "reception": say("受付の方と", "With reception"),
    "somebody": say("別の方・番号のこと", "Somebody else, or the number"),
}
# How texts and mail end; a call has been spoken or missed
_WRITTEN = frozenset({"sent", "received"})
# 特定商取引法 16条: before any pitch
_SAY_FIRST = say(
    "はじめに、会社名・お名前・商品の種類と、ご案内のお電話であることをお伝えください。",
    "First say our name, yours, the kind of goods, and that this is a sales call.",
)
_WITHOUT_A_DAY = say("日を書かないときは、{n}日間、{day}までお休みします。", "Without a day we rest {n}, until {day}.")
_AT_LEAST = say("約束していない日を書いても、それより早くはご連絡しません。", "A day they did not agree to does not make it any shorter.")
_MANY_CANDIDATES = 10
# A call written down by hand: what they are owed first, what we would like last
_PURPOSES = ("reply", "inquiry", "service", "solicit", "internal")
# What a form calls a detail, where it calls it otherwise
_FIELDS = {"scope": "covers"}
_SAID_BESIDE = frozenset(
    {"because", "until", "by", "back_at", "call_back", "covers", "words", "new_contact", "consent_words", "phrase", "proof", "asked_by"}
)


def panel(
    request: DeskRequest,
    person_id: UUID,
    *,
    mode: str,
    shown: dict[str, Any],
    permit: Permit | None = None,
    again: Touch | None = None,
    **extra: Any,
) -> dict[str, Any]:
    """The panel in one of its modes. `extra`: values typed so far, what an outcome asks, what went wrong."""
    if mode not in MODES or (mode == "call" and permit is None) or (mode == "again" and again is None):
        mode = ""
    values = extra.pop("values", {})
    made: dict[str, Any] = {"mode": mode, "values": values, "token": values.get("token") or uuid.uuid4().hex, **extra}
    if made.get("asked"):
        made |= what_is_asked(made["asked"], made.get("wrong", ""), person_id, shown["now"])
    if mode == "":
        return {**made, **_start(request, shown)}
    if mode in LOGGING:
        return {**made, **_log(mode, shown, permit, again)}
    return {**made, **_deed(request, mode, person_id, shown, values)}


def trouble(text: Text, field: str) -> dict[str, Any]:
    """What went wrong, and beside which field it is said; elsewhere it stands above the form."""
    field = _FIELDS.get(field, field)
    return {"trouble": text, "wrong": field if field in _SAID_BESIDE else ""}


def typed(post: QueryDict) -> dict[str, Any]:
    """What a form held, to be shown again."""
    held: dict[str, Any] = {name: value for name, value in post.items() if name != "csrfmiddlewaretoken"}
    return held | ({"weekdays": post.getlist("weekdays")} if "weekdays" in post else {})


def what_is_asked(ending: Ending, wrong: str, person_id: UUID | None, now: datetime) -> dict[str, Any]:
    """Where the hand begins; and, where a day may be left out, until when we rest then."""
    first = _FIELDS.get(ending.asks[0], ending.asks[0])
    made: dict[str, Any] = {"focus": wrong or first}
    if ending.code == "not_now":
        rest, here = rest_after_not_now(person_id), ZoneInfo(team.zone())
        until = not_now_until(now, rest)
        day = moments.day_of(until.astimezone(here).date(), now.astimezone(here).date())
        made["rest"] = _WITHOUT_A_DAY.format(n=many((until - now).days, "day"), day=day)
        made["rest_at_least"] = _AT_LEAST if rest else ""
    return made


def _start(request: DeskRequest, shown: dict[str, Any]) -> dict[str, Any]:
    calls = [gate for gate in shown["gates"] if gate.channel == "call"]
    doors: list[Gate] = sorted(calls, key=lambda gate: not gate.is_open)
    waits = [gate.answer.until for gate in doors if gate.answer.until]
    deeds = [deed for deed in DEEDS.values() if not deed.need or request.user.is_manager]
    return {
        "doors": doors,
        "any_open": any(gate.is_open for gate in doors),
        "why": next((text for gate in doors for text in gate.answer.because), ""),
        "next_open": moments.at(min(waits), shown["now"], team.zone()) if waits else None,
        "deeds": deeds,
    }


def _log(mode: str, shown: dict[str, Any], permit: Permit | None, again: Touch | None) -> dict[str, Any]:
    way = again.direction if again else "in" if mode == "log-in" else "out"
    endings = [ending for ending in CONCLUSIONS.values() if way in ending.ways and ending.code not in _WRITTEN]
    return {
        "permit": _permitted(permit, shown["now"]) if permit else None,
        "again": {"id": again.id, "at": moments.at(again.at, shown["now"], team.zone())} if again else None,
        "endings": list(_grouped(endings, way)),
        "phones": [held for held in shown["person"].held if held.kind == "phone"],
        "purposes": [(code, PURPOSES[code]) for code in _PURPOSES],
        "purpose": _likely_purpose(shown),
        "refused": _refused(shown) if way == "out" and permit is None else [],
        **choices(),
    }


def _likely_purpose(shown: dict[str, Any]) -> str:
    """What a call already made was most likely about; empty where we should not guess, and the form asks."""
    calls = [gate for gate in shown["gates"] if gate.channel == "call"]
    best = next(iter(sorted(calls, key=lambda gate: not gate.is_open)), None)
    if _refused(shown) and not (best and best.is_open and best.purpose != "solicit"):
        return ""
    owed = any(promise.owed_by == "us" and promise.asked_by == "person" for promise in shown["person"].promises)
    return "reply" if owed or (best and best.purpose == "promise") else best.purpose if best else ""


def _refused(shown: dict[str, Any]) -> list[Text]:
    """What they refused that a call of ours may touch."""
    return [line.text for line in shown["person"].standing if line.kind == "refusal" and line.channel in {"", "call"}]


def _grouped(endings: Iterable[Ending], way: str) -> Iterable[tuple[Text | None, list[Ending]]]:
    """First what nine keys choose, in their order; then the letters, by whom we met."""
    plain = [ending for ending in endings if ending.key.isdigit()]
    rest = sorted((ending for ending in endings if not ending.key.isdigit()), key=lambda ending: list(_GROUPS).index(ending.met))
    yield _GROUPS["person"], sorted(plain, key=lambda ending: ending.key)
    for met, group in groupby(rest, key=lambda ending: ending.met):
        yield _NOBODY[way] if met == "nobody" else _GROUPS[met], list(group)


def _permitted(permit: Permit, now: datetime) -> dict[str, Any]:
    own = permit.own_number
    return {
        "id": permit.id,
        "number": permit.point.value,
        "own_number": own.e164 if own else "",
        "purpose_name": PURPOSES[permit.purpose],
        "until": moments.at(permit.expires_at, now, team.zone()),
        "say_first": _SAY_FIRST if permit.purpose == "solicit" and permit.person.met_as == "consumer" else None,
    }


def _deed(request: DeskRequest, mode: str, person_id: UUID, shown: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    deed = DEEDS[mode]
    if deed.need == "manager" and not request.user.is_manager:
        raise Http404
    made: dict[str, Any] = {"deed": deed, "template": f"desk/act/{mode}.html", **choices()}
    if mode in {"promise", "assign", "refuse"}:
        made["colleagues"] = team.colleagues()
    if mode == "point":
        made["held"] = shown["person"].held
    if mode == "merge":
        made["candidates"] = _candidates(shown, person_id, values.get("who", "").strip())
    return made


def _candidates(shown: dict[str, Any], person_id: UUID, words: str) -> list[Found]:
    """Who may be the same person: whoever was searched for, before that those who share a number or an address."""
    if not words:
        return _sharing(shown["person"].held)[:_MANY_CANDIDATES]
    return [one for one in partly.look_for(words, limit=_MANY_CANDIDATES + 1) if one.person_id != person_id][:_MANY_CANDIDATES]


def _sharing(held: Iterable[Held]) -> list[Found]:
    """Everybody who holds a number or address of theirs, with it."""
    found: dict[UUID, Found] = {}
    for each in held:
        for other in each.shared_with:
            found.setdefault(
                other.person_id,
                Found(
                    person_id=other.person_id,
                    name=other.name,
                    kana="",
                    honorific=other.honorific,
                    title="",
                    met_as="",
                    matched="number",
                    point_value=each.value,
                ),
            )
    return list(found.values())


def choices() -> dict[str, Any]:
    """What the forms offer to choose from."""
    topics = team.topics()
    return {
        "topics": topics,
        "scopes": _scopes(topics, team.clients()),
        "channels": list(CHANNELS.items()),
        "weekdays": [(bit, Text(_JA_DAYS[bit], _EN_DAYS[bit])) for bit in range(7)],
    }


def _scopes(topics: list[Topic], clients: list[Client]) -> list[tuple[Text | None, list[tuple[str, Text]]]]:
    """Everything a refusal may cover, in one list; a group that would be empty is left out."""
    ways = [(f"channel:{code}", covered("channel", channel=code)) for code in CHANNELS]
    matters = [(f"topic:{topic.id}", covered("topic", topic=topic.name)) for topic in topics]
    firms = [(f"client:{client.id}", covered("client", client=client.name)) for client in clients]
    groups = [
        (None, [("everything", covered("everything"))]),
        (say("連絡方法", "One way of contact"), ways),
        (say("件", "One matter"), matters),
        (say("委託元", "One client"), firms),
    ]
    return [(name, choices) for name, choices in groups if choices]


def own_touch(request: DeskRequest, given: str) -> Touch | None:
    """A contact this member logged by hand (a manager: anybody's), to say anew how it ended."""
    try:
        found = Touch.objects.select_related("point").filter(pk=UUID(given)).first()
    except ValueError:
        return None
    return found if found and (found.member_id == request.user.id or request.user.is_manager) else None
